"""Sums of entries put together: ``sum(x) - sum(y) = sum(x - y)``."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.factor import factored
from extremum.simplify.question import is_apart

_TERMS = 12
"""Longer sums are left as they are."""


def totals_together(total: Expr) -> Iterator[Expr]:
    """The same with sums of entries of one shape as one.

    >>> import extremum as ex
    >>> print(*totals_together(ex.parse("sum(x) - 2*sum(y)", ["x[n]", "y[n]"])))
    sum(x - 2*y)
    """
    if total.op is SUM and total.is_scalar and 2 <= len(total.args) <= _TERMS:
        yield from _together(total)


def _together(total: Expr) -> Iterator[Expr]:
    groups: dict[Expr, list[tuple[Rational, Expr, Expr]]] = {}
    for q, term in terms_of(total):
        body = _body(term)
        if body is not None and not is_apart(term):
            groups.setdefault(c.like_ones(body), []).append((q, term, body))
    for group in groups.values():
        if len(group) > 1:
            inner = factored(c.combine([(q, body) for q, _, body in group]))
            rest = c.subtract(total, c.combine([(q, term) for q, term, _ in group]))
            yield c.add(c.product(c.ones(1, inner.rows), inner, c.ones(inner.cols)), rest)


def _body(term: Expr) -> Expr | None:
    """A of ``1'*A*1``, and x of ``1'*x``."""
    if term.op is not PRODUCT or term.args[0].op.name != "ones":
        return None
    return c.product(*term.args[1:-1]) if term.args[-1].op.name == "ones" else c.product(*term.args[1:])
