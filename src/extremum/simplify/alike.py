"""Terms with exponentials that are one function: ``K*exp(-(t - s)^2/2 - r) = exp(-t^2/2)`` where the logarithms of both
are one polynomial, as in the formula of Black and Scholes, in whose delta two densities cancel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.common_exponents import is_exponential
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.fraction import fractions

_LONGEST, _TERMS = 100, 6
"""Longer terms are not compared, nor those of longer sums."""


def alike_together(total: Expr) -> Iterator[Expr]:
    """The sum with two such terms as one.

    >>> import extremum as ex
    >>> t, s = ex.scalar("t"), ex.scalar("s")
    >>> e = ex.parse("exp(-t^2) - k*exp(2*t*log(k) - (t + log(k))^2 + log(k)^2 - log(k))", ["t", "k: positive"])
    >>> print(*alike_together(e))
    0
    """
    terms = terms_of(total)
    found = [(q, term) for q, term in terms if cost(term) <= _LONGEST and _has_exponential(term)]
    for (p, first), (q, second) in combinations(found, 2) if len(found) <= _TERMS else ():
        if _are_one(first, second):
            shorter = min(first, second, key=cost)
            yield c.combine([*((r, term) for r, term in terms if term not in (first, second)), (p + q, shorter)])


def _parts(term: Expr) -> list[tuple[Expr, Expr]]:
    """The factors of a product of scalars and of entries, with their exponents."""
    coefficient, scalars, word = factors(term)
    whole = [c.number(coefficient), *scalars, *([c.product(*word)] if word else [])]
    return [pair for part in whole for pair in pairs(part)]


def _has_exponential(term: Expr) -> bool:
    return any(is_exponential(base) for base, _ in _parts(term))


def _factors(term: Expr) -> dict[Expr, Expr]:
    """The factors, each once."""
    found: dict[Expr, Expr] = {}
    for base, exponent in _parts(term):
        found[base] = c.add(found.get(base, c.number(0)), exponent)
    return found


def _are_one(first: Expr, second: Expr) -> bool:
    """Whether the logarithm of their quotient is zero."""
    left, right = _factors(first), _factors(second)
    apart = [base for base in {**left, **right} if left.get(base) is not right.get(base)]
    if not all(is_exponential(base) or holds(base, "positive") for base in apart):
        return False
    nothing, shape = c.number(0), c.like_ones(first)
    powers = {base: c.subtract(left.get(base, nothing), right.get(base, nothing)) for base in apart}
    logs = (
        c.product(power, base.args[0] if is_exponential(base) else c.apply("log", base))
        for base, power in powers.items()
    )
    whole = c.add(*(c.product(log, shape) if log.is_scalar else log for log in logs))
    return any(c.is_zero(form) for form in ([whole] if c.is_zero(whole) else fractions(whole)))
