"""Stands for NumPy in a browser, for which the registries have no wheel of it: the part that proving, checking and
solving formulas need, on small arrays in pure Python. On a machine with NumPy nothing imports it; the tests compare
both."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from extremum.web.browser.numpy import linalg, numbers, random
from extremum.web.browser.numpy.array import asarray, mapped, matmul, ndarray, newaxis
from extremum.web.browser.numpy.entries import *  # noqa: F403 - its own list of NumPy's names
from extremum.web.browser.numpy.making import *  # noqa: F403 - likewise
from extremum.web.browser.numpy.numbers import *  # noqa: F403 - likewise
from extremum.web.browser.numpy.numbers import Ufunc, elementwise
from extremum.web.browser.numpy.places import broadcast_shapes
from extremum.web.browser.numpy.scalars import bool_, complex128, dtype, float64, int64

__version__ = "0"
pi, e, inf, nan = math.pi, math.e, math.inf, math.nan
int8 = int16 = int32 = uint8 = uint16 = uint32 = uint64 = intp = int64
float32 = floating = float64
complex64, integer, number, generic = complex128, int64, float64, float64
ascontiguousarray = asarray

exp, log1p, expm1, log2, tanh = (elementwise(name) for name in ("exp", "log1p", "expm1", "log2", "tanh"))
log, log10, sqrt, sin, cos, tan, sinh, cosh = (
    elementwise(name) for name in ("log", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh")
)
arcsin, arccos, arctan, arcsinh, arctanh = (elementwise(f"a{name}") for name in ("sin", "cos", "tan", "sinh", "tanh"))
floor, ceil, rint = (Ufunc(of, kind="f") for of in (math.floor, math.ceil, round))
conj = conjugate = Ufunc(lambda v: v.conjugate())
square = Ufunc(lambda v: v * v)
sign = Ufunc(lambda v: v if v != v else (v > 0) - (v < 0), lambda v: v / abs(v) if v else v)
maximum = Ufunc(lambda a, b: a if a != a or a >= b else b)
minimum = Ufunc(lambda a, b: a if a != a or a <= b else b)
add, subtract, multiply, divide = (Ufunc(getattr(operator, name)) for name in ("add", "sub", "mul", "truediv"))
true_divide, negative = divide, Ufunc(operator.neg)
equal, less, less_equal, greater, greater_equal = (
    Ufunc(getattr(operator, name), kind="b") for name in ("eq", "lt", "le", "gt", "ge")
)
logical_and, logical_or = Ufunc(lambda a, b: bool(a and b), kind="b"), Ufunc(lambda a, b: bool(a or b), kind="b")
logical_not = Ufunc(operator.not_, kind="b")
power, absolute, mod = Ufunc(operator.pow), numbers.abs, Ufunc(operator.mod)
hypot, copysign = Ufunc(math.hypot), Ufunc(math.copysign)
heaviside = Ufunc(lambda v, at: at if v == 0 else float(v > 0))


def _logaddexp(a: float, b: float) -> float:
    top = a if a >= b else b
    return float(top) if math.isinf(top) else top + math.log(math.exp(a - top) + math.exp(b - top))


logaddexp = Ufunc(_logaddexp)


@contextmanager
def errstate(**_: Any) -> Iterator[None]:
    """Nothing warns here."""
    yield


def finfo(_: Any = float) -> SimpleNamespace:
    """Double precision."""
    return SimpleNamespace(eps=2.0**-52, max=1.7976931348623157e308, tiny=2.0**-1022, smallest_normal=2.0**-1022)


def iinfo(_: Any = int) -> SimpleNamespace:
    """Words of 64 bits."""
    return SimpleNamespace(max=2**63 - 1, min=-(2**63))


def isclose(one: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8) -> Any:
    """Whether numbers are near."""
    return mapped(lambda a, b: abs(a - b) <= atol + rtol * abs(b), one, other, kind="b")


def allclose(one: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Whether all numbers are near."""
    return bool(asarray(isclose(one, other, rtol, atol)).all())


__all__ = ["asarray", "bool_", "broadcast_shapes", "dtype", "linalg", "matmul", "ndarray", "newaxis", "random"]
