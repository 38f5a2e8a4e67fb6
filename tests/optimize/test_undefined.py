"""An objective that is no number: what it is, and for which sample, in memory and in blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

rng = np.random.default_rng(0)
X = np.exp(rng.normal(size=(300, 2)))
X[211] = [-5.0, -5.0]


@pytest.mark.parametrize("block", [None, 64, 7])
@pytest.mark.parametrize(
    ("text", "declared", "name", "said"),
    [
        ("-sum_i(log(x[i]'*w)) + sum(w)", "x[m] for i in 1..n; w[m]", "x", r"log\(w'\*x\[i\]\) of sample 212 is not a"),
        ("-sum(log(X*w)) + sum(w)", "X[n,m]; w[m]", "X", r"log\(X\*w\) in row 211 is not a number"),
        ("-sum_i(sqrt(x[i]'*w)) + sum(w)", "x[m] for i in 0..n-1; w[m]", "x", "of sample 211 is not a number"),
    ],
)
def test_the_part_and_the_sample_are_said(block: int | None, text: str, declared: str, name: str, said: str) -> None:
    data: Any = {name: X} if block is None else ex.stream({name: X}, block=block)
    with pytest.raises(ex.DataError, match=said):
        ex.minimize(text, "w", data, declarations=declared, start={"w": [1.0, 1.0]})


@pytest.mark.parametrize("problem", [
    ("0.5*sqrt(x^2 + y^2) - y^2", ["x^2 - y >= 2", "exp(x) == 2"], 3022),
])  # fmt: skip
def test_a_run_that_went_where_nothing_is_a_number_is_no_bad_start(problem: tuple[str, list[str], int]) -> None:
    f, constraints, seed = problem
    assert not ex.minimize(f, ["x", "y"], constraints=constraints, declarations="x; y", seed=seed).converged
