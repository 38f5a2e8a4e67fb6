"""Jacobians by the first factor of a cross product, short and right by central differences."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import extremum as ex
from tests.support.examples import leaves

DECLARED = "a[3]; x[3]; J[3,3]; R[2,3]; s"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("cross(a, J*a)", "skewmat(a)*J - skewmat(J*a)"),
        ("cross(a, cross(a, x))", "skewmat(cross(x, a)) - skewmat(a)*skewmat(x)"),
        ("cross(cross(a, x), x)", "skewmat(x)^2"),
        ("cross(a, x)*norm2(a)", "cross(a, x)*a'/norm2(a) - norm2(a)*skewmat(x)"),
        ("R*cross(J*a, x)", "-R*skewmat(x)*J"),
        ("cross(2*s*a, a)", "zeros(3, 3)"),
    ],
)
def test_no_unit_vectors_stand_where_a_matrix_of_a_cross_product_does(text: str, short: str) -> None:
    assert str(ex.jacobian(text, "a", DECLARED)) == short


def test_the_symbol_is_of_three_dimensions() -> None:
    a = ex.vector("a", 3)
    assert ex.levi_civita(3) is ex.jacobian(ex.skewmat(a), a)
    with pytest.raises(ex.ShapeError, match=r"write levi_civita\(3\) for levi_civita\(4\)"):
        ex.levi_civita(4)


def _drawn(rng: random.Random, depth: int) -> str:
    """A random column of three entries."""
    if depth == 0:
        return rng.choice(["a", "x", "J*a", "2*a - x", "s*a"])
    kind = rng.randrange(3)
    if kind == 0:
        return f"({rng.choice(['J', 'skewmat(a)', 'skewmat(x)*J'])})*({_drawn(rng, depth - 1)})"
    return f"cross({_drawn(rng, depth - 1)}, {_drawn(rng, depth - 1)})"


def _of(expr: ex.Expr, data: dict[str, Any]) -> dict[str, Any]:
    """The data that the expression has names for."""
    return {name: value for name, value in data.items() if name in {leaf.name for leaf in leaves(expr)}}


@pytest.mark.parametrize("seed", range(12))
def test_jacobians_of_random_cross_products(seed: int) -> None:
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    f = ex.parse(_drawn(rng, 2), DECLARED)
    a = numbers.normal(size=3)
    data = {"a": a, "x": numbers.normal(size=3), "J": numbers.normal(size=(3, 3)), "s": 0.7}

    def at(a: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(f.evaluate(**_of(f, {**data, "a": a}))).ravel()

    step = 1e-5
    columns = [(at(a + step * e) - at(a - step * e)) / (2 * step) for e in np.eye(3)]
    jacobian = ex.jacobian(f, ex.vector("a", 3))
    found = np.asarray(jacobian.evaluate(**_of(jacobian, data)))
    np.testing.assert_allclose(np.broadcast_to(found, (3, 3)), np.stack(columns, axis=1), rtol=1e-6, atol=1e-6)
