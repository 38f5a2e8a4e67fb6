"""Small whole numbers at which a claim and the answer differ, for a person to follow by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.data.binding import check, leaves_of
from extremum.structures.numbers import Small
from extremum.verify.floating import UNDEFINED, settled
from extremum.verify.sampling import arrays_of, drawing_from, sample_sizes
from extremum.verify.sizes import Shapes

if TYPE_CHECKING:
    from extremum.algebra.node import Array

    Generator = np.random.Generator

_TRIES, _ENOUGH, _LARGEST = 40, 4, 12


def counterexample(claim: Expr, expected: Expr, what: str) -> str:
    """A sentence with the data and both values; empty where none that is small was found."""
    roots = [claim, expected]
    texts = (_at(roots, np.random.default_rng(seed), 2 + (seed >= _ENOUGH), what) for seed in range(_TRIES))
    return min(islice(filter(None, texts), _ENOUGH), key=len, default="")


def _at(roots: Sequence[Expr], rng: Generator, most: int, what: str) -> str:
    scope = _scope(roots, rng, most)
    if scope is None:
        return ""
    found = settled(scope, *roots)
    if found is None:
        return ""
    claim, expected = np.broadcast_arrays(*found.values)
    if np.abs(claim - expected).max(initial=0) < 1e-6 * max(1.0, found.scale):
        return ""
    data = ", ".join(f"{name} = {_shown(np.asarray(value))}" for name, value in scope.arrays.items())
    where = f"at {data} " if data else ""
    return f"for example, {where}{_both(claim, expected, what)}"


def _both(claim: Array, expected: Array, what: str) -> str:
    if claim.size <= _LARGEST:
        return f"the claim is {_shown(claim)}, {what} is {_shown(expected)}"
    row, col = (int(k) for k in np.unravel_index(np.abs(claim - expected).argmax(), claim.shape))
    entry = f"the entry ({row + 1}, {col + 1})"
    return f"{entry} of the claim is {_number(claim[row, col])}, that of {what} {_number(expected[row, col])}"


# -- data --------------------------------------------------------------------------------------------------------------
def _scope(roots: Sequence[Expr], rng: Generator, most: int) -> Scope | None:
    """Whole numbers that satisfy the assumptions, in dimensions of at most ``most``; None where these did not."""
    sizes = {n: min(size, most) if isinstance(size, int) else size for n, size in sample_sizes(roots, rng).items()}
    if not Shapes(roots).admit(sizes):
        sizes = sample_sizes(roots, rng)
    try:
        arrays = arrays_of(roots, sizes, drawing_from(Small(rng)))
        for name, leaf in leaves_of(roots).items():
            check(leaf, arrays[name])
    except UNDEFINED:
        return None
    return Scope(FLOATS, arrays, sizes)


# -- numbers -----------------------------------------------------------------------------------------------------------
def _shown(value: Array) -> str:
    """A number, ``[1, 2]`` for a column, ``[[1, 2], [3, 4]]`` for a matrix; a family as a list."""
    if value.ndim == 3:
        return f"[{', '.join(_shown(member) for member in value)}]"
    if value.shape == (1, 1):
        return _number(value[0, 0])
    if value.shape[1] == 1:
        return _row(value[:, 0])
    return f"[{', '.join(_row(row) for row in value)}]"


def _row(row: Array) -> str:
    return f"[{', '.join(_number(entry) for entry in row)}]"


def _number(value: float) -> str:
    """A whole number, a simple fraction, or five digits."""
    simple = Fraction(float(value)).limit_denominator(60)
    return str(simple) if abs(float(simple) - value) < 1e-9 * (1 + abs(value)) else f"{value:.5g}"
