"""Sums, products and norms of all entries, the trace, and sums and products over an index."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from extremum.algebra.dims import ONE, Dim, IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.ranges import ends, is_nonnegative
from extremum.algebra.traverse import topological
from extremum.language.declare import indexed
from extremum.language.documented import documented
from extremum.operations import binders
from extremum.operations import construct as c
from extremum.operations import others as of_others
from extremum.operations.letters import typed
from extremum.operations.operators import as_expr


@documented("sum_over")
def sum(expr: Any, over: Dim | None = None) -> Expr:
    """``Σ a_ij``, the sum of all entries of an array, a scalar; with an index ``Σ_i e_i``, of the shape of the terms.

    Indices are declared by :func:`extremum.index`; a sum of no terms is 0.

    >>> import extremum as ex
    >>> n, d = ex.dims("n d")
    >>> x, i = ex.samples("x", d, n), ex.index("i", n)
    >>> sum(ex.matrix("A", n, d)), sum(x[i], i)
    (sum(A), sum_i(x[i]))
    >>> ex.gradient(sum(ex.norm2(x[i] - ex.vector("m", d)) ** 2, i), "m")
    2*sum_i(m - x[i])

    Raises:
        ExtremumError: what is summed over is no index with a range, the terms have another index of its name, or a
            member that its family does not have.
    """
    e = as_expr(expr)
    if over is None:
        return c.product(c.ones(ONE, e.rows), e, c.ones(e.cols))
    return _over("sum_over", e, indexed(over, "ex.sum"))


@documented("prod_over")
def prod(expr: Any, over: Dim | None = None) -> Expr:
    """``Π x_i``, the product of all entries of a vector; with an index that of a scalar over the index. A scalar.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> prod(x), ex.gradient(prod(x), x)
    (prod(x), others(x))

    Raises:
        ShapeError: over an index, the expression is no scalar.
        ExtremumError: what is multiplied over is no index with a range, or the expression has another of its name, or a
            member that its family does not have.
    """
    if over is None:
        return c.build("entries", (as_expr(expr),))
    return _over("prod_over", as_expr(expr), indexed(over, "ex.prod"))


@documented("others")
def others(expr: Any) -> Expr:
    """``Π_{j≠i} v_j``, of each entry of a vector the product of the other ones: the gradient of ``prod(v)``, also where
    entries are zero. A vector of its shape.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> others(x).evaluate(x=[1, 0, 3])
    array([0., 3., 0.])

    Raises:
        ShapeError: the expression is no vector.
    """
    return of_others.others(as_expr(expr))


@documented("otherpairs")
def otherpairs(expr: Any) -> Expr:
    """``Π_{k≠i,j} v_k``, of each pair of entries of a vector the product of those beside the two, 0 on the diagonal:
    the Hessian of ``prod(v)``. A symmetric matrix.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> otherpairs(x).evaluate(x=[1, 0, 3])
    array([[0., 3., 0.],
           [3., 0., 1.],
           [0., 1., 0.]])

    Raises:
        ShapeError: the expression is no vector.
    """
    return of_others.otherpairs(as_expr(expr))


def _over(operation: str, terms: Expr, at: IndexName) -> Expr:
    """The operation over the values of an index."""
    assert at.size is not None
    others = [i for i in terms.indices if isinstance(i, IndexName) and i.name == at.name and i != at]
    if others:
        ranges = f"{at} goes over {_range(at)}, and in {terms} it goes over {_range(others[0])}"
        raise ExtremumError(f"two indices have one name: {ranges}; declare it once, or rename one")
    _check_members(terms, at)
    return typed(binders.close(operation, terms, at, at.size, Dim.of(at.start)), terms, at)


def _check_members(terms: Expr, at: IndexName) -> None:
    """Refuses members that a family surely does not have for all values of the index."""
    for member in topological([terms]):
        if member.op.name != "member" or member.index.indices != {at}:
            continue
        (low, high), start = ends(member.index), member.start
        last = start + member.size - 1
        if low is None or high is None or not (is_nonnegative(high - last - 1) or is_nonnegative(start - low - 1)):
            continue
        fix = f"declare an index that fits, as in ex.index({at.name!r}, {member.size}, start={start})"
        ranges = f"{member.name} is declared over {start}..{last}, but {member} runs over {low}..{high}"
        raise ExtremumError(f"{ranges}; {fix}")


def _range(index: IndexName) -> str:
    return "all whole numbers" if index.size is None else f"{index.start}..{index.size + (index.start - 1)}"


@documented("trace")
def tr(expr: Any) -> Expr:
    """``Σ a_ii``, the trace of a square matrix, a scalar.

    >>> import extremum as ex
    >>> A, X = ex.matrix("A", "n", "n"), ex.matrix("X", "n", "n")
    >>> ex.gradient(tr(A @ X), X), ex.gradient(tr(X.T @ A @ X), X)
    (A', (A + A')*X)

    Raises:
        ShapeError: the matrix is not square.
    """
    return c.trace(as_expr(expr))


trace = tr


def norm2(expr: Any) -> Expr:
    """``sqrt(Σ a_ij²)``, the Euclidean norm of a vector, the Frobenius norm of a matrix. A scalar.

    Differentiable where the argument is not zero. Source of the derivative: Petersen & Pedersen (2012), eq. (129).

    >>> import extremum as ex
    >>> x, a = ex.vector("x", "n"), ex.vector("a", "n")
    >>> ex.gradient(norm2(x) ** 2, x), ex.gradient(norm2(x - a), x)
    (2*x, (x - a)/norm2(x - a))
    """
    e = as_expr(expr)
    return c.power(c.trace(c.product(c.transpose(e), e)), Fraction(1, 2))


norm = norm2


def norm1(expr: Any) -> Expr:
    """``Σ |a_ij|``, the sum of the absolute values of all entries. A scalar.

    Where an entry is 0 the gradient given is 0 there, an element of the subdifferential [-1, 1]; :func:`extremum.kinks`
    says so. Source: Rockafellar (1970), sec. 23.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.gradient(norm1(x), x)
    sign(x)
    """
    return sum(c.apply("abs", as_expr(expr)))
