"""Each argument of the main calls, given what it cannot be: an error of ours that says so, never Python's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.calls.bogus import of_python

CALLS: list[Callable[..., Any]] = [
    ex.solve,
    ex.minimize,
    ex.curvature,
    ex.gradient,
    ex.jacobian,
    ex.hessian,
    ex.check,
    ex.derive,
    ex.differential,
]
GIVEN = {"x": "x", "unknowns": "x", "variables": "x", "wrt": "x", "claim": "2*(x - b)", "data": {"b": [1.0, 2.0]}}
BOGUS = [None, 3, b"q", [None], {"x": None}, object()]
READERS: list[Callable[..., Any]] = [ex.parse, ex.parse_latex, ex.read_latex, ex.parse_with_inference, ex.read_problem]


def _arguments(call: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(call).parameters)


ARGUMENTS = [(call, name) for call in CALLS for name in _arguments(call)]


@pytest.mark.parametrize(("call", "name"), ARGUMENTS)
def test_an_argument_that_is_none_is_refused_or_understood(call: Callable[..., Any], name: str) -> None:
    f = ex.parse("norm2(x - b)^2", "x[n]; b[n]")
    first, *others = parameters = inspect.signature(call).parameters
    for bogus in BOGUS:
        given = {first: f, **{other: GIVEN[other] for other in others if other in GIVEN}, name: bogus}
        placed = [
            given.pop(p) for p in parameters if p in given and parameters[p].kind is inspect.Parameter.POSITIONAL_ONLY
        ]
        try:
            call(*placed, **given)
        except ex.ExtremumError as error:
            assert str(error)


HARD: list[Any] = [ex.matrix("A", "n", "m"), np.ones(3), object(), ["a"], ex.samples("z", "n", "N")]
"""What has no truth value, is compared entry by entry, has no place in a table, or cannot be gone through."""


GIVEN_FIRST: list[list[Any]] = [["norm2(x)^2"], ["norm2(x)^2", "x"], ["norm2(x)^2", "x", "2*x"]]


def _options(call: Callable[..., Any]) -> list[str]:
    given = inspect.signature(call).parameters.values()
    return [each.name for each in given if each.kind is each.KEYWORD_ONLY or each.default is not each.empty]


@pytest.mark.parametrize("bogus", HARD, ids=lambda bogus: type(bogus).__name__)
def test_each_option_of_each_public_function(bogus: Any) -> None:
    """An error of NumPy about arrays that are given is its own."""
    functions: list[Callable[..., Any]] = [
        getattr(ex, name) for name in ex.__all__ if inspect.isfunction(getattr(ex, name))
    ]
    for call in functions:
        for name, first in product(_options(call), GIVEN_FIRST):
            try:
                call(*first, **{name: bogus})
            except ex.ExtremumError as error:
                assert str(error)
            except TypeError as error:
                assert of_python(error), (call, name, error)


@pytest.mark.parametrize("read", READERS)
def test_what_is_no_text_is_not_read(read: Callable[..., Any]) -> None:
    for bogus in (*BOGUS, ex.parse("x", "x")):
        with pytest.raises(ex.ExtremumError):
            read(bogus)


def test_no_constraints_are_no_constraints() -> None:
    nothing: list[Any] = [None, (), []]
    found = [ex.solve("norm2(x - b)^2", "x", "min", given, "x[n]; b[n]") for given in nothing]
    assert len({str(one) for one in found}) == 1
    with pytest.raises(ex.ExtremumError, match="constraints are a list of texts"):
        ex.solve("norm2(x - b)^2", "x", "min", nothing.__len__, "x[n]; b[n]")  # type: ignore[arg-type]


@pytest.mark.parametrize("start", [np.zeros(2), "1", 1.0, None])
def test_an_index_runs_from_a_whole_number(start: Any) -> None:
    with pytest.raises(ex.ShapeError, match="an index runs from a whole number"):
        ex.index("i", "n", start)
