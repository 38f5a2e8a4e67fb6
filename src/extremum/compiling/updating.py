"""An update in its other form: ``inv(inv(B) + H' inv(R) H) H' inv(R) = B H' inv(R + H B H')``.

Source: Petersen & Pedersen (2012), sec. 3.2. Nothing is subtracted in it; the low-rank form of ``inv(D + UU')`` loses
digits where D is small, so that a call chooses it (:mod:`extremum.compiling.passes.lowrank`).
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological, transform_all
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import Word


def small_systems(roots: Sequence[Expr]) -> list[Expr]:
    """The expressions with systems in the small dimension."""
    if not any(_information(node) for node in topological(roots)):
        return list(roots)
    return transform_all(roots, lambda node, args: _updated(rebuild(node, args)))


def _updated(node: Expr) -> Expr:
    """``inv(inv(B) + H' inv(R) H) H' inv(R)``, or its transpose, in a product."""
    if node.op.name != "product":
        return node
    found = _first_in(node.args)
    if found is None:
        turned = _first_in(tuple(c.transpose(factor) for factor in reversed(node.args)))
        found = None if turned is None else c.transpose(turned)
    return node if found is None else found


def _first_in(word: Word) -> Expr | None:
    for k, factor in enumerate(word):
        pushed = _pushed(factor, word[k + 1 :]) if factor.op.name == "inverse" else None
        if pushed is not None:
            short, used = pushed
            return c.product(*word[:k], short, *word[k + 1 + used :])
    return None


def _pushed(inverse: Expr, after: Word) -> tuple[Expr, int] | None:
    """What an inverse and the factors after it are together, and how many of these it takes up."""
    update = _information(inverse.args[0])
    if update is None:
        return None
    B, H, R = update
    turned = tuple(c.transpose(factor) for factor in reversed(H))
    if not _begins(after, (*turned, c.inverse(R))):
        return None
    Ht = c.product(*turned)
    return c.product(B, Ht, c.inverse(c.add(R, c.product(*H, B, Ht)))), len(turned) + 1


def _begins(word: Word, beginning: Word) -> bool:
    return word[: len(beginning)] == beginning


def _information(matrix: Expr) -> tuple[Expr, Word, Expr] | None:
    """B, the factors of H, and R, where the matrix is ``inv(B) + H' inv(R) H``, and these are not both diagonal."""
    terms = terms_of(matrix) if matrix.op.name == "sum" else ()
    if len(terms) != 2 or any(q != 1 for q, _ in terms):
        return None
    for (_, prior), (_, term) in (terms, terms[::-1]):
        middle = len(term.args) // 2
        if prior.op.name != "inverse" or term.op.name != "product" or term.args[middle].op.name != "inverse":
            continue
        B, R, H = prior.args[0], term.args[middle].args[0], term.args[middle + 1 :]
        if tuple(c.transpose(factor) for factor in reversed(H)) != term.args[:middle]:
            continue
        cheap = holds(B, "diagonal") and holds(R, "diagonal")
        if not cheap and holds(B, "positive_definite") and holds(R, "positive_definite"):
            return B, H, R
    return None
