"""What structures mean, by formulas that share nothing with the records, and the sets that are accepted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import nmod_mat

from extremum.algebra.errors import ExtremumError
from extremum.algebra.fields import PRIME
from extremum.structures import STRUCTURES, meant
from extremum.structures.drawing import fits

SHAPES = [(4, 4), (3, 3), (1, 1), (4, 1), (1, 4), (5, 3), (3, 5)]


SINGLE = [(name,) for name in sorted(STRUCTURES)]


PAIRS = list(combinations(sorted(STRUCTURES), 2))


def _entries(condition: Callable[[Any], Any]) -> Callable[[Any], bool]:
    return lambda a: all(condition(value) for value in a.ravel())


def _zero_where(place: Callable[[int, int], bool]) -> Callable[[Any], bool]:
    return lambda a: all(abs(a[i, j]) < 1e-12 for i, j in np.ndindex(*a.shape) if place(i, j))


def _close(a: Any, b: Any) -> bool:
    return bool(np.abs(a - b).max(initial=0) < 1e-9)


MEANING: dict[str, Callable[[Any], bool]] = {
    "symmetric": lambda a: _close(a, a.T),
    "skew": lambda a: _close(a, -a.T),
    "diagonal": _zero_where(lambda i, j: i != j),
    "lower_triangular": _zero_where(lambda i, j: i < j),
    "upper_triangular": _zero_where(lambda i, j: i > j),
    "toeplitz": lambda a: all(_close(np.ptp(np.diagonal(a, k)), 0) for k in range(-len(a) + 1, len(a))),
    "orthogonal": lambda a: _close(a @ a.T, np.eye(len(a))),
    "unit": lambda a: _close(np.linalg.norm(a), 1),
    "simplex": lambda a: bool(a.min() >= 0) and _close(a.sum(), 1),
    "onehot": lambda a: sorted(a.ravel()) == [0.0] * (a.size - 1) + [1.0],
    "binary": _entries(lambda v: v in (0, 1)),
    "sign": _entries(lambda v: v in (-1, 1)),
    "integer": _entries(lambda v: float(v).is_integer()),
    "nonnegative": _entries(lambda v: v >= 0),
    "positive": _entries(lambda v: v > 0),
    "nonzero": _entries(lambda v: v != 0),
    "positive_diagonal": lambda a: all(a[i, i] > 0 for i in range(len(a))),
    "positive_definite": lambda a: _close(a, a.T) and bool(np.linalg.eigvalsh(a)[0] > 1e-9),
    "positive_semidefinite": lambda a: _close(a, a.T) and bool(np.linalg.eigvalsh(a)[0] > -1e-9),
    "invertible": lambda a: bool(np.linalg.svd(a)[1].min() > 1e-6),
    "positive_det": lambda a: bool(np.linalg.det(a) > 0),
    "full_column_rank": lambda a: a.shape[0] >= a.shape[1] and bool(np.linalg.svd(a)[1].min() > 1e-6),
    "full_row_rank": lambda a: a.shape[0] <= a.shape[1] and bool(np.linalg.svd(a)[1].min() > 1e-6),
}


def _rank(a: Any) -> int:
    return int(nmod_mat(a.shape[0], a.shape[1], [int(v) for v in a.ravel()], PRIME).rank())


def _mod(a: Any) -> Any:
    return np.asarray(a % PRIME, dtype=object)


EXACT: dict[str, Callable[[Any], bool]] = {
    "symmetric": lambda a: bool((a == a.T).all()),
    "skew": lambda a: not _mod(a + a.T).any(),
    "diagonal": lambda a: not (a * (1 - np.eye(len(a), dtype=int))).any(),
    "lower_triangular": lambda a: not np.triu(a, 1).any(),
    "upper_triangular": lambda a: not np.tril(a, -1).any(),
    "toeplitz": lambda a: bool((a[1:, 1:] == a[:-1, :-1]).all()),
    "orthogonal": lambda a: bool((_mod(a.T @ a) == np.eye(len(a), dtype=int)).all()),
    "unit": lambda a: int((a * a).sum()) % PRIME == 1,
    "simplex": lambda a: int(a.sum()) % PRIME == 1,
    "onehot": lambda a: sorted(a.ravel()) == [0] * (a.size - 1) + [1],
    "binary": _entries(lambda v: v in (0, 1)),
    "sign": _entries(lambda v: v in (PRIME - 1, 1)),
    "positive_definite": lambda a: bool((a == a.T).all()) and _rank(a) == len(a),
    "invertible": lambda a: _rank(a) == len(a),
    "full_column_rank": lambda a: _rank(a) == a.shape[1],
    "full_row_rank": lambda a: _rank(a) == a.shape[0],
}


def _allowed(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """What is meant; None where it is refused, in words that name both."""
    try:
        return meant(names)
    except ExtremumError as error:
        assert "do not go together" in str(error)
        assert all(name in str(error) for name in names), str(error)
        return None


def shape_of(names: tuple[str, ...]) -> tuple[int, int]:
    return next(shape for shape in SHAPES if fits(names, shape))


def _accepted() -> list[tuple[str, ...]]:
    return [found for names in [*SINGLE, *PAIRS] if (found := _allowed(names)) is not None]


ACCEPTED = sorted(set(_accepted()))


def for_each_set(check: Callable[[tuple[str, ...]], None]) -> Callable[[str], None]:
    """A test for each structure: the check of it and of what it goes together with."""

    @pytest.mark.parametrize("first", sorted({names[0] for names in ACCEPTED}))
    def test(first: str) -> None:
        for names in (names for names in ACCEPTED if names[0] == first):
            try:
                check(names)
            except Exception as error:
                raise AssertionError(f"of {', '.join(names)}: {error}") from error

    test.__doc__ = check.__doc__
    return test
