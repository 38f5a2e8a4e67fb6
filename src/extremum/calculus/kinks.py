"""Where a function is not differentiable, and what its derivative gives there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extremum.algebra.node import Expr
from extremum.algebra.traits import Nonsmooth
from extremum.calculus.asked import asked
from extremum.calculus.dependence import dependent_within


def kinks(f: Any, x: Expr | str, declarations: Any = ()) -> list[str]:
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
    expr, targets = asked(f, x, declarations)
    return list(dict.fromkeys(map(str, kinks_in(expr, targets))))


def kinks_in(expr: Expr, targets: Sequence[Expr]) -> list[Nonsmooth]:
    """The parts of an expression that are not differentiable, and depend on one of some symbols there."""
    order, live = dependent_within(expr, targets)
    return [kink for node in order if any(arg in live for arg in node.args) for kink in _in(node, live)]


def _in(node: Expr, live: set[Expr]) -> list[Nonsmooth]:
    return [kink for kink in node.op.kinks(node) if node.args[kink.argument] in live]
