"""Multipliers of equations, of either sign, for which a matrix is positive definite: judged by NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

import extremum as ex

DECLARED = "X[n,n]: positive_definite; A[n,n]: symmetric"


@pytest.mark.parametrize(("text", "sense"), [("tr(A*X) - logdet(X)", "min"), ("logdet(X) - tr(A*X)", "max")])
@pytest.mark.parametrize("shift", [-3.0, 0.0, 9.0])
def test_the_trace_is_one_for_every_symmetric_matrix(text: str, sense: str, shift: float) -> None:
    solution = ex.solve(text, "X", sense, ["tr(X) == 1"], DECLARED)
    for n in (1, 2, 4):
        half = np.random.default_rng(n).normal(size=(n, n))
        a = half + half.T + shift * np.eye(n)
        w, v = np.linalg.eigh(a)
        t = brentq(lambda t, w=w: np.sum(1 / (w + t)) - 1, 1e-9 - w[0], 100 - w[0], xtol=1e-14)
        (found,) = solution.evaluate(A=a).values()
        np.testing.assert_allclose(found, v / (w + t) @ v.T, rtol=1e-6, atol=1e-9)
