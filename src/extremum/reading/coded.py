"""Formulas as they stand in code of NumPy or PyTorch, by the shapes of their names, which have to be declared."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from extremum.algebra.dims import Shape
from extremum.algebra.errors import ExtremumError, ParseError
from extremum.operations.operators import expression
from extremum.reading.build.declarations import collect
from extremum.reading.parser import read_text
from extremum.reading.result import Reading
from extremum.reading.source import Source
from extremum.reading.text.array_syntax import names_of_code
from extremum.reading.text.arrays import Shapes, in_language, not_read
from extremum.reading.text.mistakes import no_form


def read_code(text: str, declarations: Any, named: Any, error: ParseError) -> Reading:
    """The reading of a formula that is code, with a note; of another text ``error``, why it is no formula.

    >>> from extremum.reading.either import read_either
    >>> found = read_either("np.linalg.norm(X @ w - y)**2 / len(y)", "X[n,d]; w[d]; y[n]")
    >>> found.expr, found.notes
    (norm2(X*w - y)^2/n, ('the formula is read as code of arrays: norm2(X*w - y).^2./n',))

    Raises:
        ParseError: it is no code, a name in it is not declared, so that its shape is not known, or a piece has no form
            in the language.
    """
    names = names_of_code(text)
    if names is None:
        raise error
    declared = collect(declarations, named)
    unknown = [name for name in names if name not in {*declared.names(), *declared.functions}]
    if unknown:
        first, *place = str(error).split("\n")
        fix = f"or declare {', '.join(unknown)}, as in X[n,m]; x[n]; s, and code is read as it stands"
        raise type(error)("\n".join([f"{first}; {fix}", *place])) from None
    shapes = shapes_of(declarations)
    refuse_code(text, shapes)
    code = in_language(text, shapes)
    if code is None:
        raise error
    found = read_text(code, declarations, **named)
    return replace(found, notes=(f"the formula is read as code of arrays: {code}", *found.notes))


def shapes_of(names: Any) -> Shapes:
    """The shapes of formulas, each read once."""

    @cache
    def shape(text: str) -> Shape | None:
        try:
            return expression(text, names).shape
        except ExtremumError:
            return None

    return shape


def refuse_code(text: str, shapes: Shapes) -> None:
    """Says what in a claim with NumPy has no form in the language.

    Raises:
        ParseError: there is something, and it is what the carets are under.
    """
    found = not_read(text, shapes)
    if found is not None:
        raise Source(text).error(no_form(found.name), found.start, found.end, ParseError) from None
