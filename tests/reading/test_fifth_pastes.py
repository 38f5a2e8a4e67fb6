r"""Pastes of LaTeX from lectures, papers and forums, and others like those that were read wrongly or refused at first.

Each is read as it was meant, or what is open in it is asked about.
"""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.reading.either import read_either

MIXTURE = "x[d]; mu[d] for k in 1..K; pi[] for k in 1..K"
SQUARE = "A[n,n]; x[n]"

FORMULAS: list[tuple[str, str, str]] = [
    # a sum in the argument of a function reaches to the end of the product
    (r"\log\sum_{k=1}^K\pi_k\exp\left(-\frac{1}{2}\|x-\mu_k\|^2\right)",
     "log(sum_k(pi[k]*exp(-1/2*norm2(x - mu[k])^2)))", MIXTURE),
    (r"\log\log\sum_{k} \pi_k \cdot \exp(\pi_k)", "log(log(sum_k(pi[k]*exp(pi[k]))))", MIXTURE),
    (r"\exp 2\sum_{k=1}^K \pi_k\cos(\pi_k)\log\pi_k", "exp(2*sum_k(pi[k]*cos(pi[k])*log(pi[k])))", MIXTURE),
    (r"\log\det\sum_{k=1}^K \exp(\pi_k)\mu_k\mu_k^\top", "log(det(sum_k(exp(pi[k])*mu[k]*mu[k]')))", MIXTURE),
    (r"-\log \frac12 \sum_k \pi_k\, \sigma(x^\top \mu_k)", "-log(1/2*sum_k(pi[k]*sigmoid(x'*mu[k])))", MIXTURE),
    # a thin space beside the comma of an inner product
    (r"\left\langle\frac{A+A^\top}{2},\,xx^\top\right\rangle_F", "tr(((A + A')/2)'*x*x')", SQUARE),
    (r"\langle A\,,\; x x^\top\rangle", "tr(A'*x*x')", SQUARE),
    (r"\langle x \,|\, A \,|\, x \rangle", "x'*A*x", SQUARE),
    # a letter before a bracket is a factor where a sum stands in it
    (r"\lambda_1 (x - A x)^\top x", "lambda_1*(x - A*x)'*x", SQUARE + "; lambda_1"),
]  # fmt: skip

ASKED: list[tuple[str, str]] = [
    (r"\hat{\beta}=\operatorname*{argmin}_{\beta\in\mathbb R^p}\ \frac1n\sum_{i=1}^n\rho_\tau(y_i-x_i^\top\beta)",
     r"\rho_\tau before a bracket is a function or a factor, and rho_tau is not declared; declare 'rho_tau: function'"),
    (r"\sum_i \ell_\delta(y_i - x_i^\top \beta)", r"\ell_\delta before a bracket is a function or a factor"),
    (r"\min_B\ \|Y-XB\|_F^2+\lambda\,\Omega(B)", r"\Omega before a bracket is a function or a factor"),
    (r"\|Ax - b\|^2 + \gamma R(x_1)", "R before a bracket is a function or a factor"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "meant", "declarations"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, declarations: str) -> None:
    assert read_either(latex, declarations).expr is ex.parse(meant, declarations)


@pytest.mark.parametrize(("latex", "message"), ASKED)
def test_pastes_that_leave_something_open_are_asked_about(latex: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        read_either(latex)
    assert message in str(caught.value)


def test_a_gradient_that_is_asked_for_is_that_of_all_that_follows() -> None:
    asked = r"\log\sum_{k=1}^K\pi_k\exp\left(-\frac{1}{2}\|x-\mu_k\|^2\right)"
    assert read_either(rf"\nabla_x {asked}", MIXTURE).expr is ex.gradient(read_either(asked, MIXTURE).expr, "x")
