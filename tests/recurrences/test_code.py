"""Generated code for recurrences: each horizon from 0 to 5 against plain loops; no loop in a loop over steps."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from tests.recurrences.problems import PROBLEMS, Problem, draw
from tests.recurrences.test_gradients import HORIZONS, sizes, slopes
from tests.support.draws import part


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_one_function_for_the_value_and_all_gradients(problem: Problem) -> None:
    gradients = ex.gradient(problem.f, list(problem.variables))
    exprs = {"value": problem.f, **{f"by {v}": g for v, g in zip(problem.variables, gradients, strict=True)}}
    together = ex.compile(exprs)
    alone = {label: ex.compile(expr) for label, expr in exprs.items()}
    assert "#" not in together.source and "%" not in together.source
    for horizon in HORIZONS:
        data = draw(horizon, seed=horizon)
        value = problem.loop(data, horizon)
        if np.isnan(value):
            continue
        assert alone["value"](**data, **sizes(horizon)) == pytest.approx(value, abs=1e-12)
        for variable, index, wanted in slopes(problem, horizon):
            label = f"by {variable}"
            given = {"t": 0, "i": 1, **data, **sizes(horizon), **index}
            found = alone[label](**given)
            assert np.shape(found) == np.shape(wanted)
            np.testing.assert_allclose(found, wanted, atol=1e-6, err_msg=alone[label].source)
            if horizon:
                np.testing.assert_allclose(together(**given)[label], wanted, atol=1e-6, err_msg=together.source)


@pytest.mark.parametrize("problem", part(PROBLEMS, 3), ids=lambda problem: problem.name)
def test_work_is_linear_in_the_horizon(problem: Problem) -> None:
    if problem.name in ("every second state", "late states", "a sum over the square of steps"):
        pytest.skip("its value takes more than one sweep")
    source = ex.compile(ex.gradient(problem.f, problem.variables[0])).source
    assert nested(source) < 2, source


def nested(source: str) -> int:
    """How many loops stand inside one another."""
    around: list[int] = []
    most = 0
    for line in source.splitlines():
        indent = len(line) - len(line.lstrip())
        around = [outer for outer in around if outer < indent or not line.strip()]
        inner = line.count(" for ") if "np.zeros" in line or "sum(" in line else 0
        around += [indent] * line.lstrip().startswith("for ")
        most = max(most, len(around) + inner)
    return most
