"""Objectives without an extremum that is attained: functions of one affine expression, and log-determinants beside a
matrix that is singular."""

from __future__ import annotations

from math import isinf

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, topological
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, Function, function_of
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.solving.fading import refuse_fading
from extremum.solving.limits import refuse_unbounded
from extremum.solving.separable.reading import gradient_of, part
from extremum.solving.shifts import refuse_constant_rate
from extremum.solving.strategy import Passed
from extremum.solving.theorems.intervals import refuse_falling

_FAR, _NEAR = 100.0, 1e-9


def unattained(problem: Problem) -> Passed:
    """Passes where there may be an extremum.

    Raises:
        NoExtremumError: there provably is none.
    """
    refuse_falling(problem)
    if problem.objective is None or problem.sense is None or problem.constraints or len(problem.unknowns) != 1:
        return Passed("")
    (x,) = problem.unknowns
    if whole_space(x):
        _of_one_line(problem, x)
    if holds(x, "positive_definite") and not x.is_scalar:
        _beside_singular(problem, x)
    refuse_constant_rate(problem, x)
    refuse_fading(problem, x)
    refuse_unbounded(problem, x)
    return Passed("")


# -- functions of an affine expression ---------------------------------------------------------------------------------
def _of_one_line(problem: Problem, x: Expr) -> None:
    """``w φ(a'x + b)`` with φ rising on all numbers takes every value between the ends of its range, and no end."""
    assert problem.objective is not None and problem.sense is not None
    moving = [(q, term) for q, term in terms_of(problem.objective) if contains(term, [x])]
    if len(moving) != 1:
        return
    q, term = moving[0]
    live = [(b, e) for b, e in pairs(term) if contains(b, [x])]
    beside = [c.power(b, e) for b, e in pairs(term) if not contains(b, [x])]
    if len(live) != 1 or live[0][1] is not c.number(1) or not all(holds(b, "positive") for b in beside):
        return
    node = live[0][0]
    known = FUNCTIONS.get(function_of(node)[0]) if node.op.name == "elementwise" and function_of(node)[1] == 0 else None
    if known is None or not node.is_scalar or not _rises_everywhere(known):
        return
    slope = gradient_of(node.args[0], x)
    if contains(slope, [x]) or c.is_zero(slope):
        return
    downward = (problem.sense == "min") is (q > 0)
    raise NoExtremumError(_words(problem, known, node, x, slope, downward))


def _rises_everywhere(known: Function) -> bool:
    """Whether a function rises on all numbers and does not attain the ends of its range."""
    everywhere = isinf(known.domain.low) and isinf(known.domain.high) and not known.gaps and not known.kinks
    ends = known.range.low_open or isinf(known.range.low), known.range.high_open or isinf(known.range.high)
    return everywhere and known.monotone_on(known.domain) == "increasing" and all(ends)


def _words(problem: Problem, known: Function, node: Expr, x: Expr, slope: Expr, downward: bool) -> str:
    assert problem.sense is not None
    what, end = SENSES[problem.sense], known.range.low if downward else known.range.high
    way = _way(x, c.multiple(-1, slope) if downward else slope)
    unless = "" if holds(slope, "nonzero") else f"; where {content(slope)[1]} is zero, it is constant"
    if isinf(end):
        side = "above" if problem.sense == "max" else "below"
        return f"there is no {what}: the objective is unbounded {side} {way}{unless}"
    far = float(known.numeric(-_FAR if downward else _FAR))  # type: ignore[arg-type]
    limit = f" the {'infimum' if downward else 'supremum'} {end}" if abs(far - float(end)) < _NEAR else " its bound"
    return (
        f"there is no {what}: {node} comes as near to{limit} as one likes {way} and does not attain it, for "
        f"{known.name} increases and {node.args[0]} takes every value{unless}"
    )


def _way(x: Expr, direction: Expr) -> str:
    """Where an unknown goes: a number grows or falls."""
    if x.is_scalar and c.is_number(direction):
        return f"as {x} {'grows' if c.value_of(direction) > 0 else 'falls'}"
    return f"along {direction}"


# -- log-determinants --------------------------------------------------------------------------------------------------
def _beside_singular(problem: Problem, x: Expr) -> None:
    """``w log|X| - tr(SX)`` with ``Su = 0`` is unbounded along ``uu'``, where the determinant grows alone."""
    f = c.multiple(-1, problem.minimised)
    for node in topological([f]):
        if node.op.name != "logdet" or node.args[0] is not x:
            continue
        found = part(f, node, x)
        if found is None or not holds(found.weight, "positive"):
            continue
        scatter = c.multiple(-1, gradient_of(found.rest, x))
        rank = None if contains(scatter, [x]) else _one_column(scatter)
        if rank is None:
            continue
        size = x.rows.number
        if size != 1:
            where = "" if size is not None else f" where {x.rows} > 1"
            raise NoExtremumError(
                f"there is no {SENSES[str(problem.sense)]}{where}: the objective is unbounded along u*u' for every u "
                f"with {scatter}*u = 0, where log(det({x})) grows alone; {scatter} has rank 1 at most"
            )


def _one_column(matrix: Expr) -> Expr | None:
    """The factor of a product with one column, where there is one."""
    core = content(matrix)[1]
    factors = core.args if core.op is PRODUCT else ()
    return next((factor for factor in factors if factor.is_column and not factor.is_scalar), None)
