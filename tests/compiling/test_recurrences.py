"""Networks of symbolic depth: states forward, adjoint states backward, all of them kept."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import extremum as ex
from extremum.data.binding import interpreted
from tests.calculus.test_recurrences import J, W, b, data, i, m, x
from tests.compiling.support import code, compared


@pytest.mark.parametrize("widths", [[4, 2], [4, 3, 5, 2], [1, 3, 3, 3, 2]])
def test_a_network_and_its_gradients(widths: list[int]) -> None:
    by_W, by_b = ex.gradient(J, [W[i], b[i]])
    function = ex.compile({"J": J, "by_W": by_W, "by_b": by_b}, name="network")
    values = data(widths)
    for layer in range(len(widths) - 1):
        found = function(**values, i=layer)
        assert found["J"] == pytest.approx(interpreted(J, values))
        for label, family in (("by_W", W), ("by_b", b)):
            wanted = interpreted(ex.gradient(J, family[layer]), values)
            np.testing.assert_allclose(found[label], wanted, atol=1e-12)


def test_as_a_person_writes_it() -> None:
    by_W, by_b = ex.gradient(J, [W[i], b[i]])
    assert code(ex.compile({"J": J, "by_W": by_W, "by_b": by_b})) == "\n".join([
        "m = len(W)",
        "y = [x]",
        "for k in range(m):",
        "    y.append(phi(W[k] @ y[k] + b[k], 0))",
        "r = y[m] - t",
        "e = [None] * m",
        "e[m - 1] = phi(W[m - 1] @ y[m - 1] + b[m - 1], 1) * r",
        "for k in reversed(range(i, m - 1)):",
        "    e[k] = phi(W[k] @ y[k] + b[k], 1) * (W[k + 1].T @ e[k + 1])",
        'return {"J": 0.5 * (r @ r), "by_W": np.outer(e[i], y[i]), "by_b": e[i]}',
    ])  # fmt: skip


def test_the_first_the_last_and_the_input() -> None:
    exprs = [ex.gradient(J, W[0]), ex.gradient(J, W[m - 1]), ex.gradient(J, x)]
    function = ex.compile(exprs)
    values = data([4, 3, 5, 2])
    for found, expr in zip(function(**values), exprs, strict=True):
        np.testing.assert_allclose(found, interpreted(expr, values), atol=1e-12)


def test_states_that_are_not_comparable() -> None:
    n, depth, other = ex.dims("n depth other")
    A, v, k = ex.matrix("A", n, n), ex.vector("v", n), ex.index("k", depth, start=0)
    y = ex.recurrence("y", v, lambda state: ex.tanh(A @ state), k)
    function = ex.compile({"far": y[depth] + y[other], "near": y[2]})
    A_value, v_value = np.eye(2) / 2, np.ones(2)
    for sizes in ({"depth": 3, "other": 5}, {"depth": 5, "other": 3}):
        found = function(A=A_value, v=v_value, **sizes)
        states = [v_value]
        for _ in range(5):
            states.append(np.tanh(A_value @ states[-1]))
        np.testing.assert_allclose(found["far"], states[3] + states[5])
        np.testing.assert_allclose(found["near"], states[2])


def test_a_network_for_each_sample() -> None:
    n, N, depth = ex.dims("n N depth")
    s, t, j = ex.samples("s", n, N), ex.samples("t", n, N), ex.index("j", N)
    V, k = ex.matrix("V", n, n), ex.index("k", depth, start=0)
    y = ex.recurrence("y", s[j], lambda state: ex.tanh(V @ state), k)
    loss = ex.sum(ex.norm2(y[depth] - t[j]) ** 2, j) / N
    function = compared({"loss": loss, "gradient": ex.gradient(loss, V)})
    assert "e[i].T @ y[i]" in function.source and "zip" not in function.source  # all samples at once


def test_a_second_derivative_by_two_sizes() -> None:
    """The same recurrence inside another one, with shapes read off the members of a family."""
    h = ex.widths("h")
    k, depth = ex.index("k", ex.dims("depth"), start=0), ex.dims("depth")
    U = ex.family("U", lambda at: h(at + 1), lambda at: h(at), depth)
    y = ex.recurrence("y", ex.vector("v", h(0)), lambda state: U[k] @ state + ex.ones(h(k + 1)), k)
    compared({"y": y[depth], "total": ex.sum(y[depth]) ** 2})


def test_gradients_by_all_layers_with_one_sweep() -> None:
    n, N, depth = ex.dims("n N depth")
    s, t, j = ex.samples("s", n, N), ex.samples("t", n, N), ex.index("j", N)
    W, k = ex.family("W", n, n, depth), ex.index("k", depth, start=0)
    y = ex.recurrence("y", s[j], lambda state: ex.tanh(W[k] @ state), k)
    loss = ex.sum(ex.norm2(y[depth] - t[j]) ** 2, j)
    gradient = ex.gradient(loss, W[k])
    together = ex.compile({"loss": loss, "W": gradient}, each=k)
    assert together.source.count("for k in reversed(") == 1
    alone = ex.compile(gradient)
    rng = np.random.default_rng(3)
    for layers in range(1, 5):
        data = {"s": rng.normal(size=(6, 3)), "t": rng.normal(size=(6, 3)), "W": rng.normal(size=(layers, 3, 3))}
        found = together(data)
        assert found["loss"] == pytest.approx(interpreted(loss, data))
        np.testing.assert_allclose(found["W"], [alone(data, k=at) for at in range(layers)])
        np.testing.assert_allclose(pickle.loads(pickle.dumps(together))(data)["W"], found["W"])
    assert "a list for k = 0, …, depth - 1: array of shape (n, n)" in together.source


def test_each_takes_indices() -> None:
    with pytest.raises(ex.ExtremumError, match="each= needs an index"):
        ex.compile(J, each="k")
