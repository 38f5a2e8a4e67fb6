"""Definitions among the declarations: ``p = softmax(W*x)``, ``q[i] = exp(-norm2(x[i] - mu)^2)``, and by equations:
``P[n,n]: A'*P*A + Q == P``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.language.defined import defined
from extremum.operations.named import named
from extremum.reading.build.declarations import declare
from extremum.reading.build.declared import Declared, bind
from extremum.reading.limits import depth_refused
from extremum.reading.preparing import prepared
from extremum.reading.shapes.runs import running
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import read


def define(declared: Declared) -> list[str]:
    """Binds the names that are defined by expressions; the declarations inferred for them, as text.

    A definition may use names that are defined behind it, as in ``q = z/d, d = norm2(z)``.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`extremum.parse`, with the place in the definition.
    """
    inferred: list[str] = []
    for text in _in_order(declared.definitions):
        source = Source(text)
        if "==" in text:
            inferred += _by_equation(declared, source)
            continue
        left, body = read(source, "definition").parts
        with depth_refused(source, body):
            body = running(body, declared)
            builder, found = prepared(source, body, declared)
            part = builder.apply(left, named, left.text, builder.visit(body))
        _same_index(source, left, part)
        try:
            bind(declared, left.text, part)
        except ExtremumError as error:
            raise builder.failed(error, left) from None
        inferred += found
    return inferred


def _in_order(texts: Sequence[str]) -> list[str]:
    """The definitions, each behind those that it uses, otherwise as they stand.

    Raises:
        ParseError: names are defined by one another.
    """
    trees = {text: read(Source(text), "implicit" if "==" in text else "definition") for text in texts}
    defining = {tree.text if tree.kind == "implicit" else tree.parts[0].text: text for text, tree in trees.items()}
    ordered: dict[str, None] = {}
    met = set[str]()

    def place(text: str) -> None:
        met.add(text)
        for piece in _pieces(trees[text]):
            used = defining.get(piece.text, text)
            if used not in met:
                place(used)
            elif used is not text and used not in ordered:
                raise Source(text).wrong(f"{piece.text!r} is defined by what it defines, in a circle", piece)
        ordered[text] = None

    for text in texts:
        if text not in met:
            place(text)
    return list(ordered)


def _pieces(tree: Tree) -> Iterator[Tree]:
    """A piece of syntax and all that is in it."""
    stack = [tree]
    while stack:
        piece = stack.pop()
        yield piece
        stack += piece.parts[::-1]


def _by_equation(declared: Declared, source: Source) -> list[str]:
    """Binds a name to what its equation defines; without a shape it has the one that the equation gives it."""
    tree = read(source, "implicit")
    shape, facts, left, right = _parts(source, tree)
    name = tree.text
    before = declared.variables.pop(name, None)
    if shape is not None or facts:
        declare(declared, source.text[: left.start].rstrip().rstrip(":,"))
    whole = Tree("sum", "-", (left, right), left.start, right.end)
    with depth_refused(source, whole):
        builder, inferred = prepared(source, whole, declared)
        own = declared.variables.get(name)
        if own is None:
            raise source.wrong(
                f"the equation does not depend on {name}, which it is to define; write {name} in it", whole
            )
        sides = builder.visit(left), builder.visit(right)
        declared.variables[name] = found = builder.apply(whole, defined, own, *sides)
    if name in declared.families or before not in (None, found):
        raise source.wrong(f"{name!r} is declared twice, in two ways; leave one of the declarations out", tree)
    return [line for line in inferred if re.match(rf"{re.escape(name)}\b", line) is None]


def _parts(source: Source, tree: Tree) -> tuple[Tree | None, list[Tree], Tree, Tree]:
    """The shape, the facts and the sides of the equation that defines a name."""
    *front, left, right = tree.parts
    sign = source.text[left.end : right.start].strip()
    if sign != "==":
        raise source.wrong(f"a quantity is defined by an equation, {tree.text}: ... == ..., not by {sign}", tree)
    shape = next((part for part in front if part.kind == "shape"), None)
    return shape, [part for part in front if part.kind == "name"], left, right


def _same_index(source: Source, left: Tree, part: Expr) -> None:
    """Refuses ``p = f(x[i])``, which is ``p[i]``, and ``p[i]`` of what has no ``i`` in it."""
    written = [index.text for index in left.parts]
    free = [atom.name for atom in part.indices if isinstance(atom, IndexName)]
    if written != free:
        shown = f"{left.text}[{free[0]}]" if free else left.text
        has = f"depends on {free[0]}" if free else f"does not depend on {written[0]}"
        raise source.wrong(f"the right-hand side {has}; write {shown} = ...", left)
