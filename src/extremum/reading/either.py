r"""A formula in the text language or in LaTeX, told apart by its characters.

It is LaTeX where it contains one of ``\ { } $``, none of which is part of the text language: every LaTeX command begins
with a backslash. All else is the text language, ``x^T x`` too, whose error then says how a transpose is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from extremum.reading.build.declarations import Item
from extremum.reading.parser import parse_with_inference, read_statement
from extremum.reading.result import Reading, Statement
from extremum.reading.tex import latex_statement, read_latex

_LATEX_ONLY = frozenset("\\{}$")


def is_latex(text: str) -> bool:
    r"""Whether a text is read as LaTeX.

    >>> is_latex(r"\|A x - b\|^2"), is_latex("x^{2}"), is_latex("norm2(A*x - b)^2")
    (True, True, False)
    """
    return not _LATEX_ONLY.isdisjoint(text)


def read_either(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Reading:
    r"""The reading of a formula in either notation; errors are those of the notation that it is in.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse` and :func:`extremum.parse_latex`.

    >>> read_either("x'*A*x", "A[n,n]; x[n]").expr, read_either(r"x^\top A x", "A[n,n]; x[n]").expr
    (x'*A*x, x'*A*x)
    """
    if is_latex(text):
        return read_latex(text, declarations, **named)
    expr, inferred = parse_with_inference(text, declarations, **named)
    return Reading(expr, tuple(inferred))


def either_statement(text: str, declarations: str | Item | Iterable[Item] = ()) -> Statement:
    """The sides of a constraint in either notation; errors are those of the notation that it is in.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse` and :func:`extremum.parse_latex`.
    """
    return latex_statement(text, declarations) if is_latex(text) else read_statement(text, declarations)
