"""The shapes of names that nobody declared: those that their use determines, otherwise the usual ones that fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from extremum.algebra.dims import ONE, Dim, IndexName, Name, Shape
from extremum.algebra.errors import UndeclaredError
from extremum.language.families import members
from extremum.operations import leaves
from extremum.reading.build import functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import shown
from extremum.reading.shapes.constraints import Constraint, NotScalar, unknowns
from extremum.reading.shapes.conventions import as_numbers, cheapest
from extremum.reading.shapes.inference import Collector
from extremum.reading.shapes.letters import lettered
from extremum.reading.shapes.means import read_as_mean
from extremum.reading.shapes.missing import families_in, give_ranges, inside, is_unknown, names_in
from extremum.reading.shapes.runs import refuse_entries, refuse_runs
from extremum.reading.shapes.search import ENOUGH, Search, TooManyReadings
from extremum.reading.shapes.undecided import contradiction, several, undetermined
from extremum.reading.source import Tree


def infer(builder: Builder) -> list[str]:
    """Declares the undeclared names, with the shapes that their use determines, or that are usual; as text.

    Raises:
        ParseError: several readings are equally usual, or nothing says over what a family runs.
        ShapeError: no shape fits.
    """
    stated = set(builder.declared.names())
    give_ranges(builder)
    names = names_in(builder)
    refuse_runs(builder, names, stated)
    arrays = _arrays(builder, names)
    names = {
        name: piece for name, piece in names.items() if piece.kind != "name" or name not in builder.declared.variables
    }
    families = families_in(builder)
    pieces = {**names, **{name: piece for name, (piece, _) in families.items()}}
    if not pieces:
        return arrays
    shapes = _solved(builder, pieces)
    refuse_entries(builder, names, shapes, stated)
    names = {
        name: piece for name, piece in names.items() if not read_as_mean(builder, name, piece, shapes[name], stated)
    }
    builder.guessed.update({*names, *families})
    for piece in names.values():
        if piece.kind == "constant":
            builder.sizes[piece.key] = shapes[piece.key]
    declared = [_declare(builder, name, shapes[name]) for name, piece in names.items() if piece.kind == "name"]
    return [*arrays, *declared] + [_declare_family(builder, *family, shapes[name]) for name, family in families.items()]


def _solved(builder: Builder, pieces: dict[str, Tree]) -> dict[str, Shape]:
    """The shapes of the undeclared pieces: those that their use determines, otherwise the usual ones that fit."""
    collector = Collector(builder, set(pieces))
    root = builder.root, collector.shape(builder.root)
    _refuse_compared(builder, pieces, collector)
    wanted = {name: collector.shapes[name] for name in pieces}
    plain = _is_plain(builder, pieces)
    numbers = _numbers(builder, pieces, wanted, collector.constraints) if plain else None
    if numbers is not None:
        return numbers
    found = _that_fit(builder, pieces, wanted, collector.constraints)
    some = len(found) >= ENOUGH  # others were not tried
    left = {name: pieces[name] for name in pieces if some or _is_open([solution[name] for solution in found])}
    if not left:
        return found[0]
    named = {name: piece for name, piece in left.items() if piece.kind != "constant"}
    _refuse_near(builder, left, found)
    arrays = _arrays_asked_for(builder, collector)  # which collects what it looks at
    asked = [*collector.constraints, *arrays]
    bold = builder.declared.bold
    usual = cheapest(wanted, asked, named, root, plain, bold)
    usual = usual or cheapest(wanted, collector.constraints, named, root, plain, bold)
    _refuse_unsized(builder, left, usual)
    readings = [lettered(builder, reading) for reading in usual]
    if any(reading != readings[0] for reading in readings):
        raise several(builder, left, readings)
    _refuse_turned_matrices(builder, readings[0])
    return readings[0]


def _refuse_compared(builder: Builder, pieces: dict[str, Tree], collector: Collector) -> None:
    """Refuses a name of which nothing but a condition tells a shape."""
    name = next((name for name in pieces if name not in collector.shapes), None)
    if name is not None:
        fix = f"declare it, as in {name}[] for i in 1..N"
        raise builder.wrong(f"{name} is not declared, and a condition does not say its shape; {fix}", pieces[name])


def _that_fit(
    builder: Builder, pieces: dict[str, Tree], wanted: dict[str, Shape], constraints: Sequence[Constraint]
) -> list[dict[str, Shape]]:
    """The readings in which all shapes fit; none where there are too many to try."""
    search = Search(wanted)
    try:
        found = search.solutions(constraints)
    except TooManyReadings:
        return []
    if not found and search.conflict is not None:
        raise contradiction(builder, pieces, search)
    return found


def _numbers(
    builder: Builder, pieces: dict[str, Tree], wanted: dict[str, Shape], constraints: Sequence[Constraint]
) -> dict[str, Shape] | None:
    """All names as numbers where they fit and none may be a slip: the only reading, or the usual one of many."""
    if any(_is_near(builder, name) for name in pieces):
        return None
    found = as_numbers(wanted, constraints, [(piece, wanted[name]) for name, piece in pieces.items()])
    return found[0] if found else None


def _refuse_turned_matrices(builder: Builder, shapes: dict[str, Shape]) -> None:
    """Refuses ``softmax(Q*K')`` where it would make a row or a number of a capital letter: of each row is meant.

    Raises:
        UndeclaredError: with the functions of rows and columns.
    """
    for piece, _ in indices.walk(builder.root):
        row = functions.find(piece.text) if piece.kind == "call" else None
        if row is None or not row.shape.startswith("vector") or functions.find(f"{piece.text}_rows") is None:
            continue
        flat = [name for name in sorted(indices.names_in(piece)) if name[:1].isupper() and name in shapes]
        if any(shapes[name][0] is ONE for name in flat):
            function, inner = piece.text, builder.source.at(piece.parts[0])
            rows, cols = (_spelled(builder, f"{function}_{lines}") for lines in ("rows", "cols"))
            whole = f"write {rows}({inner}) or {cols}({inner})"
            message = f"{function} is of a vector, and {inner} is hardly one: {whole}, or declare {' and '.join(flat)}"
            raise builder.source.error(message, piece.start, piece.end, UndeclaredError)


def _spelled(builder: Builder, function: str) -> str:
    """A function as the notation of the text writes it."""
    escaped = function.replace("_", r"\_")
    return rf"\operatorname{{{escaped}}}" if "\\" in builder.source.text else function


def _refuse_unsized(builder: Builder, left: dict[str, Tree], usual: list[dict[str, Shape]]) -> None:
    """Refuses where no reading is usual, and a constant such as an identity that no name gives its size."""
    if not usual:
        name, piece = next(iter(left.items()))
        raise undetermined(builder, name, piece, [(Dim.of(Name("?1")), Dim.of(Name("?2")))])
    shapes = usual[0]
    sizes = {a for name, shape in shapes.items() if "@" not in name for dim in shape for a in unknowns(dim)}
    for name, piece in left.items():
        if piece.kind == "constant" and not {a for dim in shapes[name] for a in unknowns(dim)} <= sizes:
            raise undetermined(builder, name, piece, [shapes[name]])


def _arrays_asked_for(builder: Builder, collector: Collector) -> list[Constraint]:
    """A name by itself that is transposed, or of which a norm or a sum is taken, is hardly a number."""
    asking = [(piece, bound) for piece, bound in indices.walk(builder.root) if _asks_for_array(builder, piece)]
    shapes = [(piece, _shape_asked_for(collector, piece, bool(bound))) for piece, bound in asking]
    return [NotScalar(piece, shape) for piece, shape in shapes if shape is not None]


def _shape_asked_for(collector: Collector, piece: Tree, bound: bool) -> Shape | None:
    """The shape of an argument that is a name; a function of matrices may have any argument."""
    row = functions.find(piece.text) if piece.kind == "call" else None
    if row is not None and row.shape == "square to scalar" and not bound:
        return collector.shape(piece.parts[0])
    return collector.shapes.get(piece.parts[0].key)


def _asks_for_array(builder: Builder, piece: Tree) -> bool:
    if piece.kind == "open":
        return builder.openings[piece.text].shape in ("scalar", "transposed")
    row = functions.find(piece.text) if piece.kind == "call" else None
    return piece.kind == "transpose" or (row is not None and row.shape in ("scalar", "square to scalar"))


def _is_open(options: list[Shape]) -> bool:
    """Whether the use of a name does not determine its shape."""
    return not options or any(option != options[0] for option in options) or any(map(unknowns, options[0]))


def _refuse_near(builder: Builder, left: dict[str, Tree], found: list[dict[str, Shape]]) -> None:
    """A name that is nearly a declared one is more likely a slip than a name."""
    for name, piece in left.items():
        if piece.kind != "constant" and _is_near(builder, name):
            raise undetermined(builder, name, piece, list(dict.fromkeys(solution[name] for solution in found)))


def _is_near(builder: Builder, name: str) -> bool:
    return bool(get_close_matches(name, builder.declared.names(), 1, 0.75))


def _is_plain(builder: Builder, pieces: dict[str, Tree]) -> bool:
    """Whether nothing in the text asks for vectors or matrices: only numbers are added, multiplied and raised."""
    if any(name[:1].isupper() or name in builder.declared.bold for name in pieces):
        return False
    return all(_is_scalar_piece(builder, piece) for piece, _ in indices.walk(builder.root))


_PLAIN = {"same", "power", "quotient", "greatest", "bars", "length", "exp"}


def _is_scalar_piece(builder: Builder, piece: Tree) -> bool:
    if piece.kind == "name":
        known = builder.declared.variables.get(piece.text)
        return known is None or known.is_scalar
    if piece.kind == "call":
        row = None if indices.binder(piece) else functions.find(piece.text)
        return row is None or row.shape in _PLAIN
    if piece.kind == "open":
        return builder.openings[piece.text].shape in _PLAIN
    if piece.kind in ("chain", "power"):
        return not {"@", ".*", "./", ".^"} & {*piece.operators}
    return piece.kind in ("number", "member", "signed", "sum", "derivative")


def _arrays(builder: Builder, plain: Collection[str]) -> list[str]:
    """Declares what has two indices, or one and stands without it too: a matrix, a vector, as large as they run."""
    found: list[str] = []
    stack = [(builder.root, builder.names.bound)]
    while stack:
        here, bound = stack.pop()
        _refuse_own_entry(builder, here)
        if here.parts and _asks_for_array(builder, here):
            _refuse_entries(builder, here.parts[0])
        if here.kind == "member" and is_unknown(builder, here.text):
            count = len(here.parts)
            runs = [bound.get(part.text) or builder.names.free(part.text) for part in here.parts if part.kind == "name"]
            sizes = [run.size for run in runs if run is not None and run.size is not None and run.start == 1]
            if len(sizes) == count and (count == 2 or (count == 1 and here.text in plain)):
                found.append(_declare(builder, here.text, (sizes[0], sizes[1] if count == 2 else ONE)))
        stack.extend((part, inside(builder, here, bound)) for part in reversed(here.parts))
    return found


def _refuse_own_entry(builder: Builder, tree: Tree) -> None:
    """Refuses ``x - x[i]`` of what nobody declared: x[i] is an entry of x, or a sample beside it."""
    if tree.kind != "sum":
        return
    parts = [part.parts[0] if part.kind == "signed" else part for part in tree.parts]
    alone = {part.text for part in parts if part.kind == "name" and is_unknown(builder, part.text)}
    entry = next((part for part in parts if part.kind == "member" and part.text in alone), None)
    if entry is not None:
        shown, name = builder.source.at(entry), entry.text
        fix = f"give one of them another name, or declare {name}[n] if it is an entry"
        raise builder.wrong(f"{shown} is an entry of {name}, or one of many beside it; {fix}", entry)


def _declare(builder: Builder, name: str, shape: Shape) -> str:
    builder.declared.variables[name] = leaves.symbol(name, *shape)
    return shown(name, *shape)


def _declare_family(builder: Builder, piece: Tree, index: IndexName, shape: Shape) -> str:
    assert index.size is not None
    name = piece.text
    if name in builder.declared.variables:
        raise builder.source.wrong(f"{name} is used both with and without an index; declare it", piece)
    builder.declared.families[name] = members(name, lambda at: shape, index.size, index.start, ())
    head = shown(name, *shape)
    return f"{head if head != name else f'{name}[]'} for {index.name} in {indices.shown(index)}"


def _refuse_entries(builder: Builder, tree: Tree) -> None:
    r"""Refuses ``\|x_{ij} - \mu\|`` of what nobody declared: an entry of a matrix, or a vector with two indices."""
    parts = tree.parts if tree.kind == "sum" else (tree,)
    for part in (part.parts[0] if part.kind == "signed" else part for part in parts):
        entry = len(part.parts) == 2 and all(place.kind != "slice" for place in part.parts)
        if part.kind == "member" and entry and is_unknown(builder, part.text):
            shown, name = builder.source.at(part), part.text
            fix = f"declare {name}[n,m] if it is a number, or give vectors one index, as in {name}[d] for k in 1..N"
            raise builder.wrong(f"{shown} is an entry of a matrix {name}, or one of many vectors; {fix}", part)
