"""A product of what constraints keep nonnegative, as in Nash's bargaining: it is largest where its logarithm is.

Where one of the factors is zero so is the product, which is positive at the point that is found.
"""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import Problem
from extremum.solving.reductions import Outer, peeled
from extremum.solving.solution import SolutionSet

Solver = Callable[[Problem], SolutionSet]


def product_of_gaps(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The maximum of ``Π u^p`` with p > 0 under constraints ``u >= 0``, by ``Σ p log(u)``; that has none where the
    product is 0 at every point."""
    if problem.objective is None or problem.sense != "max" or not problem.inequalities:
        return None
    unknowns = list(problem.unknowns)
    moving = [(q, term) for q, term in terms_of(problem.objective) if contains(term, unknowns)]
    if len(moving) != 1 or moving[0][0] <= 0:
        return None
    factors = pairs(content(moving[0][1])[1])
    gaps = {k.gap for k in problem.inequalities if k.is_inequality and k.gap.is_scalar}
    live = [(b, e) for b, e in factors if contains(b, unknowns) or contains(e, unknowns)]
    if len(live) < 2 or not all(holds(c.power(b, e), "positive") for b, e in factors if (b, e) not in live):
        return None
    if not any(b in gaps for b, _ in live) or not all(b in gaps or holds(b, "positive") for b, _ in live):
        return None
    if not all(holds(e, "positive") and not contains(e, unknowns) for _, e in live):
        return None
    inner = c.add(*(c.product(e, c.apply("log", b)) for b, e in live))
    try:
        return peeled(problem, Outer(inner, True, "the exponential"), solve)
    except NoExtremumError:
        return None
