"""Forms near a long sum or product are few: what a person would not read is not tried factor by factor."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra import node
from extremum.simplify import factor, selected
from extremum.simplify import near as nearby
from extremum.simplify.near import near
from extremum.simplify.squares import squares


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


def test_a_long_product_of_sums_is_not_tried_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    b = ex.scalar("b")
    others = ex.parse("*".join(f"(s{k} + a)" for k in range(40)), "a")
    pair = others * (b + 1) * (b - 1)
    made: list[int] = []
    right = node._node

    def counted(*given: object) -> ex.Expr:
        made.append(1)
        return right(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(node, "_node", counted)
    assert squares(others) is others
    assert not made
    assert squares(pair) is others * (b**2 - 1)


def test_a_product_of_sums_in_which_nothing_selects_is_not_multiplied_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = ex.parse(".*".join(f"(u{k} + A*x)" for k in range(40)), ["A[n,n]; x[n]", *(f"u{k}[n]" for k in range(40))])
    asked: list[ex.Expr] = []
    right = selected._chosen
    monkeypatch.setattr(selected, "_chosen", lambda term: asked.append(term) or right(term))  # type: ignore[func-returns-value]
    assert selected.selected(sums) is sums
    assert asked == [sums]
    assert not any(nearby._opened(sums))


def test_a_short_product_is_multiplied_out_where_a_term_selects() -> None:
    found = ex.parse("q.*(1 + u.*y/(q'*y))", "q[n]: positive; y[n]: onehot; u[n]")
    assert str(selected.selected(found)) == "q + u'*y*y"
