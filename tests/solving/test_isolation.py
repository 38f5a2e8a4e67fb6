"""Isolation: random equations made of functions that have inverses, of sums of powers and logarithms, put back in."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import extremum as ex
from extremum.algebra.intervals import ALL
from extremum.operations.elementwise import FUNCTIONS
from extremum.solving.inverses import INVERSES


def test_the_table_of_inverses_holds_monotone_functions_and_their_inverses() -> None:
    for name in INVERSES:
        record = FUNCTIONS[name]
        assert record.monotone_on(record.domain) == "increasing"
        x = ex.scalar("x")
        value = INVERSES[name](ex.parse(f"{name}(x)", "x"))
        inside = np.linspace(max(record.domain.low, -2) + 0.1, min(record.domain.high, 2) - 0.1, 7)
        found = [value.evaluate({x: point}) for point in inside]
        np.testing.assert_allclose(found, inside, rtol=1e-9, atol=1e-12)


_EVERYWHERE = [name for name in INVERSES if FUNCTIONS[name].domain == ALL]


def _nested(rng: random.Random) -> str:
    """An increasing function of x: functions of the table around affine ones."""
    text = "x"
    for _ in range(rng.randint(1, 3)):
        text = f"{rng.choice(['a', '2', '1/3'])}*{text} {rng.choice('+-')} {rng.choice(['b', '1', '0'])}"
        text = f"{rng.choice(_EVERYWHERE)}({text})"
    return text


@pytest.mark.parametrize("seed", range(30))
def test_nested_functions_are_undone(seed: int) -> None:
    """Where the value is in the range for certain the solution is found; it always solves the equation."""
    rng = random.Random(seed)
    text = _nested(rng)
    declared = "x; a: positive; b; v: positive" if rng.random() < 0.8 else "x; a: positive; b; v"
    try:
        solution = ex.solve(f"{text} == v", "x", declarations=declared)
    except ex.UnsupportedError:
        assert any(f"{name}(" in text for name in INVERSES if FUNCTIONS[name].range != ALL)
        return
    f = ex.parse(text, declared)
    data = {"a": rng.uniform(0.3, 2), "b": rng.uniform(-1, 1)}
    point = rng.uniform(-0.5, 0.5)
    at = {name: value for name, value in {**data, "x": point}.items() if f"{name}" in {s.name for s in f.symbols}}
    data["v"] = f.evaluate(at)
    if data["v"] <= 0 or abs(data["v"]) > 1e6:
        return
    (found,) = solution.evaluate(
        {k: v for k, v in data.items() if k in {s.name for s in solution["x"].symbols}}
    ).values()
    assert found == pytest.approx(point, rel=1e-6, abs=1e-6)


SOLVED = [
    ("a/x + b == c", "x", "x; a: positive; b; c", lambda x, a, b, c: a / x + b - c),
    ("a/(x - b) + c/(x + 1) == 0", "x", "x; a: positive; b; c: positive",
     lambda x, a, b, c: a / (x - b) + c / (x + 1)),
    ("a*x^2 + b*x == c", "x", "x: positive; a: positive; b; c: positive", lambda x, a, b, c: a * x**2 + b * x - c),
    ("a*x + b == c/x", "x", "x: positive; a: positive; b; c: positive", lambda x, a, b, c: a * x + b - c / x),
    ("a*x^3 + b*x == c/x", "x", "x: positive; a: positive; b; c: positive",
     lambda x, a, b, c: a * x**3 + b * x - c / x),
    ("a*x == c/x^2", "x", "x: positive; a: positive; c: positive", lambda x, a, c: a * x - c / x**2),
    ("a*sqrt(x) + b*x == c", "x", "x: positive; a: positive; b: positive; c: positive",
     lambda x, a, b, c: a * np.sqrt(x) + b * x - c),
    ("log(x) - log(c - x) == b", "x", "x; b; c: positive", lambda x, b, c: np.log(x) - np.log(c - x) - b),
    ("a*(2*log(x) - 2*log(1 - x)) == b", "x", "x; a: positive; b",
     lambda x, a, b: 2 * a * (np.log(x) - np.log(1 - x)) - b),
    ("a*exp(x) == c*exp(-x)", "x", "x; a: positive; c: positive", lambda x, a, c: a * np.exp(x) - c * np.exp(-x)),
    ("exp(a*x) + exp(x*a + 1) == c", "x", "x; a: positive; c: positive",
     lambda x, a, c: np.exp(a * x) + np.exp(a * x + 1) - c),
]  # fmt: skip


@pytest.mark.parametrize(("equation", "x", "declared", "gap"), SOLVED, ids=[row[0] for row in SOLVED])
def test_scalar_equations(equation: str, x: str, declared: str, gap: Any) -> None:
    solution = ex.solve(equation, x, declarations=declared)
    rng = np.random.default_rng(0)
    for _ in range(5):
        data = {name: float(rng.uniform(0.2, 2)) for name in "abc" if name in gap.__code__.co_varnames}
        (found,) = solution.evaluate(data).values()
        assert gap(found, **data) == pytest.approx(0, abs=1e-9)


def test_the_branch_is_that_of_the_domain() -> None:
    """The positive root, beside a negative one."""
    solution = ex.solve("x^2 + b*x == c", "x", declarations="x: positive; b; c: positive")
    for b in (-2.0, 0.3, 5.0):
        (found,) = solution.evaluate({"b": b, "c": 1.5}).values()
        assert found == pytest.approx(brentq(lambda x, b=b: x**2 + b * x - 1.5, 0, 10), rel=1e-9)


@pytest.mark.parametrize(
    ("equation", "declared"),
    [
        ("a*x^2 + b*x + c == 0", "x: positive; a: positive; b; c: positive"),  # none or two
        ("x + log(x) == c", "x: positive; c"),  # Lambert's function
        ("cosh(x) == c", "x; c: positive"),  # two
    ],
)
def test_what_has_other_solutions_or_none_known_is_refused(equation: str, declared: str) -> None:
    with pytest.raises(ex.UnsupportedError, match="no closed form found"):
        ex.solve(equation, "x", declarations=declared)


@pytest.mark.parametrize("equation", ["a*x^2 + b*x == c", "a*x^2 == c", "x*(a*x - c) == 0"])
@pytest.mark.parametrize("seed", range(2))
def test_all_zeros_of_a_quadratic_are_told(equation: str, seed: int) -> None:
    found = ex.solve(equation, "x", declarations="x; a: positive; b; c: positive")
    assert found.unique.startswith("one of 2 solutions: x = ")
    data = dict(zip("abc", np.random.default_rng(seed).uniform(0.5, 2, 3), strict=True))
    texts = [text.removeprefix("x = ") for text in found.unique.partition(": ")[2].split("; ")]
    values = [ex.parse(text, "a: positive; b; c: positive") for text in texts]
    told = [float(at.evaluate({s.name: data[s.name] for s in at.symbols})) for at in values]
    gap = eval(f"lambda x: {equation.replace('^', '**').replace('==', '- (')})", dict(data))
    np.testing.assert_allclose([gap(x) for x in told], 0, atol=1e-12)
    assert abs(told[0] - told[1]) > 1e-6


def test_what_stands_below_a_line_is_not_zero_at_the_solution() -> None:
    solution = ex.solve("x*log(p) + (n - x)*log(1 - p)", "p", "max", declarations="p; x: nonnegative; n: positive")
    with pytest.raises(ex.DataError, match="does not hold"):
        solution.evaluate({"x": 0.0, "n": 3.0})
    assert solution.evaluate({"x": 1.0, "n": 4.0}) == {solution.problem.unknowns[0]: 0.25}
