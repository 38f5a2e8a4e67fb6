"""Geometric programs with as many terms as their exponents can fix: linear algebra finds the shares of the terms.

In the logarithms of the unknowns stationarity is ``Σ w_k a_k = 0``: the exponents of the terms, each by its share,
cancel. Where this fixes the shares (*degree of difficulty* zero), the terms are known, and their logarithms are linear
in those of the unknowns.

Duffin, Peterson & Zener (1967), Geometric Programming, ch. III.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.geometric.reading import Bound, Monomial, Objective
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move

SOURCE = "Duffin, Peterson & Zener (1967), Geometric Programming, ch. III"
Matrix = list[list[Fraction]]


def by_shares(problem: Problem, objective: Objective, bound: Bound | None) -> SolutionSet | None:
    """The optimum, where the exponents fix the shares of all terms, and these are positive."""
    terms = [*objective.terms, *(bound.terms if bound is not None else [])]
    exponents = _numbers([[term.exponents[x] for x in problem.unknowns] for term in terms])
    pull = _numbers([[objective.logs[x] for x in problem.unknowns]])
    mixed = objective.terms and any(not c.is_zero(k) for k in objective.logs.values())
    if exponents is None or pull is None or mixed or not terms:
        return None
    own = len(objective.terms)
    balance = [*zip(*exponents, strict=True), *([[Fraction(k < own) for k in range(len(terms))]] if own else [])]
    weights = solved([list(row) for row in balance], [*(-p for p in pull[0]), *([Fraction(1)] if own else [])])
    if weights is None or not _allowed(weights, own, bound):
        return None
    return _solution(problem, bound, _Shares(terms, exponents, weights, own))


def _numbers(rows: list[list[Expr]]) -> Matrix | None:
    known = all(c.is_number(entry) for row in rows for entry in row)
    return [[Fraction(c.value_of(entry)) for entry in row] for row in rows] if known else None


def _allowed(weights: list[Fraction], own: int, bound: Bound | None) -> bool:
    """Whether the shares are positive; an equation between monomials may pull either way."""
    free = bound is not None and bound.is_monomial and bound.equation
    return all(w > 0 for w in (weights[:own] if free else weights))


def solved(rows: Matrix, right: Sequence[Fraction]) -> list[Fraction] | None:
    """The solution of a square regular system, by elimination.

    >>> solved([[Fraction(2), Fraction(1)], [Fraction(0), Fraction(4)]], [Fraction(4), Fraction(8)])
    [Fraction(1, 1), Fraction(2, 1)]
    """
    size = len(rows)
    if any(len(row) != size for row in rows):
        return None
    whole = [[*row, b] for row, b in zip(rows, right, strict=True)]
    for k in range(size):
        pivot = next((r for r in range(k, size) if whole[r][k] != 0), None)
        if pivot is None:
            return None
        whole[k], whole[pivot] = whole[pivot], whole[k]
        whole[k] = [entry / whole[k][k] for entry in whole[k]]
        for r in range(size):
            if r != k:
                whole[r] = [a - whole[r][k] * b for a, b in zip(whole[r], whole[k], strict=True)]
    return [row[-1] for row in whole]


# -- the unknowns ------------------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class _Shares:
    """The first ``own`` terms are those of the objective, the others those of the constraint."""

    terms: list[Monomial]
    exponents: Matrix
    weights: list[Fraction]
    own: int

    @property
    def sizes(self) -> list[Fraction]:
        """What the terms are worth: in parts of the objective, and of the bound 1."""
        rest = self.weights[self.own :]
        rest = [Fraction(1)] if len(rest) == 1 else rest
        return [*self.weights[: self.own], *(w / sum(rest) for w in rest)]

    def value(self, k: int) -> Expr:
        """The k-th unknown: each equation ``a·log x (- log f) = log(share/coefficient)`` by its part in the inverse."""
        of_whole = [-Fraction(j < self.own) for j in range(len(self.terms))]
        columns = [*map(list, zip(*self.exponents, strict=True)), *([of_whole] if self.own else [])]
        parts = solved(columns, [Fraction(i == k) for i in range(len(columns))])
        assert parts is not None, "the shares were found with the same matrix"
        return _product([(s, t.coefficient, p) for s, t, p in zip(self.sizes, self.terms, parts, strict=True)])


def _product(powers: list[tuple[Fraction, Expr, Fraction]]) -> Expr:
    """``Π (share/coefficient)^part``, the numbers by their primes."""
    primes: dict[int, Fraction] = {}
    symbols: list[Expr] = []
    for share, coefficient, part in powers:
        q, core = content(coefficient) if not c.is_number(coefficient) else (c.value_of(coefficient), c.number(1))
        for prime, e in _primes(share / abs(Fraction(q))).items():
            primes[prime] = primes.get(prime, Fraction(0)) + e * part
        symbols.append(c.power(core, -part))
    return simplify(c.product(*_roots(primes), *symbols))


def _primes(number: Fraction) -> dict[int, int]:
    """A positive number as a product of powers of primes.

    >>> _primes(Fraction(12, 5))
    {2: 2, 3: 1, 5: -1}
    """
    found: dict[int, int] = {}
    for whole, sign in ((number.numerator, 1), (number.denominator, -1)):
        divisor = 2
        while whole > 1:
            while whole % divisor == 0:
                found[divisor] = found.get(divisor, 0) + sign
                whole //= divisor
            divisor = divisor + 1 if divisor * divisor <= whole else max(whole, 2)
    return found


def _roots(primes: dict[int, Fraction]) -> list[Expr]:
    """A product of powers of primes: a rational number, and one root for each exponent."""
    rational, under = Fraction(1), dict[Fraction, int]()
    for prime, e in primes.items():
        whole = e.numerator // e.denominator
        rational *= Fraction(prime) ** whole
        if e != whole:
            under[e - whole] = under.get(e - whole, 1) * prime
    return [c.number(rational), *(c.power(c.number(base), e) for e, base in under.items())]


# -- the answer --------------------------------------------------------------------------------------------------------
def _solution(problem: Problem, bound: Bound | None, shares: _Shares) -> SolutionSet:
    values = {x: shares.value(k) for k, x in enumerate(problem.unknowns)}
    moves = [
        Move("its share", t.expr, simplify(c.multiple(s, c.number(1) if k >= shares.own else _whole(shares))))
        for k, (t, s) in enumerate(zip(shares.terms, shares.sizes, strict=True))
        if not (k >= shares.own and bound is not None and bound.is_monomial)
    ]
    put = [Move("its logarithm is linear in theirs", x, value) for x, value in values.items()]
    steps = [("in the logarithms the exponents of the terms, each by its share, cancel:", moves)] if moves else []
    return SolutionSet(
        problem, values, dict(values), f"global {SENSES[problem.sense or 'min']}", why(problem, bound), "unique", [],
        [*steps, ("the terms are known:", put)], source=SOURCE,
    )  # fmt: skip


def _whole(shares: _Shares) -> Expr:
    """The objective, a sum of terms."""
    return c.add(*(term.expr for term in shares.terms[: shares.own]))


def why(problem: Problem, bound: Bound | None) -> str:
    """The certificate."""
    logs = ", ".join(f"log({x.name})" for x in problem.unknowns)
    what = f"{'convex' if problem.sense == 'min' else 'concave'}, or its logarithm affine, in {logs}"
    if bound is None:
        return f"{what}, so that a stationary point is the extremum"
    suffice = "so that the conditions of Karush, Kuhn and Tucker suffice (Boyd & Vandenberghe (2004), sec. 4.5)"
    if bound.is_monomial and bound.equation:
        return f"{what}, where the constraint is affine, {suffice}"
    return f"{what}, where the constraint is convex and its multiplier positive, {suffice}"
