"""Objectives along lines on which they have no bound, and what is said of them; lines are walked in numbers."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

D = (
    "x; y; z; v[n]; a[n]; p[n]; q[m]; M[n,m]; B[m,n]: positive; Y[n,n]: symmetric; Z[n,n]; "
    "X[n,n]: positive_definite; C[n,n]: symmetric"
)
SIZES = {"n": 3, "m": 2}


def _refused(text: str, unknowns: list[str], sense: str) -> str:
    with pytest.raises(ex.NoExtremumError, match=f"there is no {sense}imum") as refusal:
        ex.solve(text, unknowns, sense, [], D)
    return str(refusal.value)


def _draw(rng: np.random.Generator, symbol: ex.Expr) -> np.ndarray | float:
    shape = tuple(SIZES[str(d)] for d in symbol.shape if str(d) != "1")
    array = rng.standard_normal(shape)
    return array + array.T if "symmetric" in symbol.assumptions else array if shape else float(array)


@pytest.mark.parametrize("sense", ["min", "max"])
@pytest.mark.parametrize(
    "text",
    ["max(v)", "min(v)", "max(v + a)", "logsumexp(v)", "eigmax(Y)",
     "eigmax(Y + C)", "2*max(v) + logsumexp(v)"],
)  # fmt: skip
def test_a_constant_rate_is_one(text: str, sense: str) -> None:
    x = "v" if "v" in text else "Y"
    f = ex.parse(text, D)
    said = _refused(text, [x], sense)
    rng = np.random.default_rng(1)
    data = {s.name: _draw(rng, s) for s in f.symbols}
    line = np.ones(3) if x == "v" else np.eye(3)
    steps = [0.0, 0.7, -1.3, 50.0]
    values = [float(f.evaluate({**data, x: data[x] + t * line})) for t in steps]
    rates = [(value - values[0]) / t for value, t in zip(values[1:], steps[1:], strict=True)]
    np.testing.assert_allclose(rates, float(said.split("constant rate ")[1].split()[0]), rtol=1e-9)


@pytest.mark.parametrize(
    "text",
    ["max(v) - logsumexp(v)", "max(abs(v))", "norm2(v)", "v'*v", "sum(log(v))", "tr(Z*Z)",
     "sum(exp(v))", "sum(exp(-B*v))", "softplus(sum(v))", "sum(expm1(v))", "tr(expm(Y))"],
)  # fmt: skip
def test_other_slopes_are_no_constant_rates(text: str) -> None:
    for sense in ("min", "max"):
        try:
            ex.solve(text, next(x for x in "ZYv" if x in text), sense, [], D)
        except ex.ExtremumError as error:
            assert "constant rate" not in str(error)


@pytest.mark.parametrize(
    ("text", "unknowns", "unless"),
    [
        ("p'*M*q", "p q", True), ("p'*M*q + norm2(p)^2", "p q", True), ("p'*M*q + p'*a", "p q", True),
        ("x*y*z", "x y z", False), ("x*y", "x y", False), ("exp(x)*y", "x y", False), ("tr(Z*X) + tr(Z)", "Z X", False),
    ],
)  # fmt: skip
def test_what_is_linear_in_one_unknown_has_no_bound(text: str, unknowns: str, unless: bool) -> None:
    f = ex.parse(text, D)
    for sense in ("min", "max"):
        said = _refused(text, unknowns.split(), sense)
        assert f"unbounded {'below' if sense == 'min' else 'above'}, linear in" in said
        assert ("unless that is zero for all" in said) is unless
    linear = said.split("linear in ")[1].split()[0]
    rng = np.random.default_rng(2)
    data = {s.name: _draw(rng, s) for s in f.symbols}
    if "X" in data:
        data["X"] = np.eye(3) + np.diag([0.0, 1.0, 2.0])
    step = _draw(rng, next(s for s in f.symbols if s.name == linear))
    values = [float(f.evaluate({**data, linear: data[linear] + t * step})) for t in (0.0, 1e3, 2e3, -1e3)]
    assert abs(values[1] - values[0]) > 1e-2
    np.testing.assert_allclose([values[2] - values[0], values[0] - values[3]],
                               [2 * (values[1] - values[0]), values[1] - values[0]], rtol=1e-8)  # fmt: skip


def test_what_rises_in_the_order_of_matrices_has_no_extremum() -> None:
    for sense in ("min", "max"):
        assert "increases in X" in _refused("log(det(X))", ["X"], sense)
        assert "decreases in X" in _refused("tr(inv(X)) - log(det(X))", ["X"], sense)
