r"""Derivatives by an entry, ``\frac{\partial}{\partial A_{ij}} u^\top A v``: the entry of the gradient by the array.

∂f/∂A_ij = (∇_A f)_ij, so a formula with A in it and without a name A_ij is asked for its gradient by A.
"""

from __future__ import annotations

from dataclasses import replace

from extremum.reading.build import indices
from extremum.reading.build.declared import Declared
from extremum.reading.source import Tree
from extremum.reading.tex.record import Record

_INDICES = 2


def by_arrays(record: Record, tree: Tree, declared: Declared) -> Tree:
    """The tree with each derivative by an entry as one by its array, and a note.

    Raises:
        ParseError: it is by a member of a family, or by no entry of what the formula has.
    """
    parts = tuple(by_arrays(record, part, declared) for part in tree.parts)
    tree = tree if parts == tree.parts else replace(tree, parts=parts)
    return _by_array(record, tree, declared) if tree.kind == "call" and tree.text == "gradient" else tree


def _by_array(record: Record, call: Tree, declared: Declared) -> Tree:
    body, by = call.parts
    letter, _, labels = by.text.partition("_")
    arrays, families = _used(body, declared)
    entries = labels.replace("_", "")
    base = letter if letter in arrays | families or len(entries) < _INDICES else letter.upper()  # w_ij is one of W
    if by.text in arrays.union(declared.names()) or base not in arrays | families:
        return call
    shown = record.shown(by)
    if base in families:
        raise record.source.wrong(
            f"{shown} is one of the members of {base}; ask for the derivative of one term, or declare {base}[n]", by
        )
    if len(entries) > _INDICES or not entries.isalnum():
        raise record.source.wrong(f"the formula has {base} and no {shown}; write in it what {shown} stands for", by)
    word = "index" if len(entries) == 1 else "indices"
    record.note(call, f"the gradient by {base} is read, whose part with the {word} {', '.join(entries)} is asked for")
    return replace(call, parts=(body, replace(by, text=base)))


def refuse_numbers(record: Record, tree: Tree, declared: Declared) -> None:
    """Refuses the derivative by an entry of what turns out to be a number.

    Raises:
        ParseError: it is one.
    """
    for piece, _ in indices.walk(tree):
        by = piece.parts[-1] if piece.kind == "call" and piece.text == "gradient" else piece
        array = declared.variables.get(by.text) if by is not piece else None
        if array is not None and array.is_scalar and "_" in record.source.at(by) and "_" not in by.text:
            shown = record.shown(by)
            raise record.source.wrong(f"{by.text} is a number here and has no {shown}; declare {by.text}[n]", by)


def _used(body: Tree, declared: Declared) -> tuple[set[str], set[str]]:
    """The arrays and the families of a formula, also those that its definitions are made of."""
    pieces = [piece for piece, bound in indices.walk(body) if piece.text not in bound]
    names = {piece.text for piece in pieces if piece.kind == "name"}
    members = {piece.text for piece in pieces if piece.kind == "member"}
    inside = {leaf.name for name in names if name in declared.variables for leaf in declared.variables[name].symbols}
    return names | inside | (members & declared.variables.keys()), members - declared.variables.keys()
