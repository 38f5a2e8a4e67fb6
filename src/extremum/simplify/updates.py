"""Inverses and determinants after a change of low rank, recognised from right to left where that is shorter.

``inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A) = inv(A + U*C*V)`` (Sherman & Morrison 1950, Woodbury 1950),
``det(A)*det(eye(k) + V*inv(A)*U) = det(A + U*V)`` (Harville 1997, th. 18.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost, rank

Word = tuple[Expr, ...]
_LONGEST = 200


def updated(node: Expr) -> Expr:
    """A sum or a product of scalars with an update of low rank in it, where the inverse or determinant of the sum is
    shorter.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, u, v = ex.matrix("A", n, n), ex.vector("u", n), ex.vector("v", n)
    >>> print(updated(ex.det(A) * (1 + v.T @ A.inv @ u)))
    det(u*v' + A)
    """
    inverses = node.op is SUM and not node.is_scalar and node.rows is node.cols
    if not (inverses or (node.op.name == "hadamard" and node.is_scalar)) or cost(node) > _LONGEST:
        return node
    best = min(_inverses(node) if inverses else _determinants(node), key=rank, default=node)
    return best if cost(best) < cost(node) else node


# -- inverses ------------------------------------------------------------------------------------------------------
def _inverses(node: Expr) -> Iterator[Expr]:
    terms = terms_of(node)
    for i, (q, plain) in enumerate(terms):
        a = _inverted(plain)
        if a is None:
            continue
        for j, (p, change) in enumerate(terms):
            rest = [pair for k, pair in enumerate(terms) if k not in (i, j)]
            if i != j:
                for whole in _updates(a, plain, Fraction(p) / Fraction(q), change):
                    yield c.combine([(q, c.inverse(whole)), *rest])


def _inverted(term: Expr) -> Expr | None:
    """A where the term is its inverse."""
    if term.op.name == "eye":
        return term
    if term.op.name == "inverse":
        return term.args[0]
    if term.op.name == "transpose" and term.args[0].op.name == "inverse":
        return c.transpose(term.args[0].args[0])
    return None


def _updates(a: Expr, plain: Expr, ratio: Rational, change: Expr) -> Iterator[Expr]:
    """The sums ``A + UCV`` whose inverse is ``inv(A) + ratio*change``."""
    inner, scalars, word = factors(change)
    ratio = ratio * inner
    if plain.op.name != "eye":
        if len(word) < 3 or word[0] is not plain or word[-1] is not plain:
            return
        word = word[1:-1]
    for k, middle in enumerate(word):
        s = _inverted(middle)
        if s is not None and s.op is SUM and ratio == -1 and 0 < k < len(word) - 1:
            yield from _whole(a, plain, word[:k], s, word[k + 1 :], scalars)
    if plain.op.name == "eye":  # I - u*v'/s stays: nobody is helped by an inverse
        return
    flat = [c.power(b, e) for scalar in scalars for b, e in pairs(scalar)]
    for under in flat:
        for cut in range(1, len(word)):
            if word[cut - 1].is_column:
                rest = [s for s in flat if s is not under]
                s = c.multiple(-1 / Fraction(ratio), c.power(under, -1))
                yield from _whole(a, plain, word[:cut], s, word[cut:], rest)


def _whole(a: Expr, plain: Expr, left: Word, s: Expr, right: Word, scalars: list[Expr]) -> Iterator[Expr]:
    """``A + U inv(S - V inv(A) U) V``, for U and V with or without the scalars."""
    u, v = c.product(*left), c.product(*scalars, *right)
    core = c.subtract(s, c.product(v, plain, u))
    if cost(core) < cost(s) and not c.is_zero(core):
        yield c.add(a, c.product(u, c.inverse(core) if not core.is_scalar else c.power(core, -1), v))


# -- determinants --------------------------------------------------------------------------------------------------
def _determinants(node: Expr) -> Iterator[Expr]:
    items = pairs(node)
    for det, exponent in items:
        if det.op.name != "det":
            continue
        for other, power in items:
            if other is not det and exponent is power:
                rest = [c.power(b, e) for b, e in items if b is not det and b is not other]
                for whole in _changed(det.args[0], other):
                    yield c.hadamard(c.power(c.det(whole), exponent), *rest)


def _changed(a: Expr, other: Expr) -> Iterator[Expr]:
    """The matrices whose determinant is ``det(A)·other``."""
    if other.op is SUM:  # 1 + v'inv(A)u
        constant = [q for q, term in terms_of(other) if term is c.number(1)]
        if len(other.args) == 2 and constant == [1]:
            q, term = next(pair for pair in terms_of(other) if pair[1] is not c.number(1))
            yield from _added(a, q, term)
    elif other.op.name == "det" and other.args[0].op is SUM and len(other.args[0].args) == 2:
        terms = terms_of(other.args[0])
        if any(q == 1 and term.op.name == "eye" for q, term in terms):
            yield from (w for q, term in terms if term.op.name != "eye" for w in _added(a, q, term))


def _added(a: Expr, q: Rational, term: Expr) -> Iterator[Expr]:
    """``A + q·UV`` for a term ``q·V inv(A) U``."""
    if term.op is not PRODUCT:
        return
    for word in (term.args, tuple(c.transpose(f) for f in reversed(term.args))):
        for k, factor in enumerate(word):
            if _inverted(factor) is a and 0 < k < len(word) - 1:
                yield c.add(a, c.multiple(q, c.product(*word[k + 1 :], *word[:k])))
