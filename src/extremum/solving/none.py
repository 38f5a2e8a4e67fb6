"""Problems without a solution: no stationary point, or one of the other kind."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks_in
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.ends import closed_ends, defined_everywhere, unexamined
from extremum.solving.limits import farthest_words, limit_words
from extremum.solving.shape import is_quadratic, shape_of
from extremum.solving.varying import surely_varies


def without_stationary_point(problem: Problem, grads: Sequence[Expr]) -> None:
    """Refuses an objective whose gradient vanishes nowhere.

    Raises:
        NoExtremumError: the objective is affine in an unknown, or increases or decreases in every entry of one, or in
            the order of matrices, whose domain has no end that belongs to it.
    """
    objective = problem.objective
    if problem.constraints or objective is None:
        return
    what = SENSES[problem.sense] if problem.sense is not None else "extremum"
    for x, grad in zip(problem.unknowns, grads, strict=True):
        if not contains(grad, list(problem.unknowns)) and not c.is_zero(grad) and whole_space(x):
            raise NoExtremumError(
                f"there is no {what}: the objective is unbounded, linear in {x.name} with the gradient {grad}"
                f"{'' if reason(grad, 'nonzero') else ', where that is not zero'}"
            )
        linear = whole_space(x) and not contains(grad, [x]) and not c.is_zero(grad)
        if problem.sense is not None and linear and defined_everywhere(objective, [x]):
            raise NoExtremumError(_linear_in_one(problem, x, grad))
        for sign, word in ((1, "increases"), (-1, "decreases")):
            if _rises(c.multiple(sign, grad)) and not closed_ends(objective, [x]):
                raise NoExtremumError(
                    f"there is no {what}: the objective {word} in {x.name}, whose gradient {grad} is never zero"
                    f"{_bound(problem, x, sign > 0)}"
                )


def _rises(slope: Expr) -> bool:
    """Whether a function with this gradient rises, entry by entry or in the order of symmetric matrices."""
    return bool(reason(slope, "positive") or reason(slope, "positive_definite"))


def _linear_in_one(problem: Problem, x: Expr, grad: Expr) -> str:
    """``y'Mx`` with y free too has both signs, unless the slope along x is zero whatever the others are."""
    what, side = SENSES[str(problem.sense)], "above" if problem.sense == "max" else "below"
    others = [y for y in problem.unknowns if contains(grad, [y])]
    moves = set(grad.symbols) <= set(others) and any(surely_varies(grad, y) for y in others)
    unless = "" if moves or reason(grad, "nonzero") else f", unless that is zero for all {_names(others)}"
    return f"there is no {what}: the objective is unbounded {side}, linear in {x.name} with the gradient {grad}{unless}"


def _names(unknowns: Sequence[Expr]) -> str:
    return ", ".join(x.name for x in unknowns)


def _bound(problem: Problem, x: Expr, rising: bool) -> str:
    """Where a rising or falling function of a number tends to, as far as that is known."""
    if problem.sense is None:
        return ""
    return f"; {limit_words(problem, x, rising) or 'it has no bound or is not attained'}"


def direction(problem: Problem, kind: Kind) -> str:
    """``: the objective is unbounded above`` where a convex function is maximised over a flat, or an indefinite
    quadratic over a space; where a function of one number tends to."""
    assert problem.objective is not None
    if problem.inequalities or not problem.sense:
        return ""
    side = "above" if problem.sense == "max" else "below"
    if kind.kind == "saddle":
        everywhere = all(map(whole_space, problem.unknowns))
        indefinite = not problem.equations and everywhere and is_quadratic(problem.objective, problem.unknowns)
        return f": the objective is unbounded {side}, a quadratic that bends both ways" if indefinite else ""
    if not kind.kind.startswith("global"):
        return ""
    bend = _bend(problem)
    if bend is not None:
        return f": the objective is unbounded {side}{_where(problem, bend)}"
    words = farthest_words(problem, problem.unknowns[0])
    return f": {words}" if words else ""


def exception(problem: Problem, kind: Kind) -> str:
    """Where a stationary point of the other kind is an extremum all the same: it is the only point that there is."""
    if kind.unless:
        return f", unless {kind.unless}"
    point = problem.equations and not _leaves_a_line(problem)
    return f", unless {stated(problem)} leaves one point only" if point else ""


def _bend(problem: Problem) -> str | None:
    """Whether an objective that is not constant has no bound on the feasible flat: ``strict`` where it cannot be
    constant there, if that is no point; None where it may have one."""
    assert problem.objective is not None
    if not (all(map(whole_space, problem.unknowns)) and defined_everywhere(problem.objective, problem.unknowns)):
        return None
    away = {"max": "convex", "min": "concave"}[str(problem.sense)]
    groups = [problem.unknowns, *([x] for x in problem.unknowns if not problem.equations)]
    shapes = [shape_of(problem.objective, group, None) for group in groups]
    bent = [shape for shape in shapes if shape is not None and shape.kind == away and not shape.conditions]
    if any(shape.strict for shape in bent):
        return "strict"
    quadratic = bool(problem.equations) and is_quadratic(problem.objective, problem.unknowns)
    return "convex" if shapes[0] in bent else "quadratic" if quadratic else None


def unseen(problem: Problem) -> str:
    """Where there may be an extremum that is no stationary point: ends of the domain, and kinks; empty where there is
    no such place, or where the objective has no bound."""
    assert problem.objective is not None
    if problem.sense is not None and _bend(problem) is not None:
        return ""
    sharp = kinks_in(problem.objective, problem.unknowns)
    return unexamined(problem) or ("its kinks were not examined" if sharp else "")


def _where(problem: Problem, bend: str) -> str:
    """The flat on which it is unbounded, and the exceptions."""
    constant = "" if bend != "convex" else "it is constant"
    if problem.equations:
        point = "" if _leaves_a_line(problem) else f"{stated(problem)} leaves one point only"
        unless = " or ".join(part for part in (point, constant and f"{constant} there") if part)
        return f" on {stated(problem)}{f', unless {unless}' if unless else ''}"
    matrix = _matrix(problem) if constant else None
    return f" unless {f'{matrix} is zero' if matrix is not None else constant}" if constant else ""


def _leaves_a_line(problem: Problem) -> bool:
    """Whether there are more unknown numbers than equations, for certain."""
    counts = [sum((x.rows * x.cols).number or 0 for x in problem.unknowns), 0]
    for k in problem.equations:
        size = (k.gap.rows * k.gap.cols).number
        if size is None:
            return False
        counts[1] += size
    return counts[0] > counts[1]


def may_be_several(problem: Problem, kind: Kind) -> bool:
    """Whether other points may be stationary too: those of a convex function that is not strictly so."""
    return kind.kind.startswith("global") and not kind.strict and not problem.constraints


def _matrix(problem: Problem) -> Expr | None:
    """What is not zero where a quadratic with a stationary point is not constant: A of the Hessian ``2 A'A``."""
    assert problem.objective is not None
    if len(problem.unknowns) > 1 or not is_quadratic(problem.objective, problem.unknowns):
        return None
    (x,) = problem.unknowns
    core = content(simplify(chained(gradients(problem.objective, [x])[0], x)))[1]
    gram = core.op is PRODUCT and len(core.args) == 2 and core.args[0] is c.transpose(core.args[1])
    return core.args[1] if gram else core


def stated(problem: Problem) -> str:
    """The equations, as they are named in messages."""
    return " and ".join(map(str, problem.equations))
