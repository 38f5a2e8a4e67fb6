"""Letters for sums of words, as ``P = M - M*X*N*X'*M``: the same value, and what was multiplied out is short again."""

from __future__ import annotations

import random

import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.simplify.cost import cost
from extremum.simplify.word_sums import multiplied, with_sums

DECLARED = ["V[n,n]: symmetric, positive_definite", "S[n,n]: symmetric", "X[n,p]", "B[n,n]", "y[n]", "z[n]"]
P = "inv(V) - inv(V)*X*inv(X'*inv(V)*X)*X'*inv(V)"
SHORT = [
    (f"tr(({P})*S) - y'*({P})*S*({P})*y", P, "tr(P*S) - y'*P*S*P*y"),
    (f"({P})*y*y'*({P}) - ({P})", P, "P*y*y'*P - P"),
    (f"({P})*B*({P})*z", "", "P*B*P*z"),
    (f"tr(B*({P})*S*({P}))", "", "tr(B*P*S*P)"),
    (f"({P})*(y - ({P})*z)", "", "P*y - P*P*z"),
    ("(B - 2*X*X'*B)*y*z'*(B - 2*X*X'*B)'", "B - 2*X*X'*B", "P*y*z'*P'"),
    ("(z - B*X*X'*z)*(z - B*X*X'*z)'*B", "z - B*X*X'*z", "u*u'*B"),
]


def _opened(text: str) -> Expr:
    found = multiplied(ex.parse(text, DECLARED))
    assert found is not None
    return found


@pytest.mark.parametrize(("text", "source", "expected"), SHORT, ids=[expected for *_, expected in SHORT])
def test_what_was_multiplied_out_is_short_again(text: str, source: str, expected: str) -> None:
    before = _opened(text)
    found = list(with_sums(before, [ex.parse(source, DECLARED)] if source else []))
    assert all(ex.equal(before, replace(short, letters)) for short, letters in found)
    wanted = [
        _named(expected, letter, short) for short, letters in found for letter in letters if str(letter.rows) == "n"
    ]
    assert any(ex.equal(short, want) and cost(short) <= cost(want) for want, short in wanted)


def _named(expected: str, letter: Expr, short: Expr) -> tuple[Expr, Expr]:
    """What is expected, and what was found, with one letter."""
    name = "u" if letter.is_column else "P"
    symbol = c.build("symbol", (), (name, *letter.params[1:]))
    declared = [f"{name}[{', '.join(map(str, letter.shape))}]" + (": symmetric" if letter.T is letter else "")]
    wanted = ex.parse(expected, DECLARED + declared)
    return replace(wanted, {ex.parse(name, declared): symbol}), replace(short, {letter: symbol})


@pytest.mark.parametrize("text", ["y'*S*inv(V)*z", "S*B + B*S", "inv(V)*B*y", "inv(V)*y*z'*inv(V)", "2*(S*y - z)"])
def test_nothing_is_named_where_no_sum_is_met(text: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert not list(with_sums(expr, [expr]))


@pytest.mark.parametrize("seed", range(16))
def test_the_value_is_kept(seed: int) -> None:
    """Sums of random products of matrices, columns, quadratic forms and traces with the same sum in them."""
    rng = random.Random(seed)
    total = rng.choice([P, "B - S*X*X'", "S + 3*B*S*B'", "inv(V) - inv(V)*B*inv(V)"])
    frame = rng.choice(["({})", "tr(B*({}))", "({})*z", "z'*({})*y"])
    factors = (rng.choice([f"({total})", f"({total})'", "B", "S"]) for _ in range(6))
    terms = [f"{rng.choice((1, -2, 3))}*" + frame.format("*".join((next(factors), next(factors)))) for _ in range(3)]
    before = _opened(" + ".join(terms))
    for short, letters in with_sums(before, [ex.parse(total, DECLARED)]):
        assert ex.equal(before, replace(short, letters)), short
