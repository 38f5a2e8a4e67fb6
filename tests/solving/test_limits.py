"""What is said where there is no extremum: limits at the ends of a domain are seen on numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

import extremum as ex

D = "x; y; z: positive; a: positive; b: positive; A[m,n]; B[n,n]: positive_definite; v[n]; w[m]; c[n]"
LIMITS = [
    ("z/(1 + z)", "max"), ("a*z/(b + z)", "max"), ("(z - 1)/(a + z)", "min"), ("log(z)", "max"), ("log(z)", "min"),
    ("z - 1/z", "min"), ("x^3 + x", "max"), ("x^3 + x", "min"), ("log(1 + exp(x))", "min"), ("x + exp(a*x)", "max"),
    ("z^2*log(z + 1)", "max"), ("x^2/(1 + x^2)", "max"), ("log(a + x^2)", "max"), ("3 + a*x - x^3", "max"),
    ("sqrt(a + z^2)", "max"), ("z*exp(-a/z)", "max"), ("exp(exp(x))", "min"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sense"), LIMITS)
def test_the_end_is_approached_as_it_is_said(text: str, sense: str) -> None:
    x = "z" if "z" in text else "x"
    with pytest.raises(ex.NoExtremumError, match=f"no {sense}imum") as raised:
        ex.solve(text, x, sense, [], D)
    said = str(raised.value)
    found = re.search(r"(?:supremum|infimum) (\S+) is approached as . (\w+)|unbounded (\w+) as . (\w+)", said)
    assert found is not None, said
    data = {"a": 1.5, "b": 0.4}
    f = ex.parse(text, D)
    used = {s.name: data[s.name] for s in f.symbols if s.name in data}
    low = 0.0 if x == "z" else -np.inf
    steps = np.array([10.0, 30.0, 90.0, 250.0])
    points = steps if "grows" in found.groups() else 1 / steps if low == 0 else -steps
    values = np.array([float(f.evaluate({**used, x: p})) for p in points])
    if found[1]:
        bound = ex.parse(found[1], D)
        limit = float(bound.evaluate({s.name: data[s.name] for s in bound.symbols}))
        gaps = (limit - values) * (1 if sense == "max" else -1)
        assert np.all(gaps >= 0) and gaps[-1] < 0.1 and np.all(np.diff(gaps) <= 0)
    else:
        rising = values * (1 if found[3] == "above" else -1)
        assert np.all(np.diff(rising) > 0) and (found[3] == "above") is (sense == "max")


@pytest.mark.parametrize(("text", "unknowns", "sense", "constraints", "words"), [
    ("norm2(A*v - w)^2", "v", "max", [], "unbounded above unless A is zero: a stationary point"),
    ("norm2(v - c)^2", "v", "max", [], "unbounded above: the only stationary point"),
    ("x*y", "x y", "min", ["x + y == 1"], "unbounded below on x + y == 1: the only"),
    ("v'*B*v", "v", "max", ["c'*v == 1"], "unbounded above on c'*v == 1, unless c'*v == 1 leaves one point only:"),
    ("norm2(A*v)^2", "v", "max", ["c'*v == 1"], "unless c'*v == 1 leaves one point only or it is constant there"),
    ("x^2 + y^2 - 4*x*y", "x y", "min", [], "unbounded below, a quadratic that bends both ways"),
])  # fmt: skip
def test_what_is_unbounded_is_said_with_its_exceptions(
    text: str, unknowns: str, sense: str, constraints: list[str], words: str
) -> None:
    with pytest.raises(ex.NoExtremumError, match=f"no {sense}imum") as raised:
        ex.solve(text, unknowns.split(), sense, constraints, D)
    assert words in str(raised.value)


@pytest.mark.parametrize(("text", "sense"), [("x^2/(1 + x^2)", "max"), ("1/(1 + z^2) - 1/(1 + z)", "max")])
def test_a_bounded_function_is_not_called_unbounded(text: str, sense: str) -> None:
    """A function with one stationary point need not be convex."""
    with pytest.raises(ex.UnsupportedError) as raised:
        ex.solve(text, "z" if "z" in text else "x", sense, [], D)
    assert "unbounded" not in str(raised.value)


@pytest.mark.parametrize("pole", ["z - b", "z + y", "z^2 - b", "1 - a*z", "log(z)"])
@pytest.mark.parametrize("rest", ["", "+ a/z^2", "+ a/z"])
def test_no_finite_bound_is_said_of_a_function_with_a_pole(pole: str, rest: str) -> None:
    """The slope has one sign on both sides of a pole, and the limit at an end bounds neither side."""
    for sense, sign in (("max", "-"), ("min", "")):
        with pytest.raises((ex.NoExtremumError, ex.UnsupportedError)) as raised:
            ex.solve(f"{sign}(1/({pole}) {rest})", "z", sense, [], D)
        assert not re.search("supremum|infimum", str(raised.value))


def test_a_convex_function_without_a_closed_form_has_no_maximum() -> None:
    with pytest.raises(ex.UnsupportedError, match="it is unbounded above, or constant in v: convex"):
        ex.solve("sum(exp(A*v))", "v", "max", [], D)
