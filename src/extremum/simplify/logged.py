"""Logarithms of weights: ``log(sum(exp(u))) - u`` is ``-log(p)``, short where ``p = softmax(u)`` is met anyway."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological
from extremum.operations import construct as c
from extremum.operations.logsumexp import LOGSUMEXP
from extremum.operations.logsums import LOGSUMEXP_ROWS, of_rows
from extremum.operations.powers import pairs
from extremum.operations.rowwise import SOFTMAX_ROWS
from extremum.operations.softmax import SOFTMAX
from extremum.simplify.search import simplify


def with_weights(expr: Expr) -> Iterator[tuple[Expr, Expr, Expr]]:
    """The expression with a letter for weights, and for logarithms of them; the letter; the weights.

    >>> import extremum as ex
    >>> u = ex.vector("u", "n")
    >>> p = ex.softmax(u)
    >>> [(short, letter, weights)] = with_weights(p.T @ (u - ex.logsumexp(u) * ex.ones("n")))
    >>> print(short is letter.T @ ex.log(letter), weights)
    True softmax(u)
    """
    nodes = topological([expr])
    if not any(node.op in (LOGSUMEXP, LOGSUMEXP_ROWS) for node in nodes):
        return
    for weights in nodes:
        if weights.op not in (SOFTMAX, SOFTMAX_ROWS):
            continue
        letter = c.build("symbol", (), (unreachable("weights"), *weights.shape, ("positive",)))
        try:
            apart = _put(expr, weights, letter)
            if any(node.args == (letter,) and node.op.name == "elementwise" for node in topological([apart])):
                yield simplify(apart), letter, weights
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            continue


def _put(expr: Expr, weights: Expr, letter: Expr) -> Expr:
    """The expression with the letter for the weights p of u, and ``u - log(p)`` for the log-sum-exp at each entry."""
    (inner,) = weights.args
    logs = c.subtract(inner, c.apply("log", letter))
    found = {weights: letter, weights.T: letter.T}
    if weights.op is SOFTMAX_ROWS:
        found[c.product(of_rows(inner), c.ones(1, inner.cols))] = logs
    for node in topological([expr]):
        if node not in found:
            args = tuple(found[arg] for arg in node.args)
            scalar = _times_total(node, inner) if weights.op is SOFTMAX else None
            found[node] = rebuild(node, args) if scalar is None else c.product(scalar, logs)
    return found[expr]


def _times_total(node: Expr, inner: Expr) -> Expr | None:
    """s where the node is ``s*logsumexp(u)`` at each entry of a column like u."""
    if node.op.name != "scale" or node.args[1] is not c.like_ones(inner):
        return None
    powers, total = dict(pairs(node.args[0])), c.build("logsumexp", (inner,))
    if powers.pop(total, None) is not c.number(1):
        return None
    return c.product(*(c.power(base, exponent) for base, exponent in powers.items()))
