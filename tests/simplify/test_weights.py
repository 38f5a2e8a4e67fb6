"""Letters for weights: beside ``p = softmax(u)``, log-sum-exp less u is minus the logarithm of p."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.simplify.logged import with_weights
from extremum.verify.sampling import float_scope
from tests.fuzz_expressions import Generator

DECLARED = ["A[n,n]", "B[n,n]", "u[n]", "v[n]", "s"]
WEIGHTS = [
    ("softmax(u).*(s*(logsumexp(u) - u) + v)", "p.*(v - s*log(p))", "p[n]: positive"),
    ("softmax(A*u + v)'*(A*u + v - logsumexp(A*u + v))*B", "p'*log(p)*B", "p[n]: positive"),
    ("softmax_rows(A).*(logsumexp_rows(A)*ones(1, n) - A) + B", "B - P.*log(P)", "P[n,n]: positive"),
]


@pytest.mark.parametrize(("text", "expected", "letters"), WEIGHTS, ids=[row[0] for row in WEIGHTS])
def test_letters_for_weights(text: str, expected: str, letters: str) -> None:
    """Beside weights that are met anyway, what is less than their log-sum-exp is minus their logarithm."""
    before = ex.parse(text, DECLARED)
    [(short, letter, weights)] = with_weights(before)
    p = ex.parse(letters[0], [letters])
    assert replace(short, {letter: p}) is ex.parse(expected, [*DECLARED, letters]), short
    _same_values(before, replace(short, {letter: weights}), seed=len(text))


@pytest.mark.parametrize("seed", range(8))
def test_letters_for_weights_keep_the_value(seed: int) -> None:
    """``f(u)`` with weights, their log-sum-exp alone, at each entry and beside factors, over random vectors u."""
    rng = random.Random(seed)
    n, generator = ex.dims("n"), Generator(rng)
    u, v = (generator.draw((n, Dim.of(1)), 2).build() for _ in range(2))
    p, total = ex.softmax(u), ex.logsumexp(u)
    logs = rng.choice((1, 3, 1 + v.T @ v)) * total * ex.ones(n) - u
    before = ex.hadamard(p, logs) + total * v + rng.choice((0, 1)) * total * p
    found = list(with_weights(before))
    assert found
    for short, letter, weights in found:
        _same_values(before, replace(short, {letter: weights}), seed)


def _same_values(before: Expr, after: Expr, seed: int) -> None:
    with np.errstate(all="ignore"):
        scope = float_scope([before, after], np.random.default_rng(seed))
        left, right = scope.value(before), scope.value(after)
    if np.isfinite(left).all():
        assert np.allclose(left, right, rtol=1e-9, atol=1e-9), f"{before} became {after}"


def test_the_name_of_weights_is_that_of_the_field() -> None:
    """A gradient of an expected reward with an entropy is written with the logarithm of the policy."""
    f = ex.parse("v'*softmax(A*u) - s*softmax(A*u)'*log(softmax(A*u))", DECLARED)
    lines = list(ex.name_shared({"g": ex.gradient(f, "A")}).lines())
    assert lines[0] == "p = softmax(A*u)" and any("log(p)" in line for line in lines), lines
