"""Drawn objectives of one number on closed and open domains, judged on a grid that holds the ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

Function = Callable[[Any], Any]

OUTER: dict[str, Function] = {
    "sqrt({})": np.sqrt,
    "arcsin({})": np.arcsin,
    "arccos({})": np.arccos,
    "log({})": np.log,
    "exp({})": np.exp,
    "({})^(3/2)": lambda u: np.sqrt(u) ** 3,
    "arctanh({})": np.arctanh,
    "({0})*log({0})": lambda u: u * np.log(u),
    "({})^2": np.square,
    "tanh({})": np.tanh,
    "1/sqrt({})": lambda u: 1 / np.sqrt(u),
    "exp(-sqrt({}))": lambda u: np.exp(-np.sqrt(u)),
    "sqrt(1 - ({})^2)": lambda u: np.sqrt(1 - u * u),
}
INNER: dict[str, Function] = {
    "x": lambda x: x,
    "1 - x": lambda x: 1 - x,
    "2*x - 1": lambda x: 2 * x - 1,
    "4 - x^2": lambda x: 4 - x * x,
    "exp(x) - 1": lambda x: np.exp(x) - 1,
}
ENDS = np.array([-2, -1, 0, 0.5, 1, 2])
"""Where the domains end, besides infinity."""
_OFFSETS = np.concatenate([[0.0], 10.0 ** -np.arange(3, 13), -(10.0 ** -np.arange(3, 13))])
_FAR = 10.0 ** np.linspace(0.5, 9, 60)
GRID = np.unique(np.concatenate([np.linspace(-5, 5, 4001), (ENDS[:, None] + _OFFSETS).ravel(), _FAR, -_FAR]))


def _drawn(rng: np.random.Generator) -> tuple[str, Function]:
    """A sum of up to three multiples of functions, as text and as a function of arrays."""
    terms = [(rng.choice([-2, -1, 1, 2]), rng.choice(list(OUTER)), rng.choice(list(INNER))) for _ in range(3)]
    kept = terms[: rng.integers(1, 4)]
    text = " + ".join(f"{q}*({outer.format(inner)})" for q, outer, inner in kept)
    return text, lambda x: sum(q * OUTER[outer](INNER[inner](x)) for q, outer, inner in kept)


@pytest.mark.parametrize("seed", seeds(8))
def test_words_about_ends_are_true(seed: int) -> None:
    rng = np.random.default_rng(seed)
    text, f = _drawn(rng)
    sense = str(rng.choice(["min", "max"]))
    sign = 1 if sense == "min" else -1
    with np.errstate(all="ignore"):
        values = sign * f(GRID)
    defined = np.isfinite(values)
    points, values = GRID[defined], values[defined]
    try:
        found = ex.solve(text, "x", sense, declarations="x")
    except ex.NoExtremumError as error:
        assert not _is_attained(points, values), f"{text}: {error}"
        return
    except ex.UnsupportedError as error:
        assert "unbounded" not in str(error) or values.min() < -20, f"{text}: {error}"
        return
    at = np.asarray(next(iter(found.evaluate({}).values())), dtype=float).item()
    value = sign * float(f(np.array(at)))
    assert np.isfinite(value), text
    if found.kind.startswith("global"):
        assert value <= values.min(initial=np.inf) + 1e-7 * (1 + abs(value)), f"{text}: {found.reason}"


def _is_attained(points: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> bool:
    """Whether the least value on the grid is that at an end, and is no pole beside one."""
    if not len(values) or values.min() < -1e3:
        return False
    return bool(np.isin(points[values.argmin()], ENDS))
