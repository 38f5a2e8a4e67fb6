"""The public derivatives. Each checks what it is asked, and simplifies what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload
from weakref import ref

from extremum.algebra.dims import ONE, Dim, DimLike, show_shape
from extremum.algebra.errors import ExtremumError, NotAScalarError, UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.threads import uncollected
from extremum.calculus import jacobian as chain
from extremum.calculus.asked import asked, short
from extremum.calculus.asked import variable as variable
from extremum.calculus.asked import variables as variables
from extremum.calculus.by_scalar import length, shortest_by_scalar
from extremum.calculus.structure import describe, structured, structured_columns, structured_rows, structures, subspaces
from extremum.calculus.sweep import gradients
from extremum.calculus.typed import Question, with_whole_sums
from extremum.notation.listed import Listed
from extremum.operations import construct as c
from extremum.operations.block import block, unit
from extremum.operations.letters import answer, in_letters_of
from extremum.operations.stated import derived
from extremum.simplify.by_entries import by_entries, columns_by_entry, has_entries, in_lists
from extremum.simplify.kept import all_kept, kept
from extremum.simplify.offered import offer
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify


def _scalar(f: Expr, what: str) -> Expr:
    if not f.is_scalar:
        raise NotAScalarError(
            f"{what} needs a scalar, but {short(f)} is {show_shape(f.shape)}; use ex.jacobian, or make it a scalar "
            "first (ex.sum, ex.tr, ex.norm2)"
        )
    return f


def _one(f: Any, x: Any, declarations: Any) -> tuple[Expr, Expr]:
    """The function and its one variable."""
    if isinstance(x, list | tuple):
        raise ExtremumError("this derivative is with respect to one variable; ask for one after the other")
    expr, (target,) = asked(f, x, declarations)
    return expr, target


@overload
def gradient(f: Any, x: Expr | str, declarations: Any = (), *, convention: str = "projection") -> Expr: ...
@overload
def gradient(
    f: Any, x: Sequence[Expr | str], declarations: Any = (), *, convention: str = "projection"
) -> list[Expr]: ...
@one_question()
def gradient(f: Any, x: Any, declarations: Any = (), *, convention: str = "projection") -> Any:
    """The gradient of a scalar, a matrix of x's shape; for a list of variables a list, in one sweep.

    f is an expression, or a text in the language or in LaTeX that is read with ``declarations``.

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
    1/2*(B + B')
    >>> ex.gradient(ex.tr(B @ S), S, convention="independent")
    B + B' - diag(diagonal(B))
    >>> ex.gradient("norm2(x)^2", "x", "x[n]")
    2*x

    Raises:
        NotAScalarError: f is not a scalar.
        NameUnknownError: f has no such variable.
        ParseError: a text follows no grammar, or a name in it has no determined shape.
        ExtremumError: x is no variable, or an empty list.
        UnsupportedError: the convention has no meaning for the structure of a variable.
    """
    expr, targets = asked(f, x, declarations)
    _scalar(expr, "a gradient")
    with uncollected, in_letters_of(expr):
        plain = all_kept(gradients(expr, targets), expr)
        simple = [_within(g, t, convention) for g, t in zip(plain, targets, strict=True)]
        ways = [simple]
        if convention == "projection":  # what symmetric letters say fixes the derivative in symmetric directions only
            ways.append(all_kept(with_whole_sums(expr, targets, simple), expr))
        found = _offer(_shortest(ways[::-1], expr, targets), expr, targets, "gradient", convention)
    return Listed(found, targets) if isinstance(x, list | tuple) else found[0]


def _shortest(ways: list[list[Expr]], f: Expr, targets: Sequence[Expr]) -> list[Expr]:
    """The answers of the first way; where entries are listed, of each the shorter one as it is listed."""
    tried = ways if has_entries(f) else ways[:1]
    whole = [[shortest_by_scalar(f, t, g) for g, t in zip(way, targets, strict=True)] for way in tried]
    answers = [_answers(way, f) for way in whole]
    return answers[0] if len(answers) == 1 else [min(both, key=length) for both in zip(*answers, strict=True)]


def _answers(found: list[Expr], formula: Expr) -> list[Expr]:
    """What is shown of derivatives of a formula: in its letters, and entry by entry where it names few entries."""
    if has_entries(formula):
        columns = columns_by_entry(formula)
        found = [in_lists(by_entries(each, columns)) for each in found]
    return [derived(answer(each), formula) for each in found]


def _offer(found: list[Expr], formula: Expr, targets: Sequence[Expr], kind: str, convention: str) -> list[Expr]:
    """The derivatives, each of which can be written with letters for the parts of the formula."""
    if len(found) == len(targets) and convention == "projection":
        for each, target in zip(found, targets, strict=True):
            offer(each, Question(ref(formula), target, kind))
    return found


def _within(grad: Expr, target: Expr, convention: str) -> Expr:
    """The gradient within the structure of the variable, simplified before and after."""
    plain = simplify(grad)
    result = structured(plain, target, convention)
    return plain if result is plain else simplify(result)


@overload
def jacobian(f: Any, x: Expr | str, declarations: Any = (), *, convention: str = "projection") -> Expr: ...
@overload
def jacobian(
    f: Any, x: Sequence[Expr | str], declarations: Any = (), *, convention: str = "projection"
) -> list[Expr]: ...
@one_question()
def jacobian(f: Any, x: Any, declarations: Any = (), *, convention: str = "projection") -> Any:
    """``∂vec(f)/∂vec(x)'``: one row an entry of f, one column an entry of x; for a list of variables a list.

    For a variable with a structure the columns follow the convention of :func:`gradient`: the Jacobian of a scalar is
    ``vec(gradient)'``. With ``"vech"`` there is one column an entry of vech(x), ``J D(n)`` for a symmetric x.
    For a list of variables what several Jacobians have in common, as those of the layers of a network, is made once.

    >>> import extremum as ex
    >>> n, m, p = ex.dims("n m p")
    >>> A, X = ex.matrix("A", n, m), ex.matrix("X", m, p)
    >>> ex.jacobian(A @ X, X)
    kron(eye(p), A)
    >>> ex.jacobian(A @ X, [A, X])
    [kron(X', eye(n)), kron(eye(p), A)]
    """
    expr, targets = asked(f, x, declarations)
    with in_letters_of(expr):
        plain = all_kept(chain.jacobians(expr, targets), expr)
        found = _answers(
            [_columns(expr, one, target, convention) for one, target in zip(plain, targets, strict=True)], expr
        )
        _offer(found, expr, targets, "jacobian", convention)
    return Listed(found, targets) if isinstance(x, list | tuple) else found[0]


def _columns(f: Expr, plain: Expr, target: Expr, convention: str) -> Expr:
    return shortest_by_scalar(f, target, simplify(structured_columns(simplify(plain), target, convention)))


@one_question()
def hessian(
    f: Any, x: Expr | str | Sequence[Expr | str], declarations: Any = (), *, convention: str = "projection"
) -> Expr:
    """The Jacobian of the gradient of a scalar, both by the convention of :func:`gradient`.

    For a list of variables it is the block matrix of all second derivatives, ``∂vec(∂f/∂x_i)/∂vec(x_j)'`` in row i and
    column j, in the order of the list.

    >>> import extremum as ex
    >>> hessian("norm2(A*x - y)^2", ["x", "y"], "A[n,m]; x[m]; y[n]")
    [2*A'*A, -2*A'; -2*A, 2*eye(n)]

    Raises:
        NotAScalarError: f is not a scalar.
        UnsupportedError: the convention has no meaning for the structure of a variable.
    """
    expr, targets = asked(f, x, declarations)
    _scalar(expr, "a Hessian")
    with in_letters_of(expr):
        plain = all_kept(gradients(expr, targets), expr)
        simple = [_within(g, t, convention) for g, t in zip(plain, targets, strict=True)]
        grads = [shortest_by_scalar(expr, t, g) for g, t in zip(simple, targets, strict=True)]
        rows = [[_second(expr, g, x, y, convention) for y in targets] for g, x in zip(grads, targets, strict=True)]
        found = _answers([rows[0][0] if len(targets) == 1 else block(rows)], expr)
        return _offer(found, expr, targets, "hessian", convention)[0]


def _second(expr: Expr, grad: Expr, x: Expr, y: Expr, convention: str) -> Expr:
    """The Jacobian with respect to y of the gradient with respect to x."""
    result = _columns(grad, kept(chain.jacobian(grad, y), expr), y, convention)
    return simplify(structured_rows(result, x)) if convention == "projection" else result


def differential(f: Any, x: Expr | str | Sequence[Expr | str], declarations: Any = ()) -> Expr:
    """The part of ``f(x + dx) - f(x)`` that is linear in ``dx``; each dx is a symbol of x's shape named ``dx``.

    It is named ``dx_`` where that name is taken.

    Where x lies in a linear subspace, as symmetric and diagonal matrices do, so does dx.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> X = ex.matrix("X", n, n, "invertible")
    >>> ex.differential(ex.inv(X), X)
    -inv(X)*dX*inv(X)
    """
    from extremum.calculus.forward import forward

    expr, targets = asked(f, x, declarations)
    free = FreeNames(expr)
    steps = {t: c.build("symbol", (), (free.take(f"d{t.name}"), *t.shape, subspaces(t))) for t in targets}
    with in_letters_of(expr):
        return answer(simplify(kept(forward(expr, steps), expr)))


def partial(f: Any, x: Expr | str, *indices: DimLike, declarations: Any = ()) -> Expr:
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

    expr, target = _one(f, x, declarations)
    if structures(target):
        raise UnsupportedError(f"{describe(target)}; its entries do not move alone: declare it without a structure")
    with in_letters_of(expr):
        step = {target: _entry(target, [Dim.of(index) for index in indices])}
        return answer(simplify(kept(forward(expr, step), expr)))


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
