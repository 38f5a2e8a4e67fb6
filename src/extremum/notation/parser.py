"""Text to expressions: ``parse("norm2(X*w - y)^2", ["X[n,d]", "w[d]", "y[n]"])``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from extremum.algebra.dims import Dim, Name, Shape
from extremum.algebra.errors import ParseError, ShapeError, UndeclaredError
from extremum.algebra.node import Expr
from extremum.notation import functions, indices
from extremum.notation.builder import Builder
from extremum.notation.declarations import Declared, Item, collect, shown
from extremum.notation.equations import Search, TooManyReadings, unknowns
from extremum.notation.grammar import normal, read
from extremum.notation.inference import Collector
from extremum.notation.source import Source, Tree
from extremum.operations import leaves


def parse(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Expr:
    """The expression that a text of the language stands for.

    ``declarations`` are texts such as ``"X[n,m]; y[n]"``, symbols, families or dimensions; ``named`` gives expressions,
    numbers, families or dimensions by name. Shapes of other names are inferred where their use determines them.

    Raises:
        ParseError: the text does not follow the grammar, or a name is unknown or has no determined shape.
        ShapeError: operands do not fit.
        ExtremumError: another operation refuses its operands, or a declaration contradicts another.

    >>> parse("norm2(X*w - y)^2", ["X[n,d]", "w[d]", "y[n]"])
    norm2(X*w - y)^2
    """
    return parse_with_inference(text, declarations, **named)[0]


def parse_with_inference(
    text: str, declarations: str | Item | Iterable[Item] = (), **named: Any
) -> tuple[Expr, list[str]]:
    """The expression, and the declarations that were inferred, as text.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse`.

    >>> parse_with_inference("norm2(X*w - y)^2", ["X[n,d]", "w[d]"])
    (norm2(X*w - y)^2, ['y[n]'])
    """
    source = Source(normal(text))
    declared = collect(declarations, named)
    tree = read(source, "expression")
    try:
        _learn_dimensions(tree, declared)
        builder = Builder(source, tree, declared)
        inferred = _infer(builder)
        return builder.visit(tree), inferred
    except RecursionError:
        raise source.wrong("the expression is nested too deeply; build it from parts, given by name", tree) from None


def _learn_dimensions(tree: Tree, declared: Declared) -> None:
    """Names in the dimensions of ``eye(n)`` and its kin are dimensions."""
    for piece, bound in indices.walk(tree):
        row = functions.find(piece.text) if piece.kind == "call" else None
        if row is None or not ({"d", "z"} & set(row.arguments) or piece.text == "mpow"):
            continue
        kinds = "ed" if piece.text == "mpow" else row.kinds  # an undeclared exponent stands for a whole number
        for kind, part in zip(kinds, piece.parts, strict=False):
            if kind in "dz":
                variables = {*declared.variables, *declared.families}
                declared.dims |= indices.names_in(part) - variables - bound - {*declared.letters, *declared.indices}


# -- inference ---------------------------------------------------------------------------------------------------------
def _undeclared(builder: Builder) -> dict[str, Tree]:
    """The names that need inference, each where it is used first."""
    found: dict[str, Tree] = {}
    for piece, bound in indices.walk(builder.root):
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
        indexed = piece.kind == "call" and piece.text == "delta"
        if (piece.kind == "member" and piece.text in builder.declared.families) or indexed:
            names = {name for part in piece.parts for name in indices.names_in(part)} & found.keys()
            for name in sorted(names, key=lambda name: found[name].start):
                builder.names.index(found[name])
        if piece.kind == "member" and piece.text not in builder.declared.families:
            raise builder.no_family(piece)


def _infer(builder: Builder) -> list[str]:
    """Declares the undeclared names, with the shapes that their use determines."""
    names = _undeclared(builder)
    if not names:
        return []
    collector = Collector(builder, set(names))
    collector.shape(builder.root)
    search = Search({name: collector.shapes[name] for name in names})
    try:
        found = search.solutions(collector.constraints, {})
    except TooManyReadings:
        found = []
        search.conflict = None
    if not found:
        raise _contradiction(builder, names, search)
    for name, piece in names.items():
        options = list(dict.fromkeys(solution[name] for solution in found))
        if len(options) > 1 or any(map(unknowns, options[0])):
            raise _undetermined(builder, name, piece, options)
    return [_declare(builder, name, found[0][name]) for name in names]


def _declare(builder: Builder, name: str, shape: Shape) -> str:
    builder.declared.variables[name] = leaves.symbol(name, *shape)
    return shown(name, *shape)


def _contradiction(builder: Builder, names: dict[str, Tree], search: Search) -> ParseError | ShapeError:
    listed = ", ".join(names)
    if search.conflict is None:
        place = next(iter(names.values()))
        return builder.source.wrong(f"the shapes of {listed} have too many readings; declare some of them", place)
    place, left, right = search.conflict.place, search.conflict.left, search.conflict.right
    parts = " and ".join(str(dim) for dim in (left, right) if not unknowns(dim))
    why = f": {parts} would have to be equal" if not (unknowns(left) or unknowns(right)) else ""
    message = f"no shape of {listed} fits here{why}; declare {listed}, or correct a declaration"
    return builder.source.error(message, place.start, place.end, ShapeError)


def _undetermined(builder: Builder, name: str, piece: Tree, options: list[Shape]) -> UndeclaredError:
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
