"""Traces as people write them: a congruence in the middle where the word is one in some rotation."""

from __future__ import annotations

import random

import pytest

import extremum as ex


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("tr(A*X*X')", "tr(X'*A*X)"),
        ("tr(X'*A*X)", "tr(X'*A*X)"),
        ("tr(X'*B*Y*A*X)", "tr(X'*B*Y*A*X)"),
        ("tr(S*A*S)", "tr(A*S^2)"),
        ("tr(A*B*Y)", "tr(A*B*Y)"),
        ("tr(X*X')", "norm2(X)^2"),
    ],
)
def test_a_congruence_is_written_as_one(typed: str, shown: str) -> None:
    declared = "A[n,n]; X[n,m]; B[n,k]; Y[k,n]; S[n,n]: symmetric"
    expr = ex.parse(typed, declared)
    assert str(expr) == shown
    assert ex.parse(shown, declared) is expr


def test_what_is_written_is_read_back_as_the_same_word() -> None:
    declared = "A[n,n]; B[n,n]; X[n,n]; S[n,n]: symmetric; K[n,n]: skew"
    rng = random.Random(7)
    for _ in range(60):
        word = "*".join(
            rng.choice(["A", "B", "X", "S", "K", "A'", "X'", "B'", "inv(S)"]) for _ in range(rng.randint(2, 5))
        )
        expr = ex.parse(f"tr({word})", declared)
        assert ex.parse(str(expr), declared) is expr
