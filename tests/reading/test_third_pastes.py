r"""Forty pastes of LaTeX by somebody who did not know the reader; tried before any change: 23 read as meant, 10 refused, one
misread (bold letters as numbers), and of the six that are open two asked about, four refused for another reason.
"""

# ruff: noqa: E501 - a paste is one line
from __future__ import annotations

import pytest

import extremum as ex
from extremum.problems.problem import pose
from extremum.reading.either import read_either
from tests.reading.asking import asked

DEFINED = {"y_hat": "y_hat = softmax(W*x + b)"}
"""Parts that a paste defines beside its formula."""

FORMULAS: list[tuple[str, str, str, str]] = [
    (r"\min_{\mathbf{w}} \; \frac{1}{2}\left\| \mathbf{X}\mathbf{w}-\mathbf{y} \right\|_2^2 + \frac{\lambda}{2}\,\mathbf{w}^\top \mathbf{L}\,\mathbf{w}",
     "1/2*norm2(X*w - y)^2 + lambda/2*w'*L*w",
     "", "X[n,m]; w[m]; y[n]; lambda; L[m,m]"),
    (r"\hat{\beta} = \arg\min_{\beta}\; (y - X\beta)'\Omega^{-1}(y - X\beta)",
     "(y - X*beta)'*inv(Omega)*(y - X*beta)",
     "", "y[n]; X[n,m]; beta[m]; Omega[n,n]"),
    (r"\nabla_{\mathbf{W}} \operatorname{tr}\left( \mathbf{W}^{T} \mathbf{A} \mathbf{W} \mathbf{B} \right)",
     "tr(W'*A*W*B)",
     "A[n,n]; B[k,k]; W[n,k]", ""),
    (r"\frac{\partial}{\partial \boldsymbol{\mu}} \left[ -\frac{1}{2} (\mathbf{x} - \boldsymbol{\mu})^{\mathsf{T}} \boldsymbol{\Sigma}^{-1} (\mathbf{x} - \boldsymbol{\mu}) - \frac{1}{2}\ln\det\boldsymbol{\Sigma} \right]",
     "-1/2*(x - mu)'*inv(Sigma)*(x - mu) - 1/2*logdet(Sigma)",
     "", "x[n]; mu[n]; Sigma[n,n]"),
    (r"J(\theta) = \frac{1}{2m} \sum_{i=1}^{m} \left( \theta^T x^{(i)} - y^{(i)} \right)^2 + \frac{\lambda}{2m} \|\theta\|^2",
     "1/(2*m)*sum_i((theta'*x[i] - y[i])^2) + lambda/(2*m)*norm2(theta)^2",
     "", "theta[n]; lambda; x[n] for i in 1..m; y[] for i in 1..m"),
    (r"\mathcal{L}(w,b) = \frac1n\sum_{i=1}^n \log\left(1+e^{-y_i(w^\top x_i + b)}\right)",
     "1/n*sum_i(log(1 + exp(-y[i]*(w'*x[i] + b))))",
     "", "w[m]; b; y[] for i in 1..n; x[m] for i in 1..n"),
    (r"""\begin{align}
\mathcal{J} &= \left\| Y - XB \right\|_F^2 + \lambda \left\| B \right\|_F^2 \\
            &= \operatorname{tr}\left[(Y-XB)^\top(Y-XB)\right] + \lambda \operatorname{tr}(B^\top B)
\end{align}""",
     "norm2(Y - X*B)^2 + lambda*norm2(B)^2",
     "Y[n,k]; X[n,p]; B[p,k]; lambda", ""),
    (r"""\newcommand{\bx}{\mathbf{x}}
\newcommand{\bA}{\mathbf{A}}
\newcommand{\bb}{\mathbf{b}}
\newcommand{\norm}[1]{\left\lVert #1 \right\rVert}
f(\bx) = \norm{\bA\bx - \bb}_2^2 + \mu \norm{\bx}_1""",
     "norm2(A*x - b)^2 + mu*norm1(x)",
     "", "A[n,m]; x[m]; b[n]; mu"),
    (r"\frac{\mathbf{w}^{\mathsf T}\boldsymbol\mu - r_f}{\sqrt{\mathbf{w}^{\mathsf T}\boldsymbol\Sigma\,\mathbf{w}}}",
     "(w'*mu - r_f)/sqrt(w'*Sigma*w)",
     "", "w[n]; mu[n]; r_f; Sigma[n,n]"),
    (r"k(x,c) = \exp\left(-\frac{\|x - c\|^2}{2\sigma^2}\right)",
     "exp(-norm2(x - c)^2/(2*sigma^2))",
     "x[d]; c[d]; sigma", ""),
    (r"\min_{X}\ \tfrac12\left\|\Omega\odot(X - M)\right\|_F^2 + \tau\left\|X\right\|_*",
     "1/2*norm2(Omega.*(X - M))^2 + tau*norm_nuc(X)",
     "", "Omega[n,m]; X[n,m]; M[n,m]; tau"),
    (r"\frac{1}{2}\sum_{i=1}^{n}\sum_{j=1}^{n} w_{ij} \left\| f_i - f_j \right\|^2",
     "1/2*sum_ij(w[i,j]*norm2(f[i] - f[j])^2)",
     "f[k] for i in 1..n; w[] for i in 1..n, j in 1..n", ""),
    (r"\sum_{t=1}^{T} \left(\mathbf{x}_t - \mathbf{A}\mathbf{z}_t\right)^T \mathbf{Q}^{-1} \left(\mathbf{x}_t - \mathbf{A}\mathbf{z}_t\right) + T \log|\mathbf{Q}|",
     "sum_t((x[t] - A*z[t])'*inv(Q)*(x[t] - A*z[t])) + T*logdet(Q)",
     "", "A[n,m]; Q[n,n]; x[n] for t in 1..T; z[m] for t in 1..T"),
    (r"\langle \mathbf{C}, \mathbf{X} \rangle + \mu \log\det \mathbf{X}",
     "tr(C'*X) + mu*logdet(X)",
     "", "C[n,n]; X[n,n]; mu"),
    (r"\left\| (B^\top \otimes A)\,\operatorname{vec}(X) - \operatorname{vec}(C) \right\|_2^2",
     "norm2(kron(B', A)*vec(X) - vec(C))^2",
     "A[n,n]; B[m,m]; X[n,m]; C[n,m]", ""),
    (r"\frac{\partial}{\partial X} \log \left| X^\top A X \right|",
     "logdet(X'*A*X)",
     "X[n,k]; A[n,n]: positive_definite", ""),
    (r"L = -\sum_{k=1}^{K} y_k \log \hat{y}_k, \qquad \hat{\mathbf{y}} = \operatorname{softmax}(\mathbf{W}\mathbf{x} + \mathbf{b})",
     "-sum_k(y[k]*log(y_hat[k]))",
     "", "W[K,n]; x[n]; b[K]; y[] for k in 1..K"),
    (r"\ell(W_1, W_2) = \tfrac{1}{2}\| W_2 \tanh(W_1 x) - y \|^2",
     "1/2*norm2(W_2*tanh(W_1*x) - y)^2",
     "W_1[k,d]; W_2[m,k]; x[d]; y[m]", ""),
    (r"\mathcal{L}(\mathbf{x},\boldsymbol{\lambda}) = \tfrac{1}{2}\mathbf{x}^{\intercal}\mathbf{P}\mathbf{x} + \mathbf{q}^{\intercal}\mathbf{x} + \boldsymbol{\lambda}^{\intercal}(\mathbf{A}\mathbf{x}-\mathbf{b})",
     "1/2*x'*P*x + q'*x + lambda'*(A*x - b)",
     "", "x[n]; P[n,n]; q[n]; lambda[m]; A[m,n]; b[m]"),
    (r"L_\rho(x,z,y) = \|Ax-b\|_2^2 + y^T(Fx - z) + \frac{\rho}{2}\|Fx - z\|_2^2",
     "norm2(A*x - b)^2 + y'*(F*x - z) + rho/2*norm2(F*x - z)^2",
     "", "A[n,m]; x[m]; b[n]; y[k]; F[k,m]; z[k]; rho"),
    (r"\mathrm{Tr}\left[\mathbf{A}\,\mathrm{diag}(\mathbf{v})\,\mathbf{B}\right]",
     "tr(A*diag(v)*B)",
     "A[n,m]; v[m]; B[m,n]", ""),
    (r"x^\top X^{-\top} A X^{-1} x",
     "x'*inv(X)'*A*inv(X)*x",
     "x[n]; X[n,n]: invertible; A[n,n]", ""),
    (r"T = \tfrac{1}{2}\,\dot{\mathbf q}^{T} \mathbf{M}\, \dot{\mathbf q} + \dot{\mathbf q}^{T}\mathbf{G}\,\mathbf{q}",
     "1/2*q_dot'*M*q_dot + q_dot'*G*q",
     "", "q_dot[n]; M[n,n]; G[n,m]; q[m]"),
    (r"\|y - Hx\|_{R^{-1}}^{2} + \|x - x_b\|_{B^{-1}}^{2}",
     "(y - H*x)'*inv(R)*(y - H*x) + (x - x_b)'*inv(B)*(x - x_b)",
     "y[m]; H[m,n]; x[n]; x_b[n]; R[m,m]: positive_definite; B[n,n]: positive_definite", ""),
    (r"\frac{1}{2n}\left\lVert \mathbf{Y}-\mathbf{X}\mathbf{W}\right\rVert_{F}^{2}+\gamma\left\lVert \mathbf{W}\right\rVert_{2,1}",
     "1/(2*n)*norm2(Y - X*W)^2 + gamma*norm_21(W)",
     "", "n; Y[m,k]; X[m,p]; W[p,k]; gamma"),
    (r"\log p(\mathbf{y}\mid X) = -\tfrac{1}{2}\mathbf{y}^\top(K+\sigma_n^2 I)^{-1}\mathbf{y}-\tfrac{1}{2}\log|K+\sigma_n^2 I|-\tfrac{n}{2}\log 2\pi",
     "-1/2*y'*inv(K + sigma_n^2*eye(m))*y - 1/2*logdet(K + sigma_n^2*eye(m)) - n/2*log(2*pi)",
     "", "y[m]; K[m,m]; sigma_n; n"),
    (r"\|A - X\|_2 \quad\text{with } A, X \in \mathbb{R}^{m\times n}",
     "norm_spec(A - X)",
     "", "A[m,n]; X[m,n]"),
    (r"-\mathbf{y}^{T}\log\sigma(\mathbf{X}\mathbf{w}) - (\mathbf{1}-\mathbf{y})^{T}\log\left(\mathbf{1}-\sigma(\mathbf{X}\mathbf{w})\right), \quad \sigma(z)=\frac{1}{1+e^{-z}}",
     "-y'*log(sigmoid(X*w)) - (ones(n) - y)'*log(ones(n) - sigmoid(X*w))",
     "", "y[n]; X[n,m]; w[m]"),
    (r"\sum_{i<j} \left( d_{ij} - \|x_i - x_j\|_2 \right)^2",
     "sum_ij((d[i,j] - norm2(x[i] - x[j]))^2, i < j)",
     "", "d[n,n]; x[m] for i in 1..n"),
    (r"f(\mathbf{r}) = \frac{\mathbf{p}\cdot\mathbf{r}}{|\mathbf{r}|^3}",
     "(p'*r)/norm2(r)^3",
     "", "p[n]; r[n]"),
    (r"\left\|\left(I - A A^{\dagger}\right) b\right\|^2",
     "norm2((eye(m) - A*pinv(A))*b)^2",
     "A[m,k]; b[m]", ""),
    (r"g(\theta)=\log\left(\mathbf{1}^{\!\top}\! e^{\mathbf{A}\theta}\right)-\theta^{\!\top}\bar{\mathbf{s}}",
     "log(ones(N)'*exp(A*theta)) - theta'*sbar",
     "A[N,d]; theta[d]; sbar[d]", ""),
]  # fmt: skip
"""The paste, what is meant, what is declared, and what must be inferred."""

ASKED: list[tuple[str, str, str]] = [
    (r"""\begin{equation}\label{eq:obj}
  \min_{U,V}\; \sum_{(i,j)\in\mathcal{I}}\!\!\left(R_{ij}-\mathbf{u}_i^{\!\top}\mathbf{v}_j\right)^2
\end{equation}""", "R[] for i in 1..n, j in 1..m; u[k] for i in 1..n; v[k] for j in 1..m", "which are in the set? write the range"),
    (r"\operatorname{tr}\left(\frac{A}{X}\right)", "A[n,n]; X[n,n]", "needs a scalar divisor"),
    (r"y = \phi(\mathbf{W}\mathbf{x}+\mathbf{b}), \quad E = \tfrac12\|y-t\|^2", "W[m,n]; x[n]; b[m]; t[m]", "declare 'phi: function'"),
    (r"\mathbb{E}_{x\sim p}\left[(w^\top x - y)^2\right]", "w[d]", "write the mean over samples"),
    (r"\tfrac12\| h * x - y \|_2^2 + \lambda \|\nabla x\|_1", "", "is a product or a convolution"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "meant", "declared", "inferred"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, declared: str, inferred: str) -> None:
    found = read_either(latex, declared)
    assert sorted(found.inferred) == sorted(filter(None, inferred.split("; ")))
    parts = [text for name, text in DEFINED.items() if name in meant]
    whole = ex.parse(meant, [*filter(None, [declared, inferred]), *parts])
    assert (found.expr if found.function is None else found.function) is whole


@pytest.mark.parametrize(("latex", "declared", "message"), ASKED)
def test_pastes_that_leave_something_open_are_asked_about(latex: str, declared: str, message: str) -> None:
    asked(latex, message, declared)


def test_the_norm_of_a_matrix_is_said() -> None:
    found = read_either(r"\| A X - B \|", "A[m,n]; X[n,k]; B[m,k]")
    assert "is read as the Frobenius norm" in found.notes[0]


def test_problems_are_posed_as_meant() -> None:
    portfolio = (
        r"\begin{aligned} \underset{w \in \mathbb{R}^n}{\text{minimize}} \quad & w^T \Sigma w \\ "
        r"\text{subject to} \quad & \mathbf{1}^T w = 1, \\ & \mu^T w \ge r \end{aligned}"
    )
    posed = pose(portfolio, None)
    assert (posed.sense, str(posed.objective), [x.name for x in posed.unknowns]) == ("min", "w'*Sigma*w", ["w"])
    assert [str(each) for each in posed.constraints] == ["sum(w) == 1", "mu'*w >= r"]
    component = (
        r"\mathbf{w}^\star = \operatorname*{arg\,max}_{\|\mathbf{w}\|_2 = 1} \; \mathbf{w}^\top \mathbf{C} \mathbf{w}"
    )
    posed = pose(component, None, declarations=["C[d,d]: symmetric"])
    assert (posed.sense, str(posed.objective), [x.name for x in posed.unknowns]) == ("max", "w'*C*w", ["w"])
    assert [str(each) for each in posed.constraints] == ["norm2(w) == 1"]


def test_there_are_forty() -> None:
    assert len(FORMULAS) + len(ASKED) + 1 + 2 == 40
