"""Texts without declarations: which shapes are usual, which readings are listed; the line shown declares them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest

import extremum as ex
from extremum.algebra.dims import ONE, Dim, Name
from extremum.reading.either import read_either
from extremum.reading.parser import parse_with_inference
from extremum.reading.shapes.constraints import Constraint, Product
from extremum.reading.shapes.equations import System
from extremum.reading.source import Tree

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


@pytest.mark.parametrize(
    "factors", [["x"], ["2", "x"], ["sin(x)"], ["x^2"], ["x", "y"], ["x'", "x"], ["A", "x", "y"]], ids="*".join
)
def test_repeated_factors_leave_no_more_readings_to_try(factors: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tried = _counted(monkeypatch)
    steps = []
    for count in (5, 40):
        tried.clear()
        parse_with_inference("*".join(factors * count))
        steps.append(len(tried))
    assert steps[0] == steps[1]


def test_a_long_power_written_out_has_a_gradient() -> None:
    assert str(ex.gradient("*".join(["x"] * 300), "x")) == "300*x^299"


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many constraints there are in each step of the searches from now on."""
    tried: list[int] = []
    right = System.add

    def counting(system: System, constraints: Iterable[Constraint]) -> None:
        given = list(constraints)
        tried.append(len(system.left) + len(given))
        right(system, given)

    monkeypatch.setattr(System, "add", counting)
    return tried


SIDES = [ONE, *(Dim.of(Name(name)) for name in ("?1", "?2", "?3", "n"))]
OUT = Dim.of(Name("?8")), Dim.of(Name("?9"))
SHAPES = list(product((1, 2), repeat=2))


@pytest.mark.parametrize("left", list(product(SIDES, SIDES)))
def test_the_readings_of_a_product_are_all_that_there_are(left: tuple[Dim, Dim]) -> None:
    for right in product(SIDES, SIDES):
        readings = Product(Tree("name", "x", (), 0, 1), left, right, OUT).readings()
        for numbers in product((1, 2), repeat=3):
            values: dict[str, int | list[int]] = {f"?{k}": number for k, number in enumerate(numbers, 1)}
            values["n"] = 2
            a, b = [tuple(dim.value(values) for dim in shape) for shape in (left, right)]
            for out in SHAPES:
                here = {**values, "?8": out[0], "?9": out[1]}
                fits = any(all(p.value(here) == q.value(here) for p, q in reading) for reading in readings)
                assert fits == (out in _products(a, b)), (left, right, here)


def _products(a: tuple[int, ...], b: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The shape of ``a * b`` where there is one: a scalar times anything, or a product of matrices."""
    return [b] if a == (1, 1) else [a] if b == (1, 1) else [(a[0], b[1])] if a[1] == b[0] else []
