"""Minimisation over random mini-batches of samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.optimize.descent import result
from extremum.optimize.minimum import Minimum
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters


def by_batches(
    objective: Objective, parameters: Parameters, batch: int, rate: float, epochs: int, seed: int, tolerance: float,
    advance: Callable[[float], None],
) -> Minimum:  # fmt: skip
    """Adam (Kingma & Ba 2015, algorithm 1) over shuffled mini-batches."""
    rng = np.random.default_rng(seed)
    flat = parameters.start()
    mean, square = np.zeros_like(flat), np.zeros_like(flat)
    history: list[float] = []
    step = 0
    for epoch in range(epochs):
        total, count = 0.0, 0
        for members in np.array_split(rng.permutation(objective.count), max(1, objective.count // batch)):
            value, gradients = objective.value_and_gradients(parameters.arrays(flat), members)
            if not np.isfinite(value):
                raise ExtremumError(f"the objective became {value} in pass {epoch + 1}; lower learning_rate={rate}")
            gradient = parameters.pull_back(flat, gradients)
            step += 1
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            flat = flat - rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            total, count = total + value * len(members), count + len(members)
        history.append(total / count)
        advance(history[-1])
    found = result(objective, parameters, parameters.start(), flat, step, True, tolerance, history)
    found.message = f"{epochs} passes over {objective.count} samples in batches of {batch}; {found.message}"
    return found
