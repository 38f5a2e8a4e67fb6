"""Limits of functions of one number at an end of its domain, by their leading terms.

``f ~ c E^e s^d log(s)^l`` as s grows, with E an exponential that outgrows all powers; the orders (e, d, l) of products
add, and of a sum the largest one leads. At 0 from above ``f(1/s)`` is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.convexity.certificate import on_convex_domain
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.simplify.search import simplify


@final
@dataclass(frozen=True, slots=True)
class Leading:
    """The leading term: its orders, and its coefficient, which is not zero unless all orders are."""

    order: tuple[int, Fraction, Fraction]
    coefficient: Expr

    @property
    def is_finite(self) -> bool:
        return self.order <= _CONSTANT

    @property
    def limit(self) -> Expr:
        """Where it is finite."""
        return self.coefficient if self.order == _CONSTANT else c.number(0)


_CONSTANT = (0, Fraction(0), Fraction(0))


def leading(f: Expr, s: Expr) -> Leading | None:
    """The leading term of a function of a positive number s as it grows; None where it is not seen."""
    if f is s:
        return Leading((0, Fraction(1), Fraction(0)), c.number(1))
    if not contains(f, [s]):
        return Leading(_CONSTANT, f)
    if not f.is_scalar:
        return None
    if f.op is SUM:
        return _of_sum(f, s)
    if f.op.name == "hadamard":
        return _of_product(f, s)
    return _of_function(f, s) if f.op.name == "elementwise" else None


def _of_sum(f: Expr, s: Expr) -> Leading | None:
    found = [(q, leading(term, s)) for q, term in terms_of(f)]
    known = [(q, term) for q, term in found if term is not None]
    if len(known) < len(found):
        return None
    most = max(term.order for _, term in known)
    total = simplify(c.combine([(q, term.coefficient) for q, term in known if term.order == most]))
    return _kept(Leading(most, total))


def _kept(found: Leading) -> Leading | None:
    """A leading term, if its coefficient does not vanish; of a constant that does not matter here."""
    return found if found.order == _CONSTANT or holds(found.coefficient, "nonzero") else None


def _of_product(f: Expr, s: Expr) -> Leading | None:
    factors = [_power(base, exponent, s) for base, exponent in pairs(f)]
    known = [factor for factor in factors if factor is not None]
    fast = {factor.order[0] for factor in known} - {0}
    if len(known) < len(factors) or len(fast) > 1:
        return None
    order = (sum(fast), *(sum((factor.order[k] for factor in known), Fraction(0)) for k in (1, 2)))
    return _kept(Leading(order, simplify(c.product(*(factor.coefficient for factor in known)))))  # type: ignore[arg-type]


def _power(base: Expr, exponent: Expr, s: Expr) -> Leading | None:
    if not contains(base, [s]) and not contains(exponent, [s]):
        return Leading(_CONSTANT, c.power(base, exponent))
    found = leading(base, s) if c.is_number(exponent) else None
    if found is None or not holds(found.coefficient, "nonzero"):
        return None
    q = Fraction(c.value_of(exponent))
    if q.denominator != 1 and not holds(found.coefficient, "positive"):
        return None
    fast, *orders = found.order
    order = (fast if q > 0 else -fast, orders[0] * q, orders[1] * q)
    return Leading(order, c.power(found.coefficient, exponent))


def _of_function(f: Expr, s: Expr) -> Leading | None:
    name, derivative = function_of(f)
    inner = leading(f.args[0], s) if name in ("exp", "log") and derivative == 0 else None
    if inner is None:
        return None
    if name == "exp":
        return _exponential(inner)
    fast, power, _ = inner.order
    if inner.order == _CONSTANT:
        found = simplify(c.apply("log", inner.coefficient))
        return Leading(_CONSTANT, found) if holds(inner.coefficient, "positive") else None
    if fast or not power or not holds(inner.coefficient, "positive"):
        return None
    return Leading((0, Fraction(0), Fraction(1)), c.number(power))


def _exponential(inner: Leading) -> Leading | None:
    if inner.is_finite:
        return Leading(_CONSTANT, simplify(c.apply("exp", inner.limit)))
    sign = sign_of(inner.coefficient)
    return Leading((sign, Fraction(0), Fraction(0)), c.number(1)) if sign and inner.order[1] > 0 else None


def sign_of(expr: Expr) -> int:
    """1 or -1, 0 where it is not known."""
    return next((sign for sign in (1, -1) if holds(c.multiple(sign, expr), "positive")), 0)


# -- in words ----------------------------------------------------------------------------------------------------------
def limit_words(problem: Problem, x: Expr, rising: bool) -> str:
    """Where an objective that rises with a number, or falls, tends to; empty where that is not known.

    A finite limit bounds it on an interval only: between poles it may have no bound.
    """
    assert problem.objective is not None
    upward = (problem.sense == "max") is rising
    end = next((end for end in _ends(problem, x) if end.upward is upward), None)
    if end is None or (end.leading.is_finite and not on_convex_domain(problem.objective, x)):
        return ""
    return _said(problem, end)


def farthest_words(problem: Problem, x: Expr) -> str:
    """The same of an objective with one stationary point, which tends to one bound at both ends."""
    ends = list(_ends(problem, x))
    same = len(ends) == 2 and all(end.leading.is_finite for end in ends)
    return _said(problem, ends[-1]) if same and ends[0].leading.limit is ends[1].leading.limit else ""


def refuse_unbounded(problem: Problem, x: Expr) -> None:
    """An objective of one number whose leading term has no bound at an end.

    Raises:
        NoExtremumError: it is so.
    """
    for end in _ends(problem, x):
        if not end.leading.is_finite and _is_outward(problem, end):
            words = _said(problem, end).replace("it is", "the objective is", 1)
            raise NoExtremumError(f"there is no {SENSES[str(problem.sense)]}: {words}")


def _is_outward(problem: Problem, end: _End) -> bool:
    return sign_of(end.leading.coefficient) == (1 if problem.sense == "max" else -1)


@final
@dataclass(frozen=True, slots=True)
class _End:
    """An end of the domain of a number: way: how it goes there."""

    upward: bool
    way: str
    leading: Leading


def _ends(problem: Problem, x: Expr) -> Iterator[_End]:
    assert problem.objective is not None
    open_below = x.assumptions == ("positive",)
    if not x.is_scalar or len(problem.unknowns) > 1 or problem.constraints or not (open_below or whole_space(x)):
        return
    s = c.build("symbol", (), ("the number that grows", *x.shape, ("positive",)))
    low = (f"falls{' to 0' if open_below else ''}", c.power(s, -1) if open_below else c.multiple(-1, s))
    for upward, (word, value) in ((False, low), (True, ("grows", s))):
        found = leading(simplify(replace(problem.objective, {x: value})), s)
        if found is not None:
            yield _End(upward, f"as {x} {word}", found)


def _said(problem: Problem, end: _End) -> str:
    above = problem.sense == "max"
    if end.leading.is_finite:
        bound = "supremum" if above else "infimum"
        return f"the {bound} {end.leading.limit} is approached {end.way}, and is not attained"
    return f"it is unbounded {'above' if above else 'below'} {end.way}"
