"""Curvature: what is claimed holds on random segments."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr

n, m = ex.dims("n m")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
P = ex.matrix("P", m, m, "positive_definite")

CASES: list[tuple[Expr, Expr, str]] = [
    (ex.norm2(A @ x - b) ** 2, x, "convex"),
    (ex.norm2(A @ x - b), x, "convex"),
    (-(ex.norm2(x) ** 2), x, "concave"),
    (b.T @ A @ x + 3, x, "affine"),
    (ex.logdet(P), P, "concave"),
    (-2 * ex.logdet(P), P, "convex"),
    (ex.sum(ex.softplus(A @ x)), x, "convex"),
    (ex.sum(ex.exp(A @ x)) + ex.norm2(x) ** 2, x, "convex"),
    (ex.sum(ex.sin(x)), x, "neither"),
    (ex.norm2(x) ** 2 - ex.sum(ex.exp(x)), x, "neither"),
]


@pytest.mark.parametrize(("f", "variable", "kind"), CASES)
def test_curvature(f: Expr, variable: Expr, kind: str) -> None:
    found = ex.curvature(f, variable)
    assert found.kind == kind
    assert found.why


@pytest.mark.parametrize(("f", "variable", "kind"), [case for case in CASES if case[2] in ("convex", "concave")])
def test_midpoints_agree(f: Expr, variable: Expr, kind: str) -> None:
    rng = np.random.default_rng(0)
    data = {"A": rng.normal(size=(5, 3)), "b": rng.normal(size=5), "x": np.zeros(3), "P": np.eye(3)}
    data = {s.name: data[s.name] for s in f.symbols}

    def point() -> np.ndarray:
        g = rng.normal(size=(3, 3))
        return g @ g.T + np.eye(3) if variable is P else rng.normal(size=3)

    def value(at: np.ndarray) -> float:
        return float(f.evaluate({**data, variable.name: at}))

    for _ in range(20):
        u, v = point(), point()
        gap = (value(u) + value(v)) / 2 - value((u + v) / 2)
        assert gap >= -1e-10 if kind == "convex" else gap <= 1e-10


def test_needs_a_scalar() -> None:
    with pytest.raises(ex.NotAScalarError, match="curvature needs a scalar"):
        ex.curvature(A @ x, x)
