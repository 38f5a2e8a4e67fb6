"""40 claims written down before the rules were: none is contradicted, and they are decided as they were written."""

from __future__ import annotations

import json
from pathlib import Path

from tests.convexity.test_public_cases import ask, verdict, weaker

CLAIMS = json.loads((Path(__file__).parent / "data" / "held_out.json").read_text())


def test_held_out_claims() -> None:
    found = [(verdict(ask(entry)), entry["truth"]) for entry in CLAIMS]
    assert all(said == truth or weaker(said, truth) for said, truth in found)
    assert sum(said == truth for said, truth in found) == len(CLAIMS) == 40
