"""``tr(A'BA) >= 0`` for a positive semidefinite B, whichever factor its cyclic word begins with."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.facts import holds

DECLARED = "A[3,3]; B[3,3]; S[3,3]: symmetric; P[3,3]: positive_definite; K[3,3]: skew; Q[3,3]: orthogonal"
FACTORS = ("A", "A'", "B", "B'", "S", "P", "K", "Q", "(A + B)", "(A + B)'", "(S - A)")


def _data(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    A, B, C = rng.standard_normal((3, 3, 3))
    return {"A": A, "B": B, "S": A + A.T, "P": B @ B.T, "K": C - C.T, "Q": np.linalg.qr(C)[0]}


@pytest.mark.parametrize("seed", range(60))
def test_no_trace_is_negative_that_is_said_not_to_be(seed: int) -> None:
    rng = random.Random(seed)
    trace = ex.parse(f"tr({'*'.join(rng.choices(FACTORS, k=rng.randrange(2, 6)))})", DECLARED)
    if holds(trace, "nonnegative"):
        assert min(float(trace.evaluate(_needed(trace, draw))) for draw in range(20)) >= -1e-9


@pytest.mark.parametrize("seed", range(30))
def test_squares_are_known_in_every_rotation(seed: int) -> None:
    rng = random.Random(seed)
    half = rng.choices(("A", "B", "S", "(A + B)", "(S - A)"), k=rng.randrange(1, 4))
    word = [*half, *(["P"] if rng.random() < 0.5 else []), *(f"{factor}'" for factor in reversed(half))]
    cut = rng.randrange(len(word))
    assert holds(ex.parse(f"tr({'*'.join(word[cut:] + word[:cut])})", DECLARED), "nonnegative")


def _needed(trace: ex.Expr, seed: int) -> dict[str, np.ndarray]:
    names = {symbol.name for symbol in trace.symbols}
    return {name: value for name, value in _data(seed).items() if name in names}
