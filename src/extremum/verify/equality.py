"""Equality of expressions: the same normal form, exact evaluation modulo a prime, then floating point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.fields import NotExactError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.verify.sampling import exact_scope, float_scope

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_TRIES, _POINTS = 40, 2
_TOLERANCE = 1e-7
_TRANSCENDENTAL = {"elementwise", "logdet", "constant"}


@dataclass(frozen=True, slots=True)
class Equality:
    """The verdict (``proved`` exactly, ``agrees`` numerically, ``differs``, ``undecided``) and its evidence."""

    verdict: str
    evidence: str

    def __bool__(self) -> bool:
        return self.verdict in ("proved", "agrees")

    def __str__(self) -> str:
        return f"{self.verdict}: {self.evidence}"


def equal(a: Expr, b: Expr) -> Equality:
    """Whether two expressions are equal wherever both are defined and the assumptions hold.

    Exact evaluation at random points modulo a prime near 2^61 decides rational expressions, with an error probability
    below 1e-15 (Schwartz 1980, Zippel 1979). There transcendental functions are random functions of their argument's
    value: agreement is proof still, disagreement decides nothing, and floating point does.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, B = ex.matrix("A", n, n), ex.matrix("B", n, n)
    >>> print(equal((A + B) @ (A - B), A @ A - B @ B).verdict)
    differs
    >>> print(equal((A + B) @ (A + B), A @ A + A @ B + B @ A + B @ B).verdict)
    proved

    Raises:
        ShapeError: their shapes differ.
    """
    if a.shape != b.shape:
        raise ShapeError(f"{a} is {show_shape(a.shape)} and {b} is {show_shape(b.shape)}: they cannot be equal")
    if a is b:
        return Equality("proved", "they have the same normal form")
    exact = _exactly(a, b)
    if exact is not None and (exact or not _transcendental(a, b)):
        where = f"at {_POINTS} random points modulo 2^61 - 1"
        return Equality("proved", f"equal {where}") if exact else Equality("differs", f"unequal {where}")
    return _numerically(a, b)


def _transcendental(a: Expr, b: Expr) -> bool:
    return any(
        node.op.name in _TRANSCENDENTAL
        or (node.op.name == "hadamard" and any(e.op.name != "number" for e in node.args[1::2]))
        for node in topological([a, b])
    )


def _exactly(a: Expr, b: Expr) -> bool | None:
    """Whether values modulo the prime are equal at random points; None where there are no such values."""
    found = 0
    for seed in range(_TRIES):
        try:
            scope = exact_scope([a, b], np.random.default_rng(seed))
            same = bool(np.array_equal(scope.value(a), scope.value(b)))
        except NotExactError:
            continue
        except (NotImplementedError, ExtremumError, TypeError):
            return None
        if not same:
            return False
        found += 1
        if found == _POINTS:
            return True
    return None


def _numerically(a: Expr, b: Expr, points: int = 3) -> Equality:
    worst = 0.0
    found = 0
    for seed in range(_TRIES):
        try:
            with np.errstate(all="ignore"):
                scope = float_scope([a, b], np.random.default_rng(seed))
                left, right = scope.value(a), scope.value(b)
        except ExtremumError:
            continue
        if not (np.isfinite(left).all() and np.isfinite(right).all()):
            continue
        worst = max(worst, _distance(left, right))
        found += 1
        if found == points:
            break
    if not found:
        return Equality("undecided", "no random point was found at which both are defined")
    words = f"largest relative difference {worst:.1e} at {found} random points"
    return Equality("agrees" if worst < _TOLERANCE else "differs", words)


def _distance(left: Array, right: Array) -> float:
    scale = 1e-9 + max(float(np.abs(left).max(initial=0)), float(np.abs(right).max(initial=0)))
    return float(np.abs(left - right).max(initial=0)) / max(scale, 1e-3)
