"""The Hessian in a direction against the Hessian."""

from __future__ import annotations

import pytest

import extremum as ex

CASES = [
    ("sum(log(1 + exp(X*w)))", ["X[n,m]", "w[m]"], "w"),
    ("norm2(A*w - y)^4 + sum(w.^3)", ["A[n,m]", "w[m]", "y[n]"], "w"),
    ("logdet(W'*W) + tr(W'*A*W)", ["W[n,k]", "A[n,n]"], "W"),
    ("logdet(S) + tr(S*A)", ["S[n,n]: positive_definite", "A[n,n]"], "S"),
    ("sum_i(tanh(w'*x[i])^2)", ["x[m] for i in 1..N", "w[m]"], "w"),
    ("a'*w", ["a[m]", "w[m]"], "w"),
    ("s^3*norm2(w)^2", ["s", "w[m]"], "s"),
]


@pytest.mark.parametrize(("text", "declarations", "name"), CASES, ids=[case[0] for case in CASES])
def test_it_is_the_hessian_times_the_direction(text: str, declarations: list[str], name: str) -> None:
    f = ex.parse(text, declarations)
    x = next(symbol for symbol in f.symbols if symbol.name == name)
    v = ex.matrix("v", *x.shape)
    if "positive_definite" in x.assumptions:
        v = v + v.T
    assert ex.equal(ex.vec(ex.hvp(f, x, v)), ex.hessian(f, x) @ ex.vec(v))


def test_the_direction_may_depend_on_the_variable() -> None:
    f = ex.parse("sum(w.^3)", ["w[m]"])
    w = f.symbols[0]
    assert ex.hvp(f, w, w) is ex.hvp(f, w, "w") is 6 * ex.hadamard(w, w)


def test_what_is_no_direction() -> None:
    f = ex.parse("tr(Q'*A)^2", ["Q[n,n]: orthogonal", "A[n,n]"])
    with pytest.raises(ex.UnsupportedError, match="orthogonal, a curved set"):
        ex.hvp(f, "Q", "V")
    for junk in (1, "a b", ["v"]):
        with pytest.raises(ex.ExtremumError, match="a direction is an expression, or a name"):
            ex.hvp("norm2(w)^2", "w", junk, "w[m]")  # type: ignore[arg-type]
    with pytest.raises(ex.ShapeError, match="the direction is"):
        ex.hvp("norm2(w)^2", "w", ex.vector("v", 3), "w[m]")


def test_repeated_at_one_point() -> None:
    """Given the point, what depends on it alone is computed once."""
    product = ex.hvp("sum(log(1 + exp(X*w)))", "w", "v", "X[n,m]; w[m]")
    function = ex.compile(product, data=["X", "w"])
    assert list(function.bind(X=[[1.0, 2.0]], w=[0.0, 0.0])(v=[4.0, 0.0])) == [1.0, 2.0]
    assert "return" in (each := function.source.partition("def f(")[2]) and "sigmoid" not in each.partition("return")[2]
