r"""Forty pastes of LaTeX from papers, notes and question sites, without declarations: read as meant, or asked about.

They were written down before the reading of such texts was worked on.
"""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.problems.tex import pieces
from extremum.reading.either import read_either
from tests.reading.asking import asked

FORMULAS: list[tuple[str, str, str]] = [
    (r"f(\beta) = (y - X\beta)^T (y - X\beta) + \lambda \beta^T\beta", "norm2(y - X*beta)^2 + lambda*beta'*beta",
     "y[n]; X[n,m]; beta[m]; lambda"),
    (r"J(\theta) = \frac{1}{2m} \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2", "sum_i((theta'*x[i] - y[i])^2)/(2*m)",
     "theta[n]; x[n] for i in 1..m; y[] for i in 1..m"),
    (r"-\frac{n}{2}\log|\Sigma| - \frac12\sum_{i=1}^n (x_i-\mu)^\top\Sigma^{-1}(x_i-\mu)",
     "-n/2*log(det(Sigma)) - 1/2*sum_i((x[i] - mu)'*inv(Sigma)*(x[i] - mu))",
     "Sigma[m,m]; mu[m]; x[m] for i in 1..n"),
    (r"\operatorname{tr}(X^T L X) + \alpha \|X - Y\|_F^2", "tr(X'*L*X) + alpha*norm2(X - Y)^2",
     "X[n,m]; L[n,n]; alpha; Y[n,m]"),
    (r"-\sum_{i} y_i \log \hat{y}_i", "-sum_i(y[i]*log(y_hat[i]))", "y[] for i in 1..n; y_hat[] for i in 1..n"),
    (r"\log\det\left(I + \frac{1}{\sigma^2} H H^{\mathsf T}\right)", "logdet(eye(n) + H*H'/sigma^2)", "sigma; H[n,m]"),
    (r"\frac{x^\top A x}{x^\top B x}", "x'*A*x/(x'*B*x)", "x[n]; A[n,n]; B[n,n]"),
    (r"\sum_{i=1}^n \sum_{j=1}^n A_{ij} x_i x_j", "sum_i(sum_j(A[i,j]*x[i]*x[j]))", "A[n,n]; x[] for i in 1..n"),
    (r"\frac{1}{2}\sum_{i,j} W_{ij} \|f_i - f_j\|^2", "1/2*sum_i(sum_j(W[i,j]*norm2(f[i] - f[j])^2))",
     "W[n,n]; f[m] for i in 1..n"),
    (r"\|X\|_{2,1} + \frac{\mu}{2}\|D - AX\|_F^2", "norm_21(X) + mu/2*norm2(D - A*X)^2",
     "X[n,m]; mu; D[k,m]; A[k,n]"),
    (r"L = \log\left(1 + e^{-y w^T x}\right)", "log(1 + exp(-y*w'*x))", "y; w[n]; x[n]"),
    (r"\text{tr}\left((A+UCV)^{-1}B\right)", "tr(inv(A + U*C*V)*B)", "A[n,n]; U[n,m]; C[m,k]; V[k,n]; B[n,n]"),
    (r"\frac{1}{2}\left[\log\frac{|\Sigma_2|}{|\Sigma_1|} - d + \operatorname{tr}\{\Sigma_2^{-1}\Sigma_1\} + "
     r"(\mu_2-\mu_1)^T\Sigma_2^{-1}(\mu_2-\mu_1)\right]",
     "1/2*(log(det(Sigma_2)/det(Sigma_1)) - d + tr(inv(Sigma_2)*Sigma_1) + (mu_2-mu_1)'*inv(Sigma_2)*(mu_2-mu_1))",
     "Sigma_2[n,n]; Sigma_1[n,n]; d; mu_2[n]; mu_1[n]"),
    (r"\sum_{i<j} (x_i - x_j)^2", "sum_ij((x[i] - x[j])^2, i < j)", "x[] for i in 1..n"),
    (r"E = -\frac12 \sum_{i \ne j} w_{ij} s_i s_j - \sum_i \theta_i s_i",
     "-1/2*sum_ij(w[i,j]*s[i]*s[j], i != j) - sum_i(theta[i]*s[i])",
     "w[n,n]; s[] for i in 1..n; theta[] for i in 1..n"),
    (r"e^{-\frac{\|x-y\|^2}{2\sigma^2}}", "exp(-norm2(x - y)^2/(2*sigma^2))", "x[n]; y[n]; sigma"),
    (r"\langle A, X \rangle + \frac{\rho}{2} \|X - Z + U\|_F^2", "tr(A'*X) + rho/2*norm2(X - Z + U)^2",
     "A[n,m]; X[n,m]; rho; Z[n,m]; U[n,m]"),
    (r"u^\top A^{-\top} B\, v", "u'*inv(A)'*B*v", "u[n]; A[n,n]; B[n,m]; v[m]"),
    (r"\begin{align} f(x) &= \|Ax - b\|_2^2 \\ &\quad + \gamma \|Dx\|_1 \end{align}",
     "norm2(A*x - b)^2 + gamma*norm1(D*x)", "A[n,m]; x[m]; b[n]; gamma; D[k,m]"),
    (r"\mathbf{x}^{\top}\mathbf{A}\mathbf{x} + \mathbf{b}^{\top}\mathbf{x} + c", "x'*A*x + b'*x + c",
     "x[n]; A[n,n]; b[n]; c"),
    (r"\prod_{i=1}^{n} \lambda e^{-\lambda x_i}", "prod_i(lambda*exp(-lambda*x[i]))", "lambda; x[] for i in 1..n"),
    (r"\det(A - \lambda I)", "det(A - lambda*eye(n))", "A[n,n]; lambda"),
    (r"\|A - UV^T\|_F^2 + \lambda(\|U\|_F^2 + \|V\|_F^2)", "norm2(A - U*V')^2 + lambda*(norm2(U)^2 + norm2(V)^2)",
     "A[n,m]; U[n,k]; V[m,k]; lambda"),
    (r"\operatorname{diag}(x)\, A \operatorname{diag}(y)", "diag(x)*A*diag(y)", "x[n]; A[n,m]; y[m]"),
    (r"\mathbf{1}^T \exp(\mathbf{X}\mathbf{1})", "sum(exp(X*ones(m)))", "X[n,m]"),
    (r"\log \sum_{i=1}^n e^{a_i^T x + b_i}", "log(sum_i(exp(a[i]'*x + b[i])))",
     "x[m]; a[m] for i in 1..n; b[] for i in 1..n"),
    (r"A^TPA - P + Q", "A'*P*A - P + Q", "A[n,n]; P[n,n]; Q[n,n]"),
    (r"\left(\sum_{i=1}^n |x_i|^p\right)^{1/p}", "sum_i(abs(x[i])^p)^(1/p)", "p; x[] for i in 1..n"),
    (r"\vec{a}\cdot(\vec{b}\times\vec{c}) + \operatorname{tr}(B^T(A\otimes C))", "a'*cross(b, c) + tr(B'*kron(A, C))",
     "a[3]; b[3]; c[3]; B[m*n,k*p]; A[n,k]; C[m,p]"),
    (r"H = I - 2\frac{vv^T}{v^Tv}", "eye(n) - 2*v*v'/(v'*v)", "v[n]"),
]  # fmt: skip

ASKED: list[tuple[str, str]] = [
    (r"\frac{\partial}{\partial W} \|WX - Y\|_F^2 = 2(WX-Y)X^T", "claims what a derivative is; check it"),
    (r"\nabla_x \left( \tfrac12 x^TQx + c^Tx \right) = Qx + c", "claims what a derivative is; check it"),
    (r"\sigma(z)_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}", "over what does i run"),
    (r"-\mathrm{Tr}\left[\rho \ln \rho\right]", "of a matrix has two readings"),
    (r"\frac{1}{N}\sum_{n=1}^{N}\left\|\mathbf{t}_n - \mathbf{W}^{\top}\phi(\mathbf{x}_n)\right\|^2",
     "phi is not declared"),
    (r"\sum_{k=1}^K \pi_k \mathcal{N}(x|\mu_k, \Sigma_k)", "write the formula"),
    (r"\mathbb{E}_{q}\left[\log p(x, z)\right]", "or the formula of the expectation"),
    (r"\min_X \|AX-B\|_F^2 \quad \text{s.t.} \quad \operatorname{tr}(X)=1", "conditions are no part of an expression"),
]  # fmt: skip

PROBLEMS: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    (r"x^* = \arg\min_x \frac{1}{2}\|Ax-b\|^2", "1/2*norm2(A*x - b)^2", ("x",), ()),
    (r"\underset{X \succeq 0}{\min} \; \operatorname{tr}(CX) - \log\det X", "tr(C*X) - logdet(X)", ("X",),
     (r"$X \succeq 0$",)),
]  # fmt: skip


def test_there_are_forty() -> None:
    assert len(FORMULAS) + len(ASKED) + len(PROBLEMS) == 40


@pytest.mark.parametrize(("latex", "meant", "declarations"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, declarations: str) -> None:
    found = read_either(latex)
    assert sorted(found.inferred) == sorted(declarations.split("; "))
    assert ex.equal(found.expr, ex.parse(meant, declarations))


@pytest.mark.parametrize(("latex", "message"), ASKED)
def test_pastes_with_several_readings_are_asked_about(latex: str, message: str) -> None:
    asked(latex, message)


@pytest.mark.parametrize(("latex", "objective", "unknowns", "constraints"), PROBLEMS)
def test_pasted_problems(latex: str, objective: str, unknowns: tuple[str, ...], constraints: tuple[str, ...]) -> None:
    found = pieces(latex)
    assert found is not None and found.sense == "min"
    assert found.unknowns == unknowns and found.constraints == constraints
    reading = read_either(found.objective)
    assert ex.equal(reading.expr, ex.parse(objective, reading.inferred))
