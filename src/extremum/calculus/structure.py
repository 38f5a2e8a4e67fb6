"""Derivatives with respect to variables with a structure (symmetric, diagonal, …), by one of several conventions.

An expression of a symmetric S is written with S' = S used, so its unstructured gradient G is that of one of the many
functions that agree on symmetric matrices. Their gradients differ by what is orthogonal to the structure; the
conventions use what they share, the derivatives in the directions that stay within it.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.names import is_among
from extremum.algebra.node import Expr
from extremum.operations.leaves import declared
from extremum.structures import STRUCTURES, strongest
from extremum.structures.record import Kind, Projection, Structure

CONVENTIONS: dict[str, str] = {
    "projection": "the Frobenius projection of the unstructured gradient G",
    "independent": "the derivative with respect to each free parameter, at every place where it stands",
    "vech": "the derivative with respect to the stacked lower triangle",
    "unstructured": "all entries independent, the structure ignored",
}
"""What each convention means, by name."""


# -- which structure, which map ----------------------------------------------------------------------------------------
def structures(x: Expr) -> tuple[str, ...]:
    """The structures of a variable, in the order in which they are imposed; empty where it has none.

    >>> import extremum as ex
    >>> structures(ex.matrix("S", 3, 3, "positive_definite"))
    ('symmetric',)
    """
    if x.is_scalar or not declared(x):
        return ()
    facts = [STRUCTURES[name] for name in close(declared(x))]
    found = strongest(declared(x), lambda structure: structure.projections)
    return tuple(structure.name for structure in found if _has_tangents(structure, facts))


def _has_tangents(structure: Structure, beside: Sequence[Structure]) -> bool:
    """Whether the projection of a structure is that beside others.

    A discrete set has no tangents; where entries are zero the others have a sum of their own.
    """
    if structure.kind is Kind.POLYTOPE:
        return not any(other.kind is Kind.DISCRETE or (other.pattern and other.pattern.zeros) for other in beside)
    return structure.kind is not Kind.MANIFOLD or not any(other.kind is Kind.DISCRETE for other in beside)


def subspaces(x: Expr) -> tuple[str, ...]:
    """The linear subspaces that a variable lies in by its declaration, and each change of it too."""
    linear = [fact for fact in sorted(close(declared(x))) if STRUCTURES[fact].kind is Kind.SUBSPACE]
    return tuple(fact for fact in linear if not any(fact in close([other]) for other in linear if other != fact))


def _projections(x: Expr, convention: str) -> list[Projection]:
    if not is_among(convention, CONVENTIONS):
        raise ExtremumError(f"unknown convention {convention!r}; known: {', '.join(CONVENTIONS)}")
    if convention == "unstructured":
        return []
    names = structures(x)
    found = [STRUCTURES[name].projections.get(convention) for name in names]
    if None in found or (convention == "vech" and not names):
        raise UnsupportedError(
            f"the convention {convention!r} has no meaning for {x}, which is {_words(names)}; "
            "use 'projection' or 'unstructured'"
        )
    return [projection for projection in found if projection is not None]


def _words(names: tuple[str, ...]) -> str:
    return " and ".join(STRUCTURES[name].words for name in names) or "unstructured"


def structured(gradient: Expr, x: Expr, convention: str = "projection") -> Expr:
    """The gradient by a convention, from the unstructured one.

    Raises:
        ExtremumError: the convention is unknown.
        UnsupportedError: the convention has no meaning for the structure of this variable.
    """
    for projection in _projections(x, convention):
        gradient = projection.gradient(gradient, x)
    return gradient


def structured_columns(jacobian: Expr, x: Expr, convention: str = "projection") -> Expr:
    """The Jacobian with respect to ``x`` by a convention, from the unstructured one; raises as :func:`structured`."""
    for projection in _projections(x, convention):
        jacobian = projection.columns(jacobian, x)
    return jacobian


def structured_rows(hessian: Expr, x: Expr) -> Expr:
    """The Hessian on a curved structure: the change of the gradient, projected onto the tangent space again.

    Nothing changes where the structure is linear.
    """
    for projection in _projections(x, "projection"):
        hessian = projection.rows(hessian, x) if projection.rows is not None else hessian
    return hessian


def describe(x: Expr, convention: str = "projection") -> str:
    """The convention in words, for this variable; raises as :func:`structured`.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> print(describe(ex.matrix("S", n, n, "symmetric")))
    S is symmetric; gradient: the Frobenius projection of the unstructured gradient G, (G + G')/2
    """
    projections = _projections(x, convention)
    names = _words(structures(x))
    if not projections:
        ignored = ", the structure ignored" if structures(x) else ""
        return f"{x} is {names}; gradient: all entries independent{ignored}"
    formulas = ", then ".join(projection.formula for projection in projections)
    said = formulas.replace("X", x.name)
    return f"{x} is {names}; gradient: {CONVENTIONS[convention]}, {said}"
