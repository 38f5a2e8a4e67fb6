"""The page on checking says what the code prints now, and has an example of each diagnosis."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from extremum.checking import DIAGNOSES

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def tools() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "make_checking.py"))


def test_page(tools: dict[str, Any]) -> None:
    assert (DOCS / "checking.md").read_text() == tools["page"]()


@pytest.mark.parametrize("code", sorted(DIAGNOSES.keys() - {"undecided"}))
def test_example_of(code: str, tools: dict[str, Any]) -> None:
    assert tools["EXAMPLES"][code].verdict().diagnosis == code
