"""Data for a problem: the same for a function and its derivatives, by any kind of key; what is misspelt is named."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import extremum as ex

n, m, N, k = ex.dims("n m N k")
X, w, y, lam = ex.matrix("X", n, m), ex.vector("w", m), ex.vector("y", n), ex.scalar("lam", "positive")
z, i = ex.samples("z", m, N), ex.index("i", N)
RIDGE = ex.norm2(X @ w - y) ** 2 + lam * ex.norm2(w) ** 2
RNG = np.random.default_rng(0)
DATA: dict[Any, Any] = {X: RNG.normal(size=(4, 2)), w: RNG.normal(size=2), "y": RNG.normal(size=4), lam: 0.3}


def test_a_function_and_its_derivatives_take_the_same_data() -> None:
    for expr in (RIDGE, ex.gradient(RIDGE, w), ex.gradient(RIDGE, lam), ex.hessian(RIDGE, w), ex.hessian(RIDGE, lam)):
        value = expr.evaluate(DATA)
        assert np.shape(value) == np.shape(ex.compile(expr)(DATA))
        np.testing.assert_allclose(ex.compile(expr)(DATA), value, atol=1e-12)
    names = {getattr(key, "name", key): value for key, value in DATA.items()}
    assert ex.compile(ex.gradient(RIDGE, lam))(**names) == ex.gradient(RIDGE, lam).evaluate(names)
    assert ex.minimize(RIDGE, w, {X: DATA[X], y: DATA["y"], "lam": 0.3, "unused": 1}).converged


def test_a_symbol_that_is_not_needed_tells_its_dimensions() -> None:
    zero = ex.gradient(ex.norm2(y) ** 2, w)
    assert zero.evaluate({w: [1.0, 2.0], y: [1.0]}).tolist() == [0, 0]
    assert ex.compile(zero)({w: [1.0, 2.0], y: [1.0]}).tolist() == [0, 0]


def test_families_and_dimensions_are_keys() -> None:
    f = ex.sum(ex.norm2(z[i]) ** 2, i) + N * lam + k
    rows = RNG.normal(size=(3, 2))
    assert f.evaluate({z: rows, lam: 2.0, k: 5}) == pytest.approx((rows**2).sum() + 3 * 2.0 + 5)
    assert f.evaluate({z: rows, lam: 2.0}, k=5) == f.evaluate({z[i]: rows, lam: 2.0, "k": 5})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"max_iter": 1}, ex.DataError, "max_iter is neither an option nor a dimension.*did you mean max_iterations"),
        ({"tol": 1}, ex.DataError, "tol is neither an option nor a dimension.*did you mean tolerance"),
        ({"q": 1}, ex.DataError, "q is neither an option nor a dimension.*its dimensions and indices: m, n"),
        ({"n": 1.5}, ex.DataError, "n is a dimension or an index and needs a whole number"),
        ({"bounds": [(0, 1)]}, ex.UnsupportedError, "minimize has no option bounds: give constraints"),
        ({"callback": 3}, ex.ExtremumError, "callback is a function of iteration, value and point, not 3"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], error: type[Exception], words: str) -> None:
    data = {X: DATA[X], "y": DATA["y"], lam: 0.3}
    with pytest.raises(error, match=words):
        ex.minimize(RIDGE, w, data, **options)


def test_what_is_missing_is_named_beside_what_was_perhaps_meant() -> None:
    with pytest.raises(ex.DataError, match=r"'lam' has no value; .* did you mean lambda\? Add 'lam' to the data"):
        RIDGE.evaluate({X: DATA[X], w: DATA[w], "y": DATA["y"], "lambda": 0.3})
    with pytest.raises(ex.DataError, match=r"'\w+' has no value \(nor have (\w+, ){2}\w+\); given: nothing"):
        RIDGE.evaluate({})


@pytest.mark.parametrize("shape", [(0,), (0, 0), (0, 3), (0, 0, 0), (0, 3, 1), (0, 3, 0), (0, 3, 4)])
@pytest.mark.parametrize("member", ["z", "z[m]"])
def test_a_family_without_members(shape: tuple[int, ...], member: str) -> None:
    """A sum over no samples is zero, unless the shape is no member's, or is needed and not told."""
    declarations = [f"{member} for i in 1..N"]
    f = ex.parse("sum_i(norm2(z[i])^2)", declarations)
    for run in (f.evaluate, ex.compile(f)):
        try:
            assert run({"z": np.zeros(shape)}) == 0
        except ex.ExtremumError as error:
            assert re.search("the data have shape|has no value", str(error))


def test_no_entries_are_no_point_of_the_simplex() -> None:
    with pytest.raises(ex.DataError, match=r"declared simplex, but its data are not \(there are no entries\)"):
        ex.parse("norm2(x)^2", "x[n]: simplex").evaluate({"x": []})


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (np.ones((6, 2)), r"the family y has N members, .* the data of shape \(6, 2\) have 6 rows: N is 7 elsewhere"),
        ([[1.0, 2.0]] * 6, "the data have 6 rows: N is 7 elsewhere"),
        (np.ones((7, 3)), "each member of y is k×1, but the data have shape 3×1: k is 2 elsewhere"),
    ],
)
def test_families_of_other_sizes(y: Any, words: str) -> None:
    """As many members as rows; the words are those of the array that was given."""
    f = ex.parse("sum_i(norm2(y[i] - x[i])^2)", "x[k] for i in 1..N; y[k] for i in 1..N")
    with pytest.raises(ex.DataError, match=words):
        f.evaluate(x=np.ones((7, 2)), y=y)
