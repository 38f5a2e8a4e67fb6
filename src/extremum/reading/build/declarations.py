"""Declarations: ``X[n,m]``, ``S[d,d]: symmetric``, ``x[d] for i in 1..N``; or symbols, families and dimensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from extremum import language
from extremum.algebra.dims import ONE, Dim, Entry, IndexName, Name
from extremum.algebra.errors import ExtremumError, ParseError
from extremum.algebra.facts import FACTS, close
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.language.declare import members
from extremum.operations.functional import functional
from extremum.operations.leaves import MEMBER
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence
from extremum.reading.build.dimensions import polynomial
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

Indexed = language.Family | Recurrence
Item = str | Expr | language.Family | Recurrence | Dim


@dataclass(slots=True)
class Declared:
    """What the names of a text stand for.

    variables: symbols, or expressions given by name; families: with members ``x[i]``; functions: without a formula;
    dims, widths: names of dimensions, and of families of dimensions; indices: declared as objects;
    letters: the ``i`` of ``x[d] for i in 1..N``; definitions: texts ``p = exp(x)``, for
    :func:`extremum.reading.definitions.define`.
    """

    variables: dict[str, Expr] = field(default_factory=dict)
    families: dict[str, Indexed] = field(default_factory=dict)
    functions: dict[str, Callable[[Any, int], Expr]] = field(default_factory=dict)
    dims: set[str] = field(default_factory=set)
    widths: set[str] = field(default_factory=set)
    indices: dict[str, IndexName] = field(default_factory=dict)
    letters: dict[str, list[IndexName]] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)

    def names(self) -> list[str]:
        """All that can be written without parentheses."""
        return [*self.variables, *self.families, *self.dims, *self.indices]

    def symbols(self) -> list[Expr]:
        """The symbols, and a member of each family, by which an expression may be differentiated."""
        found = [value for value in self.variables.values() if value.op.name == "symbol"]
        families = [family for family in self.families.values() if isinstance(family, language.Family)]
        return [*found, *(family[Dim.of(IndexName("i", family.size, family.start))] for family in families)]

    def learn(self, *dims: Dim) -> None:
        """Takes over the names in dimensions."""
        for dim in dims:
            for atom in dim.atoms():
                if isinstance(atom, Name):
                    self.dims.add(normal(atom.name))
                elif isinstance(atom, Entry):
                    self.widths.add(normal(atom.family))


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
    elif isinstance(item, Expr) and not (item.op.variable or item.op.label):
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


def bind(found: Declared, name: str, value: Any) -> None:
    """Gives a name its meaning; a dimension, a number or an expression is put in place of the name."""
    if isinstance(value, Expr) and "name" in value.op.parameters and normal(value.name) == name:
        value = _as_family(value)
    if isinstance(value, language.Family | Recurrence):
        before: object = found.families.get(name)
        _agree(name, before is None or _same_family(before, value))
        found.families[name] = value
        _learn_family(found, value)
    elif isinstance(value, Dim) and value is Dim.of(name):
        found.learn(value)
    elif isinstance(value, str) or (callable(value) and not isinstance(value, Expr)):
        raise ExtremumError(f"{name} is given as a {type(value).__name__}; declare it in the list of declarations")
    else:
        expr = as_expr(value)
        _agree(name, found.variables.get(name, expr) is expr)
        found.variables[name] = expr
        _learn_expr(found, expr)
    both = name in found.variables and name in found.families
    _agree(name, not both)


def _as_family(value: Expr) -> Any:
    """The family of a member or of a named part; what is none stays what it is."""
    if value.op.label:
        return _named_family(value)
    return _family_of(value) if value.op is MEMBER else value


def _agree(name: str, same: bool) -> None:
    if not same:
        raise ExtremumError(f"{name!r} is declared twice, in two ways; leave one of the declarations out")


def _same_family(a: object, b: Indexed) -> bool:
    """Whether two families have the same members."""
    if a is b:
        return True
    if not (isinstance(a, language.Family) and isinstance(b, language.Family)):
        return False
    probe = Dim.of(IndexName("%", a.size, a.start))
    return a[probe] is b[probe]


def _learn_expr(found: Declared, expr: Expr) -> None:
    found.learn(*expr.shape)
    for symbol in expr.symbols:
        found.learn(*symbol.shape)


def _learn_family(found: Declared, value: Indexed) -> None:
    if isinstance(value, Recurrence):
        found.learn(value.rows, value.cols)
        return
    member = value[Dim.of(IndexName("%", value.size, value.start))]
    found.learn(value.size, *member.shape)


def _family_of(member: Expr) -> language.Family:
    """The family that a member belongs to; widths such as h[k+1] keep their distance from the index."""
    name, rows, cols, assume, index, size, start = member.params
    assert isinstance(rows, Dim) and isinstance(cols, Dim) and isinstance(index, Dim)
    assert isinstance(size, Dim) and isinstance(start, Dim) and isinstance(assume, tuple)

    def shape(at: Dim) -> tuple[Dim, Dim]:
        return _moved(rows, index, at), _moved(cols, index, at)

    return members(str(name), shape, size, start.number or 0, assume)


def _named_family(part: Expr) -> Expr | language.Family:
    """A named part with a free index as a family ``p[i]``; otherwise the part itself."""
    (index, *_) = [*part.indices, None]
    if not isinstance(index, IndexName) or index.size is None:
        return part
    return language.Family(part.name, lambda at: replace_indices(part, {index: at}), index.size, index.start)


def _moved(dim: Dim, old: Dim, new: Dim) -> Dim:
    def change(atom: Any) -> Any:
        offset = (atom.index - old).number if isinstance(atom, Entry) else None
        return atom if offset is None else Entry(atom.family, new + offset)

    return dim.map_atoms(change)


# -- written declarations ----------------------------------------------------------------------------------------------
def pieces(text: str) -> list[str]:
    """The declarations of a text, separated by newlines or ``;``."""
    found = [piece.strip() for piece in re.split(r"[;\n]", text)]
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
    if not name.isidentifier():
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
