"""What is said where no shape of an undeclared name fits, or more than one: with the declarations that settle it."""

from __future__ import annotations

from difflib import get_close_matches

from extremum.algebra.dims import Dim, Shape
from extremum.algebra.errors import ParseError, ShapeError, UndeclaredError
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import shown
from extremum.reading.shapes.constraints import unknowns
from extremum.reading.shapes.letters import lettered
from extremum.reading.shapes.search import Search
from extremum.reading.source import Tree

_SIZED = {
    "ones": r"write \mathbf{1}_n", "eye": "write I_n", "unit": r"write \operatorname{unit}(n, i)",
    "zeros": r"write \mathbf{0}_n or \mathbf{0}_{n \times m}",
}  # fmt: skip


def contradiction(builder: Builder, pieces: dict[str, Tree], search: Search) -> ParseError | ShapeError:
    listed = ", ".join(dict.fromkeys(_shown_name(builder, name, piece) for name, piece in pieces.items()))
    if search.conflict is None:
        place = next(iter(pieces.values()))
        return builder.source.wrong(f"the shapes of {listed} have too many readings; declare some of them", place)
    place, left, right = search.conflict.place, search.conflict.left, search.conflict.right
    parts = " and ".join(str(dim) for dim in (left, right) if not unknowns(dim))
    why = f": {parts} would have to be equal" if not (unknowns(left) or unknowns(right)) else ""
    message = f"no shape of {listed} fits here{why}; declare {listed}, or correct a declaration"
    return builder.source.error(message, place.start, place.end, ShapeError)


def _shown_name(builder: Builder, name: str, piece: Tree) -> str:
    return builder.source.at(piece) if piece.kind == "constant" else name


def undetermined(builder: Builder, name: str, piece: Tree, options: list[Shape]) -> UndeclaredError:
    if piece.kind == "constant":
        message = f"the size of {builder.source.at(piece)} is not determined by its use; {_SIZED[piece.text]}"
        return builder.source.error(message, piece.start, piece.end, UndeclaredError)
    declared = list(dict.fromkeys(shown(name, *lettered(builder, {name: shape})[name]) for shape in options))
    general = [name, f"{name}[n]", f"{name}[n,m]"]
    many = general if any(all(map(_lone, shape)) and shape[0] is not shape[1] for shape in options) else declared
    near = get_close_matches(name, builder.declared.names(), 1, 0.75)
    hint = f" (did you mean {near[0]}?)" if near else ""
    choices = " or ".join(_described(name, choice) for choice in many)
    message = f"{name} is not declared{hint}, and its use does not determine its shape; declare {choices}"
    return builder.source.error(message, piece.start, piece.end, UndeclaredError)


def _described(name: str, choice: str) -> str:
    return f"{choice} (a scalar)" if choice == name else choice


def _lone(dim: Dim) -> bool:
    return len(dim.terms) == 1 and bool(unknowns(dim))


def several(builder: Builder, left: dict[str, Tree], readings: list[dict[str, Shape]]) -> UndeclaredError:
    """The error where readings are equally usual: each with the declarations that pick it."""
    picks = ["; ".join(shown(name, *reading[name]) for name in left if "@" not in name) for reading in readings]
    place = next(iter(left.values()))
    several = " or ".join(f"'{pick}'" for pick in dict.fromkeys(picks))
    message = f"this has several readings; declare {several}"
    return builder.source.error(message, place.start, place.end, UndeclaredError)
