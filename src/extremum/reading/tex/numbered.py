r"""Members that a formula names by a number or a size: ``x_N`` and ``x_0`` beside ``\sum_{k=0}^{N-1} x_k``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import ExtremumError
from extremum.reading.build import indices
from extremum.reading.build.builder import Builder, Opening
from extremum.reading.build.declared import Declared
from extremum.reading.shapes.missing import families_in
from extremum.reading.source import Tree
from extremum.reading.tex.record import Record


def with_members(record: Record, tree: Tree, declared: Declared, openings: Mapping[str, Opening]) -> Tree:
    r"""The tree with ``x_N`` as a member of x, where the formula sums over members of x that nobody declared and N is a
    size; so is ``x_0`` where 0 is the first index of one. A note says it."""
    try:
        families = {
            name: index for name, (_, index) in families_in(Builder(record.source, tree, declared, openings)).items()
        }
    except ExtremumError:
        return tree
    return _replaced(record, tree, declared, families) if families else tree


def _replaced(record: Record, tree: Tree, declared: Declared, families: Mapping[str, IndexName]) -> Tree:
    found: dict[tuple[int, str], Tree] = {}
    for piece, bound in indices.walk(tree):
        base, _, index = piece.text.rpartition("_")
        if piece.kind != "name" or base not in families or piece.text in bound.union(declared.names()):
            continue
        if index in declared.dims or index == str(families[base].start):
            kind = "number" if index.isdecimal() else "name"
            at = Tree(kind, index, (), piece.end - len(index), piece.end)
            found[piece.start, piece.text] = Tree("member", base, (at,), piece.start, piece.end)
            sentence = f"{record.shown(piece)} is read as a member of {base}"
            record.note(piece, f"{sentence}; declare {piece.text} for a name of its own")
    return _put(tree, found) if found else tree


def _put(tree: Tree, found: Mapping[tuple[int, str], Tree]) -> Tree:
    if tree.kind == "name" and (tree.start, tree.text) in found:
        return found[tree.start, tree.text]
    parts = tuple(_put(part, found) for part in tree.parts)
    return tree if parts == tree.parts else replace(tree, parts=parts)
