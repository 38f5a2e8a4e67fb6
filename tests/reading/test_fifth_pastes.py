r"""Pastes of LaTeX from lectures, papers and forums, and others like those that were read wrongly or refused at first.

Each is read as it was meant, or what is open in it is asked about.
"""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.reading.either import read_either
from tests.reading.asking import asked

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
    # derivatives that are asked for: of what stands in the numerator; of a Hessian the function is read
    (
        r"\frac{\partial \,\mathrm{tr}(\mathbf{X}^{-1}\mathbf{A}\mathbf{X}^{-T}\mathbf{B})}{\partial \mathbf{X}}",
        "gradient(tr(inv(X)*A*inv(X)'*B), X)",
        "X[n,n]; A[n,n]; B[n,n]",
    ),
    (r"\frac{\partial x^\top A x}{\partial x} + x", "gradient(x'*A*x, x) + x", SQUARE),
    (r"\frac{d\, \|Ax-x\|^2}{dx}", "gradient(norm2(A*x - x)^2, x)", SQUARE),
    (
        r"\frac{\partial^2}{\partial\beta\,\partial\beta^\top}\sum_{i=1}^N\exp\left\{-y_i\,x_i^\top\beta\right\}",
        "sum_i(exp(-y[i]*x[i]'*beta))",
        "y[] for i in 1..N; x[p] for i in 1..N; beta[p]",
    ),
    (r"\nabla_x^2 (x^\top A x)", "x'*A*x", SQUARE),
    (r"\frac{\partial^2}{\partial x^2} \log(1 + e^{ax})", "log(1 + exp(a*x))", "a; x"),
    # as people type
    (
        r"min_X ||B - A X||_F^2 + \alpha ||X - X_0||_F^2",
        "norm2(B - A*X)^2 + alpha*norm2(X - X_0)^2",
        "A[m,n]; B[m,k]; X[n,k]; X_0[n,k]; alpha",
    ),
    (
        r"Let $f(X) = \log\det X - \operatorname{Tr}(\Sigma X)$ for $X \in \mathbb{S}^n_{++}$.",
        "log(det(X)) - tr(Sigma*X)",
        "X[n,n]: positive_definite; Sigma[n,n]",
    ),
    (
        r"\log\Gamma(y+r)-\log\Gamma(r)-\log(y!)+r\log(1-p)+y\log p",
        "lgamma(y + r) - lgamma(r) - lgamma(y + 1) + r*log(1 - p) + y*log(p)",
        "y; r; p",
    ),
    (r"\sum_i \log(x_i!)", "sum_i(lgamma(x[i] + 1))", "x[] for i in 1..n"),
    (r"\frac{n!}{k!(n-k)!}", "exp(lgamma(n + 1))/(exp(lgamma(k + 1))*exp(lgamma(n - k + 1)))", "n; k"),
    # a letter before a bracket is a factor where a sum stands in it
    (r"\lambda_1 (x - A x)^\top x", "lambda_1*(x - A*x)'*x", SQUARE + "; lambda_1"),
]  # fmt: skip

ASKED: list[tuple[str, str]] = [
    (r"\hat{\beta}=\operatorname*{argmin}_{\beta\in\mathbb R^p}\ \frac1n\sum_{i=1}^n\rho_\tau(y_i-x_i^\top\beta)",
     r"\rho_\tau before a bracket is a function or a factor, and rho_tau is not declared; declare 'rho_tau: function'"),
    (r"\sum_i \ell_\delta(y_i - x_i^\top \beta)", r"\ell_\delta before a bracket is a function or a factor"),
    (r"\min_B\ \|Y-XB\|_F^2+\lambda\,\Omega(B)", r"\Omega before a bracket is a function or a factor"),
    (r"\frac{\partial f(X)}{\partial X}", "asks for a derivative"),
    (r"Let $f(x) = \|Ax-b\|^2$ where $A$ is symmetric", "',' separates several things"),
    (r"\alpha \, k!!", "double factorials are not available"),
    (r"\|Ax - b\|^2 + \gamma R(x_1)", "R before a bracket is a function or a factor"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "meant", "declarations"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, declarations: str) -> None:
    assert read_either(latex, declarations).expr is ex.parse(meant, declarations)


@pytest.mark.parametrize(("latex", "message"), ASKED)
def test_pastes_that_leave_something_open_are_asked_about(latex: str, message: str) -> None:
    asked(latex, message)


def test_a_gradient_that_is_asked_for_is_that_of_all_that_follows() -> None:
    asked = r"\log\sum_{k=1}^K\pi_k\exp\left(-\frac{1}{2}\|x-\mu_k\|^2\right)"
    assert read_either(rf"\nabla_x {asked}", MIXTURE).expr is ex.gradient(read_either(asked, MIXTURE).expr, "x")


@pytest.mark.parametrize(
    ("latex", "note"),
    [
        (r"\frac{\partial^2}{\partial x^2} \log(1 + e^{ax})", "which is read; ask for it by ex.hessian"),
        ("min_x \\|Ax - b\\|^2", "the objective after min_x is read"),
        (r"\log\Gamma(r)", r"\Gamma(r) is read as the gamma function"),
        (r"\log (n!)", "n! is read as Γ(n + 1)"),
        (r"\frac{\partial \log\det X}{\partial X}", r"is read as the gradient of \log\det X"),
    ],
)
def test_what_was_chosen_is_said(latex: str, note: str) -> None:
    assert any(note in each for each in read_either(latex).notes)


def test_the_set_in_a_sentence_declares_the_variable() -> None:
    found = read_either(r"Consider the function $f(X) = \log\det X$, for all $X \in \mathbb{S}^n_{++}$.")
    assert found.inferred == ("X[n,n]: positive_definite",)


def test_a_problem_is_taken_whole_also_with_its_limits_below() -> None:
    problem = r"\max\limits_{p}\; -\sum_{k=1}^{n}p_k\ln p_k \quad\text{subject to}\quad \sum_k p_k=1,\ \sum_k p_kE_k=U"
    found = ex.solve(problem, declarations="p[n]: positive; E[n]; U")
    assert str(found).startswith("p = softmax(t*E)")
