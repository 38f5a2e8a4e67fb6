"""Nearest matrices: of low rank (Eckart–Young–Mirsky), and positive semidefinite ones."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content, terms_of
from extremum.operations.trace import TRACE
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import sizes
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.polynomials import scale_of_identity
from extremum.solving.theorems.theorem import Found, leading


def low_rank(problem: Problem) -> Found | None:
    """``‖U V' - A‖²``: ``U = A Q``, ``V = Q`` with Q the leading eigenvectors of ``A'A``."""
    if problem.sense != "min" or problem.constraints or problem.objective is None or len(problem.unknowns) != 2:
        return None
    residual = residual_of(problem.objective, problem.unknowns)
    if residual is None:
        return None
    pairs = [(q, t) for q, t in terms_of(residual) if contains(t, list(problem.unknowns))]
    if len(pairs) != 1 or pairs[0][1].op is not PRODUCT or len(pairs[0][1].args) != 2:
        return None
    left, right = pairs[0][1].args
    if {_upright(left), _upright(right)} != set(problem.unknowns) or any(x.assumptions for x in problem.unknowns):
        return None
    target = simplify(c.multiple(Fraction(-1) / pairs[0][0], c.subtract(residual, c.multiple(*pairs[0]))))
    gram = simplify(c.product(c.transpose(target), target))
    vectors = leading(gram, c.transpose(right), 1)
    values = {_upright(left): _as(left, c.product(target, vectors)), _upright(right): _as(right, c.transpose(vectors))}
    fits = [sizes(target.cols, left.cols)] if target.cols is not left.cols else []
    unique = f"up to an invertible {left.cols} x {left.cols} factor"
    return Found(values, problem.objective, unique, [*fits, *simple(gram, c.transpose(right), 1)])


def residual_of(f: Expr, unknowns: tuple[Expr, ...]) -> Expr | None:
    """E of ``q ‖E‖² + rest`` with q positive and a rest free of the unknowns."""
    moving = [(q, t) for q, t in terms_of(f) if contains(t, list(unknowns))]
    if len(moving) != 1 or moving[0][0] <= 0:
        return None
    core = content(moving[0][1])[1]
    if core.op is not TRACE or core.args[0].op is not PRODUCT or len(core.args[0].args) != 2:
        return None
    back, forth = core.args[0].args
    return forth if c.transpose(back) is forth else None


def _upright(factor: Expr) -> Expr:
    return factor.args[0] if factor.op.name == "transpose" else factor


def _as(factor: Expr, value: Expr) -> Expr:
    """The value of the unknown of a factor that has a value."""
    return simplify(value if _upright(factor) is factor else c.transpose(value))


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
