"""Matrix equations as operations: values against SciPy, their equations, derivatives, text, and generated code."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

import extremum as ex

DECLARED = "A[n,n]; B[k,k]; C[n,k]; D[n,k]; Q[n,n]; P[n,n]: positive_definite; x[n]"


def draw(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    n, k = rng.integers(2, 6, 2)
    shapes = {"A": (n, n), "B": (k, k), "C": (n, k), "D": (n, k), "Q": (n, n), "P": (n, n), "x": (n,)}
    data = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return {**data, "P": data["P"] @ data["P"].T + np.eye(n)}


def only(expr: ex.Expr, data: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {symbol.name: data[symbol.name] for symbol in expr.symbols}


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("sylvester(A, B, C)", lambda A, B, C: linalg.solve_sylvester(A, B, C)),
        ("lyap(A, Q)", lambda A, Q: linalg.solve_continuous_lyapunov(A, -Q)),
        ("dlyap(A, Q)", lambda A, Q: linalg.solve_discrete_lyapunov(A, Q, method="direct")),
        ("sylvester(A, B, 2*C)'", lambda A, B, C: 2 * linalg.solve_sylvester(A, B, C).T),
    ],
)
def test_values(text: str, reference: object) -> None:
    assert callable(reference)
    expr = ex.parse(text, DECLARED)
    for seed in range(5):
        data = only(expr, draw(seed))
        expected = reference(*(data[name] for name in sorted(data)))
        np.testing.assert_allclose(expr.evaluate(data), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_equation_of_stein(seed: int) -> None:
    data = draw(seed)
    expr = ex.parse("stein(A, B, C)", DECLARED)
    X = expr.evaluate(only(expr, data))
    np.testing.assert_allclose(X - data["A"] @ X @ data["B"], data["C"], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("text", ["tr(D'*sylvester(A, B, C))", "norm2(stein(A, B, C))^2", "tr(Q*lyap(A, A*A'))",
                                  "tr(dlyap(A, Q)^2)"])  # fmt: skip
def test_gradients_against_differences(text: str) -> None:
    f = ex.parse(text, DECLARED)
    data = only(f, draw(3))
    for name, value in data.items():
        grad = ex.gradient(f, name).evaluate(data)
        step = np.random.default_rng(7).normal(size=value.shape)
        h = 1e-6
        ends = [f.evaluate({**data, name: value + sign * h * step}) for sign in (1, -1)]
        np.testing.assert_allclose((grad * step).sum(), (ends[0] - ends[1]) / (2 * h), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sylvester(A, A', Q)", "-lyap(A, Q)"),
        ("lyap(A, Q)", "lyap(A, Q)"),
        ("A - 2*lyap(A, Q)", "A - 2*lyap(A, Q)"),
        ("lyap(A, Q)*lyap(A', Q)", "lyap(A, Q)*lyap(A', Q)"),
        ("tr(A*lyap(A, Q)*Q)", "tr(A*lyap(A, Q)*Q)"),
        ("stein(A, A', Q)", "dlyap(A, Q)"),
        ("sylvester(A, B, C)'", "sylvester(B', A', C')"),
        ("sylvester(A, 3, x)", "inv(3*eye(n) + A)*x"),
        ("sylvester(A, B, 3*C)", "3*sylvester(A, B, C)"),
        ("sylvester(A, B, 0*C)", "zeros(n, k)"),
    ],
)
def test_how_it_is_written(text: str, written: str) -> None:
    assert str(ex.parse(text, DECLARED)) == written
    assert ex.parse(written, DECLARED) is ex.parse(text, DECLARED)


def test_the_equation_holds_for_certain() -> None:
    X = ex.parse("sylvester(A, B, C)", DECLARED)
    A, B, C = (ex.parse(name, DECLARED) for name in "ABC")
    assert ex.equal(A @ X + X @ B, C).verdict == "proved"
    assert ex.equal(A @ X - X @ B, C).verdict != "proved"


def test_facts() -> None:
    assert ex.parse("lyap(A, P)", DECLARED).T is ex.parse("lyap(A, P)", DECLARED)
    assert ex.parse("lyap(A, Q)", DECLARED).T is not ex.parse("lyap(A, Q)", DECLARED)


def test_shapes() -> None:
    with pytest.raises(ex.ShapeError):
        ex.parse("sylvester(A, A, C)", DECLARED)
