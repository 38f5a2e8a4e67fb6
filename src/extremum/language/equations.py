"""Solutions of equations between matrices: Sylvester's, Stein's, Lyapunov's, Riccati's."""

from __future__ import annotations

from typing import Any

from extremum.algebra.node import Expr
from extremum.language.documented import documented
from extremum.operations import riccati
from extremum.operations import sylvester as equations
from extremum.operations.operators import as_expr


@documented("sylvester")
def sylvester(left: Any, right: Any, whole: Any) -> Expr:
    """The solution X of ``A X + X B = C``, for A n×n, B k×k and C n×k; n×k.

    >>> import extremum as ex
    >>> n, k = ex.dims("n k")
    >>> A, B, C = ex.matrix("A", n, n), ex.matrix("B", k, k), ex.matrix("C", n, k)
    >>> ex.gradient(ex.tr(C.T @ sylvester(A, B, C)), B)
    -sylvester(B', A', C')*sylvester(A', B', C)

    Raises:
        ShapeError: the shapes do not fit.
    """
    return equations.sylvester(as_expr(left), as_expr(right), as_expr(whole))


@documented("stein")
def stein(left: Any, right: Any, whole: Any) -> Expr:
    """The solution X of ``X - A X B = C``, for A n×n, B k×k and C n×k; n×k.

    >>> import numpy as np
    >>> import extremum as ex
    >>> A, C = ex.matrix("A", 2, 2), ex.matrix("C", 2, 2)
    >>> stein(A, A, C).evaluate(A=np.diag([0.5, 0.0]), C=np.eye(2)).round(9)
    array([[1.33333333, 0.        ],
           [0.        , 1.        ]])

    Raises:
        ShapeError: the shapes do not fit.
    """
    return equations.stein(as_expr(left), as_expr(right), as_expr(whole))


@documented("sylvester")
def lyap(matrix: Any, whole: Any) -> Expr:
    """The solution X of Lyapunov's equation ``A X + X A' + C = 0``, for A and C n×n; n×n.

    >>> import extremum as ex
    >>> A, C = ex.matrix("A", "n", "n"), ex.matrix("C", "n", "n")
    >>> lyap(A, C)
    lyap(A, C)

    Raises:
        ShapeError: the shapes do not fit.
    """
    return equations.lyap(as_expr(matrix), as_expr(whole))


@documented("stein")
def dlyap(matrix: Any, whole: Any) -> Expr:
    """The solution X of Lyapunov's equation in discrete time, ``X = A X A' + C``, for A and C n×n; n×n.

    >>> import extremum as ex
    >>> A, C = ex.matrix("A", "n", "n"), ex.matrix("C", "n", "n")
    >>> dlyap(A, C)
    dlyap(A, C)

    Raises:
        ShapeError: the shapes do not fit.
    """
    return equations.dlyap(as_expr(matrix), as_expr(whole))


@documented("care")
def care(drift: Any, inputs: Any, cost: Any, effort: Any) -> Expr:
    """The stabilising X of Riccati's equation ``A'X + X A - X B R⁻¹ B'X + Q = 0``; A n×n, B n×m, Q n×n, R m×m; n×n.

    Q and R are symmetric. The gain of the regulator with the least cost ``∫ x'Q x + u'R u`` is ``R⁻¹ B'X``.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, B = ex.matrix("A", n, n), ex.matrix("B", n, m)
    >>> Q, R = ex.matrix("Q", n, n, "symmetric"), ex.matrix("R", m, m, "positive_definite")
    >>> ex.gradient(ex.tr(care(A, B, Q, R)), Q)
    lyap(A - B*inv(R)*B'*care(A, B, Q, R), eye(n))

    Raises:
        ShapeError: the shapes do not fit.
        ExtremumError: Q or R is not known to be symmetric.
    """
    return riccati.care(as_expr(drift), as_expr(inputs), as_expr(cost), as_expr(effort))


@documented("dare")
def dare(drift: Any, inputs: Any, cost: Any, effort: Any) -> Expr:
    """The stabilising X of ``X = A'X A - A'X B (R + B'X B)⁻¹ B'X A + Q``; A n×n, B n×m, Q n×n, R m×m; n×n.

    Q and R are symmetric. The gain of the regulator with the least cost ``Σ x'Q x + u'R u`` is
    ``(R + B'X B)⁻¹ B'X A``.

    >>> import extremum as ex
    >>> a, b, q, r = (ex.scalar(name, "positive") for name in "abqr")
    >>> round(dare(a, b, q, r).evaluate(a=1, b=1, q=1, r=1), 9)  # the golden ratio
    1.618033989

    Raises:
        ShapeError: the shapes do not fit.
        ExtremumError: Q or R is not known to be symmetric.
    """
    return riccati.dare(as_expr(drift), as_expr(inputs), as_expr(cost), as_expr(effort))
