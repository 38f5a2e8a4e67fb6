"""The errors that users meet. Each message names the place, what was expected and what would fix it."""

from __future__ import annotations


class ExtremumError(ValueError):
    """Base of all errors that the input causes."""


class ShapeError(ExtremumError):
    """Operands do not fit, or a dimension is unknown or contradictory."""


class NameUnknownError(ExtremumError):
    """A name is used that was not declared."""


class DataError(ExtremumError):
    """Data are missing, are not finite, have a wrong shape, or violate a declared assumption."""


class ParseError(ExtremumError):
    """Text that is no expression; the message shows the line and a caret."""


class UndeclaredError(ParseError, NameUnknownError):
    """A name or function in a text that was not declared, and whose shape its use does not determine."""


class NotAScalarError(ExtremumError):
    """A scalar was needed, such as for a gradient."""


class NoParameterError(ExtremumError, AttributeError):
    """An expression was asked for a name, an index or a size that it does not have."""


class UnsupportedError(ExtremumError):
    """A well-posed request that this version cannot answer; the message says what can be done instead."""


class NoExtremumError(UnsupportedError):
    """The problem has no solution: it is unbounded, or what is asked for is not attained; the message says why."""


class InternalError(AssertionError):
    """A guard refused a result of our own: a defect of this library, never the user's."""
