"""Definitions among the declarations: ``p = softmax(W*x)`` names a part, which stays whole."""

from __future__ import annotations

import pytest

import extremum as ex

DATA = "W[k,d]; x[d]; t[k]: onehot"
SAMPLES = "x[d] for i in 1..n; mu[d]; nu[d]; w: positive"


def test_a_named_part_stays_whole() -> None:
    f = ex.parse("-t'*log(p)", f"{DATA}; p = softmax(W*x)")
    assert str(ex.gradient(f, "W")) == "(p - t)*x'"
    assert ex.equal(ex.gradient(f, "W"), ex.gradient(ex.parse("-t'*log(softmax(W*x))", DATA), "W"))


def test_definitions_use_earlier_ones_and_later_declarations() -> None:
    f = ex.parse("log(q)", "p = exp(a'*x); q = 1 + p; a[n]; x[n]")
    assert f is ex.log(ex.named("q", 1 + ex.named("p", ex.parse("exp(a'*x)", "a[n]; x[n]"))))


def test_definitions_stand_in_any_order() -> None:
    in_order = ex.parse("p'*q", ["x[n]", "q = exp(x)", "p = q + 1"])
    assert ex.parse("p'*q", ["x[n]", "p = q + 1", "q = exp(x)"]) is in_order
    assert ex.check("norm2(w)^3/3", "w", "r*e, r = w/e*e, e = norm2(w)", "w[p]").right
    with pytest.raises(ex.ParseError, match="'p' is defined by what it defines, in a circle"):
        ex.parse("p'*q", ["x[n]", "p = q + 1", "q = exp(p)"])


def test_densities_of_samples() -> None:
    defined = "p[i] = exp(-norm2(x[i] - mu)^2); q[i] = exp(-norm2(x[i] - nu)^2)"
    f = ex.parse("sum_i(log(w*p[i] + (1 - w)*q[i]))", f"{SAMPLES}; {defined}")
    assert str(ex.gradient(f, "w")) == "sum_i((p[i] - q[i])/(q[i]*(1 - w) + w*p[i]))"


def test_shapes_in_a_definition_are_inferred() -> None:
    assert ex.parse_with_inference("log(p)", "A[n,m]; b[n]; p = norm2(A*x - b)^2")[1] == ["x[m]"]
    assert ex.read_latex(r"\log p", "A[n,m]; b[n]; p = norm2(A*x - b)^2").inferred == ("x[m]",)


@pytest.mark.parametrize(
    ("definition", "message", "marked"),
    [
        ("p =", "the text ends after '='", " "),
        ("= x'*x", "a definition is written p = exp(x)", "="),
        ("p = x'*x = 3", "a definition is written p = exp(x)", "="),
        ("norm2(p) = 3", "a definition is written p = exp(x)", "("),
        ("p = 3", "3 is a number and needs no name", "p"),
        ("p = x*x", "cannot multiply x (d×1) by x (d×1)", "x*x"),
        ("x = exp(x)", "'x' is declared twice", "x"),
        ("p = norm2(z*w - x)", "this has several readings", "z"),
        ("p[i] = norm2(x)", "does not depend on i; write p = ...", "p[i]"),
        ("p = norm2(y[i])", "depends on i; write p[i] = ...", "p"),
    ],
)
def test_malformed_definitions(definition: str, message: str, marked: str) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        ex.parse("log(p)", f"x[d]; y[d] for i in 1..n; {definition}")
    first, text, carets = str(caught.value).split("\n")[:3]
    assert message in first
    at = carets.index("^")
    assert text[at : at + carets.count("^")] == marked.strip()
