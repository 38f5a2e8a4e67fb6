"""Sums of entries put together."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.totals import totals_together
from extremum.verify.sampling import float_scope
from tests.support.draws import seeds

DECLARED = "x[n]; y[n]; A[n,m]; B[m,n]; C[m,n]; S[n,n]: symmetric; s; t"

SHORT = [
    ("sum(x) + sum(y)", "sum(x + y)"),
    ("t - 2*sum(B) + sum(C)", "t - sum(2*B - C)"),
    ("sum(x) - sum(A)", "sum(x) - sum(A)"),
]


@pytest.mark.parametrize(("text", "short"), SHORT, ids=[row[0] for row in SHORT])
def test_shortened(text: str, short: str) -> None:
    before = ex.parse(text, DECLARED)
    after = ex.simplify(before)
    assert ex.equal(before, after)
    assert after is ex.parse(short, DECLARED), after


TERMS = ["sum(x)", "sum(y)", "sum(S*x)", "sum(A)", "sum(B)", "s*sum(x)", "x'*y", "tr(S)"]


@pytest.mark.parametrize("seed", seeds(20))
def test_random_ones_keep_their_value(seed: int) -> None:
    rng = random.Random(seed)
    terms = (f"{rng.choice('+-')} {rng.randint(1, 3)}*{rng.choice(TERMS)}" for _ in range(rng.randint(2, 5)))
    before = ex.parse(" ".join(terms), DECLARED)
    found = list(totals_together(before))
    scope = float_scope([before, *found], np.random.default_rng(seed))
    assert all(np.allclose(scope.value(before), scope.value(form), rtol=1e-9) for form in found), (before, found)
