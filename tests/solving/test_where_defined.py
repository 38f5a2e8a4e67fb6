"""What is typed is judged where it has a value: NumPy evaluates the text itself, which no normal form has touched."""

from __future__ import annotations

import pickle
import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.reading.either import read_either
from extremum.web.questions import answer
from tests.support.draws import seeds

_LOSING = (
    "sqrt({u})^2", "sqrt({u})*sqrt({u})", "exp(log({u}))", "({u})^3/({u})^2", "({u})/({u})", "log({u}) - log({u})",
    "0*sqrt({u})", "arcsin({u}) - arcsin({u}) + ({u})", "(({u})^(1/2))^4", "1/(1/({u}))", "sqrt({u})^4",
)  # fmt: skip
"""Texts whose normal form has a value where they have none."""
_INSIDE = ("x", "x - 1", "x + 2", "2 - x", "3*x", "1 - x^2", "x^2 - 1")
_BESIDE = ("x^2", "(x - 2)^2", "(x + 1)^2", "-x^2", "x", "-x", "exp(x)", "x^4 - x^2", "2")
_POINTS = np.concatenate([np.linspace(-6, 6, 2401), np.linspace(-6, 6, 1999)[1:-1]])
_POINTS = np.unique(np.concatenate([_POINTS, [0.0, 1.0, -1.0, 2.0, -2.0]]).round(12))


class _Numbers(np.ndarray):
    """Numbers of which none is infinite: what is divided by zero has no value."""

    def __truediv__(self, below: Any) -> Any:
        return np.where(np.asarray(below) == 0, np.nan, np.asarray(self) / below).view(_Numbers)

    def __rtruediv__(self, above: Any) -> Any:
        return np.where(np.asarray(self) == 0, np.nan, above / np.asarray(self)).view(_Numbers)


def _log(x: Any) -> Any:
    return np.log(np.where(x > 0, x, np.nan)).view(_Numbers)


def _values(text: str, x: np.ndarray) -> np.ndarray:
    """The text on numbers, as Python reads it; nan where a part of it has no value."""
    names = {"sqrt": np.sqrt, "exp": np.exp, "log": _log, "arcsin": np.arcsin, "x": x.view(_Numbers)}
    with np.errstate(all="ignore"):
        found = eval(text.replace("^", "**"), {"__builtins__": {}}, names) + 0 * x
    return np.asarray(found, dtype=float)


def _drawn(seed: int) -> str:
    rng = random.Random(seed)
    lost = rng.choice(_LOSING).format(u=rng.choice(_INSIDE))
    return f"{lost} + {rng.choice(_BESIDE)}" + (f" + {rng.choice(_BESIDE)}" if rng.random() < 0.3 else "")


def _best(text: str, sense: str) -> tuple[float, bool]:
    """The least value on the grid, or the negative of the greatest, and whether it is at an end of what is defined."""
    values = _values(text, _POINTS) * (1 if sense == "min" else -1)
    if np.isnan(values).all():
        return np.nan, True
    k = int(np.nanargmin(values))
    near = values[max(0, k - 1) : k + 2]
    return float(values[k]), len(near) < 3 or bool(np.isnan(near).any())


@pytest.mark.parametrize("seed", seeds(8))
@pytest.mark.parametrize("sense", ["min", "max"])
def test_extrema_are_those_of_what_is_typed(seed: int, sense: str) -> None:
    text = _drawn(seed)
    best, at_an_end = _best(text, sense)
    try:
        found = ex.solve(text, "x", sense, declarations="x")
    except ex.NoExtremumError as error:
        assert at_an_end, (text, best, str(error))
        return
    except ex.UnsupportedError:
        return
    x = np.array([float(found["x"].evaluate())])
    value = float(_values(text, x)[0]) * (1 if sense == "min" else -1)
    assert np.isfinite(value), (text, x)
    if found.kind.startswith("global"):
        assert np.isnan(best) or value <= best + 1e-9, (text, x, best)


@pytest.mark.parametrize("seed", range(25))
def test_curvatures_are_those_of_what_is_typed(seed: int) -> None:
    text = _drawn(1000 + seed)
    kind = ex.curvature(text, "x", "x").kind
    rng = np.random.default_rng(seed)
    ends = rng.uniform(-5, 5, (400, 2)).round(2)
    low, high, half = (_values(text, points) for points in (ends[:, 0], ends[:, 1], ends.mean(axis=1)))
    both = np.isfinite(low) & np.isfinite(high)
    gap = ((low + high) / 2 - half)[both]
    size = 1e-9 * (1 + np.abs(low) + np.abs(high))[both]
    if kind in ("convex", "affine"):
        assert (gap >= -size).all(), text
    if kind in ("concave", "affine"):
        assert (gap <= size).all(), text


@pytest.mark.parametrize("seed", range(12))
def test_runs_end_where_what_is_typed_has_a_value(seed: int) -> None:
    text = _drawn(2000 + seed)
    try:
        found = ex.minimize(text, "x", declarations="x", max_iterations=60)
    except ex.ExtremumError:
        return
    if not found.converged:
        return
    x = float(found.x["x"])
    near = _values(text, x + np.array([-1e-7, 0.0, 1e-7]))
    assert np.isfinite(near).any(), (text, x)
    assert np.nanmin(near) <= found.value + 1e-5, (text, x)


def test_an_end_of_the_domain_is_the_minimum() -> None:
    found = ex.solve("sqrt(x)^2 + x^2", "x", "min", declarations="x")
    assert (found["x"].evaluate(), found.kind, found.unique) == (0.0, "global minimum", "unique")
    assert found.notes == ["as it is written it is defined where x >= 0"]
    shifted = ex.solve("sqrt(x)^2 + (x - a)^2", "x", "min", declarations="x; a")
    assert [shifted.evaluate(a=a)[shifted.problem.unknowns[0]] for a in (-1.0, 2.0)] == [0.0, 1.5]


def test_what_is_approached_alone_is_none() -> None:
    for text in ("exp(log(x)) + x^2", "x^4/x^2"):
        with pytest.raises(ex.NoExtremumError, match="as it is written it is defined where x"):
            ex.solve(text, "x", "min", declarations="x")


def test_an_expression_means_what_it_shows() -> None:
    x = ex.scalar("x")
    assert ex.solve(ex.sqrt(x) ** 2 + x**2, x, "min")[x].evaluate() == -0.5
    assert ex.parse("sqrt(x)^2", "x") is ex.parse("x", "x")


def test_equations_have_solutions_where_they_are_defined() -> None:
    assert ex.solve("sqrt(x)^2 + 1 == 3", "x", declarations="x")["x"].evaluate() == 2.0
    with pytest.raises(ex.UnsupportedError, match="x >= 0"):
        ex.solve("sqrt(x)^2 + 1 == 0", "x", declarations="x")


def test_conditions_of_data_are_tested() -> None:
    found = ex.solve("sum(x./x) + norm2(x - c)^2", "x", "min", declarations="x[n]; c[n]")
    np.testing.assert_allclose(found.evaluate(c=np.array([1.0, 2.0]))[found.problem.unknowns[0]], [1, 2])
    with pytest.raises(ex.DataError, match="is defined"):
        found.evaluate(c=np.array([1.0, 0.0]))
    matrix = ex.solve("tr((X - A)'*(X - A)) + tr(inv(X)*X)", "X", "min", declarations="X[n,n]; A[n,n]")
    with pytest.raises(ex.DataError, match="is invertible"):
        matrix.evaluate(A=np.ones((2, 2)))


def test_the_sums_of_samples_keep_what_they_bind() -> None:
    reading = read_either("sum_i(sqrt(w'*x[i])^2) + sum_i(log(y[i]))", "w[n]; x[n] for i in 1..N; y for i in 1..N")
    assert [str(piece) for piece in reading.pieces] == ["sqrt(w'*x[i])"]
    both = read_either(r"\frac{x}{x} + \sqrt{x}^2", "x")
    assert [str(piece) for piece in both.pieces] == ["1/x", "sqrt(x)"]


def test_what_always_holds_changes_nothing() -> None:
    plain = ex.solve("norm2(A*x - b)^2 + norm2(x)^2", "x", "min", declarations="A[m,n]; x[n]; b[m]")
    assert plain.notes == [] and plain.conditions == [] and plain.problem.constraints == ()


def test_runs_stop_at_the_border_of_an_open_set() -> None:
    found = ex.minimize("exp(log(x)) + x^2", "x", declarations="x")
    assert (found.status, found.converged) == ("stalled", False)
    assert "defined only where x > 0" in found.message
    assert ex.minimize("sqrt(x)^2 + x^2", "x", declarations="x").x["x"] == 0.0


def test_the_grid_of_this_page_is_one() -> None:
    assert all(low < high for low, high in pairwise(_POINTS)) and {0.0, 1.0} <= set(_POINTS)


def test_needs_of_samples_are_conditions_on_all_of_them() -> None:
    declared = "w[n]; x[n] for i in 1..N"
    found = ex.solve("sum_i(sqrt(w'*x[i])^2) + norm2(w)^2", "w", "min", declarations=declared)
    assert found["w"] is ex.parse("-sum_i(x[i])/2", declared)
    inside, outside = np.array([[1.0, 0.0], [-2.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 0.0]])
    with pytest.raises(ex.DataError, match="is nonnegative"):
        found.evaluate(x=inside)
    with pytest.raises(ex.DataError, match="is nonnegative"):
        found.evaluate(x=outside)


def test_a_constraint_on_each_sample_is_not_one() -> None:
    declared = "w[n]; a[n]; x[n] for i in 1..N"
    with pytest.raises(ex.UnsupportedError, match="a constraint for each i"):
        ex.solve("norm2(w - a)^2", "w", "min", "w'*x[i] >= 0 for i in 1..N", declared)
    data = {"a": [1.0, -1.0], "x": [[1.0, 0.0], [0.0, 1.0]]}
    run = ex.minimize("norm2(w - a)^2", "w", data, constraints="w'*x[i] >= 0 for i in 1..N", declarations=declared)
    np.testing.assert_allclose(run.x["w"], [1, 0], atol=1e-6)


def test_problem_files_and_the_page_ask_for_what_is_typed() -> None:
    problem = ex.read_problem("minimize sqrt(x)^2 + x^2\nover x")
    assert pickle.loads(pickle.dumps(problem)).pieces == problem.pieces != ()
    assert ex.solve(problem)["x"].evaluate() == ex.minimize(problem).x["x"] == 0.0
    assert "x = 0" in answer("extremum", {"text": "sqrt(x)^2 + x^2", "wrt": "x", "sense": "min"})["text"]
    assert "there is no minimum" in answer("extremum", {"text": r"\min_x \frac{x^4}{x^2}"})["error"]
