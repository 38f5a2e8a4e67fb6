"""softmax and logsumexp: recognised where they are written out, stable, with their derivatives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

import extremum as ex
from extremum.operations import construct as c

n, m, p, q = ex.dims("n m p q")
A, B, C, D = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", m, n), ex.matrix("D", m, m)
X, Y = ex.matrix("X", n, m), ex.matrix("Y", n, m)
S = ex.matrix("S", n, n, "symmetric")
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s = ex.scalar("s")


def test_written_out_weights_are_recognised() -> None:
    powers = ex.exp(A @ x)
    total = ex.sum(powers)
    soft = ex.softmax(A @ x)
    assert ex.log(total) is ex.logsumexp(A @ x)
    assert powers / total is soft
    assert y.T @ powers / total is y.T @ soft
    assert ex.hadamard(powers, y) / total is ex.hadamard(soft, y)
    assert powers @ powers.T / total**2 is soft @ soft.T
    assert ex.diag(powers) / total is ex.diag(soft)
    assert s * powers / (2 * total) is s * soft / 2
    assert ex.exp(ex.logsumexp(A @ x)) is total
    assert ex.sum(soft) is c.number(1)
    assert ex.exp(x) / ex.sum(ex.exp(y)) is not ex.softmax(x)


def test_derivatives_of_weights() -> None:
    soft = ex.softmax(x)
    assert ex.gradient(ex.logsumexp(x), x) is soft
    assert ex.jacobian(soft, x) is ex.diag(soft) - soft @ soft.T
    assert ex.hessian(ex.log(ex.sum(ex.exp(x))), x) is ex.diag(soft) - soft @ soft.T
    labels = ex.vector("y", n, "onehot")
    assert ex.gradient(-labels.T @ ex.log(ex.softmax(A @ x)), x) is A.T @ (ex.softmax(A @ x) - labels)


def test_weights_do_not_overflow() -> None:
    point = np.array([1000.0, 999.0, -1000.0])
    np.testing.assert_allclose(ex.softmax(x).evaluate({"x": point}), special.softmax(point))
    np.testing.assert_allclose(ex.logsumexp(x).evaluate({"x": point}), special.logsumexp(point))


def test_weights_over_samples() -> None:
    t, i = ex.samples("t", m, p), ex.index("i", p)
    total = ex.sum(ex.logsumexp(B @ t[i]), i)
    points, matrix = np.arange(6.0).reshape(3, 2), np.arange(8.0).reshape(4, 2)
    expected = sum(special.logsumexp(matrix @ point) for point in points)
    assert total.evaluate({"t": points, "B": matrix}) == pytest.approx(expected)
    slope = ex.gradient(total, B).evaluate({"t": points, "B": matrix})
    np.testing.assert_allclose(slope, sum(np.outer(special.softmax(matrix @ point), point) for point in points))
