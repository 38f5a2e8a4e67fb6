"""The errors that users meet. Each message names the place, what was expected and what would fix it."""

from __future__ import annotations


class ExtremumError(ValueError):
    """Base of all errors that the input causes; a ValueError.

    >>> import extremum as ex
    >>> try:
    ...     ex.vector("x", "n") + ex.vector("y", "m")
    ... except ex.ExtremumError as error:
    ...     print(error)
    cannot add x (n×1) and y (m×1): the shapes of a sum must agree
    """


class ShapeError(ExtremumError):
    """Operands do not fit, or a dimension is unknown or contradictory.

    >>> import extremum as ex
    >>> ex.matrix("A", "n", "m") @ ex.vector("x", "n")
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.ShapeError: cannot multiply A (n×m) by x (n×1): m columns against n rows; ...
    """


class NameUnknownError(ExtremumError):
    """A name is used that was not declared.

    >>> import extremum as ex
    >>> ex.gradient(ex.norm2(ex.vector("residual", "n")), "w")
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.NameUnknownError: 'w' is no symbol of norm2(residual); its symbols: residual
    """


class DataError(ExtremumError):
    """Data are missing, are not finite, have a wrong shape, or violate a declared assumption.

    >>> import extremum as ex
    >>> ex.log(ex.scalar("v", "positive")).evaluate(v=-1.0)
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.DataError: v is declared positive, but its data are not (the least entry is -1); ...
    """


class ParseError(ExtremumError):
    """Text that is no expression; the message shows the line and a caret.

    >>> import extremum as ex
    >>> ex.parse("x' * (A", "x[n]; A[n,n]")
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.ParseError: this ( is never closed; add )
      x' * (A
           ^
    """


class UndeclaredError(ParseError, NameUnknownError):
    """A name or function in a text that was not declared, and whose shape its use does not determine."""


class NotAScalarError(ExtremumError):
    """A scalar was needed, such as for a gradient.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> ex.gradient(2 * x, x)
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.NotAScalarError: a gradient needs a scalar, but 2*x is n×1; use ex.jacobian, ...
    """


class NoParameterError(ExtremumError, AttributeError):
    """An expression was asked for a name, an index or a size that it does not have."""


class NoSuchUseError(ExtremumError, TypeError):
    """An expression or a family was used as what it is none of: a truth value, or what is gone through one by one."""


class UnsupportedError(ExtremumError):
    """A well-posed request that this version cannot answer; the message says what can be done instead.

    >>> import extremum as ex
    >>> X = ex.matrix("X", "n", "n", "symmetric")
    >>> ex.gradient(ex.norm2(ex.eigvals(X)), X)
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.UnsupportedError: the derivative of eigvals(X) is not available: ...
    """


class NoExtremumError(UnsupportedError):
    """The problem has no solution: it is unbounded, or what is asked for is not attained; the message says why.

    >>> import extremum as ex
    >>> ex.solve("-x^2", "x", sense="min")
    Traceback (most recent call last):
        ...
    extremum.algebra.errors.NoExtremumError: there is no minimum: the objective is unbounded below ...
    """


class InternalError(AssertionError):
    """A guard refused a result of our own: a defect of this library, never the user's."""
