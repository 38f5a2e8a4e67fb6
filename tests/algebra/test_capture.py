"""Sums that get into the bodies of other sums keep their own indices."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Bound, Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices

n, N, M = ex.dims("n N M")
i, j, k = ex.index("i", N), ex.index("j", N), ex.index("k", M)
u, v, z = ex.samples("u", n, N), ex.samples("v", n, N), ex.samples("z", n, M)
W, s = ex.matrix("W", n, n), ex.scalar("s")


def data(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "u": rng.normal(size=(4, 3)), "v": rng.normal(size=(4, 3)), "z": rng.normal(size=(2, 3)),
        "W": rng.normal(size=(3, 3)),
    }  # fmt: skip


def scores(d: dict[str, np.ndarray], at: tuple[str, str]) -> np.ndarray:
    left, right = (d[name] for name in at)
    found: np.ndarray = left @ d["W"] @ right.T
    return found


def contrast(left: ex.Family, right: ex.Family, one: Dim, other: Dim) -> Expr:
    """``Σ_i log Σ_j exp(u_i'W v_j)``."""
    return ex.sum(ex.log(ex.sum(ex.exp(left[one].T @ W @ right[other]), other)), one)


@pytest.mark.parametrize(("names", "indices"), [("uv", (i, j)), ("uz", (i, k)), ("zu", (k, i)), ("uu", (i, j))])
def test_the_gradient_of_a_contrast(names: str, indices: tuple[Dim, Dim]) -> None:
    family = {"u": u, "v": v, "z": z}
    f = contrast(family[names[0]], family[names[1]], *indices)
    d = data(np.random.default_rng(0))
    at = scores(d, (names[0], names[1]))
    weights = np.exp(at) / np.exp(at).sum(1, keepdims=True)
    expected = d[names[0]].T @ weights @ d[names[1]]
    gradient = ex.gradient(f, W)
    assert np.allclose(gradient.evaluate(d), expected)
    assert np.allclose(ex.compile(gradient)(d), expected)


SUMS: dict[str, tuple[Expr, Callable[[dict[str, np.ndarray]], float]]] = {
    "sum_k": (ex.sum(ex.tanh(z[k].T @ z[k]), k), lambda d: np.tanh((d["z"] ** 2).sum(1)).sum()),
    "sum_i": (ex.sum(ex.tanh(u[i].T @ v[i]), i), lambda d: np.tanh((d["u"] * d["v"]).sum(1)).sum()),
    "sum_ij": (ex.sum(ex.sum(ex.tanh(u[i].T @ v[j]), j), i), lambda d: np.tanh(d["u"] @ d["v"].T).sum()),
    "prod_i": (ex.prod(ex.cosh(u[i].T @ v[i]), i), lambda d: np.cosh((d["u"] * d["v"]).sum(1)).prod()),
    "logs": (contrast(u, z, i, k), lambda d: np.log(np.exp(scores(d, ("u", "z"))).sum(1)).sum()),
}
BODIES = {
    "sum": lambda a, b, at: ex.sum(ex.sum(ex.tanh(at * a[i].T @ b[j]) * a[i].T @ a[i], j), i),
    "deep": lambda a, b, at: ex.sum(ex.sum(ex.sum(ex.tanh(at * a[i].T @ W @ z[k]) * b[j].T @ a[i], j), k), i),
    "log": lambda a, b, at: ex.sum(ex.log(ex.sum(ex.exp(at * a[i].T @ b[j]), j)) * a[i].T @ b[i], i),
    "state": lambda a, b, at: ex.sum(ex.norm2(network(a[i], at)) ** 2, i),
}  # fmt: skip


def network(start: Expr, at: Expr) -> Expr:
    step = ex.index("t", 3, start=0)
    return ex.recurrence("y", start, lambda y: ex.tanh(W @ y * at), step)[3]


@pytest.mark.parametrize(("body", "put"), list(itertools.product(BODIES, SUMS)))
def test_a_sum_put_into_the_body_of_another(body: str, put: str) -> None:
    rng = np.random.default_rng(1)
    d, (value, number) = data(rng), SUMS[put]
    f = BODIES[body](u, v, s)
    expected = f.evaluate({**d, "s": number(d)})
    together = f.replace({s: value})
    assert np.isclose(together.evaluate(d), expected)
    assert together is BODIES[body](u, v, value)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("put", ["sum_j", "sum_jk", "state"])
def test_an_outer_index_that_is_put_into_a_sum(put: str, level: int) -> None:
    f = {
        "sum_j": ex.sum(ex.tanh(u[i].T @ v[j]), j),
        "sum_jk": ex.sum(ex.sum(ex.tanh(u[i].T @ W @ z[k]) * v[j].T @ z[k], j), k),
        "state": ex.norm2(network(u[i], u[i].T @ v[i])) ** 2,
    }[put]
    (free,) = i.indices
    inside = replace_indices(f, {free: Dim.of(Bound(level))})
    assert inside.indices == {Bound(level)}
    assert replace_indices(inside, {Bound(level): i}) is f
