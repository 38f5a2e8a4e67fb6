"""Equations one under the other, with words beside them: as LaTeX, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable

from extremum.algebra.forms import Form
from extremum.notation.latex import latex_words, render_latex
from extremum.notation.laws import laws_html
from extremum.notation.mathml import render_mathml

Row = tuple[Form | None, Form, str]
"""The left side (None where the line before goes on), the right side, and what is said beside them."""


def latex_rows(rows: Iterable[Row], taken: frozenset[str] = frozenset()) -> str:
    """An ``align*`` environment, a line a row; bound indices avoid the names that are ``taken``."""
    lines = []
    for left, right, words in rows:
        beside = f" && {latex_words(words)}" if words else ""
        lines.append(f"{render_latex(left, taken) if left else ''} &= {render_latex(right, taken)}{beside}")
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def markdown_rows(rows: Iterable[Row], taken: frozenset[str] = frozenset()) -> str:
    """A table with formulas between dollar signs."""
    lines = ["| | | |", "| ---: | :--- | :--- |"]
    for left, right, words in rows:
        sides = [f"${render_latex(left, taken)}$" if left else "", f"$= {render_latex(right, taken)}$"]
        cells = [*(side.replace("|", "\\vert ") for side in sides), markdown_words(words)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def markdown_words(text: str) -> str:
    """Words in which no character means anything in Markdown."""
    return "".join(f"\\{letter}" if letter in "\\*_`<>#|" else letter for letter in text)


def html_rows(rows: Iterable[Row], kind: str, taken: frozenset[str] = frozenset()) -> str:
    """A table of the class ``kind``, with formulas in MathML."""
    cells = "\n".join(
        f"<tr><td>{render_mathml(left, taken) if left else ''}</td><td>=</td><td>{render_mathml(right, taken)}</td>"
        f"<td>{laws_html(words)}</td></tr>"
        for left, right, words in rows
    )
    return f'<table class="{kind}">\n{cells}\n</table>'
