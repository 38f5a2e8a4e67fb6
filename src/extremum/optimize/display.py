"""The result of a minimisation as text, LaTeX, Markdown, HTML and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from extremum.notation.latex import latex
from extremum.notation.plain import array_latex, array_list, array_text, named_arrays, shape_text

if TYPE_CHECKING:
    from extremum.optimize.minimize import Minimum


def facts(found: Minimum) -> Iterator[tuple[str, str]]:
    """How it ended, a word and what it stands for."""
    yield "value", array_text(found.value)
    yield "gradient norm", f"{found.gradient_norm:.2g}"
    yield "iterations", str(found.iterations)
    yield "converged", "yes" if found.converged else "no"
    yield "message", found.message.rstrip(". ")


def as_text(found: Minimum) -> str:
    """How it ended, then the values, a line each or, for arrays, more."""
    lines = [f"{what + ':':<15}{words}" for what, words in facts(found)]
    return "\n".join([*lines, *named_arrays({symbol.name: value for symbol, value in found.x.items()})])


def as_latex(found: Minimum) -> str:
    """The values, a line each."""
    rows = [f"{latex(symbol)} &= {array_latex(value)}" for symbol, value in found.x.items()]
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def as_markdown(found: Minimum) -> str:
    """A table of how it ended, and the values."""
    lines = [f"| {what} | {words} |" for what, words in facts(found)]
    return "\n".join(["| | |", "| --- | --- |", *lines, "", f"$$\n{as_latex(found)}\n$$"])


def as_html(found: Minimum) -> str:
    """Two tables: how it ended, and the values."""
    ended = "".join(f"<tr><th scope='row'>{what}</th><td>{escape(words)}</td></tr>" for what, words in facts(found))
    values = "".join(
        f"<tr><th scope='row'>{escape(symbol.name)}</th><td>{shape_text(value)}</td>"
        f"<td><pre>{escape(array_text(value))}</pre></td></tr>"
        for symbol, value in found.x.items()
    )
    return f'<div class="minimum">\n<table>{ended}</table>\n<table>{values}</table>\n</div>'


def as_dict(found: Minimum) -> dict[str, Any]:
    """Plain data; arrays as lists."""
    return {
        "x": {symbol.name: array_list(value) for symbol, value in found.x.items()},
        "value": found.value,
        "gradient_norm": found.gradient_norm,
        "iterations": found.iterations,
        "converged": found.converged,
        "message": found.message,
        "history": list(found.history),
    }
