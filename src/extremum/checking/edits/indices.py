"""An index that is another one: ``x[1]`` for ``x[i]``, ``W[k]`` for ``W[k + 1]``; a sum with one term more or less."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.checking.edits.edit import Edit
from extremum.checking.syntax import Formula, Place, made, places
from extremum.reading.build import indices
from extremum.reading.source import Tree


def slipped(formula: Formula, place: Place) -> Iterator[Edit]:
    """Another member of the same family: at an index that is bound here, at one of another member, before or after."""
    tree = place.tree
    if tree.kind != "member" or len(tree.parts) != 1:
        return
    written = formula.text(tree.parts[0])
    for index in _others(formula, place):
        if formula.text(index) != written:
            yield Edit(place, made("member", tree.text, index), "An index is wrong")


def ranged(formula: Formula, place: Place) -> Iterator[Edit]:
    """A sum that begins or ends one index before or after."""
    tree = place.tree
    if indices.binder(tree) is None or len(tree.parts) != 3:
        return
    body, first, last = tree.parts
    for sign in "+-":
        yield Edit(place, made("call", tree.text, body, first, _moved(last, sign)), "The range of the sum is wrong")
        yield Edit(place, made("call", tree.text, body, _moved(first, sign), last), "The range of the sum is wrong")


def _moved(at: Tree, sign: str) -> Tree:
    """An index and 1, or less 1: ``k + 1`` of k, k of ``k + 1``."""
    base, count = _parted(at)
    moved = count + (1 if sign == "+" else -1)
    if base is None and moved >= 0:
        return made("number", str(moved))
    if base is None:
        return made("sum", sign, at, made("number", "1"))
    return made("sum", "+" if moved > 0 else "-", base, made("number", str(abs(moved)))) if moved else base


def _parted(at: Tree) -> tuple[Tree | None, int]:
    """What is added to a whole number, and that number."""
    if at.kind == "number" and at.text.isdigit():
        return None, int(at.text)
    if at.kind == "sum" and len(at.parts) == 2 and at.text in ("+", "-") and at.parts[1].text.isdigit():
        return at.parts[0], int(f"{at.text}{at.parts[1].text}")
    return at, 0


def _others(formula: Formula, place: Place) -> Iterator[Tree]:
    found = {index.text: index for index in _bound(place)}
    for other in places(formula.tree):
        if other.tree.kind == "member" and len(other.tree.parts) == 1:
            found.setdefault(formula.text(other.tree.parts[0]), other.tree.parts[0])
    yield from found.values()
    yield from (_moved(place.tree.parts[0], sign) for sign in "+-")


def _bound(place: Place) -> Iterator[Tree]:
    """The indices of the sums around a place, the inner ones first."""
    for parent, _ in reversed(place.path):
        found = indices.binder(parent)
        if found is not None:
            yield made("name", found[1])
