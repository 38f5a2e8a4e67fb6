"""What an edit is, and what all kinds of edits ask of a piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.dims import ONE
from extremum.checking.syntax import Formula, Place, made
from extremum.reading.source import Tree


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece to be put in a place, and what was wrong there."""

    place: Place
    new: Tree
    wrong: str
    code: str = "factor_wrong"


Edits = Callable[[Formula, Place], Iterator[Edit]]
"""A kind of edit: those that are possible in a place."""


def number(value: Fraction | int) -> Tree:
    """A number as a piece."""
    value = Fraction(value)
    whole = made("number", str(abs(value.numerator)))
    positive = whole if value.denominator == 1 else made("chain", "/", whole, made("number", str(value.denominator)))
    return made("signed", "-", positive) if value < 0 else positive


def turned(tree: Tree) -> Tree:
    """The transpose of a piece."""
    return tree.parts[0] if tree.kind == "transpose" else made("transpose", "'", tree)


def is_matrix(formula: Formula, tree: Tree) -> bool:
    """Whether a piece is known to be no scalar."""
    shape = formula.shape(tree)
    return shape is not None and shape != (ONE, ONE)


def is_scalar(formula: Formula, tree: Tree) -> bool:
    """Whether a piece is known to be a scalar."""
    return formula.shape(tree) == (ONE, ONE)


def is_factor(place: Place) -> bool:
    """Whether a piece stands where a factor, a term or an argument does: it is neither transposed nor in a power."""
    parent = place.parent
    return parent is None or parent.kind not in ("transpose", "power")
