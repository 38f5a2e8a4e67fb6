"""Objectives that grow with the size of their unknowns: factorisations with both factors penalised, and sums that are
least where the unknown is zero."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import final

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import sizes
from extremum.solving.separable.entry import relu
from extremum.solving.separable.reading import Quadratic, quadratic
from extremum.solving.theorems.approximation import between, residual_of, upright_factor
from extremum.solving.theorems.theorem import Found, leading, only_unknown

_HALF = Fraction(1, 2)


# -- factorisations ----------------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class _Penalised:
    """``fit*‖F S - T‖² + first*‖F‖² + second*‖S‖²`` and a constant, the weights positive."""

    factors: tuple[Expr, Expr]
    target: Expr
    fit: Expr
    first: Expr
    second: Expr


def penalised_factors(problem: Problem) -> Found | None:
    """``α‖UV' - T‖² + β‖U‖² + γ‖V‖²``: with Q the leading eigenvectors of ``T'T`` and s the singular values of T,
    ``V = Q diag(d)``, ``d = √(√(β/γ) relu(s - √(βγ)/α))``, and the best U for that V."""
    read = _penalised(problem)
    if read is None or problem.objective is None:
        return None
    first, second = read.factors
    target = read.target
    gram = simplify(c.product(c.transpose(target), target))
    vectors = leading(gram, c.transpose(second), 1)
    images = c.product(target, vectors)
    squares = c.product(c.transpose(c.power(images, 2)), c.ones(target.rows))  # no rounding makes it negative
    threshold = simplify(c.product(c.power(c.product(read.first, read.second), _HALF), c.power(read.fit, -1)))
    ratio = simplify(c.power(c.product(read.first, c.power(read.second, -1)), _HALF))
    kept = relu(c.subtract(c.power(squares, _HALF), c.product(threshold, c.like_ones(squares))))
    size = c.power(c.product(ratio, kept), _HALF)
    pull = c.product(read.first, c.power(read.fit, -1), c.like_ones(squares))
    shrunk = c.hadamard(size, c.power(c.add(c.product(ratio, kept), pull), -1))
    other = c.product(_diagonal(size), c.transpose(vectors))
    values = {upright_factor(first): _as(first, c.product(images, _diagonal(shrunk))),
              upright_factor(second): _as(second, other)}  # fmt: skip
    rank = first.cols
    fits = [] if second.is_row or target.cols is rank else [sizes(target.cols, rank)]
    return Found(values, problem.objective, _up_to(rank, target, threshold), fits)


def _up_to(rank: Dim, target: Expr, threshold: Expr) -> str:
    """Up to what the factors are unique."""
    core = upright_factor(content(target)[1])
    if rank == 1:
        return f"up to sign, where the largest singular value of {core} is not the next one, or at most {threshold}"
    return (
        f"up to an orthogonal {rank} x {rank} factor, where singular value {rank} of {core} is not the next one, or at "
        f"most {threshold}"
    )


def _diagonal(values: Expr) -> Expr:
    return values if values.is_scalar else c.diag(values)


def _as(factor: Expr, value: Expr) -> Expr:
    return simplify(value if upright_factor(factor) is factor else c.transpose(value))


def _penalised(problem: Problem) -> _Penalised | None:
    if len(problem.unknowns) != 2 or problem.objective is None or problem.constraints:
        return None
    u, v = problem.unknowns
    if any(x.assumptions or x.is_scalar for x in (u, v)):
        return None
    weights = {x: _weight(problem.minimised, x, y) for x, y in ((u, v), (v, u))}
    if None in weights.values():
        return None
    penalty = [c.product(w, c.trace(c.product(c.transpose(x), x))) for x, w in weights.items() if w is not None]
    rest = simplify(c.subtract(problem.minimised, c.add(*penalty)))
    residual = residual_of(rest, problem.unknowns)
    read = None if residual is None else between(residual, problem.unknowns)
    if residual is None or read is None or read.left is not c.eye(read.left.rows):
        return None
    if read.right is not c.eye(read.right.rows):
        return None
    fit = _fit(rest, residual, problem.unknowns)
    first, second = (weights[upright_factor(x)] for x in read.factors)
    if fit is None or first is None or second is None:
        return None
    return _Penalised(read.factors, read.target, fit, first, second)


def _weight(f: Expr, x: Expr, other: Expr) -> Expr | None:
    """β of the ``β‖x‖²`` that is left where the other unknown is zero, β positive."""
    read = quadratic(simplify(replace(f, {other: c.like_zeros(other)})), x)
    scale = None if read is None else read.scale
    if read is None or scale is None or not c.is_zero(read.slope) or not holds(scale, "positive"):
        return None
    return simplify(c.multiple(_HALF, scale))


def _fit(rest: Expr, residual: Expr, unknowns: tuple[Expr, ...]) -> Expr | None:
    """α of ``α‖E‖²`` and a constant, α positive."""
    moving = c.combine([(q, t) for q, t in terms_of(rest) if contains(t, list(unknowns))])
    square = c.trace(c.product(c.transpose(residual), residual))
    scale = simplify(c.product(moving, c.power(square, -1)))
    return None if contains(scale, list(unknowns)) or not holds(scale, "positive") else scale


# -- sums that vanish at zero ------------------------------------------------------------------------------------------
def least_at_zero(problem: Problem) -> Found | None:
    """A sum of nonnegative terms that are 0 where x is, one of them a power of ``x'Mx`` with M positive definite."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or problem.constraints:
        return None
    zero = c.number(0) if x.is_scalar else c.like_zeros(x)
    terms = [c.multiple(q, t) for q, t in terms_of(problem.minimised) if contains(t, [x])]
    if len(terms) < 2 or not all(holds(t, "nonnegative") and c.is_zero(simplify(replace(t, {x: zero}))) for t in terms):
        return None
    if not any(_definite(t, x) for t in terms):
        return None
    return Found({x: zero}, problem.objective, "unique")


def _definite(term: Expr, x: Expr) -> bool:
    """Whether a nonnegative term is zero where x is only: a positive power of a positive definite form."""
    moving = [(b, e) for b, e in pairs(term) if contains(b, [x]) or contains(e, [x])]
    beside = c.hadamard(c.number(1), *(c.power(b, e) for b, e in pairs(term) if (b, e) not in moving))
    if len(moving) != 1 or contains(moving[0][1], [x]):
        return False
    base, exponent = moving[0]
    forms = (quadratic(base, x), quadratic(term, x))
    powered = holds(exponent, "positive") and holds(beside, "positive")
    return powered and any(form is not None and _positive_form(form) for form in forms)


def _positive_form(read: Quadratic) -> bool:
    return c.is_zero(read.slope) and c.is_zero(read.constant) and holds(read.hessian, "positive_definite")
