"""Gram matrices absorbed in a pseudoinverse: ``inv(A'A)A' = pinv(A)`` where A has full rank."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.wordalgebra import factors, half
from extremum.simplify.cost import cost

Word = tuple[Expr, ...]


def absorbed(node: Expr) -> Expr:
    """A product with ``inv(A'A)A'``, ``A inv(A'A)``, ``A'inv(AA')`` or ``inv(AA')A`` in it, where that shortens it.

    Golub & Van Loan (2013), sec. 5.5.2: ``pinv(A) = (A'A)⁻¹A'`` for full column rank, ``A'(AA')⁻¹`` for full row rank.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, b = ex.matrix("A", n, m, "full_column_rank"), ex.vector("b", n)
    >>> print(absorbed((A.T @ A).inv @ A.T @ b))
    pinv(A)*b
    """
    best = node
    while best.op.linear is MULTILINEAR:
        coefficient, scalars, word = (1, [], best.args) if best.op is PRODUCT else factors(best)
        new = _in_word(word)
        option = None if new is None else c.product(c.number(coefficient), *scalars, *new)
        if option is None or cost(option) >= cost(best):
            return best
        best = option
    return best


def _in_word(word: Word) -> Word | None:
    for k, factor in enumerate(word):
        part = _root(factor)
        if part is None:
            continue
        size = len(part)
        plus = c.build("pinv", (c.product(*part),))
        if word[k + 1 : k + 1 + size] == _back(part):
            return (*word[:k], plus, *word[k + 1 + size :])
        if k >= size and word[k - size : k] == part:
            return (*word[: k - size], c.transpose(plus), *word[k + 1 :])
    return None


def _root(factor: Expr) -> Word | None:
    """The word A where the factor is ``inv(A'A)`` and A has full column rank."""
    if factor.op.name != "inverse" or factor.args[0].op is not PRODUCT:
        return None
    part = half(factor.args[0].args)
    return part if part is not None and holds(c.product(*part), "full_column_rank") else None


def _back(word: Word) -> Word:
    return tuple(c.transpose(factor) for factor in reversed(word))
