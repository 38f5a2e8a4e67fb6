"""The vectors of bilinear forms, ``u'*M*v``, and what they are multiplied by: ``(a.*b)'*v = a'*(b.*v)``."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.simplify.question import is_apart


def ends(form: Expr) -> tuple[Expr, ...]:
    """The two vectors of a bilinear form, and their entrywise factors; none of a quadratic one, nor of a sum of
    entries."""
    first, last = c.transpose(form.args[0]), form.args[-1]
    if first is last or "ones" in (first.op.name, last.op.name) or is_apart(form):
        return ()
    return (first, last, *(_entries(first) + _entries(last) if len(form.args) == 2 else ()))


def beside(form: Expr, vector: Expr) -> Expr:
    """The column that a bilinear form multiplies one of its vectors by."""
    first, last = c.transpose(form.args[0]), form.args[-1]
    if last is vector:
        return c.transpose(c.product(*form.args[:-1]))
    if first is vector:
        return c.product(*form.args[1:])
    return c.hadamard(first, last, c.power(vector, -1))


def _entries(column: Expr) -> list[Expr]:
    """The factors of an entrywise product."""
    factors = pairs(column)
    return [base for base, exponent in factors if exponent is c.number(1)] if len(factors) > 1 else []
