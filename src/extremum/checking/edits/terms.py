"""A term that is missing inside a factor; a number that is meant as a multiple of the identity."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.dims import ONE
from extremum.checking.edits.edit import Edit, is_factor
from extremum.checking.edits.factors import members
from extremum.checking.syntax import Formula, Place, made
from extremum.operations import construct as c
from extremum.reading.source import Tree


def extended(formula: Formula, place: Place) -> Iterator[Edit]:
    """A term is missing: a symbol, a member of a family, or a piece of the answer, of the same shape."""
    tree = place.tree
    shape = formula.shape(tree)
    inside = place.parent is not None and place.parent.kind in ("sum", "signed")
    if shape is None or inside or not place.path or not is_factor(place) or tree.kind in ("number", "signed"):
        return
    for term in _terms(formula, place):
        if formula.shape(term) == shape:
            for sign in ("-", "+"):
                code = "term_missing" if term.kind == "member" or not formula.value(term).args else "factor_wrong"
                yield Edit(place, _plus(tree, sign, term), f"A term is missing, {formula.text(term)}", code)


def _terms(formula: Formula, place: Place) -> Iterator[Tree]:
    yield from (member for member, _ in members(formula, place))
    for name, value in formula.declared.variables.items():
        if value.op.name == "symbol" and not name.startswith("%"):
            yield made("name", name)
    yield from map(formula.given, formula.pieces_at(place))


def _plus(tree: Tree, sign: str, term: Tree) -> Tree:
    if tree.kind == "sum":
        return made("sum", f"{tree.text} {sign}", *tree.parts, term)
    return made("sum", sign, tree, term)


def lifted(formula: Formula, place: Place) -> Iterator[Edit]:
    """``A'*A + mu*eye(n)`` for ``A'*A + mu``."""
    tree = place.tree
    if tree.kind != "sum":
        return
    shapes = [formula.shape(part) for part in tree.parts]
    large = {shape for shape in shapes if shape != (ONE, ONE)}
    shape = next(iter(large), None)
    if len(large) != 1 or shape is None:
        return
    rows, cols = shape
    for k, size in enumerate(shapes):
        for matrix in ([c.eye(rows)] if rows is cols else []) + [c.ones(rows, cols)] if size == (ONE, ONE) else []:
            scalar, given = tree.parts[k], formula.given(matrix)
            whole = given if formula.value(scalar) is c.number(1) else made("chain", "*", scalar, given)
            parts = (*tree.parts[:k], whole, *tree.parts[k + 1 :])
            yield Edit(place, made("sum", tree.text, *parts), "A number is not a matrix")
