"""Recurrences of symbolic depth: their gradients are formulas in m, and right for each concrete m."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.operations.recurrence import parts_of

m, h = ex.dims("m"), ex.widths("h")
k, i = ex.index("k", m, start=0), ex.index("i", m, start=0)
W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m)
b = ex.family("b", lambda k: h(k + 1), 1, m)
x, t, phi = ex.vector("x", h(0)), ex.vector("t", h(m)), ex.function("phi")
y = ex.recurrence("y", x, lambda y_k: phi(W[k] @ y_k + b[k]), k)
J = ex.Rational(1, 2) * ex.norm2(y[m] - t) ** 2
n = ex.dims("n")
V, c, start, goal = ex.matrix("V", n, n), ex.vector("c", n), ex.vector("s", n), ex.vector("g", n)
U = ex.family("U", lambda k: n, lambda k: n, m)
SHARED = ex.recurrence("z", start, lambda z_k: ex.tanh(V @ z_k + c), k)
LAYERS = ex.recurrence("z", start, lambda z_k: ex.tanh(U[k] @ z_k + c), k)


def tanh(value: Any, order: int) -> Any:
    """A function to stand for φ."""
    return np.tanh(value) if order == 0 else 1 - np.tanh(value) ** 2


def data(widths: list[int], seed: int = 0) -> dict[str, Any]:
    """Random weights for a network of the given widths."""
    rng = np.random.default_rng(seed)
    pairs = list(zip(widths[1:], widths[:-1], strict=True))
    return {
        "W": [rng.normal(size=pair) for pair in pairs],
        "b": [rng.normal(size=rows) for rows, _ in pairs],
        "x": rng.normal(size=widths[0]),
        "t": rng.normal(size=widths[-1]),
        "phi": tanh,
    }


def numeric(f: Expr, values: dict[str, Any], change: Any, shape: tuple[int, ...]) -> Any:
    """Central differences; ``change(values, entry, step)`` returns changed data."""
    result = np.zeros(shape)
    for entry in np.ndindex(shape):
        up, down = (f.evaluate(change(values, entry, step)) for step in (1e-6, -1e-6))
        result[entry] = (up - down) / 2e-6
    return result


def in_family(name: str, layer: int) -> Any:
    """Changes one entry of one member."""

    def change(values: dict[str, Any], entry: tuple[int, ...], step: float) -> dict[str, Any]:
        members = [w.copy() for w in values[name]]
        members[layer][entry] += step
        return {**values, name: members}

    return change


def test_the_gradients_are_formulas_in_m() -> None:
    by_W, by_b = ex.gradient(J, [W[i], b[i]])
    assert str(by_W).startswith("e[i]*y[i]' where y[0] = x, y[k + 1] = phi(W[k]*y[k] + b[k]), e[m - 1] = ")
    assert str(by_b).startswith("e[i] where ")
    e = parts_of(by_b)
    assert str(e.start) == "phi'(W[m - 1]*y[m - 1] + b[m - 1]).*(y[m] - t)"
    assert str(e.step) == "phi'(W[i]*y[i] + b[i]).*(W[i + 1]'*e[i + 1])"
    assert e.direction == -1 and str(e.first) == "m - 1"


@pytest.mark.parametrize("widths", [[4, 2], [4, 3, 5, 2], [1, 3, 3, 3, 2]])
def test_gradients_at_each_layer(widths: list[int]) -> None:
    values = data(widths)
    for layer in range(len(widths) - 1):
        by_W, by_b = (ex.gradient(J, v[layer]).evaluate(values) for v in (W, b))
        shape = values["W"][layer].shape
        np.testing.assert_allclose(by_W, numeric(J, values, in_family("W", layer), shape), atol=1e-7)
        np.testing.assert_allclose(by_b, numeric(J, values, in_family("b", layer), shape[:1]), atol=1e-7)


def test_the_gradient_with_respect_to_the_input() -> None:
    values = data([3, 4, 2])

    def change(values: dict[str, Any], entry: tuple[int, ...], step: float) -> dict[str, Any]:
        moved = values["x"].copy()
        moved[entry] += step
        return {**values, "x": moved}

    found = ex.gradient(J, x).evaluate(values)
    np.testing.assert_allclose(found, numeric(J, values, change, (3,)), atol=1e-7)


def test_a_parameter_that_all_steps_share() -> None:
    f = ex.norm2(SHARED[m]) ** 2
    rng = np.random.default_rng(3)
    values = {"V": rng.normal(size=(3, 3)), "c": rng.normal(size=3), "s": rng.normal(size=3)}
    gradient = ex.gradient(f, V)
    found = gradient.evaluate({**values, "m": 4})
    expected = np.zeros((3, 3))
    for entry in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[entry] = 1e-6
        up, down = (f.evaluate({**values, "m": 4, "V": values["V"] + s * step}) for s in (1, -1))
        expected[entry] = (up - down) / 2e-6
    np.testing.assert_allclose(found, expected, atol=1e-7)
    assert "e[i]*z[i]'" in str(gradient)


def test_a_linear_recurrence_is_a_matrix_power() -> None:
    A = ex.matrix("A", n, n)
    z = ex.recurrence("z", start, lambda z_k: A @ z_k, k)
    a, s = np.random.default_rng(0).normal(size=(3, 3)), np.ones(3)
    found = z[m].evaluate({"A": a, "s": s}, m=5)
    np.testing.assert_allclose(found, np.linalg.matrix_power(a, 5) @ s, rtol=1e-12)


def test_the_same_layers_one_by_one_have_the_same_gradient() -> None:
    values = data([4, 3, 2])
    layers = [(ex.matrix(f"W{j}", values["W"][j].shape[0], values["W"][j].shape[1]), j) for j in range(2)]
    state: Expr = ex.vector("x", 4)
    for weights, j in layers:
        state = ex.tanh(weights @ state + ex.vector(f"b{j}", values["b"][j].shape[0]))
    f = ex.Rational(1, 2) * ex.norm2(state - ex.vector("t", 2)) ** 2
    flat = {"x": values["x"], "t": values["t"]} | {f"{n}{j}": values[n][j] for n in "Wb" for j in range(2)}
    for weights, j in layers:
        one = ex.gradient(f, weights).evaluate(flat)
        np.testing.assert_allclose(one, ex.gradient(J, W[j]).evaluate(values), atol=1e-12)


def flat(expr: Expr, values: dict[str, Any]) -> Any:
    """The value, its columns stacked."""
    used = {name: values[name] for name in (symbol.name for symbol in expr.symbols)}
    return np.asarray(expr.evaluate({**used, "m": 3})).ravel(order="F")


def changed(values: dict[str, Any], target: Expr, step: Any) -> dict[str, Any]:
    """The values with one symbol, or the member of a family with index 1, moved."""
    new = values[target.name].copy()
    where = 1 if target.op.name == "member" else ...
    new[where] = new[where] + step.reshape(new[where].shape, order="F")
    return {**values, target.name: new}


def numeric_jacobian(expr: Expr, target: Expr, values: dict[str, Any], size: int) -> Any:
    h = 1e-5
    ends = [[flat(expr, changed(values, target, s * h * e)) for s in (1, -1)] for e in np.eye(size)]
    return np.array([(up - down) / (2 * h) for up, down in ends]).T


@pytest.mark.parametrize(
    ("states", "target", "size"),
    [(SHARED, V, 9), (SHARED, c, 3), (SHARED, start, 3), (LAYERS, U[1], 9), (LAYERS, start, 3)],
    ids=["weights", "bias", "input", "layer", "input of layers"],
)
def test_jacobians_and_hessians_are_recurrences_too(states: Any, target: Expr, size: int) -> None:
    rng = np.random.default_rng(5)
    values = {"V": rng.normal(size=(3, 3)), "U": rng.normal(size=(3, 3, 3))}
    values |= {name: rng.normal(size=3) for name in "csg"}
    jacobian = ex.jacobian(states[m], target)
    expected = numeric_jacobian(states[m], target, values, size)
    np.testing.assert_allclose(flat(jacobian, values).reshape(3, size, order="F"), expected, atol=1e-8)
    f = ex.norm2(states[m] - goal) ** 2 / 2
    hessian = flat(ex.hessian(f, target), values).reshape(size, size, order="F")
    np.testing.assert_allclose(hessian, numeric_jacobian(ex.gradient(f, target), target, values, size), atol=1e-7)
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-9)
    step = rng.normal(size=size)
    moved = {**values, f"d{target.name}": step.reshape((3, 3), order="F") if size == 9 else step}
    np.testing.assert_allclose(flat(ex.differential(states[m], target), moved), expected @ step, atol=1e-8)


def test_where_widths_change_with_the_layer_the_jacobian_is_an_error() -> None:
    with pytest.raises(ex.UnsupportedError, match="the shapes of the family change"):
        ex.jacobian(y[m], W[i])


def test_the_differential_of_a_sum_meets_each_member() -> None:
    x, j = ex.samples("x", n, m), ex.index("j", m)
    assert str(ex.differential(ex.sum(ex.norm2(x[j]) ** 2, j), x[2])) == "2*dx'*x[2]"


def test_shapes_that_do_not_fit() -> None:
    n, p = ex.dims("n p")
    with pytest.raises(ex.ShapeError, match="the recurrence y starts with n×1"):
        ex.recurrence("y", ex.vector("x", n), lambda y_k: ex.matrix("A", p, n) @ y_k, k)


def test_members_outside_the_family() -> None:
    with pytest.raises(ex.ExtremumError, match=r"W\[-1\] is outside W\[0\.\.m - 1\]"):
        W[-1]


def test_a_network_without_layers_of_widths_that_vary() -> None:
    values = data([4])
    residual = values["x"] - values["t"]
    for gradient in (ex.gradient(J, x), ex.gradient(J, "x")):
        np.testing.assert_allclose(gradient.evaluate(values), residual)
        np.testing.assert_allclose(ex.compile(gradient)(**values), residual)
    assert J.evaluate(values) == pytest.approx(residual @ residual / 2) == ex.compile(J)(**values)
    with pytest.raises(ex.DataError):
        J.evaluate({**values, "x": np.ones(3)})
