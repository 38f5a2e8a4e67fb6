"""A few hundred random expressions; ``python -m tests.fuzz`` examines many more."""

from __future__ import annotations

import pytest

from tests import fuzz


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_random_expressions(first: int) -> None:
    failures = [failure for seed in range(first, first + 50) for failure in fuzz.examine(seed)]
    assert not failures, "\n".join(map(str, failures))
