"""Least squares without a rank: all solutions of consistent normal equations, by the pseudo-inverse and its null space.

``min ‖A X - C‖²`` is solved by ``X = pinv(A) C + (I - pinv(A) A) Z`` for every Z, and by nothing else.
"""

from __future__ import annotations

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient
from extremum.calculus.inverting import two_sided
from extremum.calculus.jacobian import chained
from extremum.calculus.structure import structures
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors, half
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.confirm import refuted
from extremum.solving.isolate import Move
from extremum.solving.kind import kind_of
from extremum.solving.solution import SolutionSet
from extremum.solving.stationary import refuse
from extremum.solving.strategy import Passed

_SOURCE = "Penrose (1956), On best approximate solutions of linear matrix equations"


def least_squares(problem: Problem) -> SolutionSet | Passed:
    """All minimisers of a square norm of an affine expression whose matrix need not have independent columns."""
    objective, (x, *others) = problem.objective, problem.unknowns
    if objective is None or problem.constraints or others or structures(x) or x.assumptions or x.is_scalar:
        return Passed("")
    try:
        grad = gradient(objective, x)
        hessian = chained(grad, x)
        matrix = None if contains(hessian, [x]) else _matrix(simplify(hessian), x)
    except ExtremumError:
        return Passed("")
    if matrix is None:
        return Passed("")
    lead, a = matrix
    right = _behind(c.transpose(a), simplify(c.multiple(-1, replace(grad, {x: c.like_zeros(x)}))))
    if right is None:
        return Passed("")
    return _solutions(problem, grad, a, simplify(c.product(c.power(lead, -1), right)))


def _matrix(jacobian: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(q, A) of the Jacobian ``q A'A`` (of ``q I ⊗ A'A``), where A'A is not known to be invertible."""
    if c.is_zero(jacobian):
        return None
    whole, scalars, word = factors(jacobian)
    lead = c.product(c.number(whole), *scalars)
    sides = (c.product(*word), c.eye(x.cols), False) if x.is_column else two_sided(word, x.shape)
    if sides is None or sides[2] or sides[1] is not c.eye(x.cols) or not holds(lead, "nonzero"):
        return None
    gram = sides[0]
    found = half(factors(gram)[2])
    return None if found is None or holds(gram, "invertible") else (lead, c.product(*found))


def _behind(turned: Expr, expr: Expr) -> Expr | None:
    """s of ``A' s``."""
    head = factors(turned)[2]
    parts = []
    for q, term in terms_of(expr):
        whole, scalars, word = factors(term)
        if word[: len(head)] != tuple(head):
            return None
        rest = c.product(*word[len(head) :]) if word[len(head) :] else c.eye(turned.cols)
        parts.append((q, c.product(c.number(whole), *scalars, rest)))
    return c.combine(parts) if parts else None


def _solutions(problem: Problem, grad: Expr, a: Expr, right: Expr) -> SolutionSet | Passed:
    (x,) = problem.unknowns
    inverse = c.build("pinv", (a,))
    value = simplify(c.product(inverse, right))
    z = c.build("symbol", (), (free_name("z" if x.is_column else "Z", *problem.expressions), *x.shape, ()))
    every = c.add(value, c.product(c.subtract(c.eye(x.rows), c.product(inverse, a)), z))
    kind = kind_of(problem, {x: value}, {x: value})
    refuse(problem, [kind])
    if refuted([simplify(replace(grad, {x: every}))], kind.conditions) is not None:
        return Passed("the normal equations are not consistent")
    moves = [
        Move("stationarity", grad, c.like_zeros(x)),
        Move("all solutions, by the pseudo-inverse", x, every, "the right-hand side lies in the range of the matrix"),
    ]
    unique = f"affine set: {every}, any {z}"
    only = f"unique where {a} has independent columns ({a.rows} ≥ {a.cols}); the value for {z} = 0 is the shortest"
    return SolutionSet(
        problem, {x: value}, {x: every}, str(kind), kind.reason, unique, kind.conditions,
        [(f"∂/∂{x} = 0, solved for {x}:", moves)], [only, *kind.notes], (z,), source=_SOURCE,
    )  # fmt: skip
