"""What is its own transpose, or another's with the other sign, is one node however it is written."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex


@pytest.mark.parametrize("fact", ["skew", "symmetric", "diagonal"])
@pytest.mark.parametrize("inner", ["A.^2 - s*A", "s*A - A.^2", "-A.^2 - s*A", "s*A + A.^2", "B - A", "A' - B'"])
def test_polar_factors_are_one_node(inner: str, fact: str) -> None:
    """Of a skew A, ``(A.^2 - s*A)' = A.^2 + s*A``: the polar factor of it was printed as that of another matrix."""
    declared = f"A[n,n]: {fact}; B[n,n]; s"
    e = ex.parse(f"polar({inner})", declared)
    assert ex.parse(str(e), declared) is e
    a, b = np.random.default_rng(len(inner)).normal(size=(2, 3, 3))
    data = {"A": {"skew": a - a.T, "symmetric": a + a.T, "diagonal": np.diag(np.diag(a))}[fact], "B": b, "s": 0.7}
    given = {symbol.name: data[symbol.name] for symbol in e.symbols}
    u, _, vt = np.linalg.svd(ex.parse(inner, declared).evaluate(given))
    assert np.allclose(e.evaluate(given), u @ vt)


def test_what_is_diagonal_is_its_own_transpose() -> None:
    e = ex.parse("eye(n).*A", "A[n,n]")
    assert e.T is e
    a = np.random.default_rng(0).normal(size=(3, 3))
    assert np.allclose(e.evaluate(A=a), np.diag(np.diag(a)))
