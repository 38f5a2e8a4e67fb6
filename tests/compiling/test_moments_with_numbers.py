"""Moments of data and a number that is added to every entry: times a vector the number counts once for each entry."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

TEXTS = [
    "W'*(16*Q.^2 - arcsinh(1)*ones(n, m))*(p - p.^2)",
    "W'*(Q.^2 - exp(t)*ones(n, m))*p",
    "W'*(Q - 3*ones(n, m))*p",
    "norm2((Q - exp(t)*ones(n, m))*p - W)^2",
]


@pytest.mark.parametrize("text", TEXTS)
def test_staged_code_has_the_value_of_the_formula(text: str) -> None:
    f = ex.parse(text, "W[n]; Q[n,m]; p[m]; t")
    rng = np.random.default_rng(0)
    data = {"W": rng.normal(size=5), "Q": rng.normal(size=(5, 3)), "p": rng.normal(size=3), "t": 0.3}
    wanted = {"value": f, "slope": ex.gradient(f, "p")}
    given = {symbol.name: data[symbol.name] for symbol in f.symbols}
    found = ex.compile(wanted, data=["W", "Q"])(given)
    np.testing.assert_allclose(found["value"], float(f.evaluate(given)), rtol=1e-9)
    np.testing.assert_allclose(found["slope"], np.ravel(wanted["slope"].evaluate(given)), rtol=1e-9, atol=1e-12)
