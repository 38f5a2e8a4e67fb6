"""Projections, charts and geometries of structures: patterns, tangents, retractions, nearest members."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import close
from extremum.structures import STRUCTURES, Kind, convex, strongest
from extremum.structures.charts import chart
from extremum.structures.drawing import draw, fits, pattern_of
from extremum.structures.numbers import Reals
from tests.structures.meanings import MEANING, for_each_set, shape_of


@for_each_set
def test_projection_onto_the_pattern(names: tuple[str, ...]) -> None:
    """Idempotent, orthogonal, the identity on members; and the members' differences span its image."""
    shape = shape_of(names)
    pattern = pattern_of(names, shape)
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, *shape))
    once = pattern.project(a)
    np.testing.assert_allclose(pattern.project(once), once, atol=1e-12)
    np.testing.assert_allclose((once * b).sum(), (a * pattern.project(b)).sum(), atol=1e-12)
    member = draw(shape, names, Reals(rng))
    np.testing.assert_allclose(pattern.project(member), member, atol=1e-12)
    linear = [fact for fact in close(names) if STRUCTURES[fact].kind is Kind.SUBSPACE]
    assert all(MEANING[fact](once) for fact in linear)
    free = rng.normal(size=pattern.size)
    np.testing.assert_allclose(pattern.mean(pattern.spread(free)), free, atol=1e-12)
    np.testing.assert_allclose(pattern.total(a) @ free, (a * pattern.spread(free)).sum(), atol=1e-12)


@for_each_set
def test_gradients_are_projected_as_the_pattern_is(names: tuple[str, ...]) -> None:
    """``tr(A'X)`` has the gradient A, projected; within curved structures onto the tangent space at X."""
    shape = shape_of(names)
    if shape == (1, 1):
        return
    x, a = ex.matrix("X", *shape, *names), ex.matrix("A", *shape)
    rng = np.random.default_rng(3)
    data = {"A": rng.normal(size=shape), "X": draw(shape, names, Reals(rng))}
    gradient = np.reshape(ex.gradient(ex.tr(a.T @ x), x).evaluate(data), shape)
    expected = pattern_of(names, shape).project(data["A"])
    if "orthogonal" in close(names):
        expected = (expected - data["X"] @ expected.T @ data["X"]) / 2
    facts = [STRUCTURES[name] for name in close(names)]
    if not any(fact.kind is Kind.DISCRETE for fact in facts):
        if "unit" in names:
            expected = expected - (expected * data["X"]).sum() * data["X"]
        if "simplex" in names and not any(fact.pattern is not None and fact.pattern.zeros for fact in facts):
            expected = expected - expected.mean()
    np.testing.assert_allclose(gradient, expected, atol=1e-10)


@for_each_set
def test_charts_are_bijections(names: tuple[str, ...]) -> None:
    """Members from free numbers and back, as many as the set has dimensions; gradients against differences."""
    shape = shape_of(names)
    try:
        found = chart(names, shape)
    except UnsupportedError as error:
        assert any(s.unfree for s in strongest(names)) or "together" in str(error)
        return
    rng = np.random.default_rng(4)
    free = rng.normal(size=found.size)
    value = found.matrix(free)
    np.testing.assert_allclose(found.free(value), free, atol=1e-9)
    steps = 1e-6 * np.eye(found.size)
    columns = [(found.matrix(free + h) - found.matrix(free - h)).ravel() / 2e-6 for h in steps]
    jacobian = np.array(columns).reshape(found.size, value.size).T
    assert found.size == 0 or np.linalg.matrix_rank(jacobian, tol=1e-6) == found.size == pattern_of(names, shape).size
    gradient = rng.normal(size=shape)
    np.testing.assert_allclose(found.pull_back(free, gradient), gradient.ravel() @ jacobian, rtol=1e-5, atol=1e-6)
    for structure in strongest(names):
        if structure.kind is not Kind.OPEN:  # dense sets are not bounded by coordinates
            assert MEANING[structure.name](value)
    member = draw(shape, names, Reals(rng))
    np.testing.assert_allclose(found.matrix(found.free(member)), member, rtol=1e-8, atol=1e-10)


@for_each_set
def test_convex_sets_contain_the_points_between(names: tuple[str, ...]) -> None:
    shape = shape_of(names)
    if not convex(names):
        return
    numbers = Reals(np.random.default_rng(5))
    for t in (0.2, 0.5, 0.9):
        between = t * draw(shape, names, numbers) + (1 - t) * draw(shape, names, numbers)
        assert all(MEANING[fact](between) for fact in close(names))


@pytest.mark.parametrize("name", [s.name for s in STRUCTURES.values() if not s.convex])
def test_other_sets_do_not(name: str) -> None:
    shape = next(shape for shape in [(2, 2), (3, 3), (2, 1)] if fits([name], shape))
    numbers = Reals(np.random.default_rng(6))
    drawn = [draw(shape, [name], numbers) for _ in range(40)]
    members = [
        sign * a[:, p] for a in drawn for sign in (1, -1) for p in ([*range(shape[1])], [*range(shape[1])][::-1])
    ]
    members = [a for a in members if MEANING[name](a)]
    assert any(not MEANING[name]((a + b) / 2) for a, b in combinations(members[:60], 2))


GEOMETRIES = sorted(name for name, s in STRUCTURES.items() if s.geometry is not None)


@pytest.mark.parametrize("name", GEOMETRIES)
def test_geometry(name: str) -> None:
    """Tangent and normal parts are orthogonal and idempotent; the retraction is the sum to first order; the nearest
    member is nearer than others."""
    structure = STRUCTURES[name]
    geometry = structure.geometry
    assert geometry is not None
    shape = (4, 4) if structure.square else (5, 1)
    rng = np.random.default_rng(7)
    numbers = Reals(rng)
    boundary = {
        "nonnegative": np.array([[0.0], [1], [0], [2], [3]]),
        "simplex": np.array([[0.0], [0.5], [0], [0.2], [0.3]]),
    }
    points = [draw(shape, [name], numbers), boundary.get(name, draw(shape, [name], numbers))]
    if name == "positive_semidefinite":
        half = rng.normal(size=(4, 2))
        points.append(half @ half.T)
    for x in points:
        a = rng.normal(size=shape)
        tangent, normal = geometry.tangent(x, a), geometry.normal(x, a)
        np.testing.assert_allclose((tangent * normal).sum(), 0, atol=1e-9)
        np.testing.assert_allclose(geometry.tangent(x, tangent), tangent, atol=1e-9)
        np.testing.assert_allclose(geometry.tangent(x, normal), 0, atol=1e-9)
        for other in (draw(shape, [name], numbers) for _ in range(5)):
            if structure.convex:  # a normal makes no acute angle with any way into the set
                assert (normal * (other - x)).sum() < 1e-9
        gaps = [np.abs(geometry.retract(x, t * tangent) - x - t * tangent).max() for t in (1e-3, 1e-4)]
        assert gaps[1] <= 0.02 * gaps[0] + 1e-12
        moved = geometry.retract(x, 0.01 * tangent)
        assert structure.test(moved)
        nearest = geometry.nearest(a)
        np.testing.assert_allclose(geometry.nearest(nearest), nearest, atol=1e-9)
        closed = {"positive": "nonnegative", "positive_definite": "positive_semidefinite"}.get(name, name)
        assert STRUCTURES[closed].test(nearest)
        for other in (draw(shape, [name], numbers) for _ in range(5)):
            assert np.linalg.norm(a - nearest) <= np.linalg.norm(a - other) + 1e-12


def test_charts_of_large_matrices_are_small() -> None:
    """No basis is built: what is kept is linear in the number of entries."""
    import tracemalloc

    for names in (("symmetric",), ("skew",), ("symmetric", "toeplitz"), ("positive_definite",)):
        tracemalloc.start()
        found = chart(names, (400, 400))
        free = np.zeros(found.size)
        found.pull_back(free, found.matrix(free))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 600 * 400 * 400, (names, peak)
