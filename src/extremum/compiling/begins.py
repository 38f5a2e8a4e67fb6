"""Bodies of sums at an index, and first states in an index of their own."""

from __future__ import annotations

from extremum.algebra.dims import Atom, Bound, Dim, Entry
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace_indices, topological
from extremum.operations.recurrence import parts_of, state_at


def open_body_at(node: Expr, at: Dim) -> Expr:
    """The body of a binder at an index."""
    return replace_indices(node.args[0], {Bound(node.level): at})


def counted_from(start: Expr, at: Dim, index: Dim) -> Expr:
    """Members, states and widths near ``at`` by their distance from it."""
    result: dict[Expr, Expr] = {}
    for node in topological([start], enter=lambda n: n.op.name != "state"):
        if node.op.name == "state":
            distance = (parts_of(node).at - at).number
            result[node] = node if distance is None else state_at(node, index + distance)
        else:
            params = tuple(_moved(node, p, at, index) if isinstance(p, Dim) else p for p in node.params)
            result[node] = rebuild(node, tuple(result[arg] for arg in node.args), params)
    return result[start]


def _moved(node: Expr, dim: Dim, at: Dim, index: Dim) -> Dim:
    """A place or a width, with its distance from ``at``."""
    if node.op.name == "member" and dim is node.index:
        distance = (dim - at).number
        return dim if distance is None else index + distance

    def width(atom: Atom) -> Atom:
        distance = (atom.index - at).number if isinstance(atom, Entry) else None
        return atom if distance is None or not isinstance(atom, Entry) else Entry(atom.family, index + distance)

    return dim.map_atoms(width)
