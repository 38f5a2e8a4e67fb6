"""The import contract of pyproject.toml is kept, and docs/design.md draws the house as it is."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
LONGEST = 300
"""How many lines a page of the source may have."""


def _floors() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["id"] == "floors")
    return [floor.strip("()") for floor in layers]


def test_imports_keep_the_contract() -> None:
    assert lint_imports(os.fspath(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS


def test_the_page_draws_the_house_as_it_is() -> None:
    page = (ROOT / "docs" / "design.md").read_text("utf-8").partition("## The floors")[2].partition("###")[0]
    built = [floor for floor in _floors() if (ROOT / "src" / "extremum" / floor).is_dir()]
    assert re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE) == built


def test_every_page_is_short() -> None:
    pages = {page: len(page.read_text("utf-8").splitlines()) for page in (ROOT / "src").rglob("*.py")}
    assert not {page.name: length for page, length in pages.items() if length > LONGEST}
