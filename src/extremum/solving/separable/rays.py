"""Problems that come apart along rays: norms shrink the distance to a point, singular values, or end at a sphere.

``s/2‖x - b‖² + k‖x - a‖`` is least on the segment from a to b; with singular values in the place of lengths, the
nuclear norm moves them alone; in a ball the best point of ``s/2‖x - b‖²`` lies on the way from the centre to b.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.facts import reason
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.nuclear import polar
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Move
from extremum.solving.predicates import NONNEGATIVE
from extremum.solving.requirements import domain_conditions
from extremum.solving.roots import Range, Root
from extremum.solving.separable.entrywise import CURVED, SUFFICE
from extremum.solving.separable.reading import Ball, Quadratic, ball, quadratic, radial
from extremum.solving.shape import shape_of
from extremum.solving.solution import SolutionSet
from extremum.solving.strategy import Passed


@final
@dataclass(frozen=True, slots=True)
class Found:
    """A value, the rule that gives it with its source, and the number in it that is a root.

    strict: whether the objective is strictly convex wherever it is convex.
    """

    value: Expr
    rule: str
    source: str
    roots: tuple[Root, ...] = ()
    conditions: tuple[Condition, ...] = ()
    strict: bool = False


def rays(problem: Problem) -> SolutionSet | Passed:
    """A quadratic with a norm, or within a ball."""
    if problem.objective is None or len(problem.unknowns) != 1 or problem.sense is None:
        return Passed("")
    (x,) = problem.unknowns
    if not x.is_column and x.assumptions:
        return Passed("")
    found = _shrunk(problem, x) if not problem.constraints else _in_ball(problem, x)
    if found is None:
        return Passed("")
    shape = shape_of(problem.objective, [x], problem.sense)
    if shape is None or shape.kind != CURVED[problem.sense] or not (shape.strict or found.strict):
        return Passed(f"the objective is not known to be strictly {CURVED[problem.sense]} in {x.name}")
    kind = Kind(f"global {SENSES[problem.sense]}", f"{shape.words}, {SUFFICE}", list(shape.conditions))
    steps = [(f"{found.rule}:", [Move(found.rule, x, found.value, found.source)])]
    conditions = [*shape.conditions, *found.conditions, *domain_conditions({x: found.value})]
    return SolutionSet(
        problem, {x: found.value}, {x: found.value}, str(kind), kind.reason, "unique", conditions, steps,
        source=found.source, roots=found.roots,
    )  # fmt: skip


# -- norms -------------------------------------------------------------------------------------------------------------
def _shrunk(problem: Problem, x: Expr) -> Found | None:
    """The proximal map of a norm of the distance to a point."""
    read = radial(problem.minimised, x)
    smooth = None if read is None else quadratic(read.rest, x)
    scale = None if smooth is None else smooth.scale
    if read is None or smooth is None or scale is None or c.is_zero(scale):
        return None
    offset = simplify(c.subtract(c.product(c.power(scale, -1), smooth.slope), read.centre))
    threshold = simplify(c.product(read.weight, c.power(scale, -1)))
    strict = reason(scale, "positive") is not None
    if read.nuclear:
        value = c.add(read.centre, singular_values_shrunk(offset, threshold))
        return Found(
            simplify(value), "singular values are shrunk towards 0",
            "Cai, Candès & Shen (2010), A singular value thresholding algorithm, theorem 2.1", strict=strict,
        )  # fmt: skip
    kept = c.apply("relu", c.subtract(c.number(1), c.product(threshold, c.power(norm(offset), -1))))
    return Found(
        simplify(c.add(read.centre, c.product(kept, offset))), "the length is shrunk towards 0",
        "Parikh & Boyd (2014), Proximal algorithms, sec. 6.5.1", strict=strict,
    )  # fmt: skip


def norm(x: Expr) -> Expr:
    """The Euclidean norm of the entries."""
    return c.power(c.trace(c.product(c.transpose(x), x)), Fraction(1, 2))


def singular_values_shrunk(matrix: Expr, threshold: Expr) -> Expr:
    """``U relu(S - k) V'`` of ``U S V'``: the polar factor times the positive part of its root less k."""
    unit = polar(matrix)
    root = simplify(c.subtract(c.product(c.transpose(matrix), unit), c.product(threshold, c.eye(matrix.cols))))
    size = c.product(c.transpose(root), polar(root))
    return c.product(unit, c.multiple(Fraction(1, 2), c.add(root, size)))


# -- balls -------------------------------------------------------------------------------------------------------------
def _in_ball(problem: Problem, x: Expr) -> Found | None:
    """The least value of a quadratic in a ball."""
    smooth = quadratic(problem.minimised, x)
    within = ball(problem.constraints[0], x) if len(problem.constraints) == 1 else None
    if within is None or smooth is None:
        return None
    scale = smooth.scale
    fits = [] if reason(within.radius, "nonnegative") else [
        Condition(NONNEGATIVE, within.radius, NONNEGATIVE.of(within.radius))
    ]  # fmt: skip
    if scale is None:
        return _secular(problem, x, smooth, within, fits) if x.is_column else None
    if c.is_zero(scale):
        return None
    best = simplify(c.product(c.power(scale, -1), smooth.slope))
    offset = simplify(c.subtract(best, within.centre))
    cut = c.apply("relu", c.subtract(c.number(1), c.product(within.radius, c.power(norm(offset), -1))))
    return Found(
        simplify(c.subtract(best, c.product(cut, offset))), "the nearest point of the ball",
        "Boyd & Vandenberghe (2004), sec. 8.1.1", (), tuple(fits),
    )  # fmt: skip


def _secular(problem: Problem, x: Expr, smooth: Quadratic, within: Ball, fits: list[Condition]) -> Found:
    """``(H + t I)(x - a) = b - H a`` with the least ``t >= 0`` for which x lies in the ball."""
    names = FreeNames(*problem.expressions)
    multiplier = c.build("symbol", (), (names.take("t"), *c.number(0).shape, ("nonnegative",)))
    force = simplify(c.subtract(smooth.slope, c.product(smooth.hessian, within.centre)))
    if c.is_zero(force):
        source = "Boyd & Vandenberghe (2004), sec. 4.2.3"
        return Found(within.centre, "the centre of the ball, where the gradient is zero", source, (), tuple(fits))
    inverse = c.inverse(c.add(smooth.hessian, c.product(multiplier, c.eye(x.rows))))
    offset = simplify(c.product(inverse, force))
    root = Root(multiplier, norm(offset), within.radius, Range.NONNEGATIVE)
    return Found(
        simplify(c.add(within.centre, offset)), "a secular equation for the multiplier of the ball",
        "Conn, Gould & Toint (2000), Trust-region methods, sec. 7.3", (root,), tuple(fits),
    )  # fmt: skip
