"""What is known of several stationary points together: the kinds of the others, and which of them is global.

A polynomial whose terms of the highest degree are positive away from 0 grows without bound in all directions, so that
it has a minimum, at one of its stationary points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace as changed
from fractions import Fraction

from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.constants import is_nonnegative, sign_of
from extremum.solving.eliminated import Eliminated
from extremum.solving.rational_zeros import has_no_real_zero
from extremum.solving.real_zeros import coefficients
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed

SOURCE = "Apostol (1969), Calculus, vol. 2, 2nd ed., sec. 9.16"
One = SolutionSet | Kind | Passed
Points = Sequence[tuple[Mapping[Expr, Expr], One]]
"""Stationary points, and what is known of each."""


def of_several(problem: Problem, found: SolutionSet, every: Sequence[Eliminated], known: Sequence[One]) -> SolutionSet:
    """The best of all stationary points, where one is known to be; else the one that was found, and all kinds."""
    if len(every) == 1 or every[0].open or any(one.free for one in every):
        return found
    points = [(one.values(problem.unknowns), said) for one, said in zip(every, known, strict=True)]
    best = None if found.kind.startswith("global") else _least(problem, points)
    return changed(found, notes=[*_kinds(found, points), *found.notes]) if best is None else best


def _kinds(found: SolutionSet, points: Points) -> list[str]:
    """Of which kinds the others are, where that is known."""
    known = [(at, one.kind) for at, one in points if not isinstance(one, Passed) and one is not found]
    plain = [(at, kind) for at, kind in known if kind != "stationary" and " where " not in kind]
    return [f"of the others, {'; '.join(f'{_point(at)} is a {kind}' for at, kind in plain)}"] if plain else []


def _point(at: Mapping[Expr, Expr]) -> str:
    return ", ".join(f"{x} = {value}" for x, value in at.items())


# -- the best of all ---------------------------------------------------------------------------------------------------
def _least(problem: Problem, points: Points) -> SolutionSet | None:
    """The stationary point that is no worse than any other, of an objective that grows in all directions."""
    if problem.constraints or problem.sense is None or not grows(problem.minimised, problem.unknowns):
        return None
    values = [simplify(replace(problem.minimised, dict(at))) for at, _ in points]
    for (_, one), value in zip(points, values, strict=True):
        gaps = [simplify(c.subtract(other, value)) for other in values]
        if isinstance(one, SolutionSet) and all(map(is_nonnegative, gaps)):
            return _global(problem, one, [(at, gap) for (at, _), gap in zip(points, gaps, strict=True)])
    return None


def _global(problem: Problem, one: SolutionSet, gaps: list[tuple[Mapping[Expr, Expr], Expr]]) -> SolutionSet:
    what = SENSES[str(problem.sense)]
    tends = "infinity" if problem.sense == "min" else "minus infinity"
    why = (
        f"the objective tends to {tends} in all directions, so that it has a {what}, which is stationary; the values "
        f"at all stationary points are compared ({SOURCE})"
    )
    of_kind = one.kind.partition(" where ")[2].split(" and ")
    conditions = [k for k in one.conditions if k.words not in of_kind]
    unique = _unique(gaps)
    others = [at for at, gap in gaps if c.is_zero(gap) and any(at[x] is not one.values[x] for x in at)]
    notes = [f"the same value is attained at {', '.join(map(_point, others))}"] if others and not unique else []
    return changed(
        one, kind=f"global {what}", reason=why, unique=unique, conditions=conditions, source=SOURCE,
        notes=[*notes, *one.notes],
    )  # fmt: skip


def _unique(gaps: list[tuple[Mapping[Expr, Expr], Expr]]) -> str:
    """What the best point is unique up to, by what the values at all exceed its own by."""
    equal = [at for at, gap in gaps if c.is_zero(gap)]
    if any(sign_of(gap) < 1 for _, gap in gaps if not c.is_zero(gap)):
        return ""
    mirrored = len(equal) == 2 and all(c.is_zero(simplify(c.add(*(each[x] for each in equal)))) for x in equal[0])
    listed = f"one of {len(equal)} points: {'; '.join(map(_point, equal))}"
    return "unique" if len(equal) == 1 else "up to sign" if mirrored else listed


def grows(f: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether a polynomial tends to infinity in all directions: its form of highest degree is positive away from 0."""
    if any(not x.is_scalar or x.assumptions for x in unknowns):
        return False
    along = c.build("symbol", (), (unreachable("the length of a step"), *c.number(0).shape, ()))
    powers = coefficients(replace(f, {x: c.product(along, x) for x in unknowns}), along)
    if powers is None or len(powers) % 2 == 0 or len(powers) < 3:
        return False
    return _is_positive(powers[-1], list(unknowns))


def _is_positive(form: Expr, unknowns: list[Expr]) -> bool:
    """Whether a form of even degree is positive away from 0: it is so at ``(0, 1)``, and has no zero ``(1, t)``."""
    if len(unknowns) == 1:
        return sign_of(simplify(replace(form, {unknowns[0]: c.number(1)}))) > 0
    if len(unknowns) > 2:
        return _is_sum_of_powers(form, unknowns)
    first, second = unknowns
    powers = coefficients(simplify(replace(form, {first: c.number(1)})), second)
    if powers is None or not all(map(c.is_number, powers)):
        return _is_sum_of_powers(form, unknowns)
    numbers = [Fraction(c.value_of(k)) for k in powers]
    top = simplify(replace(form, {first: c.number(0), second: c.number(1)}))
    return sign_of(top) > 0 and numbers[0] > 0 and (len(numbers) == 1 or has_no_real_zero(numbers))


def _is_sum_of_powers(form: Expr, unknowns: list[Expr]) -> bool:
    """Whether it is ``Σ aᵢ xᵢᵏ`` with positive aᵢ."""
    rest = form
    for x in unknowns:
        alone = simplify(replace(form, {y: c.number(0) for y in unknowns if y is not x}))
        if sign_of(simplify(replace(alone, {x: c.number(1)}))) <= 0:
            return False
        rest = c.subtract(rest, alone)
    return c.is_zero(simplify(rest))
