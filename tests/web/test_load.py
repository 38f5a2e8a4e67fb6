"""Many clients at once: every question is answered, and the memory stays what it was."""

from __future__ import annotations

import pytest

from tests.support.loops import run
from tests.web.load import asked, page


@pytest.mark.long
def test_fifty_clients() -> None:
    with page("--seconds", "120") as (address, process):
        run(asked(address, process, 8, 600, 50))
        load = run(asked(address, process, 50, 5, 10**6, first=100))
        many = run(asked(address, process, 4, 600, 300, first=10**7))
    assert load.failures == [] and many.failures == []
    assert len(load.latencies) >= 50 and len(many.latencies) == 300
    assert load.growth < 50 and many.growth < 50, (str(load), str(many))
