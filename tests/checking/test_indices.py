"""Slips of an index: in states of recurrences, in members of families, in ranges of sums; each is found by name."""

from __future__ import annotations

import random
from typing import Any

import pytest

import extremum as ex

n, m, p, T = ex.dims("n m p T")


def _network() -> tuple[ex.Expr, ex.Expr]:
    """``Σ ||C h[i+1] - y[i]||²/2`` with ``h[t+1] = tanh(A h[t] + B u[t])``, and C."""
    t, i = ex.index("t", T, start=0), ex.index("i", T, start=0)
    A, B, C = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", p, n)
    u, y = ex.family("u", m, 1, T), ex.family("y", p, 1, T)
    h = ex.recurrence("h", ex.vector("h0", n), lambda s: ex.tanh(A @ s + B @ u[t]), t)
    return ex.sum(ex.norm2(C @ h[i + 1] - y[i]) ** 2 / 2, i), C


@pytest.mark.parametrize(
    ("claim", "written"),
    [
        ("sum_i((C*h[i + 1] - y[i])*h[i]')", "h[i + 1] for h[i]"),
        ("sum_i((C*h[i] - y[i])*h[i + 1]')", "h[i + 1] for h[i]"),
    ],
)
def test_another_state_of_a_recurrence(claim: str, written: str) -> None:
    """As a text, and as an expression."""
    f, C = _network()
    right = str(ex.gradient(f, C))
    assert ex.check(f, C, right).right
    for given in (claim, ex.parse(claim, _declared(f))):
        found = ex.check(f, C, given)
        assert found.right is False and found.diagnosis == "factor_wrong", found
        assert f"An index is wrong: write {written}" in found.explanation
        assert found.corrected is ex.gradient(f, C)


def _declared(f: ex.Expr) -> list[Any]:
    from extremum.operations.recurrence import recurrences_in

    return [*f.symbols, *recurrences_in(f)]


DECLARED = "a; u[] for t in 1..T; v[] for t in 1..T"
GRADIENT = "2*sum_t((a*u[t + 1] - u[t] - v[t])*u[t + 1], 1, T - 1)"


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (GRADIENT.replace("*u[t + 1],", "*u[t],"), "An index is wrong: write u[t + 1] for u[t]"),
        (GRADIENT.replace("- u[t]", "- u[t + 1]"), "An index is wrong: write u[t] for u[t + 1]"),
        (GRADIENT.replace("v[t]", "v[t + 1]"), "An index is wrong: write v[t] for v[t + 1]"),
        (GRADIENT.replace("v[t]", "v[1]"), "An index is wrong: write v[t] for v[1]"),
        (GRADIENT.replace("T - 1", "T - 2"), "The range of the sum is wrong: write sum_t"),
        (GRADIENT.replace(", 1,", ", 2,"), "The range of the sum is wrong: write sum_t"),
    ],
)
def test_members_and_ranges(claim: str, found: str) -> None:
    f = "sum_t((a*u[t + 1] - u[t] - v[t])^2, 1, T - 1)"
    assert ex.check(f, "a", GRADIENT, DECLARED).right
    verdict = ex.check(f, "a", claim, DECLARED)
    assert verdict.right is False and verdict.diagnosis == "factor_wrong" and found in verdict.explanation, verdict
    assert verdict.corrected is ex.gradient(f, "a", DECLARED)


@pytest.mark.parametrize("seed", range(6))
def test_random_shifts_in_a_filter(seed: int) -> None:
    """An index of a random state of the gradient of a smoothing filter is one too small."""
    rng = random.Random(seed)
    t, i = ex.index("t", T, start=0), ex.index("i", T, start=0)
    c, b, y = ex.scalar("c"), ex.scalar("b"), ex.family("y", 1, 1, T)
    s = ex.recurrence("s", ex.scalar("s0"), lambda now: b * now + y[t], t)
    q = rng.choice([2, 3])
    f = ex.sum((c * s[i + 1] - y[i]) ** q, i)
    places = ["i + 1"] * 2
    places[rng.randrange(2)] = "i"
    claim = f"{q}*sum_i((c*s[{places[0]}] - y[i])^{q - 1}*s[{places[1]}])"
    found = ex.check(f, c, claim)
    assert found.right is False and "An index is wrong: write s[i + 1] for s[i]" in found.explanation, (claim, found)
