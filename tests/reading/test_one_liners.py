"""One line as people type it, without declarations: what it means, and what is inferred; or what is asked."""

# ruff: noqa: E501 - a formula is one line
from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from tests.reading.asking import asked, inferred_as

FORMULAS: list[tuple[str, str, str]] = [
    ("||Ax-b||^2", "norm2(A*x-b)^2", "A[n,m]; x[m]; b[n]"),
    ("x'Ax", "x'*A*x", "x[n]; A[n,n]"),
    ("x'*A*x + b'*x + c", "x'*A*x + b'*x + c", "x[n]; A[n,n]; b[n]; c"),
    ("tr(X'*A*X)", "tr(X'*A*X)", "X[n,m]; A[n,n]"),
    ("log(det(X))", "logdet(X)", "X[n,n]"),
    ("sum((y - X*w).^2)", "norm2(y-X*w)^2", "y[n]; X[n,m]; w[m]"),
    ("(y - X@w).T @ (y - X@w)", "norm2(y-X*w)^2", "y[n]; X[n,m]; w[m]"),
    ("0.5*x.T*Q*x + q.T*x", "x'*Q*x/2+q'*x", "x[n]; Q[n,n]; q[n]"),
    ("sum(log(1+exp(-y.*(X*w))))", "sum(log(1+exp(-y.*(X*w))))", "y[n]; X[n,m]; w[m]"),
    ("-y'*log(softmax(W*x+b))", "-y'*log(softmax(W*x+b))", "y[n]; W[n,m]; x[m]; b[n]"),
    ("trace(A*X*B*X')", "tr(A*X*B*X')", "A[n,n]; X[n,m]; B[m,m]"),
    ("lambda*norm1(w) + 0.5*norm2(X*w-y)^2", "lambda*norm1(w)+norm2(X*w-y)^2/2", "lambda; w[n]; X[m,n]; y[m]"),
    ("inv(A)*b", "inv(A)*b", "A[n,n]; b[n]"),
    ("sqrt(x'*S*x)", "sqrt(x'*S*x)", "x[n]; S[n,n]"),
    ("w'*Sigma*w/(w'*mu)", "w'*Sigma*w/(w'*mu)", "w[n]; Sigma[n,n]; mu[n]"),
    ("sigmoid(w'*x+b)", "sigmoid(w'*x+b)", "w[n]; x[n]; b"),
    ("1/(1+exp(-w'*x))", "1/(1+exp(-w'*x))", "w[n]; x[n]"),
    ("a'*inv(X)*b", "a'*inv(X)*b", "a[n]; X[n,n]; b[n]"),
    ("det(A)^2", "det(A)^2", "A[n,n]"),
    ("max(0, 1-y*(w'*x))", "max(0,1-y*(w'*x))", "y; w[n]; x[n]"),
    ("A^T A x", "A'*A*x", "A[n,m]; x[m]"),
    ("X^T X", "X'*X", "X[n,m]"),
    ("x^T A x", "x'*A*x", "x[n]; A[n,n]"),
    ("tanh(W2*tanh(W1*x+b1)+b2)", "tanh(W2*tanh(W1*x+b1)+b2)", "W2[n,m]; W1[m,k]; x[k]; b1[m]; b2[n]"),
    ("(A*x-b)'*(A*x-b)", "norm2(A*x-b)^2", "A[n,m]; x[m]; b[n]"),
    ("norm2(x)^2 + mu*(sum(x)-1)", "norm2(x)^2+mu*(sum(x)-1)", "x[n]; mu"),
    ("x.T @ A @ x / (x.T @ x)", "x'*A*x/(x'*x)", "x[n]; A[n,n]"),
    ("y*log(p) + (1-y)*log(1-p)", "y*log(p)+(1-y)*log(1-p)", "y; p"),
    ("a x^2 + b x + c", "a*x^2+b*x+c", "a; x; b; c"),
    ("2 A'(A x - b)", "2*A'*(A*x-b)", "A[n,m]; x[m]; b[n]"),
    ("x' * inv(A + lambda*eye(n)) * x", "x'*inv(A+lambda*eye(n))*x", "x[n]; A[n,n]; lambda"),
    ("sum(abs(x))", "norm1(x)", "x[n]"),
    ("(x - mu)^T Sigma^-1 (x - mu)", "(x-mu)'*inv(Sigma)*(x-mu)", "x[n]; mu[n]; Sigma[n,n]"),
]  # fmt: skip
ASKED: list[tuple[str, str]] = [
    ("np.linalg.norm(A@x-b)**2", "np.linalg.norm is not part of the language; write norm2(x); * and ** of arrays are .* and .^ here"),
    ("norm(X - U*V', 'fro')^2", "a norm is named by its function; write norm2(A) for norm(X - U*V', 'fro')"),
    ("exp(-norm(x-mu)^2/(2*s^2))", "unknown function 'norm'; write norm2"),
    ("sum_i (x_i - mu)^2", "over what does i run? use a member such as x[i] in it, of a family declared as x[d] for i in 1..N"),
    ("np.exp(x) / np.sum(np.exp(x))", "np.exp is not part of the language; write exp(...); * and ** of arrays are .* and .^ here"),
    ("np.log(np.linalg.det(S))", "np.log is not part of the language; write log(...); * and ** of arrays are .* and .^ here"),
    ("np.dot(w, x) + b", "np.dot is not part of the language; write x'*y of vectors, A*x of a matrix; * and ** of arrays are .* and .^ here"),
    ("torch.trace(A @ X)", "torch.trace is not part of the language; write trace(...); * and ** of arrays are .* and .^ here"),
    ("np.sum((X @ W - Y)**2)", "np.sum is not part of the language; write sum(...); * and ** of arrays are .* and .^ here"),
    ("np.mean((y - X @ w)**2)", "np.mean is not part of the language; write mean(...); * and ** of arrays are .* and .^ here"),
    ("np.sum(np.log(1 + np.exp(-y * (X @ w))))", "np.sum is not part of the language; write sum(...); * and ** of arrays are .* and .^ here"),
    ("np.maximum(0, X @ w)", "np.maximum is not part of the language; write max(0, x); * and ** of arrays are .* and .^ here"),
    (r"A \ b", r"'\\' is not part of the language; write inv(A)*b for A\b"),
    ("F.relu(W1 @ x + b1)", "F.relu is not part of the language; write relu(...); * and ** of arrays are .* and .^ here"),
    ("np.outer(x, y)", "np.outer is not part of the language; write x*y'; * and ** of arrays are .* and .^ here"),
    ("norm_fro(A)", "unknown function 'norm_fro'; write norm2"),
    ("where(c, a, b)", "write step(c).*a + (1 - step(c)).*b for a where c > 0 and b where c < 0"),
    ("norm(x, 1)", "unknown function 'norm'; write norm2"),
    ("x dot y", "an operator is missing before 'dot'; a product is written with *"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant", "inferred"), FORMULAS)
def test_lines_are_read_as_meant(text: str, meant: str, inferred: str) -> None:
    inferred_as(text, meant, inferred)


@pytest.mark.parametrize(("text", "message"), ASKED)
def test_lines_that_are_not_read_are_told_what_to_write(text: str, message: str) -> None:
    asked(text, message)


def test_what_is_written_for_where_chooses_by_the_sign() -> None:
    c, a, b = np.array([2.0, -1.0, 0.5]), np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    written = ex.parse("step(c).*a + (1 - step(c)).*b", "c[n]; a[n]; b[n]")
    assert np.allclose(written.evaluate(c=c, a=a, b=b), np.where(c > 0, a, b))
