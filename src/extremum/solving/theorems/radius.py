"""The size of a quadratic form on a sphere or an ellipsoid: largest at the eigenvalue of largest size."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.polynomials import quadratic
from extremum.solving.theorems.surfaces import confines, surface
from extremum.solving.theorems.theorem import Found, last, only_unknown


def form_of_largest_size(problem: Problem) -> Found | None:
    """``w |x'Ax|^p`` or ``w (x'Ax)^(2k)`` on ``x'Bx = r``, w positive: ``B^(-1/2)`` times the eigenvector of the
    largest eigenvalue of ``(B^(-1/2) A B^(-1/2))²``."""
    x = only_unknown(problem)
    if x is None or not x.is_column or problem.objective is None or len(problem.constraints) != 1:
        return None
    on = surface(problem.constraints[0], x)
    if on is None or not confines(problem.constraints[0], on):
        return None
    reduced = on.reduced(problem.objective)
    signed = c.multiple(1 if problem.sense == "max" else -1, reduced)
    moving = [(q, term) for q, term in terms_of(signed) if contains(term, [x])]
    form = _form(*moving[0], x) if len(moving) == 1 else None
    if form is None:
        return None
    white = on.whitened(form)
    square = simplify(c.product(white, white))
    value = simplify(c.product(on.whitener, last(square, 1)))
    return Found({x: value}, reduced, "up to sign", simple(square, x, 1))


def _form(q: Rational, term: Expr, x: Expr) -> Expr | None:
    """A of ``q w |x'Ax|^p`` with ``q w`` positive."""
    live = [(b, e) for b, e in pairs(term) if contains(b, [x]) or contains(e, [x])]
    weights = [c.power(b, e) for b, e in pairs(term) if (b, e) not in live]
    positive = holds(c.product(c.number(q), *weights), "positive")
    if len(live) != 1 or not positive or not holds(live[0][1], "positive"):
        return None
    base, exponent = live[0]
    sized = bool(base.args) and base is c.apply("abs", base.args[0])
    even = c.is_number(exponent) and c.value_of(exponent) % 2 == 0
    found = quadratic(base.args[0] if sized else base, x) if sized or even else None
    return found.matrix if found is not None and found.is_form and c.is_zero(found.rest) else None
