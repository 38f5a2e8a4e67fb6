r"""Pastes of LaTeX from control, econometrics, deep learning, physics, signal processing and optimisation. The first 42 were written
down with their meaning before they were tried: 33 were read as meant (two with declarations that could not be read back), 5 asked
about, 3 refused, and one misread: a softmax of a matrix made a row of it. The others are what came up while these were mended.
"""

# ruff: noqa: E501 - a paste is one line
from __future__ import annotations

import pytest

from extremum.reading.either import read_either
from tests.reading.asking import asked, inferred_as

FORMULAS: list[tuple[str, str, str]] = [
    (r"\sum_{i=1}^{n} \left[ y_i \ln \Phi(x_i'\beta) + (1-y_i)\ln(1-\Phi(x_i'\beta)) \right]",
     "sum_i(y[i]*log(normcdf(x[i]'*beta)) + (1-y[i])*log(1-normcdf(x[i]'*beta)))",
     "beta[m]; y[] for i in 1..n; x[m] for i in 1..n"),
    (r"J = \frac{1}{2} x_N^T P x_N + \frac{1}{2}\sum_{k=0}^{N-1} \left( x_k^T Q x_k + u_k^T R u_k \right)",
     "x[N]'*P*x[N]/2 + sum_k(x[k]'*Q*x[k] + u[k]'*R*u[k], 0, N-1)/2",
     "P[n,n]; Q[n,n]; R[m,m]; x[n] for k in 0..N; u[m] for k in 0..N - 1"),
    (r"\operatorname{tr}\left(K^\top R K \Sigma + Q\Sigma\right)",
     "tr(K'*R*K*Sigma + Q*Sigma)",
     "K[n,m]; R[n,n]; Sigma[m,m]; Q[m,m]"),
    (r"\|y - C x\|_{R^{-1}}^2 + \|x - \bar{x}\|_{P^{-1}}^2",
     "(y-C*x)'*inv(R)*(y-C*x) + (x-x_bar)'*inv(P)*(x-x_bar)",
     "y[n]; C[n,m]; x[m]; R[n,n]; x_bar[m]; P[m,m]"),
    (r"V(x) = x^{\top} P x",
     "x'*P*x",
     "x[n]; P[n,n]"),
    (r"\sum_{t=1}^{T} \lVert z_t - H \hat{x}_t \rVert_2^2",
     "sum_t(norm2(z[t]-H*x_hat[t])^2)",
     "H[n,m]; z[n] for t in 1..T; x_hat[m] for t in 1..T"),
    (r"\hat{\beta} = \arg\min_\beta (y - X\beta)'(y - X\beta)",
     "(y-X*beta)'*(y-X*beta)",
     "y[n]; X[n,m]; beta[m]"),
    (r"Q(\beta) = \left(\frac{1}{n} Z'(y - X\beta)\right)' W \left(\frac{1}{n} Z'(y - X\beta)\right)",
     "(y-X*beta)'*Z*W*Z'*(y-X*beta)/n^2",
     "n; Z[m,k]; y[m]; X[m,p]; beta[p]; W[k,k]"),
    (r"\ell(\beta,\sigma^2) = -\frac{n}{2}\ln(2\pi\sigma^2) - \frac{1}{2\sigma^2}(y-X\beta)'(y-X\beta)",
     "-n/2*log(2*pi*sigma^2) - (y-X*beta)'*(y-X*beta)/(2*sigma^2)",
     "n; sigma; y[m]; X[m,k]; beta[k]"),
    (r"-\frac{T}{2}\ln|\Omega| - \frac12 \sum_{t=1}^T \varepsilon_t'\Omega^{-1}\varepsilon_t",
     "-T/2*log(det(Omega)) - sum_t(varepsilon[t]'*inv(Omega)*varepsilon[t])/2",
     "Omega[n,n]; varepsilon[n] for t in 1..T"),
    (r"(R\beta - r)'\left[R(X'X)^{-1}R'\right]^{-1}(R\beta - r)",
     "(R*beta-r)'*inv(R*inv(X'*X)*R')*(R*beta-r)",
     "R[n,m]; beta[m]; r[n]; X[k,m]"),
    (r"\mathcal{L} = -\sum_{i=1}^{N}\sum_{c=1}^{C} y_{ic}\log p_{ic}",
     "-sum_i(sum_c(y[i,c]*log(p[i,c])))",
     "y[N,C]; p[N,C]"),
    (r"\frac{1}{N}\sum_{n=1}^{N} \| t_n - W_2\,\sigma(W_1 x_n + b_1) - b_2 \|^2",
     "sum_n(norm2(t[n]-W_2*sigmoid(W_1*x[n]+b_1)-b_2)^2)/N",
     "W_2[m,k]; W_1[k,p]; b_1[k]; b_2[m]; t[m] for n in 1..N; x[p] for n in 1..N"),
    (r"\frac{1}{2}\|XW - Y\|_F^2 + \frac{\lambda}{2}\|W\|_F^2",
     "norm2(X*W-Y)^2/2+lambda/2*norm2(W)^2",
     "X[n,m]; W[m,k]; Y[n,k]; lambda"),
    (r"\frac12 \sum_{j=1}^{J} \left(1 + \log(\sigma_j^2) - \mu_j^2 - \sigma_j^2\right)",
     "sum_j(1+log(sigma[j]^2)-mu[j]^2-sigma[j]^2)/2",
     "sigma[] for j in 1..J; mu[] for j in 1..J"),
    (r"\hat{x} = \frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}",
     "(x-mu)/sqrt(sigma^2+epsilon)",
     "x; mu; sigma; epsilon"),
    (r"\max(0, 1 - y\, w^\top x)",
     "max(0, 1-y*w'*x)",
     "y; w[n]; x[n]"),
    (r"\left\| x - D\,\mathrm{ReLU}(E x + b) \right\|_2^2",
     "norm2(x-D*relu(E*x+b))^2",
     "x[n]; D[n,m]; E[m,n]; b[m]"),
    (r"E = -\frac{1}{2}\sum_{i\ne j} J_{ij} s_i s_j - \sum_i h_i s_i",
     "-1/2*sum_ij(J[i,j]*s[i]*s[j], i != j) - sum_i(h[i]*s[i])",
     "J[n,n]; s[] for i in 1..n; h[] for i in 1..n"),
    (r"\frac{1}{2}\dot{q}^T M \dot{q} - \frac12 q^T K q",
     "q_dot'*M*q_dot/2 - q'*K*q/2",
     "q_dot[n]; M[n,n]; q[m]; K[m,m]"),
    (r"\frac{\langle\psi|H|\psi\rangle}{\langle\psi|\psi\rangle}",
     "psi'*H*psi/(psi'*psi)",
     "psi[n]; H[n,n]"),
    (r"U(r) = 4\epsilon\left[\left(\frac{\sigma}{r}\right)^{12} - \left(\frac{\sigma}{r}\right)^{6}\right]",
     "4*epsilon*((sigma/r)^12-(sigma/r)^6)",
     "epsilon; sigma; r"),
    (r"\sum_{i<j} \frac{q_i q_j}{\|\mathbf{r}_i - \mathbf{r}_j\|}",
     "sum_ij(q[i]*q[j]/norm2(r[i]-r[j]), i < j)",
     "q[] for i in 1..n; r[m] for i in 1..n"),
    (r"\frac12 \boldsymbol{\omega}^T \mathbf{J} \boldsymbol{\omega}",
     "omega'*J*omega/2",
     "omega[n]; J[n,n]"),
    (r"\frac{|w^T a|^2}{w^T R w}",
     "(w'*a)^2/(w'*R*w)",
     "w[n]; a[n]; R[n,n]"),
    (r"\min_x \frac12\|y - Hx\|_2^2 + \lambda\|Dx\|_1",
     "norm2(y-H*x)^2/2+lambda*norm1(D*x)",
     "y[n]; H[n,m]; x[m]; lambda; D[k,m]"),
    (r"\log\det\left(I + \frac{1}{\sigma^2} H Q H^T\right)",
     "logdet(eye(n)+H*Q*H'/sigma^2)",
     "sigma; H[n,m]; Q[m,m]"),
    (r"\left\|y - \mathrm{diag}(s)\,F x\right\|^2",
     "norm2(y-diag(s)*F*x)^2",
     "y[n]; s[n]; F[n,m]; x[m]"),
    (r"\sum_{n=1}^{N} |d_n - w^T x_n|^2",
     "sum_n((d[n]-w'*x[n])^2)",
     "w[m]; d[] for n in 1..N; x[m] for n in 1..N"),
    (r"\| M \odot (Y - U V^\top) \|_F^2 + \mu(\|U\|_F^2 + \|V\|_F^2)",
     "norm2(M.*(Y-U*V'))^2+mu*(norm2(U)^2+norm2(V)^2)",
     "M[n,m]; Y[n,m]; U[n,k]; V[m,k]; mu"),
    (r"\mathcal{L}(x,\lambda,\nu) = \frac12 x^T Q x + c^T x + \lambda^T(Gx-h) + \nu^T(Ax-b)",
     "x'*Q*x/2+c'*x+lambda'*(G*x-h)+nu'*(A*x-b)",
     "x[n]; Q[n,n]; c[n]; lambda[m]; G[m,n]; h[m]; nu[k]; A[k,n]; b[k]"),
    (r"\frac{\rho}{2}\|Ax + Bz - c + u\|_2^2",
     "rho/2*norm2(A*x+B*z-c+u)^2",
     "rho; A[n,m]; x[m]; B[n,k]; z[k]; c[n]; u[n]"),
    (r"\sum_{i=1}^m \log\left(1 + \exp(-b_i a_i^\top x)\right) + \frac{\gamma}{2}\|x\|^2",
     "sum_i(log(1+exp(-b[i]*a[i]'*x)))+gamma/2*norm2(x)^2",
     "x[n]; gamma; b[] for i in 1..m; a[n] for i in 1..m"),
    (r"\|A\|_* + \frac{1}{2\tau}\|A - Z\|_F^2",
     "norm_nuc(A)+norm2(A-Z)^2/(2*tau)",
     "A[n,m]; tau; Z[n,m]"),
    (r"\operatorname{tr}\!\left( (X^\top X)^{-1} \right)",
     "tr(inv(X'*X))",
     "X[n,m]"),
    (r"\sqrt{1+\|Ax-b\|^2}",
     "sqrt(1+norm2(A*x-b)^2)",
     "A[n,m]; x[m]; b[n]"),
    (r"\sum_{k=1}^{N} (x_k - x_{k-1})^2 + \gamma\, x_0^2",
     "sum_k((x[k]-x[k-1])^2, 1, N) + gamma*x[0]^2",
     "gamma; x[] for k in 0..N"),
    (r"\sum_{t=1}^{T-1} \|x_{t+1} - A x_t\|^2 + \|x_1 - \mu\|^2",
     "sum_t(norm2(x[t+1]-A*x[t])^2, 1, T-1) + norm2(x[1]-mu)^2",
     "A[n,n]; mu[n]; x[n] for t in 1..T"),
    ("(x - mu)^T Sigma^-1 (x - mu)",
     "(x-mu)'*inv(Sigma)*(x-mu)",
     "x[n]; mu[n]; Sigma[n,n]"),
    ("A^-T b",
     "inv(A)'*b",
     "A[n,n]; b[n]"),
    (r"\langle u | v \rangle^2",
     "(u'*v)^2",
     "u[n]; v[n]"),
    (r"\sum_{i=1}^N \|x_i - x_0\|^2",
     "sum_i(norm2(x[i]-x_0)^2)",
     "x_0[n]; x[n] for i in 1..N"),
]  # fmt: skip
ASKED: list[tuple[str, str]] = [
    (r"\mathrm{softmax}(QK^\top/\sqrt{d})V", r"softmax is of a vector, and QK^\top/\sqrt{d} is hardly one: write \operatorname{softmax\_rows}(QK^\top/\sqrt{d}) or \operatorname{softmax\_cols}(QK^\top/\sqrt{d}), or declare K and Q"),
    (r"-\log\sigma(u_o^\top v_c) - \sum_{k=1}^K \log\sigma(-u_k^\top v_c)", "over what does o run? u has members here; sum over o, or declare u, as in u[n], and u_o for a name of its own"),
    (r"\mathbf{F} = q(\mathbf{E} + \mathbf{v}\times\mathbf{B})", "q before a bracket is a function or a factor, and q is not declared; declare 'q: function', or q as a variable for a product"),
    (r"f(x) - \mu \sum_{i=1}^m \log(b_i - a_i^T x)", "f before a bracket is a function or a factor, and f is not declared; declare 'f: function', or f as a variable for a product"),
    (r"x^\top (A \otimes B) x", "x is not declared, and its use does not determine its shape; declare x (a scalar) or x[n] or x[n,m]"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "meant", "inferred"), FORMULAS)
def test_pastes_are_read_as_meant(latex: str, meant: str, inferred: str) -> None:
    inferred_as(latex, meant, inferred)


@pytest.mark.parametrize(("latex", "message"), ASKED)
def test_pastes_that_leave_something_open_are_asked_about(latex: str, message: str) -> None:
    asked(latex, message)


def test_all_matrices_are_real_and_it_is_said() -> None:
    assert "is read as the transpose: all matrices are real" in read_either("w^H R w").notes[0]


def test_members_named_by_a_number_or_a_size_are_said() -> None:
    found = read_either(r"\sum_{k=1}^{N} (x_k - x_{k-1})^2 + x_0^2 + x_N^2")
    assert "x_0 is read as a member of x; declare x_0 for a name of its own" in found.notes
    assert "x_N is read as a member of x; declare x_N for a name of its own" in found.notes
