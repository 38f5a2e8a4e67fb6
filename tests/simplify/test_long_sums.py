"""Forms near a long sum are few: what a person would not read is not tried factor by factor."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.simplify import factor
from extremum.simplify.near import near


def _polynomial(degree: int) -> ex.Expr:
    return ex.parse(" + ".join(f"{k}*x^{k}" for k in range(1, degree)), "x")


def test_work_does_not_grow_faster_than_a_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    brackets: list[int] = []
    plain = factor._inner

    def counted(terms: object) -> ex.Expr:
        brackets[-1] += 1
        return plain(terms)  # type: ignore[arg-type]

    monkeypatch.setattr(factor, "_inner", counted)
    for degree in (60, 120):
        brackets.append(0)
        list(near(_polynomial(degree)))
    assert brackets[1] <= 2 * brackets[0] + 10
    assert brackets[1] < 120


def test_short_sums_are_factored_in_each_way() -> None:
    x, y, z = ex.scalar("x"), ex.scalar("y"), ex.scalar("z")
    forms = set(near(x * y + x * z + y * z))
    assert {x * (y + z) + y * z, y * (x + z) + x * z, z * (x + y) + x * y} <= forms
