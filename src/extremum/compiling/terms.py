"""Array expressions: what a person writes with arrays in hand, before a library is chosen.

A column and a row are both 1-D arrays, a scalar is a number. A term may stand for its broadcast: where a matrix is
meant, a number, a 1-D array (one row, repeated) or a *thin* n×1 array (one column, repeated) does as well, see
:func:`is_whole`. Terms are interned like expressions, so equal ones are one object and are computed once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.dims import Atom, Dim, IndexName
from extremum.algebra.node import Expr, Rational


@final
@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """An array operation on terms.

    op: one of ``number argument size member run begin pick carry named add times power matmul transpose column row
    call sum prod logsum``; data: what else it says; rank: its number of axes; thin: n×1, to be broadcast; indices: the
    loop indices that it depends on.
    """

    op: str
    parts: tuple[Term, ...]
    data: Hashable
    rank: int
    thin: bool
    indices: frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Call:
    """The function of a ``call``, and the dimensions that it is given beside its arguments."""

    name: str
    dims: tuple[Dim, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """The index of a sum or product, which counts from 0, and how many values it has; where that may be none, the shape
    of the result."""

    index: IndexName
    size: Dim
    shape: tuple[Dim, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """The place of a ``member``, from 0, in a family of ``size``."""

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
class Begin:
    """The first state of a ``run`` that may have none: its index, which is ``at`` where there is one."""

    index: IndexName
    at: Dim


def is_whole(term: Term, node: Expr) -> bool:
    """Whether a term has the shape of the expression that it stands for, and not only one that broadcasts to it."""
    return term.rank == rank_of(node) and not term.thin


def rank_of(node: Expr) -> int:
    """The number of axes of the array that stands for an expression."""
    return 0 if node.is_scalar else 1 if node.is_column or node.is_row else 2


def topological(roots: Iterable[Term]) -> list[Term]:
    """All terms below ``roots``, parts before what they are part of, each once."""
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
            stack.extend((part, False) for part in reversed(term.parts))
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
    if isinstance(data, Loop):
        return (data.size, *data.shape)
    if isinstance(data, Begin):
        return (data.at,)
    return (data.first, *(data.shape or ())) if isinstance(data, Steps) else ()


@final
class Terms:
    """Makes terms, equal ones once."""

    def __init__(self) -> None:
        self._table: dict[tuple[Hashable, ...], Term] = {}
        self.loops: set[Atom] = set()

    def loop(self, size: Dim | None, start: int = 0) -> IndexName:
        """A new index of a loop; without a size it is not known how far the loop goes."""
        index = IndexName(f"%loop{len(self.loops)}", size, start)
        self.loops.add(index)
        return index

    def make(
        self, op: str, parts: Sequence[Term] = (), data: Hashable = None, rank: int = 0, thin: bool = False
    ) -> Term:
        """The term with these fields; a loop binds its index."""
        key = (op, tuple(parts), data, rank, thin)
        found = self._table.get(key)
        if found is None:
            bare = Term(op, tuple(parts), data, rank, thin, frozenset())
            free = {atom for dim in dims_of(bare) for atom in dim.indices if atom in self.loops}
            if op == "carry":
                assert isinstance(data, Steps)
                free = {data.index}
            for part in parts:
                free |= part.indices
            if op in ("sum", "prod", "logsum", "run", "begin"):
                assert isinstance(data, Loop | Steps | Begin)
                free -= {data.index}
            found = self._table[key] = Term(op, tuple(parts), data, rank, thin, frozenset(free))
        return found

    # -- leaves ----------------------------------------------------------------------------------------------------
    def number(self, value: Rational) -> Term:
        """An exact number."""
        return self.make("number", data=Fraction(value))

    def size(self, dim: Dim) -> Term:
        """A dimension or an index, as a number."""
        return self.make("size", data=dim) if dim.number is None else self.number(dim.number)

    # -- entrywise -------------------------------------------------------------------------------------------------
    def _entrywise(self, op: str, parts: Sequence[Term], data: Hashable) -> Term:
        rank = max((part.rank for part in parts), default=0)
        return self.make(op, parts, data, rank, rank == 2 and all(part.rank == 0 or part.thin for part in parts))

    def add(self, coefficients: Sequence[Rational], parts: Sequence[Term]) -> Term:
        """``Σ q_k A_k``."""
        if len(parts) == 1 and coefficients[0] == 1:
            return parts[0]
        return self._entrywise("add", parts, tuple(Fraction(q) for q in coefficients))

    def times(self, over: Sequence[Term], under: Sequence[Term] = ()) -> Term:
        """``Π over / Π under``, entrywise; numbers come first."""
        top, bottom = _factors(over, under)
        top.sort(key=lambda part: part.rank > 0)
        if len(top) == 1 and not bottom:
            return top[0]
        return self._entrywise("times", (*top, *bottom), len(top)) if top or bottom else self.number(1)

    def power(self, base: Term, exponent: Rational | Term) -> Term:
        """``base ** exponent``, entrywise."""
        if isinstance(exponent, Term):
            return self._entrywise("power", (base, exponent), None)
        if exponent == 1:
            return base
        if exponent == Fraction(1, 2):
            return self.map("sqrt", base)
        return self._entrywise("power", (base,), Fraction(exponent))

    def map(self, function: str, *parts: Term) -> Term:
        """A function of each entry."""
        return self._entrywise("call", parts, Call(function))

    # -- products and shapes ---------------------------------------------------------------------------------------
    def call(self, function: str, parts: Sequence[Term] = (), rank: int = 0, dims: Sequence[Dim] = ()) -> Term:
        """A function of whole arrays."""
        return self.make("call", parts, Call(function, tuple(dims)), rank)

    def matmul(self, left: Term, right: Term) -> Term:
        """``left @ right``."""
        return self.make("matmul", (left, right), rank=left.rank + right.rank - 2)

    def transpose(self, term: Term) -> Term:
        """``A'``; the transpose of a 1-D array is itself."""
        if term.rank < 2:
            return term
        if term.op == "transpose":
            return term.parts[0]
        if term.op == "matmul" and all(part.op == "transpose" for part in term.parts):
            left, right = term.parts
            return self.matmul(right.parts[0], left.parts[0])
        return self.make("transpose", (term,), rank=2)

    def column(self, term: Term) -> Term:
        """A 1-D array as a thin n×1 array."""
        return self.make("column", (term,), rank=2, thin=True)

    def nth_column(self, term: Term, at: Dim) -> Term:
        """A column, counted from 0; one of a transpose is a row."""
        if term.op == "transpose":
            return self.call("entry", (term.parts[0],), 1, (at,))
        return self.call("col", (term,), 1, (at,))

    def sums(self, term: Term, axis: int) -> Term:
        """The sums along an axis; those of a transpose are the other ones."""
        if term.op == "transpose":
            return self.sums(term.parts[0], 1 - axis)
        return self.call(f"sum{axis}", (term,), 1)

    def total(self, term: Term) -> Term:
        """The sum of all entries, in whatever order."""
        if isinstance(term.data, Call) and term.data.name in ("sum0", "sum1"):
            return self.total(term.parts[0])
        if term.op == "power" and term.parts[0].op == "transpose":
            term = self.make("power", (term.parts[0].parts[0], *term.parts[1:]), term.data, 2)
        return self.call("total", (term.parts[0] if term.op == "transpose" else term,))


def _factors(over: Sequence[Term], under: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """The factors of products inside products, without ones."""
    top: list[Term] = []
    bottom: list[Term] = []
    for part, here, there in [*((p, top, bottom) for p in over), *((p, bottom, top) for p in under)]:
        if part.op == "times":
            assert isinstance(part.data, int)
            here += part.parts[: part.data]
            there += part.parts[part.data :]
        elif not (part.op == "number" and part.data == 1):
            here.append(part)
    return top, bottom
