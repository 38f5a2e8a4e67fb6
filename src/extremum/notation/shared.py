"""Results with named parts as text, LaTeX, Markdown, HTML and plain data: the definitions, then the results."""

from __future__ import annotations

import re
from typing import Any

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.notation.plain import formula
from extremum.notation.rows import Row, html_rows, latex_rows, markdown_rows
from extremum.notation.sharing import Named
from extremum.notation.text import free_names, render

_PARTIAL = re.compile("∂(.+)/∂(.+)")


def _label(text: str) -> Form:
    """``∂f/∂x`` as a derivative, anything else as a name."""
    found = _PARTIAL.fullmatch(text)
    return Form("partial", "∂", tuple(map(forms.name, found.groups())), forms.POWER) if found else forms.name(text)


def _rows(found: Named) -> list[Row]:
    rows: list[Row] = [(name, form, "") for name, form in found.definitions]
    return rows + [(_label(label), form, "") for label, form in found.forms.items()]


def _taken(found: Named) -> frozenset[str]:
    return frozenset(name for expr in found.results.values() for name in free_names(expr))


def as_text(found: Named) -> str:
    """A line a definition, then a line a result."""
    return "\n".join(found.lines())


def as_latex(found: Named) -> str:
    """An ``align*`` environment."""
    return latex_rows(_rows(found), _taken(found))


def as_markdown(found: Named) -> str:
    """A table with formulas between dollar signs."""
    return markdown_rows(_rows(found), _taken(found))


def as_html(found: Named) -> str:
    """A table with formulas in MathML."""
    return html_rows(_rows(found), "shared", _taken(found))


def as_dict(found: Named) -> dict[str, Any]:
    """Plain data: the definitions as text, and each result written out."""
    return {
        "definitions": [{"name": render(name), "text": render(form)} for name, form in found.definitions],
        "results": {label: formula(expr) for label, expr in found.results.items()},
    }
