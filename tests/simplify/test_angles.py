"""Sines and cosines of sums of angles, on random sums of products of them."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.angles import angles_together
from extremum.verify.sampling import float_scope
from tests.support.draws import seeds

_DECLARED = "a; b; s; x[n]; u[n]; v[n]; X[n,n]"


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        ("s*cos(a)^2 + s*sin(a)^2", "s"),
        ("-cos(a)^2*X - sin(a)^2*X", "-X"),
        ("cos(u).^2 + sin(u).^2", "ones(n)"),
        ("cos(a)^2 - sin(a)^2", "cos(2*a)"),
        ("sin(a + b)*cos(a) - cos(a + b)*sin(a)", "sin(b)"),
        ("cos(a)*cos(b)*x - sin(a)*sin(b)*x", "cos(a + b)*x"),
        ("sin(u).*cos(v) - cos(u).*sin(v)", "sin(u - v)"),
        ("cos(a)^2*sin(a) + sin(a)^3", "sin(a)"),
    ],
)
def test_rows(formula: str, short: str) -> None:
    assert str(ex.simplify(ex.parse(formula, _DECLARED))) == short


@pytest.mark.parametrize("seed", seeds(6))
def test_random_sums_keep_their_value(seed: int) -> None:
    rng = random.Random(seed)
    changed = 0
    for k in range(8):
        times, angles, ends = rng.choice([("*", "ab", "sx"), (".*", "uv", "u")])
        factors = [f"{function}({angle})" for function in ("sin", "cos") for angle in angles]
        last = rng.choice(ends)
        words = [times.join([*rng.choices(factors, k=2), last]) for _ in range(8)]
        before = ex.parse("".join(f"{rng.choice(['+ ', '- ', '- 2*'])}{word} " for word in words), _DECLARED)
        for after in angles_together(before):
            changed += 1
            scope = float_scope([before, after], np.random.default_rng(k))
            assert np.allclose(scope.value(before), scope.value(after)), f"{before} became {after}"
    assert changed
