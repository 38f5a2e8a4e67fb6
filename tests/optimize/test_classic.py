"""The classic test functions: all are solved, from their standard starts, and said to be."""

from __future__ import annotations

import pytest

import extremum as ex
from tests.optimize.classic import CLASSICS, Classic


@pytest.mark.parametrize("classic", CLASSICS.values(), ids=CLASSICS)
def test_a_minimum_is_reached_and_said(classic: Classic) -> None:
    found = ex.minimize(classic.f, classic.unknowns, classic.data, start=classic.start)
    assert found.converged, found.message
    assert min(abs(found.value - least) / max(1e-3, least) for least in (classic.least, *classic.others)) < 1e-6
