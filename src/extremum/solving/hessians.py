"""The Hessian at a stationary point: decided by facts, or a condition that is tested on the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient, hessian, jacobian
from extremum.calculus.kinks import kinks_in
from extremum.calculus.structure import structures
from extremum.operations import construct as c
from extremum.operations.block import BLOCK, block, grid
from extremum.operations.sum import content
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.constants import inertia
from extremum.solving.shape import definite

_SHOWN = 60


def local(problem: Problem, values: Mapping[Expr, Expr]) -> Kind:
    """The kind of a stationary point by the Hessian there, on the tangent space of the constraints.

    It says *local* of an extremum, unless the Hessian is the same everywhere and the constraints are affine.
    """
    second = {sign: _second(problem, list(values), sign) for sign in (1, -1)}
    if second[1] is None or second[-1] is None:
        return Kind("stationary", "neither convexity nor the Hessian decides its kind")
    sharp = problem.objective is not None and kinks_in(problem.objective, list(values))
    reach = "local" if sharp or contains(second[1], list(values)) else "global"
    matrices = {sign: simplify(replace(matrix, dict(values))) for sign, matrix in second.items() if matrix is not None}
    number = not problem.constraints and matrices[1].is_scalar
    what, definite_ = ("the second derivative there", "") if number else ("the Hessian there", " definite")
    what = "the Hessian on the tangent space of the constraints" if problem.constraints else what
    for sign, kind, word in ((1, "minimum", "positive"), (-1, "maximum", "negative")):
        if _is_definite(matrices[sign]):
            return Kind(f"{reach} {kind}", f"{what}{_written(matrices[1], problem)} is {word}{definite_}")
    counts = {sign: inertia(matrix) for sign, matrix in matrices.items()}
    if all(count is not None and count[1] for count in counts.values()):
        return Kind("saddle", f"{what}{_written(matrices[1], problem)} has positive and negative eigenvalues")
    if _is_crossed(matrices[1]):
        return Kind("saddle", f"{what}{_written(matrices[1], problem)} has a zero on its diagonal, and not beside it")
    indefinite = "" if problem.constraints else _reason_for_saddle(problem, values)
    if indefinite:
        sizes = {x.rows for x in values if x.rows is x.cols and x.rows.number is None}
        return Kind("saddle", indefinite, unless=" or ".join(f"{size} = 1" for size in sorted(sizes, key=str)))
    flat = [sign for sign, count in counts.items() if count is not None and not count[1]]
    if flat and reach == "global":
        return _of_semidefinite(problem, flat, what)
    if problem.inequalities and not problem.equations and _is_linear_in_one(problem, values):
        return Kind("point at which the Hessian is not definite", "in one unknown alone it is zero")
    if problem.sense is None and flat:
        is_ = "leaves" if number else "is not definite and leaves"
        return Kind("stationary", f"{what}{_written(matrices[1], problem)} {is_} its kind open")
    if problem.sense is None:
        shown = what if problem.constraints else _essential_words(matrices[1])
        both = f"a minimum where {shown} is positive{definite_}, a maximum where it is negative{definite_}"
        return Kind("stationary", both)
    sign, word = (1, "positive") if problem.sense == "min" else (-1, "negative")
    why = f"{what} is {word}{definite_}"
    return Kind(f"{reach} {SENSES[problem.sense]}", why, [_condition(matrices[sign], why, problem)])


def _of_semidefinite(problem: Problem, signs: list[int], what: str) -> Kind:
    """The kind where ``± H`` is constant and positive semidefinite: it is convex, or with both signs affine."""
    if len(signs) == 2:
        kind = "stationary" if problem.sense is None else f"global {SENSES[problem.sense]}"
        on = f" on {' and '.join(map(str, problem.equations))}" if problem.equations else ""
        return Kind(kind, f"the objective is constant{on}, where its Hessian is zero and its gradient vanishes")
    kind, word = ("minimum", "positive") if signs[0] > 0 else ("maximum", "negative")
    return Kind(f"global {kind}", f"{what} is the same everywhere and {word} semidefinite")


def _is_linear_in_one(problem: Problem, values: Mapping[Expr, Expr]) -> bool:
    """Whether the Hessian in one unknown alone is zero there, so that the whole is never definite."""
    assert problem.objective is not None
    slopes = gradient(problem.objective, list(values))
    own = (jacobian_in(slope, x) for slope, x in zip(slopes, values, strict=True))
    return any(c.is_zero(simplify(replace(second, dict(values)))) for second in own)


def _is_definite(matrix: Expr) -> bool:
    """Whether a symmetric matrix is positive definite, by facts; one of numbers alone, by its eigenvalues."""
    if reason(matrix, "positive" if matrix.is_scalar else "positive_definite"):
        return True
    counts = inertia(matrix)
    return counts is not None and counts[1:] == (0, 0)


def _written(matrix: Expr, problem: Problem) -> str:
    return "" if problem.constraints or len(str(matrix)) > _SHOWN else f", {matrix},"


def _essential_words(matrix: Expr) -> str:
    text = str(definite(matrix).matrix)
    return text if len(text) < _SHOWN else "the Hessian there"


def _condition(matrix: Expr, words: str, problem: Problem) -> Condition:
    found = definite(matrix)
    short = len(str(found.matrix)) < 2 * _SHOWN and len(problem.unknowns) == 1 and not problem.constraints
    return found if short else Condition(found.predicate, found.matrix, words)


# -- the matrix --------------------------------------------------------------------------------------------------------
def _second(problem: Problem, unknowns: Sequence[Expr], sign: int) -> Expr | None:
    """``± H``, H the Hessian in all unknowns together; with constraints ``± P H P + (I - P)``, P the projector on their
    tangent space: positive definite exactly where ``± H`` is so on the tangent space.

    None where an unknown moves in a subspace only.
    """
    objective = problem.objective
    assert objective is not None
    try:
        if any(structures(x) for x in unknowns):
            alone = len(unknowns) == 1 and not problem.constraints and reason(unknowns[0], "symmetric")
            return c.multiple(sign, hessian(objective, unknowns[0], "vech")) if alone else None
        grads = gradient(objective, list(unknowns))
        second = c.multiple(sign, _stack([[jacobian_in(g, x) for x in unknowns] for g in grads]))
        return _on_tangent_space(problem, unknowns, second) if problem.equations else second
    except ExtremumError:
        return None


def _stack(rows: list[list[Expr]]) -> Expr:
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else block(rows)


def _on_tangent_space(problem: Problem, unknowns: Sequence[Expr], second: Expr) -> Expr:
    slopes = _stack([[jacobian_in(k.gap, x) for x in unknowns] for k in problem.equations])
    outside = c.product(_right_inverse(slopes), slopes)
    inside = c.subtract(c.eye(second.rows), outside)
    return c.add(c.product(inside, second, inside), outside)


def _right_inverse(slopes: Expr) -> Expr:
    """``A^+``; of numbers with independent rows ``A'(AA')^{-1}``, which has a value with certainty."""
    gram = c.product(slopes, c.transpose(slopes))
    counts = inertia(gram)
    if counts is None or counts[1:] != (0, 0):
        return c.build("pinv", (slopes,))
    return c.product(c.transpose(slopes), c.inverse(gram))


def jacobian_in(expr: Expr, x: Expr) -> Expr:
    """The Jacobian, zero where the unknown does not occur."""
    return jacobian(expr, x) if contains(expr, [x]) else c.zeros(expr.rows * expr.cols, x.rows * x.cols)


# -- saddles -----------------------------------------------------------------------------------------------------------
def _reason_for_saddle(problem: Problem, values: Mapping[Expr, Expr]) -> str:
    return next((why for x in values if (why := _indefinite_in(problem, x, values))), "")


def _is_crossed(matrix: Expr) -> bool:
    """Whether a symmetric matrix has a block ``[0, B; B', C]`` with B not zero: it has both signs then."""
    if matrix.op is not BLOCK:
        return False
    rows = grid(matrix)
    flat = [row for k, row in enumerate(rows) if c.is_zero(row[k])]
    return any(_is_not_zero(part) for row in flat for part in row)


def _is_not_zero(part: Expr) -> bool:
    return bool(reason(part, "nonzero" if part.is_scalar else "invertible"))


def _indefinite_in(problem: Problem, x: Expr, values: Mapping[Expr, Expr]) -> str:
    """Why the Hessian in one unknown, the others at their values, has both signs; empty where that is not known."""
    assert problem.objective is not None
    if x.is_column or x.rows is not x.cols or structures(x):
        return ""
    return _indefinite(simplify(replace(hessian(problem.objective, x), dict(values))))


def _indefinite(matrix: Expr) -> str:
    """``q (A' ⊗ A) K`` with A positive definite: of one sign on symmetric directions, of the other on skew ones."""
    _, core = content(matrix)
    _, scalars, word = factors(core)
    if len(word) != 2 or word[1].op.name != "commutation" or word[0].op.name != "kron":
        return ""
    parts = word[0].args
    same = len(parts) == 2 and (parts[0] is parts[1] or parts[0] is c.transpose(parts[1]))
    if not same or not reason(parts[1], "positive_definite") or not all(reason(s, "nonzero") for s in scalars):
        return ""
    shown = str(matrix)
    if len(shown) > _SHOWN:
        shown = f"a multiple of kron(V, V)*{word[1]} with V positive definite"
    return (
        f"the Hessian there, {shown}, has one sign in symmetric directions and the other in skew-symmetric ones, "
        "of which there are none only for a 1×1 matrix"
    )
