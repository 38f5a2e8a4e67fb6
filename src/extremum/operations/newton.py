"""The values of what equations define: linear equations by one system, others by Newton's method from several starts.

``vec(P) -= J⁻¹ vec(F(P))``, with the Jacobian J of the residual F by differences, halved until the residual falls
(Dennis & Schnabel 1996, ch. 6). What it found is judged by the distance to the solution that a last step still sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, final

from extremum.algebra.dims import Bound
from extremum.algebra.errors import DataError
from extremum.algebra.evaluate import Scope, ragged
from extremum.algebra.fields import NeverExactError
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr, operator

if TYPE_CHECKING:
    import numpy as np
    from scipy.linalg import lapack

    from extremum.algebra.node import Array
else:
    np, lapack = Lazy("numpy"), Lazy("scipy.linalg.lapack")

_STEPS, _HALVINGS, _DRAWS = 40, 16, 6
_NEAR, _CONSISTENT, _REGULAR = 1e-9, 1e-3, 1e-8
"""What the last step may still move, beside the size of the solution; what a step may leave of the tangent equation;
the reciprocal condition from which on a Jacobian is far from singular."""


@final
class Residual:
    """The residual of an equation on data, as a function of the entries of its unknown, by columns."""

    def __init__(self, node: Expr, scope: Scope) -> None:
        assert isinstance(node.params[4], int)
        (self.body,), self.scope, self.name = node.args, scope, node.name
        self.atom = Bound(node.params[4])
        self.rows, self.cols = scope.dim(node.rows), scope.dim(node.cols)
        self.together = not ragged(self.body, self.atom)

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return self.rows * self.cols

    def matrices(self, points: Array) -> Array:
        """One matrix a row of stacked columns."""
        return np.swapaxes(points.reshape(-1, self.cols, self.rows), -1, -2)

    def __call__(self, points: Array) -> Array:
        """The residuals at several points, one a row."""
        unknowns = self.matrices(points)
        found = self._at_once(unknowns) if self.together else np.stack([self._at(one) for one in unknowns])
        found = np.broadcast_to(found, (len(points), self.rows, self.cols))
        return np.swapaxes(found, -1, -2).reshape(len(points), -1)

    def _at_once(self, unknowns: Array) -> Array:
        inside = self.scope.inner(self.atom, np.arange(len(unknowns)))
        inside.carries = {**self.scope.carries, self.name: unknowns}
        return np.asarray(inside.value(self.body))

    def _at(self, unknown: Array) -> Array:
        return self.scope.at(self.atom, 0, {self.name: unknown}).value(self.body)

    def affine(self) -> tuple[Array, Array]:
        """``(J, c)`` of the affine function that takes the same values as F at 0 and at the unit vectors."""
        points = self.scope.field.array(np.vstack([np.zeros((1, self.size)), np.eye(self.size)]))
        values = self(points)
        return self.scope.field.reduce((values[1:] - values[0]).T), values[0]

    def jacobian(self, at: Array) -> Array:
        """J at a point, by central differences."""
        steps = np.eye(self.size) * (6e-6 * (1 + np.abs(at)))
        wide = 2 * np.diagonal(steps)
        return (self(at + steps) - self(at - steps)).T / wide


def solved(node: Expr, scope: Scope) -> Array:
    """The value of what an equation defines.

    Raises:
        DataError: no solution was found, or none that is what the quantity is declared to be.
        NeverExactError: modulo the prime, or with error bounds, where the equation is not linear.
    """
    residual = Residual(node, scope)
    if not residual.size:
        return np.zeros((residual.rows, residual.cols))
    linear = _linear(residual)
    if linear is not None:
        return _as_declared(node, residual, np.asarray(residual.matrices(linear)[0]))
    if scope.field.exact:
        raise NeverExactError(f"{node.name} has no exact value: its equation is not linear")
    return _nearest(node, residual)


def _as_declared(node: Expr, residual: Residual, value: Array) -> Array:
    """The one solution of a linear equation, where it is what the quantity is declared to be; modulo the prime that
    has no meaning."""
    refused = "" if residual.scope.field.exact else operator("violated")(node.params[3], value)
    if refused:
        raise DataError(
            f"{node.name}: the solution of the equation that defines it is not {refused.replace('_', ' ')} for these "
            "data, as it is declared to be"
        )
    return value


def _linear(residual: Residual) -> Array | None:
    """The solution of a linear equation, None for another; of a singular one the error is that of its inverse."""
    field = residual.scope.field
    jacobian, rest = residual.affine()
    if not field.exact and not np.isfinite(jacobian).all():
        return None
    probe = field.array(1 + np.arange(residual.size) % 3)
    guess = field.reduce(rest + field.matmul(jacobian, probe[:, None])[:, 0])
    if not _same(residual(probe[None])[0], guess, field.exact) or not _same(
        residual(-2 * probe[None])[0], field.reduce(3 * rest - 2 * guess), field.exact
    ):
        return None
    return np.asarray(field.reduce(-field.matmul(field.inverse(jacobian), rest[:, None])[:, 0]))


def _same(found: Array, wanted: Array, exact: bool) -> bool:
    if exact:
        return not any(bool(a != b) for a, b in zip(found, wanted, strict=True))  # balls that meet may be the same
    return bool(np.allclose(found, wanted, rtol=1e-11, atol=1e-11 * (1 + np.abs(wanted).max())))


# -- other equations -------------------------------------------------------------------------------------------------
def _nearest(node: Expr, residual: Residual) -> Array:
    refused = ""
    for start in _starts(node, residual):
        found = _newton(residual, start)
        if found is None:
            continue
        value = np.asarray(residual.matrices(found)[0])
        refused = operator("violated")(node.params[3], np.real(value))
        if not refused:
            return value
    why = (
        f"the solutions that were found are not {refused.replace('_', ' ')}"
        if refused
        else "no start of Newton's method led to one"
    )
    raise DataError(
        f"{node.name}: no solution of the equation that defines it was found for these data ({why}); give a start "
        f"near the solution under the name {node.name} in the data"
    )


def _starts(node: Expr, residual: Residual) -> Iterator[Array]:
    """What the data give; then the identity or ones, their multiples, zeros, and draws that are always the same."""
    given = residual.scope.arrays.get(node.name)
    if given is not None:
        yield np.asarray(given, dtype=float).T.reshape(-1)
    square = residual.rows == residual.cols
    unit = (np.eye(residual.rows) if square else np.ones((residual.rows, residual.cols))).T.reshape(-1)
    yield from (scale * unit for scale in (1.0, 0.1, 10.0, 0.0, -1.0))
    rng = np.random.default_rng(1)
    yield from (3.0**k * rng.standard_normal(residual.size) for k in (-1, 0, 1) for _ in range(_DRAWS // 3))


def _newton(residual: Residual, start: Array) -> Array | None:
    at, value = start, residual(start[None])[0]
    for _ in range(_STEPS):
        step = _step(residual, at, value)
        if step is None:
            return None
        moved = _shortened(residual, at, value, step)
        if moved is None:
            return at if _is_short(step, at) else None
        at, value = moved
        if _is_short(step, at):
            return _polished(residual, at, value)
    return None


def _polished(residual: Residual, at: Array, value: Array) -> Array:
    """Two more steps, which round off what differences left."""
    for _ in range(2):
        step = _step(residual, at, value)
        if step is None or not _is_short(step, at):
            break
        at = at - step
        value = residual(at[None])[0]
    return at


def _is_short(step: Array, at: Array) -> bool:
    return bool(np.abs(step).max() <= _NEAR * max(float(np.abs(at).max()), 1e-6))


def _step(residual: Residual, at: Array, value: Array) -> Array | None:
    """``J⁻¹ F``, the shortest where J is singular; None where the tangent equation has no solution."""
    jacobian = residual.jacobian(at)
    if not (np.isfinite(jacobian).all() and np.isfinite(value).all()):
        return None
    step = _shortest(jacobian, value)
    return step if np.linalg.norm(jacobian @ step - value) <= _CONSISTENT * np.linalg.norm(value) else None


def _shortest(matrix: Array, right: Array) -> Array:
    """The shortest least-squares solution; where the matrix is far from singular that by its LU factors, which take a
    thirtieth of the time of singular values (condition as LAPACK's ``gecon`` estimates it)."""
    factors, pivots, singular = lapack.dgetrf(matrix)
    if not singular and lapack.dgecon(factors, np.linalg.norm(matrix, 1))[0] > _REGULAR:
        return np.asarray(lapack.dgetrs(factors, pivots, right)[0])
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0])


def _shortened(residual: Residual, at: Array, value: Array, step: Array) -> tuple[Array, Array] | None:
    """The first of the points along a step, halved again and again, at which the residual is less."""
    size = float(np.linalg.norm(value))
    for k in range(_HALVINGS):
        there = at - step / 2**k
        found = residual(there[None])[0]
        if np.isfinite(found).all() and float(np.linalg.norm(found)) <= (1 - 1e-4 / 2**k) * size:
            return there, found
    return None
