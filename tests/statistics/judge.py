"""The public cases of information, and equality of what is found with what a case records."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import extremum as ex

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/data/information.json").read_text(encoding="utf-8")
)
BY_ID = {case["id"]: case for case in CASES}
_DEFINITION = re.compile(r",\s+(?=\w+(?:\[i\])?\s*=)")


def recorded(case: dict[str, Any], text: str) -> ex.Expr:
    """A formula of a record; its parts are defined behind commas."""
    head, *definitions = _DEFINITION.split(text)
    return ex.parse(head, [*case["declarations"], *definitions])


def agrees(case: dict[str, Any], found: ex.Expr, text: str) -> ex.Equality:
    """Whether a formula is the one of the record."""
    return ex.equal(found, recorded(case, text))
