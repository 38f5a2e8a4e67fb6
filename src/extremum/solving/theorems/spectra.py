"""Extrema that eigenvectors attain: quadratic forms on ``W'BW = I``, and quotients of quadratic forms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content
from extremum.operations.trace import TRACE
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.spectral_conditions import simple
from extremum.solving.theorems.polynomials import Quadratic, quadratic
from extremum.solving.theorems.surfaces import Surface, confines, surface
from extremum.solving.theorems.theorem import Found, last, leading, nonzero, sign


def only_surface(problem: Problem) -> Surface | None:
    """The surface of a problem with one unknown and this one constraint."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 1 or not problem.equations:
        return None
    return surface(problem.constraints[0], problem.unknowns[0])


def form_on_surface(problem: Problem) -> Found | None:
    """``tr(W' A W)`` on ``W'BW = I``: the eigenvectors of ``B^(-1/2) A B^(-1/2)``, times ``B^(-1/2)``."""
    on = (
        None
        if len(problem.unknowns) != 1 or len(problem.constraints) != 1
        else surface(problem.constraints[0], problem.unknowns[0])
    )
    if on is None or problem.objective is None or not confines(problem.constraints[0], on):
        return None
    reduced = on.reduced(problem.objective)
    found = quadratic(reduced, on.unknown)
    if found is None or not found.is_form or found.is_linear:
        return None
    if not problem.equations and not holds(c.multiple(sign(problem), found.matrix), "positive_semidefinite"):
        return None  # the extremum may lie within
    w, matrix = on.unknown, on.whitened(found.matrix)
    value = simplify(c.product(on.whitener, leading(matrix, w, sign(problem))))
    unique = "up to sign" if w.is_column else "up to rotation"
    return Found({w: value}, reduced, unique, simple(matrix, w, sign(problem)))


# -- quotients ---------------------------------------------------------------------------------------------------------
def quotient(problem: Problem) -> Found | None:
    """``x'Ax / x'Bx``: ``B^(-1/2) v`` with v an eigenvector of ``B^(-1/2) A B^(-1/2)``; ``(a'x)²/x'Bx``: ``B⁻¹ a``."""
    split = _split(problem)
    if split is None:
        return None
    x, weight, top, metric = split
    sense = sign(problem) * weight
    whitener = Surface(x, metric, ())
    ray = _ray(top, x)
    if ray is not None:
        return Found({x: simplify(c.product(c.inverse(metric), ray))}, _objective(problem), "up to scale",
                     [nonzero(ray)]) if sense > 0 else None  # fmt: skip
    form = quadratic(top, x)
    if form is None or not form.is_form or not c.is_zero(form.rest):
        return None
    matrix = whitener.whitened(form.matrix)
    value = simplify(c.product(whitener.whitener, last(matrix, sense)))
    return Found({x: value}, _objective(problem), "up to scale", simple(matrix, x, sense))


def direction(problem: Problem) -> Found | None:
    """``a'x / √(x'Bx)``: ``B⁻¹ a`` for the maximum, ``-B⁻¹ a`` for the minimum (Cauchy–Schwarz)."""
    split = _split(problem, Fraction(-1, 2))
    if split is None:
        return None
    x, weight, top, metric = split
    found = quadratic(top, x)
    if found is None or not found.is_linear or not c.is_zero(found.rest):
        return None
    value = simplify(c.product(c.number(sign(problem) * weight), c.inverse(metric), found.linear))
    note = "up to positive scale"
    return Found({x: value}, _objective(problem), "up to scale", [nonzero(found.linear)], note)


def _objective(problem: Problem) -> Expr:
    assert problem.objective is not None
    return problem.objective


def _split(problem: Problem, exponent: Fraction = Fraction(-1)) -> tuple[Expr, int, Expr, Expr] | None:
    """(x, sign of the coefficient, numerator, B) of ``q · numerator · (x'Bx)^exponent`` without constraints."""
    if problem.objective is None or problem.constraints or len(problem.unknowns) != 1:
        return None
    (x,) = problem.unknowns
    if x.assumptions or not x.is_column:
        return None
    coefficient, core = content(problem.objective)
    below = [(b, e) for b, e in _moving(core, x) if e is c.number(exponent)]
    above = [c.power(b, e) for b, e in pairs(core) if (b, e) not in below]
    if len(below) != 1 or not above:
        return None
    metric = _form_matrix(below[0][0], x)
    if metric is None or not holds(metric, "positive_definite"):
        return None
    return x, 1 if coefficient > 0 else -1, c.hadamard(*above), metric


def _moving(core: Expr, x: Expr) -> Iterator[tuple[Expr, Expr]]:
    return ((b, e) for b, e in pairs(core) if contains(b, [x]))


def _form_matrix(expr: Expr, x: Expr) -> Expr | None:
    """B of ``x'Bx``."""
    found: Quadratic | None = quadratic(expr, x)
    return found.matrix if found is not None and found.is_form and c.is_zero(found.rest) else None


def _ray(top: Expr, x: Expr) -> Expr | None:
    """a of ``s (a'x)²`` with s positive."""
    squares = [(b, e) for b, e in pairs(top) if contains(b, [x])]
    others = c.hadamard(*(c.power(b, e) for b, e in pairs(top) if not contains(b, [x])), c.number(1))
    if len(squares) != 1 or squares[0][1] is not c.number(2) or not holds(others, "positive"):
        return None
    found = quadratic(squares[0][0], x)
    return found.linear if found is not None and found.is_linear and c.is_zero(found.rest) else None


# -- quotients of matrices ---------------------------------------------------------------------------------------------
def trace_quotient(problem: Problem) -> Found | None:
    """``tr((W'BW)⁻¹ W'AW)``: k eigenvectors of ``B^(-1/2) A B^(-1/2)``, times ``B^(-1/2)``."""
    if problem.objective is None or problem.constraints or len(problem.unknowns) != 1:
        return None
    (w,) = problem.unknowns
    coefficient, core = content(problem.objective)
    if w.assumptions or core.op is not TRACE or core.args[0].op is not PRODUCT:
        return None
    word = core.args[0].args
    for k in range(len(word)):
        turned = word[k:] + word[:k]
        above, below = between(turned[1:], w), _inverted(turned[0], w)
        if above is not None and below is not None and holds(below, "positive_definite") and holds(above, "symmetric"):
            on = Surface(w, below, ())
            sense = sign(problem) * (1 if coefficient > 0 else -1)
            value = simplify(c.product(on.whitener, leading(on.whitened(above), w, sense)))
            unique = f"up to an invertible {w.cols} x {w.cols} factor"
            return Found({w: value}, problem.objective, unique, simple(on.whitened(above), w, sense))
    return None


def between(word: tuple[Expr, ...], w: Expr) -> Expr | None:
    """A of the word ``W' A W``."""
    if len(word) < 3 or word[0] is not c.transpose(w) or word[-1] is not w or contains(c.product(*word[1:-1]), [w]):
        return None
    return c.product(*word[1:-1])


def _inverted(factor: Expr, w: Expr) -> Expr | None:
    """B of ``(W' B W)⁻¹``."""
    inner = factor.args[0] if factor.op.name == "inverse" else None
    return between(inner.args, w) if inner is not None and inner.op is PRODUCT else None
