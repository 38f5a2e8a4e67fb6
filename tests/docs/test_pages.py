"""The README's example and the pages with real output say what the code prints now."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_readme_example_runs_as_printed() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_readme.py"))
    readme = (ROOT / "README.md").read_text()
    assert tools["output"](readme) == tools["printed"](tools["example"](readme))


def test_founding_problems() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_founding_problems.py"))
    assert (ROOT / "docs/founding-problems.md").read_text() == tools["page"]()


def test_gallery() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_gallery.py"))
    assert (ROOT / "docs/gallery.md").read_text() == tools["page"]()
