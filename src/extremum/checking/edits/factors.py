"""A factor, a term or a piece that is missing, too much, or another one."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.dims import ONE, Dim, IndexName, Shape
from extremum.algebra.node import Expr
from extremum.checking.edits.edit import Edit, is_factor
from extremum.checking.syntax import Formula, Place, made, places
from extremum.language.families import Family
from extremum.reading.build import indices
from extremum.reading.source import Tree

Factor = tuple[Tree, Shape]
"""A factor, and its shape."""


def dropped(formula: Formula, place: Place) -> Iterator[Edit]:
    """A factor, a term or a function is too much."""
    tree = place.tree
    if tree.kind in ("chain", "sum"):
        what, code = ("A factor", "factor_wrong") if tree.kind == "chain" else ("A term", "term_extra")
        for k in range(len(tree.parts)):
            rest = _without(tree, k)
            if rest is not None:
                yield Edit(place, rest, f"{what} is too much, {formula.text(tree.parts[k])}", code)
    elif tree.kind == "call" and len(tree.parts) == 1 and tree.text not in ("inv", "sqrt", "diag", "diagonal", "vec"):
        yield Edit(place, tree.parts[0], f"The function {tree.text} is too much")


def _without(tree: Tree, k: int) -> Tree | None:
    parts, found = list(tree.parts), tree.operators
    if k == 0:
        if found[0] in ("/", "./"):
            return None
        first = made("signed", "-", parts[1]) if found[0] == "-" else parts[1]
        parts, found = [first, *parts[2:]], found[1:]
    else:
        del parts[k], found[k - 1]
    return parts[0] if len(parts) == 1 else made(tree.kind, " ".join(found), *parts)


def exchanged(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another symbol of the same shape, or of the transposed one."""
    tree = place.tree
    if tree.kind != "name":
        return
    shape = formula.shape(tree)
    fits = formula.shape(formula.tree) is not None
    for name, value in formula.declared.variables.items():
        if name == tree.text or name.startswith("%") or value.op.name != "symbol":
            continue
        if value.shape == shape or not fits:
            yield Edit(place, made("name", name), "Another symbol is due")
        elif value.shape[::-1] == shape:
            yield Edit(place, made("transpose", "'", made("name", name)), "Another symbol is due")


def added(formula: Formula, place: Place) -> Iterator[Edit]:
    """A factor is missing: a symbol, its transpose or inverse, somewhere in a product."""
    tree = place.tree
    if not is_factor(place) or tree.kind == "signed" or (place.parent is not None and place.parent.kind == "chain"):
        return
    pieces, found = (tree.parts, tree.operators) if tree.kind == "chain" else ((tree,), [])
    for k in range(len(pieces) + 1):
        if 0 < k < len(pieces) and found[k - 1] not in "*@":
            continue
        for factor, shape in (*_factors(formula), *members(formula, place)):
            if _fits(formula, pieces, k, shape):
                parts = [*pieces[:k], factor, *pieces[k:]]
                operators = " ".join([*found[:k], "*", *found[k:]])
                yield Edit(place, made("chain", operators, *parts), f"A factor is missing, {formula.text(factor)}")


def weighted(formula: Formula, place: Place) -> Iterator[Edit]:
    """An entrywise factor is missing: a symbol of the same shape."""
    tree = place.tree
    shape = formula.shape(tree)
    if not is_factor(place) or tree.kind == "signed" or shape in (None, (ONE, ONE)):
        return
    for name, value in formula.declared.variables.items():
        if value.shape == shape and value.op.name == "symbol" and not name.startswith("%"):
            factor = made("name", name)
            yield Edit(place, made("chain", ".*", factor, tree), f"An entrywise factor is missing, {name}")


def _factors(formula: Formula) -> Iterator[Factor]:
    """The symbols as factors: as they are, transposed, inverted, as a diagonal."""
    for name, value in formula.declared.variables.items():
        if value.op.name != "symbol" or name.startswith("%"):
            continue
        yield from _shapes(made("name", name), value)
    yield from ((made("name", name), (ONE, ONE)) for name in sorted(formula.declared.dims))


def members(formula: Formula, place: Place) -> Iterator[Factor]:
    """The members ``x[i]`` of families, at the index of a sum around the place."""
    for parent, _ in place.path:
        found = indices.binder(parent)
        if found is None:
            continue
        for name, family in formula.declared.families.items():
            if not isinstance(family, Family):
                continue
            rows, cols = family[Dim.of(IndexName("%", family.size, family.start))].shape
            member = made("member", name, made("name", found[1]))
            yield member, (rows, cols)
            if (rows, cols) != (ONE, ONE):
                yield made("transpose", "'", member), (cols, rows)


def _shapes(plain: Tree, value: Expr) -> Iterator[Factor]:
    rows, cols = value.shape
    yield plain, (rows, cols)
    if value.is_scalar:
        return
    yield made("transpose", "'", plain), (cols, rows)
    if rows is cols:
        yield made("call", "inv", plain), (rows, cols)
        yield made("transpose", "'", made("call", "inv", plain)), (rows, cols)
    if value.is_column:
        yield made("call", "diag", plain), (rows, rows)


def _fits(formula: Formula, pieces: tuple[Tree, ...], k: int, shape: Shape) -> bool:
    """Whether a factor fits before piece k: beside its neighbours, as far as their shapes are known."""
    if shape == (ONE, ONE):
        return k == 0
    before = formula.shape(pieces[k - 1]) if k else None
    after = formula.shape(pieces[k]) if k < len(pieces) else None
    left = before is None or before == (ONE, ONE) or before[1] is shape[0]
    right = after is None or after == (ONE, ONE) or after[0] is shape[1]
    return left and right


def substituted(formula: Formula, place: Place) -> Iterator[Edit]:
    """A piece of the answer for a piece of the same shape, inner ones first."""
    if place.path:
        return
    for inner in reversed(list(places(place.tree))):
        shape = formula.shape(inner.tree)
        if inner.path and inner.tree.kind not in ("number", "signed") and shape is not None:
            fitting = (piece for piece in formula.pieces_at(inner) if piece.shape == shape)
            yield from (Edit(inner, formula.given(piece), "A part is wrong") for piece in fitting)
