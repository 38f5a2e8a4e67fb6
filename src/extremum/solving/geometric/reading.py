"""Posynomials, read from expressions: objectives, and constraints between them.

A *posynomial* ``Σ c_k x^a_k y^b_k …`` has positive coefficients and is convex in ``log x, log y, …``; a *monomial* is
one with one term, and its logarithm is affine there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.elementwise import function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify


@final
@dataclass(frozen=True, slots=True)
class Monomial:
    """``coefficient · Π x^exponents[x]``; sign: that of the coefficient."""

    coefficient: Expr
    exponents: dict[Expr, Expr]
    sign: int

    @property
    def expr(self) -> Expr:
        """The monomial with a positive coefficient."""
        powers = (c.power(x, exponent) for x, exponent in self.exponents.items())
        return c.product(c.multiple(self.sign, self.coefficient), *powers)


def monomials(expr: Expr, unknowns: Sequence[Expr]) -> list[Monomial] | None:
    """The terms of a sum of monomials whose coefficients have known signs."""
    grown = expanded(expr)
    found = [_monomial(c.multiple(q, term), unknowns) for q, term in terms_of(expr if grown is None else grown)]
    read = [each for each in found if each is not None]
    return read if len(read) == len(found) else None


def _monomial(term: Expr, unknowns: Sequence[Expr]) -> Monomial | None:
    whole, scalars, word = factors(term)
    rest, exponents = [c.number(whole), *word], dict.fromkeys(unknowns, c.number(0))
    for base, exponent in (pair for scalar in scalars for pair in _flat(scalar)):
        if base in exponents and not contains(exponent, unknowns):
            exponents[base] = c.add(exponents[base], exponent)
        else:
            rest.append(c.power(base, exponent))
    coefficient = simplify(c.product(*rest))
    if contains(coefficient, unknowns):
        return None
    sign = next((s for s in (1, -1) if reason(c.multiple(s, coefficient), "positive")), None)
    return None if sign is None else Monomial(coefficient, exponents, sign)


def _flat(scalar: Expr) -> Iterator[tuple[Expr, Expr]]:
    """The powers in a product of numbers, that of a multiple with its coefficient."""
    for q, core in terms_of(scalar) if len(terms_of(scalar)) == 1 else [(1, scalar)]:
        yield c.number(q), c.number(1)
        yield from pairs(core)


@final
@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised, convex in the logarithms: a posynomial, and logarithms of unknowns by any numbers.

    terms: of the posynomial; logs: the factors of the logarithms.
    """

    expr: Expr
    terms: list[Monomial]
    logs: dict[Expr, Expr]


def objective_of(problem: Problem) -> Objective | None:
    """What is minimised, that of a monomial its logarithm."""
    terms = [(q, t) for q, t in terms_of(problem.minimised) if contains(t, problem.unknowns)]
    whole = c.combine(terms) if terms else problem.minimised
    alone = monomials(whole, problem.unknowns)
    if alone is not None and len(alone) == 1:
        (term,) = alone
        logs = {x: c.multiple(term.sign, exponent) for x, exponent in term.exponents.items()}
        return Objective(c.add(*(c.product(k, c.apply("log", x)) for x, k in logs.items())), [], logs)
    logs, rest = dict.fromkeys(problem.unknowns, c.number(0)), list[Expr]()
    for q, part in terms:
        found = _logarithm(c.multiple(q, part), problem.unknowns)
        if found is None:
            rest.append(c.multiple(q, part))
        else:
            logs[found[0]] = c.add(logs[found[0]], found[1])
    read = monomials(c.add(*rest), problem.unknowns) if rest else []
    return None if read is None or any(t.sign < 0 for t in read) else Objective(whole, read, logs)


def _logarithm(term: Expr, unknowns: Sequence[Expr]) -> tuple[Expr, Expr] | None:
    """(x, k) of ``k log(x)`` with x an unknown and k free of all."""
    logs = [b for b, _ in pairs(term) if b.op.name == "elementwise" and function_of(b) == ("log", 0)]
    inside = [log for log in logs if log.args[0] in unknowns]
    if len(inside) != 1:
        return None
    beside = simplify(c.hadamard(term, c.power(inside[0], -1)))
    return None if contains(beside, unknowns) else (inside[0].args[0], beside)


@final
@dataclass(frozen=True, slots=True)
class Bound:
    """``g = 1``, or ``g <= 1``, of a posynomial."""

    terms: list[Monomial]
    equation: bool

    @property
    def is_monomial(self) -> bool:
        return len(self.terms) == 1

    @property
    def expr(self) -> Expr:
        return c.add(*(term.expr for term in self.terms))


def bound_of(constraint: Constraint, unknowns: Sequence[Expr]) -> Bound | None:
    """A constraint with one monomial on one side and a posynomial on the other, divided by the monomial."""
    terms = monomials(constraint.gap, unknowns) if constraint.gap.is_scalar else None
    if terms is None or constraint.is_semidefinite:
        return None
    above, below = ([t for t in terms if t.sign == sign] for sign in (1, -1))
    if len(above) == 1 and below:  # the gap is not negative: what is taken away is at most the one term
        return Bound([_over(t, above[0]) for t in below], constraint.is_equation)
    return Bound([_over(t, below[0]) for t in above], True) if len(below) == 1 and constraint.is_equation else None


def _over(above: Monomial, below: Monomial) -> Monomial:
    """The quotient of the sizes."""
    coefficient = c.product(
        c.multiple(above.sign, above.coefficient), c.power(c.multiple(below.sign, below.coefficient), -1)
    )
    exponents = {x: simplify(c.subtract(e, below.exponents[x])) for x, e in above.exponents.items()}
    return Monomial(simplify(coefficient), exponents, 1)
