"""Samples in files, which are never in memory as a whole: the same call as for the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import extremum as ex

if TYPE_CHECKING:
    from extremum.optimize.minimum import Minimum

ROWS, COLS, BLOCK = 200_000, 10, 25_000


@dataclass(frozen=True, slots=True)
class Streamed:
    """A fit on files: what they are, the minimum that was found, and the largest difference from the weights with which
    the samples were drawn."""

    samples: str
    minimum: Minimum
    away: float


def fit(seed: int = 0) -> Streamed:
    """Logistic regression on samples that are drawn, written and read a block at a time."""
    import numpy as np

    truth = np.linspace(-1, 1, COLS)
    N = ex.dims("N")
    x, t, w, i = ex.samples("x", COLS, N), ex.samples("t", 1, N), ex.vector("w", COLS), ex.index("i", N)
    loss = ex.sum(ex.log(1 + ex.exp(-t[i] * (x[i].T @ w))), i)
    with TemporaryDirectory() as folder:
        samples = ex.stream(_written(Path(folder), truth, np.random.default_rng(seed)), block=BLOCK)
        minimum = ex.minimize(loss, [w], samples)
    return Streamed(str(samples), minimum, float(np.abs(minimum.x[w] - truth).max()))


def _written(folder: Path, truth: Any, rng: Any) -> dict[str, Path]:
    """The files of x and t."""
    import numpy as np

    paths = {"x": folder / "x.npy", "t": folder / "t.npy"}
    x = np.lib.format.open_memmap(paths["x"], "w+", shape=(ROWS, COLS))
    t = np.lib.format.open_memmap(paths["t"], "w+", shape=(ROWS,))
    for begin in range(0, ROWS, BLOCK):
        some = slice(begin, begin + BLOCK)
        x[some] = rng.normal(size=(BLOCK, COLS))
        t[some] = np.where(rng.random(BLOCK) < 1 / (1 + np.exp(-x[some] @ truth)), 1.0, -1.0)
    return paths
