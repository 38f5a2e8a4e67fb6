"""Sizes that no array of an expression tells are those of the data of each call, never of the call before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.operations.stated import derived

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


DERIVED: list[tuple[str, str, Callable[[int], dict[str, Any]]]] = [
    ("norm2(x)^2", "x[n]", lambda k: {"x": np.ones(k)}),
    ("x'*A*x", "A[n,n]: skew; x[n]", lambda k: {"A": np.zeros((k, k)), "x": np.ones(k)}),
    ("sum(A*x)", "A[m,n]; x[n]", lambda k: {"A": np.ones((2, k)), "x": np.ones(k)}),
    ("x - x + y", "x; y", lambda k: {"x": 1.0, "y": 2.0}),
    ("sum(exp(x))", "x[n]", lambda k: {"x": np.ones(k)}),
    ("x'*x/2", "x[n]", lambda k: {"x": np.ones(k)}),
]


@pytest.mark.parametrize(("text", "declared", "data"), DERIVED)
def test_the_data_of_a_function_are_enough_for_its_derivatives(
    text: str, declared: str, data: Callable[[int], dict[str, Any]]
) -> None:
    f = ex.parse(text, declared)
    for derivative in (ex.gradient(f, "x"), ex.hessian(f, "x"), ex.jacobian(f, "x")):
        run = ex.compile(derivative)
        for k in (2, 3, 2, 5):
            found = [np.asarray(run(data(k))), np.asarray(derivative.evaluate(data(k)))]
            assert all(one.size in (1, k, k * k) for one in found)
            np.testing.assert_array_equal(found[0], found[1])


def test_a_name_that_means_several_symbols_tells_nothing() -> None:
    """Of x[n] and x[m] with the Hessian 2*eye(n) the data by name could be either."""
    n = ex.dims("n")
    hessian = 2 * ex.eye(n)
    derived(hessian, ex.norm2(ex.vector("x", n)) ** 2)
    assert hessian.evaluate({"x": np.ones(3)}).shape == (3, 3)
    derived(hessian, ex.norm2(ex.vector("x", n + 1)) ** 2)
    with pytest.raises(ex.ShapeError, match="the dimension n has no value"):
        hessian.evaluate({"x": np.ones(3)})


def test_what_is_not_needed_contradicts_nothing() -> None:
    found = ex.hessian("norm2(A*x - b)^2", "x", "A[m,n]; x[n]; b[m]")
    wrong = {"A": np.eye(2), "x": np.ones(7), "b": "none"}
    for value in (found.evaluate(wrong), found.evaluate(wrong), ex.compile(found)(wrong)):
        np.testing.assert_array_equal(value, 2 * np.eye(2))
