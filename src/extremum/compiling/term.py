"""Array expressions: what a person writes with arrays in hand, before a library is chosen.

A column and a row are both 1-D arrays, a scalar is a number. A term may stand for its broadcast: where a matrix is
meant, a number, a 1-D array (one row, repeated) or a *thin* n×1 array (one column, repeated) does as well, see
:func:`is_whole`.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import ONE, Atom, Dim, IndexName
from extremum.algebra.node import Expr


@final
@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """An array operation on terms.

    op: one of ``number argument size member rows run begin pick carry named held add times power matmul transpose
    column axes call sum prod logsum stack together nth assembled``; data: what else it says; shape: the lengths of its
    axes; thin:
    n×1, to be broadcast; indices: the loop indices that it depends on.
    """

    op: str
    parts: tuple[Term, ...]
    data: Hashable
    shape: tuple[Dim, ...]
    thin: bool
    indices: frozenset[Atom]

    @property
    def rank(self) -> int:
        """Its number of axes."""
        return len(self.shape)

    @property
    def name(self) -> str:
        """The function of a ``call``, otherwise empty."""
        return self.data.name if isinstance(self.data, Call) else ""


@dataclass(frozen=True, slots=True)
class Call:
    """The function of a ``call``, and the dimensions that it is given beside its arguments."""

    name: str
    dims: tuple[Dim, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """The index of a sum or product, which counts from 0, and how many values it has; of a sum of arrays the
    shape of the result, as there may be none."""

    index: IndexName
    size: Dim
    shape: tuple[Dim, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks(Loop):
    """A loop over blocks of the rows of families of ``size``, each beside as many columns."""

    columns: Dim = ONE


@dataclass(frozen=True, slots=True)
class Member:
    """The place of a ``member``, from 0, in a family of ``size``; of a ``rows``, of the block."""

    place: Dim
    size: Dim


@dataclass(frozen=True, slots=True)
class Steps:
    """A recurrence from ``name[first]`` on: to ``name[index + 1]`` from ``name[index]`` (direction 1), or back (-1).

    shape: of ``name[index]``, where states beyond the first, which are 0, are used.
    """

    name: str
    index: IndexName
    first: Dim
    direction: int
    shape: tuple[Dim, ...] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What is added to an array at a place, from the next ``count`` parts.

    kind: ``dense``; ``kron`` of a part and of an identity, whose size stands at its place in ``dims``; ``turned kron``
    of two parts, times the commutation matrix; ``mirror`` of what stands at ``dims``; ``diagonal``: where the indices
    ``axes`` of the place as an array of lengths ``dims`` are those of the part, ``iaja->iaj``, one of them twice;
    ``product`` of two parts entry by entry, as an array of lengths ``dims``.
    """

    kind: str
    at: tuple[Dim, Dim]
    shape: tuple[Dim, Dim]
    count: int
    dims: tuple[Dim, ...] = ()
    axes: str = ""


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of an ``axes``, by their places among those of its part; -1 is a new one, of one entry."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The pieces of an ``assembled``."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """The first state of a ``run`` that may have none: its index, which is ``at`` where there is one."""

    index: IndexName
    at: Dim


@dataclass(frozen=True, slots=True)
class Root:
    """A quantity that an equation defines: its name, the index that what depends on the unknown has, and tests of what
    it is declared to be, in code."""

    name: str
    index: IndexName
    tests: tuple[str, ...] = ()


def is_whole(term: Term, node: Expr) -> bool:
    """Whether a term has the shape of the expression that it stands for, and not only one that broadcasts to it."""
    return term.rank == rank_of(node) and not term.thin


def rank_of(node: Expr) -> int:
    """The number of axes of the array that stands for an expression."""
    return 0 if node.is_scalar else 1 if node.is_column or node.is_row else 2


def topological(roots: Iterable[Term], known: Container[Term] = ()) -> list[Term]:
    """All terms below ``roots``, parts before what they are part of, each once; without what is below known ones."""
    order: list[Term] = []
    seen: set[Term] = set()
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        term, ready = stack.pop()
        if ready:
            order.append(term)
        elif term not in seen:
            seen.add(term)
            stack.append((term, True))
            stack.extend((part, False) for part in reversed(term.parts if term not in known else ()))
    return order


def dims_of(term: Term) -> tuple[Dim, ...]:
    """The dimensions and places that a term names."""
    data = term.data
    if isinstance(data, Dim):
        return (data,)
    if isinstance(data, Call):
        return data.dims
    if isinstance(data, Member):
        return (data.place,)
    if isinstance(data, Blocks):
        return (data.columns, *data.shape)
    if isinstance(data, Loop):
        return (data.size, *data.shape)
    if isinstance(data, Begin):
        return (data.at,)
    if term.op == "root":
        return term.shape
    if isinstance(data, Assembly):
        return tuple(dim for piece in data.pieces for dim in (*piece.at, *piece.shape, *piece.dims))
    return (data.first, *(data.shape or ())) if isinstance(data, Steps) else ()
