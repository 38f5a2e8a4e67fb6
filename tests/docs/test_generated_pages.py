"""The pages about the command line and about generated code say what is printed now; numbers agree in five digits."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"


def rounded(text: str) -> str:
    """The text with decimal numbers in five digits, tiny ones as 0, no counts of iterations and no random points."""

    def shorter(match: re.Match[str]) -> str:
        value = float(match[0])
        return f"{value:.5g}" if abs(value) > 1e-6 else "0"

    text = re.sub(r"iterations: +\d+", "iterations:", text)
    text = re.sub(r"evidence: +(\w+).*", r"evidence: \1", text)  # random points and directions
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", shorter, text)


@pytest.mark.parametrize("name", ["command_line", "generated_code", "iterating", "reference", "solving", "statistics"])
def test_page(name: str) -> None:
    tools = runpy.run_path(str(DOCS / f"make_{name}.py"))
    written = (DOCS / f"{name.replace('_', '-')}.md").read_text()
    assert rounded(written) == rounded(tools["page"]())
