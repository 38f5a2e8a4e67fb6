"""Inverses of sums beside a factor of one of the terms: pushed through it, or taken into it.

``inv(a*I + inv(S)*B)*inv(S) = inv(a*S + B)``, ``inv(F*B + a*F)*F = inv(B + a*I)`` for an invertible F, and
``inv(a*I + u*v')*u = u/(a + v'*u)`` (Henderson & Searle 1981; Sherman & Morrison 1950).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost, rank

Word = tuple[Expr, ...]


def pushed(node: Expr) -> Expr:
    """A product with the inverse of a sum in it, where the factor beside it shortens the two.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> S, M = ex.matrix("S", n, n, "positive_definite"), ex.matrix("M", n, n)
    >>> u, v, a = ex.vector("u", n), ex.vector("v", n), ex.scalar("a", "positive")
    >>> print(pushed((ex.eye(n) + S.inv @ M).inv @ S.inv), pushed((a * ex.eye(n) + u @ v.T).inv @ u))
    inv(M + S) u/(u'*v + a)
    """
    best = node
    while best.op.linear is MULTILINEAR or best.is_scalar:
        coefficient, scalars, word = (1, [], best.args) if best.op is PRODUCT else factors(best)
        options = [c.product(c.number(coefficient), *scalars, *new) for new in _in_word(word)]
        options += [c.product(c.number(coefficient), *new) for new in _taken_in(scalars, word)]
        if not options:
            break
        better = min(options, key=rank)
        if cost(better) >= cost(best):
            break
        best = better
    return best


def _in_word(word: Word) -> Iterator[Word]:
    """The word with an inverse and what stands at its right, or at its left, as other factors."""
    if all(_of_sum(factor) is None for factor in word):
        return
    for new in _at_the_right(word):
        yield new
    for new in _at_the_right(_back(word)):
        yield _back(new)


def _taken_in(scalars: Sequence[Expr], word: Word) -> Iterator[Word]:
    """``inv(s*A + B)`` for ``inv(A + B/s)/s``: what divides the inverse and a term of it, taken in."""
    below = {base for s in scalars for base, exponent in pairs(s) if _is_negative(exponent)}
    for k, factor in enumerate(word if below else ()):
        inner = _of_sum(factor)
        if inner is None:
            continue
        for power in dict.fromkeys(_divisors(inner, below)):
            whole = c.add(*(c.multiple(q, c.product(power, term)) for q, term in terms_of(inner)))
            yield (*scalars, power, *word[:k], c.inverse(whole), *word[k + 1 :])


def _divisors(total: Expr, bases: set[Expr]) -> Iterator[Expr]:
    """The powers of some bases that divide terms of a sum."""
    powers = (pair for term in total.args for s in factors(term)[1] for pair in pairs(s))
    yield from (c.power(base, -c.value_of(e)) for base, e in powers if base in bases and _is_negative(e))


def _is_negative(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) < 0


def _back(word: Word) -> Word:
    return tuple(c.transpose(factor) for factor in reversed(word))


def _at_the_right(word: Word) -> Iterator[Word]:
    for k, factor in enumerate(word[:-1]):
        inner = _of_sum(factor)
        if inner is None:
            continue
        left, right = word[:k], word[k + 1 :]
        if _inverted(right[0]) is not None:
            whole = _with(inner, right[0])
            if whole is not None:
                yield (*left, c.inverse(whole), *right[1:])
        elif holds(right[0], "invertible"):
            bare = _without(inner, right[0])
            if bare is not None:
                yield (*left, c.inverse(bare), *right[1:])
        for column, rest, over in _rank_one(inner, right):
            yield (*left, c.power(over, -1), *column, *rest)


def _of_sum(factor: Expr) -> Expr | None:
    """The sum of which a factor is the inverse."""
    inner = _inverted(factor)
    return inner if inner is not None and inner.op is SUM else None


def _inverted(factor: Expr) -> Expr | None:
    return factor.args[0] if factor.op.name == "inverse" else None


def _with(inner: Expr, inverse: Expr) -> Expr | None:
    """``a*S + B`` for ``a*I + inv(S)*B``."""
    terms = []
    for q, term in terms_of(inner):
        own, scalars, word = factors(term)
        if word and word[0] is inverse:
            rest = c.product(*word[1:]) if len(word) > 1 else c.eye(inverse.rows)
        elif len(word) == 1 and word[0].op.name == "eye":
            rest = inverse.args[0]
        else:
            return None
        terms.append(c.product(c.number(q), c.number(own), *scalars, rest))
    return c.add(*terms)


def _without(inner: Expr, factor: Expr) -> Expr | None:
    """``B + a*I`` for ``F*B + a*F``."""
    terms = []
    for q, term in terms_of(inner):
        own, scalars, word = factors(term)
        if not word or word[0] is not factor:
            return None
        rest = c.product(*word[1:]) if len(word) > 1 else c.eye(factor.cols)
        terms.append(c.product(c.number(q), c.number(own), *scalars, rest))
    return c.add(*terms)


def _rank_one(inner: Expr, right: Word) -> Iterator[tuple[Word, Word, Expr]]:
    """(u, what stands after it, ``a + v'u``) for ``a*I + u*v'`` before u."""
    terms = [(c.number(q), *factors(term)) for q, term in terms_of(inner)]
    identity = [(q, s) for q, own, s, word in terms if own == 1 and len(word) == 1 and word[0].op.name == "eye"]
    if len(terms) != 2 or len(identity) != 1:
        return
    ((q, scalars),) = identity
    a = c.product(q, *scalars)
    for p, own, others, word in terms:
        cut = next((k for k, factor in enumerate(word) if factor.is_column), len(word)) + 1
        if cut < len(word) and right[:cut] == word[:cut]:
            inside = c.product(*word[cut:], *word[:cut])
            yield word[:cut], right[cut:], c.add(a, c.product(p, c.number(own), *others, inside))
