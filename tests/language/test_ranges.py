"""Ranges of indices that a family or a recurrence does not have are refused where they are written."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

n, T = ex.dims("n T")
U = ex.family("u", n, 1, T)


@pytest.mark.parametrize("total", [ex.sum, ex.prod])
@pytest.mark.parametrize(("start", "shift"), [(1, 0), (0, 1), (0, -1), (2, -1)])
def test_members_that_a_family_does_not_have(total: Callable[..., Any], start: int, shift: int) -> None:
    t = ex.index("t", T, start=start)
    with pytest.raises(ex.ExtremumError, match=r"u is declared over 0\.\.T - 1, but u\[t.*start=0"):
        total(ex.norm2(U[t + shift]) ** 2, t)


def test_members_that_a_family_has() -> None:
    t = ex.index("t", T - 1)
    f = ex.sum(ex.norm2(U[t] - U[t - 1]) ** 2, t)
    assert f.evaluate(u=np.array([[1.0], [3.0], [4.0]])) == 5


@pytest.mark.parametrize("start", [1, 2, -1])
def test_a_recurrence_counts_its_steps_from_zero(start: int) -> None:
    t = ex.index("t", T, start=start)
    with pytest.raises(ex.ExtremumError, match=r"a\[0\] is the start .*ex\.index\('t', T, start=0\)"):
        ex.recurrence("a", ex.vector("x", n), lambda a: 2 * a, t)
