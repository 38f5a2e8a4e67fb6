"""The larger and the smaller of two, in values and in code, whatever their sizes."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.identities.larger import of_two
from tests.support.draws import seeds

WILD = [0.0, 3.0, -2.0, 1e-3, -1e-20, 1e18, -7e30, 4e30]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max(a, b)", lambda a, b, c: max(a, b)),
        ("min(a, b) + 1", lambda a, b, c: min(a, b) + 1),
        ("max(a, b, c)", lambda a, b, c: max(a, b, c)),
        ("min(a, b, c)", lambda a, b, c: min(a, b, c)),
        ("min(max(a, b), c)", lambda a, b, c: min(max(a, b), c)),
        ("max(a, b) - max(b, c)", lambda a, b, c: max(a, b) - max(b, c)),
        ("2*max(3*a, b)/5 + c^2", lambda a, b, c: 2 * max(3 * a, b) / 5 + c * c),
        ("(a + b + abs(a - b))/2", lambda a, b, c: max(a, b)),
        ("a + hinge(a)", lambda a, b, c: max(a, 1)),
        ("sqrt(min(a^2, 1))", lambda a, b, c: np.sqrt(min(a * a, 1))),
    ],
)  # fmt: skip
def test_of_numbers(text: str, expected: object) -> None:
    f = ex.parse(text, "a; b; c")
    code = ex.compile(f)
    names = sorted(symbol.name for symbol in f.symbols)
    for seed in range(20):
        drawn = dict(zip("abc", random.Random(seed).choices(WILD, k=3), strict=True))
        data = {name: drawn[name] for name in names}
        true = expected(**drawn)  # type: ignore[operator]
        assert np.isclose(f.evaluate(data), true, rtol=1e-12, atol=1e-300)
        assert np.isclose(code(**data), true, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("seed", seeds(4))
def test_of_arrays(seed: int) -> None:
    """Also where a sum, a trace or a product has been drawn into the terms."""
    rng = np.random.default_rng(seed)
    v, w = rng.choice(WILD[:4], 5), rng.choice(WILD, 5)
    A, B = rng.choice(WILD[:4], (3, 3)), rng.choice(WILD, (3, 3))
    most = np.maximum(A, B)
    for text, true in [
        ("sum(max(v, w))", np.sum(np.maximum(v, w))),
        ("sum_i(min(v[i], w[i]), 1, n)", np.sum(np.minimum(v, w))),
        ("tr(max(A, B))", np.trace(most)),
        ("max(A, B)*ones(3)", most @ np.ones(3)),
        ("max(v', w')*v", np.maximum(v, w) @ v),
    ]:
        f = ex.parse(text, "v[n]; w[n]; A[3,3]; B[3,3]")
        data = {name: x for name, x in {"v": v, "w": w, "A": A, "B": B}.items() if name in map(str, f.symbols)}
        assert np.allclose(f.evaluate(data), true, rtol=1e-12)
        assert np.allclose(ex.compile(f)(**data), true, rtol=1e-12)


def test_what_does_not_cancel_stays() -> None:
    for text in ("relu(a - b)", "relu(a - b) + c", "a + abs(b)", "W*relu(A*v + w) - w"):
        f = ex.parse(text, "a; b; c; v[n]; w[n]; A[n,n]; W[n,n]")
        assert of_two(f) is f
