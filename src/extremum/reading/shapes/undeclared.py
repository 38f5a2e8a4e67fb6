"""Names that nobody declared: which they are, and the shapes that their use determines."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from extremum.algebra.dims import ONE, Dim, IndexName, Name, Shape
from extremum.algebra.errors import ParseError, ShapeError, UndeclaredError
from extremum.language.declare import members
from extremum.operations import leaves
from extremum.reading.build import functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import shown
from extremum.reading.shapes.constraints import unknowns
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
    _in_indices(builder, found)
    return found


def _no_name(source: Source, piece: Tree) -> ParseError:
    at = next(k for k in range(1, len(piece.text) + 1) if not piece.text[:k].isidentifier()) - 1
    char = piece.text[at]
    power = {"²": "^2", "³": "^3", "¹": "^1"}.get(char)
    fix = f"write {power}" if power else "use letters, digits and _"
    return source.error(f"{char!r} cannot be part of a name; {fix}", piece.start + at, piece.start + at + 1, ParseError)


def _in_indices(builder: Builder, found: dict[str, Tree]) -> None:
    """Refuses undeclared names that inference cannot settle: indices of no range, a transpose as a power."""
    for piece, _ in indices.walk(builder.root):
        if piece.kind == "power" and piece.parts[1].text in ("T", "t", "H") and piece.parts[1].text in found:
            base = builder.source.at(piece.parts[0])
            raise builder.source.wrong(f"{piece.parts[1].text} is not declared; for the transpose write {base}'", piece)
        indexed = piece.kind == "constant" or (piece.kind == "call" and piece.text == "delta")
        if (piece.kind == "member" and piece.text in builder.declared.families) or indexed:
            names = {name for part in piece.parts for name in indices.names_in(part)} & found.keys()
            for name in sorted(names, key=lambda name: found[name].start):
                builder.names.index(found[name])


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
    """Declares the undeclared names, with the shapes that their use determines; the declarations as text.

    Raises:
        ParseError: the use of a name does not determine its shape, or nothing says over what a family runs.
        ShapeError: no shape fits.
    """
    names = _names(builder)
    arrays = _arrays(builder, names)
    names = {
        name: piece for name, piece in names.items() if piece.kind != "name" or name not in builder.declared.variables
    }
    families = _families(builder)
    pieces = {**names, **{name: piece for name, (piece, _) in families.items()}}
    if not pieces:
        return arrays
    found = _solved(builder, pieces)
    for name, piece in pieces.items():
        options = list(dict.fromkeys(solution[name] for solution in found))
        if len(options) > 1 or any(map(unknowns, options[0])):
            raise _undetermined(builder, name, piece, options)
    shapes = found[0]
    for piece in names.values():
        if piece.kind == "constant":
            builder.sizes[piece.key] = shapes[piece.key]
    declared = [_declare(builder, name, shapes[name]) for name, piece in names.items() if piece.kind == "name"]
    return [*arrays, *declared] + [_declare_family(builder, *family, shapes[name]) for name, family in families.items()]


def _solved(builder: Builder, pieces: dict[str, Tree]) -> list[dict[str, Shape]]:
    """All shapes of the undeclared pieces that fit, up to a few."""
    collector = Collector(builder, set(pieces))
    collector.shape(builder.root)
    search = Search({name: collector.shapes[name] for name in pieces})
    try:
        found = search.solutions(collector.constraints, {})
    except TooManyReadings:
        found = []
        search.conflict = None
    if not found:
        raise _contradiction(builder, pieces, search)
    return found


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
    declared = list(dict.fromkeys(shown(name, *_lettered(builder, shape)) for shape in options))
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


def _lettered(builder: Builder, shape: Shape) -> Shape:
    """The shape with letters for unknown dimensions, for a message."""
    taken = {*builder.declared.names(), *(str(atom) for dim in shape for atom in dim.atoms())}
    letters = (letter for letter in "nmkpqrst" if letter not in taken)
    open_ones = sorted({atom for dim in shape for atom in unknowns(dim)}, key=str)
    names = {atom: Dim.of(Name(next(letters, "n"))) for atom in open_ones}
    rows, cols = (dim.replace(names) for dim in shape)
    return rows, cols
