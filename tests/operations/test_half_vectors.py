"""Half vectors, triangles and Toeplitz sums; elementwise functions."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

import extremum as ex
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS

n, m, p, q = ex.dims("n m p q")
A, B, C, D = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", m, n), ex.matrix("D", m, m)
X, Y = ex.matrix("X", n, m), ex.matrix("Y", n, m)
S = ex.matrix("S", n, n, "symmetric")
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s = ex.scalar("s")


def test_half_vectors() -> None:
    duplicate, eliminate = ex.duplication(n), ex.elimination(n)
    assert duplicate @ ex.vech(S) is ex.vec(S)
    assert eliminate @ ex.vec(A) is ex.vech(A)
    assert eliminate @ duplicate is ex.eye(n * (n + 1) / 2)
    assert ex.commutation(n, n) @ duplicate is duplicate
    assert duplicate.T @ ex.commutation(n, n) is duplicate.T
    assert ex.inv(duplicate.T @ duplicate) @ (duplicate.T @ duplicate) is ex.eye(n * (n + 1) / 2)
    assert ex.jacobian(ex.vech(A), A) is eliminate
    assert ex.vech(A + 2 * B @ C) is ex.vech(A) + 2 * ex.vech(B @ C)
    value = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    np.testing.assert_array_equal(ex.vech(A).evaluate({"A": value}), [1, 4, 7, 5, 8, 9])


def test_triangles() -> None:
    value = np.arange(16.0).reshape(4, 4)
    np.testing.assert_array_equal(ex.tril(A).evaluate({"A": value}), np.tril(value))
    np.testing.assert_array_equal(ex.triu(A).evaluate({"A": value}), np.triu(value))
    lower = ex.matrix("L", n, n, "lower_triangular")
    assert ex.tril(lower) is lower
    assert ex.triu(lower) is ex.diag(ex.diagonal(lower))
    assert ex.tril(A.T) is ex.triu(A).T
    assert ex.tril(2 * A - B @ C) is 2 * ex.tril(A) - ex.tril(B @ C)


def test_toeplitz_sums() -> None:
    value = np.arange(9.0).reshape(3, 3)
    expected = scipy.linalg.toeplitz([12.0, 10.0, 6.0], [12.0, 6.0, 2.0])
    np.testing.assert_array_equal(ex.toeplitz_sum(A).evaluate({"A": value}), expected)
    assert ex.toeplitz_sum(A.T) is ex.toeplitz_sum(A).T
    band = ex.matrix("T", n, n, "toeplitz")
    assert ex.toeplitz_sum(band) is ex.hadamard(band, ex.toeplitz_sum(ex.ones(n, n)))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_elementwise_functions_have_their_derivative(name: str) -> None:
    applied = c.apply(name, x)
    (slope,) = gradients(ex.sum(applied), [x])
    point, h = np.array([0.1, 0.25, 0.4, 0.7]), 1e-6
    change = (np.asarray(applied.evaluate({"x": point + h})) - np.asarray(applied.evaluate({"x": point - h}))) / (2 * h)
    got = slope.evaluate({"x": point}) if slope.symbols else slope.evaluate({}, n=4)
    np.testing.assert_allclose(got, change, atol=1e-7)


@pytest.mark.parametrize("name", ["log1p", "expm1", "log2", "log10", "arcsin", "arccos", "arcsinh", "arctanh"])
def test_elementwise_functions_are_those_of_numpy(name: str) -> None:
    point = np.array([0.2, 0.5, 0.9])
    np.testing.assert_allclose(getattr(ex, name)(x).evaluate({"x": point}), getattr(np, name)(point))
