"""A transpose, an order, an inverse that is wrong; two symbols exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from extremum.algebra.dims import ONE
from extremum.checking.edits.edit import Edit, is_factor, is_matrix, turned
from extremum.checking.syntax import Formula, Place, made, places
from extremum.reading.source import Tree


def transposed(formula: Formula, place: Place) -> Iterator[Edit]:
    """A for A' and A' for A."""
    tree = place.tree
    if tree.kind == "transpose" and place.path and is_matrix(formula, tree.parts[0]):
        yield Edit(place, tree.parts[0], "A factor is transposed that should not be")
    elif place.path and is_factor(place) and tree.kind != "signed" and is_matrix(formula, tree):
        yield Edit(place, made("transpose", "'", tree), "A factor has to be transposed")


def swapped(formula: Formula, place: Place) -> Iterator[Edit]:
    """B A for A B."""
    tree = place.tree
    if tree.kind != "chain":
        return
    for k, operator in enumerate(tree.operators):
        left, right = tree.parts[k], tree.parts[k + 1]
        if operator in "*@" and is_matrix(formula, left) and is_matrix(formula, right):
            before, after = tree.parts[:k], tree.parts[k + 2 :]
            swap = made("chain", tree.text, *before, right, left, *after)
            yield Edit(place, swap, "Two factors are in the wrong order")
            back = made("chain", tree.text, *before, turned(right), turned(left), *after)
            yield Edit(place, back, "The product of two factors has to be transposed")


def kron_swapped(formula: Formula, place: Place) -> Iterator[Edit]:
    """``kron(B, A)`` for ``kron(A, B)``; the factor before may be transposed or not."""
    tree = place.tree
    if tree.kind != "call" or tree.text != "kron" or len(tree.parts) != 2:
        return
    left, right = tree.parts
    wrong = "The factors of a Kronecker product are in the wrong order"
    yield Edit(place, made("call", "kron", right, left), wrong)
    for new in ((turned(right), left), (right, turned(left)), (turned(right), turned(left))):
        yield Edit(place, made("call", "kron", *new), wrong)


def inverted(formula: Formula, place: Place) -> Iterator[Edit]:
    """inv(A) for A and A for inv(A)."""
    tree = place.tree
    shape = formula.shape(tree)
    if tree.kind == "call" and tree.text == "inv":
        yield Edit(place, tree.parts[0], "An inverse is too much")
    elif is_factor(place) and shape is not None and shape[0] is shape[1] is not ONE and tree.kind != "signed":
        yield Edit(place, made("call", "inv", tree), "An inverse is missing")


def flipped(formula: Formula, place: Place) -> Iterator[Edit]:
    """A symbol transposed wherever it is not, and the reverse; two symbols exchanged."""
    if place.path:
        return
    names = [p.tree.text for p in places(place.tree) if p.tree.kind == "name" and is_matrix(formula, p.tree)]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            back = _mapped(place.tree, partial(_other_way, name))
            yield Edit(place, back, f"{name} is transposed where it should not be, and the reverse")
    for one, other in combinations(dict.fromkeys(names), 2):
        if formula.shape(made("name", one)) == formula.shape(made("name", other)):
            pair = {one: other, other: one}
            exchanged = _mapped(place.tree, partial(_renamed, pair))
            yield Edit(place, exchanged, f"{one} and {other} are exchanged")


def _mapped(tree: Tree, change: Callable[[Tree], Tree | None]) -> Tree:
    """The tree with pieces changed; below a changed piece nothing is changed any more."""
    found = change(tree)
    if found is not None:
        return found
    parts = tuple(_mapped(part, change) for part in tree.parts)
    same = all(new is old for new, old in zip(parts, tree.parts, strict=True))
    return tree if same else made(tree.kind, tree.text, *parts)


def _other_way(name: str, tree: Tree) -> Tree | None:
    if tree.kind == "transpose" and (tree.parts[0].kind, tree.parts[0].text) == ("name", name):
        return tree.parts[0]
    return made("transpose", "'", tree) if (tree.kind, tree.text) == ("name", name) else None


def _renamed(names: dict[str, str], tree: Tree) -> Tree | None:
    return made("name", names[tree.text]) if tree.kind == "name" and tree.text in names else None
