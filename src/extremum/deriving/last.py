"""Differentials where the rules have them: last in products whose order is free, and not transposed there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import define, topological, write
from extremum.deriving.derivation import product_form
from extremum.operations import construct as c
from extremum.operations.hadamard import HADAMARD
from extremum.operations.product import PRODUCT
from extremum.operations.trace import TRACE
from extremum.operations.transpose import TRANSPOSE

Names = Mapping[Expr, Form]
Word = Sequence[Expr]


def differentials_last(expr: Expr, names: Names, differentials: Collection[Expr]) -> dict[Expr, Form]:
    """The names, and how products are written that have one factor with a differential and an order that is free:
    ``u.*dv`` for ``dv.*u``, ``u'*dv`` for ``dv'*u``, ``tr(U'*dV)`` for ``tr(dV*U')``."""
    found, live = dict(names), set(differentials)
    for node in topological([expr]):
        if node not in found and not live.isdisjoint(node.args):
            live.add(node)
            form = _written(node, live, found)
            if form is not None:
                found[node] = form
    return found


def _written(node: Expr, live: set[Expr], names: Names) -> Form | None:
    """The product with its differential last; None for what is written as usual."""
    if node.op is HADAMARD:
        moving = [arg for arg in node.args[::2] if arg in live]
        return _moved_back(define(node, names), write(moving[0], names)) if len(moving) == 1 else None
    word = node.args[0].args if node.op is TRACE and node.args[0].op is PRODUCT else node.args
    moving = [factor for factor in word if factor in live]
    if len(moving) != 1 or not (node.op is TRACE or (node.op is PRODUCT and node.is_scalar)):
        return None
    turned = _turned(word, moving[0], cyclic=node.op is TRACE)
    if turned is word:
        return None
    inner = differentials_last(turned[-1], names, live & set(topological([moving[0]])))
    product = product_form(turned, inner)
    return forms.call("tr", product) if node.op is TRACE else product


def _turned(word: Word, moving: Expr, cyclic: bool) -> Word:
    """The word, turned so that the differential is last where it is first or transposed, and there are no more
    transposes then."""
    place, last = word.index(moving), len(word) - 1
    stays = place == last or (cyclic and place > 0)
    if last == 0 or (stays and moving.op is not TRANSPOSE):
        return word
    back = [c.transpose(factor) for factor in reversed(word)]
    ways: list[Word] = [back] if place == 0 else []
    if cyclic:
        ways = [[*way[k + 1 :], *way[: k + 1]] for way, k in ((word, place), (back, last - place))]
    return min([*ways, word], key=_transposes)


def _transposes(word: Word) -> tuple[int, int]:
    return sum(factor.op is TRANSPOSE for factor in word), int(word[-1].op is TRANSPOSE)


def _moved_back(whole: Form, part: Form) -> Form:
    """A product whose factors commute, with the factors of a part at its end; of a quotient that above the line."""
    if whole.kind in ("prefix", "fraction"):
        return whole.of(_moved_back(whole.parts[0], part), *whole.parts[1:])
    if whole.kind != "infix" or whole.text == "+":
        return whole
    own = part.parts if part.kind == whole.kind and part.text == whole.text else (part,)
    factors, length = whole.parts, len(own)
    place = next((k for k in range(len(factors) - length) if factors[k : k + length] == own), None)
    return whole if place is None else whole.of(*factors[:place], *factors[place + length :], *own)
