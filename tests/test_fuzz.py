"""Random expressions; ``python -m tests.fuzz`` examines many more."""

from __future__ import annotations

import pytest

from tests import fuzz, fuzz_checks
from tests.support.draws import seeds


@pytest.mark.parametrize("fifty", seeds(1))
def test_random_expressions(fifty: int) -> None:
    failures = [failure for seed in range(50 * fifty, 50 * fifty + 50) for failure in fuzz.examine(seed)]
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.parametrize("batch", seeds(1, first=800))
def test_what_is_written_with_names_has_the_value(batch: int) -> None:
    cases = [case for seed in range(25 * batch, 25 * batch + 25) if (case := fuzz_checks.drawn(seed)) is not None]
    failures = [failure for case in cases for failure in fuzz.failures(case, fuzz_checks.check_names)]
    assert not failures, "\n".join(map(str, failures))
