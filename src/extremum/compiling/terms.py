"""Makes terms: they are interned like expressions, so equal ones are one object and are computed once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import dropwhile
from typing import final

from extremum.algebra.dims import ONE, Atom, Dim, IndexName
from extremum.algebra.node import Rational
from extremum.compiling.shapes import Shape, broadcast, shape_of
from extremum.compiling.term import Axes, Begin, Call, Loop, Root, Steps, Term, dims_of

_OPERANDS = 500
"""Longer sums are parted."""


@final
class Terms:
    """Makes terms, equal ones once."""

    def __init__(self) -> None:
        self._table: dict[tuple[Hashable, ...], Term] = {}
        self.loops: set[Atom] = set()
        self.facts: dict[Term, frozenset[str]] = {}

    def loop(self, size: Dim | None, start: int = 0) -> IndexName:
        """A new index of a loop; without a size it is not known how far the loop goes."""
        index = IndexName(f"%loop{len(self.loops)}", size, start)
        self.loops.add(index)
        return index

    def make(
        self, op: str, parts: Sequence[Term] = (), data: Hashable = None, shape: Shape | None = None,
        thin: bool = False,
    ) -> Term:  # fmt: skip
        """The term with these fields; a loop binds its index. The shape need not be given where the parts tell it."""
        shape = shape_of(op, parts, data) if shape is None else shape
        key = (op, tuple(parts), data, shape, thin)
        found = self._table.get(key)
        if found is None:
            bare = Term(op, tuple(parts), data, shape, thin, frozenset())
            free = {atom for dim in dims_of(bare) for atom in dim.indices if atom in self.loops}
            if op in ("carry", "unknown"):
                assert isinstance(data, Steps | Root)
                free = {data.index}
            for part in parts:
                free |= part.indices
            if op in ("sum", "prod", "logsum", "stack", "together", "run", "begin", "root"):
                assert isinstance(data, Loop | Steps | Begin | Root)
                free -= {data.index}
            found = self._table[key] = Term(op, tuple(parts), data, shape, thin, frozenset(free))
        return found

    def note(self, term: Term, *facts: str) -> Term:
        """The term, of which facts are known from now on."""
        if facts:
            self.facts[term] = self.facts.get(term, frozenset()).union(facts)
        return term

    def again(self, term: Term, parts: Sequence[Term]) -> Term:
        """The term with other parts, of the same shapes; what was known of it is known of that one."""
        if term.op == "add" and len(parts) == 1 and isinstance(term.data, tuple):
            return self.add(term.data, parts)
        return self.note(self.make(term.op, parts, term.data, term.shape, term.thin), *self.facts.get(term, ()))

    # -- leaves ----------------------------------------------------------------------------------------------------
    def number(self, value: Rational) -> Term:
        """An exact number."""
        return self.make("number", data=Fraction(value))

    def size(self, dim: Dim) -> Term:
        """A dimension or an index, as a number."""
        return self.make("size", data=dim) if dim.number is None else self.number(dim.number)

    # -- entrywise -------------------------------------------------------------------------------------------------
    def _entrywise(self, op: str, parts: Sequence[Term], data: Hashable) -> Term:
        """Of transposes it is the transpose of what is entry by entry of the matrices themselves."""
        if len(parts) > 1 and any(p.rank for p in parts) and all(p.op == "transpose" or not p.rank for p in parts):
            inner = self._entrywise(op, [part.parts[0] if part.rank else part for part in parts], data)
            return self.transpose(inner)
        shape = broadcast([part.shape for part in parts])
        found = self.make(op, parts, data, shape, len(shape) == 2 and all(not p.rank or p.thin for p in parts))
        whole = [part for part in parts if part.rank]
        return self.note(found, "symmetric") if whole and all(map(self.is_symmetric, whole)) else found

    def is_symmetric(self, term: Term) -> bool:
        """Whether a matrix is known to be symmetric."""
        return "symmetric" in self.facts.get(term, ()) or (term.name == "outer" and term.parts[0] is term.parts[1])

    def add(self, coefficients: Sequence[Rational], parts: Sequence[Term]) -> Term:
        """``Σ q_k A_k``; of thousands of terms the sum of shorter sums, for Python compiles no line of so many."""
        if len(parts) == 1 and coefficients[0] == 1:
            return parts[0]
        if len(parts) > _OPERANDS:
            lots = [slice(k, k + _OPERANDS) for k in range(0, len(parts), _OPERANDS)]
            return self.add([1] * len(lots), [self.add(coefficients[lot], parts[lot]) for lot in lots])
        if len(parts) == 1 and parts[0].op == "add" and isinstance(parts[0].data, tuple) and len(parts[0].parts) == 1:
            return self.add([coefficients[0] * parts[0].data[0]], parts[0].parts)
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
    def call(
        self, function: str, parts: Sequence[Term] = (), dims: Sequence[Dim] = (), shape: Shape | None = None
    ) -> Term:
        """A function of whole arrays."""
        return self.make("call", parts, Call(function, tuple(dims)), shape)

    def matmul(self, left: Term, right: Term) -> Term:
        """``left @ right``; a vector stands at the right of a symmetric matrix."""
        if left.rank == 1 and right.rank == 2 and self.is_symmetric(right):
            left, right = right, left
        return self.make("matmul", (left, right))

    def transpose(self, term: Term) -> Term:
        """``A'``; the transpose of a 1-D array is itself."""
        if term.rank < 2 or self.is_symmetric(term):
            return term
        if term.op == "transpose":
            return term.parts[0]
        if term.op == "matmul" and all(part.op == "transpose" for part in term.parts):
            left, right = term.parts
            return self.matmul(right.parts[0], left.parts[0])
        return self.make("transpose", (term,))

    def column(self, term: Term) -> Term:
        """A 1-D array as a thin n×1 array."""
        return self.make("column", (term,), thin=True)

    def axes(self, term: Term, order: Sequence[int]) -> Term:
        """The term with its axes in this order, where -1 is a new one of one entry; at the front none is needed."""
        kept = list(dropwhile(lambda place: place < 0, order))
        if kept == list(range(term.rank)):
            return term
        if kept == [1, 0]:
            return self.transpose(term)
        return self.make("axes", (term,), Axes(tuple(kept)), tuple(term.shape[k] if k >= 0 else ONE for k in kept))

    def nth_column(self, term: Term, at: Dim) -> Term:
        """A column, counted from 0; one of a transpose is a row."""
        if term.op == "transpose":
            return self.call("entry", (term.parts[0],), (at,))
        return self.call("col", (term,), (at,))

    def sums(self, term: Term, axis: int) -> Term:
        """The sums along an axis; those of a transpose are the other ones."""
        if term.op == "transpose":
            return self.sums(term.parts[0], 1 - axis)
        return self.call(f"sum{axis}", (term,))

    def total(self, term: Term) -> Term:
        """The sum of all entries, in whatever order."""
        if isinstance(term.data, Call) and term.data.name in ("sum0", "sum1"):
            return self.total(term.parts[0])
        if term.op == "power" and term.parts[0].op == "transpose":
            term = self.make("power", (term.parts[0].parts[0], *term.parts[1:]), term.data)
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
