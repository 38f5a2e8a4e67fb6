"""Each argument of the main calls, given what it cannot be: an error of ours that says so, never Python's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

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
    first, *others = _arguments(call)
    for bogus in BOGUS:
        given = {first: f, **{other: GIVEN[other] for other in others if other in GIVEN}, name: bogus}
        try:
            call(**given)
        except ex.ExtremumError as error:
            assert str(error)


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
