"""Moments: sums over samples of what is affine in the data need the means and the centred products of the data only.

With ``T = Σ D_k M_k + 1 c'`` and data ``D_k`` of means ``m_k``, ``T1'T2 = Σ M_k' C_kl M_l + N e1 e2'``, where ``C_kl``
are the centred products and ``e = c + Σ M_k' m_k``. They depend on the data alone; nothing cancels far from the origin.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.dims import Dim
from extremum.compiling.passes.entries import ENTRIES
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms


@final
@dataclass(frozen=True, slots=True)
class Affine:
    """``Σ D_k M_k + 1 c'``: ``items`` are D and M, a number where M is a multiple of the identity; c may be none."""

    items: tuple[tuple[Term, Term], ...]
    constant: Term | None


def only_data(term: Term, data: Collection[str], known: dict[Term, bool]) -> bool:
    """Whether a term depends on data, and on nothing else."""
    if term not in known:
        inside = [only_data(part, data, known) for part in term.parts if part.op != "number" and part.op != "size"]
        known[term] = term.data in data if term.op == "argument" else bool(inside) and all(inside) and not term.indices
    return known[term]


def moments(data: Collection[str]) -> Pass:
    """The pass for these arguments as data."""

    def run(program: Program) -> Program:
        known: dict[Term, bool] = {}
        of = _Moments(program.terms, data, known)
        return ENTRIES.run(program.rewritten(of.reduced).rewritten(of.shared))

    return Pass("moments", "sums over samples by the means and the centred products of the data", run)


@final
class _Moments:
    def __init__(self, terms: Terms, data: Collection[str], known: dict[Term, bool]) -> None:
        self.terms, self.data, self.known = terms, data, known
        self.products: dict[tuple[Term, Term], Term] = {}

    def reduced(self, term: Term) -> Term | None:
        """A sum over samples, by moments; none where the term is none, or data alone."""
        if only_data(term, self.data, self.known):
            return None
        if term.name == "sum0" or term.name == "total":
            found = self.affine(term.parts[0])
            return None if found is None or not found.items else self._summed(term, found)
        pair = self._pair(term)
        if pair is None:
            return None
        first, second = (self.affine(one) for one in pair)
        if first is None or second is None or not (first.items or second.items):
            return None
        if not first.items or not second.items:
            return None
        product = self._product(first, second, pair[0].shape[0])
        return self.terms.call("trace", (product,)) if term.name == "vdot" else product

    def shared(self, term: Term) -> Term | None:
        """``D'E`` of data whose centred product ``C`` is there, by ``C + N d e'``; otherwise none."""
        pair = self._pair(term) if term.op == "matmul" and only_data(term, self.data, self.known) else None
        if pair is None or not (pair in self.products or pair[::-1] in self.products):
            return None
        affine = [Affine(((one, self.terms.number(1)),), None) for one in pair]
        return self._product(affine[0], affine[1], pair[0].shape[0])

    def _pair(self, term: Term) -> tuple[Term, Term] | None:
        """T1 and T2 of ``T1'T2`` or its trace."""
        if term.name == "vdot" and term.parts[0] is term.parts[1] and term.parts[0].name == "solve_lower":
            return self._whitened(*term.parts[0].parts)
        if term.name == "vdot":
            return term.parts[0], term.parts[1]
        if term.op != "matmul":
            return None
        left, right = term.parts
        return (self.terms.transpose(left), right) if left.rank == 2 else (left, right)

    def _whitened(self, factor: Term, right: Term) -> tuple[Term, Term]:
        """``T`` and ``T inv(L L')``, of ``inv(L) T'``."""
        samples = self._turned(right)
        return samples, self.terms.matmul(samples, self.terms.call("cho_inverse", (factor,)))

    # -- what is affine ------------------------------------------------------------------------------------------------
    def affine(self, term: Term) -> Affine | None:
        """A term with one row a sample as an affine function of data."""
        if not term.rank or term.thin:
            return None
        if only_data(term, self.data, self.known):
            return Affine(((term, self.terms.number(1)),), None)
        if term.op == "add" and isinstance(term.data, tuple):
            return self._sum(term, term.data)
        if term.op == "times" and isinstance(term.data, int):
            return self._multiple(term, term.data)
        if term.op == "matmul" and term.parts[0].rank == 2:
            return self._after(*term.parts)
        if term.op == "transpose":
            turned = self._turned(term.parts[0])
            return None if turned is term else self.affine(turned)
        return None

    def _turned(self, term: Term) -> Term:
        """The transpose, with the transposes at what sums and products are made of."""
        if term.op == "add" and isinstance(term.data, tuple) and all(part.rank == 2 for part in term.parts):
            return self.terms.add(term.data, [self._turned(part) for part in term.parts])
        if term.op == "matmul" and all(part.rank == 2 for part in term.parts):
            return self.terms.matmul(*(self._turned(part) for part in reversed(term.parts)))
        return self.terms.transpose(term)

    def _sum(self, term: Term, coefficients: Sequence[Fraction]) -> Affine | None:
        items: list[tuple[Term, Term]] = []
        constants: list[Term] = []
        for q, part in zip(coefficients, term.parts, strict=True):
            if part.rank < term.rank:
                constants.append(self.terms.add([q], [part]))
                continue
            found = self.affine(part)
            if found is None:
                return None
            items += [(D, self._scaled(q, M)) for D, M in found.items]
            constants += [] if found.constant is None else [self.terms.add([q], [found.constant])]
        return Affine(tuple(items), self._total(constants))

    def _total(self, parts: list[Term]) -> Term | None:
        return self.terms.add([1] * len(parts), parts) if parts else None

    def _scaled(self, q: Fraction, factor: Term) -> Term:
        if factor.op == "number" and isinstance(factor.data, Fraction):
            return self.terms.number(q * factor.data)
        return factor if q == 1 else self.terms.add([q], [factor])

    def _multiple(self, term: Term, over: int) -> Affine | None:
        """A number times something affine."""
        whole = [part for part in term.parts if part.rank]
        if len(whole) != 1 or whole[0] in term.parts[over:]:
            return None
        found = self.affine(whole[0])
        scalar = self.terms.times([p for p in term.parts[:over] if not p.rank], term.parts[over:])
        return None if found is None else self._mapped(found, lambda part: self.terms.times([scalar, part]))

    def _after(self, left: Term, right: Term) -> Affine | None:
        """Something affine times a matrix or a vector."""
        found = self.affine(left)
        if found is None or self._has_rows(right, left.shape[0]):
            return None
        after = self._mapped(found, lambda part: self._times(part, right))
        if found.constant is None or found.constant.rank or not right.rank:
            return after
        summed = self.terms.total(right) if right.rank == 1 else self.terms.sums(right, 0)
        return Affine(after.items, self._times(found.constant, summed))  # a number stands for a row of it

    def _mapped(self, found: Affine, change: object) -> Affine:
        assert callable(change)
        constant = None if found.constant is None else change(found.constant)
        return Affine(tuple((D, change(M)) for D, M in found.items), constant)

    def _times(self, left: Term, right: Term) -> Term:
        if left.rank and right.rank:
            return self.terms.matmul(left, right)
        for one, other in ((left, right), (right, left)):
            if one.op == "number" and isinstance(one.data, Fraction):
                return self._scaled(one.data, other)
        return self.terms.times([left, right])

    def _has_rows(self, term: Term, count: Dim) -> bool:
        return count in term.shape and only_data(term, self.data, self.known)

    # -- sums ----------------------------------------------------------------------------------------------------------
    def _summed(self, term: Term, found: Affine) -> Term | None:
        inner = term.parts[0]
        if term.name == "sum0" and inner.rank != 2:
            return None
        total = self.terms.times([self.terms.size(inner.shape[0]), self._mean(found)])
        if term.name == "sum0" or inner.rank == 1:
            return total
        return self.terms.total(total) if total.rank else None

    def _mean(self, found: Affine) -> Term:
        """``e = c + Σ M_k' m_k``."""
        means = [self._turned_times(M, self.terms.call("mean0", (D,))) for D, M in found.items]
        parts = [*means, *([] if found.constant is None else [found.constant])]
        signs = [_coefficient(part) if _is_multiple(part) else Fraction(1) for part in parts]
        return self.terms.add(signs, [part.parts[0] if _is_multiple(part) else part for part in parts])

    def _product(self, first: Affine, second: Affine, count: Dim) -> Term:
        """``T1'T2``."""
        parts = [
            self._turned_times(M, self._times(self._centred_product(D, E), L))
            for D, M in first.items
            for E, L in second.items
        ]
        parts = self._unlike(parts)
        e, g = self._mean(first), self._mean(second)
        both = self.terms.call("outer", (e, g)) if e.rank and g.rank else self.terms.times([e, g])
        parts.append(self.terms.times([self.terms.size(count), both]))
        signs = [_coefficient(part) if _is_multiple(part) else Fraction(1) for part in parts]
        return self.terms.add(signs, [part.parts[0] if _is_multiple(part) else part for part in parts])

    def _unlike(self, parts: list[Term]) -> list[Term]:
        """Multiples of one term are one multiple."""
        found: dict[Term, Fraction] = {}
        for part in parts:
            q, inner = (_coefficient(part), part.parts[0]) if _is_multiple(part) else (Fraction(1), part)
            found[inner] = found.get(inner, Fraction(0)) + q
        return [self._scaled(q, part) for part, q in found.items() if q]

    def _centred_product(self, first: Term, second: Term) -> Term:
        """Of two arrays of data in one order, transposed where they come in the other."""
        if (second, first) in self.products:
            return self.terms.transpose(self.products[second, first])
        left, right = self._centred(first), self._centred(second)
        found = self.terms.matmul(self.terms.transpose(left), right)
        self.products[first, second] = self.terms.note(found, *(["symmetric"] if first is second else []))
        return found

    def _centred(self, data: Term) -> Term:
        return self.terms.add([1, -1], [data, self.terms.call("mean0", (data,))])

    def _turned_times(self, factor: Term, right: Term) -> Term:
        """``M' @ right``; a scalar M, or a vector, is itself."""
        if not factor.rank:
            return self._times(factor, right)
        return self.terms.matmul(self.terms.transpose(factor), right)


def _is_multiple(term: Term) -> bool:
    return term.op == "add" and len(term.parts) == 1


def _coefficient(term: Term) -> Fraction:
    assert isinstance(term.data, tuple)
    found: Fraction = term.data[0]
    return found
