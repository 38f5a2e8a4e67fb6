r"""A formula in the text language or in LaTeX, told apart by its characters, or by which of the two it fits.

It is LaTeX where it contains one of ``\ { } $`` or a small character as in ``xᵀ``, none of which is part of the text
language: every LaTeX command begins with a backslash. Without them it is the text language; what is none, as
``2 A^T A x`` and ``||Ax - b||^2``, is LaTeX where that has a reading, and otherwise the errors are those of the text
language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from extremum.algebra.errors import ParseError, ShapeError
from extremum.operations.operators import as_expr
from extremum.reading.build.declarations import Item
from extremum.reading.characters import is_typed
from extremum.reading.coded import read_code
from extremum.reading.parser import read_statement, read_text
from extremum.reading.result import Reading, Statement
from extremum.reading.shapes.runs import NameAskedError
from extremum.reading.tex import latex_statement, read_latex

_LATEX_ONLY = frozenset("\\{}$")
_PROGRAMMED = re.compile(r"[^\\{}$]*\w(\s*\\(\s+\w+|[^\W\d]|(?=\())|\{[\d:,\s]+\})(?!\w)[^\\{}$]*")
"""``A \\ b`` and ``A\\b``, as MATLAB writes a solution, with one backslash before a blank, a single letter or a
bracket; and ``x{1}``, as it writes an entry."""

_OTHERWISE = re.compile(
    r"""(?P<remainder>%)
    | (?P<entry>[^\W\d]\w*\(\s*[\d:][\d:,\s]*\))   # x(2), A(1, :)
    | (?P<member>[^\W\d]\[\s*(?:[^\W\d_]|\d+)\s*\])   # x[i], no product with [i]
    | (?P<twice>\]\s*\[)                           # A[1][2]
    | (?P<row>\[\s*[\w'.]+(\s+[-+]?[\w'.]+)+\s*\])  # [A B]
    """,
    re.VERBOSE,
)
"""What programs write and LaTeX would read as something else: a comment, products."""

_TWO_READINGS = " has two readings"

R = TypeVar("R")


def is_latex(text: str) -> bool:
    r"""Whether the characters of a text make it LaTeX.

    >>> is_latex(r"\|A x - b\|^2"), is_latex("x^{2}"), is_latex("norm2(A*x - b)^2")
    (True, True, False)
    """
    return is_typed(text) or (not _LATEX_ONLY.isdisjoint(text) and _PROGRAMMED.fullmatch(text) is None)


def read_either(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Reading:
    r"""The reading of a formula in either notation; errors are those of the notation that it is in.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse` and :func:`extremum.parse_latex`.

    >>> read_either("x'*A*x", "A[n,n]; x[n]").expr, read_either(r"x^\top A x", "A[n,n]; x[n]").expr
    (x'*A*x, x'*A*x)
    >>> read_either("||Ax - b||^2").expr
    norm2(A*x - b)^2
    """
    return _either(
        text,
        lambda: _typed(text, declarations, **named),
        lambda: read_latex(text, declarations, **named),
    )


def _typed(text: str, declarations: Any, **named: Any) -> Reading:
    """A formula of the text language, or of code, which is none of it."""
    try:
        return read_text(text, declarations, **named)
    except ParseError as error:
        return read_code(text, declarations, named, error)


def reading_of(f: Any, declarations: Any = ()) -> Reading:
    """What a call is given, as a reading: a text is read, an expression means what it shows.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`read_either`; it is nothing of the kind.

    >>> reading_of("x/x", "x").pieces
    (1/x,)
    """
    if isinstance(f, Reading):
        return f
    return read_either(f, declarations) if isinstance(f, str) else Reading(as_expr(f))


def either_statement(text: str, declarations: str | Item | Iterable[Item] = ()) -> Statement:
    """The sides of a constraint in either notation; errors are those of the notation that it is in.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse` and :func:`extremum.parse_latex`.
    """
    as_text: Callable[[], Statement] = lambda: read_statement(text, declarations)  # noqa: E731
    if re.search(r"(?<![<>=])=(?!=)", text) and not is_latex(
        text
    ):  # an equation of the text language is written with ==
        return as_text()
    return _either(text, as_text, lambda: latex_statement(text, declarations))


def _either(text: str, as_text: Callable[[], R], as_latex: Callable[[], R]) -> R:
    if is_latex(text):
        return as_latex()
    try:
        return as_text()
    except ParseError as error:
        if isinstance(error, NameAskedError) or not _LATEX_ONLY.isdisjoint(text) or _OTHERWISE.search(text):
            raise
        try:
            return as_latex()
        except ShapeError as further:
            raise further if type(error) is ParseError else error from None
        except ParseError as further:  # of a pasted formula that is ambiguous, the readings are what helps
            raise further if _TWO_READINGS in str(further) else error from None
        except ValueError:
            raise error from None
