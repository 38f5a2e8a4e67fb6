"""The documentation site: ``make site`` builds these pages, without a warning, into build/site."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import extremum

project = "extremum"
author = "the extremum authors"
project_copyright = author
release = version = extremum.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["make_*.py", "coverage_sympy.py"]
html_theme = "furo"
html_title = "extremum"
html_favicon = "../src/extremum/web/static/icon.svg"
html_show_sourcelink = False

nb_execution_mode = "off"  # a test runs the tutorial and compares its outputs
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
nitpicky = False


def as_restructured(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Docstrings are prose: outside of ``literals`` and examples a star, a bar or a final underscore means itself."""
    found: list[str] = []
    example = False
    for line in lines:
        begins = line.startswith(">>>") and not example
        if begins and found and found[-1].strip():
            found.append("")
        example = bool(line.strip()) and (example or begins)
        found.append(line if example else _escaped(line))
    lines[:] = found


def _escaped(line: str) -> str:
    parts = re.split(r"(``.*?``|:\w+:`[^`]*`)", line)
    return "".join(p if k % 2 else re.sub(r"(?<!\\)([*|]|(?<=\w)_(?!\w))", r"\\\1", p) for k, p in enumerate(parts))


def setup(app: Any) -> None:
    """Writes the reference and the pictures, and registers the hook for its docstrings."""
    for name in ("make_api.py", "make_pictures.py"):
        runpy.run_path(str(Path(__file__).with_name(name)))["write"]()
    app.connect("autodoc-process-docstring", as_restructured, priority=400)
