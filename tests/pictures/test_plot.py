"""What is drawn is what is so: the numbers in the figures are judged by NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

pytest.importorskip("matplotlib", reason="no matplotlib: pip install 'extremum[plots]'")
plot: Any = ex.plot
RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(6, 3)), RNG.normal(size=6)
X = np.linalg.lstsq(A, B)[0]
SQUARES = ex.parse("norm2(A*x - b)^2", "A[m,n]: full_column_rank; x[n]; b[m]")


def lines(figure: Any) -> list[Any]:
    return [np.array(line.get_xydata()) for line in figure.axes[0].get_lines()]


def test_level_sets_are_level() -> None:
    figure = plot(SQUARES, "x[1]", "x[3]", data={"A": A, "b": B, "x": X}, width=2)
    contours = figure.axes[0].collections[0]
    drawn = 0
    for height, path in zip(contours.levels, contours.get_paths(), strict=True):
        for first, third in path.vertices[::7]:
            value = np.sum((A @ [first, X[1], third] - B) ** 2)
            assert abs(value - height) < 0.02 * (contours.levels[-1] - contours.levels[0])
            drawn += 1
    assert drawn > 50
    np.testing.assert_allclose(lines(figure)[-1], [[X[0], X[2]]])


def test_a_path_is_drawn_and_within() -> None:
    way = [(0.0, 0.0), (3.0, 1.0), (1.0, 1.0)]
    figure = plot(ex.parse("s^2 + t^2", "s; t"), "s", "t", data={"s": 1.0, "t": 1.0}, path=way)
    np.testing.assert_allclose(lines(figure)[0], way)
    left, right = figure.axes[0].get_xlim()
    assert left <= 0 and right >= 3


def test_a_solution_lies_where_it_is() -> None:
    found = ex.solve(SQUARES, "x", "min")
    figure = plot(found, "x[1]", "x[2]", data={"A": A, "b": B})
    np.testing.assert_allclose(lines(figure)[-1], [X[:2]], rtol=1e-6)


def test_values_outside_of_the_domain_are_left_out() -> None:
    f = ex.parse("s - log(s) + t^2", "s: positive; t")
    figure = plot(f, "s", "t", data={"s": 0.5, "t": 0.0}, width=3)
    assert len(figure.axes[0].collections[0].levels) > 1


def test_the_course_of_a_run() -> None:
    run = ex.minimize("sum(exp(x)) + norm2(x)^2", "x", start={"x": np.ones(3)}, declarations="x[n]")
    (drawn,) = lines(plot(run))
    assert len(drawn) == len(run.history)
    above = np.array(run.history) - min(run.history)
    np.testing.assert_allclose(drawn[above > 0, 1], above[above > 0])


def test_the_entries_of_a_hessian() -> None:
    figure = plot(ex.hessian(SQUARES, "x"), data={"A": A, "b": B, "x": X})
    np.testing.assert_allclose(figure.axes[0].get_images()[0].get_array(), 2 * A.T @ A)
    assert "9 of 9" in figure.axes[0].get_title()


def test_the_region_of_two_estimates() -> None:
    declared = "y[n]; X[n,m]; b[m]; v: positive"
    fit = ex.fit("-n/2*log(v) - norm2(y - X*b)^2/(2*v)", ["b", "v"], {"X": A, "y": B}, declarations=declared)
    rim, middle = lines(plot(fit, "b[1]", "b[3]", level=0.9))
    residual = B - A @ X
    covariance = (residual @ residual / 6 * np.linalg.inv(A.T @ A))[np.ix_([0, 2], [0, 2])]
    np.testing.assert_allclose(middle, [X[[0, 2]]], rtol=1e-6)
    away = rim - middle
    inside = np.einsum("ki,ij,kj->k", away, np.linalg.inv(covariance), away)
    np.testing.assert_allclose(inside, -2 * np.log(0.1), rtol=1e-4)


def test_a_function_beside_its_chords() -> None:
    found = ex.curvature(ex.parse("x^3", "x"), "x")
    for curve, line in zip(*[iter(lines(plot(found)))] * 2, strict=True):
        np.testing.assert_allclose(curve[[0, -1], 1], line[:, 1])
        middle = line[:, 1].mean()
        assert abs(curve[50, 1] - middle) > 1e-6


@pytest.mark.parametrize(
    ("found", "coordinates", "options"),
    [
        (SQUARES, ("x[1]",), {"data": {"A": A, "b": B, "x": X}}),
        (SQUARES, ("x[1]", "x[2]"), {}),
        (SQUARES, ("x[1]", "x[9]"), {"data": {"A": A, "b": B, "x": X}}),
        (SQUARES, ("x[1]", "x[0]"), {"data": {"A": A, "b": B, "x": X}}),
        (SQUARES, ("x[1]", "q"), {"data": {"A": A, "b": B, "x": X}}),
        (SQUARES, ("x[1]", "x[2]"), {"data": {"A": A, "x": X}}),
        (ex.hessian(SQUARES, "x"), (), {}),
        (ex.curvature(SQUARES, "x"), (), {}),
        ("a text", (), {}),
    ],
)
def test_what_has_no_picture_says_why(found: Any, coordinates: tuple[str, ...], options: dict[str, Any]) -> None:
    with pytest.raises(ex.ExtremumError):
        plot(found, *coordinates, **options)


def test_results_draw_themselves() -> None:
    run = ex.minimize("sum(exp(x)) + norm2(x)^2", "x", start={"x": np.ones(3)}, declarations="x[n]")
    np.testing.assert_array_equal(lines(run.plot())[0], lines(plot(run))[0])
    found = ex.solve(SQUARES, "x", "min").plot("x[1]", "x[2]", data={"A": A, "b": B})
    np.testing.assert_allclose(lines(found)[-1], [X[:2]], rtol=1e-6)
    with pytest.raises(ex.UnsupportedError, match="there is no picture of a Derivation"):
        ex.derive(SQUARES, "x").plot()
