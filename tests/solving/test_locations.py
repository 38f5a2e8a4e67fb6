"""A number near all entries of a vector, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def _at(found: ex.SolutionSet, data: dict[str, Any]) -> dict[str, Any]:
    return {x.name: value for x, value in found.evaluate(data).items()}


@pytest.mark.parametrize("text", ["max(abs(x - c))", "3*max(abs(c*ones(N) - x)) + 1"])
@pytest.mark.parametrize("count", [1, 4, 5])
def test_the_middle_of_the_range(text: str, count: int) -> None:
    x = np.random.default_rng(count).normal(size=count)
    found = ex.solve(text, "c", "min", (), "x[N]; c")
    assert found.kind == "global minimum" and found.unique == "unique"
    assert _at(found, {"x": x})["c"] == pytest.approx((x.max() + x.min()) / 2, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["max(abs(x - 2*c))", "max(abs(x - c*w))", "-max(abs(x - c))", "max(abs(x - c)) + c^2"]
)
def test_other_largest_sizes_are_not_in_the_middle(text: str) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, "c", "min", (), "x[N]; w[N]; c")
