"""Problems with one equation or inequality that is taken into the objective: judged by SciPy's SLSQP and by NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Values = dict[str, Any]
N = 3
Gaps = Callable[..., list[float]]


def _entropy(p: Array) -> float:
    return float(np.sum(p * np.log(p)))


CASES: list[tuple[str, str, list[str], str, Callable[..., float], Gaps, bool]] = [
    # sense, objective, constraints, data; the objective and the gaps in NumPy; whether the gaps are zero
    ("min", "w'*x", ["a'*log(x) == c"], "w a +c", lambda x, w, a, c: w @ x,
     lambda x, w, a, c: [a @ np.log(x) - c], True),
    ("min", "w'*x", ["a'*log(x) >= c"], "w a +c", lambda x, w, a, c: w @ x, lambda x, w, a, c: [a @ np.log(x) - c],
     False),
    ("min", "w'*x", ["sum(a.*x.^(-r)) == c"], "w a +r +c", lambda x, w, a, r, c: w @ x,
     lambda x, w, a, r, c: [np.sum(a * x**-r) - c], True),
    ("min", "sum(x)", ["sum(log(x)) == c"], "+c", lambda x, c: np.sum(x), lambda x, c: [np.sum(np.log(x)) - c], True),
    ("min", "sum(x)", ["prod(x) == c"], "+c", lambda x, c: np.sum(x), lambda x, c: [np.sum(np.log(x)) - np.log(c)],
     True),
    ("max", "a'*log(x)", ["x'*x <= c^2"], "a +c", lambda x, a, c: a @ np.log(x),
     lambda x, a, c: [c * c - x @ x], False),
    ("min", "sum(a./x)", ["w'*x <= c"], "w a +c", lambda x, w, a, c: np.sum(a / x), lambda x, w, a, c: [c - w @ x],
     False),
    ("min", "w'*x", ["sum(exp(-x)) <= 1"], "w", lambda x, w: w @ x, lambda x, w: [1 - np.sum(np.exp(-x))], False),
    ("max", "-sum(x.*log(x))", ["sum(x) == 1", "a'*x == c"], "a c", lambda x, a, c: -_entropy(x),
     lambda x, a, c: [np.sum(x) - 1, a @ x - c], True),
    ("min", "sum(x.*log(x./w))", ["a'*x == c", "sum(x) == 1"], "w a c", lambda x, w, a, c: np.sum(x * np.log(x / w)),
     lambda x, w, a, c: [np.sum(x) - 1, a @ x - c], True),
]  # fmt: skip


def _data(names: str, rng: np.random.Generator) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in names.replace("+", "").split():
        data[name] = float(rng.uniform(0.5, 2)) if f"+{name}" in names else rng.uniform(0.3, 2, N)
    if "c" in names and "+c" not in names:
        data["c"] = float(rng.dirichlet(np.ones(N)) @ data["a"])
    return data


def _declared(names: str) -> list[str]:
    shapes = {name: "" if f"+{name}" in names or name == "c" else "[n]" for name in names.replace("+", "").split()}
    return ["x[n]: positive", *(f"{name}{shape}: positive" for name, shape in shapes.items())]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]} {case[1]} with {', '.join(case[2])}" for case in CASES])
@pytest.mark.parametrize("seed", seeds(1))
def test_no_feasible_point_is_better(case: Any, seed: int) -> None:
    sense, text, constraints, names, f, gaps, equal = case
    solution = ex.solve(text, "x", sense, constraints, _declared(names))
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    rng = np.random.default_rng(seed)
    data = _data(names, rng)
    (x,) = solution.evaluate(data, **({} if any(np.ndim(v) for v in data.values()) else {"n": N})).values()
    assert np.min(x) > 0
    assert np.allclose(gaps(x, **data), 0, atol=1e-8)  # inequalities are active
    sign = 1 if sense == "min" else -1
    bound: Any = {"type": "eq" if equal else "ineq", "fun": lambda logs: gaps(np.exp(logs), **data)}
    options: Any = {"ftol": 1e-12, "maxiter": 500}

    def of(logs: Array) -> float:
        return float(sign * f(np.exp(logs), **data))

    starts = 0.5 * rng.standard_normal((4, N))
    found = [minimize(of, start, method="SLSQP", constraints=[bound], options=options) for start in starts]
    feasible = [end.fun for end in found if end.success]
    assert feasible and sign * f(x, **data) == pytest.approx(min(feasible), abs=1e-6, rel=1e-6)


@pytest.mark.parametrize(("text", "sense", "constraint"), [
    ("w'*x", "max", "a'*log(x) == c"), ("a'*log(x)", "min", "x'*x <= 1"), ("w'*x", "max", "sum(exp(-x)) <= 1"),
    ("sum(x)", "max", "sum(log(x)) == c"),
])  # fmt: skip
def test_nothing_is_claimed_where_there_is_none(text: str, sense: str, constraint: str) -> None:
    with pytest.raises((ex.UnsupportedError, ex.NoExtremumError)):
        ex.solve(text, "x", sense, constraint, "x[n]: positive; a[n]: positive; w[n]: positive; c")


def test_matrices_of_a_given_size() -> None:
    """log|X| is largest on tr(AX) <= 1 at inv(A)/n, on a ball at a multiple of the identity."""
    rng = np.random.default_rng(2)
    b = rng.standard_normal((N, N))
    a = b @ b.T + np.eye(N)
    (x,) = ex.solve("logdet(X)", "X", "max", "tr(A*X) <= 1",
                    "X[n,n]: positive_definite; A[n,n]: positive_definite").evaluate({"A": a}).values()  # fmt: skip
    assert np.allclose(x, np.linalg.inv(a) / N)
    (x,) = (
        ex.solve("logdet(X)", "X", "max", "norm2(X)^2 <= c", "X[n,n]: positive_definite; c: positive")
        .evaluate({"c": 2.0}, n=N)
        .values()
    )
    assert np.allclose(x, np.sqrt(2 / N) * np.eye(N))


def test_the_multiplier_is_the_slope_of_the_best_value() -> None:
    """With ``f + t (l - r)`` the best value changes by t for each unit that r grows by."""
    declared = "w[n]: positive; a[n]: positive; x[n]: positive; c"
    solution = ex.solve("w'*x", "x", "min", "a'*log(x) == c", declared)
    ((constraint, multiplier),) = solution.multipliers
    data = _data("w a +c", np.random.default_rng(4))

    def best(c: float) -> float:
        (x,) = solution.evaluate({**data, "c": c}).values()
        return float(data["w"] @ x)

    slope = (best(data["c"] + 1e-5) - best(data["c"] - 1e-5)) / 2e-5
    assert str(constraint) == "a'*log(x) == c"
    assert multiplier.evaluate(data) == pytest.approx(-slope, rel=1e-6)


@pytest.mark.parametrize(("text", "sense", "f"), [
    ("norm2(x - y)^2", "min", lambda x, y, B: np.sum((x - y) ** 2)),
    ("-norm2(B*x - y)^2", "max", lambda x, y, B: np.sum((B @ x - y) ** 2)),
])  # fmt: skip
@pytest.mark.parametrize("size", [0.05, 1.0, 20.0])
@pytest.mark.parametrize("seed", seeds(1))
def test_inequalities_that_need_not_be_active(text: str, sense: str, f: Any, size: float, seed: int) -> None:
    """The nearest point of an ellipsoid is the point itself where that lies within."""
    rng = np.random.default_rng(seed)
    a, b, y = rng.standard_normal((N, N)), rng.standard_normal((N, N)), size * rng.standard_normal(N)
    a = a @ a.T + np.eye(N)
    solution = ex.solve(text, "x", sense, "x'*A*x <= 1", "x[n]; y[n]; A[n,n]: positive_definite; B[n,n]")
    assert solution.kind == f"global {sense}imum"
    data = {"A": a, "y": y, **({"B": b} if "B" in text else {})}
    (x,) = solution.evaluate(data).values()
    free = np.linalg.solve(b, y) if "B" in text else y
    if free @ a @ free <= 1:
        assert np.allclose(x, free)
    assert x @ a @ x <= 1 + 1e-9
    bound: Any = {"type": "ineq", "fun": lambda z: 1 - z @ a @ z}
    ends = [minimize(f, rng.standard_normal(N), (y, b), "SLSQP", constraints=[bound], options={"ftol": 1e-13})
            for _ in range(3)]  # fmt: skip
    best = min(end.fun for end in ends if end.success)
    assert f(x, y, b) == pytest.approx(best, rel=1e-5, abs=1e-7)
    scope: dict[str, Any] = {}
    exec(solution.code(), scope)
    assert np.allclose(scope["solve"](**data)["x"], x, atol=1e-8)


@pytest.mark.parametrize(("text", "unknowns", "ties", "declared", "data", "inactive", "least"), [
    ("x", ["x"], ["x^2 <= 4", "x >= a"], "x; a", {"a": -3.0}, {"a": 1.0}, -2.0),
    ("norm2(x - y)^2", ["x", "y"], ["x'*x <= 1", "a'*y == b"], "x[n]; y[n]; a[n]: nonzero; b",
     {"a": np.array([1.0, 2.0]), "b": 5.0}, {"a": np.array([1.0, 2.0]), "b": 0.1}, (5 / np.sqrt(5) - 1) ** 2),
])  # fmt: skip
def test_where_a_multiplier_of_zero_leaves_no_point_it_is_positive(
    text: str, unknowns: list[str], ties: list[str], declared: str, data: Values, inactive: Values, least: float
) -> None:
    solution = ex.solve(text, unknowns, "min", ties, declared)
    assert "the positive number" in str(solution) and "least nonnegative" not in str(solution)
    found = {x.name: value for x, value in solution.evaluate(data).items()}
    assert ex.parse(text, declared).evaluate({**found, **data}) == pytest.approx(least)
    with pytest.raises(ex.DataError, match="no positive number t"):
        solution.evaluate(inactive)


@pytest.mark.parametrize(("declared", "bound"), [("x: nonnegative", -1), ("x: positive", -2), ("x: nonnegative", 1)])
def test_a_constraint_that_the_declaration_implies_is_no_error(declared: str, bound: int) -> None:
    try:
        found = ex.solve("exp(x)", "x", "min", [f"x >= {bound}"], declared)
    except ex.ExtremumError:
        return  # an honest no
    assert float(found.evaluate({})[ex.parse("x", declared)]) == pytest.approx(max(bound, 0))


@pytest.mark.parametrize(
    ("objective", "sense", "constraint", "gap"),
    [
        ("x^2 + y^2", "min", "x + y >= 1", "x + y - 1"),
        ("x^2 + y^2", "min", "1 <= x + y", "1 - x - y"),
        ("x + 2*y", "max", "x^2 + y^2 <= 1", "x^2 + y^2 - 1"),
        ("x + 2*y", "min", "x^2 + y^2 == 1", "x^2 + y^2 - 1"),
        ("-x^2 - y^2", "max", "x + 2*y >= 3", "x + 2*y - 3"),
    ],
)
def test_the_sign_of_a_multiplier_is_that_of_left_less_right(
    objective: str, sense: str, constraint: str, gap: str
) -> None:
    found = ex.solve(objective, ["x", "y"], sense, [constraint], "x; y")
    ((_, nu),) = found.multipliers
    point = {x.name: float(value) for x, value in found.evaluate().items()}
    lagrangian = ex.parse(f"{objective} + nu*({gap})", "x; y; nu")
    slopes = [ex.gradient(lagrangian, x).replace({"nu": nu}) for x in ("x", "y")]
    assert np.allclose([float(s.evaluate({k.name: point[k.name] for k in s.symbols})) for s in slopes], 0, atol=1e-12)
