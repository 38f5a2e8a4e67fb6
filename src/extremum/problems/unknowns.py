"""The unknowns of a problem, by themselves or by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ExtremumError, NameUnknownError
from extremum.algebra.names import atoms_in, index_letter, number_name, symbol_names
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import variables
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.stated import refuse_unnamed, symbols_by_name


def unknowns_of(targets: Any, objective: Expr | None, exprs: Sequence[Expr]) -> Iterable[Expr]:
    """The unknowns that are asked for: symbols, families by a member at a free index, or names of either.

    Raises:
        NameUnknownError: one does not occur.
        ExtremumError: there is none.
    """
    known = {symbol.name: symbol for expr in exprs for symbol in expr.symbols}
    dropped = {} if objective is None else symbols_by_name(objective)
    dropped = {name: symbol for name, symbol in dropped.items() if name not in known}
    given = list(targets) if isinstance(targets, list | tuple) else [] if targets is None else [targets]
    if not given:
        raise ExtremumError("there is no unknown; name the variables to solve for, as in ex.solve(f, 'x')")
    letter = _letter(exprs, objective)
    found = dict.fromkeys(_unknown(target, known, dropped, letter) for target in given)
    for unknown in found:
        if objective is not None and unknown.name not in known:
            refuse_unnamed(objective, unknown.name)
    return found


_MEMBER = re.compile(r"(\w+)\[(\w+)\]")


def _letter(exprs: Sequence[Expr], objective: Expr | None) -> str:
    """A letter for the index of families; where it is free in a constraint, that is one on each member."""
    sizes = {number_name(atom) for atom in atoms_in(exprs) if not isinstance(atom, IndexName)}
    free = set() if objective is None else set(map(str, objective.indices))
    return index_letter(symbol_names(exprs) | sizes | free, "k")


def _at(member: Expr, index: str) -> Expr:
    """The member of a family at a number or a letter."""
    at = int(index) if index.isdigit() else IndexName(index, member.size, member.start.number or 0)
    return leaves.member_at(member, Dim.of(at))


def _unknown(target: Any, known: Mapping[str, Expr], dropped: Mapping[str, Expr], letter: str) -> Expr:
    """A symbol, or a family by its member at a free index: ``mu``, ``mu[k]``, the family itself."""
    if isinstance(target, Family):
        target = target.name
    if not isinstance(target, str):
        named = known.get(target.name) if isinstance(target, Expr) and target.op.variable else None
        return variables(c.number(0) if named is None else named, [target])[0]
    if target in dropped:
        return dropped[target]
    found = _MEMBER.fullmatch(target.strip())
    name, index = found.groups() if found else (target, letter)
    if name in known and known[name].op is leaves.MEMBER:
        return _at(known[name], index)
    if target not in known:
        near = get_close_matches(target, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise NameUnknownError(
            f"{target!r} is no symbol of the problem; its symbols: {', '.join(known) or 'none'}{hint}"
        )
    return known[target]
