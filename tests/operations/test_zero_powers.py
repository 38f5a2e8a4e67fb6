"""``0^e`` is 0 where e is positive only: at e = 0 it is 1, and below it is none."""

import numpy as np
import pytest

import extremum as ex


@pytest.mark.parametrize("declared, value", [("k: positive", "0"), ("k", "0^k"), ("k: nonnegative", "0^k")])
def test_the_power_of_zero(declared: str, value: str) -> None:
    power = ex.parse("(b - b)^k", f"b; {declared}")
    assert str(power) == value
    if value != "0":
        assert [power.evaluate(k=k) for k in (0.0, 0.5, 2.0)] == [1, 0, 0]


def test_entry_by_entry() -> None:
    n = ex.dims("n")
    v, k = ex.vector("v", n), ex.scalar("k")
    assert np.array_equal(ex.power(v - v, k).evaluate(k=0.0, n=3), np.ones(3))


def test_what_may_be_infinite_at_zero_is_not_least_there() -> None:
    with pytest.raises(ex.ExtremumError):
        ex.solve("a*abs(x)^p", "x", "min", declarations="x; a: nonnegative; p")
    assert ex.solve("a*abs(x)^p", "x", "min", declarations="x; a: nonnegative; p: positive")["x"] is ex.parse("0")
