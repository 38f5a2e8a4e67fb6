"""Objectives that change at a constant rate along a line: ``f(x + t d) = f(x) + k t`` has no extremum."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.calculus.kinks import kinks_in
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.ends import defined_everywhere
from extremum.solving.limits import sign_of
from extremum.solving.separable.reading import gradient_of
from extremum.solving.shape import shape_of


def refuse_constant_rate(problem: Problem, x: Expr) -> None:
    """The largest entry along ones, the largest eigenvalue along the identity.

    Where there are kinks the function has to bend one way: what is given there is then a subgradient, and a convex
    function of a line that has one subgradient everywhere is affine.

    Raises:
        NoExtremumError: it is so.
    """
    assert problem.objective is not None and problem.sense is not None
    for line, rate in _rates(problem.objective, x):
        if not contains(rate, [x]) and sign_of(rate) and _is_affine_there(problem.objective, x):
            side = "above" if problem.sense == "max" else "below"
            raise NoExtremumError(
                f"there is no {SENSES[problem.sense]}: the objective is unbounded {side}, for it changes at the "
                f"constant rate {rate} along {line}"
            )


def _rates(f: Expr, x: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Lines in the space of an unknown, and the slopes along them."""
    if x.is_scalar or x.assumptions not in ((), ("symmetric",)):
        return
    if x.is_column:
        slope = gradient_of(f, x)
        yield c.like_ones(x), simplify(c.add(*(c.multiple(q, _total(term)) for q, term in terms_of(slope))))
    elif x.rows is x.cols:
        yield c.eye(x.rows), simplify(c.trace(gradient_of(f, x)))


def _total(column: Expr) -> Expr:
    """The sum of the entries, that of weights being 1."""
    return c.number(1) if holds(column, "simplex") else c.product(c.transpose(c.like_ones(column)), column)


def _is_affine_there(f: Expr, x: Expr) -> bool:
    """Whether a constant slope along a line says so: it is defined everywhere, and smooth or bent one way."""
    return defined_everywhere(f, [x]) and (not kinks_in(f, [x]) or shape_of(f, [x], None) is not None)
