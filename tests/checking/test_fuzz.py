"""A small run of the random changes; ``python -m tests.checking.fuzz`` runs more."""

from __future__ import annotations

import pytest

from tests.checking import fuzz


@pytest.mark.parametrize("seed", range(4))
def test_random_changes(seed: int) -> None:
    counts, failures = fuzz.run(40, seed)
    assert not failures
    assert counts[True] > 5 and counts[False] > 5
