r"""Derivatives that are asked by an entry of an array of the formula, ``\frac{\partial}{\partial A_{ij}}``."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError

BY_AN_ENTRY = [
    (r"\frac{\partial}{\partial A_{ij}}\,u^{\top}A^2v", "", "A", "A'*u*v' + u*v'*A'", "u[n]; v[n]; A[n,n]", "i, j"),
    (r"\frac{\partial}{\partial A_{i,j}} \log\det A", "A[n,n]", "A", "inv(A)'", "", "i, j"),
    (r"\frac{\partial}{\partial \Sigma_{12}} \log\det\Sigma", "", "Sigma", "inv(Sigma)'", "Sigma[n,n]", "1, 2"),
    (r"\frac{\partial}{\partial x_k}\, x^\top A x", "", "x", "(A + A')*x", "A[n,n]; x[n]", "k"),
    (r"\frac{\partial}{\partial x_k} \sum_{i=1}^n x_i^2", "x[n]", "x", "2*x", "", "k"),
    (r"\frac{\partial \|Ax-b\|^2}{\partial x_k}", "", "x", "2*A'*(A*x - b)", "A[n,m]; x[m]; b[n]", "k"),
    (r"\nabla_{x_k} a^\top x", "", "x", "a", "a[n]", "k"),
    (r"\frac{\partial}{\partial w_{ij}} \|Wx\|^2", "", "W", "2*W*x*x'", "W[n,m]; x[m]", "i, j"),
    (r"\frac{\partial}{\partial W_{ij}} \|y-t\|^2,\quad y = Wx+b", "", "W", "2*(W*x + b - t)*x'",
     "W[n,m]; x[m]; b[n]; t[n]", "i, j"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "declared", "by", "text", "more", "at"), BY_AN_ENTRY)
def test_the_gradient_by_the_array_is_read(formula: str, declared: str, by: str, text: str, more: str, at: str) -> None:
    found = ex.read_latex(formula, declared)
    assert found.by == by
    assert ex.equal(found.expr, ex.parse(text, f"{declared}; {more}"))
    assert any("whose part with the ind" in note and note.endswith(f" {at} is asked for") for note in found.notes)


def test_a_name_of_the_formula_is_no_entry() -> None:
    found = ex.read_latex(r"\frac{\partial}{\partial x_1} (x_1^2 + x^2)")
    assert found.by == "x_1"
    assert str(found.expr) == "2*x_1"


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        (r"\frac{\partial}{\partial x_k} \sum_{i=1}^n x_i^2", ""),
        (r"\frac{\partial}{\partial w_{old}} \|Xw-y\|^2", "X[n,m]; w[m]; y[n]"),
        (r"\frac{\partial}{\partial \lambda_j} \lambda \|w\|^2", ""),
    ],
)
def test_what_is_no_entry_is_refused_and_never_zero(formula: str, declared: str) -> None:
    with pytest.raises(ExtremumError, match=r"is one of the members|stands for|is a number here"):
        ex.read_latex(formula, declared)
