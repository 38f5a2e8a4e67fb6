"""Random functions of sums in sums, with softmax weights of any sign: values, gradients, Hessians and code against
differences of plain evaluation."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from tests.support.draws import seeds

n, N, M = ex.dims("n N M")
w, W, s = ex.vector("w", n), ex.matrix("W", n, n), ex.scalar("s", "positive")
x, y, z = ex.samples("x", n, N), ex.samples("y", n, N), ex.samples("z", n, M)
INDICES: dict[str, Dim] = {"i": ex.index("i", N), "j": ex.index("j", N), "k": ex.index("k", M)}
FAMILIES = {"i": [x, y], "j": [x, y], "k": [z]}


def member(rng: random.Random, at: str) -> Expr:
    return rng.choice(FAMILIES[at])[INDICES[at]]


def leaf(rng: random.Random, free: list[str]) -> Expr:
    if not free:
        return rng.choice([w.T @ W @ w, s, w.T @ w])
    a, b = (member(rng, rng.choice(free)) for _ in range(2))
    return rng.choice([w.T @ a, a.T @ W @ a, a.T @ W @ b, s * a.T @ b, ex.norm2(a - b - w) ** 2, s * w.T @ a])


def function(rng: random.Random, free: list[str], depth: int) -> Expr:
    """A scalar in which the free indices may occur."""
    if not depth:
        return leaf(rng, free)
    part: Callable[[], Expr] = lambda: function(rng, free, depth - 1)  # noqa: E731
    rest = [at for at in INDICES if at not in free]
    plain: list[Callable[[], Expr]] = [
        lambda: part() + part(), lambda: part() * part(), lambda: ex.tanh(part() / 3),
        lambda: ex.exp(-(part() ** 2) / 9), lambda: ex.log(1 + ex.exp(part() / 2)),
    ]  # fmt: skip
    if not rest or rng.random() < 0.5:
        return rng.choice(plain)()
    at = rng.choice(rest)
    index, inner = INDICES[at], function(rng, [*free, at], depth - 1)
    powers, weight = ex.exp(inner / 3), w.T @ member(rng, at)
    sums: list[Callable[[], Expr]] = [
        lambda: ex.sum(inner, index), lambda: ex.log(ex.sum(powers, index)),
        lambda: ex.sum(powers * weight, index) / ex.sum(powers, index), lambda: ex.sum(ex.tanh(inner) * inner, index),
    ]  # fmt: skip
    return rng.choice(sums)()


def slopes(f: Callable[[np.ndarray], Any], at: np.ndarray) -> np.ndarray:
    """The differences of f along each entry, the entries first."""
    step, found = 1e-5, []
    for k in np.ndindex(at.shape):
        forth, back = at.copy(), at.copy()
        forth[k] += step
        back[k] -= step
        found.append((np.asarray(f(forth)) - np.asarray(f(back))) / (2 * step))
    return np.array(found)


@pytest.mark.parametrize("seed", seeds(3))
def test_functions_of_nested_sums(seed: int) -> None:
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    f = function(rng, [], 4)
    data: dict[str, Any] = {
        "x": numbers.normal(size=(3, 2)), "y": numbers.normal(size=(3, 2)), "z": numbers.normal(size=(2, 2)),
        "w": numbers.normal(size=2) / 2, "W": numbers.normal(size=(2, 2)) / 2, "s": 0.7, "n": 2, "N": 3, "M": 2,
    }  # fmt: skip
    assert np.isclose(ex.compile(f)(data), f.evaluate(data))
    names = [symbol.name for symbol in f.symbols]
    for unknown in [u for u in (w, W) if u.name in names]:
        gradient = ex.gradient(f, unknown)
        expected = slopes(of(f, unknown.name, data), data[unknown.name]).reshape(data[unknown.name].shape)
        assert np.allclose(gradient.evaluate(data), expected, rtol=1e-5, atol=1e-6), f
        assert np.allclose(ex.compile(gradient)(data), expected, rtol=1e-5, atol=1e-6), f
    if "w" in names:
        expected = slopes(of(ex.gradient(f, w), "w", data), data["w"])
        assert np.allclose(ex.hessian(f, w).evaluate(data), expected, rtol=1e-5, atol=1e-6), f


def of(f: Expr, name: str, data: dict[str, Any]) -> Callable[[np.ndarray], Any]:
    """f as a function of one of the data."""
    return lambda at: f.evaluate({**data, name: at})
