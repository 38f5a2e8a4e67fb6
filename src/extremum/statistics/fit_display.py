"""A fit as text, LaTeX, Markdown, HTML and plain data: how it went, and a table of the estimates."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.notation.latex import latex_words
from extremum.notation.plain import array_list
from extremum.notation.rows import markdown_words

if TYPE_CHECKING:
    from extremum.statistics.fitted import Fit

HEAD = ("", "estimate", "std. error", "z", "P>|z|", "[0.025", "0.975]")


def facts(found: Fit) -> Iterator[tuple[str, str]]:
    """How it went, a word and what it stands for."""
    yield "log-likelihood", f"{found.loglik:.8g}"
    yield "method", f"{found.method}, {found.iterations} iteration{'' if found.iterations == 1 else 's'}"
    at = "yes, at a global maximum" if found.is_closed_form else "yes, at a local maximum"
    yield "converged", f"{at if found.converged else 'no'}: {found.message}"
    yield "covariance", f"inverse of the {found.which} information" if found.covariance is not None else "none"
    yield from (("note", note) for note in found.notes)


def table(found: Fit) -> list[list[str]]:
    """A line a coordinate: the estimate, its standard error, z, its p-value, the interval of 95 %."""
    if found.covariance is None:
        return [[name, f"{value:.6g}", *[""] * 5] for name, value in zip(found.names, found.coordinates, strict=True)]
    from scipy import stats

    errors = found.standard_errors
    z = found.coordinates / errors
    numbers = np.column_stack([found.coordinates, errors, z, 2 * stats.norm.sf(np.abs(z)), found.interval()])
    return [
        [name, *(f"{n:.4g}" if k in (2, 3) else f"{n:.6g}" for k, n in enumerate(row))]
        for name, row in zip(found.names, numbers, strict=True)
    ]


def as_text(found: Fit) -> str:
    """How it went, then the table, aligned."""
    lines = [f"{what + ':':<16}{words}" for what, words in facts(found)]
    rows = [list(HEAD), *table(found)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEAD))]
    lines += [
        "  ".join(
            cell.ljust(w) if not k else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def as_latex(found: Fit) -> str:
    """Sentences, and a ``tabular``."""
    words = [rf"{latex_words(f'{what}: {said}')}\par" for what, said in facts(found)]
    rows = [" & ".join(latex_words(cell) if cell else "" for cell in row) for row in (list(HEAD), *table(found))]
    body = " \\\\\n".join(rows)
    return "\n".join([*words, rf"\begin{{tabular}}{{l{'r' * (len(HEAD) - 1)}}}", body, r"\end{tabular}"])


def as_markdown(found: Fit) -> str:
    """A list, and a table."""
    lines = [f"- **{what}**: {markdown_words(words)}" for what, words in facts(found)]
    rule = "| --- |" + " ---: |" * (len(HEAD) - 1)
    rows = [f"| {' | '.join(markdown_words(cell) for cell in row)} |" for row in (list(HEAD), *table(found))]
    return "\n".join([*lines, "", rows[0], rule, *rows[1:]])


def as_html(found: Fit) -> str:
    """Two tables: how it went, and the estimates."""
    went = "".join(f"<tr><th scope='row'>{what}</th><td>{escape(words)}</td></tr>" for what, words in facts(found))
    head = "".join(f"<th>{escape(cell)}</th>" for cell in HEAD)
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, *cells in table(found)
    )
    return f'<div class="fit">\n<table>{went}</table>\n<table><tr>{head}</tr>{rows}</table>\n</div>'


def as_dict(found: Fit) -> dict[str, Any]:
    """Plain data; arrays as lists."""
    known = found.covariance is not None
    return {
        "x": {symbol.name: array_list(value) for symbol, value in found.x.items()},
        "names": found.names,
        "coordinates": array_list(found.coordinates),
        "standard_errors": array_list(found.standard_errors) if known else None,
        "covariance": array_list(found.covariance) if known else None,
        "interval": array_list(found.interval()) if known else None,
        "loglik": found.loglik,
        "information": found.which,
        "method": found.method,
        "iterations": found.iterations,
        "converged": found.converged,
        "message": found.message,
        "notes": found.notes,
    }
