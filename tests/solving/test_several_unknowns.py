"""Several unknowns that are coupled: what is said of them is judged by NumPy, on random problems of the kind."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import root

import extremum as ex
from tests.support.draws import seeds

Vector = np.ndarray[tuple[int, ...], np.dtype[Any]]

NUMPY = {"exp": np.exp, "softplus": lambda t: np.logaddexp(0, t), "log": np.log, "cosh": np.cosh, "__builtins__": {}}
_REACH = np.concatenate([-np.logspace(2, -2, 12), [0.0], np.logspace(-2, 2, 12)])

# -- a best value has to be one for every value of the others ----------------------------------------------------------
OUTER = ("exp({})", "softplus({})", "log(1 + exp({}))", "exp({}) + 1")
COUPLED = ("x*y", "-x*y", "x*(y - 1)", "(x + 2)*(y - x)", "(x - y)*(x + y)", "2*x*y + x")
BESIDE = ("", " + x^2", " + y", " + exp(-y)", " + x^2 + y^2", " + exp(y) + exp(-x)")


def _lowest(text: str) -> float:
    """The least value on a wide grid of both numbers."""
    x, y = np.meshgrid(_REACH, _REACH)
    with np.errstate(all="ignore"):
        values = eval(text.replace("^", "**"), {**NUMPY, "x": x, "y": y})
    return float(np.nanmin(values))


def _drawn(seed: int) -> str:
    rng = np.random.default_rng(seed)
    outer, inner, beside = (str(rng.choice(part)) for part in (OUTER, COUPLED, BESIDE))
    return outer.format(inner) + beside


@pytest.mark.parametrize("text", sorted({_drawn(seed) for seed in seeds(5)}))
def test_no_point_is_below_what_is_called_a_global_minimum(text: str) -> None:
    try:
        found = ex.solve(text, ["x", "y"], "min", [], "x; y")
    except ex.ExtremumError:
        return
    if found.kind.startswith("global"):
        at = {str(unknown): float(value) for unknown, value in found.evaluate().items()}
        value = eval(text.replace("^", "**"), {**NUMPY, **at})
        assert value <= _lowest(text) + 1e-9, found


@pytest.mark.parametrize(("text", "unknowns", "declarations"), [
    ("exp(x'*y)", ["x", "y"], "x[n]; y[n]"),
    ("exp(tr(X*Y))", ["X", "Y"], "X[n,n]; Y[n,n]"),
    ("softplus(-t*u'*v)", ["u", "v"], "t; u[n]; v[n]"),
    ("exp(x*y) + exp(y*z)", ["x", "y", "z"], "x; y; z"),
])  # fmt: skip
def test_what_is_not_attained_has_no_global_minimum(text: str, unknowns: list[str], declarations: str) -> None:
    try:
        found = ex.solve(text, unknowns, "min", [], declarations)
    except ex.ExtremumError:
        return
    assert not found.kind.startswith("global") and found.kind != "local minimum"


@pytest.mark.parametrize(("text", "unknowns", "declarations"), [
    ("norm2(A*x + B*z - b)^2 + norm2(x)^2", ["x", "z"], "A[m,n]; B[m,p]: full_column_rank; x[n]; z[p]; b[m]"),
    ("n*log(s) + norm2(y - A*x)^2/s", ["x", "s"], "n: positive; s: positive; A[m,k]: full_column_rank; x[k]; y[m]"),
    ("exp(x - y) - x + y^2", ["x", "y"], "x; y"),
])  # fmt: skip
def test_a_best_value_in_terms_of_the_others_is_put_in(text: str, unknowns: list[str], declarations: str) -> None:
    assert ex.solve(text, unknowns, "min", [], declarations).kind == "global minimum"


# -- where an equation was divided by what may vanish, there are other solutions ------------------------------------
FACTORS_OF_X = ("x", "(x - 1)", "(x^2 - 1)", "(x^2 - 2)", "(x + 2)", "x^2", "(1 + x^2)", "(x - 1)*(x + 2)")
FACTORS_OF_Y = ("y", "(y + 1)", "(y^2 - 4)", "(y - 3)", "y^2", "(y^2 + 2)")
DAMPING = ("", "*exp(-x - y)", "*exp(-y)", "*exp(x)")
ADDED = ("", "", " + x*y", " + y", " + x^2")


def _product(seed: int) -> str:
    rng = np.random.default_rng(seed)
    drawn = [str(rng.choice(part)) for part in (FACTORS_OF_X, FACTORS_OF_Y, DAMPING, ADDED)]
    return f"{drawn[0]}*{drawn[1]}{drawn[2]}{drawn[3]}"


def _gradient(text: str) -> Callable[[Vector], Vector]:
    """Differences of the values, so that no derivative of ours is asked."""
    f = eval("lambda x, y: " + text.replace("^", "**"), NUMPY)
    h = 1e-5
    return lambda z: np.array([f(z[0] + h, z[1]) - f(z[0] - h, z[1]), f(z[0], z[1] + h) - f(z[0], z[1] - h)]) / (2 * h)


def _stationary_points(text: str, starts: int = 60) -> list[Vector]:
    """Those that Newton's method reaches from random points, near the origin."""
    gradient, rng, found = _gradient(text), np.random.default_rng(0), list[Vector]()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for start in rng.uniform(-3, 3, (starts, 2)):
            at = root(gradient, start, tol=1e-12)
            near = np.abs(at.x).max() < 5 and np.abs(gradient(at.x)).max() < 1e-7
            if near and at.success and not any(np.allclose(at.x, known, atol=1e-3) for known in found):
                found.append(at.x)
    return found


def _told(found: ex.SolutionSet) -> list[Callable[[Vector], bool]]:
    """Whether a point is one of those that are told, one after the other."""
    words = found.unique.partition(": ")[2] if found.unique.startswith(("one of", "affine set")) else ""
    sets = words.split("; ") if words else [", ".join(f"{x} = {found.written(x)}" for x in found.values)]
    return [_is_among(text) for text in sets]


def _is_among(text: str) -> Callable[[Vector], bool]:
    given = [part.split(" = ") for part in text.split(", ") if " = " in part]
    free = {"x": 0.0, "y": 0.0}
    at = {name: float(ex.parse(value).evaluate() if "any" not in text else ex.parse(value, "x; y").evaluate(free))
          for name, value in given}  # fmt: skip
    return lambda z: all(abs(z["xy".index(name)] - value) < 2e-3 for name, value in at.items())


@pytest.mark.parametrize("sense", [None, "max"])
@pytest.mark.parametrize("text", sorted({_product(seed) for seed in seeds(5)}))
def test_all_stationary_points_are_told_or_not_claimed_to_be(text: str, sense: str | None) -> None:
    try:
        found = ex.solve(text, ["x", "y"], sense, [], "x; y")
    except ex.NoExtremumError as error:
        if "contradict" in str(error):
            assert not _stationary_points(text), error
        if "the only stationary point" in str(error):
            assert len(_stationary_points(text)) < 2, error
        return
    except ex.ExtremumError:
        return
    if found.unique:
        told = _told(found)
        missed = [z for z in _stationary_points(text) if not any(one(z) for one in told)]
        assert not missed, (found, missed)


@pytest.mark.parametrize("seed", range(6))
def test_all_solutions_of_equations_with_factors_are_told(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, k, m = (int(entry) for entry in rng.integers(-3, 4, 4))
    first, second = (
        f"(x - {a})*(y - {b})",
        str(rng.choice([f"x + y - {k}", f"(x - {m})*y", f"x*y - {m}*x", f"y - {k}"])),
    )
    try:
        found = ex.solve([f"{first} == 0", f"{second} == 0"], ["x", "y"], None, [], "x; y")
    except ex.ExtremumError:
        return
    told = _told(found) if found.unique else []
    for x, y in product(range(-12, 13), repeat=2):
        if told and not eval(first) and not eval(second):
            assert any(one(np.array([x, y])) for one in told), (x, y, found)
