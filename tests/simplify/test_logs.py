"""Differences of logarithms, as ``2 arctanh(v/a)`` where they are defined alike, and numbers out of them."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.simplify.logs import logs_together
from extremum.verify.sampling import float_scope
from tests.fuzz_expressions import Generator

DECLARED = ["x[n]", "y[n]: positive", "s", "t: positive"]
SHORT = [
    ("log((1 + x)/2) - log((1 - x)/2)", "2*arctanh(x)"), ("log(3 - s) - log(3 + s)", "-2*arctanh(s/3)"),
    ("s*log(t - s) - s*log(t + s)", "-2*s*arctanh(s/t)"),
    ("log(2*y + x) - log(4*y - 2*x) + log(2)", "2*arctanh(1/2*(x./y))"),
    ("log((1 + s)/2) + log(3 - 3*s)", "log(1/2) + log(3) + log(1 + s) + log(1 - s)"),
]  # fmt: skip
KEPT = ["log(s + t) - log(s)", "log(s + x'*x) - log(s - x'*x)", "log(s) - log(1 - s)", "log(1 + s) + log(1 - s)",
        "log(s - 1) - log(-1 - s)", "2*log(1 + s) - log(1 - s)"]  # fmt: skip


@pytest.mark.parametrize(("text", "short"), SHORT, ids=[text for text, _ in SHORT])
def test_shortened(text: str, short: str) -> None:
    before, expected = ex.parse(text, DECLARED), ex.parse(short, DECLARED)
    assert expected in (ex.simplify(before), *logs_together(before))
    assert ex.equal(before, expected)


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    """Where the size of a is not known, or the one is defined where the other is not."""
    before = ex.parse(text, DECLARED)
    assert not any("arctanh" in str(form) for form in (ex.simplify(before), *logs_together(before)))


@pytest.mark.parametrize("seed", range(24))
def test_value_and_domain_are_kept(seed: int) -> None:
    """Over random shapes, multiples and parts: the same numbers, and none where there was none."""
    rng = random.Random(seed)
    generator = Generator(rng)
    shape = rng.choice(((Dim.of(1), Dim.of(1)), (ex.dims("n"), Dim.of(1)), (ex.dims("n"), ex.dims("m"))))
    v, rest = (generator.draw(shape, 2).build() for _ in range(2))
    a = rng.choice((c.like_ones(v), c.multiple(3, c.like_ones(v)), c.apply("exp", rest)))
    first, second = (c.apply("log", c.multiple(rng.choice((1, 2)), c.add(a, sign * v))) for sign in (1, -1))
    before = c.add(c.multiple(rng.choice((1, -2)), c.subtract(first, second)), rest)
    for after in (ex.simplify(before), *logs_together(before)):
        _same(before, after, seed)


def _same(before: Expr, after: Expr, seed: int) -> None:
    with np.errstate(all="ignore", over="raise"):
        for draw in range(4):
            scope = float_scope([before, after], np.random.default_rng((seed, draw)))
            try:
                left, right = scope.value(before), scope.value(after)
            except FloatingPointError:  # too large for numbers of the machine is not undefined
                continue
            defined = np.isfinite(left)
            assert np.allclose(left[defined], right[defined], rtol=1e-7, atol=1e-7), f"{before} became {after}"
            assert not np.isfinite(right[~defined]).any(), f"{after} has a value where {before} has none"
