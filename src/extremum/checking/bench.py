"""Quick comparisons of many expressions on the same few random points; what they find is verified afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.evaluate import Scope
from extremum.algebra.node import Expr
from extremum.verify.floating import UNDEFINED, evaluated, settled
from extremum.verify.points import Draws, quietly
from extremum.verify.sampling import float_scope
from extremum.verify.sizes import sizes_at

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_POINTS, _TRIES = 2, 40
_NEAR, _CLOSE = 1e-7, 1e-9


@final
class Bench:
    """Random points at which some expressions are defined; values are kept, so shared parts are computed once."""

    def __init__(self, roots: Sequence[Expr], defined: Sequence[Expr]) -> None:
        self._scopes: list[Scope] = []
        self._values: dict[Expr, list[Array] | None] = {}
        for seed, sizes in enumerate(sizes_at(roots, _TRIES, 3)):
            scope = _scope(roots, seed, sizes)
            if scope is not None and settled(scope, *defined) is not None:
                self._scopes.append(scope)
            if len(self._scopes) == _POINTS:
                break

    @property
    def defined(self) -> bool:
        """Whether there are such points."""
        return bool(self._scopes)

    def values(self, expr: Expr) -> list[Array] | None:
        """The values at the points; None where it is not defined at one of them."""
        if expr not in self._values:
            found = [_value(scope, expr) for scope in self._scopes]
            self._values[expr] = None if any(v is None for v in found) else [v for v in found if v is not None]
        return self._values[expr]

    def same(self, a: Expr, b: Expr) -> bool:
        """Whether two expressions of one shape agree at the points."""
        left, right = self.values(a), self.values(b)
        if left is None or right is None or a.shape != b.shape:
            return False
        return all(_near(one, other) for one, other in zip(left, right, strict=True))

    def ratios(self, a: Expr, b: Expr) -> list[float] | None:
        """The numbers q with ``a = q b`` at each point, where there are such numbers and they are not zero."""
        left, right = self.values(a), self.values(b)
        if left is None or right is None or a.shape != b.shape:
            return None
        found = [_ratio(one, other) for one, other in zip(left, right, strict=True)]
        return None if any(q is None for q in found) else [q for q in found if q is not None]


def _scope(roots: Sequence[Expr], seed: int, sizes: Mapping[str, int]) -> Scope | None:
    try:
        return float_scope(roots, Draws(seed, positive=seed % 4 == 3), sizes)
    except UNDEFINED:
        return None


def _value(scope: Scope, expr: Expr) -> Array | None:
    found = evaluated(scope, expr)
    return None if found is None else found[0]


def _near(a: Array, b: Array) -> bool:
    with quietly():
        return _is_near(a, b)


def _is_near(a: Array, b: Array) -> bool:
    scale = max(float(np.abs(a).max(initial=0)), float(np.abs(b).max(initial=0)))
    return float(np.abs(a - b).max(initial=0)) <= _NEAR * scale


def _ratio(a: Array, b: Array) -> float | None:
    with quietly():
        return _quotient(a, b)


def _quotient(a: Array, b: Array) -> float | None:
    square = float((b * b).sum())
    q = float((a * b).sum()) / square if square else 0.0
    return q if q and _near(a, q * b) else None


def rationals(values: Sequence[float]) -> list[Fraction]:
    """The simple rational numbers that all the values may be, the simplest first.

    >>> rationals([0.5, 0.5]), rationals([1.0001, 1.0001]), rationals([0.5, 0.6])
    ([Fraction(1, 2)], [Fraction(10001, 10000)], [])
    """
    value = values[0]
    if not np.isfinite(values).all():
        return []
    options = [
        Fraction(value).limit_denominator(100),
        Fraction(value).limit_denominator(10**6),
        Fraction(f"{value:.12g}"),
    ]
    return [q for q in dict.fromkeys(options) if q and all(abs(v / float(q) - 1) < _CLOSE for v in values)]
