"""Products, traces and diagonals of products, in an order of multiplication that costs little."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.compiling import entrywise
from extremum.compiling.candidates import cheapest
from extremum.compiling.lowering import Lowering, lowers, once
from extremum.compiling.term import Term, rank_of
from extremum.operations import construct as c
from extremum.operations.block import extent
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import Word, cut, half
from extremum.structures import STRUCTURES


def product(low: Lowering, node: Expr) -> Term:
    """A product in the order of its factors that costs least."""
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


@once
def onto(low: Lowering, factor: Expr, right: Term) -> Term:
    """``factor @ right``, where the factor need not be built."""
    terms = low.terms
    if solves(low, factor):
        return terms.call("solve", (known(low, factor.args[0]), right))
    entries = diagonal_of(low, factor)
    if entries is not None:
        return terms.times([terms.column(entries) if right.rank == 2 else entries, right])
    if _is_cut(factor):
        return terms.call("rows", (right,), _range(factor.args[0]))
    if factor.op.name == "eye":
        return right
    if factor.op.name == "kron" and right.rank == 1 and all(rank_of(arg) == 2 for arg in factor.args):
        return _kronecker_onto(low, factor.args[0], factor.args[1], right)
    return cheapest(terms.matmul(low.whole(factor), right), _spread(low, factor, right), sizes=low.sizes)


def _kronecker_onto(low: Lowering, left: Expr, right: Expr, vector: Term) -> Term:
    """``kron(A, B) @ v`` as ``(A @ V @ B.T).ravel()``, where V has v as its rows."""
    rows = low.terms.call("by_rows", (vector,), (left.cols, right.cols))
    turned_back = onto(low, right, low.terms.transpose(onto(low, left, rows)))
    return low.terms.call("raveled", (low.terms.transpose(turned_back),))


def diagonal_of(low: Lowering, factor: Expr) -> Term | None:
    """The entries of a diagonal matrix, which need not be built."""
    name = factor.op.name
    if name == "diag":
        return low.whole(factor.args[0])
    if name == "inverse":
        inner = diagonal_of(low, factor.args[0])
        return None if inner is None else low.terms.times([], [inner])
    if name == "symbol" and holds(factor, "diagonal"):
        entries = low.terms.call("diagonal", (low.whole(factor),))
        return low.terms.note(entries, *(["nonnegative"] if holds(factor, "positive_definite") else []))
    return None


def _spread(low: Lowering, factor: Expr, right: Term) -> Term | None:
    """``(A B + I) @ right`` as ``A @ (B @ right) + right``; none where no term of the sum is cheaper so, or where the
    sum stands before so many terms that it is built anyway."""
    if factor.op.name != "sum" or not any(_is_cheaper_applied(term) for _, term in terms_of(factor)):
        return None
    low.applied[factor] += 1
    if low.applied[factor] > _MANY:
        return None
    return entrywise.combined(low.terms, factor, lambda term: _applied(low, term, right))


_MANY = 8
"""To more terms a sum is not applied; sums of products of sums, k deep, would be applied to 2^k."""


def _is_cheaper_applied(term: Expr) -> bool:
    inner = term.args[1] if term.op.name == "scale" else term
    return not inner.op.variable


def _applied(low: Lowering, term: Expr, right: Term) -> Term:
    """A term of a sum times what follows."""
    if term.op.name == "scale":
        return low.terms.times([low.loose(term.args[0]), _applied(low, term.args[1], right)])
    if term.op.name != "product":
        return onto(low, term, right)
    *before, last = cut(term.args)
    if before:
        inner = low.terms.matmul(column(low, turned(last)), right)
        left = column(low, before[0])
        return low.terms.call("outer", (left, inner)) if right.rank == 2 else low.terms.times([inner, left])
    return _word_onto(low, last, right)


_FACTORED = [structure.name for structure in STRUCTURES.values() if structure.factor]


def known(low: Lowering, node: Expr) -> Term:
    """The term of a matrix that is factorised, with what is known of its structure."""
    return low.terms.note(low.whole(node), *(fact for fact in _FACTORED if holds(node, fact)))


def solves(low: Lowering, factor: Expr) -> bool:
    """Whether a factor is an inverse that is not there as a matrix, so that a system is solved instead."""
    needed = factor.op.name != "inverse" or factor in low.inverted or c.transpose(factor) in low.inverted
    return not needed and diagonal_of(low, factor) is None


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
    return _word_onto(low, word[: at + 1], result)


@once
def _word_onto(low: Lowering, word: Word, right: Term) -> Term:
    """A word times what follows, factor by factor, or, where a system is solved, with the product of what precedes."""
    at = max((k for k, factor in enumerate(word) if solves(low, factor)), default=-1)
    right = _factors_onto(low, word[at + 1 :], right)
    if at < 0:
        return right
    result = solved = onto(low, word[at], right)
    for factor in reversed(word[:at]):
        result = onto(low, factor, result)
    if at < 1 or right.rank < 2 or any(solves(low, factor) for factor in word[:at]):
        return result
    beside = low.terms.transpose(_chain(low, turned(word[:at])))
    return cheapest(result, low.terms.matmul(beside, solved), sizes=low.sizes)


@once
def _chain(low: Lowering, word: Word) -> Term:
    """Without inverses, from the left; diagonal matrices scale rows or columns."""
    at = low.parted.get(word)
    if at is not None:
        return _parted(low, word[:at], word[at:])
    if turned(word) in low.parted:
        return low.terms.transpose(_chain(low, turned(word)))
    if len(word) > 1 and (diagonal_of(low, word[0]) is not None or _is_cut(word[0])):
        return onto(low, word[0], _chain(low, word[1:]))
    if word in low.alone:
        return low.terms.call("multi_dot", tuple(map(low.whole, word)))
    from_left = low.whole(word[0])
    for factor in word[1:]:
        from_left = _after(low, from_left, factor)
    if not any(factor.op.name == "sum" for factor in word) and not low.sizes:
        return from_left
    return cheapest(from_left, _from_the_right(low, word), _outwards(low, word), sizes=low.sizes)


def _parted(low: Lowering, left: Word, right: Word) -> Term:
    """The left part from the right and the right part from the left, so that others share them."""
    if not right:
        return _from_the_right(low, left)
    from_left = low.whole(right[0])
    for factor in right[1:]:
        from_left = _after(low, from_left, factor)
    return low.terms.matmul(_from_the_right(low, left), from_left) if left else from_left


@once
def _factors_onto(low: Lowering, word: Word, right: Term) -> Term:
    """Factors one after the other, or their product, where that is cheaper."""
    result = right
    for factor in reversed(word):
        result = onto(low, factor, result)
    if len(word) < 2 or right.rank < 2:
        return result
    return cheapest(result, low.terms.matmul(_chain(low, word), right), sizes=low.sizes)


def _outwards(low: Lowering, word: Word) -> Term:
    """From the first factor that is no sum: sums on both sides are applied to it, term by term."""
    at = next((k for k, factor in enumerate(word) if factor.op.name != "sum"), 0)
    result = low.whole(word[at])
    for factor in word[at + 1 :]:
        result = _after(low, result, factor)
    for factor in reversed(word[:at]):
        result = onto(low, factor, result)
    return result


def _from_the_right(low: Lowering, word: Word) -> Term:
    result = low.whole(word[-1])
    for factor in reversed(word[:-1]):
        result = onto(low, factor, result)
    return result


@once
def _after(low: Lowering, left: Term, factor: Expr) -> Term:
    """``left @ factor``, where the factor need not be built."""
    entries = diagonal_of(low, factor)
    if entries is not None:
        return low.terms.times([left, entries])
    if factor.op.name == "embed":
        return low.terms.call("cols", (left,), _range(factor))
    plain = low.terms.matmul(left, low.whole(factor))
    spread = _spread(low, c.transpose(factor), low.terms.transpose(left)) if factor.op.name == "sum" else None
    return plain if spread is None else cheapest(plain, low.terms.transpose(spread), sizes=low.sizes)


@lowers("inverse")
def _inverse(low: Lowering, node: Expr) -> Term:
    entries = diagonal_of(low, node)
    if entries is not None:
        return low.terms.call("diag", (entries,))
    term = low.terms.call("inv", (known(low, node.args[0]),))
    low.inverses[term] = node
    return term
