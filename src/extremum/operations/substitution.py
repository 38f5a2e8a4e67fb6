"""Substitution: other expressions put in for symbols, and other dimensions for dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extremum.algebra.dims import Atom, Bound, Dim, IndexName, Name, show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError, ShapeError, UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr, bind_operator
from extremum.algebra.traverse import rebuild, replace, topological, transform
from extremum.operations.leaves import declared
from extremum.operations.operators import as_expr, symbols


def substituted(expr: Expr, values: Mapping[Any, Any]) -> Expr:
    """The expression with symbols (by themselves or by name), parts or dimensions replaced, all at once.

    Raises:
        NameUnknownError: the expression has no symbol of that name.
        ShapeError: a value has another shape than what it stands for.
        ExtremumError: a value is not known to satisfy what is declared of the symbol, or a key is none.
        UnsupportedError: a family is to be replaced inside a sum over its members.
    """
    if not isinstance(values, Mapping):
        raise ExtremumError(f"replacements are given as a mapping, as in {{x: 2*y}}, not as a {type(values).__name__}")
    dims = {_atom(key): Dim.of(value) for key, value in values.items() if isinstance(key, Dim)}
    parts = dict(_part(expr, key, value) for key, value in values.items() if not isinstance(key, Dim))
    changed = replace(expr, parts) if parts else expr
    return _resized(changed, dims) if dims else changed


def _part(expr: Expr, key: Any, value: Any) -> tuple[Expr, Expr]:
    part, new = _found(expr, key), as_expr(value)
    if part.shape != new.shape:
        raise ShapeError(f"{part} is {show_shape(part.shape)}, but {new} is {show_shape(new.shape)}")
    for fact in declared(part) if part.op.variable else ():
        if not reason(new, fact):
            raise ExtremumError(
                f"{part} is declared {fact}, and the expression was simplified with that; {new} is not known to be so. "
                "Declare its symbols so that it follows, or leave the assumption out"
            )
    _check_members(expr, part)
    return part, new


def _found(expr: Expr, key: Any) -> Expr:
    if isinstance(key, Expr):
        return key
    if not isinstance(key, str):
        raise ExtremumError(f"{key!r} is neither a symbol, nor a name, nor a dimension")
    known = {symbol.name: symbol for symbol in symbols(expr)}
    if key not in known:
        names = ", ".join(known) or "none"
        raise NameUnknownError(f"{key!r} is no symbol of {expr}{suggestion(key, known)}; its symbols: {names}")
    return known[key]


def _check_members(expr: Expr, part: Expr) -> None:
    """A member of a family inside a sum stands for all of them: one formula for one member does not replace it."""
    if part.op.variable and part.op.name != "symbol":
        inside = [n for n in topological([expr]) if n.op is part.op and n.name == part.name]
        if any(isinstance(atom, Bound) for node in inside for atom in node.indices):
            raise UnsupportedError(f"{part.name} is summed over: a family cannot be replaced inside the sum")


# -- dimensions --------------------------------------------------------------------------------------------------------
def _atom(key: Dim) -> Atom:
    atoms = list(key.atoms())
    if len(atoms) != 1 or Dim.of(atoms[0]) is not key or not isinstance(atoms[0], Name | IndexName):
        raise ExtremumError(f"{key} is no name of a dimension or an index, which alone can be replaced")
    return atoms[0]


def _resized(expr: Expr, dims: Mapping[Atom, Dim]) -> Expr:
    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        return rebuild(node, args, tuple(p.replace(dims) if isinstance(p, Dim) else p for p in node.params))

    return transform(expr, change)


bind_operator("replace", substituted)
