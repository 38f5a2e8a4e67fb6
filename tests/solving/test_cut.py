"""Two numbers tied by an equation or a budget, with bounds: answers that hold on both sides of where the bound acts."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.solving.cut import holds_cut

FACTS = "; a: positive; b: positive; c: positive; p: positive; q: positive; m: positive"
TIED = [
    ("log(x) + y", "max", ["p*x + y == m", "y >= 0"], "x: positive; y"),
    ("log(x) + y", "max", ["p*x + y <= m", "y >= 0"], "x: positive; y"),
    ("sqrt(x) + y", "max", ["p*x + q*y == m", "y >= 0"], "x: positive; y"),
    ("a*log(x) + b*log(y)", "max", ["p*x + q*y == m", "x <= c"], "x: positive; y: positive"),
    ("a*x^2 + b*y^2", "min", ["x + y == m", "x <= c"], "x; y"),
    ("x*y", "max", ["x + y <= m", "x <= c", "x >= 0", "y >= 0"], "x; y"),
    ("a*x + y", "min", ["x*y >= 1", "x >= c"], "x: positive; y: positive"),
]


@pytest.mark.parametrize(("text", "sense", "constraints", "unknowns"), TIED)
def test_no_point_of_a_grid_is_better(text: str, sense: str, constraints: list[str], unknowns: str) -> None:
    """Without a condition, whichever of the bounds acts."""
    found = ex.solve(text, ["x", "y"], sense, constraints, unknowns + FACTS)
    assert found.kind.startswith("global") and found.unique == "unique" and not found.conditions
    rng = np.random.default_rng(5)
    for _ in range(4):
        data = {name: float(rng.uniform(0.2, 3)) for name in "abcpqm"}
        names = {s.name for root in found.problem.expressions for s in root.symbols} - {"x", "y"}
        x, y = (float(np.asarray(v)) for v in found.evaluate({k: data[k] for k in names}).values())
        names_at = {**data, "log": np.log, "sqrt": np.sqrt}
        best = eval(text.replace("^", "**"), {}, {**names_at, "x": x, "y": y})
        xs, ys = _points(constraints, data, unknowns)
        values = eval(text.replace("^", "**"), {}, {**names_at, "x": xs, "y": ys})
        assert best >= values.max() - 1e-9 if sense == "max" else best <= values.min() + 1e-9


def _points(constraints: list[str], data: dict[str, float], unknowns: str) -> tuple[np.ndarray, np.ndarray]:
    """Points that satisfy the constraints, y on the first of them."""
    x = np.linspace(1e-3, 20, 4001)
    first, *others = constraints
    left, right = first.replace("==", "<=").replace(">=", "<=").split("<=")
    at_0, at_1 = (eval(f"{left}-({right})", {}, {**data, "x": x, "y": y}) for y in (0.0, 1.0))
    y = -at_0 / (at_1 - at_0)
    kept = y > 0 if "y: positive" in unknowns else np.ones_like(x, dtype=bool)
    for other in others:
        kept &= eval(other, {}, {**data, "x": x, "y": y})
    return x[kept], y[kept]


@pytest.mark.parametrize(
    ("text", "fact", "said"),
    [
        ("a - relu(a - b)", "positive", True),  # the smaller one
        ("a - relu(a + b)", "positive", False),
        ("u + relu(a - u)", "positive", True),  # the larger one
        ("u + relu(b - u - a)", "positive", False),
        ("a - b*relu(u)", "nonnegative", False),
        ("(a - relu(u))^2", "nonnegative", True),
    ],
)
def test_what_is_cut(text: str, fact: str, said: bool) -> None:
    value = ex.parse(text, f"u{FACTS}")
    assert holds_cut(value, fact) is said
    if said:
        rng = np.random.default_rng(0)
        for _ in range(50):
            data = {s.name: rng.uniform(0.01, 2) * (1 if s.name != "u" else rng.choice([-1, 1])) for s in value.symbols}
            assert float(value.evaluate(data)) >= 0


@pytest.mark.parametrize(
    ("text", "tie"), [("exp(x)", "a*x <= b"), ("b*sinh(x)", "b >= a*x"), ("x + x^3", "-a*x >= -b")]
)
def test_a_bound_with_a_factor_of_known_sign(text: str, tie: str) -> None:
    found = ex.solve(text, "x", "max", [tie], f"x{FACTS}")
    assert (found.written(*found.values), found.kind, found.unique) == ("b/a", "global maximum", "unique")
