"""Random problems: no wrong closed form, no wrong kind, and no exception that is not documented."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import extremum as ex
from tests.solving.generate import Generated, complaints, generate


@pytest.mark.parametrize("block", range(4))
def test_no_claim_is_refuted(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        problem = generate(random.Random(seed))
        try:
            solution = ex.solve(
                problem.objective, problem.unknowns, problem.sense, problem.constraints, problem.declarations
            )
        except ex.UnsupportedError:
            continue
        assert not complaints(problem, solution, seed), f"seed {seed}: {problem}"


def test_the_judge_refutes_false_claims() -> None:
    problem = Generated("norm2(z)^2 - 2*a'*z", ["z"], None, ["sum(z) == 1"], ["z[n]", "a[n]"])
    solution = ex.solve(problem.objective, problem.unknowns, None, problem.constraints, problem.declarations)
    assert solution.kind == "global minimum" and not complaints(problem, solution, 0)
    assert complaints(problem, replace(solution, kind="global maximum"), 0)
    (z,) = solution.values
    moved = replace(solution, values={z: solution[z] + ex.ones(z.rows)})
    assert any("does not satisfy" in said for said in complaints(problem, moved, 0))
    free = Generated("norm2(z)^2 - 2*a'*z", ["z"], None, [], ["z[n]", "a[n]"])
    elsewhere = ex.solve(free.objective, free.unknowns, declarations=free.declarations)
    assert complaints(free, replace(elsewhere, values={z: 2 * elsewhere[z]}), 0)
