"""Block matrices: values, printed forms, identities and gradients."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import ShapeError
from tests.support.points import same

n, m, p, q = ex.dims("n m p q")
A, B, C, D = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", m, n), ex.matrix("D", m, m)
X, Y = ex.matrix("X", n, m), ex.matrix("Y", n, m)
S = ex.matrix("S", n, n, "symmetric")
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s = ex.scalar("s")


def test_blocks_have_the_value_of_their_parts() -> None:
    data = {"A": np.arange(9.0).reshape(3, 3), "B": np.ones((3, 2)), "C": np.zeros((2, 3)), "D": np.eye(2)}
    value = ex.block([[A, B], [C, D]]).evaluate(data)
    np.testing.assert_array_equal(value, np.block([[data["A"], data["B"]], [data["C"], data["D"]]]))


def test_blocks_that_do_not_fit_are_explained() -> None:
    with pytest.raises(ShapeError, match="equally many rows, but A is n×n and C is m×n"):
        ex.block([[A, C]])
    with pytest.raises(ShapeError, match="equally many columns, but A is n×n and B is n×m"):
        ex.block([[A], [B]])
    with pytest.raises(ShapeError, match="equally many blocks"):
        ex.block([[A, B], [C]])


def test_blocks_are_printed() -> None:
    whole = ex.block([[A, B], [B.T, ex.zeros(m, m)]])
    assert str(whole) == "[A, B; B', zeros(m, m)]"
    assert ex.latex(whole) == r"\begin{pmatrix}A & B \\ B^{\top} & 0\end{pmatrix}"
    assert ex.unicode(whole) == "[A, B; Bᵀ, 0]"
    assert "<mtable><mtr><mtd><mi>A</mi></mtd><mtd><mi>B</mi></mtd></mtr>" in ex.mathml(whole)


def test_block_identities() -> None:
    whole, zero = ex.block([[A, B], [C, D]]), ex.zeros(m, n)
    assert whole.T is ex.block([[A.T, C.T], [B.T, D.T]])
    assert whole @ whole is ex.block([[A @ A + B @ C, A @ B + B @ D], [C @ A + D @ C, C @ B + D @ D]])
    assert ex.det(ex.block([[A, B], [zero, D]])) is ex.det(A) * ex.det(D)
    assert ex.tr(whole) is ex.tr(A) + ex.tr(D)
    assert ex.block([[x], [z]]).T @ ex.block([[x], [z]]) is ex.norm2(x) ** 2 + ex.norm2(z) ** 2
    upper = ex.block([[A, B], [zero, D]])
    assert upper @ ex.inv(upper) is ex.eye(n + m)
    assert ex.block([[ex.eye(n), ex.zeros(n, m)], [zero, ex.eye(m)]]) is ex.eye(n + m)


def test_gradients_with_respect_to_blocks() -> None:
    whole = ex.block([[A, B], [C, D]])
    assert ex.gradient(ex.tr(whole @ whole), B) is 2 * C.T
    same(ex.gradient(ex.sum(ex.tanh(whole)), C), ex.ones(m, n) - ex.power(ex.tanh(C), 2))
    assert ex.gradient(ex.norm2(ex.block([[x], [z]])) ** 2, z) is 2 * z
