"""Derivatives by a scalar, in which matrices stay whole: that of ``tr(Y'*R(a)*X)`` is ``tr(Y'*dR(a)*X)``, where the
reverse sweep adds up what each entry of R(a) does (Magnus & Neudecker 2019, ch. 5: first differentials)."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.dims import ONE
from extremum.algebra.lengths import operations
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological, write
from extremum.calculus.dependence import dependent
from extremum.calculus.forward import forward
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.simplify.cost import cost
from extremum.simplify.kept import kept
from extremum.simplify.search import simplify
from extremum.simplify.word_sums import multiplied

_LONGEST = 400
"""Longer functions are differentiated one way only."""


def shortest_by_scalar(f: Expr, target: Expr, found: Expr) -> Expr:
    """The derivative of a scalar or a column by a scalar: the one that is found, or the differential, the shorter one.

    >>> import extremum as ex
    >>> f, a = ex.parse("tr([a, 0; 0, a^2]*M)", "a; M[2,2]"), ex.scalar("a")
    >>> shortest_by_scalar(f, a, ex.parse("M[1,1] + 2*a*M[2,2] + 0*a", "a; M[2,2]"))
    M[1, 1] + 2*a*M[2, 2]
    """
    if not target.is_scalar or not f.is_column or cost(f) > _LONGEST:
        return found
    order, live = dependent(f, [target])
    if any(node.op.run is not None for node in order) or all(node.is_scalar for node in live):
        return found
    other = simplify(kept(forward(f, {target: c.number(1)}), f))
    return min((found, other, *_entrywise(other), *_multiplied_out(other)), key=length)


def _multiplied_out(expr: Expr) -> Iterator[Expr]:
    """With a product of block matrices, or its trace, multiplied out: angles are subtracted there, ``l*m*sin(b)``."""
    for node in topological([expr]):
        word = node.args[0].args if node.op.name == "trace" else node.args if node.op is PRODUCT else ()
        grown = multiplied(node) if node.is_scalar and any(factor.op.name == "block" for factor in word) else None
        if grown is not None and grown is not node:
            yield simplify(replace(expr, {node: grown}))


def _entrywise(expr: Expr) -> Iterator[Expr]:
    """``sum(Y.*Z)`` for ``tr(Z*Y')``, for one trace in an expression."""
    for node in topological([expr]):
        word = node.args[0].args if node.op.name == "trace" and node.args[0].op is PRODUCT else ()
        for k, factor in enumerate(word):
            turned, rest = c.transpose(factor), c.product(*word[k + 1 :], *word[:k])
            if turned is rest:  # the square of a norm
                continue
            entries = c.hadamard(turned, rest)
            yield replace(expr, {node: c.product(c.ones(ONE, entries.rows), entries, c.ones(entries.cols))})


def length(expr: Expr) -> tuple[int, int]:
    """How many operations are read, and how long the expression is otherwise."""
    return operations(write(expr)), cost(expr)
