"""The constraint surfaces of the theorems: ``W' B W = I`` with B positive definite (spheres, ellipsoids, Stiefel)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.problems.constraint import Constraint
from extremum.simplify.search import simplify
from extremum.solving.theorems.polynomials import (
    Word,
    modulo,
    multiplied_out,
    quadratic,
    scale_of_identity,
    wholly_multiplied_out,
)


@dataclass(frozen=True, slots=True)
class Surface:
    """``W' B W = I``; metric: B, positive definite; words: what may be put for what in products of W, which is nothing
    inside of the surface."""

    unknown: Expr
    metric: Expr
    words: tuple[tuple[Word, Expr], ...]

    @property
    def flat(self) -> bool:
        """Whether the metric is the identity."""
        return self.metric is c.eye(self.unknown.rows)

    @property
    def whitener(self) -> Expr:
        """``B^(-1/2)``: with ``W = B^(-1/2) V`` the surface is ``V'V = I``."""
        return whitener(self.metric)

    def whitened(self, matrix: Expr) -> Expr:
        """``B^(-1/2) A B^(-1/2)``; where B is a multiple of the identity A itself, which has the same eigenvectors."""
        if scale_of_identity(self.metric) is not None:
            return matrix
        return simplify(c.product(self.whitener, matrix, self.whitener))

    def reduced(self, f: Expr) -> Expr:
        """A function on the surface, multiplied out and with its equation put in."""
        out = wholly_multiplied_out(f, [self.unknown])
        for word, value in self.words:
            out = modulo(out, word, value)
        return simplify(out)


def whitener(metric: Expr) -> Expr:
    """``B^(-1/2)`` of a positive definite B."""
    scale = scale_of_identity(metric)
    if scale is not None:
        return simplify(c.product(c.power(scale, Fraction(-1, 2)), c.eye(metric.rows)))
    return simplify(c.inverse(c.build("spectral", (metric,), ("sqrtm",))))


def surface(constraint: Constraint, unknown: Expr) -> Surface | None:
    """The surface that an equation (or, with ``<=``, its inside) describes; None where it is none of these."""
    if unknown.assumptions or (unknown.is_column and not constraint.gap.is_scalar):
        return None
    gap = _squared(constraint)
    found = _ellipsoid(gap, unknown) if unknown.is_column else _stiefel(gap, unknown)
    return found if found is None or constraint.is_equation else replace(found, words=())


def _squared(constraint: Constraint) -> Expr:
    """The gap, of the squares of both sides where one is a root and the other positive."""
    for side, other in ((constraint.left, constraint.right), (constraint.right, constraint.left)):
        if side.is_scalar and [e for _, e in pairs(side)] == [c.number(Fraction(1, 2))] and holds(other, "positive"):
            squares = c.subtract(pairs(side)[0][0], c.power(other, 2))
            return squares if constraint.gap is c.subtract(side, other) else c.multiple(-1, squares)
    return constraint.gap


def _ellipsoid(gap: Expr, x: Expr) -> Surface | None:
    """``x' B x = r`` with r positive, of either sign."""
    for sign in (1, -1):
        found = quadratic(c.multiple(sign, gap), x)
        if found is None or not found.is_form:
            return None
        radius = simplify(c.multiple(-1, found.rest))
        if holds(radius, "positive") and holds(found.matrix, "positive_definite"):
            metric = simplify(c.product(c.power(radius, -1), found.matrix))
            form = c.product(c.transpose(x), metric, x)
            return Surface(x, metric, ((form.args, c.number(1)),) if form.op is PRODUCT else ())
    return None


def _stiefel(gap: Expr, w: Expr) -> Surface | None:
    """``W' B W = I``; where W is square ``W W' = B⁻¹`` too."""
    identity, terms = c.eye(w.cols), terms_of(gap)
    grams = [term for _, term in terms if term is not identity]
    if len(terms) != 2 or len(grams) != 1 or sum(q for q, _ in terms) != 0 or grams[0].op is not PRODUCT:
        return None
    word, back = grams[0].args, c.transpose(w)
    if w.rows is w.cols and word == (w, back):
        word = (back, w)
    if word[0] is not back or word[-1] is not w:
        return None
    metric = c.product(*word[1:-1]) if len(word) > 2 else c.eye(w.rows)
    if not holds(metric, "positive_definite") and metric is not c.eye(w.rows):
        return None
    turned = [((w, back), simplify(c.inverse(metric)))] if w.rows is w.cols else []
    return Surface(w, metric, ((word, identity), *turned))


def confines(constraint: Constraint, on: Surface) -> bool:
    """Whether a constraint keeps to the surface and its inside."""
    if constraint.is_equation:
        return True
    centre = simplify(constraint.replace({on.unknown: c.like_zeros(on.unknown)}).gap)
    return constraint.is_inequality and on.unknown.is_column and holds(centre, "positive")


def upright(constraint: Constraint, unknown: Expr) -> bool:
    """Whether an equation says ``W B W' = I``: that of the transposed unknown."""
    grams = [term for _, term in terms_of(constraint.gap) if term.op is PRODUCT]
    return len(grams) == 1 and grams[0].args[0] is unknown and grams[0].args[-1] is c.transpose(unknown)


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """``(x - centre)' metric (x - centre) = radius``, or its inside; the metric is positive definite."""

    centre: Expr
    metric: Expr
    radius: Expr


def ellipsoid(constraint: Constraint, x: Expr) -> Ellipsoid | None:
    """The ellipsoid that an equation, or with ``<=`` its inside, describes, by completing the square."""
    if constraint.is_semidefinite or not constraint.gap.is_scalar:
        return None
    gap = multiplied_out(_squared(constraint), [x])
    for sign in (1, -1) if constraint.is_equation else (-1,):  # a gap that is not negative holds minus the square
        found = quadratic(simplify(c.multiple(sign, gap)), x)
        if found is not None and holds(found.matrix, "positive_definite"):
            centre = simplify(c.product(c.number(Fraction(-1, 2)), c.inverse(found.matrix), found.linear))
            inner = c.product(c.transpose(found.linear), centre)
            radius = simplify(c.add(c.multiple(Fraction(-1, 2), inner), c.multiple(-1, found.rest)))
            return Ellipsoid(centre, found.matrix, radius)
    return None
