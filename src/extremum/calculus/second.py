"""The Hessian in one direction, without the Hessian."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, ShapeError, UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.calculus.asked import asked
from extremum.calculus.derivatives import gradient
from extremum.calculus.forward import forward
from extremum.calculus.jacobian import jacobian
from extremum.calculus.structure import structured, structured_columns, structured_rows, structures, subspaces
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.operations.recurrence import parts_of
from extremum.simplify.search import simplify
from extremum.structures import STRUCTURES


def hvp(f: Any, x: Expr | str, v: Expr | str, declarations: Any = ()) -> Expr:
    """``d/dt ∇f(x + t v)`` at t = 0: of x's shape, and ``H*v`` for a vector x with the Hessian H.

    It is the gradient of ``tr(∇f' v)`` with v held fixed, so that no Hessian is built. v is an expression of x's shape,
    or the name of a symbol, a new one where f has none of that name. For a variable in a linear subspace, such as a
    symmetric one, v is taken to lie in it.

    >>> import extremum as ex
    >>> ex.hvp("sum(log(1 + exp(X*w)))", "w", "v", "X[n,m]; w[m]")
    X'*((X*v).*sigmoid(X*w).*(1 - sigmoid(X*w)))

    Raises:
        NotAScalarError: f is not a scalar.
        ExtremumError: v is neither an expression nor a name.
        ShapeError: v has another shape than x.
        UnsupportedError: the structure of x is curved, as that of orthogonal matrices.
    """
    expr, targets = asked(f, x, declarations)
    if len(targets) > 1:
        raise ExtremumError("a direction goes with one variable; ask for each by itself, or for ex.hessian of all")
    (target,) = targets
    curved = next((name for name in structures(target) if STRUCTURES[name].kind.curved), None)
    if curved is not None:
        raise UnsupportedError(f"{target} is {STRUCTURES[curved].words}, a curved set; ask for ex.hessian")
    if not isinstance(v, Expr) and not (isinstance(v, str) and v.isidentifier()):
        raise ExtremumError(f"a direction is an expression, or a name for one, and not {v!r:.40}")
    if isinstance(v, str):
        v = next((symbol for symbol in expr.symbols if symbol.name == v), v)
    step = _symbol(v if isinstance(v, str) else FreeNames(expr).take(f"d{target.name}"), target)
    if isinstance(v, Expr) and v.shape != target.shape:
        raise ShapeError(f"the direction is {show_shape(v.shape)}, but {target} is {show_shape(target.shape)}")
    slope = c.trace(c.product(c.transpose(gradient(expr, target)), step))
    found = gradient(slope, target) if target in slope.symbols else c.like_zeros(target)
    return simplify(replace(found, {step: v})) if isinstance(v, Expr) else found


def changes(expr: Expr, targets: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """``d/dt ∇f(x + t v)`` at t = 0 in several variables together: symbols for the steps v, and the changes.

    Each step lies in the linear structures of its variable, and so does the change. For code: nothing is shortened but
    the gradient.
    """
    names = FreeNames(expr)
    steps = [_symbol(names.take(f"d{target.name}"), target) for target in targets]
    first = _slopes(expr, targets)
    if any(map(_runs_back, first)):
        along = dict(zip(targets, steps, strict=True))
        return steps, [structured(forward(slope, along), target) for slope, target in zip(first, targets, strict=True)]
    slopes = zip(first, steps, strict=True)
    slope = c.add(*(c.trace(c.product(c.transpose(grad), step)) for grad, step in slopes))
    found = zip(gradients(slope, targets), targets, strict=True)
    return steps, [structured(change, target) for change, target in found]


def _runs_back(slope: Expr) -> bool:
    """Whether there are adjoint states in it, which are differentiated forward."""
    return any(node.op.name == "state" and parts_of(node).direction == -1 for node in topological([slope]))


def second_derivatives(expr: Expr, targets: Sequence[Expr]) -> Expr:
    """The Hessian in several variables, as :func:`extremum.hessian` gives it, for code: not shortened but for the
    gradients."""
    rows = [
        [structured_rows(structured_columns(jacobian(grad, y), y), x) for y in targets]
        for grad, x in zip(_slopes(expr, targets), targets, strict=True)
    ]
    return rows[0][0] if len(targets) == 1 else block(rows)


def _slopes(expr: Expr, targets: Sequence[Expr]) -> list[Expr]:
    found = zip(gradients(expr, targets), targets, strict=True)
    return [structured(simplify(grad), target) for grad, target in found]


def _symbol(name: str, like: Expr) -> Expr:
    return c.build("symbol", (), (name, *like.shape, subspaces(like)))
