"""Derivatives with letters for the parts of the formula are the derivatives, and as short as on paper."""

from __future__ import annotations

import re
from gc import collect
from weakref import ref

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.offered import Way, offered
from extremum.verify.sampling import sample_data

FORMULAS = [
    ("gradient", "1/2*norm2(x + h*W*tanh(x) - y)^2", "x[n]; W[n,n]; h; y[n]", 12),
    ("gradient", "norm2(C*inv(s*eye(n) - A)*B)^2", "A[n,n]; C[m,n]; B[n,m]; s", 13),
    ("gradient", "k*sum(X*q)/norm2(q)", "q[m]; X[n,m]; k: positive", 10),
    ("gradient", "sum_i((norm2(x - a[i]) - d[i])^2)", "x[n]; a[n] for i in 1..N; d[] for i in 1..N: positive", 7),
    ("gradient", "norm2(Y'*X)^2/norm2(X'*X)", "X[n,m]; Y[n,m]", 15),
    ("gradient", "softmax(q)'*r - t*softmax(q)'*log(softmax(q))", "q[n]; r[n]; t: positive", 8),
    ("gradient", "sum(a.*sqrt(e + (D*u).^2 + (E*u).^2))", "u[n]; D[m,n]; E[m,n]; a[m]: positive; e: positive", 15),
    ("gradient", "sum_i((y[i] - a*exp(-g[i]'*D*g[i]))^2)", "D[n,n]; y[] for i in 1..N; g[n] for i in 1..N; a", 13),
    ("gradient", "sum((y - a*exp(-b*t)).^2)", "b; t[n]; y[n]; a", 9),
    ("gradient", "log(sum_i(exp(-norm2(W*x[i] - y)^2)))", "y[m]; W[m,n]; x[n] for i in 1..N", 20),
    ("hessian", "(a'*x)^2*(b'*x)^2", "x[n]; a[n]; b[n]", 17),
    ("hessian", "-sum(log(normcdf(y.*x)))", "x[n]; y[n]", 16),
    ("hessian", "-log(normcdf(x))", "x", 11),
    ("gradient", "4*e*((s/norm2(r))^12 - (s/norm2(r))^6)", "r[n]; e: positive; s: positive", 13),
    ("gradient", "(f*x[1]/x[2] - u)^2", "x[2]: positive; f; u", 10),
    ("gradient", "-sum(log(s)) - 1/2*(x./s)'*R*(x./s)", "s[n]: positive; R[n,n]: positive_definite; x[n]", 5),
    ("gradient", "sum(exp(a) - exp(m + a + b) + log(a + b))", "a[n]: positive; b[n]: positive; m[n]: positive", 8),
    ("jacobian", "A*x/norm2(A*x) + x", "x[n]; A[n,n]", 20),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "declarations", "most"), FORMULAS, ids=[row[1] for row in FORMULAS])
def test_what_is_shown_is_the_derivative_and_short(kind: str, text: str, declarations: str, most: int) -> None:
    f = ex.parse(text, declarations)
    derivative = getattr(ex, kind)(f, re.split(r"\W", declarations)[0])
    data, sizes = sample_data([f], np.random.default_rng(len(text)))
    value = derivative.evaluate({**data, **sizes})
    shown = ex.name_shared({"g": derivative}, where="auto", beside=[f])
    assert shown.operations <= most
    *definitions, last = shown.lines()
    again = ex.parse(last.removeprefix("g = "), "; ".join([declarations, *definitions]))
    assert np.allclose(again.evaluate({**data, **sizes}), value)
    for way in (Way(), Way(solved=True), Way(flowing=True)):
        letters = offered(derivative)
        found = None if letters is None else letters(way)
        if found is not None and not any(letter.op.name == "member" for letter in found.values):
            assert np.allclose(found.whole().evaluate({**data, **sizes}), value)


def test_hazards_have_a_value_where_their_law_has_none() -> None:
    f = ex.parse("-sum(log(normcdf(x)))", "x[n]")
    shown = ex.name_shared({"g": ex.hessian(f, "x")}, beside=[f])
    *definitions, last = shown.lines()
    again = ex.parse(last.removeprefix("g = "), "; ".join(["x[n]", *definitions]))
    assert np.allclose(again.evaluate(x=np.array([40.0])), 0)


def test_no_letter_divides_by_what_may_be_zero() -> None:
    f = ex.parse("sum(a*exp(x)) + norm2(a*exp(x))", "x[n]; a")
    g = ex.gradient(f, "x")
    shown = [str(ex.name_shared({"g": each}, where="always", beside=[f])) for each in (g, ex.gradient(f, "a"))]
    assert not any("/a" in text for text in shown)


def test_a_formula_is_kept_alive_by_no_derivative_of_it() -> None:
    f = ex.parse("norm2(A*y - b)^2 + sum(exp(A*y - b))", "A[n,m]; y[m]; b[n]")
    g = ex.gradient(f, "y")
    seen, before = ref(f), str(ex.name_shared({"g": g}))
    del f
    collect()
    assert seen() is None and str(ex.name_shared({"g": g})) and before


QUOTIENTS = [
    ("norm2((s*x - 2*a)./x)", "x[n]: nonzero; a[n]; s"),
    ("sum(tanh((x.^2 + a)./x)) + norm2((x.^2 + a)./x)", "x[n]: nonzero; a[n]"),
    ("norm2((s*x + a)./(b + x.^2)) + sum((s*x + a)./(b + x.^2))", "x[n]; a[n]; b[n]: positive; s"),
    ("exp((x + y)/(x*z))*log(x + y) + sin((x + y)/(x*z))", "x: positive; y: positive; z: positive"),
    ("cos(norm2(x)^2/(1 + norm2(x))) + (a'*x + norm2(x)^2)/norm2(x)", "x[n]; a[n]"),
]


@pytest.mark.parametrize(("text", "declarations"), QUOTIENTS)
def test_both_sides_of_a_quotient_may_move(text: str, declarations: str) -> None:
    """With a letter for the whole quotient alone, what moves in the numerator was held as if it were below the line."""
    f = ex.parse(text, declarations)
    g = ex.gradient(f, declarations[0])
    data, sizes = sample_data([f], np.random.default_rng(len(text)))
    letters, value = offered(g), g.evaluate({**data, **sizes})
    assert letters is not None
    whole = letters(Way())
    names = [letter.name for letter in whole.values] if whole is not None else []
    ways = [Way(solved=True, only=[name]) for name in names] + [Way(flowing=True, solved=True)]
    found = [lettered for way in ways if (lettered := letters(way)) is not None]
    assert found and all(np.allclose(each.whole().evaluate({**data, **sizes}), value) for each in found)
