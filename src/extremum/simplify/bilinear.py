"""The vectors of bilinear forms, ``u'*M*v``, and what they are multiplied by: ``(a.*b)'*v = a'*(b.*v)``; and traces
that are such forms, ``tr(W*((u*v').*E)) = u'*(W'.*E)*v`` (Horn & Johnson 2012, sec. 7.5)."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
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


def of_trace(trace: Expr) -> Expr:
    """The trace of a product with an outer product in it entry by entry, as a bilinear form.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> W, E, u, v = ex.matrix("W", n, n), ex.matrix("E", n, n), ex.vector("u", n), ex.vector("v", n)
    >>> print(of_trace(ex.tr(W @ ex.hadamard(u @ v.T, E))))
    u'*(E.*W')*v
    """
    word = trace.args[0].args if trace.args[0].op is PRODUCT else (trace.args[0],)
    for k, factor in enumerate(word):
        outer = next((base for base, exponent in pairs(factor) if _is_outer(base) and exponent is c.number(1)), None)
        if outer is not None and len(pairs(factor)) > 1:
            column, row = outer.args
            rest = c.product(*word[k + 1 :], *word[:k]) if len(word) > 1 else c.eye(factor.rows)
            entries = c.hadamard(c.transpose(rest), factor, c.power(outer, -1))
            return c.product(c.transpose(column), entries, c.transpose(row))
    return trace


def _is_outer(node: Expr) -> bool:
    """Whether it is ``u*v'``."""
    return node.op is PRODUCT and len(node.args) == 2 and node.args[0].is_column


def _entries(column: Expr) -> list[Expr]:
    """The factors of an entrywise product."""
    factors = pairs(column)
    return [base for base, exponent in factors if exponent is c.number(1)] if len(factors) > 1 else []
