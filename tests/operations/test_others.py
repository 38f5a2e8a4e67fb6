"""Products of all entries but one or two, and the derivatives of products at their zeros: judged by NumPy."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def _drawn(rng: np.random.Generator, size: int) -> Array:
    """Numbers of which each is zero one time in three."""
    return rng.standard_normal(size) * (rng.uniform(size=size) > 1 / 3)


def _without(v: Array, *places: int) -> float:
    return float(np.prod(np.delete(v, list(places))))


@pytest.mark.parametrize(("size", "seed"), list(product((1, 2, 3, 6), seeds(2))))
def test_gradients_and_hessians_of_products_at_zeros(size: int, seed: int) -> None:
    v = _drawn(np.random.default_rng(seed), size)
    x = ex.vector("x", "n")
    slope = np.array([_without(v, k) for k in range(size)])
    pairs = [[0.0 if i == j else _without(v, i, j) for j in range(size)] for i in range(size)]
    assert np.allclose(ex.gradient(ex.prod(x), x).evaluate(x=v), slope)
    assert np.allclose(ex.compile(ex.gradient(ex.prod(x), x))(x=v), slope)
    assert np.allclose(ex.hessian(ex.prod(x), x).evaluate(x=v), pairs)
    assert np.allclose(ex.compile(ex.hessian(ex.prod(x), x))(x=v), pairs)


# a product, its declarations, its factors as functions of x in NumPy
FACTORS = [
    ("prod(A*x)", "A[n,n]; x[n]", lambda x, A: A @ x),
    ("prod_i(1 - x[i]^2)", "x[n]", lambda x: 1 - x**2),
    ("prod_i(a[i]'*x)", "a[n] for i in 1..N; x[n]", lambda x, a: a @ x),
    ("prod_i(tanh(a[i]'*x) - y[i])*sum(x)", "a[n] for i in 1..N; y for i in 1..N; x[n]", lambda x, a, y: np.append(
        np.tanh(a @ x) - y, x.sum())),
]  # fmt: skip


@pytest.mark.parametrize(("text", "declarations", "factors"), FACTORS)
@pytest.mark.parametrize("seed", seeds(2))
def test_products_of_functions_at_zeros(text: str, declarations: str, factors: Any, seed: int) -> None:
    """A product changes along a line as the polynomial does that the values at a few places of it tell."""
    rng = np.random.default_rng(seed)
    x, way = rng.integers(-1, 2, 3).astype(float), rng.standard_normal(3)
    x[0] = 1.0  # a zero of 1 - x^2
    data: dict[str, Any] = {name: np.eye(3) * rng.integers(0, 2, 3)[:, None] for name in "Aa" if f"{name}[" in text}
    data |= {"A": np.eye(3)[[1, 2, 0]]} if "A*" in text else {}
    data |= {"y": np.zeros(3)} if "y[" in text else {}
    f = ex.parse(text, declarations)
    symbol = next(s for s in f.symbols if s.name == "x")
    steps = np.array([-2, -1, 1, 2]) * 1e-3

    def along(step: float) -> float:
        return float(np.prod(factors(x + step * way, **data)))

    values = [along(step) for step in steps]
    rate = float(np.dot([1, -8, 8, -1], values) / 12e-3)
    bend = float((np.dot([-1, 16, 16, -1], values) - 30 * along(0)) / 12e-6)
    gradient, hessian = ex.gradient(f, symbol), ex.hessian(f, symbol)
    for slope in (gradient.evaluate(data, x=x), ex.compile(gradient)(**data, x=x)):
        assert np.isclose(way @ slope, rate, atol=1e-7)
    assert np.isclose(way @ hessian.evaluate(data, x=x) @ way, bend, atol=1e-4)


def test_what_is_not_zero_is_divided_by() -> None:
    x, p = ex.vector("x", "n"), ex.vector("p", "n", "positive")
    assert str(ex.gradient(ex.prod(p), p)) == "prod(p)*p.^(-1)"
    assert str(ex.gradient(ex.log(ex.prod(x)), x)) == "x.^(-1)"
    assert ex.others(p) is ex.prod(p) * ex.power(p, -1)


@pytest.mark.parametrize("seed", seeds(3))
def test_third_derivatives_where_no_entry_is_zero(seed: int) -> None:
    v = np.random.default_rng(seed).uniform(0.5, 2, 4)
    x = ex.vector("x", "n")
    found = ex.jacobian(ex.otherpairs(x), x).evaluate(x=v)
    for i, j, k in product(range(4), repeat=3):
        right = 0.0 if len({i, j, k}) < 3 else _without(v, i, j, k)
        assert np.isclose(found[i + 4 * j, k], right)


def test_others_needs_a_vector() -> None:
    with pytest.raises(ex.ShapeError, match=r"others needs a vector \(n×1\), but A is n×m"):
        ex.others(ex.matrix("A", "n", "m"))
