"""A formula as it was typed, for the first line of its derivation: forms of the syntax tree, not of the normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from extremum.algebra import forms
from extremum.algebra.errors import ExtremumError
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.operations.binders import range_of
from extremum.operations.letters import binders, letters_of
from extremum.reading.parser import parse
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

Ranges = Mapping[str, tuple[Form, Form]]
"""The first and the last value of each index, by its letter."""


def typed(text: str, expr: Expr | None = None) -> Form | None:
    """The form of a text of the language; None where it holds what has no form of its own.

    expr: what the text was read as, which knows over what the indices of its sums run.

    >>> from extremum.notation.text import render
    >>> print(render(typed("(y-X*w)'*(y - X*w)/2")))
    (y - X*w)'*(y - X*w)/2
    """
    try:
        return _form(read(Source(normal(text)), "expression"), _ranges(expr))
    except (ExtremumError, KeyError):
        return None


def _ranges(expr: Expr | None) -> Ranges:
    """Of the letters that stand for one range each."""
    found: dict[str, set[tuple[str, str]]] = {}
    for node in binders([expr]) if expr is not None else ():
        size, start, _ = range_of(node.params)
        for letter in letters_of(node):
            found.setdefault(letter, set()).add((str(start), str(start + size - 1)))
    return {
        letter: (forms.name(first), forms.name(last))
        for letter, ((first, last), *others) in found.items()
        if not others
    }


def typed_of(text: str, expr: Expr, declarations: Iterable[str]) -> Form | None:
    """The form of a text, where it is one of the language and is read as the expression."""
    try:
        return typed(text, expr) if parse(text, list(declarations)) is expr else None
    except ExtremumError:
        return None


def _form(tree: Tree, ranges: Ranges) -> Form:
    if tree.kind == "call" and (over := _OVER_AN_INDEX.fullmatch(tree.text)):
        return _binder(over[1], over[2], [_form(part, ranges) for part in tree.parts], ranges)
    return _KINDS[tree.kind](tree, [_form(part, ranges) for part in tree.parts])


_OVER_AN_INDEX = re.compile("(sum|prod)_(.+)")


def _binder(function: str, letter: str, parts: list[Form], ranges: Ranges) -> Form:
    """``sum_i(body)``, where a member in the body says the range, or ``sum_i(body, first, last)``."""
    if len(parts) == 1:
        return forms.binder(function, forms.name(letter), *parts, *ranges[letter])
    if len(parts) == 3:
        return forms.ranged(function, forms.name(letter), *parts)
    raise KeyError(letter)  # under conditions


def _chain(tree: Tree, parts: list[Form]) -> Form:
    """From left to right: what is divided by stands below all that comes before it."""
    first, *rest = parts
    negative = first.kind == "prefix"
    found = reduce(_times, zip(tree.operators, rest, strict=True), first.parts[0] if negative else first)
    return forms.negated(found) if negative else found


def _times(left: Form, step: tuple[str, Form]) -> Form:
    operator, right = step
    if operator in ("/", "./"):
        return forms.fraction(left, right, operator)
    return forms.product_of([left, right], "*" if operator == "@" else operator)


def _sum(tree: Tree, parts: list[Form]) -> Form:
    first, *rest = parts
    signed = [forms.negated(part) if sign == "-" else part for sign, part in zip(tree.operators, rest, strict=True)]
    return forms.infix("+", (first, *signed), forms.SUM)


def _power(tree: Tree, parts: list[Form]) -> Form:
    first, *rest = parts
    return reduce(lambda base, step: forms.power(base, step[1], step[0]), zip(tree.operators, rest, strict=True), first)


_KINDS: dict[str, Callable[[Tree, list[Form]], Form]] = {
    "number": lambda tree, _: forms.number(tree.text), "name": lambda tree, _: forms.name(tree.text),
    "member": lambda tree, parts: forms.member(forms.name(tree.text), *parts),
    "call": lambda tree, parts: forms.call(tree.text, *parts), "transpose": lambda _, parts: forms.transposed(*parts),
    "signed": lambda tree, parts: forms.negated(*parts) if tree.text == "-" else parts[0],
    "power": _power, "chain": _chain, "sum": _sum,
}  # fmt: skip
