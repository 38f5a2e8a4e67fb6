"""Geometric programs of textbooks, judged by a search of SciPy's over the logarithms of feasible points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Function = Callable[..., float]

CASES: list[tuple[str, str, str, str, str, Function, Function]] = [
    # the problem: sense, objective, unknowns, constraint, data; objective and gap (zero, or at most) in NumPy
    ("min", "2*r^2 + 2*r*h", "r h", "r^2*h == V", "V", lambda r, h, V: 2 * r**2 + 2 * r * h,
     lambda r, h, V: r * r * h - V),
    ("max", "r^2*h", "r h", "2*r^2 + 2*r*h == S", "S", lambda r, h, S: r * r * h,
     lambda r, h, S: 2 * r**2 + 2 * r * h - S),
    ("min", "x*y + 2*x*z + 2*y*z", "x y z", "x*y*z == V", "V", lambda x, y, z, V: x * y + 2 * x * z + 2 * y * z,
     lambda x, y, z, V: x * y * z - V),
    ("max", "x*y*z", "x y z", "2*x*y + 2*y*z + 2*x*z == S", "S", lambda x, y, z, S: x * y * z,
     lambda x, y, z, S: 2 * x * y + 2 * y * z + 2 * x * z - S),
    ("max", "x*y*z", "x y z", "x*y + 2*y*z + 2*x*z <= S", "S", lambda x, y, z, S: x * y * z,
     lambda x, y, z, S: x * y + 2 * y * z + 2 * x * z - S),
    ("max", "8*x*y*z", "x y z", "x^2/a^2 + y^2/b^2 + z^2/c^2 == 1", "a b c", lambda x, y, z, a, b, c: 8 * x * y * z,
     lambda x, y, z, a, b, c: (x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2 - 1),
    ("max", "w*b*d^2", "b d", "b^2 + d^2 == D^2", "w D", lambda b, d, w, D: w * b * d * d,
     lambda b, d, w, D: b * b + d * d - D * D),
    ("min", "w*L + r*K", "L K", "L^a*K^b == q", "w r a b q", lambda L, K, w, r, a, b, q: w * L + r * K,
     lambda L, K, w, r, a, b, q: L**a * K**b - q),
    ("min", "40/(x*y*z) + 40*y*z", "x y z", "x*y/2 + x*z/4 <= 1", "", lambda x, y, z: 40 / (x * y * z) + 40 * y * z,
     lambda x, y, z: x * y / 2 + x * z / 4 - 1),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{case[1]} with {case[3]}" for case in CASES])
def test_geometric_programs(case: Any) -> None:
    sense, f, unknowns, tie, data, numpy, gap = case
    names, given = unknowns.split(), data.split()
    declared = "; ".join(f"{name}: positive" for name in [*names, *given])
    solution = ex.solve(f, names, sense, tie, declared)
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    rng = np.random.default_rng(0)
    for _ in range(2):
        known = {name: float(value) for name, value in zip(given, rng.uniform(0.5, 2, len(given)), strict=True)}
        at = {x.name: float(value) for x, value in solution.evaluate(known).items()}
        assert abs(gap(**at, **known)) < 1e-9
        assert min(at.values()) > 0
        best = _searched(numpy, gap, names, known, 1 if sense == "min" else -1, "<=" in tie)
        assert numpy(**at, **known) == pytest.approx(best, rel=1e-6)


def _searched(f: Function, gap: Function, names: list[str], known: dict[str, float], sign: int, within: bool) -> float:
    def at(logs: Array) -> dict[str, float]:
        return dict(zip(names, np.exp(np.clip(logs, -20, 20)), strict=True)) | known

    how = ("ineq", lambda logs: -gap(**at(logs))) if within else ("eq", lambda logs: gap(**at(logs)))
    tie: Any = {"type": how[0], "fun": how[1]}
    starts = np.random.default_rng(1).standard_normal((6, len(names))) / 3
    options: Any = {"ftol": 1e-13, "maxiter": 500}

    def of(logs: Array) -> float:
        return sign * f(**at(logs))

    runs = [minimize(of, start, constraints=tie, method="SLSQP", options=options) for start in starts]
    return sign * min(float(run.fun) for run in runs if run.success and abs(gap(**at(run.x))) < 1e-7)


@pytest.mark.parametrize(
    ("sense", "f", "tie"),
    [("max", "x + y", "x*y == c"), ("min", "x*y", "x^2 + y^2 == c")],
)
def test_what_is_not_convex_in_the_logarithms_is_not_solved(sense: str, f: str, tie: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve(f, ["x", "y"], sense, tie, "x: positive; y: positive; c: positive")
