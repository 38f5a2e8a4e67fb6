"""The degree of a polynomial as it is written, against its differences along a line."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.calculus.degree import degree

DECLARED = "x[n]; X[n,n]; A[n,n]; a; b[n]"
POLYNOMIALS = [
    ("b'*x", "x", 1), ("x'*A*x + b'*x", "x", 2), ("(x'*x)^2*b", "x", 4), ("x.^3.*(A*x)", "x", 4),
    ("tr(X*A*X'*X)", "X", 3), ("X*A*X'", "X", 2), ("kron(X, X)", "X", 2), ("exp(a)*sum(x)", "x", 1),
    ("a*(a - 2)^2*norm2(b)", "a", 3), ("A*b", "x", 0), ("diag(x)*A*x", "x", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "expected"), POLYNOMIALS)
def test_differences_of_one_more_order_vanish(text: str, name: str, expected: int) -> None:
    f, symbols = ex.parse(text, DECLARED), {"x": (3,), "X": (3, 3), "A": (3, 3), "a": (), "b": (3,)}
    variable = next(s for s in ex.parse("sum(x) + sum(X*b) + a", DECLARED).symbols if s.name == name)
    assert degree(f, variable) == expected
    rng = np.random.default_rng(len(text))
    data = {key: rng.standard_normal(shape) for key, shape in symbols.items()}
    way = rng.standard_normal(symbols[name])
    used = {symbol.name for symbol in f.symbols}

    def value(t: int) -> np.ndarray:
        at = {**data, name: data[name] + t * way}
        return np.asarray(f.evaluate({key: at[key] for key in used}))

    values = np.array([value(t) for t in range(expected + 3)])
    scale = np.abs(values).max()
    assert np.abs(np.diff(values, expected + 1, axis=0)).max() < 1e-9 * scale
    assert np.abs(np.diff(values, expected, axis=0)).max() > 1e-6 * scale


@pytest.mark.parametrize(
    "text", ["exp(a)", "1/a", "sqrt(a)", "abs(a)", "b'*(a*b)/(1 + a^2)", "logdet(A'*A + a^2*eye(n))"]
)
def test_what_is_not_seen_to_be_one(text: str) -> None:
    f = ex.parse(text, DECLARED)
    assert degree(f, next(s for s in f.symbols if s.name == "a")) is None
