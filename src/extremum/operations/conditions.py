"""Sums under conditions as they are written, ``sum_j(e, t[j] >= t[i])``: a factor that is 1 where a condition holds and
0 elsewhere is no factor to a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from extremum.algebra import forms
from extremum.algebra.dims import Atom, Dim
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import replace, write
from extremum.operations import construct as c
from extremum.operations.among import among
from extremum.operations.delta import DELTA, LESS
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors


class Condition(NamedTuple):
    """``left sign right``, of indices or of data.

    factor: what stands in the terms; number: 1 where the condition holds, and 0 elsewhere: the factor or its negative.
    """

    factor: Expr
    number: Expr
    left: Dim | Expr
    sign: str
    right: Dim | Expr

    def written(self, bound: Atom) -> Form:
        """The index of the sum stands at the left where it is on one side."""
        sides = [self.left, self.right]
        if bound in self.right.indices and bound not in self.left.indices:
            return _relation(_TURNED[self.sign], *reversed(sides))
        return _relation(self.sign, *sides)


Sides = tuple["Dim | Expr", str, "Dim | Expr"]
_TURNED = {"<": ">", "<=": ">=", "!=": "!=", "==": "=="}


def _relation(sign: str, *sides: Dim | Expr) -> Form:
    return forms.relation(sign, *(forms.name(str(side)) if isinstance(side, Dim) else write(side) for side in sides))


def under_conditions(body: Expr, written: Form, bound: Atom, around: Callable[[Form], Form]) -> Form:
    """The form of a sum, ``around`` its terms, with their conditions beside them and a minus of the terms before it."""
    terms, negative = _with_conditions(body, written, bound)
    if terms.kind == "prefix":
        terms, negative = terms.parts[0], not negative
    return forms.negated(around(terms)) if negative else around(terms)


def _with_conditions(body: Expr, written: Form, bound: Atom) -> tuple[Form, bool]:
    """The form of the terms of a sum with their conditions beside them, and whether a minus stands before the sum then.

    It is the form as it was where the other would not be read as the same terms.
    """
    found = [condition for factor in _scalars(body) if (condition := _condition(factor, bound)) is not None]
    found.sort(key=lambda condition: isinstance(condition.left, Expr))  # in the order in which they are read
    if not found:
        return written, False
    terms = again = replace(body, {node: value for each in found for node, value in _where_it_holds(each.number)})
    for condition in found:
        again = among(condition.number, again)
    if again is not body:
        return written, False
    negative = sum(each.number is not each.factor for each in found) % 2 == 1
    plain = c.product(*(each.number for each in found), terms) is body
    inner = _without(written, [write(each.factor) for each in found]) if plain else None
    inner = inner or write(c.multiple(-1, terms) if negative else terms)
    return forms.among(inner, *(each.written(bound) for each in found)), negative


def _where_it_holds(number: Expr) -> Iterator[tuple[Expr, Expr]]:
    """What the number is made of, by its values where the condition holds."""
    for q, term in terms_of(number):
        if not c.is_number(term):
            yield term, c.number(0 if q < 0 or (term.op is DELTA and number.op is SUM) else 1)


def _scalars(body: Expr) -> list[Expr]:
    """The factors of the terms that are scalars, as bases of powers."""
    _, scalars, _ = factors(body)
    return [base for scalar in scalars for base, _ in pairs(scalar)]


def _without(form: Form, dropped: Sequence[Form]) -> Form | None:
    """A written product without some of its factors; None where they do not stand in it."""
    if form.kind == "fraction":
        above = _without(form.parts[0], dropped)
        return None if above is None else form.of(above, form.parts[1])
    parts = list(form.parts) if form.kind == "infix" and form.text == "*" else [form]
    if any(parts.count(factor) != 1 for factor in dropped):
        return None
    return forms.product_of([part for part in parts if part not in dropped] or [forms.number("1")])


# -- what is a condition -----------------------------------------------------------------------------------------------
def _condition(factor: Expr, bound: Atom) -> Condition | None:
    """The condition that a factor is 1 for, or -1, if the sum is over an index in it."""
    if bound not in factor.indices:
        return None
    for number in (factor, c.multiple(-1, factor)) if factor.op is SUM else (factor,):
        sides = _sides(number)
        if sides is not None:
            return Condition(factor, number, *sides)
    return None


def _sides(number: Expr) -> Sides | None:
    if number.op is LESS:
        left, right = _places(number)
        return left, "<", right
    if number.op.name == "elementwise" and number.params == ("step", 0):
        return _compared(number.args[0], ">")
    return _of_sum(terms_of(number)) if number.op is SUM and len(number.args) == 2 else None


def _of_sum(terms: Sequence[tuple[Rational, Expr]]) -> Sides | None:
    """``less(i, j) + δ(i, j)``, ``1 - δ(i, j)``, ``1 - step(a - b)``."""
    for (p, first), (q, second) in (terms, terms[::-1]):
        if (p, q) == (1, 1) and first.op is LESS and second.op is DELTA and {*_places(first)} == {*_places(second)}:
            left, right = _places(first)
            return left, "<=", right
        if (p, q) == (1, -1) and first is c.number(1) and second.op is DELTA:
            left, right = _places(second)
            return left, "!=", right
        if (p, q) == (1, -1) and first is c.number(1) and second.params == ("step", 0):
            return _compared(second.args[0], "<=")
    return None


def _places(node: Expr) -> tuple[Dim, Dim]:
    left, right = node.params
    assert isinstance(left, Dim) and isinstance(right, Dim)
    return left, right


def _compared(gap: Expr, sign: str) -> Sides | None:
    """``a > b``, or ``a <= b``, of the gap ``a - b`` of two members of families."""
    terms = dict(terms_of(gap)) if gap.op is SUM and len(gap.args) == 2 else {}
    if terms.keys() != {1, -1} or any(term.args or not term.indices for term in terms.values()):
        return None
    return (terms[-1], "<", terms[1]) if sign == ">" else (terms[1], "<=", terms[-1])
