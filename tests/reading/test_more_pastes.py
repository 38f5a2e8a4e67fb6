r"""Forty more pastes of LaTeX, from courses, papers and question sites, without declarations.

They were written down before any of them was tried: 35 were read as meant then, 4 asked about, one misread.
"""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.reading.either import read_either
from tests.reading.asking import asked

FORMULAS: list[tuple[str, str, str]] = [
    (r"\frac{1}{2}\|\mathbf{y}-\mathbf{X}\boldsymbol{\beta}\|_2^2",
     "1/2*norm2(X*beta - y)^2",
     "y[n]; X[n,m]; beta[m]"),
    (r"\operatorname{tr}\left(A^\top X B X^\top C\right)", "tr(B*X'*C*A'*X)", "A[n,m]; X[n,k]; B[k,k]; C[n,m]"),
    (r"\log\det(I + X^\top X)", "log(det(eye(n) + X'*X))", "X[m,n]"),
    (r"x^T A x + b^T x + c", "x'*A*x + b'*x + c", "x[n]; A[n,n]; b[n]; c"),
    (r"\|A X B - C\|_F^2", "norm2(A*X*B - C)^2", "A[n,m]; X[m,k]; B[k,p]; C[n,p]"),
    (r"\frac{x^T A x}{x^T x}", "x'*A*x/norm2(x)^2", "x[n]; A[n,n]"),
    (r"\mathbf{a}^{\top}\mathbf{X}^{-1}\mathbf{b}", "a'*inv(X)*b", "a[n]; X[n,n]; b[n]"),
    (r"\sum_{i=1}^{n} \log(1+e^{-y_i w^\top x_i})",
     "sum_i(log(1 + exp(-y[i]*w'*x[i])))",
     "w[m]; y[] for i in 1..n; x[m] for i in 1..n"),
    (r"-\frac{n}{2}\log|\Sigma| - \frac12 \sum_{i=1}^n (x_i-\mu)^\top\Sigma^{-1}(x_i-\mu)",
     "-1/2*(sum_i((x[i] - mu)'*inv(Sigma)*(x[i] - mu)) + n*log(det(Sigma)))",
     "Sigma[m,m]; mu[m]; x[m] for i in 1..n"),
    (r"\lambda_{\max}(X^\top X)", "eigmax(X'*X)", "X[n,m]"),
    (r"\|X\|_*", "norm_nuc(X)", "X[n,m]"),
    (r"\operatorname{Tr}(e^{X})", "tr(expm(X))", "X[n,n]"),
    (r"\frac{1}{N}\sum_{i=1}^N (y_i - \theta^T x_i)^2 + \lambda \|\theta\|_2^2",
     "lambda*norm2(theta)^2 + sum_i((theta'*x[i] - y[i])^2)/N",
     "theta[n]; lambda; y[] for i in 1..N; x[n] for i in 1..N"),
    (r"\sigma(Wx+b)^\top v", "sigmoid(W*x + b)'*v", "W[n,m]; x[m]; b[n]; v[n]"),
    (r"\det(A^T X A)", "det(A'*X*A)", "A[n,m]; X[n,n]"),
    (r"x^\top \operatorname{diag}(d) x", "d'*x.^2", "x[n]; d[n]"),
    (r"\langle A, X^\top X\rangle", "tr(A*X'*X)", "A[n,n]; X[m,n]"),
    (r"\|x\|_1 + \frac{\rho}{2}\|x - z + u\|_2^2", "norm1(x) + 1/2*rho*norm2(z - u - x)^2", "x[n]; rho; z[n]; u[n]"),
    (r"(x-c)^\top Q (x-c)", "(x - c)'*Q*(x - c)", "x[n]; c[n]; Q[n,n]"),
    (r"\left\| \operatorname{diag}(x) A - B\right\|_F^2", "norm2(diag(x)*A - B)^2", "x[n]; A[n,m]; B[n,m]"),
    (r"\log\sum_{i} e^{x_i}", "log(sum_i(exp(x[i])))", "x[] for i in 1..n"),
    (r"\sum_{i,j} W_{ij}\|x_i - x_j\|^2", "sum_i(sum_j(W[i, j]*norm2(x[i] - x[j])^2))", "W[n,n]; x[m] for i in 1..n"),
    (r"\operatorname{tr}(X^{-1}A)+\log\det X", "tr(A*inv(X)) + log(det(X))", "X[n,n]; A[n,n]"),
    (r"\ln\left(1+\exp(w^Tx)\right)", "log(1 + exp(w'*x))", "w[n]; x[n]"),
    (r"\frac{\alpha}{2} w^\top w + \frac{\beta}{2} \|t-\Phi w\|^2",
     "1/2*(alpha*norm2(w)^2 + beta*norm2(Phi*w - t)^2)",
     "alpha; w[n]; beta; t[m]; Phi[m,n]"),
    (r"u^\top X v", "u'*X*v", "u[n]; X[n,m]; v[m]"),
    (r"\operatorname{tr}(ABA^{\top}C)", "tr(A*B*A'*C)", "A[n,m]; B[m,m]; C[n,n]"),
    (r"\sqrt{x^\top \Sigma x}", "sqrt(x'*Sigma*x)", "x[n]; Sigma[n,n]"),
    (r"\max(0, 1 - y\, w^\top x)", "relu(1 - y*w'*x)", "y; w[n]; x[n]"),
    (r"\|x\|_2", "norm2(x)", "x[n]"),
    (r"\mathbf{1}^\top \exp(A\mathbf{x})", "sum(exp(A*x))", "A[n,m]; x[m]"),
    (r"\|M\odot(X-UV^\top)\|_F^2", "norm2(M.*(U*V' - X))^2", "M[n,m]; X[n,m]; U[n,k]; V[m,k]"),
    (r"x^\top A^\top A x - 2 b^\top A x", "norm2(A*x)^2 - 2*b'*A*x", "x[n]; A[m,n]; b[m]"),
    (r"\operatorname{tr}\big((XX^\top)^{2}\big)", "norm2(X*X')^2", "X[n,m]"),
    (r"\prod_{i=1}^n x_i", "prod_i(x[i])", "x[] for i in 1..n"),
    (r"\tfrac{1}{2}\operatorname{tr}(L^{\top} K L)+\gamma\lVert L\rVert_F^{2}",
     "gamma*norm2(L)^2 + 1/2*tr(K*L*L')",
     "L[n,m]; K[n,n]; gamma"),
]  # fmt: skip

ASKED: list[tuple[str, str]] = [
    (r"\exp\left(-\frac{\|x-\mu\|^2}{2\sigma^2}\right)", "this has several readings"),
    (r"\mathrm{vec}(X)^\top (A\otimes B)\mathrm{vec}(X)", "declare X (a scalar) or X[n] or X[n,m]"),
    (r"\frac{e^{x_k}}{\sum_j e^{x_j}}", "over what does k run"),
    (r"\arg\min_x \|Ax-b\|_2^2 \ \text{s.t.}\ Cx=d", "conditions are no part of an expression"),
]  # fmt: skip


def test_there_are_forty() -> None:
    assert len(FORMULAS) + len(ASKED) == 40


@pytest.mark.parametrize(("latex", "meant", "declarations"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, declarations: str) -> None:
    found = read_either(latex)
    assert sorted(found.inferred) == sorted(declarations.split("; "))
    assert found.expr is ex.parse(meant, declarations)


@pytest.mark.parametrize(("latex", "message"), ASKED)
def test_pastes_with_several_readings_are_asked_about(latex: str, message: str) -> None:
    asked(latex, message)
