"""Quantities that an equation defines: ``P`` with ``F(P) = 0``, a node whose argument is the residual F.

Inside of F the quantity is the *unknown*, a leaf that the node binds as a sum binds its index, so that what is put in
for a parameter is put into the equation too. Outside it is known by its name, and nothing that rewrites looks into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import Bound, Dim, IndexName, Shape, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError, UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.forms import Form
from extremum.algebra.levels import bind
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.algebra.traverse import contains, replace, replace_indices, topological
from extremum.operations import construct as c
from extremum.operations import newton
from extremum.operations.base import leaf, leaf_transpose, no_derivative, no_jacobian, sizes
from extremum.operations.sum import content, terms_of

if TYPE_CHECKING:
    import random


# -- the unknown of an equation ------------------------------------------------------------------------------------
def _unknown_shape(args: Args, params: Params) -> Shape:
    rows, cols = params[1], params[2]
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


def _declared_fact(node: Expr, fact: str) -> str | None:
    facts = node.params[3]
    assert isinstance(facts, tuple)
    return f"{node.name} is declared {' and '.join(facts)}" if fact in close(facts) else None


UNKNOWN: Operation = register(
    Operation(
        name="unknown",
        noun="the unknown of an equation",
        shape=_unknown_shape,
        build=lambda args, params: make(UNKNOWN, (), params),
        value=lambda node, values, scope: scope.carry(node.name),
        adjoint=no_derivative,
        jacobian=no_jacobian,
        form=lambda node, parts: forms.name(node.name),
        infer=_declared_fact,
        transposed=leaf_transpose,
        example=lambda rng: unknown("P", Dim.of("n"), Dim.of("n"), (), Dim.of(IndexName("%P"))),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="definition: the quantity inside of the equation that defines it",
        rank=3,
        parameters=("name", "rows", "cols", "facts", "index"),
        carried=True,
    )
)


def unknown(name: str, rows: Dim, cols: Dim, facts: tuple[str, ...], index: Dim) -> Expr:
    """The quantity as it stands in its equation; ``index`` tells whose it is."""
    return make(UNKNOWN, (), (name, rows, cols, facts, index))


# -- the quantity --------------------------------------------------------------------------------------------------
def implicit(residual: Expr, own: Expr) -> Expr:
    """The quantity that makes ``residual`` zero; ``own``, the unknown or a symbol, is it inside of the residual.

    Raises:
        ShapeError: there are not as many equations as entries.
        ExtremumError: the equation does not depend on the quantity.
    """
    facts = own.params[3]
    index = IndexName(f"%{own.name}")
    inner = unknown(own.name, *own.shape, tuple(facts) if isinstance(facts, tuple) else (), Dim.of(index))
    body, level = bind(replace(residual, {own: inner}), index, own.shape)
    return c.build("implicit", (body,), (own.name, *own.shape, inner.params[3], level))


def _build(args: Args, params: Params) -> Expr:
    (residual,) = args
    name, rows, cols, facts, old = params
    assert isinstance(rows, Dim) and isinstance(cols, Dim) and isinstance(old, int)
    residual, level = bind(content(residual)[1], Bound(old), (rows, cols))
    if not contains(residual, [unknown(str(name), rows, cols, facts, Dim.of(Bound(level)))]):  # type: ignore[arg-type]
        raise ExtremumError(f"the equation {residual} == 0 does not depend on {name}, which it is to define")
    return make(IMPLICIT, (residual,), (name, rows, cols, facts, level))


def _shape(args: Args, params: Params) -> Shape:
    name, rows, cols = params[:3]
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    if args[0].shape != (rows, cols):
        raise ShapeError(
            f"{name} is {show_shape((rows, cols))}, but the sides of the equation that defines it are "
            f"{show_shape(args[0].shape)}; as many equations as entries are needed, of one shape"
        )
    return rows, cols


def opened(node: Expr) -> tuple[Expr, Expr]:
    """The residual with the unknown free, and the unknown in it; what holds at the solution puts the node in for it."""
    return freed(node, Dim.of(IndexName(f"%{node.name}")))


def freed(node: Expr, index: Dim) -> tuple[Expr, Expr]:
    """The residual and the unknown in it at an index, as inside of the node."""
    name, rows, cols, facts, level = node.params
    assert isinstance(rows, Dim) and isinstance(cols, Dim) and isinstance(facts, tuple) and isinstance(level, int)
    return replace_indices(node.args[0], {Bound(level): index}), unknown(str(name), rows, cols, facts, index)


def implicits_in(*roots: Expr) -> list[Expr]:
    """The quantities that equations define in expressions, those that others need first."""
    return [node for node in topological(roots) if node.op is IMPLICIT]


def sides(node: Expr) -> tuple[Expr, Expr]:
    """The equation as it is written: what is subtracted stands on the right.

    >>> import extremum as ex
    >>> sides(ex.parse("w", "a; w: w^2 == a - w"))
    (w + w^2, a)
    """
    residual, _ = opened(node)
    terms = terms_of(residual)
    left = [(q, term) for q, term in terms if q > 0]
    right = [(-q, term) for q, term in terms if q < 0]
    empty = c.like_zeros(node)
    return (c.combine(left) if left else empty), (c.combine(right) if right else empty)


def _no_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    raise UnsupportedError("what an equation defines is differentiated by extremum.calculus.implicit")


def _no_factor(node: Expr, k: int) -> Expr:
    raise UnsupportedError("what an equation defines is differentiated by extremum.calculus.implicit")


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    outer = sorted(node.indices, key=str)
    name = forms.name(node.name)
    return forms.member(name, *(forms.name(str(Dim.of(atom))) for atom in outer)) if outer else name


def _example(rng: random.Random) -> Expr:
    """The solution of ``A P + P A' + C P = B`` for definite A and C."""
    (n,) = sizes(rng, 1)
    own = c.build("symbol", (), ("P", n, n, ()))
    a, b = leaf(rng, n, n, "positive_definite"), leaf(rng, n, n)
    return implicit(c.subtract(c.add(c.product(a, own), c.product(own, a)), b), own)


IMPLICIT: Operation = register(
    Operation(
        name="implicit",
        noun="a quantity that an equation defines",
        shape=_shape,
        build=_build,
        value=lambda node, values, scope: newton.solved(node, scope),
        adjoint=_no_adjoint,
        jacobian=_no_factor,
        form=_form,
        infer=_declared_fact,
        transposed=leaf_transpose,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="where the equation has a solution at which its Jacobian by the unknown is invertible",
        reference="Krantz & Parks (2013), thm. 3.3.1: the implicit function theorem, F_P dP = -dF",
        rank=4,
        binder=True,
        run=newton.solved,
        parameters=("name", "rows", "cols", "facts", "level"),
        telling=9,
        closed=True,
    )
)
