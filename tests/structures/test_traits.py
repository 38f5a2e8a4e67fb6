"""What the pages of structures say to others: small members, constraints, bounds of entries, laws."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.intervals import ALL
from extremum.problems.structures import constraints_of
from extremum.structures import STRUCTURES
from extremum.structures.drawing import draw
from extremum.structures.numbers import Reals, Small


@pytest.mark.parametrize("name", STRUCTURES)
def test_small_members_are_members(name: str) -> None:
    """What people are shown is small, and is what it is called."""
    for seed in range(10):
        shape = (3, 1) if name in ("unit", "simplex", "onehot") else (3, 3)
        try:
            member = draw(shape, [name], Small(np.random.default_rng(seed)))
        except UnsupportedError:
            continue
        assert STRUCTURES[name].test(member)
        assert np.abs(member).max() <= 30
        return
    raise AssertionError(name)


@pytest.mark.parametrize("name", [name for name, structure in STRUCTURES.items() if structure.asked])
def test_members_satisfy_the_constraints_of_their_structure(name: str) -> None:
    x = ex.vector("x", "n") if name in ("unit", "simplex") else ex.matrix("x", "n", "n")
    member = draw((4, 1) if x.is_column else (4, 4), [name], Reals(np.random.default_rng(0)))
    for stated in constraints_of(name, x):
        gap = np.asarray(stated.gap.evaluate({"x": member[:, 0] if x.is_column else member, "n": 4}))
        assert stated.relation.cone.violation(np.atleast_2d(gap)) < 1e-9


@pytest.mark.parametrize("name", [name for name, structure in STRUCTURES.items() if structure.bounds is not ALL])
def test_entries_lie_in_their_bounds(name: str) -> None:
    for seed in range(5):
        member = draw((3, 1), [name], Reals(np.random.default_rng(seed)))
        bounds = STRUCTURES[name].bounds
        assert bounds.low <= member.min() <= member.max() <= bounds.high


@pytest.mark.parametrize("name", [name for name, structure in STRUCTURES.items() if structure.law])
def test_laws_hold(name: str) -> None:
    law = STRUCTURES[name].law.replace("X'X", "X'*X").replace("I", "eye(n)")
    left, right = (ex.parse(side, f"X[n,n]: {name}") for side in law.split("="))
    assert ex.equal(left, right)
