"""Every structure, and every two of them: refused at the declaration, or drawn, tested, projected and charted as one.

What a structure means is written here a second time, by formulas that share nothing with the records.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import arb, nmod_mat

import extremum as ex
from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.facts import close
from extremum.algebra.fields import PRIME
from extremum.structures import STRUCTURES, Kind, convex, meant, strongest
from extremum.structures.charts import chart
from extremum.structures.drawing import draw, fits, pattern_of
from extremum.structures.numbers import Reals, Residues
from extremum.verify.balls import BallNumbers, precisely

SHAPES = [(4, 4), (3, 3), (1, 1), (4, 1), (1, 4), (5, 3), (3, 5)]
SINGLE = [(name,) for name in sorted(STRUCTURES)]
PAIRS = list(combinations(sorted(STRUCTURES), 2))


def _entries(condition: Callable[[Any], Any]) -> Callable[[Any], bool]:
    return lambda a: all(condition(value) for value in a.ravel())


def _zero_where(place: Callable[[int, int], bool]) -> Callable[[Any], bool]:
    return lambda a: all(abs(a[i, j]) < 1e-12 for i, j in np.ndindex(*a.shape) if place(i, j))


def _close(a: Any, b: Any) -> bool:
    return bool(np.abs(a - b).max(initial=0) < 1e-9)


MEANING: dict[str, Callable[[Any], bool]] = {
    "symmetric": lambda a: _close(a, a.T),
    "skew": lambda a: _close(a, -a.T),
    "diagonal": _zero_where(lambda i, j: i != j),
    "lower_triangular": _zero_where(lambda i, j: i < j),
    "upper_triangular": _zero_where(lambda i, j: i > j),
    "toeplitz": lambda a: all(_close(np.ptp(np.diagonal(a, k)), 0) for k in range(-len(a) + 1, len(a))),
    "orthogonal": lambda a: _close(a @ a.T, np.eye(len(a))),
    "unit": lambda a: _close(np.linalg.norm(a), 1),
    "simplex": lambda a: bool(a.min() >= 0) and _close(a.sum(), 1),
    "onehot": lambda a: sorted(a.ravel()) == [0.0] * (a.size - 1) + [1.0],
    "binary": _entries(lambda v: v in (0, 1)),
    "sign": _entries(lambda v: v in (-1, 1)),
    "integer": _entries(lambda v: float(v).is_integer()),
    "nonnegative": _entries(lambda v: v >= 0),
    "positive": _entries(lambda v: v > 0),
    "nonzero": _entries(lambda v: v != 0),
    "positive_diagonal": lambda a: all(a[i, i] > 0 for i in range(len(a))),
    "positive_definite": lambda a: _close(a, a.T) and bool(np.linalg.eigvalsh(a)[0] > 1e-9),
    "positive_semidefinite": lambda a: _close(a, a.T) and bool(np.linalg.eigvalsh(a)[0] > -1e-9),
    "invertible": lambda a: bool(np.linalg.svd(a)[1].min() > 1e-6),
    "positive_det": lambda a: bool(np.linalg.det(a) > 0),
    "full_column_rank": lambda a: a.shape[0] >= a.shape[1] and bool(np.linalg.svd(a)[1].min() > 1e-6),
    "full_row_rank": lambda a: a.shape[0] <= a.shape[1] and bool(np.linalg.svd(a)[1].min() > 1e-6),
}


def _rank(a: Any) -> int:
    return int(nmod_mat(a.shape[0], a.shape[1], [int(v) for v in a.ravel()], PRIME).rank())


def _mod(a: Any) -> Any:
    return np.asarray(a % PRIME, dtype=object)


EXACT: dict[str, Callable[[Any], bool]] = {
    "symmetric": lambda a: bool((a == a.T).all()),
    "skew": lambda a: not _mod(a + a.T).any(),
    "diagonal": lambda a: not (a * (1 - np.eye(len(a), dtype=int))).any(),
    "lower_triangular": lambda a: not np.triu(a, 1).any(),
    "upper_triangular": lambda a: not np.tril(a, -1).any(),
    "toeplitz": lambda a: bool((a[1:, 1:] == a[:-1, :-1]).all()),
    "orthogonal": lambda a: bool((_mod(a.T @ a) == np.eye(len(a), dtype=int)).all()),
    "unit": lambda a: int((a * a).sum()) % PRIME == 1,
    "simplex": lambda a: int(a.sum()) % PRIME == 1,
    "onehot": lambda a: sorted(a.ravel()) == [0] * (a.size - 1) + [1],
    "binary": _entries(lambda v: v in (0, 1)),
    "sign": _entries(lambda v: v in (PRIME - 1, 1)),
    "positive_definite": lambda a: bool((a == a.T).all()) and _rank(a) == len(a),
    "invertible": lambda a: _rank(a) == len(a),
    "full_column_rank": lambda a: _rank(a) == a.shape[1],
    "full_row_rank": lambda a: _rank(a) == a.shape[0],
}


def _allowed(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """What is meant; None where it is refused, in words that name both."""
    try:
        return meant(names)
    except ExtremumError as error:
        assert "do not go together" in str(error)
        assert all(name in str(error) for name in names), str(error)
        return None


def _shape(names: tuple[str, ...]) -> tuple[int, int]:
    return next(shape for shape in SHAPES if fits(names, shape))


def _accepted() -> list[tuple[str, ...]]:
    return [found for names in [*SINGLE, *PAIRS] if (found := _allowed(names)) is not None]


ACCEPTED = sorted(set(_accepted()))


def for_each_set(check: Callable[[tuple[str, ...]], None]) -> Callable[[str], None]:
    """A test for each structure: the check of it and of what it goes together with."""

    @pytest.mark.parametrize("first", sorted({names[0] for names in ACCEPTED}))
    def test(first: str) -> None:
        for names in (names for names in ACCEPTED if names[0] == first):
            try:
                check(names)
            except Exception as error:
                raise AssertionError(f"of {', '.join(names)}: {error}") from error

    test.__doc__ = check.__doc__
    return test


def test_all_structures_have_a_meaning_here() -> None:
    assert set(MEANING) == set(STRUCTURES)


def test_most_are_accepted() -> None:
    assert len(ACCEPTED) > 150
    assert all((name,) in ACCEPTED for name in STRUCTURES)


@for_each_set
def test_members_are_drawn(names: tuple[str, ...]) -> None:
    shape = _shape(names)
    for seed in range(3):
        value = draw(shape, names, Reals(np.random.default_rng(seed)))
        assert value.shape == shape
        for fact in close(names):
            assert MEANING[fact](value), (fact, value)
            assert STRUCTURES[fact].test(value), (fact, value)
        exact = draw(shape, names, Residues(np.random.default_rng(seed)))
        assert all(isinstance(v, int) and 0 <= v < PRIME for v in exact.ravel())
        for fact in close(names) & set(EXACT):
            assert EXACT[fact](exact), (fact, exact)
        with precisely():
            balls = draw(shape, names, BallNumbers(np.random.default_rng(seed)))
            assert all(isinstance(v, arb) for v in balls.ravel())
            for fact in close(names):
                assert MEANING[fact](np.vectorize(float)(balls)), (fact, balls)


@for_each_set
def test_data_that_violate_it_are_refused(names: tuple[str, ...]) -> None:
    """A drawn member passes, and what fails one of its tests is refused with that structure's name."""
    shape = _shape(names)
    x = ex.matrix("X", *shape, *names)
    value = draw(shape, names, Reals(np.random.default_rng(0)))
    x.evaluate({"X": value})
    rng = np.random.default_rng(1)
    wrongs = [np.zeros(shape), -value, value + 0.37 * rng.normal(size=shape), np.ones(shape)]
    for wrong in wrongs:
        broken = {fact for fact in close(names) if not MEANING[fact](wrong)}
        if not broken:
            x.evaluate({"X": wrong})
            continue
        with pytest.raises(ex.DataError, match="|".join(sorted(broken))):
            x.evaluate({"X": wrong})


@for_each_set
def test_projection_onto_the_pattern(names: tuple[str, ...]) -> None:
    """Idempotent, orthogonal, the identity on members; and the members' differences span its image."""
    shape = _shape(names)
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
    shape = _shape(names)
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
    shape = _shape(names)
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
    shape = _shape(names)
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
        found = chart(names, (1000, 1000))
        free = np.zeros(found.size)
        found.pull_back(free, found.matrix(free))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 600 * 1000 * 1000, (names, peak)


def test_diagonal_takes_entrywise_words_for_its_diagonal() -> None:
    n = ex.dims("n")
    d = ex.matrix("D", n, n, "diagonal", "positive")
    assert d.assumptions == ("diagonal", "positive_definite")
    assert ex.matrix("D", n, n, "diagonal", "nonzero").assumptions == ("diagonal", "invertible")
    assert ex.equal(ex.diag(ex.diagonal(d)), d).verdict == "proved"


@pytest.mark.parametrize(("names", "words"), [
    (("lower_triangular", "positive"), "positive_diagonal"),
    (("skew", "symmetric"), "only the zero matrix"),
    (("orthogonal", "positive_definite"), "only the identity"),
    (("unit", "binary"), "declare it onehot"),
    (("sign", "positive"), "write ones"),
])  # fmt: skip
def test_refusals_say_what_to_do(names: tuple[str, str], words: str) -> None:
    n = ex.dims("n")
    with pytest.raises(ExtremumError, match=f"X: {names[0]} and {names[1]} do not go together: .*{words}"):
        ex.matrix("X", n, n, *names)
    with pytest.raises(ExtremumError, match="do not go together"):
        ex.family("X", n, n, 3, *names)


def test_shapes_that_no_matrix_has() -> None:
    with pytest.raises(ex.ShapeError, match="no 2×3 matrix"):
        ex.matrix("X", 2, 3, "full_column_rank")
    with pytest.raises(ex.ShapeError, match="no 3×3 matrix"):
        ex.matrix("X", 3, 3, "skew", "invertible")


@pytest.mark.parametrize("name", [name for name, structure in STRUCTURES.items() if structure.code])
def test_the_test_in_code_is_the_test(name: str) -> None:
    """What generated code tests of a root, on members and on others."""
    rng, structure = np.random.default_rng(6), STRUCTURES[name]
    members = [draw((3, 3), (name,), Reals(rng)) for _ in range(4)]
    for value in [*members, *(-member for member in members), *rng.normal(size=(6, 3, 3))]:
        assert bool(eval(structure.code, {"np": np, "X": value})) == structure.test(value)
