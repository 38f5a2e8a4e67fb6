"""Numbers of whole arrays by functions without a formula: derivatives, values, code, and how they are written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

DECLARED = "A[m,n]; x[n]; X[n,m]; s; L: function; phi: function"


def loss(array: Any, order: int) -> Any:
    """``Σ exp(a)`` with its gradient and Hessian."""
    if order == 0:
        return np.sum(np.exp(array))
    return np.exp(array) if order == 1 else np.diag(np.exp(np.ravel(array, order="F")))


def test_derivatives_are_named() -> None:
    f = ex.parse("L(A*x)", DECLARED)
    assert f.is_scalar
    assert ex.gradient(f, "x") is ex.parse("A'*grad_L(A*x)", DECLARED)
    assert ex.hessian(f, "x") is ex.parse("A'*hess_L(A*x)*A", DECLARED)
    assert ex.gradient(ex.parse("L(X)", DECLARED), "X").shape == ex.parse("X", DECLARED).shape


def test_capitals_are_of_arrays_and_others_entry_by_entry() -> None:
    assert ex.parse("L(x)", DECLARED).is_scalar
    assert ex.parse("phi(x)", DECLARED).shape == ex.parse("x", DECLARED).shape
    assert str(ex.gradient(ex.parse("L(s)", DECLARED), "s")) == "L'(s)"


@pytest.mark.parametrize("text", ["L(A*x)", "s*L(s*x) + L(X)^2"])
def test_values_and_code(text: str) -> None:
    rng = np.random.default_rng(0)
    data = {"A": rng.normal(size=(3, 4)), "x": rng.normal(size=4), "X": rng.normal(size=(4, 3)), "s": 0.7}
    known = ex.parse(
        text.replace("L(A*x)", "sum(exp(A*x))").replace("L(s*x)", "sum(exp(s*x))").replace("L(X)", "sum(exp(X))"),
        DECLARED,
    )
    f = ex.parse(text, DECLARED)
    used = {symbol.name: data[symbol.name] for symbol in f.symbols}
    for name in used:
        ours, right = ex.gradient(f, name), ex.gradient(known, name)
        expected = right.evaluate({"m": 3, **used})
        assert np.allclose(ours.evaluate({"m": 3, "L": loss, **used}), expected)
        assert np.allclose(ex.compile(ours)(**used, L=loss), expected)


def test_what_is_printed_is_read_back() -> None:
    f = ex.parse("s*L(A*x)", DECLARED)
    for expr in (f, ex.gradient(f, "x"), ex.hessian(f, "x")):
        assert ex.parse(str(expr), DECLARED) is expr
    assert ex.parse_latex(ex.latex(f), DECLARED) is f


def test_without_a_value_it_says_what_to_give() -> None:
    with pytest.raises(ex.DataError, match="with orders 1 and 2 for derivatives"):
        ex.parse("L(x)", DECLARED).evaluate({"x": np.ones(2)})


def test_third_derivatives_are_refused() -> None:
    hessian = ex.hessian(ex.parse("L(x)", DECLARED), "x")
    with pytest.raises(ex.ExtremumError):
        ex.gradient(ex.sum(hessian), "x")
