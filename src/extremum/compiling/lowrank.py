"""A diagonal matrix and one of low rank: systems and determinants by the small matrix ``K = I + U' inv(D) U``.

``inv(D + UU') = inv(D) - inv(D) U inv(K) U' inv(D)`` (Woodbury), ``inv(D + UU') U = inv(D) U inv(K)``, and
``det(D + UU') = det(D) det(K)`` (Sylvester); ``inv(inv(B) + H' inv(R) H) H' inv(R) = B H' inv(R + H B H')``. Source:
Petersen & Pedersen (2012), sec. 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extremum.algebra.dims import ONE
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, topological, transform_all
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import Word, half


def small_systems(roots: Sequence[Expr]) -> list[Expr]:
    """The expressions with systems in the small dimension."""
    if not any(_diagonal_and_low_rank(node) or _information(node) for node in topological(roots)):
        return list(roots)
    beside = transform_all(roots, lambda node, args: _beside(rebuild(node, args)))
    return transform_all(beside, lambda node, args: _alone(rebuild(node, args)))


# -- beside the factor ---------------------------------------------------------------------------------------------
def _beside(node: Expr) -> Expr:
    """``inv(D + UU') U`` and ``U' inv(D + UU')`` in products."""
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
    parts = _diagonal_and_low_rank(inverse.args[0])
    if parts is not None and _begins(after, parts[1]):
        D, U = parts[0], c.product(*parts[1])
        return c.product(c.inverse(D), U, c.inverse(_small(D, U))), len(parts[1])
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


# -- alone ---------------------------------------------------------------------------------------------------------
def _alone(node: Expr) -> Expr:
    """Inverses and log-determinants of ``D + UU'`` by themselves."""
    if node.op.name == "inverse":
        return _by_parts(node, _inverse)
    return _by_parts(node, _logdet) if node.op.name == "logdet" else node


def _by_parts(node: Expr, rule: Callable[[Expr, Expr], Expr]) -> Expr:
    parts = _diagonal_and_low_rank(node.args[0])
    return node if parts is None else rule(parts[0], c.product(*parts[1]))


def _inverse(D: Expr, U: Expr) -> Expr:
    DU = c.product(c.inverse(D), U)
    return c.add(c.inverse(D), c.multiple(-1, c.product(DU, c.inverse(_small(D, U)), c.transpose(DU))))


def _logdet(D: Expr, U: Expr) -> Expr:
    return c.add(c.build("logdet", (D,)), c.build("logdet", (_small(D, U),)))


def _small(D: Expr, U: Expr) -> Expr:
    """``I + U' inv(D) U``."""
    return c.add(c.eye(U.cols), c.product(c.transpose(U), c.inverse(D), U))


# -- what matrices are -----------------------------------------------------------------------------------------------
def _diagonal_and_low_rank(matrix: Expr) -> tuple[Expr, Word] | None:
    """D and the factors of U, where the matrix is ``D + U U'`` with a diagonal, positive D that is no multiple of I."""
    terms = terms_of(matrix) if matrix.op.name == "sum" else ()
    if len(terms) != 2 or any(q != 1 for q, _ in terms):
        return None
    for (_, D), (_, term) in (terms, terms[::-1]):
        h = half(term.args) if term.op.name == "product" else None
        core = D.args[1] if D.op.name == "scale" else D
        if h is not None and core.op.name != "eye" and holds(D, "diagonal") and holds(D, "positive_definite"):
            U = tuple(c.transpose(factor) for factor in reversed(h))
            return (D, U) if U[-1].cols is not D.rows and U[-1].cols is not ONE else None
    return None


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
