"""A number or an exponent that is wrong; a square or a root too much or too little."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.errors import ExtremumError
from extremum.checking.edits.edit import Edit, is_factor, is_matrix, is_scalar, number
from extremum.checking.syntax import Formula, Place, made
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.reading.source import Tree


def power(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another exponent; a square or a root too much or too little."""
    tree = place.tree
    wrong = "An exponent is wrong"
    if tree.kind == "power":
        base, exponent = tree.parts[0], _numeral(formula, tree.parts[1])
        if exponent is None:
            return
        for other in dict.fromkeys([exponent - 1, exponent + 1, -exponent, exponent / 2, 2 * exponent]):
            new = base if other == 1 else made("power", tree.text, base, number(other))
            if other:
                yield Edit(place, new, wrong)
    elif tree.kind == "call" and tree.text == "sqrt":
        yield Edit(place, tree.parts[0], "A square root is too much")
    elif is_factor(place) and tree.kind in ("name", "call", "member", "sum") and is_scalar(formula, tree):
        yield Edit(place, made("power", "^", tree, number(2)), wrong)
        yield Edit(place, made("call", "sqrt", tree), "A square root is missing")
    if tree.kind == "call" and tree.text in FUNCTIONS and is_matrix(formula, tree):
        yield Edit(place, made("power", ".^", tree, number(2)), wrong)


def powered(formula: Formula, place: Place) -> Iterator[Edit]:
    """``X^2`` for ``X.^2``, and the reverse."""
    tree = place.tree
    if tree.kind == "power" and is_matrix(formula, tree.parts[0]):
        other, words = _POWERS[tree.text]
        new = made("power", other, *tree.parts)
        yield Edit(place, new, f"{words} is due")
        yield Edit(place, made("transpose", "'", new), f"{words} is due, transposed")


_POWERS = {".^": ("^", "A power of the matrix and not of each entry"), "^": (".^", "The power of each entry")}


def _numeral(formula: Formula, tree: Tree) -> Fraction | None:
    """The number that a piece is."""
    try:
        value = formula.value(tree)
    except (ExtremumError, ZeroDivisionError):
        return None
    return Fraction(c.value_of(value)) if c.is_number(value) else None


def numeral(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another number."""
    tree = place.tree
    if tree.kind != "number" or (place.parent is not None and place.parent.kind == "power"):
        return
    value = Fraction(tree.text)
    for other in dict.fromkeys([2 * value, value / 2, value + 1, value - 1, -value]):
        if other and other != value:
            yield Edit(place, number(other), "A number is wrong")
