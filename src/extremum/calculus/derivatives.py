"""The public derivatives. Each checks what it is asked, and simplifies what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError, NotAScalarError
from extremum.algebra.node import Expr
from extremum.calculus import jacobian as chain
from extremum.calculus.sweep import gradients, same_family
from extremum.operations import construct as c
from extremum.operations.operators import as_expr, symbols
from extremum.simplify.search import simplify


def variable(expr: Expr, target: Any) -> Expr:
    """The symbol (by itself or by name) with respect to which ``expr`` is differentiated; see :func:`variables`."""
    return variables(expr, [target])[0]


def variables(expr: Expr, targets: Sequence[Any]) -> list[Expr]:
    """The symbols (by themselves or by name) with respect to which ``expr`` is differentiated.

    Raises:
        NameUnknownError: the expression has no symbol of that name.
        ExtremumError: the target is no symbol.
    """
    known = {s.name: s for s in symbols(expr)}
    return [_variable(expr, target, known) for target in targets]


def _variable(expr: Expr, target: Any, known: Mapping[str, Expr]) -> Expr:
    if isinstance(target, str):
        found = known.get(target)
        if found is None:
            names = ", ".join(known) or "none"
            raise NameUnknownError(f"{target!r} is no symbol of {_short(expr)}; its symbols: {names}")
        return found
    if not isinstance(target, Expr) or target.op.name not in ("symbol", "member"):
        hint = (
            "; for a derivative with respect to an expression, give it a name first" if isinstance(target, Expr) else ""
        )
        raise ExtremumError(f"differentiate with respect to a symbol, not {target}{hint}")
    twin = known.get(target.name)
    if twin is not None and not (twin is target or same_family(twin, target)):
        raise NameUnknownError(
            f"{target.name} ({show_shape(target.shape)}) is not the symbol {twin.name} ({show_shape(twin.shape)}) of "
            f"{_short(expr)}; use the one it was written with"
        )
    return target


def _short(expr: Expr) -> str:
    written = str(expr)
    return written if len(written) < 80 else written[:77] + "..."


def _scalar(expr: Any, what: str) -> Expr:
    f = as_expr(expr)
    if not f.is_scalar:
        raise NotAScalarError(
            f"{what} needs a scalar, but {_short(f)} is {show_shape(f.shape)}; use ex.jacobian, or make it a scalar "
            "first (ex.sum, ex.tr, ex.norm2)"
        )
    return f


@overload
def gradient(f: Any, x: Expr | str) -> Expr: ...
@overload
def gradient(f: Any, x: Sequence[Expr | str]) -> list[Expr]: ...
def gradient(f: Any, x: Any) -> Any:
    """The gradient of a scalar, a matrix of x's shape; for a list of variables a list, in one sweep.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
    >>> ex.gradient(ex.norm2(A @ x - b)**2, x)
    2*A'*(A*x - b)

    Raises:
        NotAScalarError: f is not a scalar.
    """
    expr = _scalar(f, "a gradient")
    if isinstance(x, list | tuple):
        return [simplify(g) for g in gradients(expr, variables(expr, x))]
    return simplify(gradients(expr, [variable(expr, x)])[0])


def jacobian(f: Any, x: Expr | str) -> Expr:
    """``∂vec(f)/∂vec(x)'``: one row an entry of f, one column an entry of x.

    >>> import extremum as ex
    >>> n, m, p = ex.dims("n m p")
    >>> A, X = ex.matrix("A", n, m), ex.matrix("X", m, p)
    >>> ex.jacobian(A @ X, X)
    kron(eye(p), A)
    """
    expr = as_expr(f)
    return simplify(chain.jacobian(expr, variable(expr, x)))


def hessian(f: Any, x: Expr | str) -> Expr:
    """The Jacobian of the gradient of a scalar.

    Raises:
        NotAScalarError: f is not a scalar.
    """
    expr = _scalar(f, "a Hessian")
    target = variable(expr, x)
    grad = simplify(gradients(expr, [target])[0])
    return simplify(chain.jacobian(grad, target))


def differential(f: Any, x: Expr | str | Sequence[Expr | str]) -> Expr:
    """The part of ``f(x + dx) - f(x)`` that is linear in ``dx``; each dx is a symbol of x's shape named ``dx``.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> X = ex.matrix("X", n, n, "invertible")
    >>> ex.differential(ex.inv(X), X)
    -inv(X)*dX*inv(X)
    """
    from extremum.calculus.forward import forward

    expr = as_expr(f)
    targets = variables(expr, x if isinstance(x, list | tuple) else [x])
    steps = {t: c.build("symbol", (), (f"d{t.name}", t.rows, t.cols, ())) for t in targets}
    return simplify(forward(expr, steps))
