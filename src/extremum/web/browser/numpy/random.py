"""Random numbers from Python's generator."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from random import Random
from typing import Any

from extremum.web.browser.numpy.array import asarray, ndarray
from extremum.web.browser.numpy.scalars import scalar


class PCG64:
    """A seed."""

    def __init__(self, seed: Any = None) -> None:
        self.seed = seed


class Generator:
    """Draws numbers and arrays of them."""

    def __init__(self, source: Any = None) -> None:
        seed = source.seed if isinstance(source, PCG64) else source
        self.source = Random(repr(seed)) if seed is not None else Random()

    def _drawn(self, draw: Callable[[], Any], size: Any, kind: str) -> Any:
        if size is None:
            return scalar(draw(), kind)
        shape = tuple(map(int, size)) if isinstance(size, (tuple, list)) else (int(size),)
        return ndarray([draw() for _ in range(prod(shape))], shape, kind)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        return self._drawn(lambda: self.source.gauss(float(loc), float(scale)), size, "f")

    def standard_normal(self, size: Any = None) -> Any:
        return self.normal(size=size)

    def random(self, size: Any = None) -> Any:
        return self._drawn(self.source.random, size, "f")

    def uniform(self, low: float = 0.0, high: float = 1.0, size: Any = None) -> Any:
        return self._drawn(lambda: self.source.uniform(low, high), size, "f")

    def exponential(self, scale: float = 1.0, size: Any = None) -> Any:
        return self._drawn(lambda: self.source.expovariate(1 / scale), size, "f")

    def integers(self, low: int, high: int | None = None, size: Any = None, endpoint: bool = False, **_: Any) -> Any:
        first, last = (0, low) if high is None else (low, high)
        return self._drawn(lambda: self.source.randrange(int(first), int(last) + endpoint), size, "i")

    def permutation(self, of: Any) -> Any:
        count = int(of) if isinstance(of, int) else len(of)
        order = self.source.sample(range(count), count)
        return asarray(order).reshape(count) if isinstance(of, int) else asarray(of)[order]

    def choice(self, of: Any, size: Any = None, replace: bool = True, p: Any = None) -> Any:
        pool = list(range(int(of))) if isinstance(of, int) else list(asarray(of))
        if size is None:
            return self.source.choices(pool, p)[0]
        count = prod(size) if isinstance(size, tuple) else int(size)
        drawn = self.source.choices(pool, p, k=count) if replace else self.source.sample(pool, count)
        return asarray(drawn).reshape(size)


def default_rng(seed: Any = None) -> Generator:
    """A generator."""
    return seed if isinstance(seed, Generator) else Generator(seed)
