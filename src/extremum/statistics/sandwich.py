"""The contribution of one sample to a score, and the sandwich ``A⁻¹ B A⁻¹`` with ``B = Σ s_i s_i'``.

Huber (1967), Proceedings of the Fifth Berkeley Symposium 1, 221-233; White (1982), Econometrica 50, 1-25.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.atoms import IndexName
from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.degree import degree
from extremum.operations import construct as c
from extremum.operations.binders import close, open_body
from extremum.simplify.search import simplify
from extremum.verify import equal

Range = tuple[Dim, Dim]


def meat(scores: Sequence[Expr]) -> dict[tuple[int, int], Expr]:
    """``Σ_i s_i s_i'`` by blocks of pairs of parameters, on and above the diagonal.

    Raises:
        UnsupportedError: the log-likelihood is no sum over samples.
    """
    size, start = _range(scores)
    index = IndexName(unreachable("i"), size if start.number is not None else None, start.number or 0)
    parts = [_summand(score, size, start, index) for score in scores]
    return {
        (i, j): close("sum_over", simplify(c.product(parts[i], c.transpose(parts[j]))), index, size, start)
        for i in range(len(parts))
        for j in range(i, len(parts))
    }


def _totals(expr: Expr) -> list[Expr]:
    """The outermost sums over an index."""
    found = [node for node in topological([expr]) if node.op.name == "sum_over"]
    return [t for t in found if not any(t is not other and contains(other, [t]) for other in found)]


def _range(scores: Sequence[Expr]) -> Range:
    """The one range of all sums."""
    ranges = list(dict.fromkeys((t.size, t.start) for score in scores for t in _totals(score)))
    if len(ranges) != 1:
        raise _no_sum(f"the score has sums over {len(ranges)} ranges")
    return ranges[0]


def _summand(score: Expr, size: Dim, start: Dim, index: IndexName) -> Expr:
    """s_i of ``s = Σ s_i``: the score is linear in its sums and in their number N, for which 1 is put in."""
    totals = _totals(score)
    held = {t: c.build("symbol", (), (unreachable(f"T{k}"), *t.shape, ())) for k, t in enumerate(totals)}
    count = c.dimension(size)
    number = c.build("symbol", (), (unreachable("N"), ONE, ONE, ()))
    linear = replace(replace(score, dict(held)), {count: number} if count.op.name == "dimension" else {})
    unknowns = [*held.values(), number]
    if not _is_homogeneous(linear, unknowns):
        raise _no_sum("the score is no linear function of its sums")
    values = {symbol: open_body(total, index) for total, symbol in held.items()}
    part = simplify(replace(linear, {**values, number: c.number(1)}))
    if not equal(close("sum_over", part, index, size, start), score):
        raise _no_sum("the score is not the sum of what one sample adds")
    return part


def _is_homogeneous(expr: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether it is linear in several symbols together, and zero where they are."""
    t = c.build("symbol", (), (unreachable("t"), ONE, ONE, ()))
    along = replace(expr, {symbol: c.product(t, symbol) for symbol in unknowns})
    at_zero = replace(expr, {symbol: c.product(c.number(0), symbol) for symbol in unknowns})
    return degree(along, t) == 1 and c.is_zero(simplify(at_zero))


def _no_sum(why: str) -> UnsupportedError:
    return UnsupportedError(f"robust standard errors need a log-likelihood that is a sum over samples: {why}")
