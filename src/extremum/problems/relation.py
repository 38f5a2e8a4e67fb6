"""Relations of constraints, a record each: how they are written, and what they say of the gap between their sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


@dataclass(frozen=True, slots=True)
class Cone:
    """A closed convex cone: what its members are called, and how far a value is from being one."""

    name: str
    violation: Callable[[Array], float]


ZERO = Cone("zero", lambda gap: float(np.abs(gap).max(initial=0)))
NONNEGATIVE = Cone("nonnegative", lambda gap: float(np.maximum(-gap, 0).max(initial=0)))
SEMIDEFINITE = Cone(
    "positive semidefinite",
    lambda gap: max(float(-np.linalg.eigvalsh((gap + gap.T) / 2).min()), float(np.abs(gap - gap.T).max()), 0.0),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """``left sign right``: ``orientation * (left - right)`` lies in the cone."""

    sign: str
    latex: str
    cone: Cone
    orientation: int

    def __reduce__(self) -> tuple[Callable[[str], Relation], tuple[str]]:
        """A copy, and what is read from a pickle, is the relation itself."""
        return _of_sign, (self.sign,)


def _of_sign(sign: str) -> Relation:
    return RELATIONS[sign]


RELATIONS = {
    relation.sign: relation
    for relation in (
        Relation("==", "=", ZERO, 1),
        Relation(">=", r"\ge", NONNEGATIVE, 1),
        Relation("<=", r"\le", NONNEGATIVE, -1),
        Relation(">>", r"\succeq", SEMIDEFINITE, 1),
        Relation("<<", r"\preceq", SEMIDEFINITE, -1),
    )
}
"""The relations by their signs."""
