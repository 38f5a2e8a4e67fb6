"""Small runs of the random changes; ``python -m tests.checking.fuzz`` and ``fuzz_numbers`` run more."""

from __future__ import annotations

import pytest

from tests.checking import fuzz, fuzz_numbers
from tests.support.draws import seeds


@pytest.mark.parametrize("seed", seeds(1))
def test_random_changes(seed: int) -> None:
    counts, failures = fuzz.run(25, seed)
    assert not failures
    assert counts[True] > 5 and counts[False] > 5


@pytest.mark.parametrize("seed", seeds(1))
def test_random_claims_judged_by_differences(seed: int) -> None:
    counts, failures = fuzz_numbers.run(40, seed)
    assert not failures
    assert counts[True] > 5 and counts[False] > 5
