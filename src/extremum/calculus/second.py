"""The Hessian in one direction, without the Hessian."""

from __future__ import annotations

from typing import Any

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, ShapeError, UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.asked import asked
from extremum.calculus.derivatives import gradient
from extremum.calculus.structure import structures, subspaces
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.structures import STRUCTURES


def hvp(f: Any, x: Expr | str, v: Expr | str, declarations: Any = ()) -> Expr:
    """``d/dt ∇f(x + t v)`` at t = 0: of x's shape, and ``H*v`` for a vector x with the Hessian H.

    It is the gradient of ``tr(∇f' v)`` with v held fixed, so that no Hessian is built. v is an expression of x's shape,
    or the name of a symbol, a new one where f has none of that name. For a variable in a linear subspace, such as a
    symmetric one, v is taken to lie in it.

    >>> import extremum as ex
    >>> ex.hvp("sum(log(1 + exp(X*w)))", "w", "v", "X[n,m]; w[m]")
    X'*((X*v).*exp(-X*w)./(1 + exp(-X*w)).^2)

    Raises:
        NotAScalarError: f is not a scalar.
        ExtremumError: v is neither an expression nor a name.
        ShapeError: v has another shape than x.
        UnsupportedError: the structure of x is curved, as that of orthogonal matrices.
    """
    expr, (target,) = asked(f, x, declarations)
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


def _symbol(name: str, like: Expr) -> Expr:
    return c.build("symbol", (), (name, *like.shape, subspaces(like)))
