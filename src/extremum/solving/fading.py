"""Objectives that stay above a bound and come as near to it as one likes along a ray."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify


def refuse_fading(problem: Problem, x: Expr) -> None:
    """``f > b`` everywhere, and ``f -> b`` along a ray: the infimum b is not attained.

    Raises:
        NoExtremumError: it is so.
    """
    assert problem.sense is not None
    terms = terms_of(problem.minimised)
    live = [(q, term) for q, term in terms if contains(term, [x])]
    moving = c.combine(live) if live else c.number(0)
    if not holds(moving, "positive"):
        return
    number = c.build("symbol", (), (FreeNames(*problem.expressions).take("s"), *c.number(0).shape, ("positive",)))
    for ray in _rays(x, number):
        if _fades(simplify(replace(moving, {x: ray})), number):
            above = problem.sense == "min"
            still = [(q if above else -q, term) for q, term in terms if not contains(term, [x])]
            level = c.combine(still) if still else c.number(0)
            raise NoExtremumError(
                f"there is no {SENSES[problem.sense]}: {moving} is positive and tends to 0 {_way(x, ray, number)}, "
                f"so that the {'infimum' if above else 'supremum'} {level} is not attained"
            )


def _way(x: Expr, ray: Expr, number: Expr) -> str:
    """How the unknown goes along a ray."""
    if x.is_scalar:
        return f"as {x} grows" if ray is number else f"as {x} falls to 0"
    return f"along {ray} as {number} grows"


def _rays(x: Expr, number: Expr) -> Iterator[Expr]:
    """Multiples of the identity, or of ones, that grow and that fall to 0, within what is declared of the unknown."""
    if holds(x, "positive_definite"):
        one = c.eye(x.rows)
    elif x.assumptions in ((), ("positive",)):
        one = c.number(1) if x.is_scalar else c.like_ones(x)
    else:
        return
    yield c.product(number, one)
    yield c.product(c.power(number, -1), one)


def _fades(expr: Expr, s: Expr) -> bool:
    """Whether a number tends to 0 as s grows, by its form."""
    terms = terms_of(expr)
    return len(terms) > 0 and all(contains(term, [s]) and _product_fades(term, s) for _, term in terms)


def _product_fades(term: Expr, s: Expr) -> bool:
    moving = [(b, e) for b, e in pairs(term) if contains(b, [s]) or contains(e, [s])]
    return term.is_scalar and all(_power_fades(b, e, s) for b, e in moving)


def _power_fades(base: Expr, exponent: Expr, s: Expr) -> bool:
    if contains(exponent, [s]):
        return False
    if base.op.name == "elementwise" and base is c.apply("exp", base.args[0]):
        return holds(exponent, "positive") and _grows(c.multiple(-1, base.args[0]), s)
    return holds(c.multiple(-1, exponent), "positive") and _grows(base, s)


def _grows(expr: Expr, s: Expr) -> bool:
    """Whether a number tends to infinity as s grows, by its form: each term that moves does."""
    moving = [(q, term) for q, term in terms_of(expr) if contains(term, [s])]
    return bool(moving) and all(q > 0 and _product_grows(term, s) for q, term in moving)


def _product_grows(term: Expr, s: Expr) -> bool:
    if term is s:
        return True
    parts = [(b, e) for b, e in pairs(term) if not (holds(c.power(b, e), "positive") and not contains(b, [s]))]
    whole = len(parts) == 1 and parts[0] == (term, c.number(1))
    return term.is_scalar and not whole and all(_power_grows(b, e, s) for b, e in parts)


def _power_grows(base: Expr, exponent: Expr, s: Expr) -> bool:
    return not contains(exponent, [s]) and holds(exponent, "positive") and _grows(base, s)
