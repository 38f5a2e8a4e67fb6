"""Systems and determinants in the small dimension: equal modulo a prime, nothing large is factorised, no digit lost."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.updating import small_systems
from tests.compiling.support import code, compared

DIAGONAL = ["d[n]: positive", "D[n,n]: diagonal, positive", "U[n,k]", "b[n]", "C[n,m]"]
TEXTS = [
    "inv(D + U*U')*b", "inv(diag(d) + U*U')", "U'*inv(D + U*U')*C", "logdet(D + U*U')", "b'*inv(diag(d) + U*U')*b",
    "inv(D + U*U')*U", "tr(inv(diag(d) + U*U')*C*C')",
]  # fmt: skip
PRIOR = ["B[n,n]: positive_definite", "R[k,k]: positive_definite", "H[k,n]", "y[k]"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_diagonal_and_a_low_rank(text: str) -> None:
    source = code(compared({"f": ex.parse(text, DIAGONAL)}))
    assert "lowrank_cholesky(" in source and "U @ U.T" not in source


def test_gradients_of_its_determinant() -> None:
    f = ex.parse("logdet(diag(d) + U*U')", DIAGONAL)
    source = code(compared({"f": f, "d": ex.gradient(f, "d"), "U": ex.gradient(f, "U")}))
    assert source.count("cholesky(") == 1 and "U @ U.T" not in source


@pytest.mark.parametrize("k", [1, 2, 7, 9])
@pytest.mark.parametrize("least", [1.0, 1e-3, 1e-8, 1e-14, 1e-30])
def test_a_small_entry_of_the_diagonal_costs_no_digits(least: float, k: int) -> None:
    """The matrix stays well-conditioned, as in a factor model where a variable has no noise of its own."""
    rng = np.random.default_rng(k)
    U, d, b = rng.normal(size=(7, k)), rng.uniform(0.5, 2, 7), rng.normal(size=7)
    d[2] = least
    whole = np.diag(d) + U @ U.T
    assert np.linalg.cond(whole) < 1e4
    f = ex.parse("logdet(diag(d) + U*U') + b'*inv(diag(d) + U*U')*b", "d[n]: positive; U[n,k]; b[n]")
    found = ex.compile(
        {
            "value": f,
            "slope": ex.gradient(f, "U"),
            "by": ex.gradient(f, "d"),
            "inverse": ex.parse("inv(diag(d) + U*U')", DIAGONAL),
        }
    )
    at = found({"d": d, "U": U, "b": b})
    x = np.linalg.solve(whole, b)
    np.testing.assert_allclose(at["value"], np.linalg.slogdet(whole)[1] + b @ x, rtol=1e-9)
    slope = 2 * (np.linalg.solve(whole, U) - np.outer(x, x @ U))
    np.testing.assert_allclose(at["slope"], slope, atol=1e-8 * np.abs(slope).max())
    np.testing.assert_allclose(at["by"], np.diag(np.linalg.inv(whole)) - x**2, rtol=1e-7)
    np.testing.assert_allclose(at["inverse"] @ whole, np.eye(7), atol=1e-8)


@pytest.mark.parametrize("text", ["inv(inv(B) + H'*inv(R)*H)*H'*inv(R)*y", "y'*inv(R)*H*inv(inv(B) + H'*inv(R)*H)"])
def test_an_update_in_its_other_form(text: str) -> None:
    f = ex.parse(text, PRIOR)
    (found,) = small_systems([f])
    assert found is not f and ex.equal(found, f)
    assert "inv" not in code(compared({"f": f}))


@pytest.mark.parametrize("text", ["inv(D + C*C' + U*U')", "inv(D - U*U')", "logdet(2*eye(n) + U*U')"])
def test_what_is_left_as_it_is(text: str) -> None:
    f = ex.parse(text, DIAGONAL)
    assert small_systems([f]) == [f]
    assert "lowrank" not in ex.compile(f).source
