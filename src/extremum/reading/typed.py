"""A formula as it was typed, for the first line of its derivation: forms of the syntax tree, not of the normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import reduce

from extremum.algebra import forms
from extremum.algebra.errors import ExtremumError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.reading.parser import parse
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read


def typed(text: str) -> Form | None:
    """The form of a text of the language; None where it holds what has no form of its own, such as a sum over samples.

    >>> from extremum.notation.text import render
    >>> print(render(typed("(y-X*w)'*(y - X*w)/2")))
    (y - X*w)'*(y - X*w)/2
    """
    try:
        return _form(read(Source(normal(text)), "expression"))
    except (ExtremumError, KeyError):
        return None


def typed_of(text: str, expr: Expr, declarations: Iterable[str]) -> Form | None:
    """The form of a text, where it is one of the language and is read as the expression."""
    try:
        return typed(text) if parse(text, list(declarations)) is expr else None
    except ExtremumError:
        return None


def _form(tree: Tree) -> Form:
    return _KINDS[tree.kind](tree)


def _chain(tree: Tree) -> Form:
    """From left to right: what is divided by stands below all that comes before it."""
    first, *rest = map(_form, tree.parts)
    negative = first.kind == "prefix"
    found = reduce(_times, zip(tree.operators, rest, strict=True), first.parts[0] if negative else first)
    return forms.negated(found) if negative else found


def _times(left: Form, step: tuple[str, Form]) -> Form:
    operator, right = step
    if operator in ("/", "./"):
        return forms.fraction(left, right, operator)
    return forms.product_of([left, right], "*" if operator == "@" else operator)


def _sum(tree: Tree) -> Form:
    first, *rest = map(_form, tree.parts)
    signed = [forms.negated(part) if sign == "-" else part for sign, part in zip(tree.operators, rest, strict=True)]
    return forms.infix("+", (first, *signed), forms.SUM)


def _power(tree: Tree) -> Form:
    first, *rest = map(_form, tree.parts)
    return reduce(lambda base, step: forms.power(base, step[1], step[0]), zip(tree.operators, rest, strict=True), first)


def _signed(tree: Tree) -> Form:
    inner = _form(tree.parts[0])
    return forms.negated(inner) if tree.text == "-" else inner


def _call(tree: Tree) -> Form:
    if _OVER_AN_INDEX.match(tree.text):
        raise KeyError(tree.text)  # over an index, whose range the formula does not say
    return forms.call(tree.text, *map(_form, tree.parts))


_OVER_AN_INDEX = re.compile("(sum|prod)_")

_KINDS: dict[str, Callable[[Tree], Form]] = {
    "number": lambda tree: forms.number(tree.text), "name": lambda tree: forms.name(tree.text), "call": _call,
    "transpose": lambda tree: forms.transposed(_form(tree.parts[0])), "signed": _signed, "power": _power,
    "chain": _chain, "sum": _sum,
}  # fmt: skip
