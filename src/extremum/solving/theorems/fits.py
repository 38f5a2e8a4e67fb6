"""Fits whose optimum eigenvectors give: quotients of quadratics (total least squares), Gram matrices of few columns
(classical scaling), covariances of few components, and Kronecker products."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations import eigen_two
from extremum.operations.block import block
from extremum.operations.powers import pairs
from extremum.operations.spectral import spectral
from extremum.operations.sum import SUM, content, terms_of
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, sizes
from extremum.solving.predicates import NONZERO, POSITIVE, POSITIVE_DEFINITE
from extremum.solving.separable.reading import multiple_of_identity
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.approximation import residual_of
from extremum.solving.theorems.polynomials import Quadratic, multiplied_out, quadratic
from extremum.solving.theorems.surfaces import Surface
from extremum.solving.theorems.theorem import Found, leading, sign

_HALF = Fraction(1, 2)


# -- quotients of quadratics -------------------------------------------------------------------------------------------
def quadratic_quotient(problem: Problem) -> Found | None:
    """``(x'Ax - 2a'x + α)/(x'Bx + β)``: ``(A - λB)⁻¹a``, with λ the extreme eigenvalue of the matrices of both in
    (x, 1)."""
    if problem.objective is None or problem.constraints or len(problem.unknowns) != 1:
        return None
    (x,) = problem.unknowns
    coefficient, core = content(problem.objective)
    below = [b for b, e in pairs(core) if e is c.number(-1) and contains(b, [x])]
    if x.assumptions or not x.is_column or len(below) != 1:
        return None
    over, under = quadratic(simplify(c.product(core, below[0])), x), quadratic(below[0], x)
    if over is None or under is None or not _positive(under) or c.is_zero(over.linear):
        return None
    sense = sign(problem) * (1 if coefficient > 0 else -1)
    level = _extreme(over, under, x, sense)
    shifted = simplify(c.multiple(-sense, c.subtract(over.matrix, c.product(level, under.matrix))))
    value = simplify(c.product(c.inverse(shifted), c.multiple(sense * _HALF, over.linear)))
    return Found({x: value}, problem.objective, "unique", [_simple(shifted, over.linear)])


def _simple(shifted: Expr, linear: Expr) -> Condition:
    """That A - λB is positive definite: in one number, for which λ lies beyond A/B where a is not zero."""
    if shifted.is_scalar:
        _, core = content(linear)
        return Condition(NONZERO, core, NONZERO.of(core))
    return Condition(POSITIVE_DEFINITE, shifted, POSITIVE_DEFINITE.of(shifted))


def _positive(form: Quadratic) -> bool:
    return form.is_form and holds(form.matrix, "positive_definite") and holds(form.rest, "positive")


def _extreme(over: Quadratic, under: Quadratic, x: Expr, sense: int) -> Expr:
    """The extreme value of the quotient of the two forms in (x, 1)."""
    on = Surface(x, under.matrix, ())
    root = c.power(under.rest, -_HALF)
    side = simplify(c.product(c.number(_HALF), root, on.whitener, over.linear))
    corner = simplify(c.product(over.rest, c.power(under.rest, -1)))
    top = simplify(c.product(on.whitener, over.matrix, on.whitener))
    whole = block([[top, side], [c.transpose(side), corner]])
    scalars = eigen_two.entries(whole)
    if scalars is not None:
        return simplify(eigen_two.value(scalars, upper=sense > 0))
    return c.build("eigval", (whole,), (whole.rows - 1 if sense > 0 else Dim.of(0),))


# -- Gram matrices -----------------------------------------------------------------------------------------------------
def gram_fit(problem: Problem) -> Found | None:
    """``‖Y Y' - B‖²``: the leading eigenvectors of B, each times the root of its eigenvalue's positive part."""
    if problem.sense != "min" or problem.constraints or problem.objective is None or len(problem.unknowns) != 1:
        return None
    (y,) = problem.unknowns
    residual = residual_of(problem.objective, problem.unknowns)
    if residual is None or y.assumptions or y.is_scalar:
        return None
    outer = c.product(y, c.transpose(y))
    moving = [(q, term) for q, term in terms_of(residual) if contains(term, [y])]
    if len(moving) != 1 or moving[0][1] is not outer:
        return None
    (q, _), *_ = moving
    target = simplify(c.multiple(-1 / Fraction(q), c.subtract(residual, c.multiple(q, outer))))
    target = simplify(c.multiple(_HALF, c.add(target, c.transpose(target))))
    value = _scaled(leading(target, y, 1), target, c.number(0))
    unique = "up to sign" if y.is_column else "up to rotation"
    return Found({y: value}, problem.objective, unique, [*_fits(y), *simple(target, y, 1, clipped=True)])


def _scaled(vectors: Expr, matrix: Expr, level: Expr) -> Expr:
    """Eigenvectors of a matrix, each times the root of what its eigenvalue exceeds a level by, or zero."""
    inner = simplify(c.product(c.transpose(vectors), matrix, vectors))
    excess = c.build("psd_part", (c.subtract(inner, c.product(level, c.eye(inner.rows))),))
    return simplify(c.product(vectors, spectral("sqrtm", excess)))


def _fits(y: Expr) -> list[Condition]:
    """That there are as many eigenvectors as columns."""
    return [] if y.is_column else [sizes(y.rows, y.cols)]


# -- covariances -------------------------------------------------------------------------------------------------------
def principal_components(problem: Problem) -> Found | None:
    """``log|C| + tr(C⁻¹S)`` of ``C = W W' + s I``: s is the mean of the other eigenvalues of S, W the leading
    eigenvectors, each times the root of what its eigenvalue exceeds s by."""
    if problem.objective is None or problem.constraints or len(problem.unknowns) not in (1, 2):
        return None
    for node in topological([problem.objective]):
        parts = _low_rank_and_level(node, problem.unknowns) if node.op is SUM else None
        if parts is not None:
            covariance = _covariance(problem, node)
            return None if covariance is None else _components(problem, parts, covariance)
    return None


def _low_rank_and_level(node: Expr, unknowns: tuple[Expr, ...]) -> tuple[Expr, Expr] | None:
    """(W, s) of ``W W' + s I``, with the unknowns W and perhaps s."""
    loads = [x for x in unknowns if not x.is_scalar and not x.assumptions]
    if len(loads) != 1 or any(x.assumptions != ("positive",) for x in unknowns if x is not loads[0]):
        return None
    level = c.subtract(node, c.product(loads[0], c.transpose(loads[0])))
    scale = multiple_of_identity(level)
    others = [x for x in unknowns if x is not loads[0]]
    if scale is None or contains(level, loads) or (others and scale is not others[0]):
        return None
    return (loads[0], scale) if others or holds(scale, "positive") else None


def _covariance(problem: Problem, node: Expr) -> Expr | None:
    """S, where the objective is ``a (log|C| + tr(C⁻¹S))`` and a constant, C in the place of a node, a of the sense."""
    assert problem.objective is not None
    whole = c.build("symbol", (), (unreachable("the covariance"), *node.shape, ("positive_definite",)))
    objective = replace(problem.objective, {node: whole})
    if contains(objective, list(problem.unknowns)):
        return None
    slope = multiplied_out(simplify(c.product(whole, gradients(objective, [whole])[0], whole)), [whole])
    moving = [c.multiple(q, t) for q, t in terms_of(slope) if contains(t, [whole])]
    weight = simplify(c.trace(c.add(*moving))) if moving else c.number(0)
    weight = simplify(c.product(weight, c.power(c.trace(whole), -1)))
    if contains(weight, [whole]) or not holds(c.multiple(-sign(problem), weight), "positive"):
        return None
    rest = simplify(c.subtract(c.product(weight, whole), slope))
    found = simplify(c.product(c.power(weight, -1), rest))
    return None if contains(found, [whole]) or not holds(found, "positive_semidefinite") else found


def _components(problem: Problem, parts: tuple[Expr, Expr], covariance: Expr) -> Found:
    assert problem.objective is not None
    loads, level = parts
    vectors = leading(covariance, loads, 1)
    values, conditions, at = dict[Expr, Expr](), _fits(loads), level
    if level in problem.unknowns:
        kept = c.trace(c.product(c.transpose(vectors), covariance, vectors))
        others = c.dimension(loads.rows - loads.cols)
        mean = simplify(c.product(c.subtract(c.trace(covariance), kept), c.power(others, -1)))
        values[level], at = mean, mean
        conditions = [
            Condition(POSITIVE, others, f"{loads.rows} > {loads.cols}"),
            Condition(POSITIVE, mean, POSITIVE.of(level)),
        ]
    found = {loads: _scaled(vectors, covariance, at), **values}
    unique = "up to sign" if loads.is_column else "up to rotation"
    conditions = [*conditions, *simple(covariance, loads, 1)]
    return Found({x: found[x] for x in problem.unknowns}, problem.objective, unique, conditions)


# -- Kronecker products ------------------------------------------------------------------------------------------------
def kronecker_fit(problem: Problem) -> Found | None:
    """``‖A - B ⊗ C‖²``: the leading singular vectors of the rearranged A, ``vec(C) vec(B)'``."""
    if problem.sense != "min" or problem.constraints or problem.objective is None or len(problem.unknowns) != 2:
        return None
    found = residual_of(problem.objective, problem.unknowns)
    if found is None or any(x.assumptions for x in problem.unknowns):
        return None
    read = [(r, _product_in(r, problem)) for r in (found, c.transpose(found))]
    residual, kron = next((pair for pair in read if pair[1] is not None), (found, None))
    if kron is None:
        return None
    q = next(q for q, term in terms_of(residual) if term is kron)
    left, right = kron.args
    target = simplify(c.multiple(-1 / Fraction(q), c.subtract(residual, c.multiple(q, kron))))
    order = c.kron(c.eye(left.cols), c.commutation(right.cols, left.rows), c.eye(right.rows))
    stacked = c.product(c.transpose(order), c.vec(target))
    outer = simplify(c.unvec(stacked, right.rows * right.cols, left.rows * left.cols))
    column = c.ones(left.rows * left.cols)
    gram = simplify(c.product(c.transpose(outer), outer))
    vector = leading(gram, column, 1)
    values = {
        left: c.unvec(vector, left.rows, left.cols),
        right: simplify(c.unvec(c.product(outer, vector), right.rows, right.cols)),
    }
    return Found(
        {x: values[x] for x in problem.unknowns}, problem.objective, "up to reciprocal factors", simple(gram, column, 1)
    )


def _product_in(residual: Expr, problem: Problem) -> Expr | None:
    """``B ⊗ C`` of the unknowns, where nothing else of a sum holds them."""
    moving = [term for _, term in terms_of(residual) if contains(term, list(problem.unknowns))]
    fits = len(moving) == 1 and moving[0].op.name == "kron" and set(moving[0].args) == set(problem.unknowns)
    return moving[0] if fits else None
