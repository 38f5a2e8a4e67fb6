"""Texts without declarations: which shapes are usual, which readings are listed; the line shown declares them."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.reading.either import read_either
from extremum.reading.parser import parse_with_inference

READ = [
    ("norm2(X*w - y)^2", "X[n,m]; w[m]; y[n]"),
    ("a*x^2 + b*x + c", "a; x; b; c"),
    ("x'*A*x + b'*x + c", "x[n]; A[n,n]; b[n]; c"),
    ("norm2(y - X*beta)^2 + lambda*norm1(beta)", "y[n]; X[n,m]; beta[m]; lambda"),
    ("W*x + b", "W[n,m]; x[m]; b[n]"),
    ("a*norm2(x)", "a; x[n]"),
    ("tr(A*X)", "A[n,m]; X[m,n]"),
    ("logdet(Sigma) + (x - mu)'*inv(Sigma)*(x - mu)", "Sigma[n,n]; x[n]; mu[n]"),
    ("exp(-x^2)", "x"),
    ("sum(log(x))", "x[n]"),
    ("log(1 + exp(-y*w'*x))", "y; w[n]; x[n]"),
    ("n/2*logdet(S) + 1/2*tr(S*V)", "n; S[m,m]; V[m,m]"),
    ("norm2(A - U*V')^2", "A[n,m]; U[n,k]; V[m,k]"),
    ("x*y'", "x[n]; y[m]"),
    ("x'*A*x/(x'*B*x)", "x[n]; A[n,n]; B[n,n]"),
    ("diag(x)*A*diag(y)", "x[n]; A[n,m]; y[m]"),
    ("A'*P*A - P + Q", "A[n,n]; P[n,n]; Q[n,n]"),
    ("s^2*exp(-norm2(x - z)^2/(2*l^2))", "s; x[n]; z[n]; l"),
    ("sum_i(z[i]^2, 1, n) + norm2(z)", "z[n]"),
    ("sum_ij(K[i,j]*v[i]*v[j], 1, n)", "K[n,n]; v for i in 1..n"),
]


@pytest.mark.parametrize(("text", "declarations"), READ)
def test_usual_shapes(text: str, declarations: str) -> None:
    expr, inferred = parse_with_inference(text)
    assert sorted(inferred) == sorted(declarations.replace("v for", "v[] for").split("; "))
    assert ex.parse(text, "; ".join(inferred)) is expr


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("norm2(a*x - y)", ["a[n]; x; y[n]", "a; x[n]; y[n]"]),
        ("norm2(s*x)", ["s[n]; x", "s; x[n]"]),
    ],
)
def test_equally_usual_readings_are_listed(text: str, choices: list[str]) -> None:
    with pytest.raises(ex.ParseError, match="has several readings") as caught:
        ex.parse(text)
    for choice in choices:
        assert f"'{choice}'" in str(caught.value)
        assert ex.parse(text, choice).symbols


def test_a_factor_before_a_sum_of_numbers_is_a_number() -> None:
    found = ex.read_latex(r"\frac12\|w\|^2 + C\sum_{i=1}^n \max(0, 1 - y_i(w^\top x_i + b))")
    assert sorted(found.inferred) == sorted(["w[m]", "C", "b", "y[] for i in 1..n", "x[m] for i in 1..n"])


@pytest.mark.parametrize(
    ("text", "declarations", "note"),
    [
        ("x'*A*x", "A; x", "x is declared as a number, whose transpose is itself"),
        ("norm2(A*x - b)^2", "A; x; b", "the norm is that of a number, for A, x, b are declared as numbers"),
        ("tr(A*X)", "A; X", "the trace is that of a number"),
    ],
)
def test_numbers_declared_by_accident_are_said(text: str, declarations: str, note: str) -> None:
    assert note in read_either(text, declarations).notes[0]
    assert not read_either("norm2(s - t)^2 + s*X", "s; t; X").notes


def test_members_of_families_by_text() -> None:
    f = ex.parse("sum_i(norm2(w[i] - x)^2)", "x[d]; w[d] for i in 1..n")
    assert str(ex.gradient(f, "w[1]")) == "2*(w[1] - x)"
    assert str(ex.gradient(f, "w[k]")) == "2*(w[k] - x)"
    with pytest.raises(ex.ExtremumError, match="outside"):
        ex.gradient(f, "w[0]")
