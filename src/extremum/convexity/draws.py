"""Values with short binary fractions that have the declared structures, for points that are exact and readable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from extremum.algebra.facts import close
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.operations.leaves import declared
from extremum.structures import STRUCTURES, Structure

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

_GRAIN = 8


def draw_all(leaf: Expr, sizes: Mapping[str, Any], mood: str, rng: Any, size: float) -> Array:
    """One array for a symbol, a stack for a family."""
    shape = leaf.rows.value(sizes), leaf.cols.value(sizes)
    if leaf.op.name == "symbol":
        return _drawn(leaf, shape, mood, rng, size)
    return np.stack([_drawn(leaf, shape, mood, rng, size) for _ in range(leaf.size.value(sizes))])


def _drawn(leaf: Expr, shape: tuple[int, int], mood: str, rng: Any, size: float) -> Array:
    from extremum.verify.sampling import draw

    facts = close(declared(leaf))
    structures = [STRUCTURES[fact] for fact in facts]
    if "simplex" in facts:
        return np.bincount(rng.integers(0, shape[0], size=32 - shape[0]), minlength=shape[0])[:, None] / 32 + 1 / 32
    value = draw(shape, declared(leaf), rng)
    if any(structure.kind.curved for structure in structures):
        return value
    value = value if any(map(_forbids, structures)) else _in_mood(value, facts, mood)
    value = value * (size if "positive_definite" not in facts else max(size, 1.0))
    return np.round(value * _GRAIN) / _GRAIN


def _forbids(structure: Structure) -> bool:
    """Whether members cannot be positive, or cannot be negative."""
    pattern = structure.pattern
    return not structure.kind.signless or (pattern is not None and (pattern.zeros or pattern.opposed))


def _in_mood(value: Array, facts: frozenset[str], mood: str) -> Array:
    """All positive, or all negative; square matrices definite."""
    if mood == "generic":
        return value
    rows, cols = value.shape
    positive = (
        value @ value.T / rows + np.eye(rows) if rows == cols > 1 and "toeplitz" not in facts else np.abs(value) + 0.25
    )
    return positive if mood == "positive" else -positive
