"""Values in floating point at a random point, and whether rounding decides them: of an inverse of a singular matrix it
does, and then the point says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.verify.points import quietly

if TYPE_CHECKING:
    from extremum.algebra.node import Array

UNDEFINED = (ExtremumError, ArithmeticError, np.linalg.LinAlgError)
"""What evaluation at a random point raises where there is no value: another point is to be drawn."""
_SHAKEN = 2.0**-44
_ROUGH, _ROUND, _DIGITS, _LAST, _SHAKES = 1e-4, 1e-9, 2.0**-42, 2.0**-50, 8


@dataclass(frozen=True, slots=True)
class Settled:
    """The values of some expressions, and how far they move where the data move by a few last digits."""

    values: tuple[Array, ...]
    noise: float

    @property
    def scale(self) -> float:
        return max(float(np.abs(value).max(initial=0)) for value in self.values)


def evaluated(scope: Scope, *roots: Expr) -> tuple[Array, ...] | None:
    """The values of the expressions; None where one of them is not defined, not finite or not real."""
    try:
        with quietly():
            found = tuple(scope.value(root) for root in roots)
    except UNDEFINED:
        return None
    return tuple(map(_real, found)) if all(map(_is_real, found)) else None


def _is_real(value: Array) -> bool:
    """Whether all entries are finite, and real but for rounding: eigenvalues of a matrix come in pairs that are not."""
    if not np.isfinite(value).all():
        return False
    return not np.iscomplexobj(value) or bool(
        np.abs(value.imag).max(initial=0) <= _ROUND * np.abs(value).max(initial=0)
    )


def _real(value: Array) -> Array:
    return np.asarray(value.real) if np.iscomplexobj(value) else value


def settled(scope: Scope, *roots: Expr) -> Settled | None:
    """The values of the expressions; None where one of them is not defined, or is what rounding makes of it.

    Values no larger than the rounding of what they are made of may be left of terms that cancel: more data are tried.
    """
    here = evaluated(scope, *roots)
    if here is None:
        return None
    found = Settled(here, 0.0)
    for k in range(_SHAKES if found.scale < _rounding(scope, *roots) else 1):
        beside = evaluated(_shaken(scope, k), *roots)
        if beside is None:
            return None
        moved = max(float(np.abs(one - other).max(initial=0)) for one, other in zip(here, beside, strict=True))
        found = Settled(here, max(moved, found.noise))
    return found if found.noise <= _ROUGH * found.scale else None


def is_rounding(scope: Scope, found: Settled, *roots: Expr) -> bool:
    """Whether values are no larger than the last digit of what they are made of: what is left where all cancels."""
    return 0 < found.scale <= _LAST / _DIGITS * _rounding(scope, *roots)


def _rounding(scope: Scope, *roots: Expr) -> float:
    """Some last digits of the largest value on the way."""
    values = (scope.memo[node] for node in topological(roots) if node in scope.memo)
    return _DIGITS * max((float(np.abs(value).max(initial=0)) for value in values), default=0.0)


def _shaken(scope: Scope, more: int = 0) -> Scope:
    """The scope with each array multiplied by a number next to 1, which keeps what is assumed of it."""
    arrays = {
        name: _times(value, 1 + (k + 1 + 3 * more) * _SHAKEN) for k, (name, value) in enumerate(scope.arrays.items())
    }
    return Scope(scope.field, arrays, scope.sizes, scope.functions)


def _times(value: Any, factor: float) -> Any:
    return [member * factor for member in value] if isinstance(value, list) else value * factor
