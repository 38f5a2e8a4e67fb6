"""Minimisation over random mini-batches of samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.optimize.landscape import Landscape
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@final
@dataclass(frozen=True, slots=True)
class Adam:
    """Adam (Kingma & Ba 2015, algorithm 1) over shuffled mini-batches; an iteration is a pass over the samples."""

    batch: int
    rate: float
    seed: int
    name: str = "Adam"

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """As many passes as there may be."""
        rng = np.random.default_rng(self.seed)
        count = landscape.objective.count
        for _ in range(watch.count):
            rng.permutation(count)
        point = start
        mean, square = (np.array(memory.get(name, np.zeros_like(point))) for name in ("mean", "square"))
        step = int(memory.get("step", 0))
        while watch.left:
            total = 0.0
            for members in np.array_split(rng.permutation(count), max(1, count // self.batch)):
                value, gradient = landscape.part(point, members)
                if not np.isfinite(value):
                    where = f"pass {watch.count + 1}"
                    raise ExtremumError(
                        f"the objective became {landscape.sense.of(value)} in {where}; lower learning_rate={self.rate}"
                    )
                step += 1
                mean = 0.9 * mean + 0.1 * gradient
                square = 0.999 * square + 0.001 * gradient**2
                point = point - self.rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
                total += value * len(members)
            watch.step(point, total / count, {"mean": mean, "square": square, "step": step})
        return point
