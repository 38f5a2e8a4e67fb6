"""Maximising ``-f`` ends as minimising f does, in mirrored words and numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import extremum as ex

MIRRORED = {"falls": "rises", "lower": "higher", "minimum": "maximum", "up to": "down to"}
MIRROR = MIRRORED | {there: here for here, there in MIRRORED.items()}
FALLING = re.compile(r"\b(falls?|lower|lowest|least|smaller|descent)\b")
A = np.random.default_rng(0).normal(size=(6, 2))

CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "unbounded": ("b - exp(a)", "a; b", {}),
    "unbounded under constraints": ("a + exp(b)", "a; b", {"constraints": ["b >= a"]}),
    "an unbounded program": ("sum(x)", "x[2]", {"constraints": ["x <= 1"]}),
    "no point": ("sum(x)", "x[2]", {"constraints": ["sum(x) == 1", "sum(x) == 2"]}),
    "a kink": ("abs(a - 1)*exp(a) + abs(b)", "a; b", {"max_iterations": 30}),
    "a saddle": ("a^2 - b^2", "a; b", {"start": {"a": 0, "b": 0}, "max_iterations": 3}),
    "jumps": ("step(a - 3)*2 + step(b)", "a; b", {"start": {"a": 1, "b": 1}}),
    "a quadratic": ("(a - 2)^2 + b^2 + a*b", "a; b", {}),
    "a form solved": ("norm2(M*x - ones(6))^2", "x[2]; M[6,2]", {"M": A}),
    "corners": ("norm2(M*x - ones(6))^2 + norm1(x)", "x[2]; M[6,2]", {"M": A}),
    "several starts": ("a^4 - 3*a^2 + a + b^2", "a; b", {"starts": 6}),
    "too few iterations": ("(1 - a)^2 + 100*(b - a^2)^2", "a; b", {"max_iterations": 2, "start": {"a": 0, "b": 0}}),
    "a sphere": ("x'*diag([1; 2; 3])*x", "x[3]: unit", {}),
    "infinite": ("log(a)", "a: nonnegative", {"start": {"a": 1}}),
}  # fmt: skip


def _mirrored(text: str) -> str:
    """The words of the other sense, and numbers of values with the other sign."""
    turned = re.sub(r"\b(" + "|".join(MIRROR) + r")\b", lambda found: MIRROR[found[0]], text)
    number = r"(beyond|up to|down to|objective is) (-?)(\d|inf)"
    return re.sub(number, lambda found: f"{found[1]} {'' if found[2] else '-'}{found[3]}", turned)


@pytest.mark.parametrize("name", CASES)
def test_both_senses_say_the_same(name: str) -> None:
    text, declared, more = CASES[name]
    f = ex.parse(text, declared)
    unknowns = [symbol for symbol in f.symbols if symbol.name != "M"]
    low, high = ex.minimize(f, unknowns, **more), ex.maximize(-f, unknowns, **more)
    assert high.status == low.status, (low, high)
    assert high.message == _mirrored(low.message)
    assert not FALLING.search(high.message), high.message
    np.testing.assert_allclose(high.value, -low.value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(high.history, -np.array(low.history), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(high.values, -np.array(low.values), rtol=1e-9, atol=1e-12)


def test_callbacks_are_given_values_of_what_is_asked() -> None:
    seen: list[float] = []
    found = ex.maximize("log(a) - a", "a", declarations="a: positive", callback=lambda k, value, x: seen.append(value),
                        start={"a": 9.0})  # fmt: skip
    assert found.value == pytest.approx(-1) and seen[-1] == pytest.approx(-1) and seen == found.history
    assert all(after >= before - 1e-12 for before, after in pairwise(seen))


def test_the_number_of_starts_that_failed() -> None:
    """Of a logarithm that has no value at most starts, and of ends that did not converge."""
    found = ex.minimize("a^4 - 3*a^2 + a", "a", starts=5, max_iterations=1)
    assert re.search(r"the best of 5 starts, \d of which end at this value, .*5 did not converge$", found.message)
    found = ex.minimize("(a - 2)^2*(a + 1)^2 + a/9", "a", starts=6)
    assert "did not converge" not in found.message and len(found.values) == 6
