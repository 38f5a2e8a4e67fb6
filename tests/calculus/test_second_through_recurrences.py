"""Second derivatives through recurrences: of models of volatility, of filters and of penalties on gradients, against
differences."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import part

Values = dict[str, Any]


def _garch(T: Any) -> tuple[ex.Expr, list[ex.Expr]]:
    """The log-likelihood of returns with ``h[t+1] = ω + α r[t]² + β h[t]`` (Bollerslev 1986)."""
    t, i = ex.index("t", T, start=0), ex.index("i", T, start=0)
    omega, alpha, beta = (ex.scalar(name, "positive") for name in ("omega", "alpha", "beta"))
    r = ex.family("r", 1, 1, T)
    h = ex.recurrence("h", ex.scalar("h0"), lambda s: omega + alpha * r[t] ** 2 + beta * s, t)
    return -ex.sum(ex.log(h[i]) / 2 + r[i] ** 2 / (2 * h[i]), i), [omega, alpha, beta]


def _filter(T: Any) -> tuple[ex.Expr, list[ex.Expr]]:
    """Squared errors of ``s[t+1] = tanh(A s[t] + y[t])``."""
    t, i, n = ex.index("t", T, start=0), ex.index("i", T, start=0), ex.dims("n")
    A, y = ex.matrix("A", n, n), ex.family("r", n, 1, T)
    s = ex.recurrence("s", ex.vector("s0", n), lambda now: ex.tanh(A @ now + y[t]), t)
    return ex.sum(ex.norm2(s[i] - y[i]) ** 2, i), [A, ex.vector("s0", n)]


def _returns(T: int, seed: int = 0) -> Any:
    rng, h, found = np.random.default_rng(seed), 0.5, []
    for _ in range(T):
        found.append(np.sqrt(h) * rng.standard_normal())
        h = 0.1 + 0.15 * found[-1] ** 2 + 0.7 * h
    return np.array(found)


def _data(name: str, T: int) -> tuple[Values, Values]:
    """Data, and a point."""
    rng = np.random.default_rng(T)
    if name == "garch":
        return {"r": _returns(T), "h0": 0.5}, {"omega": 0.1, "alpha": 0.2, "beta": 0.6}
    return {"r": rng.normal(size=(T, 2))}, {"A": rng.normal(size=(2, 2)) / 2, "s0": rng.normal(size=2)}


def _slope(f: ex.Expr, data: Values, at: Values) -> Any:
    """The gradient by differences, columns stacked, in the order of the point."""
    found = []
    for name, value in at.items():
        for k in range(np.size(value)):
            step = np.zeros(np.size(value))
            step[k] = 1e-6
            shaped = step.reshape(np.shape(value), order="F")
            up, down = ({**data, **at, name: value + sign * shaped} for sign in (1, -1))
            found.append((f.evaluate(up) - f.evaluate(down)) / 2e-6)
    return np.array(found)


MODELS = {"garch": _garch, "filter": _filter}


@pytest.mark.parametrize(("name", "T", "depth"), part(list(product(MODELS, [1, 2, 6], ["symbolic", "fixed"])), 5))
def test_hessians_by_parameters_of_a_step(name: str, T: int, depth: str) -> None:
    f, unknowns = MODELS[name](ex.dims("T") if depth == "symbolic" else T)
    data, at = _data(name, T)
    hessian = np.asarray(ex.hessian(f, unknowns).evaluate({**data, **at}))
    rows = [row for g in ex.gradient(f, unknowns) for row in _rows(g)]
    wanted = np.array([_slope(row, data, at) for row in rows])
    np.testing.assert_allclose(hessian, wanted, rtol=1e-5, atol=1e-6)
    assert np.allclose(ex.compile(ex.hessian(f, unknowns))({**data, **at}), hessian, atol=1e-10)


def _rows(gradient: ex.Expr) -> list[ex.Expr]:
    """The entries of a gradient, columns stacked."""
    if gradient.is_scalar:
        return [gradient]
    shape = (2, 2) if str(gradient.shape[1]) != "1" else (2, 1)
    n = gradient.rows
    return [
        ex.unit(n, i + 1).T @ (gradient @ ex.unit(n, j + 1) if shape[1] == 2 else gradient)
        for j in range(shape[1])
        for i in range(shape[0])
    ]


@pytest.mark.parametrize("name", MODELS)
def test_products_with_the_hessian_and_penalties_on_gradients(name: str) -> None:
    """A gradient through the adjoint states of another gradient."""
    f, unknowns = MODELS[name](ex.dims("T"))
    data, at = _data(name, 5)
    penalty = ex.norm2(ex.gradient(f, unknowns[0])) ** 2
    found = ex.gradient(penalty, unknowns)
    values = [np.ravel(np.asarray(g.evaluate({**data, **at})), order="F") for g in found]
    np.testing.assert_allclose(np.concatenate(values), _slope(penalty, data, at), rtol=1e-5, atol=1e-6)
    product = ex.hvp(f, unknowns[0], "v")
    value = np.asarray(product.evaluate({**data, **at, "v": np.ones(np.shape(at[unknowns[0].name]))}))
    hessian = np.atleast_2d(ex.hessian(f, unknowns[0]).evaluate({**data, **at}))
    np.testing.assert_allclose(value.ravel(order="F"), hessian.sum(axis=1), rtol=1e-8)


def test_a_model_of_volatility_is_fitted_with_standard_errors() -> None:
    f, unknowns = _garch(ex.dims("T"))
    data = {"r": _returns(400), "h0": 0.5}
    found = ex.minimize(-f, unknowns, data)
    assert found.converged and found.method.startswith("Newton"), found
    fitted = ex.fit(f, unknowns, data)
    assert fitted.converged and fitted.loglik == pytest.approx(-found.value, rel=1e-9)
    at = {symbol.name: found.x[symbol] for symbol in unknowns}
    information = -np.array([_slope(g, data, at) for g in ex.gradient(f, unknowns)])
    assert fitted.covariance is not None
    np.testing.assert_allclose(fitted.covariance, np.linalg.inv(information), rtol=1e-3)


def test_an_index_outside_of_its_family_is_said() -> None:
    """``r[t+1]`` for the last step t."""
    t, i = ex.index("t", "T", start=0), ex.index("i", "T", start=0)
    a, r = ex.scalar("a", "positive"), ex.family("r", 1, 1, ex.dims("T"))
    h = ex.recurrence("h", ex.scalar("h0"), lambda s: a * r[t + 1] ** 2 + s / 2, t)
    f = -ex.sum(ex.log(h[i + 1]) + r[i] ** 2 / h[i + 1], i)
    with pytest.raises(ex.DataError, match="outside"):
        ex.fit(f, [a], {"r": _returns(9), "h0": 0.5})
