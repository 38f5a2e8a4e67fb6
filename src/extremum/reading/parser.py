"""Text to expressions: ``parse("norm2(X*w - y)^2", ["X[n,d]", "w[d]", "y[n]"])``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from extremum.algebra.node import Expr
from extremum.algebra.traverse import absent
from extremum.operations.stated import keep
from extremum.reading.accidents import numbers_as_arrays
from extremum.reading.build.declarations import Item, collect
from extremum.reading.definitions import define
from extremum.reading.limits import depth_refused
from extremum.reading.preparing import joined, named_in, prepared
from extremum.reading.result import Reading, Statement
from extremum.reading.shapes.runs import running
from extremum.reading.source import Source
from extremum.reading.text.grammar import normal, read


def parse(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Expr:
    """The expression that a text of the language stands for.

    ``declarations`` are texts such as ``"X[n,m]; y[n]"``, symbols, families or dimensions; ``"p = softmax(X*w)"`` among
    them names a part, which stays whole (:func:`extremum.named`). ``named`` gives expressions, numbers, families or
    dimensions by name. Shapes of other names are inferred where their use determines them.

    Raises:
        ParseError: the text does not follow the grammar, or a name is unknown or has no determined shape.
        ShapeError: operands do not fit.
        ExtremumError: another operation refuses its operands, or a declaration contradicts another.

    >>> parse("norm2(X*w - y)^2", ["X[n,d]", "w[d]", "y[n]"])
    norm2(X*w - y)^2
    """
    return parse_with_inference(text, declarations, **named)[0]


def parse_with_inference(
    text: str, declarations: str | Item | Iterable[Item] = (), **named: Any
) -> tuple[Expr, list[str]]:
    """The expression, and the declarations that were inferred, as text.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse`.

    >>> parse_with_inference("norm2(X*w - y)^2", ["X[n,d]", "w[d]"])
    (norm2(X*w - y)^2, ['y[n]'])
    """
    found = read_text(text, declarations, **named)
    return found.expr, list(found.inferred)


def read_text(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Reading:
    """The expression, the declarations that were inferred, and notes on numbers that are used as arrays.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse`.

    >>> read_text("x'*A*x", "A; x").notes[0]
    'x is declared as a number, whose transpose is itself; declare x[n] for a vector, x[n,m] for a matrix'
    """
    source = Source(normal(text))
    declared = collect(declarations, named)
    defined = define(declared)
    tree = read(source, "expression")
    with depth_refused(source, tree):
        tree = running(tree, declared)
        builder, inferred = prepared(source, tree, declared)
        expr = builder.visit(tree)
        notes = tuple(dict.fromkeys(sentence for sentence, _ in numbers_as_arrays(builder)))
    keep(expr, declared.symbols(), named_in(declared, tree), builder.inferred)
    return Reading(expr, (*defined, *inferred), notes, pieces=absent(declared.pieces, [expr]))


def read_statement(text: str, declarations: str | Item | Iterable[Item] = ()) -> Statement:
    """The sides of a constraint, and the relations between them; of an expression, the one side.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse`.

    >>> found = read_statement("0 <= A*x <= b", ["A[n,m]", "x[m]"])
    >>> found.sides, found.signs, found.inferred
    ((0, A*x, b), ('<=', '<='), ('b[n]',))
    """
    source = Source(normal(text))
    declared = collect(declarations, {})
    inferred = define(declared)
    tree = read(source, "statement")
    signs, facts = _signs(tree.text)
    with depth_refused(source, tree):
        tree = running(tree, declared)
        for pair in joined(tree.parts):
            builder, found = prepared(source, pair, declared)
            inferred += found
        sides = tuple(builder.visit(part) for part in tree.parts)
    if len(sides) == 1:
        keep(sides[0], declared.symbols(), named_in(declared, builder.root), builder.inferred)
    return Statement(sides, signs, facts, tuple(inferred), pieces=absent(declared.pieces, sides))


def _signs(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The relations, or the fact that is stated by ``is positive definite``."""
    words = text.split()
    return ((), ("_".join(words[1:]),)) if words[:1] == ["is"] else (tuple(words), ())
