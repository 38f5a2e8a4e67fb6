"""Pseudoinverses: the four equations, constant rank, absorption of Gram matrices."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.verify import equal
from tests.support.points import same

n, m, p, q = ex.dims("n m p q")
A, B, C, D = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", m, n), ex.matrix("D", m, m)
X, Y = ex.matrix("X", n, m), ex.matrix("Y", n, m)
S = ex.matrix("S", n, n, "symmetric")
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s = ex.scalar("s")


def test_the_four_equations() -> None:
    plus = ex.pinv(X)
    assert X @ plus @ X is X
    assert plus @ X @ plus is plus
    assert X.T @ X @ plus is X.T and plus @ X @ X.T is X.T
    assert plus.T @ plus @ X is plus.T and X @ plus @ plus.T is plus.T
    assert (X @ plus).T is X @ plus
    assert (plus @ X).T is plus @ X
    assert (X @ plus) @ (X @ plus) is X @ plus


def test_normal_forms_of_pseudoinverses() -> None:
    regular, tall = ex.matrix("R", n, n, "invertible"), ex.matrix("T", n, m, "full_column_rank")
    assert ex.pinv(regular) is ex.inv(regular)
    assert ex.pinv(ex.pinv(X)) is X
    assert ex.pinv(X.T) is ex.pinv(X).T
    assert ex.pinv(3 * X) is ex.pinv(X) / 3
    assert ex.pinv(tall) @ tall is ex.eye(m)
    assert tall @ ex.pinv(tall) is not ex.eye(n)
    assert str(ex.pinv(X).T @ z) == "pinv(X)'*z"
    assert ex.latex(ex.pinv(X)) == "X^{+}"


@pytest.mark.parametrize("rank", [1, 2])
def test_pseudoinverse_at_constant_rank(rank: int) -> None:
    """Along matrices of one rank, also a deficient one, the formula of Golub and Pereyra holds."""
    rng = np.random.default_rng(rank)
    left, right = rng.normal(size=(4, rank)), rng.normal(size=(rank, 3))
    step = rng.normal(size=(4, rank))
    h = 1e-6
    change = (np.linalg.pinv((left + h * step) @ right) - np.linalg.pinv((left - h * step) @ right)) / (2 * h)
    jacobian = ex.jacobian(ex.pinv(X), X).evaluate({"X": left @ right})
    np.testing.assert_allclose(np.ravel(change, order="F"), jacobian @ np.ravel(step @ right, order="F"), atol=1e-6)


def test_gram_matrices_are_absorbed_where_the_rank_is_declared() -> None:
    tall, wide = ex.matrix("T", n, m, "full_column_rank"), ex.matrix("W", n, m, "full_row_rank")
    assert ex.simplify(ex.inv(tall.T @ tall) @ tall.T @ x) is ex.pinv(tall) @ x
    assert ex.simplify(tall @ ex.inv(tall.T @ tall)) is ex.pinv(tall).T
    assert ex.simplify(wide.T @ ex.inv(wide @ wide.T)) is ex.pinv(wide)
    assert ex.simplify(2 * ex.inv(wide @ wide.T) @ wide) is 2 * ex.pinv(wide).T
    assert str(ex.simplify(ex.inv(X.T @ X) @ X.T)) == "inv(X'*X)*X'"
    same(ex.pinv(tall) @ x, ex.inv(tall.T @ tall) @ tall.T @ x)


def test_exact_values_of_pseudoinverses() -> None:
    assert equal(ex.pinv(X) @ X @ z, X.T @ ex.pinv(X.T) @ z).verdict == "proved"
    assert equal(ex.pinv(X), X.T).verdict == "differs"
