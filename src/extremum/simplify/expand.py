"""Sums multiplied out: products distributed over the sums in them."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors


def expanded(expr: Expr, limit: int = 64) -> Expr | None:
    """The products in a sum distributed over the sums in them; None beyond ``limit`` terms."""
    total: list[Expr] = []
    for q, term in terms_of(expr):
        grown = _distribute(term, limit)
        if grown is None or len(total) + len(grown) > limit:
            return None
        total += [c.multiple(q, part) for part in grown]
    return c.add(*total)


def _distribute(term: Expr, limit: int) -> list[Expr] | None:
    inner, scalars, word = factors(term)
    if term.is_scalar and term.op.name == "product":
        scalars, word = [], term.args
    flat = [c.power(b, e) for s in scalars for b, e in pairs(s)]
    parts: list[list[Expr]] = [[c.number(inner)]]
    for factor in (*flat, *word):
        choices = [c.multiple(q, t) for q, t in terms_of(factor)] if factor.op is SUM else [factor]
        parts = [[*done, choice] for done in parts for choice in choices]
        if len(parts) > limit:
            return None
    return [c.product(*part) for part in parts]
