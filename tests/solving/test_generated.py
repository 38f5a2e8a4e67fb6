"""Random problems: no wrong closed form, no wrong kind, and no exception that is not documented."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

import extremum as ex
from tests.solving.fuzzing import asked, case_of, complaints, judged, refuted_none
from tests.solving.generate import generate
from tests.solving.numpy_texts import python
from tests.solving.writer import FAMILIES, Generated
from tests.support.draws import part, seeds


@pytest.mark.parametrize("kind", part(sorted(FAMILIES), 2))
def test_no_claim_is_refuted(kind: str) -> None:
    for seed in seeds(1, first=1):
        problem = generate(random.Random(f"{kind} {seed}"), kind)
        end, said = judged(problem, seed)
        assert not said, f"{problem}: {end}"


def _said(problem: Generated, solution: ex.SolutionSet) -> list[str]:
    rng = np.random.default_rng(5)
    found = [complaints(case_of(problem, rng), solution, rng) for _ in range(3)]
    return [said for each in found for said in each or []]


def test_the_judge_refutes_false_claims() -> None:
    tied = Generated("norm2(z)^2 - 2*a'*z", ["z"], None, ["sum(z) == 1"], ["z[n]", "a[n]"])
    solution = asked(tied)
    assert solution.kind == "global minimum" and not _said(tied, solution)
    (z,) = solution.values
    moved = replace(solution, values={z: solution[z] + ex.ones(z.rows)})
    assert any("does not satisfy" in said for said in _said(tied, moved))
    free = Generated("norm2(z)^2 - 2*a'*z", ["z"], None, [], ["z[n]", "a[n]"])
    elsewhere = asked(free)
    assert any("lower" in said for said in _said(free, replace(elsewhere, values={z: 2 * elsewhere[z]})))
    assert any("higher" in said for said in _said(free, replace(elsewhere, kind="global maximum")))
    assert any("saddle" in said for said in _said(free, replace(elsewhere, kind="saddle")))
    flat = Generated("(z[1] - a)^2", ["z"], "min", [], ["z[n]", "a"])
    valley = replace(elsewhere, problem=replace(elsewhere.problem, objective=ex.parse("0*sum(z)", ["z[n]"])))
    assert flat.kind == "" and valley.unique == "unique"


def test_the_judge_tells_a_pole_from_a_minimum() -> None:
    pole = Generated("-1/(y - e) + c*y", ["y"], "min", [], ["y: positive", "e: positive", "c: positive"])
    bowl = Generated("(y - e)^2 + c*y", ["y"], "min", [], ["y", "e", "c"])
    assert not any(refuted_none(pole, "there is no minimum", seed) for seed in range(4))
    assert any(refuted_none(bowl, "there is no minimum", seed) for seed in range(4))


def test_texts_are_read_by_numpy() -> None:
    assert python("A*x' .* lambda", {"lambda", "x"}) == "A*D_x.T @ D_lambda"
    assert python("sum_i(norm2(x[i])^2)", {"x"}) == "sum_over(N, lambda i: norm2(D_x[i])**2)"
