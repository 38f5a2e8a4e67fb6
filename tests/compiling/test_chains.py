"""Orders of multiplication are looked for in time that grows with the expression, and what is found computes it."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.compiling import candidates, chains


def nested(depth: int) -> ex.Expr:
    """``M_k = A (M B + B) (M + A)``: sums of products of sums, each met twice."""
    n = ex.dims("n")
    found = ex.matrix("M", n, n)
    for k in range(depth):
        A, B = ex.matrix(f"A{k}", n, n), ex.matrix(f"B{k}", n, n)
        found = A @ (found @ B + B) @ (found + A)
    return found


def compared(depth: int, patch: pytest.MonkeyPatch) -> int:
    """How often ways to compute a product are compared."""
    count, cheapest = 0, candidates.cheapest

    def counting(*args: object, **named: object) -> object:
        nonlocal count
        count += 1
        return cheapest(*args, **named)  # type: ignore[arg-type]

    with patch.context() as there:
        there.setattr(chains, "cheapest", counting)
        ex.compile(nested(depth))
    return count


def test_ways_are_compared_in_linear_number(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (compared(depth, monkeypatch) for depth in (4, 6, 8))
    assert third - second == second - first


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_sums_built_or_applied_give_the_value(depth: int) -> None:
    expr, rng, n = nested(depth), np.random.default_rng(depth), 4
    data = {symbol.name: rng.normal(size=(n, n)) / 4 for symbol in expr.symbols}
    expected = data["M"]
    for k in range(depth):
        A, B = data[f"A{k}"], data[f"B{k}"]
        expected = A @ (expected @ B + B) @ (expected + A)
    np.testing.assert_allclose(ex.compile(expr)(**data), expected, rtol=1e-12, atol=1e-14)
