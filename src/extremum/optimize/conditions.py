"""The conditions of Karush, Kuhn and Tucker at a point.

Where a minimum is, the gradient is a combination of those of the constraints that hold with equality, with weights that
are not negative for the inequalities: Boyd & Vandenberghe (2004), sec. 5.5.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extremum.optimize.ending import CONVERGED, STALLED, UNDEFINED, Ending, gradient_scale, norm
from extremum.optimize.feasible import distances, sizes
from extremum.optimize.gaps import Gaps
from extremum.optimize.landscape import Landscape
from extremum.optimize.multipliers import multipliers
from extremum.optimize.saddles import Held

if TYPE_CHECKING:
    from extremum.algebra.node import Array

ACTIVE, _SMALL, _AWAY = 1e-6, 1e-5, 0.1
"""A constraint holds with equality where its border is so near, relative to the size of the point; a gradient that is
left over is small where it is this part of those nearby; and how far off, relative to the point, nearby is."""


@dataclass(frozen=True, slots=True)
class At:
    """A point, as the conditions of Karush, Kuhn and Tucker see it.

    left_over: the length of the gradient but for a combination of those of the constraints that hold with equality;
    scale: of gradients nearby; violation: how far the point is from satisfying the constraints, beside its size;
    weights: of the gradients of all constraints in that combination.
    """

    value: float
    left_over: float
    scale: float
    violation: float
    active: int
    held: Held
    weights: Array

    @property
    def feasible(self) -> bool:
        """Whether the point satisfies the constraints."""
        return self.violation <= ACTIVE

    @property
    def finite(self) -> bool:
        """Whether the value and the gradients are numbers."""
        return bool(np.isfinite([self.value, self.left_over, self.scale]).all())

    def is_best(self, tolerance: float) -> bool:
        """Whether it satisfies the conditions as well as was asked for."""
        return self.feasible and self.finite and self.left_over <= tolerance * self.scale

    def ending(self, stopped: Ending | None) -> Ending:
        """How the run ended there."""
        if np.isnan(self.violation):
            return Ending(UNDEFINED, "it stopped where a constraint or its gradient is not a number")
        if not self.feasible:
            off = f"it is {self.violation:.2g} off"
            why = f"no point within the constraints was found: {off}"
            return Ending(STALLED, why) if stopped is None else Ending(stopped.status, f"{stopped.message}, and {why}")
        if self.finite and self.left_over <= _SMALL * self.scale:
            held = "constraint that holds" if self.active == 1 else "constraints that hold"
            combined = f"the gradient is a combination of those of the {self.active} {held} with equality"
            return Ending(CONVERGED, combined if self.active else "the gradient is small beside those nearby")
        why = "the gradient is no combination of those of the constraints that hold with equality"
        return Ending(STALLED, why) if stopped is None else Ending(stopped.status, f"{stopped.message}, and {why}")


def kuhn_tucker(landscape: Landscape, gaps: Gaps, point: Array) -> At:
    value, gradient = landscape.slope(point)
    equal, over = gaps.values(gaps.equations, point), gaps.values(gaps.inequalities, point)
    slopes, sides = gaps.slopes(gaps.equations, point), gaps.slopes(gaps.inequalities, point)
    beside, beside_over = sizes(gaps, gaps.equations, point), sizes(gaps, gaps.inequalities, point)
    off, inside = np.abs(distances(equal, slopes)) / beside, distances(over, sides) / beside_over
    near = (inside <= ACTIVE) & ~_degenerate(gaps, point, sides)
    rows = np.concatenate([slopes, sides[near]])
    weights = multipliers(gradient, rows, len(slopes))
    left_over = norm(gradient - rows.T @ weights)
    binding = weights[len(slopes) :] > _SMALL * np.abs(weights).max(initial=0)
    kept = np.concatenate([np.ones(len(slopes), dtype=bool), binding])
    held = Held(np.flatnonzero(near)[binding], weights[kept], rows[kept])
    around = np.concatenate([beside, beside_over]).min(initial=np.inf)
    scale = max(gradient_scale(landscape.slope, point, float(around)), norm(gradient))
    violation = max(off.max(initial=0), (-inside).max(initial=0))
    active = len(equal) + int(near[: len(gaps.values(gaps.stated, point))].sum())
    everywhere = np.zeros(len(slopes) + len(sides))
    everywhere[np.concatenate([np.ones(len(slopes), dtype=bool), near])] = weights
    return At(value, left_over, scale, float(violation), active, held, everywhere)


def _degenerate(gaps: Gaps, point: Array, sides: Array) -> Array:
    """Which inequalities have next to no gradient beside that nearby, of which any other would be a multiple: of
    ``log(1 + x²) ≥ 0`` at 0."""
    away = _AWAY * (1 + np.abs(point)) * np.random.default_rng(4).choice([-1.0, 1.0], point.shape)
    there = np.linalg.norm(gaps.slopes(gaps.inequalities, point + away), axis=1)
    return np.asarray(np.linalg.norm(sides, axis=1) <= _SMALL * np.where(np.isfinite(there), there, 0.0))
