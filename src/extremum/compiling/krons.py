"""Sums of Kronecker products over samples without a loop, as the Hessians of classifiers have them.

``Σ_i w_i (u_i v_i') ⊗ (p_i q_i') = Z_1' diag(w) Z_2`` where ``u_i ⊗ p_i`` is a row of Z_1 and ``v_i ⊗ q_i`` one of Z_2;
``Σ_i (u_i v_i') ⊗ diag(p_i)`` has the blocks ``U' diag(P e_a) V``, and zeros beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from extremum.algebra.node import Expr, Rational
from extremum.compiling.term import Term
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import cut, factors

if TYPE_CHECKING:
    from extremum.compiling.samples import Rows

Total = Callable[["Rows", Expr], Term]
"""The sum of an expression over all samples; raises NoRowsError where it has no form without a loop."""


@final
@dataclass(frozen=True, slots=True)
class _Part:
    """A term ``∏scalars · A`` of one side of a Kronecker product.

    kind: whether A is an ``outer`` product, ``diag`` of a vector, or ``fixed``, the same for all samples; of: the
    vectors, or A.
    """

    kind: str
    scalars: tuple[Expr, ...]
    of: tuple[Expr, ...]

    @property
    def whole(self) -> Expr:
        """The matrix A."""
        return c.diag(*self.of) if self.kind == "diag" else c.product(*self.of)


def kron_total(rows: Rows, scalars: Sequence[Expr], node: Expr, total: Total) -> Term | None:
    """``Σ_i ∏scalars · A_i ⊗ B_i``; None where a side is no sum of outer products and diagonal matrices."""
    pairs = [(q * r, a, b) for q, a in _parts(rows, node.args[0]) for r, b in _parts(rows, node.args[1])]
    if not all((a.kind, b.kind) in _SUMS for _, a, b in pairs):
        return None
    found = [_pair(rows, scalars, a, b, total) for _, a, b in pairs]
    return rows.low.terms.add([q for q, _, _ in pairs], found)


def _parts(rows: Rows, side: Expr) -> Iterator[tuple[Rational, _Part]]:
    for coefficient, term in terms_of(side):
        q, scalars, word = factors(term)
        vectors = tuple(c.product(*piece) for piece in cut(word))
        if not any(map(rows.varies, word)):
            part = _Part("fixed", tuple(scalars), (c.product(*word),))
        elif len(word) == 1 and word[0].op.name == "diag":
            part = _Part("diag", tuple(scalars), word[0].args)
        else:
            part = _Part("outer" if len(vectors) == 2 else "other", tuple(scalars), vectors)
        yield coefficient * q, part


def _pair(rows: Rows, scalars: Sequence[Expr], a: _Part, b: _Part, total: Total) -> Term:
    """What is the same for all samples is taken out of the sum."""
    every = (*scalars, *a.scalars, *b.scalars)
    weights = [s for s in every if rows.varies(s)]
    found = _SUMS[a.kind, b.kind](rows, c.product(*weights), a, b, total)
    return rows.low.terms.times([*(rows.low.whole(s) for s in every if not rows.varies(s)), found])


def _outer_products(rows: Rows, weight: Expr, a: _Part, b: _Part, total: Total) -> Term:
    terms = rows.low.terms
    left, right = (terms.call("rowkron", (rows.whole(u), rows.whole(p))) for u, p in zip(a.of, b.of, strict=True))
    if rows.varies(weight):
        left = terms.times([terms.column(rows.whole(weight)), left])
    return terms.matmul(terms.transpose(left), right)


def _outer_diagonal(rows: Rows, weight: Expr, a: _Part, b: _Part, total: Total) -> Term:
    vectors = (*a.of, c.product(weight, *b.of))
    return rows.low.terms.call("sum_kron_diag", [rows.whole(vector) for vector in vectors])


def _diagonal_outer(rows: Rows, weight: Expr, a: _Part, b: _Part, total: Total) -> Term:
    vectors = (c.product(weight, *a.of), *b.of)
    return rows.low.terms.call("sum_diag_kron", [rows.whole(vector) for vector in vectors])


def _fixed_left(rows: Rows, weight: Expr, a: _Part, b: _Part, total: Total) -> Term:
    return rows.low.terms.call("kron", (rows.low.whole(a.whole), total(rows, c.product(weight, b.whole))))


def _fixed_right(rows: Rows, weight: Expr, a: _Part, b: _Part, total: Total) -> Term:
    return rows.low.terms.call("kron", (total(rows, c.product(weight, a.whole)), rows.low.whole(b.whole)))


_SUMS: Mapping[tuple[str, str], Callable[[Rows, Expr, _Part, _Part, Total], Term]] = {
    ("outer", "outer"): _outer_products,
    ("outer", "diag"): _outer_diagonal,
    ("diag", "outer"): _diagonal_outer,
    **{("fixed", kind): _fixed_left for kind in ("outer", "diag")},
    **{(kind, "fixed"): _fixed_right for kind in ("outer", "diag")},
}
