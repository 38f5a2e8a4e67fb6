"""Functions of numbers, entry by entry and over axes."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
from collections.abc import Callable
from typing import Any

from extremum.web.browser.numpy.array import asarray, mapped, matmul, ndarray
from extremum.web.browser.numpy.making import atleast_2d, ndim, ravel
from extremum.web.browser.numpy.scalars import KINDS, dtype, guarded, scalar

__all__ = [
    "Ufunc",
    "abs",
    "all",
    "any",
    "argmax",
    "array2string",
    "array_equal",
    "cumsum",
    "diff",
    "divmod",
    "dot",
    "elementwise",
    "frompyfunc",
    "imag",
    "iscomplexobj",
    "isfinite",
    "isnan",
    "isrealobj",
    "kron",
    "max",
    "mean",
    "min",
    "nan_to_num",
    "outer",
    "prod",
    "real",
    "result_type",
    "round",
    "sum",
    "vdot",
    "vectorize",
]


def frompyfunc(function: Callable[..., Any], nin: int, nout: int) -> Callable[..., Any]:
    """A function of objects, entry by entry."""
    return lambda *values: mapped(function, *values, kind="O")


class vectorize:
    """A function entry by entry."""

    def __init__(self, function: Callable[..., Any], otypes: Any = None) -> None:
        self.function, self.kind = function, dtype(otypes[0]).kind if otypes else None

    def __call__(self, *values: Any) -> Any:
        return mapped(self.function, *values, kind=self.kind)


class Ufunc:
    """A function of numbers, on real and on complex ones; ``outer`` of two vectors, ``reduce`` along an axis."""

    def __init__(
        self, real: Callable[..., Any], over: Callable[..., Any] | None = None, kind: str | None = None
    ) -> None:
        self.real, self.over, self.kind = guarded(real), guarded(over or real), kind

    def __call__(self, *values: Any, out: Any = None, where: Any = True, **_: Any) -> Any:
        given = [asarray(value) for value in values]
        of = self.over if builtins.any(one.kind == "c" for one in given) else self.real
        return mapped(of, *(one if one.ndim else one.entries[0] for one in given), kind=self.kind)

    def outer(self, one: Any, other: Any) -> Any:
        return self(asarray(one)[:, None], asarray(other)[None, :])

    def reduce(self, value: Any, axis: int = 0) -> Any:
        turned = asarray(value).swapaxes(0, axis)
        found = turned[0]
        for k in range(1, len(turned)):
            found = self(found, turned[k])
        return found


def elementwise(name: str) -> Ufunc:
    """A function that Python's mathematics has for real and for complex numbers."""
    return Ufunc(getattr(math, name), getattr(cmath, name, None))


def iscomplexobj(value: Any) -> bool:
    """Whether the entries are complex numbers."""
    return asarray(value).kind == "c"


def isrealobj(value: Any) -> bool:
    """Whether the entries are no complex numbers."""
    return not iscomplexobj(value)


def result_type(*values: Any) -> dtype:
    """The common kind."""
    return dtype(builtins.max((asarray(value).kind for value in values), key=KINDS.index))


isfinite = Ufunc(lambda v: math.isfinite(v), cmath.isfinite, "b")
isnan = Ufunc(lambda v: v != v, None, "b")
abs = Ufunc(operator.abs)


def real(value: Any) -> Any:
    """The real part."""
    return asarray(value).real if ndim(value) else scalar(asarray(value).real.entries[0], "f")


def imag(value: Any) -> Any:
    """The imaginary part."""
    return asarray(value).imag


def nan_to_num(value: Any, nan: float = 0.0, **_: Any) -> Any:
    """Zeros for what is no number."""
    return mapped(lambda v: nan if v != v else v, value)


def round(value: Any, digits: int = 0) -> Any:
    """The nearest number of so many digits."""
    return mapped(lambda v: builtins.round(v, digits), value, kind="f")


def divmod(one: Any, other: Any) -> tuple[Any, Any]:
    """Quotient and remainder."""
    return asarray(one) // other, asarray(one) % other


def sum(value: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum."""
    return asarray(value).sum(axis, keepdims)


def prod(value: Any, axis: Any = None) -> Any:
    """The product."""
    return asarray(value).prod(axis)


def mean(value: Any, axis: Any = None) -> Any:
    """The mean."""
    return asarray(value).mean(axis)


def max(value: Any, axis: Any = None, initial: Any = None) -> Any:
    """The largest."""
    return asarray(value).max(axis, initial=initial)


def min(value: Any, axis: Any = None, initial: Any = None) -> Any:
    """The smallest."""
    return asarray(value).min(axis, initial=initial)


def argmax(value: Any, axis: Any = None) -> Any:
    """The place of the largest."""
    return asarray(value).argmax(axis)


def all(value: Any, axis: Any = None) -> Any:
    """Whether all hold."""
    return asarray(value).all(axis)


def any(value: Any, axis: Any = None) -> Any:
    """Whether one holds."""
    return asarray(value).any(axis)


def cumsum(value: Any) -> ndarray:
    """The sums so far."""
    return asarray(value).cumsum()


def diff(value: Any) -> Any:
    """The differences of neighbours."""
    given = asarray(value)
    return given[1:] - given[:-1]


def array_equal(one: Any, other: Any) -> bool:
    """Whether shapes and entries are equal."""
    a, b = asarray(one), asarray(other)
    return a.shape == b.shape and builtins.all(x == y for x, y in zip(a.entries, b.entries, strict=True))


def dot(one: Any, other: Any) -> Any:
    """The product of vectors or matrices."""
    return matmul(one, other) if ndim(one) and ndim(other) else mapped(operator.mul, one, other)


def vdot(one: Any, other: Any) -> Any:
    """The sum of the products of the entries."""
    return matmul(ravel(one).conj(), ravel(other))


def outer(one: Any, other: Any) -> Any:
    """All products of entries."""
    return ravel(one)[:, None] * ravel(other)[None, :]


def kron(one: Any, other: Any) -> ndarray:
    """The Kronecker product."""
    a, b = atleast_2d(one), atleast_2d(other)
    products = asarray(a[:, None, :, None] * b[None, :, None, :])
    return products.reshape(a.shape[0] * b.shape[0], a.shape[1] * b.shape[1])


def array2string(value: Any, **_: Any) -> str:
    """The entries as text."""
    given = asarray(value)
    return str(mapped(lambda v: float(f"{v:.8g}"), given).tolist() if given.kind == "f" else given.tolist())
