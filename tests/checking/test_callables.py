"""Claims that are functions of arrays: compared by numbers only, and the verdict says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.checking import check, check_hessian

DECLARED = "A[m,n]; x[n]; b[m]"
F = "norm2(A*x - b)^2"


def test_right_by_numbers_only() -> None:
    found = check(F, "x", lambda A, x, b: 2 * A.T @ (A @ x - b), DECLARED)
    assert found.right and found.diagnosis == "right"
    assert "can be compared by numbers only" in found.explanation and "by numbers only" in found.evidence
    assert found.claim is None and found.stated == "<lambda>"


WRONG: list[tuple[Callable[..., Any], str]] = [
    (lambda A, x, b: -2 * A.T @ (A @ x - b), "sign"),
    (lambda A, x, b: A.T @ (A @ x - b), "factor"),
    (lambda A, x, b: (2 * A.T @ (A @ x - b))[None, :], "layout"),
    (lambda A, x, b: 2 * A.T @ (A @ x + b), "wrong"),
    (lambda A, x, b: 2 * (A @ x - b), "shapes"),
    (lambda A, x, b: 2 * A.T @ (A @ x - b) * (1 + 1e-5), "factor"),
]


@pytest.mark.parametrize(("claim", "diagnosis"), WRONG)
def test_wrong(claim: Callable[..., Any], diagnosis: str) -> None:
    found = check(F, "x", claim, DECLARED)
    assert found.right is False and found.diagnosis == diagnosis


def test_what_is_not_finite_is_wrong_and_what_is_complex_is_refused() -> None:
    assert check(F, "x", lambda A, x, b: np.nan * x, DECLARED).right is False
    assert check(F, "x", lambda A, x, b: 2 * A.T @ (A @ x - b) + 0j, DECLARED)
    with pytest.raises(ex.ExtremumError, match="the claim returns complex numbers"):
        check(F, "x", lambda A, x, b: 2 * A.T @ (A @ x - b) + 1e-30j, DECLARED)


def test_a_rough_one_is_undecided() -> None:
    assert check(F, "x", lambda A, x, b: 2 * A.T @ (A @ x - b) * (1 + 1e-8), DECLARED).right is None


def test_other_signatures() -> None:
    def by_name(**data: Any) -> Any:
        return 2 * data["A"].T @ (data["A"] @ data["x"] - data["b"])

    assert check(F, "x", by_name, DECLARED)
    assert check("n*norm2(x)^2", "x", lambda n, x: 2 * n * x, "x[n]")
    assert check("sum_i(norm2(y[i] - t)^2)", "t", lambda y, t: -2 * (y - t).sum(axis=0), "y[n] for i in 1..N; t[n]")
    assert check_hessian(F, "x", lambda A: 2 * A.T @ A, DECLARED)
    assert check("tr(A*X)", "X", lambda A: A.T, "A[n,m]; X[m,n]")


def test_errors_are_those_of_the_claim() -> None:
    with pytest.raises(ex.NameUnknownError, match="the claim takes z, which f does not have"):
        check(F, "x", lambda z: z, DECLARED)
    with pytest.raises(ex.ExtremumError, match="the claim raises ValueError"):
        check(F, "x", lambda A, x: A.T @ x, DECLARED)
    with pytest.raises(ex.ExtremumError, match="the claim raises"):
        check(F, "x", lambda A: "gradient", DECLARED)


@pytest.mark.parametrize("seed", range(10))
def test_random_gradients_by_central_differences(seed: int) -> None:
    """Of random least squares with a random nonlinearity; differences give some seven digits, which decide nothing."""
    name, function = [("tanh", np.tanh), ("sin", np.sin), ("exp", np.exp)][seed % 3]

    def differences(A: Any, x: Any) -> Any:
        steps = 1e-4 * np.eye(len(x))
        return np.array([(function(A @ (x + s)).sum() - function(A @ (x - s)).sum()) / 2e-4 for s in steps])

    found = check(f"sum({name}(A*x))", "x", differences, "A[m,n]; x[n]")
    assert found.right is not False
