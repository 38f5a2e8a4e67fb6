"""What a syntax tree needs before its expression is built: the meaning of every name in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from extremum.reading.build import functions, indices
from extremum.reading.build.builder import Builder, Opening
from extremum.reading.build.declared import Declared
from extremum.reading.shapes.undeclared import infer
from extremum.reading.source import Source, Tree


def prepared(
    source: Source, tree: Tree, declared: Declared, openings: Mapping[str, Opening] | None = None
) -> tuple[Builder, list[str]]:
    """What builds the expression of a tree in any notation, all names known; the declarations inferred, as text."""
    _learn_dimensions(tree, declared)
    builder = Builder(source, tree, declared, openings)
    found = infer(builder)
    builder.inferred.extend(re.split(r"[\[: ]", line)[0] for line in found)
    return builder, found


def named_in(declared: Declared, tree: Tree) -> set[str]:
    """The names in a tree, and in the definitions of those that are defined beside it."""
    found = {piece.text for piece, _ in indices.walk(tree)}
    for text in reversed(declared.definitions):
        words = re.findall(r"\w+", text)
        found.update(words if words[:1] and words[0] in found else ())
    parts = (value for name, value in declared.variables.items() if name in found and value.op.name != "symbol")
    return found | {symbol.name for part in parts for symbol in part.symbols}


def _learn_dimensions(tree: Tree, declared: Declared) -> None:
    """Names in the dimensions of ``eye(n)`` and its kin are dimensions."""
    for piece, bound in indices.walk(tree):
        if indices.binder(piece) is not None:
            _take_over(declared, bound, piece.parts[1:])
        if piece.kind == "slice":
            _take_over(declared, bound, piece.parts)
        row = functions.find(piece.text) if piece.kind == "call" else None
        if row is None or not ({"d", "z"} & set(row.arguments) or piece.text == "mpow"):
            continue
        kinds = "ed" if piece.text == "mpow" else row.kinds  # an undeclared exponent stands for a whole number
        sizes = [part for kind, part in zip(kinds, piece.parts, strict=False) if kind in "dz"]
        _take_over(declared, bound, sizes)


def _take_over(declared: Declared, bound: frozenset[str], sizes: Iterable[Tree]) -> None:
    known = {"end", *declared.variables, *declared.families, *bound, *declared.letters, *declared.indices}
    for size in sizes:
        declared.dims |= indices.names_in(size) - known


def joined(sides: Sequence[Tree]) -> list[Tree]:
    """What determines the shapes of undeclared names on the sides of relations: neighbours are of one shape, but that a
    number stands for a matrix of it."""
    if len(sides) == 1:
        return list(sides)
    return [_pair(left, right) for left, right in pairwise(sides)]


def _pair(left: Tree, right: Tree) -> Tree:
    if _is_number(right):
        return left
    return right if _is_number(left) else Tree("sum", "-", (left, right), left.start, right.end)


def _is_number(tree: Tree) -> bool:
    return tree.kind == "number" or (tree.kind == "signed" and _is_number(tree.parts[0]))
