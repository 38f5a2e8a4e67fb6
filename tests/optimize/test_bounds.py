"""Constraints on one number at a time are bounds: of scalars, entries, rows, scaled, on logarithms, and of families."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex

Array = np.ndarray[Any, Any]
INF = np.inf
by_scipy: Any = optimize.minimize
of_one: Any = optimize.minimize_scalar


def _clipped(c: Array, low: Any, high: Any) -> Array:
    """Where ``Σ (x - c)² + (x - c)⁴`` is least within bounds."""
    return np.clip(c, low, high)


@pytest.mark.parametrize(
    ("stated", "low", "high"),
    [
        (["x >= 0", "x <= 1"], 0, 1),
        (["x[1] <= 1/2", "x[3] >= 2"], [-INF, -INF, 2], [0.5, INF, INF]),
        (["2*x <= 1", "-x <= 1"], -1, 0.5),
        (["0 <= x[2]", "x[2] <= 1/4", "x[2] <= 3"], [-INF, 0, -INF], [INF, 0.25, INF]),
        (["k.*x <= ones(3)"], -INF, 1 / np.array([1.0, 2.0, 4.0])),
        (["x - k <= ones(3)"], -INF, 1 + np.array([1.0, 2.0, 4.0])),
    ],
)
def test_bounds_of_a_vector(stated: list[str], low: Any, high: Any) -> None:
    c = 3 * np.random.default_rng(len(stated)).normal(size=3)
    given = {"c": c, "k": np.array([1.0, 2.0, 4.0])} if "k" in str(stated) else {"c": c}
    found = ex.minimize("sum((x - c).^2 + (x - c).^4)", "x", given, constraints=stated, declarations="x[3]; c[3]; k[3]")
    assert found.converged and found.method == "L-BFGS-B: the constraints are bounds", found
    np.testing.assert_allclose(found.x["x"], _clipped(c, low, high), atol=1e-5)
    assert (found.x["x"] >= low).all() and (found.x["x"] <= high).all()


@pytest.mark.parametrize("declared", ["a", "a: positive"])
@pytest.mark.parametrize(
    ("stated", "low", "high"), [(["a >= 0.1", "a <= 1"], 0.1, 1), (["a <= 2"], -INF, 2), (["3*a >= 9"], 3, INF)]
)
def test_bounds_of_a_number(declared: str, stated: list[str], low: float, high: float) -> None:
    """Also of a positive one, whose logarithm is bounded."""
    for c in (-2.0, 0.5, 5.0):
        found = ex.minimize("(a - c)^4 + exp(a)", "a", c=c, constraints=stated, declarations=f"{declared}; c")
        ends = (max(low, 1e-9 if "positive" in declared else -9), min(high, 9))
        best = of_one(lambda a: (a - c) ** 4 + np.exp(a), bounds=ends, options={"xatol": 1e-10})  # noqa: B023
        assert found.method == "L-BFGS-B: the constraints are bounds"
        assert found.value == pytest.approx(best.fun, rel=1e-5)
        assert low - 1e-15 <= found.x["a"] <= high + 1e-15


def test_bounds_of_parts_of_a_matrix() -> None:
    C = np.random.default_rng(2).normal(size=(3, 2))
    found = ex.minimize(
        "sum((X - C).^2 + (X - C).^4)", "X", C=C, constraints=["X[:,1] <= 1/8", "X[2,2] >= 1"],
        declarations="X[3,2]; C[3,2]",
    )  # fmt: skip
    low, high = np.full((3, 2), -INF), np.full((3, 2), INF)
    high[:, 0], low[1, 1] = 1 / 8, 1
    assert found.converged and found.method == "L-BFGS-B: the constraints are bounds"
    np.testing.assert_allclose(found.x["X"], _clipped(C, low, high), atol=1e-5)


@pytest.mark.parametrize("width", [1, 2])
def test_bounds_of_all_members_of_a_family(width: int) -> None:
    """``u[t] <= 1`` holds for each t; ``u[2] >= 3`` for one."""
    y = 2 * np.random.default_rng(width).normal(size=(5, width))
    y = y[:, 0] if width == 1 else y
    shape = "" if width == 1 else "2"
    found = ex.minimize(
        "sum_t(norm2(u[t] - y[t])^2 + norm2(u[t] - y[t])^4)", "u", y=y, constraints=["u[t] <= 1", "u[2] >= 1/2"],
        declarations=f"u[{shape}] for t in 1..T; y[{shape}] for t in 1..T",
    )  # fmt: skip
    assert found.converged and found.method == "L-BFGS-B: the constraints are bounds", found
    assert (np.asarray(found.x["u"]) <= 1).all() and (np.asarray(found.x["u"])[1] >= 0.5).all()
    if width == 1:
        np.testing.assert_allclose(np.ravel(found.x["u"]), _clipped(y, [-INF, 0.5, *[-INF] * 3], 1), atol=1e-5)


def test_controls_of_a_model_within_bounds_and_rates() -> None:
    """A control sequence of a model, bounded, against SciPy; changes ``u[t+1] - u[t]`` where both are."""
    T, t, i = ex.dims("T"), ex.index("t", "T", start=0), ex.index("i", "T", start=0)
    u = ex.family("u", 1, 1, T)
    s = ex.recurrence("s", ex.scalar("s0"), lambda now: 0.9 * now + u[t], t)
    cost = ex.sum((s[i] - 1) ** 2 + u[i] ** 2 / 10, i)

    def by_hand(controls: Array) -> float:
        state, total = 0.0, 0.0
        for control in controls:
            total += (state - 1) ** 2 + control**2 / 10
            state = 0.9 * state + control
        return total

    found = ex.minimize(cost, u, T=6, s0=0.0, constraints=["u[t] <= 0.2", "u[t] >= -0.1"])
    other = by_scipy(by_hand, np.zeros(6), bounds=[(-0.1, 0.2)] * 6, options={"ftol": 1e-14, "gtol": 1e-10})
    assert found.converged and found.method == "L-BFGS-B: the constraints are bounds"
    assert found.value == pytest.approx(other.fun, rel=1e-7)
    slow = ex.minimize(cost, u, T=6, s0=0.0, constraints=["u[0] <= 0.2", "u[t+1] - u[t] <= 0.05"])
    rates = {"type": "ineq", "fun": lambda v: 0.05 - np.diff(v)}
    first = {"type": "ineq", "fun": lambda v: 0.2 - v[:1]}
    wanted = by_scipy(by_hand, np.zeros(6), constraints=[rates, first], options={"ftol": 1e-14})
    assert slow.converged and slow.method.startswith("SLSQP") and slow.value == pytest.approx(wanted.fun, rel=1e-6)


def test_bounds_that_exclude_one_another() -> None:
    found = ex.minimize("(a - 3)^4 + exp(a)", "a", constraints=["a <= 1", "a >= 2"], declarations="a")
    assert found.status == "infeasible", found


def test_what_is_no_bound() -> None:
    """Two numbers in a row, and what is not affine."""
    for stated in (["x[1] + x[2] <= 1"], ["2*x[1]^2 <= 1"], ["sum(x) >= 9"]):
        found = ex.minimize("sum((x - ones(3)).^4)", "x", constraints=stated, declarations="x[3]")
        assert found.method == "SLSQP: the constraints are no bounds" and found.status == "converged", found


@pytest.mark.parametrize("method", ["L-BFGS-B", "TNC"])
def test_methods_of_bounds_alone_can_be_asked_for(method: str) -> None:
    c = np.array([-1.0, 0.3, 2.0])
    given: dict[str, Any] = {"c": c, "declarations": "x[3]; c[3]", "method": method}
    found = ex.minimize("sum((x - c).^2 + (x - c).^4)", "x", constraints=["x >= 0", "x <= 1"], **given)
    assert found.converged and found.method == f"{method}: as asked"
    np.testing.assert_allclose(found.x["x"], _clipped(c, 0, 1), atol=1e-5)
    with pytest.raises(ex.UnsupportedError, match=f"'{method}' takes bounds alone; SLSQP and trust-constr take the"):
        ex.minimize("norm2(x - c)^2", "x", constraints=["x >= 0", "sum(x) == 1"], **given)
