"""Several stationary points: the best one is no worse than any point of a grid, and kinds are those of the Hessians."""

from __future__ import annotations

import re

import numpy as np
import pytest

import extremum as ex
from extremum.solving.several import grows
from tests.support.draws import seeds

GROW = [
    ("x^4 + y^4 - 2*x^2 - 2*y^2 + 4*x*y", "min"),
    ("4*x*y - x^4 - y^4", "max"),
    ("x^4 + x*y^3 + 3*y^4 - x^2", "min"),
    ("x^4 + y^4 - a*x*y", "min"),
]
D = "x; y; a: positive"


def _at(text: str, **point: object) -> np.ndarray:
    return np.asarray(eval(text.replace("^", "**"), {"a": 1.7, "sqrt": np.sqrt}, point))


@pytest.mark.parametrize(("text", "sense"), GROW)
def test_the_best_point_is_global(text: str, sense: str) -> None:
    found = ex.solve(text, ["x", "y"], sense, declarations=D)
    assert (found.kind, found.unique) == (f"global {'minimum' if sense == 'min' else 'maximum'}", "up to sign")
    x, y = (float(v) for v in found.evaluate({"a": 1.7} if "a" in text else {}).values())
    grid = np.linspace(-4, 4, 401)
    values, best = _at(text, x=grid[:, None], y=grid[None, :]), float(_at(text, x=x, y=y))
    assert best <= values.min() + 1e-12 if sense == "min" else best >= values.max() - 1e-12


@pytest.mark.parametrize("text", ["x^3 + y^3 - 3*x*y", "x^4 + y^4 - 4*x*y", "x*y*(1 - x - y)", "x^2 + y^2 + x^2*y"])
def test_kinds_of_the_others(text: str) -> None:
    found = ex.solve(text, ["x", "y"], declarations=D)
    (note,) = (note for note in found.notes if note.startswith("of the others"))
    told = re.findall(r"x = ([^,;]+), y = (\S+) is a (local minimum|local maximum|saddle)", note)
    assert len(told) == int(re.findall(r"one of (\d+)", found.unique)[0]) - 1
    hessian = ex.hessian(text, ["x", "y"], declarations=D)
    for x, y, kind in told:
        point = {"x": float(_at(x)), "y": float(_at(y))}
        values = np.linalg.eigvalsh(hessian.evaluate({s.name: point[s.name] for s in hessian.symbols}))
        signs = (values > 1e-9).sum(), (values < -1e-9).sum()
        assert signs == {"local minimum": (2, 0), "local maximum": (0, 2), "saddle": (1, 1)}[kind]


def test_what_does_not_grow_is_local() -> None:
    assert ex.solve("x^3 + y^3 - 3*x*y", ["x", "y"], "min", declarations=D).kind == "local minimum"


@pytest.mark.parametrize("seed", seeds(8))
def test_polynomials_that_grow(seed: int) -> None:
    """Against the least value of the form on the circle."""
    rng = np.random.default_rng(seed)
    k = [int(q) for q in rng.integers([1, -3, -3, -3, 1], [4, 4, 4, 4, 4])]
    form = " + ".join(f"({q})*x^{4 - i}*y^{i}" for i, q in enumerate(k))
    f = ex.parse(f"{form} - 3*x^3 + 7*x*y", D)
    unknowns = [s for s in f.symbols if s.name in "xy"]
    turn = np.linspace(0, 2 * np.pi, 20001)
    assert grows(f, unknowns) is bool(_at(form, x=np.cos(turn), y=np.sin(turn)).min() > 1e-6)


def test_forms_that_vanish_on_a_line_do_not_grow() -> None:
    for text in ("(x - y)^4 + x", "x^4", "x^2*y^2 + x^4", "x^3 + y^2"):
        f = ex.parse(text, D)
        assert not grows(f, [ex.parse(name, D) for name in "xy"])
