"""Conditions and what is left of them hold for the same data: drawn in NumPy, with zeros and both signs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.solving.conditions import Condition
from extremum.solving.essentials import essential
from extremum.solving.predicates import INVERTIBLE, NONNEGATIVE, NONZERO, POSITIVE, Predicate
from tests.support.draws import seeds

DECLARED = "p; q; r; a: positive; b: positive; v[n]; w[n]: positive; u[n]"
NUMBERS = ["p", "-p", "-p*b", "1 - p", "q", "p*a", "a*(1 - p)/b", "-q*b", "p*q", "p^2*q", "q^2", "abs(p)", "norm1(v)^2",
           "norm2(v)", "p + q", "b*q + q", "a + b", "p/(a*q)", "r*p*(1 - p)", "3 - 2*p", "sum(v)", "v'*v*p",
           "a*q - q*p"]  # fmt: skip
ARRAYS = ["v", "p*v", "v.*w", "-v./w", "q*(w./v)", "p*w/a"]
OF_NUMBERS: list[Predicate] = [POSITIVE, NONNEGATIVE, NONZERO]


def _condition(predicate: Predicate, text: str) -> Condition:
    matrix = ex.parse(f"diag({text})" if predicate is INVERTIBLE else text, DECLARED)
    return Condition(predicate, matrix, predicate.of(matrix))


def _drawn(rng: np.random.Generator) -> dict[str, Any]:
    """Data with the signs that are declared, and zeros and ones where nothing is."""
    small = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])
    free = {name: float(rng.choice(small)) for name in "pqr"}
    return {
        **free, "a": float(rng.uniform(0.1, 3)), "b": float(rng.uniform(0.1, 3)),
        "v": np.abs(rng.choice(small, 2)) if rng.random() < 0.5 else rng.choice(small, 2),
        "w": rng.uniform(0.1, 3, 2), "u": rng.choice(small, 2),
    }  # fmt: skip


def _all_hold(conditions: list[Condition], data: dict[str, Any]) -> bool | None:
    """Whether all hold; None where something is not defined."""
    held = True
    for condition in conditions:
        used = {name: data[name] for name in map(str, condition.matrix.symbols)}
        with np.errstate(all="ignore"):
            try:
                value = np.atleast_2d(np.asarray(condition.matrix.evaluate(used)))
            except ex.ExtremumError:
                return None
        if not np.isfinite(value).all():
            return None
        held = held and condition.predicate.holds(value, 0.0)
    return held


@pytest.mark.parametrize("seed", seeds(8))
def test_the_same_data_satisfy_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chosen = [(OF_NUMBERS[rng.integers(3)], str(rng.choice(NUMBERS))) for _ in range(int(rng.integers(1, 5)))]
    chosen += [([POSITIVE, NONNEGATIVE, INVERTIBLE][rng.integers(3)], str(rng.choice(ARRAYS))) for _ in range(2)]
    stated = [_condition(predicate, text) for predicate, text in chosen]
    left = essential(stated)
    tested = 0
    for _ in range(40):
        data = _drawn(rng)
        before, after = _all_hold(stated, data), _all_hold(left, data)
        if before is not None and after is not None:
            tested += 1
            assert before == after, (data, [k.words for k in stated], [k.words for k in left])
    assert tested


@pytest.mark.parametrize(
    ("stated", "left"),
    [
        ([(NONNEGATIVE, "1 - p"), (NONZERO, "p - 1"), (POSITIVE, "(1 + b)*(1 - p)/b")], ["p < 1"]),
        ([(POSITIVE, "q/a"), (NONZERO, "abs(q)")], ["q is positive"]),
        ([(POSITIVE, "norm1(v)^2")], ["v is not zero"]),
        ([(POSITIVE, "r^2")], ["r is not zero"]),
        ([(NONNEGATIVE, "q"), (POSITIVE, "(b*q + q)/(a + b)")], ["q is positive"]),
        ([(INVERTIBLE, "p*w/a"), (POSITIVE, "p*w")], ["p is positive"]),
        ([(POSITIVE, "a + b")], []),
        ([(NONZERO, "p*q")], ["p*q is not zero"]),
        ([(NONZERO, "p*q"), (POSITIVE, "p")], ["q is not zero", "p is positive"]),
    ],
)
def test_what_is_left(stated: list[tuple[Predicate, str]], left: list[str]) -> None:
    assert [k.words for k in essential([_condition(*one) for one in stated])] == left


def test_the_kind_says_what_is_left() -> None:
    """The condition of the kind is one of those that are left."""
    bet = ex.solve("q*log(1 + b*f) + (1 - q)*log(1 - f)", "f", "max", [], "f; b: positive; q: positive")
    assert [k.words for k in bet.conditions] == ["q < 1"] and bet.kind == "global maximum where q < 1"


@pytest.mark.parametrize("sense", ["min", "max"])
def test_conditions_that_contradict_one_another_are_none(sense: str) -> None:
    """A minimum was found "where a*b <= 0 and a is positive", with b positive: nowhere."""
    with pytest.raises(ex.UnsupportedError, match="it never holds that a"):
        ex.solve("-a*log(x) - b*(a/x)", "x", sense, declarations="x: positive; a; b: positive")
