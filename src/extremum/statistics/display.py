"""Information as text, LaTeX, Markdown, HTML and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.latex import latex_words
from extremum.notation.plain import formula
from extremum.notation.rows import Row, html_rows, latex_rows, markdown_rows, markdown_words
from extremum.notation.text import free_names, render
from extremum.operations import construct as c
from extremum.statistics.blocks import Blocks, groups

if TYPE_CHECKING:
    from extremum.statistics.information import Information

Section = tuple[str, list[Row]]


def sections(found: Information) -> Iterator[Section]:
    """The tables, each under its heading."""
    named = zip(found.parameters, found.score.values, strict=True)
    yield "score", [(forms.call("s", write(p.freedom)), write(g), "") for p, g in named]
    yield "observed information", _rows("J", found.observed)
    if found.expected is not None and found.model is not None:
        yield f"expected information, {found.model.words}", _rows("I", found.expected)
    yield from ((f"note: {note}", []) for note in found.notes)
    if found.covariance is None:
        yield f"no asymptotic covariance: {found.why}", []
        return
    heading = f"asymptotic covariance, {found.why}"
    if is_long(found.information):
        letter = "J" if found.expected is None else "I"
        yield heading, [(forms.name("V"), forms.call("inv", _letters(letter, found.information)), "")]
        return
    yield heading, _rows("V", found.covariance)
    yield (
        "standard errors",
        [(forms.call("se", write(p.coordinates)), write(found.standard_error(p.name)), "") for p in found.parameters],
    )


def is_long(information: Blocks) -> bool:
    """Whether the inverse is better read as one of blocks: where some are tied."""
    return any(len(group) > 1 for group in groups(information))


def _letters(letter: str, blocks: Blocks) -> Form:
    """``[J(a, a), J(a, b); J(b, a), J(b, b)]``."""
    names = [write(p.coordinates) for p in blocks.parameters]
    return forms.block([[forms.call(letter, row, column) for column in names] for row in names])


def _rows(letter: str, blocks: Blocks) -> list[Row]:
    parameters = blocks.parameters
    return [
        (
            forms.call(letter, write(parameters[i].coordinates), write(parameters[j].coordinates)),
            write(block),
            _said(i, j, block),
        )
        for (i, j), block in blocks.upper.items()
    ]


def _said(i: int, j: int, block: Expr) -> str:
    return "orthogonal: no information is lost by estimating the other too" if i != j and c.is_zero(block) else ""


def _taken(found: Information) -> frozenset[str]:
    return free_names(found.loglik)


def _line(left: Form | None, right: Form, words: str, taken: frozenset[str]) -> str:
    beside = f"  ({words})" if words else ""
    return f"  {render(left, taken) if left else ''} = {render(right, taken)}{beside}"


def as_text(found: Information) -> str:
    """A heading a table, then a line a block."""
    taken = _taken(found)
    return "\n".join(
        line for heading, rows in sections(found) for line in [heading, *(_line(*row, taken) for row in rows)]
    )


def as_latex(found: Information) -> str:
    """``align*`` environments under headings."""
    taken = _taken(found)
    parts = [
        [rf"{latex_words(heading)}\par", *([latex_rows(rows, taken)] if rows else [])]
        for heading, rows in sections(found)
    ]
    return "\n".join(line for part in parts for line in part)


def as_markdown(found: Information) -> str:
    """Tables with formulas between dollar signs under headings."""
    taken = _taken(found)
    parts = [
        [f"**{markdown_words(heading)}**", *([markdown_rows(rows, taken)] if rows else [])]
        for heading, rows in sections(found)
    ]
    return "\n\n".join(line for part in parts for line in part)


def as_html(found: Information) -> str:
    """Tables with formulas in MathML under headings."""
    taken = _taken(found)
    parts = [
        [f"<h4>{escape(heading)}</h4>", *([html_rows(rows, "blocks", taken)] if rows else [])]
        for heading, rows in sections(found)
    ]
    body = "\n".join(line for part in parts for line in part)
    return f'<div class="information">\n{body}\n</div>'


def as_dict(found: Information) -> dict[str, Any]:
    """Plain data."""
    return {
        "loglikelihood": str(found.loglik),
        "parameters": [p.name for p in found.parameters],
        "score": {name: formula(g) for name, g in found.score.items()},
        "observed": _data(found.observed),
        "model": None if found.model is None else found.model.words,
        "expected": None if found.expected is None else _data(found.expected),
        "notes": list(found.notes),
        "covariance": None if found.covariance is None else _data(found.covariance),
        "why": found.why,
    }


def _data(blocks: Blocks) -> dict[str, Any]:
    return {",".join(pair): formula(block) for pair, block in blocks.items()}
