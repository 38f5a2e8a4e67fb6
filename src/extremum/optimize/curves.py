"""Smooth convex functions as cones: what lies above exponentials, logarithms, entropies, inverses, determinants.

With ``K = {(x, y, z): y > 0, y exp(x/y) ≤ z}``, closed: ``τ ≥ exp(u)`` is ``(u, 1, τ) ∈ K``, ``τ ≥ -log(u)`` is
``(-τ, 1, u) ∈ K``, ``τ ≥ x log(x/p)`` is ``(-τ, x, p) ∈ K`` (Chandrasekaran & Shah 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE
from extremum.operations.powers import pairs
from extremum.optimize.affines import Affines, Member
from extremum.optimize.cones import (
    EXPONENTIAL,
    NONNEGATIVE,
    SECOND_ORDER,
    SEMIDEFINITE,
    ConeProgram,
    NotConicError,
    stacked,
)
from extremum.optimize.epigraphs import Affine

if TYPE_CHECKING:
    from extremum.algebra.node import Array

Above = Callable[[ConeProgram, Affine], "Array"]
"""Adds new variables above a function of each entry of what is affine: their places."""


def _row(program: ConeProgram, inside: Affine, k: int) -> Array:
    row = np.zeros(program.size)
    row[: inside.F.shape[1]] = inside.F[k]
    return row


def _unit(program: ConeProgram, place: int, by: float = 1.0) -> Array:
    row = np.zeros(program.size)
    row[place] = by
    return row


def _new(program: ConeProgram, inside: Affine) -> Array:
    return program.more(np.zeros(len(inside.f)))


def exponential_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ exp(u)``."""
    places = _new(program, inside)
    for k, place in enumerate(places):
        rows = [_row(program, inside, k), np.zeros(program.size), _unit(program, place)]
        program.within(EXPONENTIAL, np.array(rows), np.array([inside.f[k], 1.0, 0.0]))
    return places


def logarithm_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ -log(u)``."""
    places = _new(program, inside)
    for k, place in enumerate(places):
        rows = [_unit(program, place, -1.0), np.zeros(program.size), _row(program, inside, k)]
        program.within(EXPONENTIAL, np.array(rows), np.array([0.0, 1.0, inside.f[k]]))
    return places


def entropy_below(program: ConeProgram, inside: Affine, other: Affine | None = None) -> Array:
    """``τ ≥ x log(x/p)``, ``p = 1`` where nothing is given."""
    places = _new(program, inside)
    for k, place in enumerate(places):
        last = np.zeros(program.size) if other is None else _row(program, other, k)
        rows = [_unit(program, place, -1.0), _row(program, inside, k), last]
        fixed = [0.0, inside.f[k], 1.0 if other is None else other.f[k]]
        program.within(EXPONENTIAL, np.array(rows), np.array(fixed))
    return places


def together_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ log(Σ exp(u_i))``: ``Σ exp(u_i - τ) ≤ 1``."""
    (place,) = program.more(np.zeros(1))
    parts = program.more(np.zeros(len(inside.f)))
    for k, part in enumerate(parts):
        shifted = _row(program, inside, k) - _unit(program, place)
        rows = [shifted, np.zeros(program.size), _unit(program, part)]
        program.within(EXPONENTIAL, np.array(rows), np.array([inside.f[k], 1.0, 0.0]))
    total = np.zeros((1, program.size))
    total[0, parts] = -1.0
    program.within(NONNEGATIVE, total, np.ones(1))
    return np.array([place])


def softplus_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ log(1 + exp(u))``, the logarithm of two exponentials, entry by entry."""
    each = [
        Affine(np.vstack([F, np.zeros_like(F)]), np.array([f, 0.0]), (2, 1))
        for F, f in zip(inside.F, inside.f, strict=True)
    ]
    return np.concatenate([together_below(program, one) for one in each])


def inverse_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ 1/u`` for ``u > 0``: ``‖(2, τ - u)‖ ≤ τ + u``."""
    places = _new(program, inside)
    for k, place in enumerate(places):
        tau, u = _unit(program, place), _row(program, inside, k)
        rows, fixed = [tau + u, np.zeros(program.size), tau - u], [inside.f[k], 2.0, -inside.f[k]]
        program.within(SECOND_ORDER, np.array(rows), np.array(fixed))
    return places


def determinant_below(program: ConeProgram, inside: Affine) -> Array:
    """``τ ≥ -log det S``: ``τ ≥ -Σ log z_ii`` with ``[S, Z; Z', diag(Z)]`` positive semidefinite, Z lower triangular
    (Ben-Tal & Nemirovski 2001, sec. 4.2)."""
    n = inside.shape[0]
    i, j = np.tril_indices(n)
    lower = program.more(np.zeros(len(i)))
    slopes, fixed = inside.matrices(program.size)
    whole, still = np.zeros((2 * n, 2 * n, program.size)), np.zeros((2 * n, 2 * n))
    whole[:n, :n], still[:n, :n] = slopes, fixed
    whole[i, n + j, lower] = whole[n + j, i, lower] = 1.0
    whole[n + i[i == j], n + i[i == j], lower[i == j]] = 1.0
    program.within(SEMIDEFINITE, stacked(whole), stacked(still))
    corner = np.zeros((n, program.size))
    corner[np.arange(n), lower[i == j]] = 1.0
    each = logarithm_below(program, Affine(corner, np.zeros(n), (n, 1)))
    (place,) = program.more(np.zeros(1))
    total = np.zeros((1, program.size))
    total[0, place], total[0, each] = 1.0, -1.0
    program.within(NONNEGATIVE, total, np.zeros(1))
    return np.array([place])


@final
@dataclass(frozen=True, slots=True)
class Curve:
    """A function that is convex, or whose negative is, by sign; above: what is above ``sign f``."""

    sign: int
    above: Above


ENTRYWISE: Mapping[str, Curve] = {
    "exp": Curve(1, exponential_below),
    "log": Curve(-1, logarithm_below),
    "softplus": Curve(1, softplus_below),
}
"""The functions, of each entry."""


def curve_above(program: ConeProgram, affine: Affines, core: Expr, member: Member) -> tuple[int, Array]:
    """The sign with which an expression is convex, and new variables above that, one or one for each entry.

    Raises:
        NotConicError: it is none that is known.
    """
    if core.op is ELEMENTWISE and core is c.apply(core.function, core.args[0]):
        known = ENTRYWISE.get(core.function)
        if known is None:
            raise NotConicError
        return known.sign, known.above(program, affine.of(core.args[0], member))
    if core.op.name == "logsumexp":
        return 1, together_below(program, affine.of(core.args[0], member))
    if core.op.name == "logdet":
        return -1, determinant_below(program, affine.of(core.args[0], member))
    weighed = _entropy(core)
    if weighed is not None:
        x, p = weighed
        over = None if p is None else affine.of(p, member)
        return 1, entropy_below(program, affine.of(x, member), over)
    if core.op.name == "hadamard" and [power for _, power in pairs(core)] == [c.number(-1)]:
        return 1, inverse_below(program, affine.of(pairs(core)[0][0], member))
    raise NotConicError


def _entropy(core: Expr) -> tuple[Expr, Expr | None] | None:
    """x and p of ``x.*log(x./p)``, p None where it is 1, and of its sum; None where it is neither."""
    if core.op.name == "product" and len(core.args) == 2 and core.is_scalar:
        factors = [core.args[0] if core.args[0].cols.number == 1 else c.transpose(core.args[0]), core.args[1]]
    elif core.op.name == "hadamard" and all(power is c.number(1) for _, power in pairs(core)):
        factors = [base for base, _ in pairs(core)]
    else:
        return None
    logs = [f for f in factors if f.op is ELEMENTWISE and f is c.apply("log", f.args[0])]
    others = [f for f in factors if f not in logs]
    if len(logs) != 1 or len(others) != 1:
        return None
    (inner,), (x,) = logs[0].args, others
    if inner is x:
        return x, None
    if inner.op.name == "hadamard" and (x, c.number(1)) in pairs(inner):
        return x, c.hadamard(x, c.power(inner, c.number(-1)))
    return None
