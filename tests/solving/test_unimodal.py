"""Global extrema of functions of one number that are neither convex nor concave, judged on grids."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

EXTREMA = [
    ("x*exp(-a*x)", "max", "x; a: positive"),
    ("exp(-(x - a)^2)", "max", "x; a: positive"),
    ("x/(a + x^2)", "max", "x: positive; a: positive"),
    ("x^2/(a + x^2)", "min", "x; a: positive"),
    ("log(x) + a/x", "min", "x: positive; a: positive"),
    ("log(x)/x - a", "max", "x: positive; a: positive"),
    ("x^2*exp(-a*x)", "max", "x: positive; a: positive"),
    ("(a + x)^2/x", "min", "x: positive; a: positive"),
    ("-3*log(x) - a*(1/x - 1)^2", "max", "x: positive; a: positive"),
    ("-a*log(x) - 3/x + 0 - 1/x^2", "max", "x: positive; a: positive"),
    ("(x - 1)^2/x^2/a + log(x)", "min", "x: positive; a: positive"),
    ("x^2 - 3*x + a*log(x)/9 - a/x", "max", "x: positive; a: positive"),
    ("a*log(x) - 3*log(1 + x) - a*x/3", "max", "x: positive; a: positive"),
]


@pytest.mark.parametrize(("f", "sense", "declared"), EXTREMA, ids=[row[0] for row in EXTREMA])
def test_a_global_extremum_is_one_on_a_grid(f: str, sense: str, declared: str) -> None:
    """Whatever is called global is; most of these are solved."""
    try:
        solution = ex.solve(f, "x", sense, declarations=declared)
    except ex.UnsupportedError:
        assert f.startswith(("a*log(x) - 3", "x^2 - 3*x"))
        return
    assert solution.kind == f"global {'maximum' if sense == 'max' else 'minimum'}"
    expr = ex.parse(f, declared)
    sign = 1 if sense == "min" else -1
    for a in (0.4, 1.7):
        (x,) = solution.evaluate({"a": a} if solution.values and solution["x"].symbols else {}).values()
        best = sign * expr.evaluate({"x": x, "a": a})
        grid = np.geomspace(1e-2, 1e2, 200)
        points = grid if "x: positive" in declared else np.concatenate([-grid, grid])
        with np.errstate(over="ignore"):
            others = [sign * expr.evaluate({"x": float(point), "a": a}) for point in points if abs(point) < 50]
        assert best <= min(others) + 1e-12


@pytest.mark.parametrize(
    ("f", "sense", "declared"),
    [
        ("1/x + log(x^2)", "min", "x"),  # one stationary point, a strict minimum, and no bound on the other side of 0
        ("x^3/3 - a*x", "min", "x; a: positive"),
        ("x + a/x", "min", "x; a: positive"),
        ("1/(x - 1) + x", "min", "x: positive"),
    ],
)
def test_where_the_domain_is_in_pieces_nothing_is_global(f: str, sense: str, declared: str) -> None:
    try:
        solution = ex.solve(f, "x", sense, declarations=declared)
    except (ex.UnsupportedError, ex.NoExtremumError):
        return
    assert "global" not in solution.kind
