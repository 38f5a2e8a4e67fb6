"""Where a function is not differentiable, and what its derivative gives there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.calculus.dependence import dependent
from extremum.calculus.derivatives import variable
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.operators import as_expr
from extremum.operations.powers import pairs
from extremum.operations.product import half


def kinks(f: Any, x: Expr | str) -> list[str]:
    """Sentences that say where ``f`` is not differentiable in ``x``; none where its derivative holds everywhere.

    Each names the part of f that has the kink, the points, and which element of the subdifferential (Rockafellar 1970,
    sec. 23) the derivative gives there. Points where f itself is not defined are not listed.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> w, b = ex.vector("w", n), ex.vector("b", n)
    >>> kinks(ex.norm2(w - b)**2 + ex.sum(ex.sign(w)), w)
    ['sign(w), for each entry of w: at 0 it jumps; elsewhere its derivative is 0']

    Raises:
        NameUnknownError: the expression has no symbol of that name.
    """
    expr = as_expr(f)
    order, live = dependent(expr, [variable(expr, x)])
    found = [sentence for node in order if any(arg in live for arg in node.args) for sentence in _kinks_of(node, live)]
    return list(dict.fromkeys(found))


def _kinks_of(node: Expr, live: set[Expr]) -> list[str]:
    if node.op.name == "elementwise":
        return _elementwise(node)
    if node.op.name == "hadamard":
        return [sentence for base, exponent in pairs(node) if base in live for sentence in _root(base, exponent, node)]
    clauses = [clause.strip() for clause in node.op.domain.split(";") if "differentiable" in clause]
    return [f"{node}: {'; '.join(clauses)}"] if clauses else []


def _elementwise(node: Expr) -> list[str]:
    known = FUNCTIONS.get(function_of(node)[0])
    (arg,) = node.args
    if known is None or not known.kinks or holds(arg, "positive") or holds(arg, "nonzero"):
        return []
    each = "" if arg.is_scalar else f", for each entry of {arg}"
    return [f"{node}{each}: {kink}" for kink in known.kinks]


def _root(base: Expr, exponent: Expr, node: Expr) -> list[str]:
    """A power between 0 and 1 has no derivative at 0; a square root of a sum of squares is a norm."""
    if not c.is_number(exponent) or not 0 < Fraction(c.value_of(exponent)) < 1:
        return []
    if holds(base, "positive") or (base.is_scalar and holds(base, "positive_definite")):
        return []
    shown = c.power(base, exponent)
    inner = _normed(base)
    if inner is not None and exponent is c.number(Fraction(1, 2)):
        return [
            f"{shown}: where {inner} is 0 it is not differentiable; the subdifferential with respect to {inner} is the "
            "unit ball there, and the formula of the derivative has no value"
        ]
    where = f"{base}" if node.is_scalar else f"an entry of {base}"
    return [f"{shown}: where {where} is 0 it is not differentiable, and the formula of the derivative has no value"]


def _normed(base: Expr) -> Expr | None:
    """A where the scalar is ``norm2(A)^2``."""
    word = base.args[0].args if base.op.name == "trace" and base.args[0].op.name == "product" else base.args
    if base.op.name not in ("trace", "product"):
        return None
    for k in range(len(word)) if base.op.name == "trace" else (0,):
        found = half(word[k:] + word[:k])
        if found is not None:
            return c.product(*found)
    return None
