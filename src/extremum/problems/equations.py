"""An equation that is asked for by itself: ``A*x == b``, in LaTeX ``A x = b``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extremum.algebra.errors import ParseError
from extremum.problems import files, tex
from extremum.problems.constraint import Constraint, equal_to
from extremum.reading.either import either_statement, is_latex, read_either
from extremum.reading.result import Statement


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation as it was read, with what was inferred and decided."""

    stated: Constraint
    inferred: tuple[str, ...]
    notes: tuple[str, ...]


def equation(text: str, declarations: Sequence[Any] = ()) -> Equation | None:
    """The equation that a text is; None where it is a formula, ``f(x) = …`` too, or poses a problem.

    >>> print(equation("A*x == b").stated, equation("norm2(x)^2"), equation("f(x) = x^2"))
    A*x == b None None

    Raises:
        ParseError, ShapeError, ExtremumError: an equation cannot be read.
    """
    latex = is_latex(text)
    if not ("=" in text if latex else "==" in text) or text.startswith("@") or tex.pieces(text) or files.typed(text):
        return None
    found = _latex(text, declarations) if latex else either_statement(text, list(declarations))
    if found is None or found.signs != ("==",):
        return None
    return Equation(equal_to(*found.sides), tuple(found.inferred), tuple(found.notes))


def _latex(text: str, declarations: Sequence[Any]) -> Statement | None:
    """The sides of an equation in LaTeX; None of what is a formula, ``f(x) = …``, or neither.

    What is neither has an error that reading the formula gives.
    """
    try:
        read_either(text, list(declarations))
    except ParseError:
        try:
            return either_statement(text, list(declarations))
        except ParseError:
            pass
    return None
