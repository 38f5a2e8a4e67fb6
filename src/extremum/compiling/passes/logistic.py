"""Logistic terms: ``softplus(z)``, ``sigmoid(z)`` and its slope from one exponential, ``e = exp(-|z|)``, which neither
overflows nor cancels."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms

_OF_ONE = ("softplus", "sigmoid", "sigmoid_slope")


def _run(program: Program) -> Program:
    program = program.rewritten(lambda term: _as_powers(program.terms, term) or _slopes(program.terms, term))
    used = Counter(_argument(program.terms, term) for term in program.order() if term.name in _OF_ONE)
    return program.rewritten(lambda term: _from_one(program.terms, term, used))


def _as_powers(terms: Terms, term: Term) -> Term | None:
    """``exp(p z - q softplus(z)) = sigmoid(z)^p sigmoid(-z)^(q - p)``, for ``0 <= p <= q``."""
    inner = term.parts[0] if term.name == "exp" else None
    if inner is None or inner.op != "add" or not isinstance(inner.data, tuple):
        return None
    items = dict(zip(inner.parts, inner.data, strict=True))
    for part, q in items.items():
        if part.name == "softplus" and q < 0 and q.denominator == 1:
            z = part.parts[0]
            sign, base = _signed(z)
            p = items.get(base, Fraction(0)) * sign
            if set(items) <= {part, base} and p.denominator == 1 and 0 <= p <= -q:
                return _powers(terms, z, int(p), int(-q - p))
    return None


def _slopes(terms: Terms, term: Term) -> Term | None:
    """``sigmoid(z) * sigmoid(-z)`` among the factors of a product is the slope."""
    if term.op != "times" or not isinstance(term.data, int):
        return None
    over, under = list(term.parts[: term.data]), term.parts[term.data :]
    for first in over:
        turned = terms.map("sigmoid", _negative(terms, first.parts[0])) if first.name == "sigmoid" else None
        if turned is not None and turned in over:
            rest = [part for part in over if part is not first and part is not turned]
            return terms.times([*rest, terms.map("sigmoid_slope", _argument(terms, first))], under)
    return None


def _powers(terms: Terms, z: Term, ups: int, downs: int) -> Term:
    slopes = min(ups, downs)
    found = [terms.power(terms.map("sigmoid_slope", z), slopes)] if slopes else []
    if ups > slopes:
        found.append(terms.power(terms.map("sigmoid", z), ups - slopes))
    if downs > slopes:
        found.append(terms.power(terms.map("sigmoid", _negative(terms, z)), downs - slopes))
    return terms.times(found)


def _signed(z: Term) -> tuple[int, Term]:
    """(±1, y) with ``z = ±y``."""
    return (-1, z.parts[0]) if z.op == "add" and z.data == (-1,) else (1, z)


def _negative(terms: Terms, z: Term) -> Term:
    sign, base = _signed(z)
    return base if sign < 0 else terms.add([-1], [z])


def _argument(terms: Terms, term: Term) -> Term:
    """What a logistic function is of, up to its sign."""
    return _signed(term.parts[0])[1]


def _from_one(terms: Terms, term: Term, used: Counter[Term]) -> Term | None:
    """Several functions of one argument by the exponential that they share; the slope is even."""
    if term.name not in _OF_ONE:
        return None
    sign, base = _signed(term.parts[0])
    if used[base] < 2:
        return terms.map("sigmoid_slope", base) if term.name == "sigmoid_slope" else None
    z, e = term.parts[0], terms.map("decay", base)
    if term.name == "softplus":
        return terms.add([1, 1], [terms.map("positive_part", z), terms.map("log1p", e)])
    below = terms.add([1, 1], [terms.number(1), e])
    if term.name == "sigmoid_slope":
        return terms.times([e], [terms.power(below, 2)])
    return terms.times([terms.map("numerator" if sign > 0 else "numerator_of_negative", base, e)], [below])


LOGISTIC = Pass("logistic", "softplus, sigmoid and its slope from one exponential that does not overflow", _run)
