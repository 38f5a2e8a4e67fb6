"""The sums of a formula stay whole in its gradient: shorter where it is read, and exact where a residual is small."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.calculus.typed import with_whole_sums

FORMULAS = [
    ("1/2*norm2(x + h*W*tanh(x) - y)^2", "x[n]; W[n,n]; h; y[n]"),
    ("norm2(sqrt(1 + (W*x + q).^2) - (W*x + q))^2", "x[n]; W[n,n]; q[n]"),
    ("norm2((a'*x/(c'*x) - u)*a + (b'*x/(c'*x) - v)*b)^2", "x[n]; a[n]; b[n]; c[n]; u; v"),
    ("log(1 + norm2(W*x - y)^2) + sum(softplus(W*x - y))", "x[n]; W[n,n]; y[n]"),
    ("norm2(x*x'*W - W)^2", "x[n]; W[n,n]"),
    ("logdet(W*W' + eye(n)) + x'*inv(W*W' + eye(n))*x", "x[n]; W[n,n]"),
]


@pytest.mark.parametrize(("text", "declarations"), FORMULAS)
def test_gradients_with_whole_sums_are_the_gradients(text: str, declarations: str) -> None:
    rng = np.random.default_rng(len(text))
    f = ex.parse(text, declarations)
    sizes = {"n": 3}
    data = {s.name: rng.normal(size=[sizes["n"]] * (2 * (not s.is_column) or 1)) for s in f.symbols if not s.is_scalar}
    data |= {s.name: np.asarray(rng.normal()) for s in f.symbols if s.is_scalar}
    shorter = 0
    for target in f.symbols:
        longer = ex.gradient(f, target)
        for _ in range(30):
            longer = ex.exp(ex.sin(longer))
        (found,) = with_whole_sums(f, [target], [longer])
        if found is not longer:
            shorter += 1
            assert np.allclose(found.evaluate(data), _differences(f, target.name, data), rtol=1e-6, atol=1e-6)
    assert shorter


def _differences(f: ex.Expr, name: str, data: dict[str, np.ndarray], h: float = 1e-5) -> np.ndarray:
    at = np.asarray(data[name], dtype=float)
    slopes = np.zeros_like(at)
    for k in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[k] = h
        up, down = (float(f.evaluate({**data, name: at + s})) for s in (step, -step))
        slopes[k] = (up - down) / (2 * h)
    return slopes


def test_a_residual_is_named_as_a_whole() -> None:
    text = "1/2*norm2(sqrt((M*x + q).^2 + x.^2) - x - (M*x + q))^2"
    f = ex.parse(text, "M[n,n]; q[n]; x[n]")
    shown = ex.name_shared({"g": ex.gradient(f, "x")}, f, where="auto")
    assert shown.operations <= 17


def test_a_small_residual_keeps_its_digits() -> None:
    g = ex.gradient("1/2*norm2(sqrt(1 + (M*x + q).^2) - (M*x + q))^2", "x", "M[n,n]; q[n]; x[n]")
    value = np.ravel(g.evaluate(M=np.eye(1), q=np.zeros(1), x=np.array([1e4])))
    assert np.allclose(value, -2.5e-13, rtol=1e-2)
