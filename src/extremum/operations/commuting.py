"""A commutation matrix at the end of a word, taken back through its factors to one that takes it in.

Commutation matrices move to the right, so the transpose of a word moves its own to the left: what is taken in at the
left end of a word must be so from its right end, or a word and the transpose of its transpose are two nodes.
"""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.rules import rewrite_pair
from extremum.operations import construct as c

Word = tuple[Expr, ...]


def taken_back(stack: list[Expr], new: Expr) -> Expr | None:
    """``(B ⊗ a') D K = (a' ⊗ B) D'`` for D with ``D K = K D'``; leaves the stack one short of its top.

    Source: Magnus & Neudecker (2019), ch. 3, th. 9.
    """
    moved = new
    passed: list[Expr] = []
    for length in range(1, len(stack)):
        found = _passed(stack[-length], moved)
        if found is None:
            return None
        moved = found[0]
        passed.append(found[1])
        taken = rewrite_pair(stack[-1 - length], moved)
        if taken is not None:
            del stack[len(stack) - length :]
            return c.product(taken, *reversed(passed))
    return None


def led(word: Word) -> tuple[Word, Word]:
    """(K', w) with ``word = K' w`` for the first commutation matrix in a word, where it passes all that stands before:
    so it leaves a sum on the left, as that in the transpose of the word does on the right. Nothing, w for other words.
    """
    place = next((k for k, factor in enumerate(word) if factor.op.name == "commutation"), 0)
    if not place:
        return (), word
    moved, passed = word[place], list[Expr]()
    for factor in reversed(word[:place]):
        found = _passed(factor, moved)
        if found is None:
            return (), word
        moved = found[0]
        passed.append(found[1])
    return (moved,), (*reversed(passed), *word[place + 1 :])


def _passed(factor: Expr, moved: Expr) -> tuple[Expr, Expr] | None:
    """``(B ⊗ A) K = K' (A ⊗ B)`` and ``diag(vec A') K = K diag(vec A)``: what stands on the right, factor by factor."""
    if moved.op.name != "commutation":
        return None
    if factor.op.name == "kron":
        b, a = factor.args
        return (c.commutation(b.rows, a.rows), c.kron(a, b)) if moved.params == (b.cols, a.cols) else None
    if factor.op.name != "diag" or factor.args[0].op.name != "vec":
        return None
    turned = c.transpose(factor.args[0].args[0])
    return (moved, c.diag(c.vec(turned))) if moved.params == turned.shape else None
