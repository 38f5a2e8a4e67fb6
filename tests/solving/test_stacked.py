"""Quadratic forms of two numbers on an ellipse: the first lesson on multipliers, judged by a walk around it."""

import numpy as np
import pytest

import extremum as ex

CASES = [
    ("x*y", "max", "x^2 + y^2 == 1", 1, 1, 1),
    ("x*y", "min", "x^2 + y^2 <= 2", 1, 1, 2),
    ("x*y + 3", "max", "4 >= x^2 + 4*y^2", 1, 4, 4),
    ("2*x^2 - 3*x*y + y^2", "min", "-3*x^2 - y^2 == -5", 3, 1, 5),
    ("x^2 + 2*y^2", "max", "x^2 + y^2 == 1", 1, 1, 1),
    ("a*x^2 + 2*x*y - y^2", "max", "x^2 + 2*y^2 == 3", 1, 2, 3),
    ("x*y", "max", "2*x^2 + y^2 == 3", 2, 1, 3),
]
CROSSED = [
    ("x*y", "max", (1, 1, 1), "3"),
    ("x^2 + y^2", "min", (5, 8, 5), "9"),
    ("x^2 + x*y", "max", (2, 2, 1), "1"),
    ("x^2 - y^2", "min", (3, -2, 4), "5"),
    ("a*x^2 + y^2", "max", (2, 1, 2), "r"),
]


@pytest.mark.parametrize(("text", "sense", "tie", "d", "e", "r"), CASES)
def test_no_point_of_the_ellipse_is_better(text: str, sense: str, tie: str, d: float, e: float, r: float) -> None:
    found = ex.solve(text, ["x", "y"], sense, [tie], "x; y; a")
    assert found.kind.startswith("global") and found.unique == "up to sign"
    a = -0.7
    x, y = (float(np.asarray(v)) for v in found.evaluate({"a": a} if "a" in text else {}).values())
    assert np.isclose(d * x**2 + e * y**2, r)
    turn = np.linspace(0, 2 * np.pi, 5001)
    around = {"x": np.sqrt(r / d) * np.cos(turn), "y": np.sqrt(r / e) * np.sin(turn), "a": a}
    values = eval(text.replace("^", "**"), {}, around)
    best = eval(text.replace("^", "**"), {}, {"x": x, "y": y, "a": a})
    assert best >= values.max() - 1e-9 if sense == "max" else best <= values.min() + 1e-9


@pytest.mark.parametrize(("text", "sense", "tie"), [("x^2 + y^2", "max", "x^2 + y^2 == 1"), ("x*y", "max", "x^2 == 1")])
def test_where_more_points_are_as_good_nothing_is_said_of_two(text: str, sense: str, tie: str) -> None:
    try:
        found = ex.solve(text, ["x", "y"], sense, [tie], "x; y")
    except ex.ExtremumError:
        return
    assert found.unique != "up to sign"


@pytest.mark.parametrize(("text", "sense", "form", "level"), CROSSED)
def test_no_point_of_an_ellipse_with_other_axes_is_better(
    text: str, sense: str, form: tuple[int, int, int], level: str
) -> None:
    d, g, e = form
    found = ex.solve(text, ["x", "y"], sense, [f"{d}*x^2 + {g}*x*y + {e}*y^2 == {level}"], "x; y; a; r: positive")
    assert found.kind.startswith("global") and found.unique == "up to sign"
    names = {"a": -0.7, "r": 2.3}
    r = eval(level, {}, names)
    given = {name: names[name] for name in names if name in text or name in level}
    x, y = (float(np.asarray(v)) for v in found.evaluate(given).values())
    assert np.isclose(d * x**2 + g * x * y + e * y**2, r)
    turn = np.linspace(0, 2 * np.pi, 5001)
    u = np.linalg.solve(np.linalg.cholesky([[d, g / 2], [g / 2, e]]).T, [np.cos(turn), np.sin(turn)]) * np.sqrt(r)
    values, best = (eval(text.replace("^", "**"), {}, {**names, "x": a, "y": b}) for a, b in (u, (x, y)))
    assert best >= values.max() - 1e-9 if sense == "max" else best <= values.min() + 1e-9


def test_curves_that_are_no_ellipse_are_left_alone() -> None:
    with pytest.raises(ex.ExtremumError):
        ex.solve("x^2", ["x", "y"], "max", ["x^2 + 3*x*y + y^2 == 3"], "x; y")


def test_the_largest_rectangle_in_an_ellipse() -> None:
    found = ex.solve("4*x*y", ["x", "y"], "max", ["x^2/a^2 + y^2/b^2 == 1"], "x; y; a: positive; b: positive")
    assert [found.written(x) for x in found.values] == ["a/sqrt(2)", "b/sqrt(2)"]
    assert not found.conditions
