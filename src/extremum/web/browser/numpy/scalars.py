"""Kinds of numbers, and arithmetic that gives inf and nan where Python raises."""

from __future__ import annotations

import cmath
import math
import operator
from collections.abc import Callable
from typing import Any, ClassVar

KINDS = "bifcO"
"""From the narrowest to the widest."""


class Number:
    """A number that is also an array without axes."""

    shape: tuple[int, ...] = ()
    ndim = 0
    size = 1
    kind: str = "O"
    made: ClassVar[Callable[..., Any]]
    """Makes an array of entries, a shape and a kind."""

    @property
    def dtype(self) -> dtype:
        return dtype(self.kind)

    def item(self) -> Any:
        return plain(self, self.kind)

    tolist = item

    def all(self, *_: Any) -> bool:
        return bool(self)

    any = all

    def max(self, *_: Any, **__: Any) -> Any:
        return self

    min = sum = mean = copy = prod = max

    def astype(self, wanted: Any, copy: bool = True) -> Any:
        kind = dtype(wanted).kind
        return scalar(plain(self.item(), kind), kind)

    def _array(self) -> Any:
        return self.made([self.item()], (), self.kind)

    def reshape(self, *shape: Any) -> Any:
        return self._array().reshape(*shape)

    def ravel(self) -> Any:
        return self.reshape(1)

    def __getitem__(self, key: Any) -> Any:
        return self._array()[key]

    def __matmul__(self, other: Any) -> Any:
        return NotImplemented


class float64(Number, float):
    kind = "f"


class int64(Number, int):
    kind = "i"


class complex128(Number, complex):
    kind = "c"


class bool_(Number, int):
    kind = "b"

    def __repr__(self) -> str:
        return str(bool(self))

    __str__ = __repr__

    def __invert__(self) -> bool_:
        return bool_(not self)


class dtype:
    """A kind of numbers; ``dtype(float)``, ``dtype("f")``."""

    def __init__(self, of: Any) -> None:
        self.kind: str = of if isinstance(of, str) and of in KINDS else of.kind if isinstance(of, dtype) else _KIND[of]

    def __class_getitem__(cls, of: Any) -> Any:
        return cls

    def __eq__(self, other: object) -> bool:
        return self.kind == dtype(other).kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def __repr__(self) -> str:
        return {"b": "bool", "i": "int64", "f": "float64", "c": "complex128", "O": "object"}[self.kind]


_KIND = {
    bool: "b",
    bool_: "b",
    int: "i",
    int64: "i",
    float: "f",
    float64: "f",
    complex: "c",
    complex128: "c",
    object: "O",
}
_KIND_OF = {**_KIND, str: "O"}


def kind_of(value: Any) -> str:
    """The kind of one number."""
    found = _KIND_OF.get(type(value))
    if found is not None:
        return "O" if found == "i" and abs(value) >= 2**63 else found
    return "O"


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "b": bool,
    "i": lambda v: int(v.real) if isinstance(v, complex) else int(v),
    "f": lambda v: v.real if isinstance(v, complex) else float(v),
    "c": complex,
    "O": lambda v: v,
}


def plain(value: Any, kind: str) -> Any:
    """A number as Python has it, of a kind."""
    return _PLAIN[kind](value)


_SCALAR: dict[str, Callable[[Any], Any]] = {"b": bool_, "i": int64, "f": float64, "c": complex128, "O": lambda v: v}


def scalar(value: Any, kind: str) -> Any:
    """An entry that stands by itself."""
    return _SCALAR[kind](value)


# -- arithmetic --------------------------------------------------------------------------------------------------------
def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function on numbers, with inf and nan as IEEE 754 has them; on other objects as they say themselves."""

    def safe(*values: Any) -> Any:
        try:
            found = function(*values)
        except (ZeroDivisionError, OverflowError, ValueError):
            if not all(isinstance(v, (int, float, complex)) for v in values):
                raise
            return _limit(function, *values)
        powered = function is operator.pow and isinstance(found, complex)
        return math.nan if powered and not any(isinstance(v, complex) for v in values) else found

    return safe


def _limit(function: Callable[..., Any], *values: Any) -> Any:
    """The value where Python raises: a quotient by zero, an overflow, or nothing."""
    if any(isinstance(v, complex) for v in values):
        return complex(math.nan, math.nan)
    if function is operator.truediv:
        top, bottom = map(float, values)
        return math.nan if top == 0 or top != top else math.copysign(math.inf, top) * math.copysign(1, bottom)
    if function is operator.pow:
        base, power = map(float, values)
        odd = power == int(power) and int(power) % 2 if math.isfinite(power) else False
        return -math.inf if odd and math.copysign(1, base) < 0 else math.inf
    if function in (math.exp, math.cosh, math.expm1, cmath.exp):
        return math.inf
    if function is math.sinh:
        return math.copysign(math.inf, values[0])
    if function in (math.log, math.log10, math.log2, math.log1p):
        return -math.inf if values[0] == (-1 if function is math.log1p else 0) else math.nan
    return math.nan


def _arithmetic(kind: type, name: str) -> None:
    safe = guarded(getattr(operator, name))

    def forward(self: Any, other: Any) -> Any:
        return _wrapped(safe(_bare(self), _bare(other))) if isinstance(other, (int, float, complex)) else NotImplemented

    def backward(self: Any, other: Any) -> Any:
        return _wrapped(safe(_bare(other), _bare(self))) if isinstance(other, (int, float, complex)) else NotImplemented

    setattr(kind, f"__{name}__", forward)
    setattr(kind, f"__r{name}__", backward)


def _bare(value: Any) -> Any:
    kind = _KIND.get(type(value))
    return value if kind is None else plain(value, kind)


def _wrapped(value: Any) -> Any:
    return scalar(value, kind_of(value))


for _kind in (float64, int64, complex128):
    for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
        if _kind is not complex128 or _name not in ("floordiv", "mod"):
            _arithmetic(_kind, _name)
