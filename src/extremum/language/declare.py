"""What people declare: dimensions, symbols, families of them, recurrences, named parts, functions without a formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extremum.algebra.dims import Dim, Entry, IndexName
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.facts import close, known
from extremum.algebra.node import Expr
from extremum.language.sizes import Size, size
from extremum.operations import leaves
from extremum.operations import named as naming
from extremum.operations import recurrence as recurrences
from extremum.operations.carry import carry
from extremum.operations.elementwise import unnamed
from extremum.operations.operators import as_expr
from extremum.operations.recurrence import Recurrence
from extremum.structures import meant
from extremum.structures.drawing import fits


def dims(names: str) -> Any:
    """Dimensions by name: one for one name, otherwise a tuple.

    >>> n, d = dims("n d")
    >>> n + 2 * d
    2*d + n
    """
    words = names.replace(",", " ").split() if isinstance(names, str) else []
    if not words:
        raise ExtremumError("dims needs at least one name, as in dims('n d')")
    found = tuple(Dim.of(checked_name(name)) for name in words)
    return found[0] if len(found) == 1 else found


def checked_name(name: str) -> str:
    """The name.

    Raises:
        ExtremumError: it is none.
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ExtremumError(f"{name!r} is no name: use letters, digits and _, not starting with a digit")
    return name


def assumed(name: str, rows: Dim, cols: Dim, assume: tuple[str, ...]) -> tuple[str, ...]:
    """The assumptions on a symbol of a shape.

    Raises:
        ExtremumError: the name or an assumption is unknown.
        ShapeError: an assumption does not fit the shape.
    """
    checked_name(name)
    for fact in assume:
        if not isinstance(fact, str):
            raise ExtremumError(f"{name}: an assumption is a word such as 'symmetric', not {fact!r}")
    try:
        facts = meant(assume)
    except ExtremumError as error:
        raise ExtremumError(f"{name}: {error}") from None
    if rows is not cols and any(known(fact).square for fact in close(facts)):
        words = ", ".join(assume)
        raise ShapeError(f"{name} is declared {words}, which needs a square matrix, but it is {rows}×{cols}")
    if rows.number is not None and cols.number is not None and not fits(facts, (rows.number, cols.number)):
        raise ShapeError(f"{name} is declared {', '.join(assume)}, and no {rows}×{cols} matrix is that")
    return facts


def matrix(name: str, rows: Size, cols: Size, *assume: str) -> Expr:
    """A matrix symbol, rows×cols, with assumptions such as ``"symmetric"``, ``"positive_definite"``, ``"orthogonal"``.

    Sizes are numbers, names, or dimensions by :func:`extremum.dims`. A gradient is within what is assumed.

    >>> import extremum as ex
    >>> S = matrix("S", "d", "d", "positive_definite")
    >>> S.T, ex.gradient(ex.logdet(S), S), S.assumptions
    (S, inv(S), ('positive_definite',))

    Raises:
        ExtremumError: the name or an assumption is unknown.
        ShapeError: an assumption does not fit the shape, or a size is none.
    """
    n, m = size(rows), size(cols)
    return leaves.symbol(name, n, m, assumed(name, n, m, assume))


def vector(name: str, rows: Size, *assume: str) -> Expr:
    """A column vector symbol, rows×1.

    >>> import extremum as ex
    >>> x = vector("x", "n")
    >>> ex.gradient(x.T @ x, x), vector("p", "n", "simplex").assumptions
    (2*x, ('simplex',))

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit the shape.
    """
    return matrix(name, rows, 1, *assume)


def scalar(name: str, *assume: str) -> Expr:
    """A scalar symbol, 1×1.

    >>> import extremum as ex
    >>> s, v = scalar("s"), scalar("v", "positive")
    >>> ex.gradient(ex.log(v) + s**2 / v, [s, v])
    [2*s/v, (v - s^2)/v^2]

    Raises:
        ExtremumError: the name or an assumption is unknown, or an assumption does not fit a scalar.
    """
    return matrix(name, 1, 1, *assume)


def index(name: str, count: Size, start: int = 1) -> Dim:
    """An index that runs over ``count`` values from ``start``: ``1 … count``, or ``0 … count - 1``.

    >>> import extremum as ex
    >>> i, x = index("i", "n"), ex.samples("x", 1, "n")
    >>> ex.sum(x[i] ** 2, i)
    sum_i(x[i]^2)

    Raises:
        ExtremumError: the name is none.
        ShapeError: the count is no size, or the start no whole number.
    """
    if type(start) is not int:
        raise ShapeError(f"an index runs from a whole number, as in start=0, not from {start!r}")
    return Dim.of(IndexName(checked_name(name), size(count, 0), start))


def named(name: str, expr: Any) -> Expr:
    """The expression, written ``name``: in it and in its derivatives it stays whole.

    >>> import extremum as ex
    >>> d = dims("d")
    >>> x, mu, w = vector("x", d), vector("mu", d), scalar("w", "positive")
    >>> p = named("p", ex.exp(-ex.norm2(x - mu) ** 2))
    >>> ex.gradient(ex.log(1 + w * p), mu)
    2*w*p*(x - mu)/(1 + w*p)

    Raises:
        ExtremumError: the name is none, or the expression is a number or has more than one free index.
    """
    return naming.named(name, as_expr(expr))


def recurrence(name: str, start: Any, step: Callable[[Expr], Any], k: Dim) -> Recurrence:
    """The recurrence ``y[k+1] = step(y[k])`` from ``y[0] = start``; ``step`` is written with the index k = 0, 1, ….

    States at ``k``, ``k + 1``, ``m - k`` and the like are carried back in one sweep, linear in the horizon; a sum over
    others, such as ``y[2*k]``, has a right gradient whose cost is quadratic in it.

    >>> import extremum as ex
    >>> m, n = dims("m n")
    >>> k = index("k", m, start=0)
    >>> W, x = matrix("W", n, n), vector("x", n)
    >>> y = recurrence("y", x, lambda y_k: ex.tanh(W @ y_k), k)
    >>> y[m], y[1]
    (y[m], y[1])

    Raises:
        ExtremumError: k is no index, or one that does not start at 0, or the step is no function.
        ShapeError: a step gives another shape than it takes.
    """
    at = indexed(k, "ex.recurrence")
    if not callable(step):
        raise ExtremumError(f"the step of a recurrence is a function of the state before, and not {step!r:.40}")
    if at.start != 0:
        fix = f"declare its index as ex.index({at.name!r}, {at.size}, start=0)"
        raise ExtremumError(
            f"{name}[0] is the start of a recurrence, whose steps are {at} = 0, 1, …, not from {at.start}; {fix}"
        )
    first = as_expr(start)
    rows, cols = _widths_at(first, at)
    return recurrences.recurrence(name, first, as_expr(step(carry(name, rows, cols, k))), at)


def _widths_at(start: Expr, at: IndexName) -> tuple[Dim, Dim]:
    """The state's shape at the index: that of the start, with ``h[0]`` become ``h[k]``."""

    def moved(dim: Dim) -> Dim:
        return dim.map_atoms(lambda a: Entry(a.family, Dim.of(at)) if isinstance(a, Entry) and a.index == 0 else a)

    return moved(start.rows), moved(start.cols)


def function(name: str) -> Callable[[Any], Expr]:
    """An elementwise function without a formula; its derivatives are written ``phi'``, ``phi''``.

    >>> import extremum as ex
    >>> phi, x = function("phi"), vector("x", "n")
    >>> ex.gradient(ex.sum(phi(x)), x), ex.hessian(ex.sum(phi(x)), x)
    (phi'(x), diag(phi''(x)))

    Raises:
        ExtremumError: the name is none, or that of a known function.
    """
    applied = unnamed(checked_name(name))
    return lambda argument: applied(as_expr(argument))


_AXES = "the sums of the columns of A are ex.ones(n).T @ A, those of its rows A @ ex.ones(m)"


def indexed(i: Dim, what: str) -> IndexName:
    """The index that a dimension stands for.

    Raises:
        ExtremumError: it is another dimension, or an index of no range.
    """
    if not isinstance(i, Dim):
        raise ExtremumError(f"{what} needs an index such as ex.index('i', n), not {i!r}; {_AXES}")
    atoms = i.atoms()
    found = next(iter(atoms)) if len(atoms) == 1 else None
    if not isinstance(found, IndexName) or Dim.of(found) is not i or found.size is None:
        raise ExtremumError(f"{what} needs an index such as ex.index('i', n), not {i}")
    return found
