"""Where long products of square matrices are parted, so that they share the products on both sides.

The gradients of ``tr(A1 ⋯ Ak)`` are windows of one cyclic word: multiplied from the left each would need k - 2 products
of its own; parted where the same two factors meet in most of them, all together need some 3k.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations.construct import transpose
from extremum.operations.wordalgebra import Word

_LONG = 4


def parted(roots: Iterable[Expr]) -> Mapping[Word, int]:
    """For words among the factors of products, where the second part begins; none where that saves no products."""
    words = [node.args for node in topological(roots) if node.op.name == "product" and _even(node.args)]
    meetings = Counter(pair for word in words for pair in pairwise(word))
    found = {word: _most_met(word, meetings) for word in words}
    left, right = zip(*((word[:at][::-1], word[at:]) for word, at in found.items()), strict=True) if found else ((), ())
    return found if _products(left) + _products(right) + len(words) < _products(words) else {}


def alone(roots: Iterable[Expr]) -> frozenset[Word]:
    """Products of matrices of several shapes that share no two neighbours with others: their order is found when they
    are computed, for it depends on the sizes."""
    words = [node.args for node in topological(roots) if node.op.name == "product"]
    meetings = Counter(pair for word in words for pair in (*pairwise(word), *pairwise(_turned(word))))
    return frozenset(
        word for word in words if _rectangular(word) and all(meetings[pair] == 1 for pair in pairwise(word))
    )


def _turned(word: Word) -> Word:
    return tuple(transpose(factor) for factor in reversed(word))


def _rectangular(word: Word) -> bool:
    """Whether all factors are matrices as they were given, with inner dimensions that differ."""
    plain = all(_upright(f).op.variable and not f.is_column and not f.is_row for f in word)
    return plain and len(word) > 2 and len({*(f.rows for f in word), word[-1].cols}) > 1


def _even(word: Word) -> bool:
    """Whether all factors have one shape, so that the order of multiplication does not matter."""
    size = word[0].rows
    return len(word) >= _LONG and all(f.rows is size and f.cols is size and f.op.variable for f in map(_upright, word))


def _upright(factor: Expr) -> Expr:
    return factor.args[0] if factor.op.name == "transpose" else factor


def _most_met(word: Word, meetings: Mapping[tuple[Expr, Expr], int]) -> int:
    at, _ = max(enumerate(pairwise(word), 1), key=lambda place: (meetings[place[1]], place[1][0].order, place[0]))
    return at


def _products(words: Iterable[Word]) -> int:
    """How many products words need from the left, where those with the same beginning share it."""
    known: dict[tuple[int, Expr], int] = {}
    for word in words:
        at = 0
        for factor in word:
            at = known.setdefault((at, factor), len(known) + 1)
    return len(known) - sum(at == 0 for at, _ in known)
