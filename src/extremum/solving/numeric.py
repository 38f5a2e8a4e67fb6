"""Random sample data: the Hessian at a solution as a check of the argument, and matrices that are never invertible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.calculus.sweep import gradients

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(slots=True)
class Definiteness:
    """kind: what the Hessian says within the structure of the solution; free: what it says among all matrices."""

    kind: str | None
    words: str
    free: str | None

    def notes(self, cones: dict[Expr, Expr]) -> list[str]:
        """What holds among matrices without the solution's structure, where that differs."""
        changed = [v for v, s in cones.items() if s is not v]
        if not changed or self.free == self.kind or self.free is None:
            return []
        names = ", ".join(v.name for v in changed)
        return [
            f"{self.kind} among symmetric {names}; among all invertible matrices the point is a {self.free}: "
            "there is a direction with a skew-symmetric part in which the objective goes the other way"
        ]


def definiteness(objective: Expr, values: dict[Expr, Expr], seeds: int = 2) -> Definiteness:
    """The signs of the Hessian's eigenvalues at the solution, on random data that satisfy the assumptions."""
    structured: set[str] = set()
    free: set[str] = set()
    for seed in range(seeds):
        try:
            hessian, symmetric = _hessian(objective, values, seed)
        except (ExtremumError, np.linalg.LinAlgError):
            return Definiteness(None, "unknown", None)
        structured.add(_sign(symmetric.T @ hessian @ symmetric))
        free.add(_sign(hessian))
    kind = structured.pop() if len(structured) == 1 else None
    words = {"minimum": "positive definite", "maximum": "negative definite", "saddle": "indefinite"}.get(kind or "", "")
    return Definiteness(kind if words else None, words, free.pop() if len(free) == 1 else None)


def always_singular(matrix: Expr, seeds: int = 8) -> bool:
    """Whether a matrix is singular on all random data, so that a solution that inverts it is none."""
    from extremum.data.binding import scope_for
    from extremum.verify.sampling import sample_data

    larger = False
    for seed in range(seeds):
        data, sizes = sample_data([matrix], np.random.default_rng(seed), least={"count": 12})
        try:
            value = scope_for([matrix], data, sizes).value(matrix)
        except (ExtremumError, np.linalg.LinAlgError):
            return False
        if value.shape != (1, 1) or matrix.is_scalar:
            larger = True
            if np.linalg.cond(value) < 1e10:
                return False
    return larger


def _sign(matrix: Array) -> str:
    eigenvalues = np.linalg.eigvalsh((matrix + matrix.T) / 2)
    scale = 1e-6 * max(1.0, float(np.abs(eigenvalues).max()))
    if (eigenvalues > scale).all():
        return "minimum"
    if (eigenvalues < -scale).all():
        return "maximum"
    if eigenvalues.min() < -scale and eigenvalues.max() > scale:
        return "saddle"
    return "degenerate"


def _hessian(objective: Expr, values: dict[Expr, Expr], seed: int) -> tuple[Array, Array]:
    """The Hessian at the solution by central differences, and a basis of the directions that keep symmetric values."""
    from extremum.data.binding import leaves_of, scope_for
    from extremum.verify.sampling import sample_data

    unknowns = list(values)
    grads = gradients(objective, unknowns)
    data, sizes = sample_data([objective, *values.values()], np.random.default_rng(seed), least={"count": 12})
    needed = leaves_of(values.values())
    scope = scope_for(list(values.values()), {k: v for k, v in data.items() if k in needed}, sizes)
    point = [scope.value(values[v]) for v in unknowns]

    def gradient_at(flat: Array) -> Array:
        at = dict(data)
        for symbol, piece in zip(unknowns, _split(flat, point), strict=True):
            at[symbol.name] = piece[:, 0] if symbol.is_column and not symbol.is_scalar else piece
            if symbol.is_scalar:
                at[symbol.name] = float(piece[0, 0])
        used = {k: v for k, v in at.items() if k in leaves_of(grads)}
        inner = scope_for(grads, used, sizes)
        return np.concatenate([inner.value(g).ravel(order="F") for g in grads])

    flat = np.concatenate([p.ravel(order="F") for p in point])
    step = 1e-5 * max(1.0, float(np.abs(flat).max()))
    columns = [(gradient_at(flat + step * e) - gradient_at(flat - step * e)) / (2 * step) for e in np.eye(len(flat))]
    return np.array(columns), _symmetric_directions(point, [values[v] for v in unknowns])


def _split(flat: Array, like: list[Array]) -> list[Array]:
    pieces, start = [], 0
    for p in like:
        pieces.append(flat[start : start + p.size].reshape(p.shape, order="F"))
        start += p.size
    return pieces


def _symmetric_directions(point: list[Array], values: list[Expr]) -> Array:
    from scipy.linalg import block_diag

    from extremum.algebra.facts import holds

    blocks = []
    for p, value in zip(point, values, strict=True):
        n, m = p.shape
        if n > 1 and n == m and holds(value, "symmetric"):
            pairs = [(i, j) for j in range(n) for i in range(j + 1)]
            block = np.zeros((n * n, len(pairs)))
            for k, (i, j) in enumerate(pairs):
                block[i + n * j, k] = block[j + n * i, k] = 1.0
            blocks.append(block)
        else:
            blocks.append(np.eye(p.size))
    return np.asarray(block_diag(*blocks))
