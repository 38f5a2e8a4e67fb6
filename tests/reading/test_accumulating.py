"""Chains that are put together at once are what they are operand by operand."""

from __future__ import annotations

import random

import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError
from extremum.reading.build.accumulating import Accumulated
from extremum.reading.build.meaning import OPERATORS

n, m = ex.dims("n m")
S = ex.matrix("S", n, n, "invertible")
OPERANDS = [
    ex.matrix("A", n, m), ex.matrix("B", m, n), S, ex.inv(S), S + ex.eye(n),
    ex.vector("x", n), ex.vector("x", n).T, ex.vector("y", m), ex.scalar("s"), ex.scalar("t"), ex.exp(ex.scalar("s")),
    ex.parse("2"), ex.parse("0"), ex.parse("1/3"), ex.ones(n), ex.eye(n), ex.diag(ex.vector("x", n)),
    ex.zeros(n, m), ex.parse("s + t", "s; t"),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_as_operand_by_operand(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        first = value = rng.choice(OPERANDS)
        so_far = Accumulated(first)
        for _ in range(rng.randint(1, 9)):
            operator, right = rng.choice(["+", "-", "*", "*", "*", "@", "/", ".*", "./"]), rng.choice(OPERANDS)
            try:
                value = OPERATORS[operator](value, right)
            except (ExtremumError, ZeroDivisionError) as error:
                with pytest.raises(type(error)) as caught:
                    so_far.join(operator, right)
                assert str(caught.value) == str(error)
                break
            so_far.join(operator, right)
            assert so_far.shape == value.shape
        else:
            assert so_far.value() is value
