"""Problems without a solution: no stationary point, or one of the other kind."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.solving.certificate import Kind


def without_stationary_point(problem: Problem, grads: Sequence[Expr]) -> None:
    """Refuses an objective whose gradient vanishes nowhere.

    Raises:
        NoExtremumError: the objective is affine, or increases or decreases in every entry of an unknown.
    """
    if problem.constraints:
        return
    what = SENSES[problem.sense] if problem.sense is not None else "extremum"
    for x, grad in zip(problem.unknowns, grads, strict=True):
        if not contains(grad, list(problem.unknowns)) and not c.is_zero(grad) and whole_space(x):
            raise NoExtremumError(
                f"there is no {what}: the objective is unbounded, linear in {x.name} with the gradient {grad}"
                f"{'' if reason(grad, 'nonzero') else ', where that is not zero'}"
            )
        for sign, word in ((1, "increases"), (-1, "decreases")):
            if reason(c.multiple(sign, grad), "positive"):
                raise NoExtremumError(
                    f"there is no {what}: the objective {word} in {x.name}, whose gradient {grad} is never zero"
                    f"{_bound(problem, x)}"
                )


def _bound(problem: Problem, x: Expr) -> str:
    return "; it has no bound or is not attained" if problem.sense else ""


def direction(problem: Problem, kind: Kind) -> str:
    """``, the objective is unbounded above`` where a convex function is maximised over a whole space: it is, or it is
    constant."""
    if problem.constraints or not all(map(whole_space, problem.unknowns)) or not kind.kind.startswith("global"):
        return ""
    constant = "" if kind.strict else ", or constant"
    return f", the objective is unbounded {'above' if problem.sense == 'max' else 'below'}{constant}"


def stated(problem: Problem) -> str:
    """The equations, as they are named in messages."""
    return " and ".join(map(str, problem.equations))
