"""Names that nobody declared: which they are, and the shapes that their use determines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from extremum.algebra.dims import ONE, Atom, Dim, IndexName, Name, Shape
from extremum.algebra.errors import ParseError, ShapeError, UndeclaredError
from extremum.language.declare import members
from extremum.operations import leaves
from extremum.reading.build import entries, functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import shown
from extremum.reading.shapes.constraints import Constraint, NotScalar, unknowns
from extremum.reading.shapes.conventions import cheapest
from extremum.reading.shapes.equations import Search, TooManyReadings
from extremum.reading.shapes.inference import Collector
from extremum.reading.source import Source, Tree


# -- which they are ----------------------------------------------------------------------------------------------------
def _names(builder: Builder) -> dict[str, Tree]:
    """The names that need inference, each where it is used first."""
    found: dict[str, Tree] = {}
    for piece, bound in indices.walk(builder.root):
        if piece.kind == "constant":
            found[piece.key] = piece
        if piece.kind != "name" or piece.text in found or builder.names.known(piece.text, bound):
            continue
        if not piece.text.isidentifier():
            raise _no_name(builder.source, piece)
        row = functions.find(piece.text)
        if row is not None:
            fix = f"write {row.usage}, or declare a variable of that name"
            raise builder.source.wrong(f"{piece.text} is a function; {fix}", piece)
        found[piece.text] = piece
    _refuse_unbound(builder, found)
    _in_indices(builder, found)
    return found


def _refuse_unbound(builder: Builder, found: dict[str, Tree]) -> None:
    """Refuses ``z_i`` beside members of z: no sum binds its index."""
    members = {piece.text for piece, _ in indices.walk(builder.root) if piece.kind == "member"}
    for name, piece in found.items():
        base, _, index = name.rpartition("_")
        if base in members and len(index) == 1 and index.isalpha() and piece.kind == "name":
            fix = f"sum over {index}, or declare {base}, as in {base}[n], and {name} for a name of its own"
            raise builder.source.wrong(f"over what does {index} run? {base} has members here; {fix}", piece)


def _no_name(source: Source, piece: Tree) -> ParseError:
    at = next(k for k in range(1, len(piece.text) + 1) if not piece.text[:k].isidentifier()) - 1
    char = piece.text[at]
    power = {"²": "^2", "³": "^3", "¹": "^1"}.get(char)
    fix = f"write {power}" if power else "use letters, digits and _"
    return source.error(f"{char!r} cannot be part of a name; {fix}", piece.start + at, piece.start + at + 1, ParseError)


def _in_indices(builder: Builder, found: dict[str, Tree]) -> None:
    """Refuses undeclared names that inference cannot settle: indices of no range, a transpose as a power."""
    for piece, _ in indices.walk(builder.root):
        exponent = piece.parts[1].text if piece.kind == "power" else ""
        if exponent in found and (exponent in ("T", "t", "H") or (exponent[0] == "T" and exponent.isalpha())):
            base = builder.source.at(piece.parts[0])
            raise builder.source.wrong(f"{exponent} is not declared; for the transpose write {base}'", piece)
        names = {name for part in _index_parts(builder, piece) for name in indices.names_in(part)} & found.keys()
        for name in sorted(names, key=lambda name: found[name].start):
            builder.names.index(found[name])


def _index_parts(builder: Builder, piece: Tree) -> Sequence[Tree]:
    """The parts of a piece that are indices."""
    if piece.kind == "member":
        value = builder.declared.variables.get(piece.text)
        if value is not None and indices.axes(value.shape, len(piece.parts)) is None:
            raise builder.wrong(entries.miscounted(piece.text, value), piece)
        return () if _is_unknown(builder, piece.text) else piece.parts
    row = functions.find(piece.text) if piece.kind == "call" else None
    if piece.kind == "constant" or (row is not None and row.arguments == "ii"):
        return piece.parts
    return piece.parts[1:] if piece.kind == "entry" else ()


def _families(builder: Builder) -> dict[str, tuple[Tree, IndexName]]:
    """The families that need inference, each where it is used first, and the index that numbers all its members.

    Raises:
        ParseError: nothing says over what a family runs.
    """
    found: dict[str, tuple[Tree, IndexName]] = {}
    stack = [(builder.root, builder.names.bound)]
    while stack:
        here, bound = stack.pop()
        if here.kind == "member" and _is_unknown(builder, here.text):
            index = _numbered_by(builder, here, bound)
            if here.text in found and not _same_range(found[here.text][1], index):
                raise builder.no_family(here)
            found.setdefault(here.text, (here, index))
        stack.extend((part, _inside(builder, here, bound)) for part in reversed(here.parts))
    return found


def _is_unknown(builder: Builder, name: str) -> bool:
    return name not in builder.declared.families and name not in builder.declared.variables


def _give_ranges(builder: Builder) -> None:
    """Sums over ``i`` without a range, of members that nobody declared, run over 1..n; those over what one array has as
    the same index are of one length."""
    lone = [found[1] for found in map(indices.binder, _lone_binders(builder)) if found is not None]
    lengths: dict[str, Dim] = {}
    letters = _letters(builder, {piece.text for piece, _ in indices.walk(builder.root)})
    numbered: dict[tuple[str, int], Dim] = {}
    for name in dict.fromkeys(lone):
        axes = [
            (piece.text, k)
            for piece, _ in indices.walk(builder.root)
            if piece.kind == "member"
            for k, part in enumerate(piece.parts)
            if part.kind == "name" and part.text == name
        ]
        if axes:
            size = next((numbered[axis] for axis in axes if axis in numbered), None) or Dim.of(Name(next(letters)))
            numbered.update(dict.fromkeys(axes, size))
            lengths[name] = size
    for name, size in lengths.items():
        builder.declared.letters.setdefault(name, []).append(IndexName(name, size, 1))
        builder.declared.dims.add(str(size))


def _lone_binders(builder: Builder) -> Iterator[Tree]:
    """The sums of which nothing says over what they run."""
    for piece, _ in indices.walk(builder.root):
        found = indices.binder(piece)
        if found is None or len(piece.parts) != 1:
            continue
        if indices.run(builder.source, found[1], piece, piece.parts[0], builder.declared, False) is None:
            yield piece


def _arrays(builder: Builder, plain: Collection[str]) -> list[str]:
    """Declares what has two indices, or one and stands without it too: a matrix, a vector, as large as they run."""
    found: list[str] = []
    stack = [(builder.root, builder.names.bound)]
    while stack:
        here, bound = stack.pop()
        if here.kind == "member" and _is_unknown(builder, here.text):
            count = len(here.parts)
            runs = [bound.get(part.text) or builder.names.free(part.text) for part in here.parts if part.kind == "name"]
            sizes = [run.size for run in runs if run is not None and run.size is not None and run.start == 1]
            if len(sizes) == count and (count == 2 or (count == 1 and here.text in plain)):
                found.append(_declare(builder, here.text, (sizes[0], sizes[1] if count == 2 else ONE)))
        stack.extend((part, _inside(builder, here, bound)) for part in reversed(here.parts))
    return found


def _inside(builder: Builder, tree: Tree, bound: dict[str, IndexName]) -> dict[str, IndexName]:
    """The indices that are bound in the parts of a piece, those with a known range."""
    binder = indices.binder(tree)
    if binder is None:
        return bound
    outside, builder.names.bound = builder.names.bound, bound
    index = builder.names.range(tree, binder[1])
    builder.names.bound = outside
    rest = {name: known for name, known in bound.items() if name != binder[1]}
    return rest if index is None else {**rest, binder[1]: index}


def _numbered_by(builder: Builder, member: Tree, bound: dict[str, IndexName]) -> IndexName:
    """The index ``i`` of ``x[i]``, where x is not declared."""
    at = member.parts[0]
    index = bound.get(at.text) or builder.names.free(at.text) if at.kind == "name" else None
    if index is None or len(member.parts) > 1:
        raise builder.no_family(member)
    return index


def _same_range(a: IndexName, b: IndexName) -> bool:
    return a.size is b.size and a.start == b.start


# -- their shapes ------------------------------------------------------------------------------------------------------
def infer(builder: Builder) -> list[str]:
    """Declares the undeclared names, with the shapes that their use determines, or that are usual; as text.

    Raises:
        ParseError: several readings are equally usual, or nothing says over what a family runs.
        ShapeError: no shape fits.
    """
    _give_ranges(builder)
    names = _names(builder)
    arrays = _arrays(builder, names)
    names = {
        name: piece for name, piece in names.items() if piece.kind != "name" or name not in builder.declared.variables
    }
    families = _families(builder)
    pieces = {**names, **{name: piece for name, (piece, _) in families.items()}}
    if not pieces:
        return arrays
    shapes = _solved(builder, pieces)
    builder.guessed.update(pieces)
    for piece in names.values():
        if piece.kind == "constant":
            builder.sizes[piece.key] = shapes[piece.key]
    declared = [_declare(builder, name, shapes[name]) for name, piece in names.items() if piece.kind == "name"]
    return [*arrays, *declared] + [_declare_family(builder, *family, shapes[name]) for name, family in families.items()]


def _solved(builder: Builder, pieces: dict[str, Tree]) -> dict[str, Shape]:
    """The shapes of the undeclared pieces: those that their use determines, otherwise the usual ones that fit."""
    collector = Collector(builder, set(pieces))
    root = builder.root, collector.shape(builder.root)
    wanted = {name: collector.shapes[name] for name in pieces}
    search = Search(wanted)
    try:
        found = search.solutions(collector.constraints, {})
    except TooManyReadings:
        found, search.conflict = [], None
    if not found and search.conflict is not None:
        raise _contradiction(builder, pieces, search)
    left = {name: pieces[name] for name in pieces if _is_open([solution[name] for solution in found])}
    if not left:
        return found[0]
    named = {name: piece for name, piece in left.items() if piece.kind != "constant"}
    _refuse_near(builder, left, found)
    asked = _arrays_asked_for(builder, collector)
    constraints = [*collector.constraints, *asked]
    plain = _is_plain(builder, pieces)
    usual = cheapest(wanted, constraints, named, root, plain)
    usual = usual or cheapest(wanted, collector.constraints, named, root, plain)
    _refuse_unsized(builder, left, usual)
    readings = [_lettered(builder, reading) for reading in usual]
    if any(reading != readings[0] for reading in readings):
        raise _several(builder, left, readings)
    return readings[0]


def _refuse_unsized(builder: Builder, left: dict[str, Tree], usual: list[dict[str, Shape]]) -> None:
    """Refuses where no reading is usual, and a constant such as an identity that no name gives its size."""
    if not usual:
        name, piece = next(iter(left.items()))
        raise _undetermined(builder, name, piece, [(Dim.of(Name("?1")), Dim.of(Name("?2")))])
    shapes = usual[0]
    sizes = {a for name, shape in shapes.items() if "@" not in name for dim in shape for a in unknowns(dim)}
    for name, piece in left.items():
        if piece.kind == "constant" and not {a for dim in shapes[name] for a in unknowns(dim)} <= sizes:
            raise _undetermined(builder, name, piece, [shapes[name]])


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
        if piece.kind != "constant" and get_close_matches(name, builder.declared.names(), 1, 0.75):
            raise _undetermined(builder, name, piece, list(dict.fromkeys(solution[name] for solution in found)))


def _is_plain(builder: Builder, pieces: dict[str, Tree]) -> bool:
    """Whether nothing in the text asks for vectors or matrices: only numbers are added, multiplied and raised."""
    if any(name[:1].isupper() for name in pieces):
        return False
    return all(_is_scalar_piece(builder, piece) for piece, _ in indices.walk(builder.root))


_PLAIN = {"same", "power", "quotient", "greatest", "bars", "exp"}


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


_SIZED = {
    "ones": r"write \mathbf{1}_n", "eye": "write I_n", "unit": r"write \operatorname{unit}(n, i)",
    "zeros": r"write \mathbf{0}_n or \mathbf{0}_{n \times m}",
}  # fmt: skip


# -- errors ------------------------------------------------------------------------------------------------------------
def _contradiction(builder: Builder, pieces: dict[str, Tree], search: Search) -> ParseError | ShapeError:
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


def _undetermined(builder: Builder, name: str, piece: Tree, options: list[Shape]) -> UndeclaredError:
    if piece.kind == "constant":
        message = f"the size of {builder.source.at(piece)} is not determined by its use; {_SIZED[piece.text]}"
        return builder.source.error(message, piece.start, piece.end, UndeclaredError)
    declared = list(dict.fromkeys(shown(name, *_lettered(builder, {name: shape})[name]) for shape in options))
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


def _several(builder: Builder, left: dict[str, Tree], readings: list[dict[str, Shape]]) -> UndeclaredError:
    """The error where readings are equally usual: each with the declarations that pick it."""
    picks = ["; ".join(shown(name, *reading[name]) for name in left if "@" not in name) for reading in readings]
    place = next(iter(left.values()))
    several = " or ".join(f"'{pick}'" for pick in dict.fromkeys(picks))
    message = f"this has several readings; declare {several}"
    return builder.source.error(message, place.start, place.end, UndeclaredError)


def _lettered(builder: Builder, shapes: dict[str, Shape]) -> dict[str, Shape]:
    """The shapes with letters for unknown dimensions."""
    dims = [dim for shape in shapes.values() for dim in shape]
    letters = _letters(builder, {*shapes, *(str(atom) for dim in dims for atom in dim.atoms())})
    names: dict[Atom, Dim] = {}
    for dim in dims:
        for atom in sorted(unknowns(dim), key=str):
            if atom not in names:
                names[atom] = Dim.of(Name(next(letters)))
    return {name: (rows.replace(names), cols.replace(names)) for name, (rows, cols) in shapes.items()}


def _letters(builder: Builder, more: set[str]) -> Iterator[str]:
    """Letters for dimensions that nothing else has as its name."""
    taken = {*builder.declared.names(), *builder.declared.letters, *more}
    return (letter for letter in _LETTERS if letter not in taken)


_LETTERS = [*"nmkpqrst", *(f"n{k}" for k in range(1, 200))]
