"""Infima of cone programs that are attained nowhere are no minima; those that are attained far off are."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

pytest.importorskip("clarabel")

NOWHERE = [
    ("y", "x, y", ["y >= exp(-a*x + b)"]),
    ("y", "x, y", ["[x, 1; 1, y] >> 0"]),
    ("softplus(a*x - b)", "x", ["x <= 1"]),
    ("c + exp(x)", "x, y", ["x <= y"]),
    ("exp(a*x) + y^2", "x, y, z", ["x <= y + z", "z <= 5"]),
]
SOMEWHERE = [
    ("exp(x - 500) + exp(400 - x)", "x", ["x >= -5"]),
    ("exp(-x) + x/1000", "x", ["x >= -5"]),
    ("exp(y) + relu(x + 500)", "x, y", ["y >= 3"]),
    ("y", "x, y", ["y >= exp(-a*x + b)", "x <= 30"]),
    ("x + c*y", "x, y", ["[x, 100; 100, y] >> 0"]),
    ("exp(a*x) + exp(-b*y)", "x, y", ["x >= -20", "y <= 20"]),
]


def _read(text: str) -> frozenset[ex.Expr]:
    sides = text.replace(">>", "-").replace(">=", "-").replace("<=", "-").replace("] - 0", "]")
    return frozenset(ex.parse(sides).symbols)


def ended(problem: tuple[str, str, list[str]], seed: int) -> ex.Minimum:
    f, unknowns, constraints = problem
    rng = np.random.default_rng(seed)
    asked = {symbol.name for text in (f, *constraints) for symbol in _read(text)}
    known = {name: float(rng.uniform(0.5, 2)) for name in "abc" if name in asked}
    return ex.minimize(
        f, unknowns.split(", "), known, constraints=constraints, declarations="x; y; z", method="program"
    )


@pytest.mark.parametrize("problem", NOWHERE, ids=str)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_fades_is_no_minimum(problem: tuple[str, str, list[str]], seed: int) -> None:
    found = ended(problem, seed)
    assert found.status == "stalled" and "attained nowhere" in found.message and not found.certified


@pytest.mark.parametrize("problem", SOMEWHERE, ids=str)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_attained_far_off_is_a_minimum(problem: tuple[str, str, list[str]], seed: int) -> None:
    assert ended(problem, seed).converged
