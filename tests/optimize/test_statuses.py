"""What a run under constraints says of its end, beside numbers of our own: constraints that bound the set and hold at
the origin are met, "infeasible" is said of empty sets only, and the borders of open sets are no minima."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import part, seeds

WITHIN: dict[str, Any] = {
    "norm1(x) <= 1": lambda x: 1 - np.abs(x).sum(axis=-1),
    "norm2(x) <= 1": lambda x: 1 - np.sqrt((x**2).sum(axis=-1)),
    "max(abs(x)) <= 1": lambda x: 1 - np.abs(x).max(axis=-1),
    "sum(x.^4) <= 1": lambda x: 1 - (x**4).sum(axis=-1),
}
"""Sets about the origin, and how far within them points are."""
VALUES: dict[str, Any] = {
    "c'*(x.^3)": lambda x, A, c: x**3 @ c,
    "x'*A*x": lambda x, A, c: np.einsum("...i,ij,...j", x, A, x),
    "sum(log(softplus(x)))": lambda x, A, c: np.log(np.logaddexp(0, x)).sum(axis=-1),
    "-norm2(exp(-x))^2": lambda x, A, c: -(np.exp(-x) ** 2).sum(axis=-1),
    "sum(tanh(x)) + c'*x": lambda x, A, c: np.tanh(x).sum(axis=-1) + x @ c,
    "-(c'*x + 1)^4": lambda x, A, c: -((x @ c + 1) ** 4),
}
"""Objectives, most of which fall without end outside."""
PAIRS = [(f, g) for f in VALUES for g in WITHIN]


def data(seed: int, n: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(n, n))
    return {"A": A + A.T, "c": rng.normal(size=n)}


@pytest.mark.parametrize("k", part(range(len(PAIRS)), 3))
def test_sets_about_the_origin(k: int) -> None:
    """A bounded set with the origin inside is neither empty, nor does a continuous function fall without end on it."""
    (f, g), n = PAIRS[k], 2 + k % 2
    given = data(k, n)
    found = ex.minimize(f, "x", given, constraints=[g], declarations="x[n]; A[n,n]: symmetric; c[n]", n=n)
    at = found.x["x"]
    assert found.status in ("converged", "stalled"), found
    assert WITHIN[g](at) >= -1e-6
    assert found.value == pytest.approx(VALUES[f](at, *given.values()), rel=1e-8)
    if found.converged:
        near = at + 1e-2 * np.random.default_rng(k).normal(size=(20000, n))
        near = near[WITHIN[g](near) >= 0]
        assert VALUES[f](near, *given.values()).min(initial=np.inf) >= found.value - 1e-5 * (1 + abs(found.value))


@pytest.mark.parametrize("seed", seeds(1))
def test_infeasible_is_said_of_empty_sets_only(seed: int) -> None:
    """Two balls meet where their centres are no further apart than their radii together."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 3))
    apart = float(np.linalg.norm(a - b))
    for length in (0.45, 0.55):
        found = ex.minimize(
            "c'*x", "x", c=rng.normal(size=3), a=a, b=b, r=length * apart, declarations="x[3]; a[3]; b[3]; c[3]; r",
            max_iterations=60, constraints=["sum((x - a).^2) <= r^2", "sum((x - b).^2) + (x[1] - b[1])^4 <= r^2"],
        )  # fmt: skip
        assert length > 0.5 or found.status == "infeasible", found
        assert found.status != "infeasible" or not _meets(a, b, length * apart), found


def _meets(a: Any, b: Any, r: float) -> bool:
    """Whether a point of the segment between the centres, or near it, is within both."""
    x = a + np.linspace(0, 1, 1001)[:, None] * (b - a)
    x = np.concatenate([x, x[500] + 0.1 * r * np.random.default_rng(0).normal(size=(10**5, 3))])
    first, second = ((x - a) ** 2).sum(axis=1), ((x - b) ** 2).sum(axis=1) + (x[:, 0] - b[0]) ** 4
    return bool(((first <= r**2) & (second <= r**2)).any())


@pytest.mark.parametrize("stated", ["x*y == 0", "x^2*y >= 0", "x^3 - y^3 == 0"])
def test_sets_that_are_not_convex_and_have_no_end(stated: str) -> None:
    found = ex.minimize("x + y", ["x", "y"], constraints=[stated], declarations="x; y", max_iterations=200)
    assert found.status in ("unbounded", "stalled", "limit"), found


@pytest.mark.parametrize("seed", seeds(4))
def test_a_definite_matrix_next_to_a_symmetric_one(seed: int) -> None:
    """There is one where the symmetric one is definite itself, and none where it is not."""
    rng = np.random.default_rng(seed)
    Q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    values = np.array([rng.uniform(-1, 1), *rng.uniform(0.2, 2, size=2)])
    A = Q @ np.diag(values) @ Q.T
    found = ex.minimize("norm2(X - A)^2 + sum((X - A).^4)", "X", A=(A + A.T) / 2,
                        declarations="X[3,3]: positive_definite; A[3,3]: symmetric")  # fmt: skip
    assert found.converged is bool(values.min() > 0), found
    assert found.converged or "border" in found.message or "attained" in found.message


@pytest.mark.parametrize("seed", seeds(4))
def test_positive_numbers(seed: int) -> None:
    """Those of ``Σ (x - c)^4`` are all within where c is."""
    c = np.random.default_rng(seed).uniform(-0.5 if seed % 2 else 0.01, 1, size=3)
    for stated in ([], ["sum(x) <= 9"], ["sum(x.^2) <= 16"]):
        found = ex.minimize("sum((x - c).^4) + sum((x - c).^2)", "x", c=c, constraints=stated,
                            declarations="x[3]: positive; c[3]")  # fmt: skip
        assert found.converged is bool(c.min() > 0), found
        assert found.converged or "border" in found.message or "attained" in found.message


@pytest.mark.parametrize("least", [1e-3, 1e-6, 1e-9])
def test_a_minimum_near_the_border_is_one(least: float) -> None:
    found = ex.minimize("x - a*log(x) + x^4", "x", a=least, declarations="x: positive; a")
    assert "border" not in found.message
    assert not found.converged or found.x["x"] == pytest.approx(least, rel=1e-3)


def test_a_fall_to_infinity_is_no_minimum() -> None:
    for f in ("abs(x - 1) - x*log(x)", "x - x^2*log(x + 1)"):
        found = ex.minimize(f, "x", constraints=["x >= 0"], declarations="x: positive")
        assert not found.converged and np.isfinite(found.value), found


@pytest.mark.parametrize("power", [-20, -9, 9])
def test_data_of_extreme_size(power: int) -> None:
    """Two equations in three unknowns hold exactly somewhere, whatever the unit of the data."""
    A = np.random.default_rng(3).normal(size=(2, 3))
    for f in ("norm1(A*x - b)", "sum(relu(A*x - b)) + norm1(A*x - b)"):
        found = ex.minimize(f, "x", A=A * 10.0**power, b=np.array([1.0, -2.0]), declarations="A[n,m]; x[m]; b[n]")
        assert not found.converged or found.value == pytest.approx(0, abs=1e-6), (f, found)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_constant_is_at_its_minimum_everywhere(n: int) -> None:
    found = ex.minimize("det(X)^2 + norm2(X)^2", "X", n=n, declarations="X[n,n]: orthogonal", method="manifold")
    assert found.converged and found.value == pytest.approx(1 + n)


@pytest.mark.parametrize("iterations", [1, 3])
@pytest.mark.parametrize("columns", [1, 3])
def test_what_is_stopped_is_on_its_manifold(columns: int, iterations: int) -> None:
    A, shape = np.random.default_rng(iterations).normal(size=(3, 3)), ("[3]", "[3,3]")[columns == 3]
    found = ex.minimize(
        "sum(abs(A*Q - 3*C))", "Q", A=A, C=np.ones((3, columns)).squeeze(), max_iterations=iterations,
        declarations=f"Q{shape}: {'orthogonal' if columns == 3 else 'unit'}; A[3,3]; C{shape}",
    )  # fmt: skip
    Q = found.x["Q"].reshape(3, columns)
    assert np.abs(Q.T @ Q - np.eye(columns)).max() <= 1e-8, found
