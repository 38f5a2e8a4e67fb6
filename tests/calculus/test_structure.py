"""Derivatives within a structure: each convention against central differences in the directions that keep it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex
from extremum.algebra.node import Expr
from extremum.calculus.structure import CONVENTIONS, describe, structures
from extremum.verify.sampling import draw
from tests.support.draws import part

n, m = ex.dims("n m")
A, B = ex.matrix("A", n, n), ex.matrix("B", n, n)
a, b = ex.vector("a", n), ex.vector("b", n)
SIZES = {"n": 4}
H = 1e-5

LINEAR: dict[str, tuple[str, ...]] = {
    "symmetric": ("symmetric",),
    "positive definite": ("positive_definite",),
    "diagonal": ("diagonal",),
    "lower": ("lower_triangular",),
    "upper": ("upper_triangular",),
    "skew": ("skew",),
    "toeplitz": ("toeplitz",),
    "symmetric toeplitz": ("symmetric", "toeplitz"),
    "lower and upper": ("lower_triangular", "upper_triangular"),
}
SCALARS: dict[str, Callable[[Expr], Expr]] = {
    "linear": lambda x: ex.tr(A @ x),
    "bilinear": lambda x: a.T @ x @ b,
    "quadratic": lambda x: ex.tr(A @ x @ B @ x),
    "transposed": lambda x: ex.tr(A @ x @ B @ x.T),
    "norm": lambda x: ex.norm2(A @ x - B) ** 2,
    "inverse": lambda x: a.T @ ex.inv(ex.eye(n) + 9 * ex.eye(n) + x) @ b,
    "entrywise": lambda x: ex.sum(ex.tanh(A @ x)),
}
MATRICES: dict[str, Callable[[Expr], Expr]] = {
    "square": lambda x: A @ x @ x,
    "transposed": lambda x: x @ A @ x.T,
    "vector": lambda x: x @ a,
    "itself": lambda x: x,
}


def directions(name: str, size: int) -> list[tuple[list[tuple[int, int]], Any]]:
    """One basis matrix for each free parameter, with the places where it stands with a positive sign."""
    places = [(i, j) for i in range(size) for j in range(size)]
    keys: dict[str, Callable[[int, int], Any]] = {
        "symmetric": lambda i, j: (max(i, j), min(i, j)),
        "positive definite": lambda i, j: (max(i, j), min(i, j)),
        "diagonal": lambda i, j: i if i == j else None,
        "lower and upper": lambda i, j: i if i == j else None,
        "lower": lambda i, j: (i, j) if i >= j else None,
        "upper": lambda i, j: (i, j) if i <= j else None,
        "skew": lambda i, j: (max(i, j), min(i, j)) if i != j else None,
        "toeplitz": lambda i, j: i - j,
        "symmetric toeplitz": lambda i, j: abs(i - j),
    }
    orbits: dict[Any, list[tuple[int, int]]] = {}
    for place in places:
        key = keys[name](*place)
        if key is not None:
            orbits.setdefault(key, []).append(place)
    found = []
    for orbit in orbits.values():
        basis = np.zeros((size, size))
        for i, j in orbit:
            basis[i, j] = -1.0 if name == "skew" and i < j else 1.0
        found.append((orbit, basis))
    return found


def data_for(expr: Expr, x: Expr, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    size = SIZES["n"]
    found: dict[str, Any] = {}
    for symbol in sorted({*expr.symbols, x}, key=lambda s: s.name):
        value = draw((size, 1 if symbol.is_column else size), symbol.assumptions, rng)
        value = np.triu(value) if len(symbol.assumptions) == 2 and "lower_triangular" in symbol.assumptions else value
        found[symbol.name] = value[:, 0] if symbol.is_column else value
    return found


def value_of(expr: Expr, data: dict[str, Any]) -> Any:
    used = {symbol.name: data[symbol.name] for symbol in expr.symbols}
    return np.asarray(expr.evaluate({**used, **SIZES}))


def change(expr: Expr, data: dict[str, Any], step: Any) -> Any:
    ahead = value_of(expr, {**data, "X": data["X"] + H * step})
    behind = value_of(expr, {**data, "X": data["X"] - H * step})
    return (ahead - behind) / (2 * H)


@pytest.mark.parametrize(("name", "kind"), part(list(product(LINEAR, SCALARS)), 2))
def test_gradients_against_central_differences(name: str, kind: str) -> None:
    x = ex.matrix("X", n, n, *LINEAR[name])
    f = SCALARS[kind](x)
    data = data_for(f, x, 3)
    projected, independent = (value_of(ex.gradient(f, x, convention=by), data) for by in ("projection", "independent"))
    member = np.zeros((4, 4))
    for orbit, basis in directions(name, 4):
        slope = change(f, data, basis)
        assert np.sum(projected * basis) == pytest.approx(slope, abs=1e-6)
        for place in orbit:
            assert independent[place] == pytest.approx(basis[place] * slope, abs=1e-6)
        member += basis * projected[orbit[0]] / basis[orbit[0]]
    np.testing.assert_allclose(projected, member, atol=1e-10)  # it is in the structure itself


@pytest.mark.parametrize(("name", "kind"), part(list(product(LINEAR, MATRICES)), 3))
def test_jacobians_against_central_differences(name: str, kind: str) -> None:
    x = ex.matrix("X", n, n, *LINEAR[name])
    function = MATRICES[kind](x)
    data = data_for(function, x, 4)
    projected, independent = (
        value_of(ex.jacobian(function, x, convention=by), data) for by in ("projection", "independent")
    )
    within = np.zeros((16, 16))
    for orbit, basis in directions(name, 4):
        moved, flat = np.ravel(change(function, data, basis), order="F"), np.ravel(basis, order="F")
        np.testing.assert_allclose(projected @ flat, moved, atol=1e-6)
        within += np.outer(flat, flat) / (flat @ flat)
        for i, j in orbit:
            np.testing.assert_allclose(independent[:, i + 4 * j], basis[i, j] * moved, atol=1e-6)
    np.testing.assert_allclose(projected @ within, projected, atol=1e-10)  # its rows are in the structure themselves


@pytest.mark.parametrize("kind", SCALARS)
@pytest.mark.parametrize("name", ["symmetric", "positive definite", "lower"])
def test_half_vectors_against_central_differences(name: str, kind: str) -> None:
    x = ex.matrix("X", n, n, *LINEAR[name])
    f = SCALARS[kind](x)
    data = data_for(f, x, 5)
    gradient, hessian = (
        value_of(ex.gradient(f, x, convention="vech"), data),
        value_of(ex.hessian(f, x, convention="vech"), data),
    )
    lower = [(i, j) for j in range(4) for i in range(j, 4)]
    by_place = {max(orbit): basis for orbit, basis in directions(name, 4)}
    for k, place in enumerate(lower):
        assert gradient[k] == pytest.approx(change(f, data, by_place[place]), abs=1e-6)
        np.testing.assert_allclose(
            hessian[:, k], change(ex.gradient(f, x, convention="vech"), data, by_place[place]), atol=1e-5
        )


@pytest.mark.parametrize(("name", "kind"), part(list(product(LINEAR, SCALARS)), 2))
def test_hessians_are_jacobians_of_gradients(name: str, kind: str) -> None:
    x = ex.matrix("X", n, n, *LINEAR[name])
    f = SCALARS[kind](x)
    data = data_for(f, x, 6)
    gradient, hessian = ex.gradient(f, x), value_of(ex.hessian(f, x), data)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-8)
    for _, basis in directions(name, 4):
        moved = np.ravel(change(gradient, data, basis), order="F")
        np.testing.assert_allclose(hessian @ np.ravel(basis, order="F"), moved, atol=1e-5)


@pytest.mark.parametrize("kind", [k for k in SCALARS if k != "inverse"])
def test_orthogonal_matrices_against_curves(kind: str) -> None:
    """Along X exp(tW) with W skew; the second derivative along the geodesic is the Hessian's quadratic form."""
    x = ex.matrix("X", n, n, "orthogonal")
    f = SCALARS[kind](x)
    data = data_for(f, x, 7)
    point, gradient, hessian = data["X"], value_of(ex.gradient(f, x), data), value_of(ex.hessian(f, x), data)
    np.testing.assert_allclose(point.T @ gradient, -(point.T @ gradient).T, atol=1e-10)
    rng = np.random.default_rng(8)
    for _ in range(3):
        skew = rng.normal(size=(4, 4))
        skew = skew - skew.T
        h = 1e-3
        ahead, here, behind = (value_of(f, {**data, "X": point @ scipy.linalg.expm(t * skew)}) for t in (h, 0, -h))
        step = np.ravel(point @ skew, order="F")
        assert np.ravel(gradient, order="F") @ step == pytest.approx((ahead - behind) / (2 * h), rel=1e-3, abs=1e-3)
        second = (ahead - 2 * here + behind) / h**2
        assert step @ hessian @ step == pytest.approx(second, rel=1e-3, abs=1e-2)


@pytest.mark.parametrize(("name", "kind"), part(list(product([*LINEAR, "plain"], SCALARS)), 3))
def test_the_jacobian_of_a_scalar_is_its_gradient(name: str, kind: str) -> None:
    x = ex.matrix("X", n, n, *LINEAR.get(name, ()))
    f = SCALARS[kind](x)
    data = data_for(f, x, 9)
    for by in ("projection", "independent", "unstructured"):
        gradient, jacobian = (
            value_of(ex.gradient(f, x, convention=by), data),
            value_of(ex.jacobian(f, x, convention=by), data),
        )
        np.testing.assert_allclose(np.ravel(gradient, order="F"), jacobian.ravel(), atol=1e-9)


# -- golden forms -----------------------------------------------------------------------------------------------------
S, L, Q = (
    ex.matrix("S", n, n, "positive_definite"),
    ex.matrix("L", n, n, "lower_triangular"),
    ex.matrix("Q", n, n, "orthogonal"),
)
T, W, D = ex.matrix("T", n, n, "toeplitz"), ex.matrix("W", n, n, "skew"), ex.matrix("D", n, n, "diagonal")
GOLDEN = [
    (ex.logdet(S), S, "projection", "inv(S)"),
    (ex.logdet(S), S, "independent", "2*inv(S) - diag(diagonal(inv(S)))"),
    (ex.tr(A @ S), S, "projection", "1/2*(A + A')"),
    (ex.tr(A @ S), S, "independent", "A + A' - diag(diagonal(A))"),
    (ex.tr(A @ S), S, "vech", "duplication(n)'*vec(A')"),
    (ex.tr(A @ S), S, "unstructured", "A'"),
    (ex.tr(A @ T), T, "independent", "toeplitz_sum(A')"),
    (ex.tr(A @ W), W, "projection", "1/2*(A' - A)"),
    (ex.tr(A @ D), D, "projection", "diag(diagonal(A))"),
    (ex.tr(A @ L), L, "projection", "tril(A')"),
    (ex.tr(A @ L), L, "vech", "vech(A')"),
    (ex.tr(A @ Q), Q, "projection", "1/2*(A' - Q*A*Q)"),
]


@pytest.mark.parametrize(("f", "x", "by", "text"), GOLDEN)
def test_golden_gradients(f: Expr, x: Expr, by: str, text: str) -> None:
    assert ex.gradient(f, x, convention=by) is ex.parse(text, [*f.symbols, n])


def test_the_cookbook() -> None:
    """Petersen & Pedersen (2012), eqs. (138)-(144)."""
    band = ex.matrix("T", n, n, "toeplitz", "symmetric")
    sums = ex.toeplitz_sum(A)
    assert ex.gradient(ex.logdet(S), S, convention="independent") is 2 * S.inv - ex.diag(ex.diagonal(S.inv))
    assert ex.gradient(ex.tr(A @ band), band, convention="independent") is sums + sums.T - ex.diag(ex.diagonal(sums))


def test_jacobians_of_matrix_functions() -> None:
    double = ex.duplication(n)
    assert ex.jacobian(S, S, convention="vech") is double
    assert ex.jacobian(S.inv, S, convention="vech") is -ex.kron(S.inv, S.inv) @ double
    assert ex.jacobian(ex.vech(S), S, convention="vech") is ex.eye(n * (n + 1) / 2)
    assert str(ex.hessian(ex.logdet(S), S, convention="vech")) == "-duplication(n)'*kron(inv(S), inv(S))*duplication(n)"
    assert str(ex.hessian(ex.logdet(S), S)) == "-1/2*(eye(n^2) + commutation(n, n))*kron(inv(S), inv(S))"


def test_several_variables_and_families() -> None:
    f = ex.tr(A @ S) + ex.tr(B @ L)
    assert ex.gradient(f, [S, L]) == [(A + A.T) / 2, ex.tril(B.T)]
    V = ex.family("V", lambda at: n, lambda at: n, m, "symmetric")
    k = ex.index("k", m, start=0)
    assert ex.gradient(ex.tr(A @ V[k]), V[k]) is (A + A.T) / 2


def test_the_convention_in_words() -> None:
    assert (
        describe(S) == "S is symmetric; gradient: the Frobenius projection of the unstructured gradient G, (G + G')/2"
    )
    assert describe(Q).endswith("(G - Q*G'*Q)/2")
    assert "independent" in describe(A) and "ignored" in describe(S, "unstructured")
    for convention in ("projection", "independent", "vech", "unstructured"):
        assert convention in CONVENTIONS and describe(S, convention)
    assert structures(ex.scalar("s", "positive_definite")) == ()


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ex.ExtremumError, match="unknown convention 'rows'"):
        ex.gradient(ex.tr(A @ S), S, convention="rows")
    with pytest.raises(ex.UnsupportedError, match="no meaning for Q, which is orthogonal"):
        ex.gradient(ex.tr(A @ Q), Q, convention="independent")
    with pytest.raises(ex.UnsupportedError, match="no meaning for A, which is unstructured"):
        ex.gradient(ex.tr(A @ B), A, convention="vech")


def test_derivations_end_with_the_projection() -> None:
    derivation = ex.derive(ex.tr(A @ S), S)
    assert derivation.result is ex.gradient(ex.tr(A @ S), S)
    assert "only that part of G" in str(derivation)
    assert "only that part" not in str(ex.derive(a.T @ S.inv @ a, S))


# -- kinks ------------------------------------------------------------------------------------------------------------
def test_kinks_are_named() -> None:
    w = ex.vector("w", n)
    assert ex.kinks(ex.norm2(A @ w - b) ** 2, w) == []
    assert ex.kinks(ex.sqrt(1 + w.T @ w), w) == []
    assert ex.kinks(ex.norm1(b) + ex.tr(A) * ex.norm2(w) ** 2, w) == []
    (found,) = ex.kinks(ex.norm1(A @ w), w)
    assert found.startswith("abs(A*w), for each entry of A*w: at 0") and "[-1, 1]" in found
    (found,) = ex.kinks(ex.norm2(A @ w - b), w)
    assert found.startswith("norm2(A*w - b): where A*w - b is 0") and "unit ball" in found
    (found,) = ex.kinks(ex.sum(ex.relu(w)), "w")
    assert "[0, 1]" in found
    (found,) = ex.kinks(ex.sum(ex.sqrt(w)), w)
    assert found.startswith("sqrt(w): where an entry of w is 0")
    (found,) = ex.kinks(ex.tr(A @ ex.pinv(B)), B)
    assert "rank" in found
    assert ex.kinks(ex.norm1(ex.vector("p", n, "positive")), "p") == []
