"""Results in files: which notation an ending asks for, and pages that a browser shows as they are."""

from __future__ import annotations

from html import escape

ENDINGS = {
    ".txt": "text", ".tex": "latex", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json",
}  # fmt: skip
"""Notations by the endings of files."""

_STYLE = """body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; }
math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", math, serif; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { padding: .3rem .6rem; text-align: left; }"""


def page(title: str, body: str) -> str:
    """A page of its own around a piece of HTML."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>'
