"""The public derivatives. Each checks what it is asked, and simplifies what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

from extremum.algebra.dims import ONE, Dim, DimLike, show_shape
from extremum.algebra.errors import ExtremumError, NameUnknownError, NotAScalarError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.calculus import jacobian as chain
from extremum.calculus.dependence import same_family
from extremum.calculus.structure import describe, structured, structured_columns, structured_rows, structures
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.block import unit
from extremum.operations.operators import as_expr, symbols
from extremum.simplify.kept import all_kept, kept
from extremum.simplify.question import one_question
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
    if not isinstance(target, Expr) or not target.op.variable:
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
def gradient(f: Any, x: Expr | str, convention: str = "projection") -> Expr: ...
@overload
def gradient(f: Any, x: Sequence[Expr | str], convention: str = "projection") -> list[Expr]: ...
@one_question()
def gradient(f: Any, x: Any, convention: str = "projection") -> Any:
    """The gradient of a scalar, a matrix of x's shape; for a list of variables a list, in one sweep.

    With respect to a variable with a structure (symmetric, positive definite, diagonal, triangular, skew, Toeplitz,
    orthogonal) it is the Frobenius projection of the unstructured gradient onto the directions that keep the structure.
    Other conventions by name: ``"independent"`` (the Matrix Cookbook's ``G + G' - G∘I``), ``"vech"`` (``∂f/∂vech(x)``),
    ``"unstructured"``; :func:`extremum.calculus.structure.describe` says in words which one it is.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
    >>> ex.gradient(ex.norm2(A @ x - b)**2, x)
    2*A'*(A*x - b)
    >>> S, B = ex.matrix("S", n, n, "symmetric"), ex.matrix("B", n, n)
    >>> ex.gradient(ex.tr(B @ S), S)
    1/2*B + 1/2*B'
    >>> ex.gradient(ex.tr(B @ S), S, convention="independent")
    B + B' - diag(diagonal(B))

    Raises:
        NotAScalarError: f is not a scalar.
        UnsupportedError: the convention has no meaning for the structure of a variable.
    """
    expr = _scalar(f, "a gradient")
    targets = variables(expr, x if isinstance(x, list | tuple) else [x])
    plain = all_kept(gradients(expr, targets), expr)
    found = [_within(g, t, convention) for g, t in zip(plain, targets, strict=True)]
    return found if isinstance(x, list | tuple) else found[0]


def _within(grad: Expr, target: Expr, convention: str) -> Expr:
    """The gradient within the structure of the variable, simplified before and after."""
    plain = simplify(grad)
    result = structured(plain, target, convention)
    return plain if result is plain else simplify(result)


@one_question()
def jacobian(f: Any, x: Expr | str, convention: str = "projection") -> Expr:
    """``∂vec(f)/∂vec(x)'``: one row an entry of f, one column an entry of x.

    For a variable with a structure the columns follow the convention of :func:`gradient`: the Jacobian of a scalar is
    ``vec(gradient)'``. With ``"vech"`` there is one column an entry of vech(x), ``J D(n)`` for a symmetric x.

    >>> import extremum as ex
    >>> n, m, p = ex.dims("n m p")
    >>> A, X = ex.matrix("A", n, m), ex.matrix("X", m, p)
    >>> ex.jacobian(A @ X, X)
    kron(eye(p), A)
    """
    expr = as_expr(f)
    target = variable(expr, x)
    return _columns(kept(chain.jacobian(expr, target), expr), target, convention)


def _columns(plain: Expr, target: Expr, convention: str) -> Expr:
    return simplify(structured_columns(simplify(plain), target, convention))


@one_question()
def hessian(f: Any, x: Expr | str, convention: str = "projection") -> Expr:
    """The Jacobian of the gradient of a scalar, both by the convention of :func:`gradient`.

    Raises:
        NotAScalarError: f is not a scalar.
        UnsupportedError: the convention has no meaning for the structure of the variable.
    """
    expr = _scalar(f, "a Hessian")
    target = variable(expr, x)
    grad = _within(kept(gradients(expr, [target])[0], expr), target, convention)
    result = _columns(kept(chain.jacobian(grad, target), expr), target, convention)
    return simplify(structured_rows(result, target)) if convention == "projection" else result


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
    return simplify(kept(forward(expr, steps), expr))


def partial(f: Any, x: Expr | str, *indices: DimLike) -> Expr:
    """``∂f/∂x[k,l]``, of the shape of f: the derivative with respect to one entry, in index notation.

    The indices, numbered from 1, are ``ex.index`` objects or numbers: two for a matrix, one for a vector. Unit vectors
    ``unit(n, k)`` select rows and columns. It is short also where the Jacobian has no readable Kronecker form.

    >>> import extremum as ex
    >>> n, m, p, q = ex.dims("n m p q")
    >>> X, Y, k, l = ex.matrix("X", n, m), ex.matrix("Y", p, q), ex.index("k", n), ex.index("l", m)
    >>> ex.partial(ex.kron(X, Y), X, k, l)
    kron(unit(n, k)*unit(m, l)', Y)

    Raises:
        ExtremumError: the number of indices is not that of x's dimensions, or one is out of range.
        UnsupportedError: x has a structure, in which its entries do not move alone.
    """
    from extremum.calculus.forward import forward

    expr = as_expr(f)
    target = variable(expr, x)
    if structures(target):
        raise UnsupportedError(f"{describe(target)}; its entries do not move alone: declare it without a structure")
    return simplify(kept(forward(expr, {target: _entry(target, [Dim.of(index) for index in indices])}), expr))


def _entry(target: Expr, indices: list[Dim]) -> Expr:
    """``e_k e_l'``."""
    sizes = [size for size in target.shape if size is not ONE]
    if len(indices) != len(sizes):
        given = f"{len(indices)} given"
        raise ExtremumError(f"{target} ({show_shape(target.shape)}) has {len(sizes)} indices, but {given}")
    for size, index in zip(sizes, indices, strict=True):
        last = (size - index).number
        if (index.number is not None and index.number < 1) or (last is not None and last < 0):
            raise ExtremumError(f"the index {index} of {target} is outside 1..{size}")
    places = iter(indices)
    row, col = (c.number(1) if size is ONE else unit(size, next(places)) for size in target.shape)
    return c.product(row, c.transpose(col))
