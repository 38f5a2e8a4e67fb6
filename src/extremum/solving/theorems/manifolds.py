"""The nearest matrix with given products: on ``X B = C`` and ``F X = E``, of symmetric matrices on ``X B = C``, and
with one more equation ``<G, X> = e``; the distance may be weighted, ``tr(W(X - A)W(X - A))``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, equal
from extremum.solving.predicates import FULL_COLUMN_RANK
from extremum.solving.separable.reading import gradient_of
from extremum.solving.theorems.polynomials import left_of_identity, scale_of_identity
from extremum.solving.theorems.theorem import Found, nonzero


@final
@dataclass(slots=True)
class _Flat:
    """``X B = C``, ``F X = E`` and ``<G, X> = e``, each once at most."""

    right: tuple[Expr, Expr] | None = None
    left: tuple[Expr, Expr] | None = None
    level: tuple[Expr, Expr] | None = None


def nearest_on_equations(problem: Problem) -> Found | None:
    """The point of the flat that is nearest: ``P(A) + λ T(G)`` with P the projection on the matrix equations, T that on
    their directions, and ``λ = (e - <G, P(A)>)/<G, T(G)>``."""
    if problem.objective is None or len(problem.unknowns) != 1 or problem.inequalities:
        return None
    (x,) = problem.unknowns
    if x.is_scalar or x.is_column or x.is_row or x.assumptions not in ((), ("symmetric",)):
        return None
    slope = gradient(problem.minimised, x)
    near = _centre(slope, x)
    if near is None:
        return None
    flat = _flat(problem, x)
    if flat is None or (flat.left is None and (flat.right is None or not (flat.level or x.assumptions))):
        return None  # one equation alone is solved with its multiplier
    return _found(problem, x, flat, *near)


def _centre(slope: Expr, x: Expr) -> tuple[Expr, Expr | None] | None:
    """(A, W) of the gradient ``α(X - A)`` or ``α W(X - A)W``, with α positive and W positive definite."""
    second = simplify(jacobian(slope, x))
    if contains(second, [x]):
        return None
    force = simplify(c.multiple(-1, replace(slope, {x: c.like_zeros(x)})))
    scale = scale_of_identity(second)
    if scale is not None:
        return (simplify(c.product(c.power(scale, -1), force)), None) if holds(scale, "positive") else None
    whole, scalars, word = factors(second)
    weights = word[0].args if len(word) == 1 and word[0].op.name == "kron" else ()
    alike = len(weights) == 2 and weights[0] is weights[1] and holds(weights[0], "positive_definite")
    if not alike or whole <= 0 or not all(holds(s, "positive") for s in scalars) or x.rows is not x.cols:
        return None
    size, back = c.product(c.number(whole), *scalars), c.inverse(weights[0])
    return simplify(c.product(c.power(size, -1), back, force, back)), weights[0]


def _flat(problem: Problem, x: Expr) -> _Flat | None:
    found = _Flat()
    for stated in problem.equations:
        if not _takes(found, stated, x):
            return None
    return found


def _takes(found: _Flat, stated: Constraint, x: Expr) -> bool:
    """Whether an equation is one of the three, and the first of its form."""
    if stated.gap.is_scalar:
        return found.level is None and _takes_level(found, stated, x)
    across, down = behind(stated.gap, x), before(stated.gap, x)
    if across is None and down is not None and x.assumptions:  # F X = E says X F' = E' of a symmetric X
        across = c.transpose(down[0]), c.transpose(down[1])
    if across is not None and found.right is None:
        found.right = across
        return True
    if down is None or x.assumptions or found.left is not None:
        return False
    found.left = down
    return True


def _takes_level(found: _Flat, stated: Constraint, x: Expr) -> bool:
    pull = gradient_of(stated.gap, x)
    found.level = pull, simplify(c.multiple(-1, replace(stated.gap, {x: c.like_zeros(x)})))
    return not contains(pull, [x])


def before(gap: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(F, E) of ``F X - E``, or of its transpose."""
    free = c.build("symbol", (), (x.name, *x.shape, ()))
    return _left(replace(gap, {x: free}), free)


def behind(gap: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(B, C) of ``X B - C``, or of its transpose."""
    turned = c.build("symbol", (), (x.name, x.cols, x.rows, ()))
    found = _left(replace(gap, {x: c.transpose(turned)}), turned)
    return None if found is None else (c.transpose(found[0]), c.transpose(found[1]))


def _left(gap: Expr, y: Expr) -> tuple[Expr, Expr] | None:
    for stated in dict.fromkeys((gap, c.transpose(gap))):
        second = simplify(jacobian(stated, y)) if stated.cols is y.cols else y
        matrix = None if contains(second, [y]) else left_of_identity(second, y)
        if matrix is not None and not c.is_zero(matrix):
            return matrix, simplify(c.multiple(-1, replace(stated, {y: c.like_zeros(y)})))
    return None


# -- projections -------------------------------------------------------------------------------------------------------
def _found(problem: Problem, x: Expr, flat: _Flat, centre: Expr, weight: Expr | None) -> Found:
    on = _projection(flat, x, c.eye(x.cols) if weight is None else c.inverse(weight))
    value, needs = on.point(centre), on.conditions
    if flat.level is not None:
        pull, level = flat.level
        turned, reach = on.direction(pull), on.reach(pull)
        miss = simplify(c.subtract(level, _inner(pull, value)))
        value = c.add(value, c.product(miss, c.power(reach, -1), turned))
        needs += [] if holds(reach, "nonzero") else [nonzero(reach)]
    assert problem.objective is not None
    return Found({x: simplify(value)}, problem.objective, "unique", needs)


def _inner(a: Expr, b: Expr) -> Expr:
    return c.trace(c.product(c.transpose(a), b))


@final
@dataclass(frozen=True, slots=True)
class _Projection:
    """With ``V = W⁻¹``: ``K = I - B (B'VB)⁻¹B'V`` behind and ``H = I - VF'(FVF')⁻¹F`` before a matrix lead to the
    directions of the equations; ``behind`` is ``(B'VB)⁻¹B'V``, ``before`` is ``VF'(FVF')⁻¹``."""

    flat: _Flat
    symmetric: bool
    metric: Expr
    behind: Expr | None
    before: Expr | None
    right: Expr
    left: Expr

    @property
    def conditions(self) -> list[Condition]:
        """Independent columns and rows, and that the equations agree."""
        columns = [] if self.flat.right is None else _independent(self.flat.right[0])
        rows = [] if self.flat.left is None else _independent(c.transpose(self.flat.left[0]))
        return [*columns, *rows, *self._agree()]

    def _agree(self) -> list[Condition]:
        if self.flat.right is None:
            return []
        b, given = self.flat.right
        if self.symmetric:
            cross = simplify(c.product(c.transpose(b), given))
            return [] if cross.is_scalar else equal(cross, c.transpose(cross))
        if self.flat.left is None:
            return []
        f, other = self.flat.left
        return equal(simplify(c.product(f, given)), simplify(c.product(other, b)))

    def _lifted(self, pull: Expr) -> tuple[Expr, Expr | None]:
        """``VGV``, and s where G is ``s W`` and symmetric matrices are sought."""
        if self.symmetric:
            pull = c.multiple(Fraction(1, 2), c.add(pull, c.transpose(pull)))
        plain = self.metric is c.eye(self.metric.rows)
        lifted = simplify(pull if plain else c.product(self.metric, pull, self.metric))
        return lifted, _scale(lifted, self.metric) if self.symmetric else None

    def direction(self, pull: Expr) -> Expr:
        """What a matrix is within the directions of the equations, ``H VGV K``; ``HVK = VK``."""
        lifted, scale = self._lifted(pull)
        return simplify(
            c.product(self.left, lifted, self.right) if scale is None else c.product(scale, self.metric, self.right)
        )

    def reach(self, pull: Expr) -> Expr:
        """``<G, H VGV K>``; the trace of ``K`` is the number of its rows less that of the columns of B."""
        lifted, scale = self._lifted(pull)
        if scale is not None and self.flat.right is not None:
            return simplify(c.product(scale, scale, c.dimension(lifted.rows - self.flat.right[0].cols)))
        return simplify(_inner(pull, self.direction(pull)))

    def point(self, centre: Expr) -> Expr:
        """The point of the matrix equations that is nearest to one."""
        value = c.product(self.left, centre, self.right)
        if self.flat.right is not None and self.behind is not None:
            there = c.product(self.flat.right[1], self.behind)
            value = c.add(value, c.product(self.left, there) if self.symmetric else there)
            value = c.add(value, c.transpose(there)) if self.symmetric else value
        if self.flat.left is not None and self.before is not None:
            value = c.add(value, c.product(self.before, self.flat.left[1], self.right))
        return value


def _projection(flat: _Flat, x: Expr, metric: Expr) -> _Projection:
    behind = None if flat.right is None else _inverse_within(flat.right[0], metric)
    before = None if flat.left is None else c.transpose(_inverse_within(c.transpose(flat.left[0]), metric))
    right, left = c.eye(x.cols), c.eye(x.rows)
    if flat.right is not None and behind is not None:
        right = c.subtract(right, c.product(flat.right[0], behind))
    if flat.left is not None and before is not None:
        left = c.subtract(left, c.product(before, flat.left[0]))
    symmetric = bool(x.assumptions)
    return _Projection(flat, symmetric, metric, behind, before, right, c.transpose(right) if symmetric else left)


def _inverse_within(matrix: Expr, metric: Expr) -> Expr:
    """``(B'VB)⁻¹B'V``, a left inverse of independent columns."""
    metric = metric if metric.rows is matrix.rows else c.eye(matrix.rows)
    across = c.product(c.transpose(matrix), metric)
    return simplify(c.product(c.inverse(c.product(across, matrix)), across))


def _independent(matrix: Expr) -> list[Condition]:
    """That a matrix has independent columns."""
    if matrix.is_column:
        return [] if holds(matrix, "nonzero") else [nonzero(matrix)]
    known = holds(matrix, "full_column_rank")
    return [] if known else [Condition(FULL_COLUMN_RANK, matrix, FULL_COLUMN_RANK.of(matrix))]


def _scale(matrix: Expr, unit: Expr) -> Expr | None:
    """s of ``s V``."""
    whole, scalars, word = factors(matrix)
    scale = c.product(c.number(whole), *scalars) if scalars or whole != 1 else c.number(1)
    return scale if (c.product(*word) if word else None) is unit else None
