"""The result of a minimisation as text, LaTeX, Markdown, HTML and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.notation.latex import latex
from extremum.notation.plain import array_latex, array_list, array_text, named_arrays, shape_text
from extremum.operations.leaves import member_at

if TYPE_CHECKING:
    from extremum.optimize.minimum import Minimum


def facts(found: Minimum) -> Iterator[tuple[str, str]]:
    """How it ended, a word and what it stands for."""
    yield "value", array_text(found.value)
    yield "gradient norm", f"{found.gradient_norm:.2g}"
    if found.gap is not None:
        yield "gap", f"{found.gap:.2g}"
    yield "iterations", str(found.iterations)
    yield "converged", "yes" if found.converged else f"no, {found.status}"
    yield "message", found.message.rstrip(". ")
    if found.method:
        yield "method", found.method


def shown(found: Minimum) -> Iterator[tuple[Expr, Any]]:
    """The values to show; matrices of a family a member at a time."""
    for symbol, value in found.x.items():
        if symbol.op.name == "member" and (isinstance(value, list) or np.ndim(value) > 2):
            first = symbol.start.number or 0
            yield from ((member_at(symbol, Dim.of(first + k)), one) for k, one in enumerate(value))
        else:
            yield symbol, value


def _name(symbol: Expr) -> str:
    """``W[2]`` of a member, ``W`` of a family."""
    return str(symbol) if symbol.op.name == "member" and not symbol.index.indices else symbol.name


def as_text(found: Minimum) -> str:
    """How it ended, then the values, a line each or, for arrays, more."""
    lines = [f"{what + ':':<15}{words}" for what, words in facts(found)]
    return "\n".join([*lines, *named_arrays({_name(symbol): value for symbol, value in shown(found)})])


def as_latex(found: Minimum) -> str:
    """The values, a line each."""
    rows = [f"{latex(symbol)} &= {array_latex(value)}" for symbol, value in shown(found)]
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
        f"<tr><th scope='row'>{escape(_name(symbol))}</th><td>{shape_text(value)}</td>"
        f"<td><pre>{escape(array_text(value))}</pre></td></tr>"
        for symbol, value in shown(found)
    )
    return f'<div class="minimum">\n<table>{ended}</table>\n<table>{values}</table>\n</div>'


def as_dict(found: Minimum) -> dict[str, Any]:
    """Plain data; arrays as lists."""
    return {
        "x": {_name(symbol): array_list(value) for symbol, value in shown(found)},
        "value": _finite(found.value),
        "gradient_norm": _finite(found.gradient_norm),
        "iterations": found.iterations,
        "converged": found.converged,
        "status": found.status,
        "message": found.message,
        "method": found.method,
        "evaluations": found.evaluations,
        "gap": None if found.gap is None else _finite(found.gap),
        "history": [_finite(value) for value in found.history],
        "multipliers": None
        if found.multipliers is None
        else [{"constraint": str(stated), "value": array_list(value)} for stated, value in found.multipliers],
    }


def _finite(value: float) -> float | None:
    """A number as JSON has them: infinities and what is no number have none."""
    return value if isfinite(value) else None
