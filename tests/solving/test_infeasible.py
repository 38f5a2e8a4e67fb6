"""Problems without a point: refused where that is so for all data, else by data; SciPy's programs say where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import extremum as ex
from extremum.algebra.errors import DataError, NoExtremumError
from tests.support.draws import seeds

# objective, constraints, declarations: outside of the domain of the objective, by a distance k > 0
OUTSIDE = [
    ("x*log(x)", ["x <= -{k}"], "x"),
    ("x - log(x)", ["x <= -{k}"], "x"),
    ("x*log(x)", ["x <= 0"], "x"),
    ("-log(x)", ["x <= 0"], "x"),
    ("sum(x.*log(x))", ["x <= -{k}"], "x[n]"),
    ("sum(x.*log(x))", ["sum(x) == -{k}"], "x[n]"),
    ("-sum(log(1 - x))", ["x >= 1 + {k}"], "x[n]"),
    ("norm2(x)^2 - log(a'*x)", ["a'*x <= -{k}"], "x[n]; a[n]"),
    ("x^2 - log(1 - x) - log(1 + x)", ["x >= {k} + 1"], "x"),
]


@pytest.mark.parametrize(("objective", "constraints", "declarations"), OUTSIDE)
@pytest.mark.parametrize("seed", seeds(2))
def test_what_lies_outside_of_the_domain_is_refused(
    objective: str, constraints: list[str], declarations: str, seed: int
) -> None:
    k = int(np.random.default_rng(seed).integers(1, 9))
    with pytest.raises(NoExtremumError, match=r"no x satisfies .* where log.* is defined"):
        ex.solve(objective, "x", "min", [text.format(k=k) for text in constraints], declarations)


def test_iteration_says_so_too() -> None:
    found = ex.minimize("x*log(x)", "x", {}, start={"x": 1.0}, constraints=["x <= -1"], declarations="x")
    assert found.status == "infeasible"


# objective, constraints, declarations; whether a'x = b is asked for, not a'x <= b; whether x is positive, not only >= 0
PROGRAMS: list[tuple[str, list[str], str, bool, bool]] = [
    ("norm2(x - c)^2", ["a'*x == b", "x >= 0"], "x[n]; a[n]; c[n]; b", True, False),
    ("norm2(x - c)^2", ["a'*x <= b", "x >= 0"], "x[n]; a[n]; c[n]; b", False, False),
    ("-sum(log(x))", ["a'*x <= b"], "x[n]; a[n]: positive; b", False, True),
    ("sum(x.*log(x))", ["a'*x == b"], "x[n]; a[n]; b", True, True),
    ("sum(x.*log(x))", ["a'*x <= b"], "x[n]; a[n]; b", False, True),
]


@pytest.mark.parametrize(("objective", "constraints", "declarations", "equal", "strict"), PROGRAMS)
@pytest.mark.parametrize("seed", seeds(3))
def test_there_is_a_value_where_there_is_a_point(
    objective: str, constraints: list[str], declarations: str, equal: bool, strict: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    a, c, b = rng.uniform(0.5, 2, 3), rng.standard_normal(3), float(rng.choice([-1, 1]) * rng.uniform(0.5, 2))
    if "a[n]: positive" not in declarations:
        a *= rng.choice([-1, 1], 3)
    data: dict[str, Any] = {"a": a, "b": b} | ({"c": c} if "c" in declarations else {})
    found = ex.solve(objective, "x", "min", constraints, declarations)
    least = 1e-3 if strict else 0.0
    ties: dict[str, Any] = {"A_eq": [a], "b_eq": [b]} if equal else {"A_ub": [a], "b_ub": [b]}
    if linprog(np.zeros(3), bounds=[(least, None)] * 3, **ties).status == 2:
        with pytest.raises(DataError):
            found.evaluate(data)
    else:
        x = next(iter(found.evaluate(data).values()))
        assert (x >= -1e-9).all()
        assert abs(a @ x - b) < 1e-6 if equal else a @ x <= b + 1e-6


# objective, constraint, declarations: the point is at x = b where it cuts, which log needs to be positive
CUT = [("x*log(x)", "x <= b", "x; b"), ("sum(x.*log(x))", "x <= b", "x[n]; b[n]"), ("x - log(x)", "x <= b", "x; b")]


@pytest.mark.parametrize(("objective", "constraint", "declarations"), CUT)
@pytest.mark.parametrize("seed", seeds(3))
def test_a_point_cut_to_a_bound_is_in_the_domain(objective: str, constraint: str, declarations: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    b = rng.uniform(0.1, 2, 3) if "n" in declarations else float(rng.uniform(0.1, 2))
    free = 1.0 if objective.startswith("x -") else np.exp(-1)
    found = ex.solve(objective, "x", "min", constraint, declarations)
    assert np.allclose(found.evaluate({"b": b})[next(iter(found.values))], np.minimum(free, b))
    with pytest.raises(DataError, match="x is positive"):
        found.evaluate({"b": -np.asarray(b)})
