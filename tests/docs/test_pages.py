"""The README's example and the pages with real output say what the code prints now."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_readme_example_runs_as_printed() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_readme.py"))
    readme = (ROOT / "README.md").read_text()
    assert tools["output"](readme) == tools["printed"](tools["example"](readme))


def test_all_code_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)
    assert len(blocks) > 2 and (tmp_path / "steps.html").exists()
    f, g = names["f"], names["g"]
    assert names["ex"].check(f, "w", "2*X'*(X*w - y) + lam*w").diagnosis == "term_wrong"
    assert [symbol.name for symbol in g.symbols] == ["X", "lambda", "w", "y"]


def test_founding_problems() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_founding_problems.py"))
    assert (ROOT / "docs/founding-problems.md").read_text() == tools["page"]()


def test_gallery() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_gallery.py"))
    assert (ROOT / "docs/gallery.md").read_text() == tools["page"]()


def test_tutorial() -> None:
    """Each cell of the notebook runs, and displays what is stored with it."""
    tools = runpy.run_path(str(ROOT / "docs/make_tutorial.py"))
    shown = [[dict(out) for out in cell.get("outputs", [])] for cell in tools["executed"]().cells]
    stored = json.loads((ROOT / "docs/tutorial.ipynb").read_text())
    for now, cell in zip(shown, stored["cells"], strict=True):
        assert [_content(out) for out in now] == [_content(out) for out in cell.get("outputs", [])]


def _content(out: dict[str, Any]) -> dict[str, str]:
    """What an output of a cell displays, by kind."""
    data = out.get("data") or {out["name"]: out["text"]}
    return {kind: "".join(text) for kind, text in data.items()}


def test_derivations() -> None:
    tools = runpy.run_path(str(ROOT / "docs/make_derivations.py"))
    assert (ROOT / "docs/derivations.md").read_text() == tools["page"]()
