"""Nearest matrices: of low rank (Eckart–Young–Mirsky), and positive semidefinite ones."""

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
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content, terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import Problem
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.solving.conditions import sizes
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.polynomials import scale_of_identity, wholly_multiplied_out
from extremum.solving.theorems.surfaces import surface
from extremum.solving.theorems.theorem import Found, leading


@final
@dataclass(frozen=True, slots=True)
class Between:
    """``L U V' R - T``: what stands before, the two factors, what stands behind, and the target."""

    left: Expr
    factors: tuple[Expr, Expr]
    right: Expr
    target: Expr

    @property
    def turned(self) -> Between:
        """The transposed residual."""
        first, second = self.factors
        return Between(c.transpose(self.right), (c.transpose(second), c.transpose(first)), c.transpose(self.left),
                        c.transpose(self.target))  # fmt: skip


def low_rank(problem: Problem) -> Found | None:
    """``‖L U V' R - T‖²``: with Q the leading eigenvectors of ``G'G``, ``G = LL⁺ T R⁺R``, it is ``U = L⁺ G Q``,
    ``V' = Q' R⁺``.

    One of the factors may be asked to have orthonormal columns, where nothing stands beside it.
    """
    if problem.sense != "min" or problem.objective is None or len(problem.unknowns) != 2:
        return None
    residual = residual_of(problem.objective, problem.unknowns)
    read = None if residual is None else between(residual, problem.unknowns)
    if read is None or any(x.assumptions for x in problem.unknowns):
        return None
    if not problem.constraints:
        return _of_rank(problem, read, "an invertible")
    for way in (read, read.turned):
        if _orthonormal(problem, way.factors[1]) and way.right is c.eye(way.right.rows):
            return _of_rank(problem, way, "an orthogonal")
    return None


def between(residual: Expr, unknowns: tuple[Expr, ...]) -> Between | None:
    """The parts of a residual whose terms in the unknowns differ on one side of them only."""
    terms = terms_of(wholly_multiplied_out(residual, unknowns))
    moving = [(q, t) for q, t in terms if contains(t, list(unknowns))]
    parts = [part for q, t in moving if (part := _around(c.multiple(q, t), unknowns)) is not None]
    if not parts or len(parts) < len(moving):
        return None
    _, before, (first, second), behind = parts[0]
    if any(pair != (first, second) for _, _, pair, _ in parts):
        return None
    if all(right is behind for *_, right in parts):
        left, right = c.add(*(c.product(scale, left) for scale, left, _, _ in parts)), behind
    elif all(left is before for _, left, _, _ in parts):
        left, right = before, c.add(*(c.product(scale, right) for scale, *_, right in parts))
    else:
        return None
    rest = [(-p, t) for p, t in terms if not contains(t, list(unknowns))]
    target = simplify(c.combine(rest)) if rest else c.zeros(*residual.shape)
    sign, left = content(left)
    return Between(left, (first, second), right, simplify(c.multiple(1 / Fraction(sign), target)))


def _around(term: Expr, unknowns: tuple[Expr, ...]) -> tuple[Expr, Expr, tuple[Expr, Expr], Expr] | None:
    """(s, L, (U, V'), R) of ``s L U V' R``."""
    whole, scalars, word = factors(term)
    scale = c.product(c.number(whole), *scalars)
    at = [k for k, part in enumerate(word) if upright_factor(part) in unknowns]
    if len(at) != 2 or at[1] != at[0] + 1 or {upright_factor(word[k]) for k in at} != set(unknowns):
        return None
    before, behind = word[: at[0]], word[at[1] + 1 :]
    if any(contains(part, list(unknowns)) for part in (scale, *before, *behind)):
        return None
    first, second = (word[k] for k in at)
    left = c.product(*before) if before else c.eye(first.rows)
    return scale, left, (first, second), c.product(*behind) if behind else c.eye(second.cols)


def _orthonormal(problem: Problem, factor: Expr) -> bool:
    """Whether the only constraint says that a factor, or its transpose, has orthonormal columns."""
    (stated, *more) = problem.constraints
    on = None if more else surface(stated, upright_factor(factor))
    return on is not None and stated.is_equation and on.flat and factor is c.transpose(upright_factor(factor))


def _of_rank(problem: Problem, read: Between, factor: str) -> Found:
    first, second = read.factors
    before, behind = _pseudo(read.left), _pseudo(read.right)
    core = _shortest(c.product(_onto(read.left, before), read.target, _onto(behind, read.right)))
    gram = simplify(c.product(c.transpose(core), core))
    vectors = leading(gram, c.transpose(second), 1)
    one = c.product(before, core, vectors)
    other = c.product(c.transpose(vectors), behind)
    values = {upright_factor(first): _as(first, one), upright_factor(second): _as(second, other)}
    rank = first.cols
    fits = [sizes(core.cols, rank)] if core.cols is not rank and not second.is_row else []
    free = [str(a) for a, b in ((read.left, before), (c.transpose(read.right), behind)) if _loses(a, b)]
    unique = f"up to {factor} {rank} x {rank} factor"
    unique += f", where {' and '.join(free)} {'has' if len(free) == 1 else 'have'} independent columns" if free else ""
    assert problem.objective is not None
    return Found(values, problem.objective, unique, [*fits, *simple(gram, c.transpose(second), 1)])


def _pseudo(matrix: Expr) -> Expr:
    if holds(matrix, "invertible"):
        return c.inverse(matrix)
    if holds(matrix, "symmetric") and _shortest(c.product(matrix, matrix)) in (matrix, c.multiple(-1, matrix)):
        return matrix  # a projection, or minus one
    return simplify(c.build("pinv", (matrix,)))


def _onto(matrix: Expr, inverse: Expr) -> Expr:
    """The projection ``A A⁺``, or ``A⁺A``."""
    return _shortest(c.product(matrix, inverse))


def _shortest(expr: Expr) -> Expr:
    """The shorter of an expression as it is and multiplied out."""
    short, grown = simplify(expr), expanded(expr)
    return short if grown is None else min(short, simplify(grown), key=cost)


def _loses(matrix: Expr, inverse: Expr) -> bool:
    """Whether a matrix is not known to have independent columns."""
    return not holds(matrix, "invertible") and not holds(matrix, "full_column_rank")


def residual_of(f: Expr, unknowns: tuple[Expr, ...]) -> Expr | None:
    """E of ``q ‖E‖² + rest`` with q positive and a rest free of the unknowns; ``W^(1/2) E`` of ``q tr(E'WE) + rest``
    with W positive definite."""
    moving = [(q, t) for q, t in terms_of(f) if contains(t, list(unknowns))]
    if len(moving) != 1 or moving[0][0] <= 0:
        return None
    live = [(b, e) for b, e in pairs(moving[0][1]) if contains(b, list(unknowns))]
    beside = [c.power(b, e) for b, e in pairs(moving[0][1]) if not contains(b, list(unknowns))]
    if len(live) != 1 or live[0][1] is not c.number(1) or not all(holds(s, "positive") for s in beside):
        return None
    ((core, _),) = live
    if core.op is not TRACE or core.args[0].op is not PRODUCT:
        return None
    args = core.args[0].args
    halves = (_half(args[k:] + args[:k]) for k in range(len(args)))
    return next((half for half in halves if half is not None and contains(half, list(unknowns))), None)


def _half(word: tuple[Expr, ...]) -> Expr | None:
    """H of the word ``H'H``, or ``M^(1/2) H`` of ``H'MH`` with M positive definite."""
    size, odd = divmod(len(word), 2)
    front, behind = word[:size], word[size + odd :]
    if any(c.transpose(a) is not b for a, b in zip(front, reversed(behind), strict=True)) or not size:
        return None
    if not odd:
        return c.product(*behind)
    middle = word[size]
    return (
        c.product(c.build("spectral", (middle,), ("sqrtm",)), *behind) if holds(middle, "positive_definite") else None
    )


def upright_factor(factor: Expr) -> Expr:
    return factor.args[0] if factor.op.name == "transpose" else factor


def _as(factor: Expr, value: Expr) -> Expr:
    """The value of the unknown of a factor that has a value."""
    return simplify(value if upright_factor(factor) is factor else c.transpose(value))


def nearest_semidefinite(problem: Problem) -> Found | None:
    """``s ‖X - A‖²`` over positive semidefinite X: the part of ``(A + A')/2`` with nonnegative eigenvalues."""
    if problem.sense != "min" or len(problem.unknowns) != 1 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    if (
        len(problem.constraints) != 1
        or not problem.constraints[0].is_semidefinite
        or problem.constraints[0].gap is not x
    ):
        return None
    slope = gradient(problem.objective, x)
    scale = scale_of_identity(simplify(jacobian(slope, x)))
    if scale is None or not holds(scale, "positive"):
        return None
    at_zero = replace(slope, {x: c.like_zeros(x)})
    centre = simplify(c.product(c.number(-1), c.power(scale, -1), at_zero))
    if not holds(centre, "symmetric"):
        return None
    return Found({x: c.build("psd_part", (centre,))}, problem.objective, "unique")
