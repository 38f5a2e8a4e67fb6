"""Readings in every notation: the formula, the declarations that were inferred, and the choices that were made."""

from __future__ import annotations

from html import escape
from typing import Any

from extremum.notation.latex import latex, latex_words
from extremum.notation.mathml import mathml
from extremum.notation.plain import formula
from extremum.notation.rows import markdown_words
from extremum.reading.result import Reading


def _remarks(reading: Reading) -> list[str]:
    inferred = [f"inferred: {'; '.join(reading.inferred)}"] if reading.inferred else []
    return [*inferred, *(f"note: {note}" for note in reading.notes)]


def as_text(reading: Reading) -> str:
    """The formula, and a line a remark."""
    return "\n".join([str(reading.expr), *(f"  {line}" for line in _remarks(reading))])


def as_latex(reading: Reading) -> str:
    """The formula between brackets, and sentences."""
    remarks = [latex_words(line) + r"\par" for line in _remarks(reading)]
    return "\n".join([rf"\[ {latex(reading.expr)} \]", *remarks])


def as_markdown(reading: Reading) -> str:
    """The formula between dollar signs, and a list."""
    return "\n\n".join([f"$${latex(reading.expr)}$$", *(f"- {markdown_words(line)}" for line in _remarks(reading))])


def as_html(reading: Reading) -> str:
    """The formula in MathML, and a list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in _remarks(reading))
    return f'<div class="reading">\n<p>{mathml(reading.expr)}</p>\n<ul>{items}</ul>\n</div>'


def as_dict(reading: Reading) -> dict[str, Any]:
    """Plain data."""
    return {**formula(reading.expr), "inferred": list(reading.inferred), "notes": list(reading.notes)}
