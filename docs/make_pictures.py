"""The pictures of how-to/plots.md, drawn by the examples on that page; ``make site`` writes and shows them."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parent / "how-to/plots.md"
FOLDER = Path(__file__).parent / "pictures"


def write() -> None:
    """Runs the examples, and saves the figures that they leave by name."""
    FOLDER.mkdir(exist_ok=True)
    text = PAGE.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```pycon\n(.*?)```", text, re.DOTALL):
        for example in doctest.DocTestParser().get_examples(block):
            exec(example.source, names)
    for name in re.findall(r"\(\.\./pictures/(\w+)\.svg\)", text):
        names[name].savefig(FOLDER / f"{name}.svg")  # type: ignore[attr-defined]


if __name__ == "__main__":
    write()
