"""Traces and diagonals of products, without the products where their entries are summed."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.compiling.chains import matrix, solves, turned
from extremum.compiling.lowering import Lowering, lowers
from extremum.compiling.term import Term
from extremum.operations import construct as c
from extremum.operations.wordalgebra import half


@lowers("trace")
def _trace(low: Lowering, node: Expr) -> Term:
    """``tr(A' B) = Σ A∘B``; with an inverse the trace of the solved system."""
    (arg,) = node.args
    if arg.op.name != "product":
        return low.terms.call("trace", (low.whole(arg),))
    rotations = [arg.args[k:] + arg.args[:k] for k in range(len(arg.args))]
    for word in rotations:
        if solves(low, word[0]):
            return low.terms.call("trace", (matrix(low, word),))
    root = next((h for h in map(half, rotations) if h is not None), None)
    if root is not None:
        return low.terms.total(low.terms.power(matrix(low, root), 2))
    word = next((w for w in rotations if w[0].op.name == "transpose"), rotations[0])
    return low.terms.total(low.terms.times([low.whole(c.transpose(word[0])), matrix(low, word[1:])]))


@lowers("diagonal")
def _diagonal(low: Lowering, node: Expr) -> Term:
    """The diagonal of A B is the row sums of ``A ∘ B'``."""
    (arg,) = node.args
    if arg.op.name != "product" or any(solves(low, factor) for factor in arg.args):
        return low.terms.call("diagonal", (low.whole(arg),))
    root = half(arg.args)
    if root is not None:
        return low.terms.sums(low.terms.power(matrix(low, turned(root)), 2), 1)
    left, right = low.whole(arg.args[0]), matrix(low, turned(arg.args[1:]))
    return low.terms.sums(low.terms.times([left, right]), 1)
