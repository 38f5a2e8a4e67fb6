"""Equations one under the other, with words beside them: as LaTeX, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extremum.algebra.forms import Form
from extremum.notation.columns import sentences
from extremum.notation.latex import latex_words, render_latex
from extremum.notation.laws import laws_html
from extremum.notation.mathml import render_mathml
from extremum.notation.text import render

_FORMULA, _WORDS = 44, 44
"""So many characters of a formula, as text, have room for words beside them, and so many of these are in a line."""

Row = tuple[Form | None, Form, str]
"""The left side (None where the line before goes on), the right side, and what is said beside them."""


def latex_rows(rows: Iterable[Row], taken: frozenset[str] = frozenset()) -> str:
    """An ``align*`` environment, a line a row; bound indices avoid the names that are ``taken``."""
    lines = [line for row in rows for line in _latex_row(*row, taken)]
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _latex_row(left: Form | None, right: Form, words: str, taken: frozenset[str]) -> Iterator[str]:
    """A formula, and its words in lines that a page has room for: beside it where it is short, otherwise below."""
    said = [rf" && {latex_words(line)}" for line in sentences(words, _WORDS)]
    written = "" if left is None else render(left)
    beside = said.pop(0) if said and len(f"{written} = {render(right, taken)}") <= _FORMULA else ""
    yield f"{render_latex(left, taken) if left else ''} &= {render_latex(right, taken)}{beside}"
    yield from (f" &{line}" for line in said)


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
