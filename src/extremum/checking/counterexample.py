"""Small whole numbers at which a claim and the answer differ, for a person to follow by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.fields import FLOATS
from extremum.algebra.node import Expr
from extremum.data.binding import check, leaves_of
from extremum.operations.leaves import declared
from extremum.verify.floating import UNDEFINED, settled
from extremum.verify.sampling import arrays_of, sample_sizes
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
        arrays = arrays_of(roots, sizes, lambda leaf, shape: _draw(shape, close(declared(leaf)), rng))
        for name, leaf in leaves_of(roots).items():
            check(leaf, arrays[name])
    except UNDEFINED:
        return None
    return Scope(FLOATS, arrays, sizes)


def _draw(shape: tuple[int, int], facts: frozenset[str], rng: Generator) -> Array:
    """A small matrix; positive definite ones are dominated by their diagonal, orthogonal ones permute."""
    a = rng.integers(-2, 4, size=shape).astype(float)
    if "onehot" in facts or "simplex" in facts:
        return np.eye(shape[0])[:, [int(rng.integers(shape[0]))]]
    if "unit" in facts:
        return np.eye(shape[0])[:, [int(rng.integers(shape[0]))]] if shape[0] != 2 else np.array([[0.6], [0.8]])
    if "binary" in facts or "sign" in facts:
        return np.where(a > 0, 1.0, 0.0 if "binary" in facts else -1.0)
    if "orthogonal" in facts:
        return np.asarray(np.eye(shape[0])[rng.permutation(shape[0])] * rng.choice([-1.0, 1.0], size=shape[0]))
    if "toeplitz" in facts:
        places = np.abs(np.subtract.outer(np.arange(shape[0]), np.arange(shape[0])))
        return np.asarray(a[places, 0])
    for fact, keep in _KEPT.items():
        if fact in facts:
            a = keep(a)
    if facts & {"positive_definite", "positive_semidefinite"}:
        a = a + np.diag(1 + np.abs(a).sum(axis=1) - np.diag(a))
    if facts & {"positive", "nonnegative"}:
        a = np.abs(a) + 1
    return np.where(a == 0, 1.0, a) if "nonzero" in facts else a


_KEPT: dict[str, Any] = {
    "skew": lambda a: np.triu(a, 1) - np.triu(a, 1).T,
    "symmetric": lambda a: np.triu(a) + np.triu(a, 1).T,
    "lower_triangular": np.tril,
    "upper_triangular": np.triu,
}


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
