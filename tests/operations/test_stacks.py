"""Adjugates, stacks, Kronecker sums and singular values against NumPy and SciPy; printed texts are read back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex

DECLARED = "A[n,n]; B[m,m]; X[n,m]; Y[k,m]; v[n*(n+1)/2]"

VALUES: dict[str, Callable[[Any], Any]] = {
    "adj(A)": lambda d: np.linalg.det(d["A"]) * np.linalg.inv(d["A"]),
    "kronsum(A, B)": lambda d: np.kron(d["A"], np.eye(3)) + np.kron(np.eye(4), d["B"]),
    "khatri_rao(X, Y)": lambda d: scipy.linalg.khatri_rao(d["X"], d["Y"]),
    "blockdiag(A, X, B)": lambda d: scipy.linalg.block_diag(d["A"], d["X"], d["B"]),
    "vstack(X, Y)": lambda d: np.vstack([d["X"], d["Y"]]),
    "hstack(A, X)": lambda d: np.hstack([d["A"], d["X"]]),
    "rowquad(X, B)": lambda d: np.einsum("ij,jk,ik->i", d["X"], d["B"], d["X"]),
    "singval(X, 1)": lambda d: np.linalg.svd(d["X"])[1][0],
    "singval(X, m)": lambda d: np.linalg.svd(d["X"])[1][-1],
    "singvec_left(X, 2)*singvec_right(X, 2)'": lambda d: np.outer(
        np.linalg.svd(d["X"])[0][:, 1], np.linalg.svd(d["X"])[2][1]
    ),
    "vech(unvech(v, n))": lambda d: d["v"],
    "vech(trilvec(v, n) + A)": lambda d: d["v"] + d["A"].T[np.triu_indices(4)],
    "trilvec(v, n) - tril(unvech(v, n) + A)": lambda d: -np.tril(d["A"]),
}


def data(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    shapes: dict[str, Any] = {"A": (4, 4), "B": (3, 3), "X": (4, 3), "Y": (2, 3), "v": 10}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("text", VALUES)
def test_values_and_code(text: str) -> None:
    expr, values = ex.parse(text, DECLARED), data(3)
    used = {symbol.name: values[symbol.name] for symbol in expr.symbols}
    right = np.ravel(VALUES[text](values))
    assert np.allclose(np.ravel(expr.evaluate({"n": 4, "m": 3, "k": 2, **used})), right)
    if used:
        assert np.allclose(np.ravel(ex.compile(expr)(**used)), right)


@pytest.mark.parametrize("text", VALUES)
def test_printed_texts_are_read_back(text: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert ex.parse(str(expr), DECLARED) is expr


SINGULAR = [np.array([[0.0, 1.0], [0.0, 1.0]]), np.zeros((2, 2)), np.array([[1.0, 2.0], [2.0, 4.0]])]


@pytest.mark.parametrize("matrix", SINGULAR)
def test_the_gradient_of_a_determinant_at_singular_matrices(matrix: Any) -> None:
    cofactors = np.array([[matrix[1, 1], -matrix[1, 0]], [-matrix[0, 1], matrix[0, 0]]])
    gradient = ex.gradient(ex.parse("det(X)", "X[2,2]"), "X")
    assert np.allclose(gradient.evaluate(X=matrix), cofactors)
    assert np.allclose(ex.compile(gradient)(X=matrix), cofactors)
    assert np.allclose(ex.parse("adj(X)", "X[2,2]").evaluate(X=matrix), cofactors.T)


@pytest.mark.parametrize(
    ("text", "x"),
    [("det(X)*tr(X)", "X"), ("det(X*B)*norm2(X)^2", "X"), ("det(X + s*B)", "s"), ("det(X - s*eye(2))", "s"),
     ("det(X)^2 + tr(X)*det(X)^3", "X"), ("det(kron(X, B))", "X")],
)  # fmt: skip
@pytest.mark.parametrize("matrix", SINGULAR)
def test_gradients_that_have_a_determinant_in_them_at_singular_matrices(text: str, x: str, matrix: Any) -> None:
    f = ex.parse(text, "X[2,2]; B[2,2]; s")
    data = {"X": matrix, "B": np.array([[1.0, 0.5], [-0.5, 2.0]]), "s": 0.0}
    data = {name: value for name, value in data.items() if name in {s.name for s in f.symbols}}
    slopes = np.zeros(np.shape(data[x]))
    for entry in np.ndindex(slopes.shape):
        step = np.zeros(slopes.shape)
        step[entry] = 1e-6
        slopes[entry] = (f.evaluate({**data, x: data[x] + step}) - f.evaluate({**data, x: data[x] - step})) / 2e-6
    gradient = ex.gradient(f, x)
    assert np.allclose(gradient.evaluate(data), slopes, atol=1e-8)
    assert np.allclose(ex.compile(gradient)(data), slopes, atol=1e-8)


def test_an_invertible_matrix_has_its_inverse_in_the_adjugate() -> None:
    assert ex.parse("adj(A)", "A[n,n]: invertible") is ex.parse("det(A)*inv(A)", "A[n,n]: invertible")


def test_the_gradient_of_an_entry_of_an_adjugate() -> None:
    f = ex.parse("adj(A*B)[1,1]", "A[3,4]; B[4,3]")
    right = ex.parse(
        "det(A*B)*(inv(A*B)[1,1]*inv(A*B)' - inv(A*B)'*unit(3,1)*unit(3,1)'*inv(A*B)')*B'", "A[3,4]; B[4,3]"
    )
    assert ex.equal(ex.gradient(f, "A"), right)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("khatri_rao(A, B)", "equally many columns"),
        ("kronsum(X, B)", "kronsum needs square matrices"),
        ("adj(X)", "adj needs a square matrix"),
    ],
)
def test_shapes_that_do_not_fit(text: str, message: str) -> None:
    with pytest.raises(ex.ShapeError, match=message):
        ex.parse(text, DECLARED)


def test_the_singular_vectors_of_a_column() -> None:
    x = ex.vector("x", "n")
    assert ex.singvec_right(x, 1) is ex.parse("1")
    assert ex.singvec_left(x, 1) is x / ex.norm2(x)
