"""Matrices in factors against the arrays that they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.data.binding import interpreted

CASES: list[tuple[str, str, list[str], set[str]]] = [
    ("norm2(U*V' - M)^2/2 + l*norm2(U)^2 + l*norm2(V)^2", "U V", ["U[m,k]", "V[n,k]", "M[m,n]", "l: positive"],
     {"kron", "turned kron", "diagonal"}),
    ("norm2(U*V' - M)^2/2", "U", ["U[m,k]", "V[n,k]", "M[m,n]"], {"kron"}),
    ("tr(X'*A*X*B)", "X", ["X[m,k]", "A[m,m]: symmetric", "B[k,k]: symmetric"], {"kron"}),
    ("sum(exp(x)) + (b'*x)^2", "x", ["x[m]", "b[m]"], {"diagonal", "product"}),
    ("sum(log(1 + exp(X*w))) + l*norm2(w)^2", "w", ["X[n,m]", "w[m]", "l: positive"], {"diagonal", "product"}),
    ("norm2(X*w - y)^2 + x'*S*w + norm2(x)^2", "w x", ["X[n,m]", "w[m]", "y[n]", "x[m]", "S[m,m]"], {"product"}),
    ("logdet(S)", "S", ["S[m,m]: positive_definite"], set()),
]  # fmt: skip
"""A function, its variables, declarations, and kinds that its Hessian has."""
SIZES = {"n": 5, "m": 4, "k": 2}


def made(text: str, wrt: str, declarations: list[str]) -> tuple[ex.Expr, dict[str, Any]]:
    """The Hessian, and random data."""
    f = ex.parse(text, declarations)
    names = wrt.split()
    hessian = ex.hessian(f, names if len(names) > 1 else names[0])
    rng, data = np.random.default_rng(0), dict[str, Any](SIZES)
    for symbol in hessian.symbols:
        A = rng.normal(size=[SIZES[str(dim)] for dim in symbol.shape if dim.number is None])
        square = A.ndim == 2 and len(A) == len(A.T) and symbol.assumptions
        data[symbol.name] = A @ A.T + np.eye(len(A)) if square else A if A.ndim else 1.5
    return hessian, data


@pytest.mark.parametrize(("text", "wrt", "declarations", "kinds"), CASES, ids=[case[0] for case in CASES])
def test_an_operator_is_its_matrix(text: str, wrt: str, declarations: list[str], kinds: set[str]) -> None:
    hessian, data = made(text, wrt, declarations)
    H, dense = ex.compile(hessian, structured=True)(data), interpreted(hessian, data)
    assert kinds <= {factor.kind for factor in H.factors} and H.shape == dense.shape
    rng = np.random.default_rng(1)
    x, X = rng.normal(size=len(dense)), rng.normal(size=(len(dense), 3))
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(H.todense(), dense, **close)
    np.testing.assert_allclose(H.diagonal(), np.diag(dense), **close)
    np.testing.assert_allclose(H @ x, dense @ x, **close)
    np.testing.assert_allclose(H @ X, dense @ X, **close)
    if abs(np.linalg.det(dense)) > 1e-6:
        np.testing.assert_allclose(dense @ H.solve(x), x, **close)
        np.testing.assert_allclose(dense @ H.solve(X), X, **close)
        assert H.logdet() == pytest.approx(np.linalg.slogdet(dense)[1])


def test_nothing_large_is_built() -> None:
    """A diagonal and a low rank, a Kronecker product, of sizes whose matrices fit nowhere."""
    n = 10**6
    hessian, _ = made(*CASES[3][:3])
    rng = np.random.default_rng(0)
    x, b, v = (rng.normal(size=n) for _ in range(3))
    H = ex.compile(hessian, structured=True)(x=x, b=b)
    assert H.shape == (n, n)
    np.testing.assert_allclose(H @ H.solve(v), v, atol=1e-6)
    assert np.isfinite(H.logdet())
    hessian, _ = made(*CASES[2][:3])
    A, B = np.diag(np.arange(1.0, 301)), np.eye(300) + 1
    H = ex.compile(hessian, structured=True)(A=A, B=B)
    v = rng.normal(size=300 * 300)
    np.testing.assert_allclose(H @ H.solve(v), v, atol=1e-8)


def test_singular_and_unfit() -> None:
    hessian, data = made(*CASES[2][:3])
    function = ex.compile(hessian, structured=True)
    singular = function({**data, "A": np.zeros((4, 4))})
    assert singular.logdet() == -np.inf
    with pytest.raises(ex.DataError, match="singular"):
        singular.solve(np.ones(8))
    H = function(data)
    with pytest.raises(ex.ShapeError, match="cannot multiply shape"):
        H @ np.ones(7)
    with pytest.raises(ex.ShapeError, match="cannot be solved"):
        H.solve(np.ones(7))
    with pytest.raises(ex.DataError, match="has no value"):
        function(A=data["A"])
    with pytest.raises(ex.ExtremumError, match="structured"):
        ex.compile([hessian], structured=True)  # type: ignore[call-overload]
    assert "kron" in repr(H)
