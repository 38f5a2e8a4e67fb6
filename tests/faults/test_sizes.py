"""Sizes that no array of an expression tells are those of the data of each call, never of the call before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

x = ex.vector("x", "n")
HESSIAN = ex.hessian(ex.norm2(x) ** 2, x)
GIVEN: dict[str, Callable[[int], dict[Any, Any]]] = {
    "a symbol": lambda k: {x: np.ones(k)},
    "a symbol as a list": lambda k: {x: [1.0] * k},
    "a number": lambda k: {"n": k},
    "a number of NumPy": lambda k: {"n": np.int64(k)},
    "a dimension": lambda k: {ex.dims("n"): np.int32(k)},
}


@pytest.mark.parametrize("how", GIVEN)
def test_a_size_is_that_of_the_call(how: str) -> None:
    run = ex.compile(HESSIAN)
    for k in (2, 3, 2, 4, 1, 2):
        for found in (run(GIVEN[how](k)), HESSIAN.evaluate(GIVEN[how](k))):
            np.testing.assert_array_equal(np.asarray(found).reshape(k, k), 2 * np.eye(k))


@pytest.mark.parametrize("how", GIVEN)
def test_a_size_beside_other_data_is_that_of_the_call(how: str) -> None:
    run = ex.compile(ex.tr(HESSIAN) * ex.scalar("s"))
    for k in (2, 3, 2, 4):
        assert run({**GIVEN[how](k), "s": 0.5}) == k


def test_a_size_that_is_bound_is_that_of_the_call() -> None:
    run = ex.compile([ex.tr(HESSIAN) * ex.scalar("s")], data=["s"]).bind(s=0.5)
    for k in (2, np.int64(3), 2, np.int64(4)):
        assert run(n=k) == (k,)
