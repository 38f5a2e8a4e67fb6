"""Extrema at ends of the domain.

A function that rises in every unknown on a box is least at its lower corner; a concave function on a segment is least
at an end (Rockafellar (1970), cor. 32.3.1), and what is at least b everywhere is least where it is b.
"""

from __future__ import annotations

from fractions import Fraction
from math import isinf

from extremum.algebra.errors import NoExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.convexity.certificate import proved
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.box import Box, End, UnknownEndError, box_of, has_sign, slope_sign
from extremum.solving.certificate import Kind
from extremum.solving.constants import sign_of
from extremum.solving.ends import closed_ends
from extremum.solving.linear import has_jumps
from extremum.solving.never import never
from extremum.solving.requirements import conditions_at
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Move
from extremum.solving.strategy import Passed

SOURCE = "Rockafellar (1970), cor. 32.3.1"


def at_an_end(problem: Problem) -> SolutionSet | Passed:
    """The extremum at a corner of the box on which the objective is defined.

    Raises:
        NoExtremumError: the objective rises or falls for ever towards what is asked for.
    """
    f, unknowns = problem.objective, problem.unknowns
    if f is None or problem.sense is None or problem.constraints or not closed_ends(f, unknowns):
        return Passed("")
    box = box_of(f, unknowns)
    if box is None or any(has_jumps(f, x) for x in unknowns):
        return Passed("")
    return _of_monotone(problem, box) or _of_one_number(problem, box) or Passed("")


# -- monotone objectives -----------------------------------------------------------------------------------------------
def _is_strict(slope: Expr, region: Region) -> bool:
    return region.bounds(slope).nonzero or any(has_sign(slope, sign, "positive") for sign in (1, -1))


def _of_monotone(problem: Problem, box: Box) -> SolutionSet | None:
    """The corner towards which the objective rises, or falls, in every unknown.

    Raises:
        NoExtremumError: there is no end on that side, or it does not belong to the domain.
    """
    assert problem.objective is not None
    slopes = dict(zip(problem.unknowns, gradients(problem.objective, list(problem.unknowns)), strict=True))
    found: list[End] = []
    missing = False
    for x, slope in slopes.items():
        sign = slope_sign(slope, box.region)
        if not sign:
            return None
        try:
            end = box.end(x, upper=(problem.sense == "max") is (sign > 0))
        except UnknownEndError:
            return None
        if end is None or not end.closed:
            if _is_strict(slope, box.region):
                raise NoExtremumError(_nothing_words(problem, x, slope, sign, end))
            missing = True
        else:
            found.append(end)
    if missing:
        return None
    words = "; ".join(_monotone_words(end, slopes[end.x], box) for end in found)
    strict = all(_is_strict(slope, box.region) for slope in slopes.values())
    return _solution(problem, found, words, "unique" if strict else "")


def _nothing_words(problem: Problem, x: Expr, slope: Expr, sign: int, end: End | None) -> str:
    assert problem.sense is not None
    word = "increases" if sign > 0 else "decreases"
    side = "above" if (problem.sense == "max") is (sign > 0) else "below"
    where = f"has no end {side}" if end is None else f"ends at {end.value}, which does not belong to it"
    return (
        f"there is no {SENSES[problem.sense]}: the objective {word} in {x.name}, whose gradient {slope} is never zero, "
        f"and its domain {where}"
    )


def _monotone_words(end: End, slope: Expr, box: Box) -> str:
    word = "increases" if slope_sign(slope, box.region) > 0 else "decreases"
    which = "largest" if end.upper else "smallest"
    return f"the objective {word} in {end.x.name}, and {end.value} is the {which} value with {end.need}"


# -- one number --------------------------------------------------------------------------------------------------------
def _of_one_number(problem: Problem, box: Box) -> SolutionSet | None:
    """The better end of a segment, for what bends the other way; an end at which a bound is reached."""
    (x, *others), f = problem.unknowns, problem.objective
    assert f is not None
    if others or not x.is_scalar:
        return None
    try:
        both = [box.end(x, upper) for upper in (False, True)]
    except UnknownEndError:
        return None
    ends = [end for end in both if end is not None and end.closed]
    return _of_bent(problem, ends, x) or _at_a_bound(problem, box, ends)


def _of_bent(problem: Problem, ends: list[End], x: Expr) -> SolutionSet | None:
    assert problem.objective is not None
    if len(ends) < 2:
        return None
    shape = proved(problem.objective, x)
    if shape.kind != {"min": "concave", "max": "convex"}[str(problem.sense)]:
        return None
    low, high = (simplify(replace(problem.minimised, {x: end.value})) for end in ends)
    gap = simplify(c.subtract(high, low))
    sign = 0 if c.is_zero(gap) else sign_of(gap)
    if not sign and not c.is_zero(gap):
        return None
    words = f"{shape.kind} in {x.name}, so that it is extremal at an end of the domain ({SOURCE}): {shape.why}"
    if sign:
        return _solution(problem, ends[:1] if sign > 0 else ends[1:], words, "unique")
    return _solution(problem, ends[1:], words, _both(ends) if shape.strict else "")


def _both(ends: list[End]) -> str:
    """What the two ends are, where both are extremal."""
    return f"one of {' or '.join(f'{end.x} = {end.value}' for end in reversed(ends))}"


def _at_a_bound(problem: Problem, box: Box, ends: list[End]) -> SolutionSet | None:
    """``f >= b`` everywhere, and ``f = b`` at an end."""
    f = problem.minimised
    least = box.region.bounds(f).low
    if isinf(least):
        return None
    for end in ends:
        value = simplify(replace(f, {end.x: end.value}))
        if c.is_number(value) and Fraction(c.value_of(value)) == least:
            bound = c.value_of(value) if problem.sense == "min" else -c.value_of(value)
            way = "at least" if problem.sense == "min" else "at most"
            return _solution(problem, [end], f"the objective is {way} {bound} everywhere, and {bound} at that end", "")
    return None


# -- the answer --------------------------------------------------------------------------------------------------------
def _solution(problem: Problem, ends: list[End], words: str, unique: str) -> SolutionSet | None:
    values = {end.x: end.value for end in ends}
    values = {x: values[x] for x in problem.unknowns}
    if any(contains(value, list(values)) for value in values.values()):
        return None
    kind = Kind(f"global {SENSES[str(problem.sense)]}", words)
    real = [k for end in ends for k in end.conditions]
    conditions = conditions_at(problem, kind, values, real)
    if never(conditions) is not None:
        return None
    moves = [Move(f"the end of {end.need}", end.x, end.value) for end in ends]
    steps = [("at an end of the domain:", moves)]
    return SolutionSet(problem, values, dict(values), str(kind), words, unique, conditions, steps)
