"""What cannot be computed with data is an error of ours; what has no value there is nan or infinite, quietly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import linalg, special

import extremum as ex

n = ex.dims("n")
A, x, s = ex.matrix("A", n, n), ex.vector("x", n), ex.scalar("s")
S = ex.matrix("S", n, n, "symmetric")
HUGE, EMPTY = np.full((2, 2), 1e300), np.zeros((0, 0))


@pytest.mark.parametrize(
    ("expr", "data"),
    [
        (ex.log(s), {s: -1.0}),
        (1 / s, {s: 0.0}),
        (ex.exp(s), {s: 1e5}),
        (A @ A, {A: HUGE}),
        (ex.gradient(ex.norm2(x), x), {x: [0.0, 0.0]}),
        (ex.logm(A), {A: HUGE}),
    ],
    ids=str,
)
def test_no_value_is_no_warning(expr: ex.Expr, data: dict[Any, Any]) -> None:
    for value in (expr.evaluate(data), ex.compile(expr)(data)):
        assert not np.isfinite(value).all() or expr.op.name == "spectral"


def test_words_of_scipy_reach_nobody_who_minimises() -> None:
    """SciPy warns of logarithms of nearly singular matrices, in every step of an iteration."""
    singular = {A: [[1.0, 1.0], [0.0, 1e-21]], x: [1.0, 0.0]}
    found = ex.minimize((s - x.T @ ex.logm(A) @ x) ** 2, s, singular)
    assert found.value == pytest.approx(0)


@pytest.mark.parametrize("error", [Exception, RuntimeError, ValueError, np.linalg.LinAlgError])
def test_what_scipy_raises_is_an_error_of_ours(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its functions of matrices raise Exception itself where rounding spoils their triangular matrices."""

    def spoilt(matrix: Any) -> Any:
        raise error("R is not upper triangular")

    monkeypatch.setattr(linalg, "logm", spoilt)
    f = x.T @ ex.logm(A) @ x
    data = {A: np.eye(2), x: [1.0, 0.0]}
    for run in (f.evaluate, ex.compile(f), lambda given: ex.minimize(f, A, {x: [1.0, 0.0]})):
        with pytest.raises(ex.DataError):
            run(data)


@pytest.mark.parametrize(
    ("expr", "data", "words"),
    [
        (ex.inv(A), {A: np.zeros((2, 2))}, "singular"),
        (ex.chol(A), {A: -np.eye(2)}, "not positive definite"),
        (ex.softmax(x), {x: []}, "for these data"),
        (ex.eigmax(S), {S: EMPTY}, "outside|out of bounds"),
        (ex.zeros(10**9, 10**9), {}, "too large|would take"),
    ],
    ids=str,
)
def test_what_cannot_be_computed(expr: ex.Expr, data: dict[Any, Any], words: str) -> None:
    for run in (expr.evaluate, ex.compile(expr)):
        with pytest.raises(ex.DataError, match=words):
            run(data)


def test_derivatives_of_the_gamma_function_of_any_order_have_values_and_code() -> None:
    t = ex.scalar("t", "positive")
    found = ex.lgamma(t)
    ex.compile(found)(t=2.0)
    for order in range(1, 8):
        found = ex.gradient(found, t)
        for value in (found.evaluate({t: 2.0}), ex.compile(found)(t=2.0)):
            assert value == pytest.approx(float(special.polygamma(order - 1, 2.0)))


def test_an_inner_sum_may_end_where_the_outer_one_is() -> None:
    """The Hessian of a power of a symbolic exponent is a sum of sums."""
    k = ex.dims("k")
    f = ex.tr(S @ ex.mpow(A, k))
    rng = np.random.default_rng(0)
    data: dict[Any, Any] = {A: rng.normal(size=(3, 3)), S: np.eye(3), k: 4}
    hessian, step = ex.hessian(f, A).evaluate(data), 1e-5 * rng.normal(size=(3, 3))
    up, down = (ex.gradient(f, A).evaluate({**data, A: data[A] + sign * step}) for sign in (1, -1))
    np.testing.assert_allclose(hessian @ step.ravel(order="F"), ((up - down) / 2).ravel(order="F"), atol=1e-9)
    np.testing.assert_allclose(ex.compile(ex.hessian(f, A))(data), hessian, atol=1e-9)
