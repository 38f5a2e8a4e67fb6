"""A few hundred random expressions; ``python -m tests.fuzz`` examines many more."""

from __future__ import annotations

import pytest

from tests import fuzz


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_random_expressions(first: int) -> None:
    failures = [failure for seed in range(first, first + 50) for failure in fuzz.examine(seed)]
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize("first", range(20_000, 20_200, 50))
def test_what_is_written_with_names_has_the_value(first: int) -> None:
    cases = [case for seed in range(first, first + 50) if (case := fuzz.drawn(seed)) is not None]
    failures = [failure for case in cases for failure in fuzz.failures(case, fuzz.check_names)]
    assert not failures, "\n".join(map(str, failures))
