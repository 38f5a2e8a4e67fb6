"""Data of solutions, minima and fits: by keyword whatever they are called, and conditions before values."""

from typing import Any

import numpy as np
import pytest

import extremum as ex

BALL = "B[n,n]: symmetric; g[n]; w[n]; Delta: positive"


def _regression(name: str) -> tuple[str, str, dict[str, Any]]:
    """A sum of squares with a matrix of that name, its declarations, and data that w = (1, 2) fits."""
    rows = np.random.default_rng(1).normal(size=(9, 2))
    return f"norm2({name}*w - y)^2", f"{name}[m,n]; w[n]; y[m]", {name: rows, "y": rows @ [1.0, 2.0]}


@pytest.mark.parametrize("name", ["x", "f", "self"])  # data is an argument of these
def test_data_of_iterations_have_any_name(name: str) -> None:
    text, declared, given = _regression(name)
    assert np.allclose(ex.minimize(text, "w", declarations=declared, **given).x["w"], [1, 2])
    assert np.allclose(ex.maximize(f"-{text}", "w", declarations=declared, **given).x["w"], [1, 2])
    assert np.allclose(ex.fit(f"-{text}", "w", declarations=declared, **given)["w"], [1, 2])


@pytest.mark.parametrize("name", ["x", "f", "data", "self"])
def test_data_have_any_name(name: str) -> None:
    text, declared, given = _regression(name)
    (value,) = ex.solve(text, "w", "min", [], declared).evaluate(**given).values()
    assert np.allclose(value, [1, 2])
    f = ex.parse(text, declared)
    assert np.isclose(f.evaluate(**given, w=[1, 2]), 0)
    assert np.isclose(ex.compile(f)(**given, w=[1, 2]), 0)


def test_dimensions_and_data_by_keyword() -> None:
    found = ex.solve("sum_q(norm2(u[q] - a)^2)", "u", declarations="u[d] for q in 1..T; a[d]")
    (value,) = found.evaluate(a=[1.0, 2.0], T=3).values()
    assert np.allclose(value, [[1, 2]] * 3)
    with pytest.raises(ex.ExtremumError, match="given twice"):
        found.evaluate({"a": [1.0, 2.0]}, a=[1.0, 2.0], T=3)


def test_a_condition_is_tested_before_what_it_is_a_condition_of() -> None:
    """A secular equation is no equation where its matrix is not positive definite."""
    found = ex.solve("w'*B*w/2 + g'*w", "w", "min", ["norm2(w)^2 <= Delta^2"], BALL)
    with pytest.raises(ex.ExtremumError, match="B is positive definite; its smallest eigenvalue is -2"):
        found.evaluate(B=np.diag([1.0, -2.0, 3.0]), g=np.ones(3), Delta=0.5)
    (value,) = found.evaluate(B=np.diag([1.0, 2.0, 3.0]), g=np.ones(3), Delta=0.5).values()
    assert np.isclose(np.linalg.norm(value), 0.5)


def test_a_result_is_written_as_latex_where_expressions_are() -> None:
    found = ex.solve("norm2(A*x - b)^2", "x", "min", [], "A[m,n]; x[n]; b[m]")
    assert ex.latex(found) == found.to_latex()
