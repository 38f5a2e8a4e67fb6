r"""LaTeX to expressions: ``parse_latex(r"\frac12 \|A x - b\|_2^2", ["A[n,m]", "x[m]", "b[n]"])``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import Declared, Item, collect
from extremum.reading.definitions import define
from extremum.reading.preparing import depth_refused, prepared
from extremum.reading.result import Reading
from extremum.reading.source import Source, Tree
from extremum.reading.tex.decisions import Decisions
from extremum.reading.tex.grammar import structure
from extremum.reading.tex.reader import Reader
from extremum.reading.tex.record import Record
from extremum.reading.tex.statement import objective
from extremum.reading.tex.wording import in_latex
from extremum.reading.text.grammar import normal

__all__ = ["latex_builder", "parse_latex", "read_latex"]


def parse_latex(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Expr:
    r"""The expression that a LaTeX formula stands for; declarations are those of :func:`extremum.parse`.

    Raises:
        ParseError: the text is no formula, a name is unknown, or several readings are possible.
        ShapeError: operands do not fit.
        ExtremumError: another operation refuses its operands, or a declaration contradicts another.

    >>> parse_latex(r"\frac12 \|A x - b\|_2^2", ["A[n,m]", "x[m]", "b[n]"])
    1/2*norm2(A*x - b)^2
    """
    return read_latex(text, declarations, **named).expr


def read_latex(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Reading:
    r"""The expression, the declarations that were inferred, and a note for each choice between readings.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse_latex`.

    >>> found = read_latex(r"\sigma(W x + b)", ["W[m,n]", "x[n]"])
    >>> found.expr, found.inferred
    (sigmoid(W*x + b), ('b[m]',))
    >>> print(*found.notes)
    \sigma(W x + b) is read as the sigmoid function; declare sigma as a variable for a product
    """
    record, declared = Record(Source(normal(text))), collect(declarations, named)
    defined = define(declared)
    try:
        builder, inferred = _prepared(record, declared)
        with depth_refused(builder.source, builder.root):
            expr = builder.visit(builder.root)
            _note_choices(builder, record, expr)
    except ExtremumError as error:
        raise in_latex(error) from None
    return Reading(expr, (*defined, *inferred), record.notes)


def latex_builder(text: str, declared: Declared) -> Builder:
    """The syntax tree of a LaTeX formula with what builds its expression, also where its shapes do not fit.

    Raises:
        ParseError, ExtremumError: as :func:`parse_latex`.
    """
    return _prepared(Record(Source(normal(text))), declared)[0]


def _prepared(record: Record, declared: Declared) -> tuple[Builder, tuple[str, ...]]:
    """What builds the expression, all names known; the declarations that the formula gave or that were inferred."""
    layout = structure(record.source)
    with depth_refused(record.source, layout):
        reader = Reader(record.source, declared, record)
        formula, given = objective(reader, layout)
        tree = reader.expression(formula)
        builder, inferred = prepared(record.source, tree, declared, Decisions(record).openings())
    return builder, (*given, *inferred)


def _note_choices(builder: Builder, record: Record, expr: Expr) -> None:
    """Notes the choices whose other reading is another expression."""
    for rival in record.choices:
        other = _built(rival.in_place(builder.root), builder)
        if other is not None and other is not expr:
            record.note(rival.taken, rival.sentence)


def _built(tree: Tree, builder: Builder) -> Expr | None:
    """The expression of another reading; None: it is none."""
    source = builder.source
    other = Builder(source, tree, builder.declared, Decisions(Record(source)).openings())
    other.sizes.update(builder.sizes)
    try:
        return other.visit(tree)
    except ExtremumError:
        return None
