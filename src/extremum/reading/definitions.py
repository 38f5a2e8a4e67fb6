"""Definitions among the declarations: ``p = softmax(W*x)``, ``q[i] = exp(-norm2(x[i] - mu)^2)``."""

from __future__ import annotations

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.operations.named import named
from extremum.reading.build.declared import Declared, bind
from extremum.reading.limits import depth_refused
from extremum.reading.preparing import prepared
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import read


def define(declared: Declared) -> list[str]:
    """Binds the names that are defined by expressions, in their order; the declarations inferred for them, as text.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse`, with the place in the definition.
    """
    inferred: list[str] = []
    for text in declared.definitions:
        source = Source(text)
        left, body = read(source, "definition").parts
        with depth_refused(source, body):
            builder, found = prepared(source, body, declared)
            part = builder.apply(left, named, left.text, builder.visit(body))
        _same_index(source, left, part)
        try:
            bind(declared, left.text, part)
        except ExtremumError as error:
            raise builder.failed(error, left) from None
        inferred += found
    return inferred


def _same_index(source: Source, left: Tree, part: Expr) -> None:
    """Refuses ``p = f(x[i])``, which is ``p[i]``, and ``p[i]`` of what has no ``i`` in it."""
    written = [index.text for index in left.parts]
    free = [atom.name for atom in part.indices if isinstance(atom, IndexName)]
    if written != free:
        shown = f"{left.text}[{free[0]}]" if free else left.text
        has = f"depends on {free[0]}" if free else f"does not depend on {written[0]}"
        raise source.wrong(f"the right-hand side {has}; write {shown} = ...", left)
