"""Declarations: ``X[n,m]``, ``S[d,d]: symmetric``, ``x[d] for i in 1..N``; or symbols, families and dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from extremum import language
from extremum.algebra.dims import ONE, Dim, IndexName
from extremum.algebra.errors import ExtremumError, ParseError
from extremum.algebra.facts import FACTS, INSTEAD, close
from extremum.algebra.node import Expr
from extremum.language.families import members
from extremum.operations.functional import functional
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence
from extremum.reading.build.declared import Declared, bind
from extremum.reading.build.dimensions import polynomial
from extremum.reading.characters import is_name
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

Item = str | Expr | language.Family | Recurrence | Dim


def collect(declarations: str | Item | Iterable[Item], named: Mapping[str, Any]) -> Declared:
    """All declarations of a call.

    Raises:
        ParseError: a declaration does not follow the grammar, or two of one name differ.
        ShapeError: an assumption does not fit the shape.
        ExtremumError: an item is no declaration.
    """
    found = Declared()
    if isinstance(declarations, str | Expr | language.Family | Recurrence | Dim):
        declarations = [declarations]
    if not isinstance(declarations, Iterable):
        raise ExtremumError(f"declarations are texts such as 'X[n,m]', symbols or dimensions, not {declarations!r}")
    for item in declarations:
        _add(found, item)
    for name, value in named.items():
        bind(found, normal(name), value)
    for name in found.dims & {*found.variables, *found.families}:
        raise ExtremumError(f"{name!r} is declared as a variable and used as a dimension; rename one of the two")
    return found


def _add(found: Declared, item: Item) -> None:
    if isinstance(item, str):
        for piece in pieces(normal(item)):
            if "=" in piece:
                found.definitions.append(piece)
            else:
                declare(found, piece)
    elif isinstance(item, Dim):
        _add_dim(found, item)
    elif isinstance(item, Expr) and not (item.op.variable or item.op.closed):
        raise ExtremumError(f"{item} is an expression, not a symbol; give it by name, as in parse(text, a=...)")
    elif isinstance(item, Expr | language.Family | Recurrence):
        bind(found, normal(item.name), item)
    else:
        raise ExtremumError(
            f"{type(item).__name__} is no declaration; give a text such as 'X[n,m]', a symbol, a family or a dimension"
        )


def _add_dim(found: Declared, item: Dim) -> None:
    for atom in item.atoms():
        if isinstance(atom, IndexName):
            found.indices[normal(atom.name)] = atom
            if atom.size is not None:
                found.learn(atom.size)
    found.learn(item)


# -- written declarations ----------------------------------------------------------------------------------------------
def pieces(text: str) -> list[str]:
    """The declarations of a text, separated by newlines, or by ``;`` outside of the brackets of a block matrix."""
    found, depth, begin = [], 0, 0
    for at, mark in enumerate(text):
        depth = 0 if mark == "\n" else max(depth + (mark in "[(") - (mark in ")]"), 0)
        if mark == "\n" or (mark == ";" and not depth):
            found.append(text[begin:at].strip())
            begin = at + 1
    found.append(text[begin:].strip())
    return [piece for piece in found if piece]


def declare(found: Declared, text: str) -> None:
    """Adds one written declaration.

    Raises:
        ParseError, ShapeError: as :func:`collect`.
    """
    source = Source(text)
    tree = read(source, "declaration")
    parts = {part.kind: part for part in tree.parts}
    name = tree.text
    if not is_name(name):
        raise source.wrong(f"{name!r} is no name; use letters, digits and _", tree)
    facts = _facts(source, parts.get("facts"))
    try:
        if "function" in facts:
            _function(found, source, tree, facts)
        elif "range" in parts and len(parts["range"].parts) > 3:
            _numbered_twice(found, source, name, parts, facts)
        elif "range" in parts:
            _family(found, source, name, parts, facts)
        else:
            rows, cols = _shape(found, source, parts.get("shape"), None)
            if ROW in facts:
                rows, cols = _turned(source, tree, rows, cols)
            bind(found, name, language.matrix(name, rows, cols, *(fact for fact in facts if fact != ROW)))
    except ParseError:
        raise
    except ExtremumError as error:
        kind = ParseError if type(error) is ExtremumError else type(error)
        raise source.error(str(error), 0, len(text), kind) from None


ROW = "row"
_WORDS = ("function", ROW)
"""What may stand after the colon beside assumptions."""


def _turned(source: Source, tree: Tree, rows: Dim, cols: Dim) -> tuple[Dim, Dim]:
    """The shape of ``x[d]: row``."""
    if cols is not ONE or rows is ONE:
        raise source.wrong(f"a row is declared as {tree.text}[d]: row, or as {tree.text}[1,d]", tree)
    return ONE, rows


def _numbered_twice(
    found: Declared, source: Source, name: str, parts: dict[str, Tree], facts: tuple[str, ...]
) -> None:  # fmt: skip
    """``z[] for i in 1..N, j in 1..M``: numbers ``z[i,j]``, which are the entries of a matrix."""
    ranges = parts["range"].parts
    look_up: Callable[[Tree], Dim] = lambda tree: _dimension(found, tree)  # noqa: E731
    first = [polynomial(source, ranges[k], look_up) for k in (1, 4)]
    last = [polynomial(source, ranges[k], look_up) for k in (2, 5)]
    if _shape(found, source, parts.get("shape"), None) != (ONE, ONE):
        fix = f"declare {name}[] for numbers, or a family of matrices with one index"
        raise source.wrong(f"what has two indices is a number here; {fix}", parts["range"])
    if any(start is not ONE for start in first):
        raise source.wrong("the indices of a matrix start with 1, as in i in 1..N, j in 1..M", parts["range"])
    found.learn(*last)
    bind(found, name, language.matrix(name, last[0], last[1], *facts))


def _facts(source: Source, tree: Tree | None) -> tuple[str, ...]:
    """The assumptions of a declaration, checked to be known."""
    if tree is None:
        return ()
    for part in tree.parts:
        if part.text in INSTEAD:
            raise source.wrong(f"{part.text!r} is no assumption: {INSTEAD[part.text]}", part)
        if part.text not in FACTS and part.text not in _WORDS:
            near = get_close_matches(part.text, [*FACTS, *_WORDS], 1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(FACTS))}"
            raise source.wrong(f"unknown assumption {part.text!r}; {hint}", part)
    facts = tuple(dict.fromkeys(part.text for part in tree.parts))
    close(fact for fact in facts if fact not in _WORDS)
    return facts


def _function(found: Declared, source: Source, tree: Tree, facts: tuple[str, ...]) -> None:
    if len(tree.parts) != 1 or facts != ("function",):
        raise source.wrong(f"a function without a formula is declared as {tree.text}: function, without a shape", tree)
    language.function(tree.text)  # refuses the names of known functions
    found.functions[tree.text] = unnamed(tree.text)


def unnamed(name: str) -> Callable[[Any, int], Expr]:
    """The function ``name`` of no formula: of an array a number where the name is a capital letter, otherwise entry by
    entry; and its derivatives."""
    from extremum.operations import construct as c

    def applied(argument: Any, order: int) -> Expr:
        value = as_expr(argument)
        of_arrays = name[0].isupper() and not value.is_scalar and order == 0
        return functional(name, value) if of_arrays else c.apply(name, value, order)

    return applied


def _family(found: Declared, source: Source, name: str, parts: dict[str, Tree], facts: tuple[str, ...]) -> None:
    letter, first, last = parts["range"].parts
    start = polynomial(source, first, lambda tree: _dimension(found, tree))
    end = polynomial(source, last, lambda tree: _dimension(found, tree))
    if start.number is None or start.number < 0:
        raise source.wrong("a range starts with a number, as in 1..N or 0..m-1", first)
    size = end - start + 1
    if size.number is not None and size.number < 1:
        raise source.wrong(f"the range {start}..{end} is empty; its end must not be below its start", parts["range"])
    index = IndexName(letter.text, size, start.number)
    rows, cols = _shape(found, source, parts.get("shape"), index)
    language.matrix(name, rows, cols, *facts)  # checks the name and the assumptions
    found.learn(size)
    family = members(name, lambda at: (rows.replace({index: at}), cols.replace({index: at})), size, start.number, facts)
    found.letters.setdefault(letter.text, []).append(index)
    bind(found, name, family)


def _shape(found: Declared, source: Source, tree: Tree | None, index: IndexName | None) -> tuple[Dim, Dim]:
    """Rows and columns of a declaration; the widths of a family may depend on its index."""
    if tree is None or not tree.parts:
        return ONE, ONE
    if len(tree.parts) > 2:
        raise source.wrong("an array of more than two dimensions is not supported; declare a family of matrices", tree)
    look_up: Callable[[Tree], Dim] = lambda t: (  # noqa: E731
        Dim.of(index) if index is not None and t.text == index.name else _dimension(found, t)
    )
    dims = [polynomial(source, part, look_up) for part in tree.parts]
    for dim, part in zip(dims, tree.parts, strict=True):
        if dim.number is not None and dim.number < 1:
            raise source.wrong(f"a dimension must be at least 1, not {dim}; leave [ ] out for a scalar", part)
        if index is not None and any(atom == index for monomial, _ in dim.terms for atom, _ in monomial):
            raise source.wrong(f"write a size that changes with {index} as a width, such as h[{index}]", part)
    found.learn(*dims)
    return dims[0], dims[1] if len(dims) == 2 else ONE


def _dimension(found: Declared, tree: Tree) -> Dim:
    return Dim.of(tree.text)


def shown(name: str, rows: Dim, cols: Dim) -> str:
    """A declaration as text: ``X[n,m]``, ``x[n]``, ``s``."""
    if cols is ONE:
        return name if rows is ONE else f"{name}[{rows}]"
    return f"{name}[{rows},{cols}]"
