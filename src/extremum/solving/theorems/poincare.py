"""Functions of ``W'AW`` on ``W'BW = I`` that rise with every eigenvalue: log-determinants, traces of inverses."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.det import DET
from extremum.operations.logdet import LOGDET
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.spectra import between, only_surface
from extremum.solving.theorems.surfaces import Surface
from extremum.solving.theorems.theorem import Found, leading, sign


def rising_with_eigenvalues(problem: Problem) -> Found | None:
    """``log|W'AW|``, ``|W'AW|`` or ``-tr((W'AW)⁻¹)`` on ``W'BW = I``, A positive definite: the leading eigenvectors of
    ``B^(-1/2) A B^(-1/2)``, times ``B^(-1/2)``."""
    on = only_surface(problem)
    if on is None or problem.objective is None or on.unknown.is_column:
        return None
    w = on.unknown
    moving = [(q, term) for q, term in terms_of(problem.objective) if contains(term, [w])]
    read = _rising(moving[0][1], w) if len(moving) == 1 else None
    if read is None:
        return None
    way, matrix = read
    return _at_eigenvectors(
        problem, on, matrix, sign(problem) * way * (1 if moving[0][0] > 0 else -1), "up to rotation"
    )


def quotient_of_determinants(problem: Problem) -> Found | None:
    """``log|W'AW| - log|W'BW|``: it does not change where W is multiplied by an invertible matrix."""
    if problem.objective is None or problem.constraints or len(problem.unknowns) != 1:
        return None
    (w,) = problem.unknowns
    moving = [(q, term) for q, term in terms_of(problem.objective) if contains(term, [w])]
    if w.assumptions or w.is_scalar or len(moving) != 2 or sum(q for q, _ in moving) != 0:
        return None
    (first, above), (_, below) = sorted(moving, key=lambda pair: -pair[0])
    over, under = _of_logdet(above, w), _of_logdet(below, w)
    if over is None or under is None or first <= 0:
        return None
    unique = "up to scale" if w.is_column else f"up to an invertible {w.cols} x {w.cols} factor"
    return _at_eigenvectors(problem, Surface(w, under, ()), over, sign(problem), unique)


def _at_eigenvectors(problem: Problem, on: Surface, matrix: Expr, way: int, unique: str) -> Found:
    inner = on.whitened(matrix)
    value = simplify(c.product(on.whitener, leading(inner, on.unknown, way)))
    assert problem.objective is not None
    return Found({on.unknown: value}, problem.objective, unique, simple(inner, on.unknown, way))


def _rising(term: Expr, w: Expr) -> tuple[int, Expr] | None:
    """(1 or -1, A) of a function that rises or falls with the eigenvalues of ``W'AW``."""
    matrix = _form(term.args[0], w) if term.op is LOGDET or term.op is DET else None
    if matrix is not None:
        return 1, matrix
    inner = term.args[0] if term.op is TRACE else None
    matrix = _form(inner.args[0], w) if inner is not None and inner.op.name == "inverse" else None
    return None if matrix is None else (-1, matrix)


def _of_logdet(term: Expr, w: Expr) -> Expr | None:
    return _form(term.args[0], w) if term.op is LOGDET else None


def _form(gram: Expr, w: Expr) -> Expr | None:
    """A of ``W'AW``, positive definite."""
    if gram is c.product(c.transpose(w), w):
        return c.eye(w.rows)
    matrix = between(gram.args, w) if gram.op is PRODUCT else None
    return matrix if matrix is not None and holds(matrix, "positive_definite") else None
