"""What separable problems are made of, read off by derivatives, so that no way of writing them matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.facts import reason
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.nuclear import NUCLEAR
from extremum.operations.powers import pairs
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import Constraint
from extremum.simplify.search import simplify


def zero_like(x: Expr) -> Expr:
    """Zero, of the shape of x."""
    return c.number(0) if x.is_scalar else c.like_zeros(x)


def gradient_of(f: Expr, x: Expr) -> Expr:
    """The gradient in its shortest form."""
    return simplify(gradients(f, [x])[0])


def multiple_of_identity(matrix: Expr) -> Expr | None:
    """The scalar s of ``s I``."""
    if matrix.is_scalar:
        return matrix
    whole, scalars, word = factors(matrix)
    if len(word) == 1 and word[0].op.name == "eye":
        return c.product(c.number(whole), *scalars)
    return None


@final
@dataclass(frozen=True, slots=True)
class Quadratic:
    """``x'Hx/2 - b'x + constant``."""

    hessian: Expr
    slope: Expr
    constant: Expr

    @property
    def scale(self) -> Expr | None:
        """The scalar s where ``H = s I``."""
        return multiple_of_identity(self.hessian)


def quadratic(f: Expr, x: Expr) -> Quadratic | None:
    """The function as a quadratic in x, or None."""
    zero = {x: zero_like(x)}
    gradient = gradient_of(f, x)
    hessian = simplify(chained(gradient, x))
    if contains(hessian, [x]) or kinks(f, x):
        return None
    return Quadratic(hessian, simplify(c.multiple(-1, replace(gradient, zero))), simplify(replace(f, zero)))


# -- terms with a kink -------------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Part:
    """``f = rest + <weight, node>``: what stands beside a node, and the rest."""

    node: Expr
    weight: Expr
    rest: Expr


def part(f: Expr, node: Expr, x: Expr) -> Part | None:
    """How a function holds a node that it is linear in, with a weight free of x."""
    stand = c.build("symbol", (), (unreachable(f"the value of {node}"), *node.shape, ()))
    replaced = replace(f, {node: stand})
    weight = gradient_of(replaced, stand)
    if contains(weight, [stand, x]):
        return None
    return Part(node, weight, simplify(replace(replaced, {stand: zero_like(stand)})))


def _nodes(f: Expr, x: Expr, wanted: Callable[[Expr], bool]) -> Iterator[Expr]:
    return (node for node in topological([f]) if contains(node, [x]) and wanted(node))


def absolute(f: Expr, x: Expr) -> Part | None:
    """``<W, abs(x)>`` in a function."""
    node = c.apply("abs", x)
    return part(f, node, x) if contains(f, [node]) else None


@final
@dataclass(frozen=True, slots=True)
class Radial:
    """``f = rest + weight*norm(x - centre)``; nuclear: whether the norm is the sum of singular values."""

    centre: Expr
    weight: Expr
    rest: Expr
    nuclear: bool = False


def radial(f: Expr, x: Expr) -> Radial | None:
    """A norm of the distance to a point in a function, or None."""
    for node in _nodes(f, x, lambda node: node.is_scalar):
        beside, norm = _norm_in(node, x)
        found = None if norm is None else part(f, node, x)
        if norm is None or found is None:
            continue
        centre = _centre_of_nuclear(norm, x) if norm.op is NUCLEAR else _centre_of_root(norm, x)
        if centre is not None:
            return Radial(centre, simplify(c.product(found.weight, beside)), found.rest, norm.op is NUCLEAR)
    return None


def _norm_in(node: Expr, x: Expr) -> tuple[Expr, Expr | None]:
    """(s, norm) of ``s * norm`` with s free of x: of a root of a sum of squares, or of a nuclear norm."""
    moving = [(b, e) for b, e in pairs(node) if contains(b, [x]) or contains(e, [x])]
    beside = c.hadamard(c.number(1), *(c.power(b, e) for b, e in pairs(node) if (b, e) not in moving))
    if len(moving) != 1:
        return beside, None
    base, exponent = moving[0]
    if base.op is NUCLEAR and exponent is c.number(1):
        return beside, base
    return beside, c.power(base, exponent) if exponent is c.number(Fraction(1, 2)) else None


def _centre_of_nuclear(node: Expr, x: Expr) -> Expr | None:
    for inner in (node.args[0], c.transpose(node.args[0])):
        for sign in (1, -1):
            centre = simplify(c.subtract(x, c.multiple(sign, inner))) if inner.shape == x.shape else x
            if not contains(centre, [x]):
                return centre
    return None


def _centre_of_root(node: Expr, x: Expr) -> Expr | None:
    """The point a of ``((x - a)'(x - a))^(1/2)``."""
    found = quadratic(node.args[0], x)
    if found is None or found.scale is not c.number(2):
        return None
    centre = simplify(c.multiple(Fraction(1, 2), found.slope))
    return centre if c.is_zero(simplify(replace(node.args[0], {x: centre}))) else None


# -- constraints -------------------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Bound:
    """``x >= at`` or, if ``above``, ``x <= at``, entry by entry."""

    at: Expr
    above: bool


def bound(constraint: Constraint, x: Expr) -> Bound | None:
    """A constraint that bounds the entries of x."""
    if not constraint.is_inequality or constraint.gap.shape != x.shape:
        return None
    scale = multiple_of_identity(simplify(chained(constraint.gap, x)))
    if scale is None or contains(scale, [x]):
        return None
    rest = replace(constraint.gap, {x: zero_like(x)})
    for sign in (1, -1):
        if reason(c.multiple(sign, scale), "positive"):
            return Bound(simplify(c.product(c.multiple(-1, c.power(scale, -1)), rest)), sign < 0)
    return None


@final
@dataclass(frozen=True, slots=True)
class Coupling:
    """``<weight, x> = level`` or ``<= level``; absolute: of the absolute values of x."""

    weight: Expr
    level: Expr
    equation: bool
    absolute: bool = False

    def total(self, x: Expr) -> Expr:
        """``<weight, x>`` at a value of x."""
        entries = c.apply("abs", x) if self.absolute else x
        return simplify(c.trace(c.product(c.transpose(self.weight), entries)))


def coupling(constraint: Constraint, x: Expr) -> Coupling | None:
    """A constraint that ties the entries of x by one linear equation or inequality, or bounds a sum of their sizes."""
    if not constraint.gap.is_scalar or constraint.is_semidefinite:
        return None
    gap = c.multiple(-1, constraint.gap)
    weight = gradient_of(gap, x)
    if not contains(weight, [x]):
        level = simplify(c.multiple(-1, replace(gap, {x: zero_like(x)})))
        if constraint.is_equation and reason(c.multiple(-1, weight), "positive"):
            weight, level = c.multiple(-1, weight), c.multiple(-1, level)
        return Coupling(weight, level, constraint.is_equation)
    found = absolute(gap, x)
    if found is None or contains(found.rest, [x]) or constraint.is_equation or not reason(found.weight, "positive"):
        return None
    return Coupling(found.weight, simplify(c.multiple(-1, found.rest)), False, True)


@final
@dataclass(frozen=True, slots=True)
class Ball:
    """``norm2(x - centre) <= radius``."""

    centre: Expr
    radius: Expr


def ball(constraint: Constraint, x: Expr) -> Ball | None:
    """A constraint that x lies in a ball."""
    gap = constraint.gap
    if not gap.is_scalar or not constraint.is_inequality:
        return None
    found = radial(gap, x)
    if found is not None:
        size = c.multiple(-1, found.weight)
        usable = not found.nuclear and not contains(found.rest, [x]) and reason(size, "positive")
        return Ball(found.centre, simplify(c.product(found.rest, c.power(size, -1)))) if usable else None
    squared = quadratic(gap, x)
    scale = None if squared is None else squared.scale
    if squared is None or scale is None or not reason(c.multiple(-1, scale), "positive"):
        return None
    centre = simplify(c.product(c.power(scale, -1), squared.slope))
    square = simplify(c.product(c.multiple(-2, c.power(scale, -1)), replace(gap, {x: centre})))
    return Ball(centre, simplify(c.power(square, Fraction(1, 2))))
