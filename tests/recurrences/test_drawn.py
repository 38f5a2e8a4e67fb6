"""Random objectives with recurrences, judged by plain loops; the seeds below once found an error each."""

from __future__ import annotations

from itertools import product

import pytest

from tests.recurrences.drawing import draw
from tests.recurrences.judging import judge
from tests.recurrences.lines import judge_lines
from tests.support.draws import TIMES, part, seeds

HORIZONS = range(6) if TIMES > 1 else [0, 1, 3]
FOUND = {
    3: "a sign that code turned for one result and not for another",
    21: "a state beyond the first of a backward run, for each sample",
    44: "a product that an opened sum writes the other way around",
    78: "a sum over a delta that collapsed in code where its index may lie outside of the range",
}


@pytest.mark.parametrize("seed", FOUND, ids=FOUND.get)
def test_what_failed_once(seed: int) -> None:
    judge(draw(seed), seed)


@pytest.mark.parametrize("seed", seeds(2, first=100))
def test_drawn_problems(seed: int) -> None:
    judge(draw(seed), seed, HORIZONS)


@pytest.mark.parametrize("states", ["matrices", "square"])
@pytest.mark.parametrize("seed", seeds(1, first=1000))
def test_drawn_problems_of_matrices(seed: int, states: str) -> None:
    judge(draw(seed, states), seed, HORIZONS)


LINES = [
    ("vectors", 103, "A", 5),
    ("vectors", 105, "W", 7),
    ("vectors", 107, "X", 3),
    ("vectors", 102, "u", 4),
    ("vectors", 2026, "goal", 5),
    ("matrices", 1000, "A", 5),
    ("matrices", 1007, "W", 7),
    ("square", 1000, "A", 5),
]


@pytest.mark.parametrize(("line", "style"), part(list(product(LINES, ["jacobian", "differential"])), 7))
def test_lines_of_derivations(line: tuple[str, int, str, int], style: str) -> None:
    states, seed, name, least = line
    problem = draw(seed, states)
    variable = next(variable for variable in problem.variables if variable.name == name)
    assert judge_lines(problem, seed, variable, style, horizon=4) >= least
