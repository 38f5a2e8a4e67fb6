"""Products, traces and diagonals of products, in an order of multiplication that costs little."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.compiling.lowering import Lowering, lowers
from extremum.compiling.term import Term
from extremum.operations import construct as c
from extremum.operations.block import extent
from extremum.operations.product import half
from extremum.operations.wordalgebra import Word, cut


@lowers("product")
def _product(low: Lowering, node: Expr) -> Term:
    word = node.args
    if node.is_scalar:
        return scalar(low, word)
    if node.is_column:
        return column(low, word)
    if node.is_row:
        return column(low, turned(word))
    pieces = cut(word)
    return matrix(low, word) if len(pieces) == 1 else _outer(low, *pieces)


def turned(word: Word) -> Word:
    """The word of the transposed product."""
    return tuple(c.transpose(factor) for factor in reversed(word))


def _outer(low: Lowering, left: Word, right: Word) -> Term:
    """A column times a row; ones are left to broadcasting."""
    first, second = left, turned(right)
    if _is_ones(first):
        return column(low, second)
    if _is_ones(second):
        return low.terms.column(column(low, first))
    return low.terms.call("outer", (column(low, first), column(low, second)))


def _is_ones(word: Word) -> bool:
    return len(word) == 1 and word[0].op.name == "ones"


# -- with a vector at an end: matrix-vector products only ----------------------------------------------------------
def column(low: Lowering, word: Word) -> Term:
    """A product that ends with a column, from the right."""
    *rest, last = word
    if last.op.name == "ones" and rest and rest[-1].op.name != "diag" and not solves(low, rest[-1]):
        result = low.terms.sums(low.whole(rest.pop()), 1)
    elif last.op.name == "embed" and rest and not solves(low, rest[-1]):
        result = low.terms.nth_column(low.whole(rest.pop()), _range(last)[0])
    else:
        result = low.whole(last)
    for factor in reversed(rest):
        result = onto(low, factor, result)
    return result


def onto(low: Lowering, factor: Expr, right: Term) -> Term:
    """``factor @ right``, where the factor need not be built."""
    terms = low.terms
    if solves(low, factor):
        return terms.call("solve", (low.whole(factor.args[0]), right))
    if factor.op.name == "diag":
        diagonal = low.whole(factor.args[0])
        return terms.times([terms.column(diagonal) if right.rank == 2 else diagonal, right])
    if _is_cut(factor):
        return terms.call("rows", (right,), _range(factor.args[0]))
    return terms.matmul(low.whole(factor), right)


def solves(low: Lowering, factor: Expr) -> bool:
    """Whether a factor is an inverse that is not there as a matrix, so that a system is solved instead."""
    return factor.op.name == "inverse" and factor not in low.inverted and c.transpose(factor) not in low.inverted


def _is_cut(factor: Expr) -> bool:
    """Whether a factor takes rows out of what it is multiplied by."""
    return factor.op.name == "transpose" and factor.args[0].op.name == "embed"


def _starts_with_cut(word: Word) -> bool:
    """Whether the first factor takes an entry or a sum."""
    return _is_cut(word[0]) or word[0].op.name == "ones"


def _range(embed: Expr) -> tuple[Dim, Dim]:
    before, size, _ = extent(embed)
    return before, before + size


def scalar(low: Lowering, word: Word) -> Term:
    """``x' A … y``."""
    root = half(word)
    if root is not None:
        once = column(low, root)
        return low.terms.matmul(once, once)
    if not _starts_with_cut(word) and _starts_with_cut(turned(word)):
        word = turned(word)
    if _is_cut(word[0]):
        return low.terms.call("entry", (column(low, word[1:]),), _range(word[0].args[0])[:1])
    if word[0].op.name != "ones":
        return low.terms.matmul(low.whole(c.transpose(word[0])), column(low, word[1:]))
    if len(word) == 3 and word[-1].op.name == "ones":
        return low.terms.total(low.whole(word[1]))
    return low.terms.total(column(low, word[1:]))


# -- matrices ------------------------------------------------------------------------------------------------------
def matrix(low: Lowering, word: Word) -> Term:
    """A product of matrices. An inverse is applied to what follows it, or, transposed, to what precedes it."""
    if solves(low, word[-1]) and not all(solves(low, factor) for factor in word):
        return low.terms.transpose(onto(low, c.transpose(word[-1]), matrix(low, turned(word[:-1]))))
    at = max((k for k, factor in enumerate(word[:-1]) if solves(low, factor)), default=-1)
    result = _chain(low, word[at + 1 :])
    for factor in reversed(word[: at + 1]):
        result = onto(low, factor, result)
    return result


def _chain(low: Lowering, word: Word) -> Term:
    """Without inverses, from the left; diagonal matrices scale rows or columns."""
    at = low.parted.get(word)
    if at is not None:
        return low.terms.matmul(_from_the_right(low, word[:at]), _chain(low, word[at:]))
    if len(word) > 1 and (word[0].op.name == "diag" or _is_cut(word[0])):
        return onto(low, word[0], _chain(low, word[1:]))
    result = low.whole(word[0])
    for factor in word[1:]:
        result = _after(low, result, factor)
    return result


def _from_the_right(low: Lowering, word: Word) -> Term:
    result = low.whole(word[-1])
    for factor in reversed(word[:-1]):
        result = onto(low, factor, result)
    return result


def _after(low: Lowering, left: Term, factor: Expr) -> Term:
    """``left @ factor``, where the factor need not be built."""
    if factor.op.name == "diag":
        return low.terms.times([left, low.whole(factor.args[0])])
    if factor.op.name == "embed":
        return low.terms.call("cols", (left,), _range(factor))
    return low.terms.matmul(left, low.whole(factor))


@lowers("inverse")
def _inverse(low: Lowering, node: Expr) -> Term:
    term = low.terms.call("inv", (low.whole(node.args[0]),))
    low.inverses[term] = node
    return term


# -- traces and diagonals ------------------------------------------------------------------------------------------
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
