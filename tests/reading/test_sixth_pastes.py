r"""Pasted LaTeX with functions that are defined beside the formula: each is put in where it is applied."""

from __future__ import annotations

import pytest

import extremum as ex

DEFINED = [
    (r"\bar g(\theta) = \frac{1}{n}\sum_{i=1}^n (x_i - \theta); \quad \bar g(\theta)^\top W \bar g(\theta)",
     "theta[d]", "sum_i(theta - x[i])'*W*sum_i(theta - x[i])/n^2", "W[d,d]; x[d] for i in 1..n"),
    (r"J(\theta) = \bar g(\theta)^\top W \bar g(\theta), \quad \bar g(\theta) = A\theta - b",
     "theta[d]", "(A*theta - b)'*W*(A*theta - b)", "A[n,d]; b[n]; W[n,n]"),
    (r"L = \|h(x) - y\|^2, \quad h(x) = \tanh(W x + b)", "", "norm2(tanh(W*x + b) - y)^2", "W[n,m]; x[m]; b[n]; y[n]"),
    (r"\sum_{i=1}^N \|h(x_i) - y_i\|^2 \text{ where } h(x) = W x + b", "",
     "sum_i(norm2(W*x[i] + b - y[i])^2)", "W[n,m]; b[n]; x[m] for i in 1..N; y[n] for i in 1..N"),
    (r"L = \sum_{i=1}^N \log(1 + e^{-y_i f(x_i)}), \quad f(x) = w^\top x + b", "",
     "sum_i(log(1 + exp(-y[i]*(w'*x[i] + b))))", "w[n]; b; y[] for i in 1..N; x[n] for i in 1..N"),
    (r"k(x, y) = \exp(-\|x - y\|^2/2), \quad L = \sum_{i=1}^n a_i k(x_i, z)", "",
     "sum_i(a[i]*exp(-norm2(x[i] - z)^2/2))", "z[m]; a[] for i in 1..n; x[m] for i in 1..n"),
    (r"f(x) = x^\top A x, \quad f(u) + f(v)", "u[n]; v[n]", "u'*A*u + v'*A*v", "A[n,n]"),
    (r"f(w) = \frac12\|Xw-y\|^2 + \lambda g(w), \quad g(w) = \|w\|_1", "",
     "1/2*norm2(X*w - y)^2 + lambda*norm1(w)", "X[n,m]; w[m]; y[n]; lambda"),
    (r"L = \|g(h(x))\|^2, \quad g(u) = V u, \quad h(x) = W x", "V[k,m]; W[m,n]", "norm2(V*W*x)^2", "x[n]"),
    (r"f(v) = \sum_{k=1}^n c_k v_k^2, \quad L = f(x)", "x[n]; c[n]", "sum_k(c[k]*x[k]^2)", ""),
    (r"f(v) = \sum_{k=1}^n c_k v_k^2, \quad L = f(A x)", "x[m]; A[n,m]; c[n]", "c'*(A*x).^2", ""),
    (r"L = \sum_{i=1}^n \phi(x_i^\top w)^2, \quad \phi(t) = a t + t^2", "x[d] for i in 1..n; w[d]",
     "sum_i((a*(x[i]'*w) + (x[i]'*w)^2)^2)", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "declared", "text", "more"), DEFINED)
def test_a_function_of_arrays_is_put_in(formula: str, declared: str, text: str, more: str) -> None:
    found = ex.read_latex(formula, declared)
    assert ex.equal(found.expr, ex.parse(text, f"{declared}; {more}"))
    assert any("is read as the definition of" in note for note in found.notes)
