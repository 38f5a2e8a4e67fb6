"""Puts the real output of the README's example into the README: python docs/make_readme.py"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

PATH = Path(__file__).parent.parent / "README.md"
_CODE, _OUTPUT = "<!-- README example: tests run it as printed -->\n```python\n", "<!-- README output -->\n```text\n"


def example(readme: str) -> str:
    """The code of the example."""
    return readme.split(_CODE)[1].split("```")[0]


def printed(code: str) -> str:
    """What the code prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


def output(readme: str) -> str:
    """The output that the README shows."""
    return readme.split(_OUTPUT)[1].split("```")[0]


def main() -> None:
    """Writes the output into the README."""
    readme = PATH.read_text()
    before, rest = readme.split(_OUTPUT)
    after = rest.split("```", 1)[1]
    PATH.write_text(before + _OUTPUT + printed(example(readme)) + "```" + after)


if __name__ == "__main__":
    main()
