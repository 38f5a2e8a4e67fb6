"""Which method is chosen, what it needs, and how runs end, against problems of which it is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize
from scipy.special import expit

import extremum as ex
from tests.support.draws import seeds

rng = np.random.default_rng(3)
X = rng.normal(size=(200, 6)) * 10.0 ** np.array([-3, -2, 0, 1, 2, 3])
Y = np.where(X @ (rng.normal(size=6) / np.abs(X).mean(axis=0)) + rng.normal(size=200) > 0, 1.0, -1.0)
MATRIX = ("sum(log(1 + exp(-y.*(X*w)))) + lam*norm2(w)^2", "X[n,m]; w[m]; y[n]; lam")
SAMPLES = ("sum_i(log(1 + exp(-y[i]*x[i]'*w))) + lam*norm2(w)^2", "x[m] for i in 1..n; w[m]; y for i in 1..n; lam")


@pytest.mark.parametrize(("text", "name"), [(MATRIX, "X"), (SAMPLES, "x")], ids=["matrix", "samples"])
def test_badly_scaled_logistic_regression_takes_a_handful_of_newton_steps(text: Any, name: str) -> None:
    found = ex.minimize(text[0], "w", {name: X, "y": Y, "lam": 1e-4}, declarations=text[1])
    assert found.converged and found.iterations <= 12 and found.method.startswith("Newton's method: the exact Hessian")

    def value(w: np.ndarray) -> float:
        return float(np.logaddexp(0, -Y * (X @ w)).sum() + 1e-4 * w @ w)

    def gradient(w: np.ndarray) -> Any:
        return -X.T @ (Y * expit(-Y * (X @ w))) + 2e-4 * w

    assert np.abs(gradient(found.x["w"])).max() < 1e-7 * np.abs(gradient(np.zeros(6))).max()
    assert found.value <= optimize.minimize(value, np.zeros(6), jac=gradient).fun + 1e-9


CHOICES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a quadratic": ("norm2(X*w - y)^2", "X[n,m]; w[m]; y[n]", {}, "one linear solve: the objective is a quadratic"),
    "a large one": ("norm2(A*V*A' - A)^2 + norm2(A'*V*A)^2 + norm2(V)^2", "V[p,p]; A[p,p]",
                    {"A": rng.normal(size=(25, 25)) / 5},
                    "conjugate gradients: the objective is a quadratic in 625 numbers"),
    "few numbers": ("sum(exp(X*w)) + norm2(w)^2", "X[n,m]; w[m]", {"X": X[:, 2:3]}, "Newton's method: the exact"),
    "many numbers": ("sum(exp(V - A)) + norm2(V)^2", "V[p,p]; A[p,p]", {"A": rng.normal(size=(25, 25))}, "trust-ncg"),
    "kinks": ("norm2(X*w - y)^2 + norm1(w)^2", "X[n,m]; w[m]; y[n]", {}, "L-BFGS-B: the objective has kinks"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHOICES.values(), ids=CHOICES)
def test_the_choice_is_said_with_its_reason(case: Any) -> None:
    text, declared, data, words = case
    unknown = "w" if "w[" in declared else "V"
    found = ex.minimize(text, unknown, {"X": X[:, 2:4], "y": Y, **data}, declarations=declared)
    assert found.method.startswith(words)
    assert found.converged or "kinks" in words


def test_methods_agree_and_are_refused_where_they_do_not_apply() -> None:
    text, declared = "sum(exp(X*w)) - c'*w + norm2(w)^4", "X[n,m]; w[m]; c[m]"
    data = {"X": X[:40, 2:4], "c": np.ones(2)}
    values = [ex.minimize(text, "w", data, declarations=declared, method=method).value
              for method in ("Newton", "trust-ncg", "trust-krylov", "Newton-CG", "L-BFGS-B", "BFGS")]  # fmt: skip
    assert np.ptp(values) < 1e-7
    with pytest.raises(ex.UnsupportedError, match="'linear solve' does not apply: the objective is no quadratic"):
        ex.minimize(text, "w", data, declarations=declared, method="linear solve")


ENDS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any], str]] = {
    "a saddle is left": ("(a^2 - 1)^2 + b^2", "a b", {"a": 0.0, "b": 0.5}, {}, "converged"),
    "a saddle looked at": ("(a^2 - 1)^2 + b^2", "a b", {"a": 0.0, "b": 0.0}, {"max_iterations": 0}, "stationary"),
    "a monkey saddle": ("a^3 - 3*a*b^2 + a^4 + b^4", "a b", {"a": 0.0, "b": 0.0}, {}, "converged"),
    "a maximum of fourth order": ("a^6 - a^4", "a", {"a": 0.0}, {}, "converged"),
    "a saddle by gradients alone": ("(a^2 - 1)^2 + b^2", "a b", {"a": 0.0, "b": 0.5}, {"method": "L-BFGS-B"},
                                    "converged"),
    "an indefinite quadratic": ("a*b", "a b", {"a": 1.0, "b": 2.0}, {}, "unbounded"),
    "a quadratic that is flat along a line": ("(a + b)^2", "a b", {"a": 3.0, "b": 2.0}, {}, "converged"),
    "one that falls along it": ("(a + b)^2 - a", "a b", {"a": 3.0, "b": 2.0}, {}, "unbounded"),
    "no time": ("(1 - a)^2 + 100*(b - a^2)^2", "a b", {"a": -1.2, "b": 1.0}, {"time_limit": 0}, "time"),
    "few iterations": ("(1 - a)^2 + 100*(b - a^2)^2", "a b", {"a": -1.2, "b": 1.0}, {"max_iterations": 2}, "limit"),
    "not reached": ("exp(-a)", "a", {"a": 0.0}, {"max_iterations": 30}, "limit"),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS.values(), ids=ENDS)
def test_how_runs_end(case: Any) -> None:
    text, names, start, options, status = case
    found = ex.minimize(text, names.split(), start=start, declarations="; ".join(names.split()), **options)
    assert found.status == status, found.message
    if status == "converged" and "a^2 - 1" in text:
        assert found.value < 1e-8


def test_a_callback_and_an_interrupt_end_a_run_at_its_last_point() -> None:
    text, start = "(1 - a)^2 + 100*(b - a^2)^2", {"a": -1.2, "b": 1.0}
    seen: list[tuple[int, float]] = []

    def stop(iteration: int, value: float, point: Any) -> bool:
        seen.append((iteration, value))
        return iteration == 4

    def interrupt(iteration: int, value: float, point: Any) -> None:
        if iteration == 4:
            raise KeyboardInterrupt

    first = ex.minimize(text, ["a", "b"], start=start, declarations="a; b", callback=stop)
    second = ex.minimize(text, ["a", "b"], start=start, declarations="a; b", callback=interrupt)
    assert first.status == second.status == "interrupted" and first.iterations == second.iterations == 4
    assert first.value == second.value == seen[-1][1] == first.history[-1]


@pytest.mark.parametrize("assume", ["", "positive", "symmetric", "positive_definite", "diagonal", "lower_triangular"])
@pytest.mark.parametrize("seed", seeds(1))
def test_hessians_by_free_numbers(assume: str, seed: int) -> None:
    """Against differences of gradients, and products against both."""
    from extremum.operations.leaves import declared
    from extremum.optimize.landscape import Landscape
    from extremum.optimize.objective import Objective
    from extremum.optimize.parameters import Parameters

    draws = np.random.default_rng(seed)
    f = ex.parse("tr(A*S*B*S) + sum(exp(S/4)) + (q'*S*q)^2 + u'*S*v*norm2(u)^2", [
        "A[n,n]; B[n,n]; q[n]; v[n]; u[n]", f"S[n,n]: {assume}" if assume else "S[n,n]"])  # fmt: skip
    unknowns = [symbol for name in "Su" for symbol in f.symbols if symbol.name == name]
    assert not assume or declared(unknowns[0])
    data = {"A": draws.normal(size=(3, 3)), "B": draws.normal(size=(3, 3)), "q": draws.normal(size=3),
            "v": draws.normal(size=3)}  # fmt: skip
    objective = Objective(f, unknowns, data, {})
    parameters = Parameters([part.symbol for part in objective.parts], objective.shape, {}, draws)
    found = Landscape(objective, parameters)
    point = parameters.start() + 0.3 * draws.normal(size=found.size)
    value, gradient, hessian = found.curved(point)
    assert value == pytest.approx(found.value(point)) and np.allclose(gradient, found.slope(point)[1])
    steps = 1e-5 * np.eye(found.size)
    judged = np.array([(found.slope(point + h)[1] - found.slope(point - h)[1]) / 2e-5 for h in steps])
    assert np.allclose(hessian, judged, rtol=1e-5, atol=1e-5 * np.abs(judged).max())
    along = draws.normal(size=found.size)
    assert np.allclose(found.product(point, along), hessian @ along)


def test_the_hessian_of_a_classifier_is_made_whole() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(4000, 20)), np.eye(4)[rng.integers(0, 4, 4000)]
    found = ex.minimize("sum_i(logsumexp(W*x[i]) - y[i]'*W*x[i]) + norm2(W)^2/2", "W", {"x": x, "y": y},
                        declarations="x[n] for i in 1..N; y[k] for i in 1..N; W[k,n]")  # fmt: skip
    assert found.converged and found.method.startswith("Newton")
    W = found.x["W"]
    odds = np.exp(x @ W.T)
    left = (odds / odds.sum(axis=1, keepdims=True) - y).T @ x + W
    assert np.abs(left).max() < 1e-4


def test_a_hessian_that_takes_a_loop_over_many_samples_is_not_made_whole() -> None:
    x = np.random.default_rng(3).normal(size=(1000, 20))
    f = ex.parse("sum_i(log(1 + exp(x[i]'*W'*tanh(W*x[i])/20))) + 100*norm2(W)^2", "x[n] for i in 1..N; W[k,n]")
    found = ex.minimize(f, "W", {"x": x, "k": 3}, start={"W": np.ones((3, 20)) / 9}, max_iterations=40)
    assert found.converged and found.method.startswith("trust-ncg")
