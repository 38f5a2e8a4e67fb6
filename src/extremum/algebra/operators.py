"""Python's operators on expressions: each is bound where the operations live."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extremum.algebra.node import Expr

_OPERATORS: dict[str, Callable[..., Any]] = {}


def bind_operator(name: str, function: Callable[..., Any]) -> None:
    """Gives a Python operator or method of expressions its meaning."""
    _OPERATORS[name] = function


def operator(name: str) -> Callable[..., Any]:
    """The meaning that was given to an operator or method."""
    return _OPERATORS[name]


class Operators:
    """What ``+``, ``@``, ``[ ]``, ``<`` and ``.T`` mean for an expression."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
            return _OPERATORS["universal"](function.__name__, method, inputs, options)

        def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
            return _OPERATORS["array_function"](function.__name__)

    def __add__(self, other: Any) -> Expr:
        return _OPERATORS["add"](self, other)  # type: ignore[no-any-return]

    def __radd__(self, other: Any) -> Expr:
        return _OPERATORS["add"](other, self)  # type: ignore[no-any-return]

    def __sub__(self, other: Any) -> Expr:
        return _OPERATORS["subtract"](self, other)  # type: ignore[no-any-return]

    def __rsub__(self, other: Any) -> Expr:
        return _OPERATORS["subtract"](other, self)  # type: ignore[no-any-return]

    def __neg__(self) -> Expr:
        return _OPERATORS["negate"](self)  # type: ignore[no-any-return]

    def __mul__(self, other: Any) -> Expr:
        return _OPERATORS["times"](self, other)  # type: ignore[no-any-return]

    def __rmul__(self, other: Any) -> Expr:
        return _OPERATORS["times"](other, self)  # type: ignore[no-any-return]

    def __matmul__(self, other: Any) -> Expr:
        return _OPERATORS["matmul"](self, other)  # type: ignore[no-any-return]

    def __rmatmul__(self, other: Any) -> Expr:
        return _OPERATORS["matmul"](other, self)  # type: ignore[no-any-return]

    def __truediv__(self, other: Any) -> Expr:
        return _OPERATORS["divide"](self, other)  # type: ignore[no-any-return]

    def __rtruediv__(self, other: Any) -> Expr:
        return _OPERATORS["divide"](other, self)  # type: ignore[no-any-return]

    def __pow__(self, exponent: Any) -> Expr:
        return _OPERATORS["power"](self, exponent)  # type: ignore[no-any-return]

    def __rpow__(self, base: Any) -> Expr:
        return _OPERATORS["power"](base, self)  # type: ignore[no-any-return]

    def __getitem__(self, index: Any) -> Expr:
        return _OPERATORS["getitem"](self, index)  # type: ignore[no-any-return]

    def __abs__(self) -> Expr:
        return _OPERATORS["absolute"](self)  # type: ignore[no-any-return]

    def __lt__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, "<", other)

    def __le__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, "<=", other)

    def __gt__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, ">", other)

    def __ge__(self, other: Any) -> Any:
        return _OPERATORS["compared"](self, ">=", other)

    @property
    def T(self) -> Expr:
        """The transpose."""
        return _OPERATORS["transpose"](self)  # type: ignore[no-any-return]

    @property
    def inv(self) -> Expr:
        """The inverse of a square matrix."""
        return _OPERATORS["inverse"](self)  # type: ignore[no-any-return]
