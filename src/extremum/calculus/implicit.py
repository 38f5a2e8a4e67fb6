"""Derivatives of what equations define, by the implicit function theorem: ``F(P) = 0`` gives ``F_P dP = -dF``.

Krantz & Parks (2013), The implicit function theorem, thm. 3.3.1; Magnus & Neudecker (2019), ch. 8.
In matrix form with ``J = ∂vec(F)/∂vec(P)'``, of F at
the solution: ``vec(dP) = -J⁻¹ vec(dF)``, and a gradient G at P goes on as ``tr(Λ' dF)`` with ``J' vec(Λ) = -vec(G)``.
Where J is that of an equation of Sylvester, Lyapunov or Stein, so is the system, and Λ solves the transposed one.
"""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.inverting import inverted
from extremum.operations import construct as c
from extremum.operations.implicit import opened
from extremum.simplify.search import simplify

Jacobian = Callable[[Expr, Expr], Expr]
"""(root, target): :func:`extremum.calculus.jacobian.chained`."""


def at_solution(node: Expr) -> Expr:
    """The residual with the quantity itself in place of the unknown."""
    residual, unknown = opened(node)
    return replace(residual, {unknown: node})


def own_jacobian(node: Expr, jacobian: Jacobian) -> Expr:
    """``J = ∂vec(F)/∂vec(P)'`` at the solution."""
    residual, unknown = opened(node)
    return simplify(replace(jacobian(residual, unknown), {unknown: node}))


def multiplier(node: Expr, grad: Expr, jacobian: Jacobian) -> Expr:
    """The Λ with ``J' vec(Λ) = -vec(G)``."""
    return solved(node, c.transpose(own_jacobian(node, jacobian)), grad)


def change(node: Expr, moved: Expr, jacobian: Jacobian) -> Expr:
    """``dP`` from ``moved``, the differential of F where P is held."""
    return solved(node, own_jacobian(node, jacobian), moved)


def solved(node: Expr, matrix: Expr, whole: Expr) -> Expr:
    """The X of the shape of P with ``matrix vec(X) = -vec(whole)``."""
    if node.is_row:
        return c.transpose(c.product(c.inverse(matrix), c.multiple(-1, c.transpose(whole))))
    found = inverted(matrix, c.multiple(-1, whole), node)
    if found is None:
        raise UnsupportedError(f"the derivative of {node}: the Jacobian of its equation is not square")
    return found[0]
