"""Claims about random expressions with kinks, jumps and split domains hold at midpoints; ``python -m`` runs more."""

from __future__ import annotations

import pytest

from tests.convexity.fuzzing import judged
from tests.support.draws import seeds

FIRST, BATCH = 9000, 30


@pytest.mark.parametrize("batch", seeds(1))
def test_claims_hold_at_midpoints(batch: int) -> None:
    results = [judged(FIRST + BATCH * batch + k) for k in range(BATCH)]
    assert not [fault for _, fault in results if fault is not None]
    kinds = [kind for kind, _ in results]
    assert kinds.count("unknown") + kinds.count("none") < BATCH / 2, "claims are made"
