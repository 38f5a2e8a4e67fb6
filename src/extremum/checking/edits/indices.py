"""An index that is another one: ``x[1]`` for ``x[i]``, ``W[k]`` for ``W[k + 1]``."""

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


def _others(formula: Formula, place: Place) -> Iterator[Tree]:
    found = {index.text: index for index in _bound(place)}
    for other in places(formula.tree):
        if other.tree.kind == "member" and len(other.tree.parts) == 1:
            found.setdefault(formula.text(other.tree.parts[0]), other.tree.parts[0])
    yield from found.values()
    here, one = place.tree.parts[0], made("number", "1")
    yield made("sum", "+", here, one)
    yield made("sum", "-", here, one)


def _bound(place: Place) -> Iterator[Tree]:
    """The indices of the sums around a place, the inner ones first."""
    for parent, _ in reversed(place.path):
        found = indices.binder(parent)
        if found is not None:
            yield made("name", found[1])
