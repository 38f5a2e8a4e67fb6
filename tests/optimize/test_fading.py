"""Within curved constraints what is attained is a minimum; what is on the way to infinity, or is nowhere, is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp, log, sqrt

import numpy as np
import pytest

import extremum as ex
from extremum.optimize.restored import shortest
from tests.support.draws import part, seeds

HYPERBOLA = ["x*y >= a", "x >= 0", "y >= 0"]
ATTAINED: list[tuple[str, list[str], Callable[..., float]]] = [
    ("b*y + c*x", HYPERBOLA, lambda a, b, c: 2 * sqrt(a * b * c)),
    ("b*y + c*x/1e5", HYPERBOLA, lambda a, b, c: 2 * sqrt(a * b * c / 1e5)),
    ("b*y + c*x", ["y*exp(x) >= a"], lambda a, b, c: c * (1 + log(a * b / c))),
    ("y^2 - x^2 + c*x", ["y^2 >= x^2 + a", "x >= 0"], lambda a, b, c: a),
    ("z^2", ["x + z^2 >= 50*a"], lambda a, b, c: 0),
    ("(x - 50*b)^2 + c*y", ["y >= exp(a*x/50)"], lambda a, b, c: nearest(50 * b, c, a / 50)),
]
NOWHERE = [
    ("b*y", HYPERBOLA),
    ("b*y^2 + 1", HYPERBOLA),
    ("c*y", ["y*exp(b*x) >= a"]),
    ("b*y + c/x", ["x*y >= a", "x >= 1", "y >= 0"]),
    ("b*y + c*z^2", ["x^2*y >= a", "y >= 0", "z >= 1"]),
    ("c*x*y + exp(x - y) + 2*log(1 + x^2)", ["x*y >= a", "exp(x) >= b/9"]),
]
NO_POINT = [
    ("y", ["sqrt(x^2 + a) <= y", "y <= x"]),
    ("y + b*z^2", ["sqrt(x^2 + a) <= y", "y <= x + z", "z <= 0"]),
    ("b*x + y", ["x*y >= a", "x >= 0", "y <= 0"]),
]


def nearest(m: float, c: float, k: float) -> float:
    """The least of ``(x - m)² + c exp(k x)``, by bisection of the slope."""
    low, high = -m, m
    for _ in range(200):
        x = (low + high) / 2
        low, high = (x, high) if 2 * (x - m) + c * k * exp(k * x) < 0 else (low, x)
    return (low - m) ** 2 + c * exp(k * low)


def ended(f: str, constraints: list[str], seed: int) -> tuple[ex.Minimum, dict[str, float]]:
    rng = np.random.default_rng(seed)
    drawn = {name: float(rng.uniform(0.3, 3)) for name in "abc"}
    names = set(re.findall(r"\b[a-z]\b", " ".join([f, *constraints])))
    known = {name: value for name, value in drawn.items() if name in names}
    found = ex.minimize(f, sorted(names & set("xyz")), known, constraints=constraints, method="SLSQP", seed=seed)
    return found, drawn


@pytest.mark.parametrize("problem", part(ATTAINED, 2), ids=str)
@pytest.mark.parametrize("seed", seeds(1))
def test_what_is_attained_is_not_said_to_be_on_the_way(
    problem: tuple[str, list[str], Callable[..., float]], seed: int
) -> None:
    found, drawn = ended(*problem[:2], seed)
    assert "attained nowhere" not in found.message and "farther" not in found.message and found.status != "unbounded"
    assert not found.converged or abs(found.value - problem[2](**drawn)) <= 1e-5 * (1 + abs(found.value))


@pytest.mark.parametrize("problem", part([*NOWHERE, *NO_POINT], 3), ids=str)
@pytest.mark.parametrize("seed", seeds(1))
def test_what_runs_off_is_no_minimum(problem: tuple[str, list[str]], seed: int) -> None:
    found, _ = ended(*problem, seed)
    assert not found.converged and found.status not in ("unbounded", "stationary"), found


@pytest.mark.parametrize("problem", [
    ("2*x/(1 + y^2) + abs(x - y)", ["y >= -1", "sqrt(1 + x^2) - y >= -1"], 4017),
    ("(x - y)^2 + 3*x", ["abs(x) + abs(y) >= 0"], 4023),
])  # fmt: skip
def test_far_on_a_way_down_that_has_no_end_is_no_minimum(problem: tuple[str, list[str], int]) -> None:
    f, constraints, seed = problem
    assert not ex.minimize(f, ["x", "y"], constraints=constraints, declarations="x; y", seed=seed).converged


def test_a_constraint_without_a_gradient_holds_nothing() -> None:
    found = ex.minimize(
        "3*log(1 + x^2) + 3*sin(x)", "x", constraints=["log(1 + x^2) >= 0"], declarations="x", seed=5004
    )
    assert not found.converged or abs(found.x["x"]) > 0.1


def test_a_constraint_that_no_more_than_a_point_meets() -> None:
    found = ex.minimize("3*x + y", ["x", "y"], constraints=["sqrt(x^2 + y^2) <= 0", "x*y <= 1"], declarations="x; y")
    assert abs(found.value) <= 1e-6 and found.status != "unbounded"


@pytest.mark.parametrize("f", ["norm2(X)^2", "norm2(X)^2 + X[1,1]", "sum(exp(X)) - sum(X)"])
def test_what_is_declared_not_to_be_zero_is_not(f: str) -> None:
    found = ex.minimize(f, "X", declarations="X[2,2]: nonzero")
    assert not found.converged and "not attained" in found.message
    assert ex.minimize("norm2(X - A)^2", "X", A=np.ones((2, 2)), declarations="X[2,2]: nonzero; A[2,2]").converged


@pytest.mark.parametrize("seed", seeds(5))
def test_the_shortest_step_that_is_enough(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, least, point = rng.normal(size=(4, 5)), rng.normal(size=4), rng.normal(size=5)
    step = shortest(rows, least, 1.0)
    assert step is not None and (rows @ step >= least - 1e-9).all()
    other = point + np.linalg.pinv(rows) @ np.maximum(least - rows @ point, 0)
    assert np.linalg.norm(step) <= np.linalg.norm(other) + 1e-9
    assert shortest(np.vstack([rows[0], -rows[0]]), np.ones(2), 1.0) is None
