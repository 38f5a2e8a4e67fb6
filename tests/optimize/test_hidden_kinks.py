"""Kinks hidden in sums, recurrences, equations and definitions: what the choice of a method says, against numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.svm import SVC

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[Any, np.dtype[np.float64]]
DECLARED = "C; y[] for i in 1..n; z[] for j in 1..m; x[d] for i in 1..n; w[d]; b"
INSIDE = ["y[i]*(w'*x[i] + b) - 1", "y[i] - w'*x[i]", "b - y[i]", "w'*x[i]*y[i]"]
KINKED = [
    "abs({})",
    "relu({})",
    "hinge({})",
    "max(0, {})",
    "relu(abs({}) - 1)",
    "relu({})^2",
    "sign({})",
    "step({})*b^2",
]
SMOOTH = ["norm2(w)^2/2 + b^2", "norm2(w)^2/4 + b^2/8 + sum(w)", "0", "b + sum(w)"]
HIDDEN = [
    "C*sum_i({})", "sum_i(z[1]^2*y[i]^2*{})", "sum_j(z[j]^2*sum_i({}))", "sum_i(sum_j((1 + z[j]^2)*{}))",
    "C*sum_i({})/n",
]  # fmt: skip


def _data(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(3, 9))
    return {"C": float(rng.uniform(0.2, 2)), "y": rng.normal(size=n), "z": rng.normal(size=2),
            "x": rng.normal(size=(n, 2))}  # fmt: skip


def _value(expr: ex.Expr, data: dict[str, Any], flat: Array) -> float:
    return float(expr.evaluate({**data, "w": flat[:2], "b": float(flat[2])}))


def _is_quadratic(expr: ex.Expr, data: dict[str, Any], rng: np.random.Generator) -> bool:
    """Third differences along random lines vanish."""
    for size in (0.3, 1.0, 3.0, 10.0):
        at, way = rng.normal(size=3), size * rng.normal(size=3)
        values = np.array([_value(expr, data, at + k * way) for k in range(-4, 5)])
        if np.abs(np.diff(values, 3)).max() > 1e-9 * (1 + np.abs(values).max()):
            return False
    return True


@pytest.mark.parametrize("seed", seeds(6))
def test_what_is_said_of_sums_with_kinks(seed: int) -> None:
    """A method that is right for quadratics alone is chosen for quadratics alone; what converged is lowest nearby."""
    rng = np.random.default_rng(seed)
    kinked = str(rng.choice(KINKED)).format(rng.choice(INSIDE))
    text = f"{rng.choice(SMOOTH)} + {str(rng.choice(HIDDEN)).format(kinked)}"
    data = _data(rng)
    expr = ex.parse(text, DECLARED.replace("[d]", "[2]"))
    found = ex.minimize(expr, ["w", "b"], data, max_iterations=60)
    if "is a quadratic" in found.method:
        assert _is_quadratic(expr, data, rng), (text, found.method)
    point = np.append(found.x["w"], found.x["b"])
    assert found.value == pytest.approx(_value(expr, data, point), rel=1e-6, abs=1e-7)
    if found.converged:
        for far in (1e-3, 0.1, 1.0):
            near = [_value(expr, data, point + far * rng.normal(size=3)) for _ in range(20)]
            assert found.value <= min(near) + 1e-6 * (1 + abs(found.value)), (text, found.method)


@pytest.mark.parametrize(
    "loss", ["hinge(y[i]*(w'*x[i] + b))", "relu(1 - y[i]*(w'*x[i] + b))", "max(0, 1 - y[i]*(w'*x[i] + b))"]
)
def test_a_support_vector_machine_by_samples(loss: str) -> None:
    """The same program as of the matrix, and the same numbers as libsvm."""
    rng = np.random.default_rng(21)
    X = np.concatenate([rng.normal(size=(25, 2)) - 1, rng.normal(size=(20, 2)) + 1])
    y = np.repeat([-1.0, 1.0], [25, 20])
    found = ex.minimize(
        f"norm2(w)^2/2 + C*sum_i({loss})", ["w", "b"], {"x": X, "y": y, "C": 1.5}, declarations=DECLARED
    )
    other = SVC(C=1.5, kernel="linear", tol=1e-9).fit(X, y)
    assert found.converged and found.method.startswith("Clarabel: a convex quadratic program")
    np.testing.assert_allclose(found.x["w"], other.coef_[0], atol=1e-4)
    assert found.x["b"] == pytest.approx(other.intercept_[0], abs=1e-4)


def test_the_shift_of_two_samples() -> None:
    """``Σ_i Σ_j |y_i - z_j - t|`` is least at the median of all differences (Hodges & Lehmann 1963)."""
    rng = np.random.default_rng(3)
    y, z = rng.normal(size=9), rng.normal(size=7)
    found = ex.minimize(
        "sum_i(sum_j(abs(y[i] - z[j] - t)))", "t", y=y, z=z, declarations="y[] for i in 1..n; z[] for j in 1..m; t"
    )
    best = np.abs((y[:, None] - z).ravel() - np.median(y[:, None] - z)).sum()
    assert found.converged and found.value == pytest.approx(best, rel=1e-9), found.method


def _steps(depth: Any, step: Any) -> ex.Expr:
    state = ex.recurrence("h", ex.scalar("a"), step, ex.index("t", depth, start=0))
    return state[depth]


HIDDEN_DEEPER = {
    "a recurrence": _steps(ex.dims("T"), lambda s: ex.relu(s - 1)) + ex.parse("a^2", "a"),
    "a recurrence of known depth": _steps(3, lambda s: ex.abs(s - 1)) + ex.parse("a^2", "a"),
    "a recurrence with the start inside": ex.sum(_steps(ex.dims("T"), lambda s: ex.abs(s))) ** 2,
    "an equation": ex.parse("p^2 + a", "a; p: 2*p + abs(p) == a"),
    "an equation with a kink of the parameter": ex.parse("p + a^2", "a; p: 3*p == abs(a - 2)"),
    "a definition": ex.parse("p^2 + p", "a; p = abs(a - 1)"),
    "a definition over samples": ex.parse("sum_i(p[i])", "a; y[] for i in 1..n; p[i] = abs(a - y[i])"),
}


@pytest.mark.parametrize("name", HIDDEN_DEEPER)
def test_kinks_are_seen_wherever_they_are(name: str) -> None:
    """Where the slope jumps on a line, kinks are named, and no method for quadratics is chosen."""
    expr = HIDDEN_DEEPER[name]
    data: dict[str, Any] = {"y": [0.5, -1.0]} if "samples" in name else {}
    sizes = {"T": 3} if name in ("a recurrence", "a recurrence with the start inside") else {}
    at = np.linspace(-4, 4, 801)
    values = np.array([float(expr.evaluate({**data, **sizes, "a": float(a)})) for a in at])
    bend = np.abs(np.diff(values, 2))
    jumps = bend.max() > 20 * np.median(bend)
    assert bool(ex.kinks(expr, "a")) or not jumps
    found = ex.minimize(expr, "a", {**data, **sizes}, max_iterations=50)
    assert not (jumps and "quadratic in" in found.method), found.method


def test_jumps_in_constraints_are_not_affine() -> None:
    """The Jacobian of a jump is constant, which makes no linear constraint of it."""
    found = ex.minimize("sum(x)", "x", n=2, constraints=["x >= -1", "sum_i(step(x[i])) >= 1"], declarations="x[n]")
    assert "linear program" not in found.method


@pytest.mark.parametrize("step", [lambda s: ex.sign(s - 1), lambda s: ex.step(s) * s])
def test_solve_sees_jumps_in_recurrences(step: Any) -> None:
    """``a² + h_T(a)`` with a jump in each step has no stationary point that is known to be least."""
    with pytest.raises(ex.ExtremumError, match="no closed form"):
        ex.solve(_steps(ex.dims("T"), step) + ex.parse("a^2", "a"), "a")
