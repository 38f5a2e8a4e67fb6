"""Gradients of variables on the sphere and on the simplex, against functions along curves that stay there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.calculus.structure import describe

Curve = Callable[[float], Any]
FORMS = {
    "unit": "x[n]: unit; A[n,n]; b[n]",
    "unit matrix": "x[n,m]: unit; A[n,n]; b[n]",
    "simplex": "x[n]: simplex; A[n,n]; b[n]",
    "simplex matrix": "x[n,m]: simplex; A[n,n]; b[n]",
}
FUNCTIONS = ["tr(x'*A*x) + sum(b'*x)", "sum(x.*exp(A*x))", "norm2(A*x)^2/(1 + norm2(x)^2)"]
forms = pytest.mark.parametrize("name", FORMS)


def _drawn(name: str) -> tuple[dict[str, Any], np.random.Generator]:
    rng = np.random.default_rng(len(name))
    shape = (3, 2) if "matrix" in name else (4,)
    point = np.abs(rng.standard_normal(shape)) + 0.2
    point = point / (np.linalg.norm(point) if name.startswith("unit") else point.sum())
    n = shape[0]
    return {"x": point, "A": rng.standard_normal((n, n)), "b": rng.standard_normal(n), "m": 2}, rng


def curve(name: str, point: Any, rng: np.random.Generator) -> tuple[Curve, Any]:
    """A geodesic through a point of the set, and its direction there."""
    way = rng.standard_normal(point.shape)
    if name.startswith("simplex"):
        way = (way - way.mean()) / 10
        return lambda t: point + t * way, way
    way = way - np.sum(way * point) * point
    way = way / np.linalg.norm(way)
    return lambda t: np.cos(t) * point + np.sin(t) * way, way


@forms
@pytest.mark.parametrize("text", FUNCTIONS)
def test_gradients_and_hessians_along_curves(name: str, text: str) -> None:
    data, rng = _drawn(name)
    f = ex.parse(text, FORMS[name])
    gradient, hessian = ex.gradient(f, "x").evaluate(data), ex.hessian(f, "x").evaluate(data)
    normal = np.sum(gradient * data["x"]) if name.startswith("unit") else gradient.sum()
    assert abs(normal) < 1e-10
    for _ in range(3):
        along, way = curve(name, data["x"], rng)
        h = 1e-4
        ahead, here, behind = (ex.parse(text, FORMS[name]).evaluate({**data, "x": along(t)}) for t in (h, 0, -h))
        step = way.ravel(order="F")
        assert np.isclose(gradient.ravel(order="F") @ step, (ahead - behind) / (2 * h), rtol=1e-5, atol=1e-6)
        assert np.isclose(step @ hessian @ step, (ahead - 2 * here + behind) / h**2, rtol=1e-3, atol=1e-4)


@forms
def test_jacobians_along_curves(name: str) -> None:
    data, rng = _drawn(name)
    f = ex.parse("A*x.*exp(x)", FORMS[name])
    jacobian = ex.jacobian(f, "x").evaluate(data)
    along, way = curve(name, data["x"], rng)
    ahead, behind = (f.evaluate({**data, "x": along(t)}) for t in (1e-5, -1e-5))
    assert np.allclose(jacobian @ way.ravel(order="F"), (ahead - behind).ravel(order="F") / 2e-5, rtol=1e-6, atol=1e-7)
    normal = data["x"] if name.startswith("unit") else np.ones_like(data["x"])
    assert np.allclose(jacobian @ normal.ravel(order="F"), 0, atol=1e-10)


@pytest.mark.parametrize(
    ("declared", "gradient", "said"),
    [
        ("x[n]: unit", "2*(A*x - x'*A*x*x)", "x is of unit length; gradient: .* G - sum\\(x.\\*G\\)\\*x"),
        (
            "x[n]: simplex",
            "2*(A*x - mean(A*x)*ones(n))",
            "x is nonnegative with the sum 1; .* G - mean\\(G\\)",
        ),
    ],
)
def test_what_is_said(declared: str, gradient: str, said: str) -> None:
    f = ex.parse("x'*A*x", f"A[n,n]: symmetric; {declared}")
    x = next(symbol for symbol in f.symbols if symbol.name == "x")
    found = ex.gradient(f, "x")
    assert ex.equal(found, ex.parse(gradient, f"A[n,n]: symmetric; {declared}"))
    assert ex.gradient(f, "x", convention="unstructured") is ex.parse("2*A*x", [*f.symbols])
    assert re.search(said, describe(x))
    assert any("only steps along it count" in step.rule for step in ex.derive(f, "x").steps)


def test_a_constant_gradient_is_none_on_the_simplex() -> None:
    assert str(ex.gradient("sum(p) + b'*p", "p", "p[n]: simplex; b[n]")) == "b - mean(b)"
    assert str(ex.gradient("sum(p)", "p", "p[n]: simplex")) == "zeros(n)"
