"""Powers of entries that are 1 or -1, and of entries that are 0 or 1."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import extremum as ex
from extremum.operations import construct as c

n = ex.dims("n")
s, b, x = ex.vector("s", n, "sign"), ex.vector("b", n, "binary"), ex.vector("x", n)
SIGNS, BITS = np.array([1.0, -1.0, -1.0]), np.array([1.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(s, 2, ex.ones(n)), (s, 3, s), (s, -1, s), (s, -2, ex.ones(n)), (b, 2, b), (b, 5, b)],
)
def test_whole_powers(base: ex.Expr, exponent: int, expected: ex.Expr) -> None:
    found = c.power(base, exponent)
    assert found is expected
    values = {"s": SIGNS, "b": BITS}[str(base)]
    data = {str(symbol): values for symbol in found.symbols}
    np.testing.assert_array_equal(found.evaluate(data, n=3).ravel(), values**exponent)


@pytest.mark.parametrize(("base", "exponent"), [(x, 2), (b, -1), (s, Fraction(1, 2)), (b, Fraction(1, 2))])
def test_other_powers_stay(base: ex.Expr, exponent: int) -> None:
    assert c.power(base, exponent).op.name == "hadamard"


def test_products_that_meet() -> None:
    assert ex.hadamard(s, x, s) is x
    assert ex.hadamard(b, x, b) is ex.hadamard(b, x)
