"""What is optimised over: symbols, and families, all of whose members are unknown together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.names import index_letter, taken_names
from extremum.algebra.node import Expr
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations.leaves import declared, member_at

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(frozen=True, slots=True)
class Part:
    """A symbol, or one member of a family.

    unknown: the symbol, or the family's member at a free index; symbol: what stands for this part alone; at: its index.
    """

    unknown: Expr
    symbol: Expr
    at: int | None = None

    @property
    def index(self) -> IndexName:
        """The free index of the family's member."""
        (index,) = self.unknown.index.indices
        assert isinstance(index, IndexName)
        return index


def families_by_name(wanted: Any) -> list[Any]:
    """What is to be found, as a list; families by their names."""
    asked = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    return [one.name if isinstance(one, Family) else one for one in asked]


def unknowns_of(expr: Expr, symbols: Sequence[Expr], wanted: Sequence[Any]) -> list[Expr]:
    """The symbols and families that are wanted: a family by the member at a free index.

    Raises:
        UnsupportedError: one member of a family is to be found, and the others not.
    """
    return [_member_or_whole(expr, symbol, one) for symbol, one in zip(symbols, wanted, strict=True)]


def whole(expr: Expr, symbol: Expr) -> Expr:
    """A family by the member at a free index, of a name that nothing in an expression has; other symbols themselves."""
    if symbol.op.name != "member":
        return symbol
    letter = index_letter(taken_names([expr, symbol]), "k")
    return member_at(symbol, Dim.of(IndexName(letter, symbol.size, symbol.start.number or 0)))


def _member_or_whole(expr: Expr, symbol: Expr, asked: Any) -> Expr:
    if symbol.op.name == "member" and isinstance(asked, Expr) and not symbol.index.indices:
        raise UnsupportedError(
            f"{symbol} is one member of a family, whose members are found together: give {asked.name!r}"
        )
    return whole(expr, symbol)


def parts_of(unknowns: Sequence[Expr], number: Callable[[Dim], int]) -> list[Part]:
    """A part a symbol, and one for each member of a family; ``number`` knows the dimensions.

    Raises:
        DataError: it is not known how many members a family has, or there is nothing to find.
    """
    parts = [part for unknown in unknowns for part in _parts(unknown, number)]
    if not parts:
        raise DataError(f"there is nothing to find: {', '.join(u.name for u in unknowns)} has no members")
    return parts


def _parts(unknown: Expr, number: Callable[[Dim], int]) -> Iterator[Part]:
    if unknown.op.name != "member":
        yield Part(unknown, unknown)
        return
    try:
        first, count = number(unknown.start), number(unknown.size)
    except ValueError:
        raise DataError(
            f"the number of members of {unknown.name}, {unknown.size}, is not known; give it by name"
        ) from None
    for at in range(first, first + count):
        one = member_at(unknown, Dim.of(at))
        symbol = c.build("symbol", (), (f"{unknown.name}[{at}]", *one.shape, declared(unknown)))
        yield Part(unknown, symbol, at)


def told_by(unknowns: Sequence[Expr], start: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, int]:
    """The sizes that the starts of symbols tell, of dimensions that are not known."""
    found: dict[str, int] = {}
    for unknown in unknowns:
        if unknown.op.name != "member" and unknown.name in start:
            for dim, size in zip(unknown.shape, np.shape(start[unknown.name]), strict=False):
                if dim in map(Dim.of, dim.atoms()) and str(dim) not in known:
                    found.setdefault(str(dim), int(size))
    return found


def starts(parts: Sequence[Part], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given starts, those of families a member at a time.

    Raises:
        DataError: a family has another number of members.
    """
    found = dict(given)
    for unknown in dict.fromkeys(part.unknown for part in parts if part.at is not None):
        if unknown.name in found:
            members = [part for part in parts if part.unknown is unknown]
            values = found.pop(unknown.name)
            if not hasattr(values, "__len__") or len(values) != len(members):
                raise DataError(
                    f"the start of {unknown.name} must have one value for each of its {len(members)} members"
                )
            found |= {part.symbol.name: value for part, value in zip(members, values, strict=True)}
    return found


def gathered(parts: Sequence[Part], values: Sequence[Any]) -> dict[Expr, Any]:
    """The values by unknown; those of a family in an array, or in a list where their shapes differ."""
    found: dict[Expr, Any] = {}
    for part, value in zip(parts, values, strict=True):
        if part.at is None:
            found[part.unknown] = value
        else:
            found.setdefault(part.unknown, []).append(value)
    return {unknown: stacked(value) if isinstance(value, list) else value for unknown, value in found.items()}


def stacked(members: list[Array]) -> Any:
    """Members of one shape as one array."""
    return np.stack(members) if len({np.shape(one) for one in members}) == 1 else members
