"""What is 0 because it is minus itself: ``x'*K*x`` and ``tr(X'*K*X)`` with a skew K, also as terms of sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import half

Word = tuple[Expr, ...]


def without_odd_terms(node: Expr) -> Expr:
    """A scalar product, or a trace, without the terms of sums in it that add nothing to it.

    >>> import extremum as ex
    >>> print(without_odd_terms(ex.parse("x'*[0, -1; 1, 0]*(x + y)", "x[2]; y[2]")))
    x'*[0, -1; 1, 0]*y
    """
    word = _word(node)
    if not any(factor.op.name == "block" for factor in word):
        return node
    if _is_odd(node):
        return c.number(0)
    for k, factor in enumerate(word):
        terms = terms_of(factor) if factor.op is SUM else ()
        kept = [(q, term) for q, term in terms if not _is_odd(_with(node, word, k, term))]
        if len(kept) < len(terms):
            return without_odd_terms(_with(node, word, k, c.combine(kept))) if kept else c.number(0)
    return node


def _word(node: Expr) -> Word:
    inner = node.args[0] if node.op.name == "trace" else node
    return inner.args if inner.op is PRODUCT and (inner is not node or node.is_scalar) else ()


def _with(node: Expr, word: Word, k: int, factor: Expr) -> Expr:
    """The product, or the trace, with another factor in one place."""
    inner = c.product(*word[:k], factor, *word[k + 1 :])
    return c.trace(inner) if node.op.name == "trace" else inner


def _is_odd(node: Expr) -> bool:
    """Whether it is ``h'*K*h``, or its trace, with a skew K; the terms of it, where it is a sum."""
    if c.is_zero(node):
        return True
    if node.op is SUM:
        return all(map(_is_odd, node.args))
    if node.op.name == "hadamard" and node.is_scalar:
        return any(_is_odd(base) for base, exponent in pairs(node) if exponent is c.number(1))
    word = _word(node)
    return len(word) % 2 == 1 and any(_has_skew_middle(turned) for turned in _rotations(node, word))


def _rotations(node: Expr, word: Word) -> Iterator[Word]:
    for k in range(len(word)) if node.op.name == "trace" else (0,):
        yield (*word[k:], *word[:k])


def _has_skew_middle(word: Sequence[Expr]) -> bool:
    middle = len(word) // 2
    sides = (*word[:middle], *word[middle + 1 :])
    return half(sides) is not None and holds(word[middle], "skew")
