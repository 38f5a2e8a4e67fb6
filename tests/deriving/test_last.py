"""Differentials stand last where the order is free, as the rules beside the lines have them."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra import forms
from extremum.algebra.traverse import write
from extremum.deriving.last import differentials_last
from extremum.notation.text import render
from tests.support.formulas import shown

DECLARED = "E[n,n]; e[n]; t; A[n,n]; B[n,n]; S[n,n]: symmetric; K[n,n]: skew; a[n]; b[n]; s"

WRITTEN = [
    ("E.*A", "A.*E"),
    ("e./a", "e./a"),
    ("e.*b./a", "b.*e./a"),
    ("e'*S*a", "a'*S*e"),
    ("e'*A*a", "e'*A*a"),
    ("e'*K*a", "-a'*K*e"),
    ("e'*a*b", "a'*e*b"),
    ("s*e'*a/t", "s*a'*e/t"),
    ("tr(E*A')", "tr(A'*E)"),
    ("tr(A*E')", "tr(A'*E)"),
    ("tr(E*A*B)", "tr(A*B*E)"),
    ("a'*E*b", "a'*E*b"),
    ("A'*(E.*B)", "A'*(B.*E)"),
    ("sum(E.*A)", "sum(A.*E)"),
    ("tr(S*(E*A' + A*E'))", "tr(S*(A*E' + E*A'))"),
    ("(e'*a - b'*e)*s", "s*(a'*e - b'*e)"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_the_differential_is_last(text: str, expected: str) -> None:
    """The text that is written reads back as what was meant."""
    expr = ex.parse(text, DECLARED)
    moving = [symbol for symbol in expr.symbols if symbol.name in "Ee"]
    names = differentials_last(expr, {symbol: forms.name(symbol.name) for symbol in moving}, moving)
    written = render(names.get(expr) or write(expr, names))
    assert ex.parse(written, DECLARED) is expr
    assert written == expected


@pytest.mark.parametrize("style", ("jacobian", "differential"))
def test_no_letter_differs_from_another_by_its_case_and_none_is_used_before_it_is_defined(style: str) -> None:
    declared = "L[p,k]; D[p,p]: diagonal, positive_definite; S[p,p]: symmetric"
    lines = shown(ex.derive("logdet(L*L' + D) + tr(inv(L*L' + D)*S)", "L", declared, style=style))
    assert lines[2:5] == ["  V = L*L' + D", "  M = inv(V)", "  u = log(det(V))"]
    assert not any("inv(V)" in line for line in lines[5:])


@pytest.mark.parametrize("style", ("jacobian", "differential"))
def test_a_derivative_by_a_number_ends_with_its_letters_written_out(style: str) -> None:
    lines = shown(ex.derive("y'*inv(K + s*eye(n))*y", "s", "y[n]; K[n,n]: positive_definite; s: positive", style=style))
    assert lines[-1].strip() == "= -norm2(inv(s*eye(n) + K)*y)^2"
    assert any(line.startswith("∂f/∂s = ") for line in lines)


def test_letters_hold_parts_with_the_other_sign_too() -> None:
    """``-v`` is no reason to write out v, nor ``I + A``, which is ``-V'`` of a skew A, one for an inverse of it."""
    declared = "p; m[d]; x[d]; S[d,d]: positive_definite; q"
    lines = shown(ex.derive("log(p*exp(-(x - m)'*inv(S)*(x - m)/2) + (1 - p)*exp(-q))", "m", declared))
    assert "gradient = v*p*inv(S)*r/u" in lines
    cayley = str(ex.derive("tr(B'*inv(eye(n) + A)*(eye(n) - A))", "A", "A[n,n]: skew; B[n,n]"))
    assert "inv(-" not in cayley and "tr(-" not in cayley
    negative = shown(ex.derive("exp(-norm2(x - m)^2/2)*q'*x", "x", "x[n]; m[n]; q[n]"))
    assert not any(line.strip() in ("z = z", "u = u", "v = v") for line in negative)
