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
    """For words among the factors of products, where the second part begins; none where that saves no products.

    All words that have the seam are parted there; those that begin or end at it are one part.
    """
    words = [node.args for node in topological(roots) if node.op.name == "product" and _even(node.args)]
    found: dict[Word, int] = {}
    left = words
    while (seam := _most_met(left)) is not None:
        found |= {word: at for word in left if (at := _place(word, seam)) is not None}
        left = [word for word in left if word not in found]
    halves = [(word[:at][::-1], word[at:]) for word, at in found.items()]
    joined = sum(0 < at < len(word) for word, at in found.items())
    parts = _products(first for first, _ in halves) + _products(second for _, second in halves) + joined
    return found if parts < _products(found) else {}


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


def _most_met(words: Iterable[Word]) -> tuple[Expr, Expr] | None:
    """The neighbours that most words have, if several have them."""
    meetings = Counter(pair for word in words for pair in pairwise(word))
    found = max(meetings, key=lambda pair: (meetings[pair], pair[0].order), default=None)
    return found if found is not None and meetings[found] > 1 else None


def _place(word: Word, seam: tuple[Expr, Expr]) -> int | None:
    """Where the second part of a word begins: at the seam; a word that begins or ends there has one part."""
    inside = next((at for at, pair in enumerate(pairwise(word), 1) if pair == seam), None)
    if inside is None and word[0] is seam[1]:
        return 0
    return len(word) if inside is None and word[-1] is seam[0] else inside


def _products(words: Iterable[Word]) -> int:
    """How many products words need from the left, where those with the same beginning share it."""
    known: dict[tuple[int, Expr], int] = {}
    for word in words:
        at = 0
        for factor in word:
            at = known.setdefault((at, factor), len(known) + 1)
    return len(known) - sum(at == 0 for at, _ in known)
