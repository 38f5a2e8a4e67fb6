"""Logarithms of sums over the samples that a condition admits: of each i its own, as large as its own terms are."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.special import logsumexp

import extremum as ex
from extremum.compiling.compiled import source
from extremum.data.binding import interpreted

Array = np.ndarray[Any, np.dtype[Any]]

CONDITIONS: dict[str, Callable[[Array, Array], Any]] = {
    "j >= i": np.greater_equal, "j <= i": np.less_equal, "j != i": np.not_equal, "j > i": np.greater,
    "i > j": np.less, "j > i + 1": lambda j, i: j > i + 1,
}  # fmt: skip
DECLARED = "x[d] for i in 1..N; c[] for i in 1..N; b[d]"


def _admitted(condition: str, count: int) -> Array:
    """Where j, along a row, is admitted for i."""
    places = np.arange(count)
    return np.asarray(CONDITIONS[condition](places[None, :], places[:, None]))


def _by_hand(condition: str, data: dict[str, Array]) -> tuple[float, Array, Array]:
    """Of ``Σ_i c_i (b'x_i - log(1 + Σ_j exp(b'x_j)))`` the value, the gradient and the Hessian."""
    x, c, b = data["x"], data["c"], data["b"]
    value, slope, bend = 0.0, np.zeros(b.shape), np.zeros((b.size, b.size))
    for i, row in enumerate(_admitted(condition, len(x))):
        those = np.vstack([0 * b, x[row]])
        scores = those @ b
        weights = np.exp(scores - logsumexp(scores))
        mean = weights @ those
        value += c[i] * (b @ x[i] - logsumexp(scores))
        slope += c[i] * (x[i] - mean)
        bend -= c[i] * (those.T @ (weights[:, None] * those) - np.outer(mean, mean))
    return value, slope, bend


def _likelihood(condition: str) -> ex.Expr:
    return ex.parse(f"sum_i(c[i]*(b'*x[i] - log(1 + sum_j(exp(b'*x[j]), {condition}))))", DECLARED)


@cache
def _asked(condition: str) -> tuple[list[ex.Expr], Any]:
    """The value, the gradient and the Hessian, and the code of them."""
    f = _likelihood(condition)
    asked = [f, ex.gradient(f, "b"), ex.hessian(f, "b")]
    return asked, ex.compile(asked)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("spread", [1, 1000])
def test_terms_are_as_large_as_those_admitted(condition: str, spread: float) -> None:
    rng = np.random.default_rng(3)
    asked, compiled = _asked(condition)
    data = {"x": spread * rng.normal(size=(6, 2)), "c": rng.normal(size=6), "b": rng.normal(size=2)}
    wanted = _by_hand(condition, data)
    for expr, known in zip(asked, map(np.asarray, wanted), strict=True):
        assert np.allclose(interpreted(expr, data), known, rtol=1e-9, atol=1e-9)
    for found, known in zip(compiled(**data), map(np.asarray, wanted), strict=True):
        assert np.allclose(found, known, rtol=1e-9, atol=1e-9)


def test_a_partial_likelihood_far_from_zero_is_a_number() -> None:
    """The largest of all terms is far above those of the last risk sets, which underflowed beside it."""
    f = ex.parse("sum_i(c[i]*(b'*x[i] - log(sum_j(exp(b'*x[j]), j >= i))))", DECLARED)
    data = {"x": np.linspace(400, -400, 5)[:, None], "c": np.ones(5), "b": np.ones(1)}
    asked = [f, ex.gradient(f, "b"), ex.hessian(f, "b")]
    assert [np.round(one, 12).item() for one in map(np.asarray, (e.evaluate(data) for e in asked))] == [0, 0, 0]
    assert [np.round(one, 12).item() for one in map(np.asarray, ex.compile(asked)(**data))] == [0, 0, 0]


def test_the_code_of_value_and_gradient_has_no_loop_over_pairs() -> None:
    f = _likelihood("j >= i")
    source = ex.compile([f, ex.gradient(f, "b")]).source
    assert "in range(N)" not in source
    assert "blocks(" in source


@pytest.mark.parametrize("backend", ["jax", "torch", "numba"])
def test_no_backend_asks_for_what_numpy_alone_has(backend: str) -> None:
    f = _likelihood("j >= i")
    written = source({"f": f, "g": ex.gradient(f, "b")}, backend)
    assert "errstate" not in written
    assert "in range(N)" not in written


def test_conditions_beside_indices_that_do_not_start_at_one() -> None:
    f = ex.parse("sum_i(log(sum_j(exp(s[j]), j >= i)), 0, N - 1)", "s[] for i in 0..N - 1")
    s = np.array([3.0, -900.0, 2.0, -1000.0])
    wanted = sum(logsumexp(s[i:]) for i in range(len(s)))
    assert np.isclose(interpreted(f, {"s": s}), wanted)
    assert np.isclose(ex.compile(f)(s=s), wanted)


def test_conditions_on_values_are_steps() -> None:
    """Those at risk at t[i] are all j with t[j] >= t[i]."""
    f = ex.parse(
        "sum_i(c[i]*(b'*x[i] - log(sum_j(exp(b'*x[j])*(1 - step(t[i] - t[j]))))))",
        f"{DECLARED}; t[] for i in 1..N",
    )
    rng = np.random.default_rng(5)
    x, c, b, t = 900 * rng.normal(size=(6, 2)), rng.normal(size=6), rng.normal(size=2), rng.permutation(6) + 0.5
    scores = x @ b
    value = sum(float(c[i] * (scores[i] - logsumexp(scores[t >= t[i]]))) for i in range(6))
    data = {"x": x, "c": c, "b": b, "t": t}
    assert np.isclose(interpreted(f, data), value)
    found, slope = ex.compile([f, ex.gradient(f, "b")])(**data)
    assert np.isclose(found, value)
    those = [np.where(t >= t[i], scores, -np.inf) for i in range(6)]
    assert np.allclose(slope, sum(c[i] * (x[i] - np.exp(those[i] - logsumexp(those[i])) @ x) for i in range(6)))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("t[j] >= t[i]", lambda a, b: a >= b),
        ("t[j] <= t[i]", lambda a, b: a <= b),
        ("t[j] > t[i]", lambda a, b: a > b),
        ("t[j] < t[i]", lambda a, b: a < b),
        ("t[j] == t[i]", lambda a, b: a == b),
        ("t[j] != t[i]", lambda a, b: a != b),
        ("t[j] >= s", lambda a, b: a >= 2),
        ("t[j] > 2", lambda a, b: a > 2),
    ],
)
def test_conditions_compare_data(condition: str, holds: Callable[[float, float], bool]) -> None:
    f = ex.parse(
        f"sum_i(c[i]*sum_j(exp(x[j]), {condition}))", "x[] for i in 1..N; c[] for i in 1..N; t[] for i in 1..N; s"
    )
    t, rng = [2.0, 1.0, 3.0, 2.0], np.random.default_rng(2)
    data: dict[str, Any] = {"x": rng.normal(size=4), "c": rng.normal(size=4), "t": t, "s": 2.0}
    admitted = np.array([[holds(a, b) for a in t] for b in t])
    value = data["c"] @ admitted @ np.exp(data["x"])
    assert np.isclose(f.evaluate(data), value)
    assert np.isclose(ex.compile(f)(**data), value)
    slope = [ex.gradient(f, "x").evaluate({**data, "i": k}) for k in range(1, 5)]
    assert np.allclose(slope, (data["c"] @ admitted) * np.exp(data["x"]))


def test_what_is_compared_is_declared() -> None:
    with pytest.raises(ex.ExtremumError, match="t is not declared, and a condition does not say its shape"):
        ex.parse("sum_i(sum_j(x[j], t[j] >= t[i]))", "x[] for i in 1..N")
