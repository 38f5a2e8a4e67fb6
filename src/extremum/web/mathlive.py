"""The field for formulas in two dimensions, beside the files of the page: python -m extremum.web.mathlive

MathLive comes from the npm registry (MIT licence); it is no part of the repository, and of a wheel where it was fetched
before that was built.
"""

from __future__ import annotations

from pathlib import Path

from extremum.web.registry import unpack

VERSION = "0.111.1"
FOLDER = Path(__file__).parent / "static" / "mathlive"
_FONTS = (
    "AMS-Regular", "Caligraphic-Bold", "Caligraphic-Regular", "Fraktur-Bold", "Fraktur-Regular", "Main-Bold",
    "Main-BoldItalic", "Main-Italic", "Main-Regular", "Math-BoldItalic", "Math-Italic", "SansSerif-Bold",
    "SansSerif-Italic", "SansSerif-Regular", "Script-Regular", "Size1-Regular", "Size2-Regular", "Size3-Regular",
    "Size4-Regular", "Typewriter-Regular",
)  # fmt: skip


def fetch(folder: Path = FOLDER) -> None:
    """Writes MathLive and its fonts into a folder."""
    fonts = [f"fonts/KaTeX_{name}.woff2" for name in _FONTS]
    unpack("mathlive", VERSION, ["mathlive.min.mjs", "LICENSE.txt", *fonts], folder)


if __name__ == "__main__":
    fetch()
