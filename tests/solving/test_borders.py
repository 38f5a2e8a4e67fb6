"""Inequalities at whose border nothing is better, against grids of feasible points."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import extremum as ex

_GRID = np.linspace(0, 1, 15)


@pytest.mark.parametrize(
    ("text", "sense", "constraints", "declared", "data"),
    [
        ("-sum(q.*sqrt(p))", "min", ["sum(p) == 1", "p >= 0"], "p[n]; q[n]: positive", {"q": [1.0, 0.3, 2.0]}),
        ("a*log(u - d) + b*log(v - e)", "max", ["u + v == 1", "u >= d", "v >= e"],
         "u; v; a: positive; b: positive; d; e", {"a": 0.5, "b": 2.0, "d": 0.1, "e": 0.2}),
        ("(u - d)*(v - e)", "max", ["u + v == 1", "u >= d", "v >= e"], "u; v; d; e", {"d": 0.1, "e": 0.2}),
        ("(u - d)^a*(v - e)^b", "max", ["u + v == 1", "u >= d", "v >= e"],
         "u; v; a: positive; b: positive; d; e", {"a": 0.5, "b": 2.0, "d": 0.1, "e": 0.2}),
    ],
)  # fmt: skip
def test_nothing_on_a_grid_is_better(
    text: str, sense: str, constraints: list[str], declared: str, data: dict[str, object]
) -> None:
    vector = declared.startswith("p")
    found = ex.solve(text, ["p"] if vector else ["u", "v"], sense, constraints, declared)
    assert found.kind == f"global {sense}imum" and found.unique == "unique"
    at = {x.name: value for x, value in found.evaluate(data).items()}
    f = ex.parse(text, declared)
    best = float(f.evaluate({**data, **at}))
    count = 3 if vector else 2
    for point in product(_GRID, repeat=count - 1):
        whole = np.array([*point, 1 - sum(point)])
        if not vector and not (whole[0] > 0.1 and whole[1] > 0.2):
            continue
        if whole[-1] >= 0:
            value = float(f.evaluate({**data, **({"p": whole} if vector else {"u": whole[0], "v": whole[1]})}))
            assert value <= best + 1e-9 if sense == "max" else value >= best - 1e-9


@pytest.mark.parametrize("constraints", [["x + y == 0"], ["x + y <= 0"]])
def test_a_product_that_is_zero_everywhere_is_not_refused(constraints: list[str]) -> None:
    try:
        found = ex.solve("x*y", ["x", "y"], "max", [*constraints, "x >= 0", "y >= 0"], "x; y")
    except ex.NoExtremumError as error:
        pytest.fail(str(error))
    except ex.UnsupportedError:
        return
    assert list(found.evaluate().values()) == pytest.approx([0, 0])


def test_an_inequality_that_the_objective_implies_is_left_out() -> None:
    declared = "a; m: positive; x[N]: positive"
    text = "N*log(a - 1) - a*sum(log(x/m))"
    bounded = ex.solve(text, "a", "max", "a >= 1", declared)
    assert not bounded.roots and bounded["a"] is ex.solve(text, "a", "max", (), declared)["a"]
