"""Sums below the line, and under roots, without denominators of their own: ``b*sqrt(1 + u/b^2) = sqrt(b^2 + u)`` for b
that is not negative."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.powers import is_integer, pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors


def cleared(node: Expr, roots: bool = False) -> Iterator[Expr]:
    """``s^2*t/(s^2 + t^2)`` for ``t/(1 + t^2/s^2)``: a sum below the line times what divides its terms, and times all
    that does; or a sum under a root, where these are asked for.

    >>> import extremum as ex
    >>> *_, last = cleared(ex.parse("1/(m*sqrt(1 + p^2/(c*m)^2))", ["m: positive", "c: positive", "p"]), roots=True)
    >>> print(last)
    c/sqrt((c*m)^2 + p^2)
    """
    for base, exponent in pairs(node) if node.op.name == "hadamard" else ():
        if base.op is not SUM or not (_is_root(exponent) if roots else _is_negative(exponent)):
            continue
        powers = [c.power(divisor, -least) for divisor, least in _divisors(base).items()]
        for factor in dict.fromkeys([*powers, c.product(*powers)] if powers else ()):
            if not (is_integer(exponent) or holds(factor, "nonnegative")):
                continue
            whole = c.add(*(c.product(c.number(q), factor, term) for q, term in terms_of(base)))
            back = c.multiple(-1, exponent)
            rest = c.hadamard(node, c.power(base, back), c.power(whole, exponent))
            yield c.product(c.power(factor, back), rest)


def _divisors(total: Expr) -> dict[Expr, Rational]:
    """What divides terms of a sum, with its lowest exponent."""
    found: dict[Expr, Rational] = {}
    for _, term in terms_of(total):
        scalars = [term] if term.is_scalar else factors(term)[1]
        for base, exponent in (pair for scalar in scalars for pair in pairs(scalar)):
            if _is_negative(exponent):
                found[base] = min(found.get(base, 0), c.value_of(exponent))
    return found


def _is_negative(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) < 0


def _is_root(exponent: Expr) -> bool:
    return c.is_number(exponent) and not is_integer(exponent)
