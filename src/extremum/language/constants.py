"""Constant arrays of a size: the identity, ones, zeros, unit vectors, and matrices of linear maps between vectors."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.language.sizes import Size, place, size
from extremum.operations import block as blocks
from extremum.operations import construct as c


def eye(order: Size) -> Expr:
    """I, the n×n identity matrix.

    >>> import extremum as ex
    >>> ex.tr(eye("n")), eye(3) @ ex.vector("x", 3)
    (n, x)

    Raises:
        ShapeError: the size is none.
    """
    return c.eye(size(order, 0))


def ones(rows: Size, cols: Size = 1) -> Expr:
    """All ones: a column with ``rows`` entries, or a rows×cols matrix.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ones("n").T @ x, ones("n").T @ ones("n")
    (sum(x), n)

    Raises:
        ShapeError: a size is none.
    """
    return c.ones(size(rows, 0), size(cols, 0))


def zeros(rows: Size, cols: Size = 1) -> Expr:
    """All zeros: a column with ``rows`` entries, or a rows×cols matrix.

    >>> import extremum as ex
    >>> zeros("n") + ex.vector("x", "n"), ex.gradient(ex.norm2(ex.vector("x", "n")), ex.vector("y", "m"))
    (x, zeros(m))

    Raises:
        ShapeError: a size is none.
    """
    return c.zeros(size(rows, 0), size(cols, 0))


def unit(order: Size, index: Size) -> Expr:
    """``e_index``, the unit vector with ``order`` entries, numbered from 1.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "m")
    >>> unit("n", 1).T @ A @ unit("m", 2)
    A[1, 2]

    Raises:
        ShapeError: the size or the index is none.
    """
    return blocks.unit(size(order), place(index))


@documented("commutation")
def commutation(rows: Size, cols: Size) -> Expr:
    """K with ``K vec(A) = vec(A')`` for A rows×cols; rows·cols × rows·cols, orthogonal.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "m")
    >>> commutation("n", "m") @ ex.vec(A), ex.jacobian(A.T, A)
    (vec(A'), commutation(n, m))

    Raises:
        ShapeError: a size is none.
    """
    return c.commutation(size(rows, 0), size(cols, 0))


@documented("duplication")
def duplication(order: Size) -> Expr:
    """D with ``D vech(A) = vec(A)`` for symmetric n×n A; n² × n(n+1)/2.

    >>> import extremum as ex
    >>> S = ex.matrix("S", "n", "n", "symmetric")
    >>> duplication("n") @ ex.vech(S), duplication("n").shape
    (vec(S), (n^2, (n^2 + n)/2))

    Raises:
        ShapeError: the size is none.
    """
    return c.build("duplication", (), (size(order),))


@documented("elimination")
def elimination(order: Size) -> Expr:
    """L with ``L vec(A) = vech(A)`` for n×n A; n(n+1)/2 × n².

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "n")
    >>> elimination("n") @ ex.vec(A), elimination("n") @ duplication("n")
    (vech(A), eye((n^2 + n)/2))

    Raises:
        ShapeError: the size is none.
    """
    return c.build("elimination", (), (size(order),))


@documented("spread")
def spread(order: Size) -> Expr:
    """The n²×n matrix with ``spread(n) v = vec(diag(v))``.

    >>> import extremum as ex
    >>> v = ex.vector("v", "n")
    >>> ex.jacobian(ex.diag(v), v), spread("n").shape
    (spread(n), (n^2, n))

    Raises:
        ShapeError: the size is none.
    """
    return c.build("spread", (), (size(order),))
