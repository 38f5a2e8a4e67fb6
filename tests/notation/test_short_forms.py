"""Forms that are as short as a person writes them, and read back as the same expression."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.cleared import cleared
from extremum.verify.sampling import float_scope
from tests.support.draws import seeds

DECLARED = "p; q; r; s: positive; t: positive; x[n]; y[n]; A[n,n]; B[n,n]"

SHORT = [
    # a minus goes into the differences of a sum
    ("-(p*(q - r) + q*(s - t))", "p*(r - q) + q*(t - s)"),
    ("-2*(p*(q - r) + s*t)", "2*(p*(r - q) - s*t)"),
    ("-(A*(x - y) + B*x)/s", "(A*(y - x) - B*x)/s"),
    ("x - 2*(p*(q - r) + s*t)*y", "x - 2*(p*(q - r) + s*t)*y"),
    # products of equal powers
    ("x/(1 + q^2*s^2)", "x/(1 + (q*s)^2)"),
    ("q^2*s^2*t^3", "(q*s)^2*t^3"),
    ("x.^2.*y.^2", "(x.*y).^2"),
    ("q^2*norm2(x)^2", "q^2*norm2(x)^2"),
    ("q^2/t^2", "q^2/t^2"),
    # a number below the line goes into a sum that it divides
    ("A*(2*(x - y)/s - sqrt(2/pi)*y)/(2*s)", "A*((x - y)/s - y/sqrt(2*pi))/s"),
]


@pytest.mark.parametrize(("text", "written"), SHORT, ids=[row[0] for row in SHORT])
def test_written(text: str, written: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert str(expr) == written
    assert ex.parse(written, DECLARED) is expr


def _difference(rng: random.Random) -> str:
    return f"({rng.choice('pqr')} {rng.choice('+-')} {rng.choice('st')})"


@pytest.mark.parametrize("seed", seeds(20))
def test_random_sums_have_no_minus_before_them(seed: int) -> None:
    """Random sums of products with a difference in one of them: none is written with a minus before it."""
    rng = random.Random(seed)
    terms = [f"{rng.choice('pqr')}^{rng.randint(1, 3)}*{_difference(rng)}" for _ in range(rng.randint(1, 3))]
    total = f"{rng.choice(['', '3*', 's*'])}({rng.choice('qr')}^2*(s - t) + {' + '.join(terms)})"
    for sign in ("", "-"):
        expr = ex.parse(sign + total, DECLARED)
        assert not str(expr).startswith("-"), expr
        assert ex.parse(str(expr), DECLARED) is expr


@pytest.mark.parametrize("seed", seeds(12))
def test_roots_cleared_keep_the_value(seed: int) -> None:
    """Random sums with denominators, under roots above and below the line."""
    rng = random.Random(seed)
    below = f"({rng.choice('st')}^{rng.randint(1, 3)}*{rng.choice('st')})"
    root = f"sqrt({rng.choice(['1', 'q^2', 's'])} + norm2(x)^2/{below})"
    before = ex.parse(rng.choice([f"s*t*{root}", f"q/(s*{root})", f"t/{root}^3"]), DECLARED)
    found = list(cleared(before, roots=True))
    assert found
    scope = float_scope([before, *found], np.random.default_rng(seed))
    assert all(np.allclose(scope.value(before), scope.value(form), rtol=1e-9) for form in found), (before, found)
    assert not list(cleared(ex.parse("sqrt(1 + p/q)", DECLARED), roots=True))


def test_roots_of_sums_with_a_number_in_all_terms_are_read_as_they_are_written() -> None:
    """``sqrt(10/(1 + 5/18*u^2))`` is read as ``6*sqrt(5/(18 + 5*u^2))``, which was another node."""
    f = ex.parse("arcsinh(sqrt(10)/6*u*x)", "u; x")
    g = ex.gradient(f, "x")
    assert ex.parse(str(g), "u; x") is g


def test_what_a_result_is_called_is_no_name_for_a_part() -> None:
    d = "X[n,m]; b[m]; y[n]: simplex; S[n,n]: diagonal"
    f = ex.parse("sum((S*y + y.*(X*b))./(sin(S*y) + 1./(S*y + y.*(X*b))))", d)
    names = [line.split(" = ")[0] for line in ex.name_shared({"g": ex.gradient(f, "y")}, where="always").lines()]
    assert names.count("g") == 1


@pytest.mark.parametrize("seed", seeds(20))
def test_products_of_powers_are_read_as_they_are_written(seed: int) -> None:
    """``(a.*b).^(-3)`` was written ``a.^(-3)``: of factors of one power that all stand below the line the first one."""
    draw = random.Random(seed)
    for shape in ("", "[n]", "[n,m]"):
        declared = "; ".join(f"{name}{shape}" for name in "abc")
        factors = [ex.parse(draw.choice("abc"), declared) for _ in range(draw.randint(1, 4))]
        e = ex.parse("1", "") if not shape else ex.ones(*factors[0].shape)
        for factor in factors:
            e = ex.hadamard(e, ex.power(factor, draw.choice([-3, -3, -3, -2, 1])))
        assert ex.parse(str(e), declared) is e
