"""Hessians in several variables together: their blocks against differences of the gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

CASES = [
    ("norm2(A*x - y)^2", ["x", "y"], "A[n,m]; x[m]; y[n]"),
    ("tr(A*X*B*Y)", ["X", "Y"], "A[n,n]; X[n,m]; B[m,p]; Y[p,n]"),
    ("sum(exp(A*x)) * s^2 + s*x'*x", ["s", "x"], "A[n,m]; x[m]; s"),
    ("x'*inv(S)*x + logdet(S)", ["x", "S"], "x[n]; S[n,n]: positive_definite"),
    ("tr(X*L) + t*norm2(L*X)^2", ["X", "L", "t"], "X[n,n]: symmetric; L[n,n]: lower_triangular; t"),
    ("sum_i((y[i] - w'*x[i] - b)^2)/s + N*log(s)", ["w", "b", "s"],
     "y for i in 1..N; x[m] for i in 1..N; w[m]; b; s: positive"),
]  # fmt: skip
SIZES = {"n": 3, "m": 2, "p": 4, "N": 5}


def _value(symbol: ex.Expr, rng: np.random.Generator) -> Array:
    rows, cols = (SIZES.get(str(d), 1) for d in symbol.shape)
    a = rng.standard_normal((SIZES["N"], rows, cols) if symbol.op.name == "member" else (rows, cols))
    facts = symbol.assumptions
    if "positive_definite" in facts or "symmetric" in facts:
        a = a @ a.T + np.eye(rows) if "positive_definite" in facts else a + a.T
    return np.abs(a) + 1 if "positive" in facts else np.tril(a) if "lower_triangular" in facts else a


def _basis(symbol: ex.Expr) -> list[Array]:
    """The directions e_k, projected onto the structure."""
    rows, cols = (SIZES.get(str(d), 1) for d in symbol.shape)
    found: list[Array] = []
    for k in range(rows * cols):
        e = np.zeros(rows * cols)
        e[k] = 1
        step = e.reshape((rows, cols), order="F")
        if {"symmetric", "positive_definite"} & set(symbol.assumptions):
            step = (step + step.T) / 2
        found.append(np.tril(step) if "lower_triangular" in symbol.assumptions else step)
    return found


def _bare(value: Array, symbol: ex.Expr) -> Array:
    """As a person gives it: columns as vectors, scalars as numbers."""
    shape = [SIZES[str(d)] for d in symbol.shape if str(d) in SIZES]
    return value.reshape([SIZES["N"], *shape] if symbol.op.name == "member" else shape)


@pytest.mark.parametrize(("f", "names", "declared"), CASES, ids=[case[0] for case in CASES])
def test_blocks_are_differences_of_gradients(f: str, names: list[str], declared: str) -> None:
    expr, rng = ex.parse(f, declared), np.random.default_rng(0)
    data = {s.name: _value(s, rng) for s in expr.symbols}
    shaped = {s.name: _bare(data[s.name], s) for s in expr.symbols}
    unknowns = [next(s for s in expr.symbols if s.name == name) for name in names]
    grads = ex.gradient(expr, names)

    def gradients(values: dict[str, Array]) -> Array:
        found = [np.reshape(g.evaluate(values), [SIZES.get(str(d), 1) for d in g.shape]) for g in grads]
        return np.concatenate([g.ravel(order="F") for g in found])

    columns, step = [], 1e-5
    for x in unknowns:
        for e in _basis(x):
            e = e.reshape(np.shape(shaped[x.name]))
            up, down = ({**shaped, x.name: shaped[x.name] + sign * step * e} for sign in (1, -1))
            columns.append((gradients(up) - gradients(down)) / (2 * step))
    found = ex.hessian(expr, names).evaluate(shaped)
    np.testing.assert_allclose(found, np.array(columns).T, atol=1e-6 * (1 + np.abs(found).max()))


def test_one_variable_in_a_list_is_that_variable() -> None:
    assert ex.hessian("x'*x", ["x"], "x[n]") is ex.hessian("x'*x", "x", "x[n]")


def test_curvature_of_several_unknowns_agrees() -> None:
    f = ex.parse("norm2(A*x - y)^2", "A[n,m]; x[m]; y[n]")
    assert ex.curvature(f, ["x", "y"]).kind == "convex"
    assert ex.curvature(ex.parse("x'*y", "x[n]; y[n]"), ["x", "y"]).kind == "neither"
