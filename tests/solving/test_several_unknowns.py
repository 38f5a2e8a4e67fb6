"""Several unknowns that are coupled: what is said of them is judged by NumPy, on random problems of the kind."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

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


@pytest.mark.parametrize("text", sorted({_drawn(seed) for seed in range(12)}))
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
