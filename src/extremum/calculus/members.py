"""Sums over an index in which ``δ(index, k)`` stands, because the variable is a member ``x[k]`` of a family.

``Σ_i δ(i + a, k) g[i] = g[k - a]`` only where ``k - a`` is a value of i. The member exists, so k is an index of its
family: where all of these are values of i the sum is that one term; otherwise it stays a sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from extremum.algebra.dims import Atom, Dim, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.ranges import is_nonnegative
from extremum.algebra.traverse import replace_indices
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.delta import Hit, hits
from extremum.operations.hadamard import HADAMARD
from extremum.operations.leaves import index_of
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors


def summed(part: Expr, index: IndexName, size: Dim, start: Dim, targets: Collection[Expr]) -> Expr:
    """``Σ_index part`` over ``size`` values from ``start``."""
    return _summed(part, index, size, start, targets, size)


def summed_over_steps(part: Expr, index: IndexName, size: Dim, start: Dim, targets: Collection[Expr]) -> Expr:
    """``Σ_index part`` where the part is zero at all indices beyond the range, as an adjoint state is."""
    return _summed(part, index, size, start, targets, None)


def _summed(
    part: Expr, index: IndexName, size: Dim, start: Dim, targets: Collection[Expr], reach: Dim | None
) -> Expr:  # fmt: skip
    members = [target for target in targets if target.op.name == "member"]
    if not members or c.is_zero(part):
        return close("sum_over", part, index, size, start)

    def total(term: Expr) -> Expr:
        hit = next((hit for hit in _hits(term, index) if _is_reached(hit.index, members, reach, start)), None)
        if hit is None:
            return close("sum_over", term, index, size, start)
        return replace_indices(term, {index: hit.index})  # there the delta is 1

    return c.add(*(c.multiple(q, total(term)) for q, term in terms_of(part)))


def _hits(term: Expr, index: Atom) -> Iterator[Hit]:
    _, scalars, _ = factors(term)
    pieces = [base for s in scalars for base in ([b for b, _ in pairs(s)] if s.op is HADAMARD else [s])]
    return hits(pieces, index)


def _is_reached(at: Dim, members: Collection[Expr], reach: Dim | None, start: Dim) -> bool:
    """Whether ``at`` is one of ``reach`` values from ``start`` (None: of all of them) for each index of a family."""
    return any(_follows(at, member, sign, reach, start) for member in members for sign in (1, -1))


def _follows(at: Dim, member: Expr, sign: int, reach: Dim | None, start: Dim) -> bool:
    rest = at - sign * index_of(member)
    ends = [rest + sign * member.start, rest + sign * (member.start + member.size - 1)]
    if sign < 0:
        ends.reverse()
    return is_nonnegative(ends[0] - start) and (reach is None or is_nonnegative(start + reach - 1 - ends[1]))
