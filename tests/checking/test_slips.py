"""Slips inside sums over samples, definitions and Hadamard products, of softmax, Kronecker products, powers, indices.

Each row: the claim, the diagnosis, and what the sentence names; the correction is verified by ``check`` itself.
"""

from __future__ import annotations

import pytest

from extremum.checking import check, check_hessian

SAMPLES = "y for i in 1..N; x[d] for i in 1..N; w[d]; b; lam; s for i in 1..N"
POINTS = "z[n] for i in 1..N; c[k] for i in 1..N; A[n,k]"
FACTORS = "W[m,n]; M[m,n]; U[m,k]; V[n,k]; X[m,n]"
LAYERS = "W1[n,n]; W2[n,n]; x[n]; y[n]"

SLIPS = [
    # inside sums over samples
    ("sum_i((y[i]-x[i]'*w-b)^2)/N", "w", "-2/N*sum_i((y[i]-x[i]'*w)*x[i])", SAMPLES, "term_missing", "b"),
    ("sum_i(s[i]*(y[i]-x[i]'*w)^2)", "w", "-2*sum_i((y[i]-x[i]'*w)*x[i])", SAMPLES, "factor_wrong", "s[i]"),
    ("sum_i(log(1+exp(-y[i]*x[i]'*w)))", "w", "-sum_i(sigmoid(-y[i]*x[i]'*w)*x[i])", SAMPLES, "factor_wrong", "y[i]"),
    ("sum_i(norm2(z[i]-A*c[i])^2)", "A", "-2*sum_i(z[i]*c[i]')", POINTS, "factor_wrong", "A*c[i]"),
    ("sum_i(norm2(z[i]-A*c[i])^2)", "A", "-2*sum_i(z[i]-A*c[i])", POINTS, "chain_rule", "A*c[i] - z[i]"),
    # another index
    ("sum_i(norm2(z[i]-A*c[i])^2)", "A", "-2*sum_i((z[i]-A*c[1])*c[i]')", POINTS, "factor_wrong", "c[i] for c[1]"),
    ("sum_i((y[i]-x[i]'*w)^2)", "w", "-2*sum_i((y[1]-x[i]'*w)*x[i])", SAMPLES, "factor_wrong", "y[i] for y[1]"),
    ("norm2(W2*tanh(W1*x) - y)^2", "W1", "2*((W1'*(W2*tanh(W1*x)-y)).*(1-tanh(W1*x).^2))*x'", LAYERS,
     "factor_wrong", "W2"),
    # inside definitions
    ("norm2(r)^2", "w", "2*X'*(X*w)", "X[n,d]; w[d]; y[n]; r = X*w - y", "term_missing", "y"),
    ("norm2(h)^2/2", "W", "(1 - h.^2)*x'", "W[m,n]; x[n]; h = tanh(W*x)", "factor_wrong", "h"),
    ("norm2(p-y)^2/2", "w", "X'*(p - y)", "X[n,d]; w[d]; y[n]; p = softmax(X*w)", "chain_rule", "softmax(X*w)"),
    # inside entrywise products
    ("norm2(W.*(M-X))^2", "X", "-2*W.*(M-X)", FACTORS, "chain_rule", "the factor W"),
    ("norm2(W.*(M-X))^2", "X", "-2*W.^2.*M", FACTORS, "term_missing", "X"),
    ("norm2(W.*(M-U*V'))^2", "V", "-2*(W.*(M-U*V'))'*U", FACTORS, "chain_rule", "the factor W"),
    ("sum(W.*tanh(X*V))", "X", "((ones(m,k)-tanh(X*V).^2))*V'", "W[m,k]; X[m,n]; V[n,k]", "chain_rule", "the factor W"),
    # softmax
    ("c'*softmax(z)", "z", "softmax(z).*c", "z[n]; c[n]", "chain_rule", "diag(p) - p*p', not diag(p)"),
    ("c'*softmax(z)", "z", "c.*softmax(z).*(1-softmax(z))", "z[n]; c[n]", "chain_rule",
     "diag(p) - p*p', not diag(p.*(1"),
    ("c'*softmax(A*x)", "x", "A'*softmax(A*x)", "A[m,n]; x[n]; c[m]", "chain_rule", "where its derivative is due"),
    ("norm2(softmax(z)-t)^2", "z", "2*(softmax(z)-t)", "z[n]; t[n]", "chain_rule", "softmax(z)"),
    # Kronecker products and powers
    ("A*X*B", "X", "kron(A,B)", "A[p,n]; X[n,m]; B[m,q]", "shapes", "kron(B', A) for kron(A,B)"),
    ("X*B*X", "X", "kron(eye(n), X*B) + kron(B*X, eye(n))", "X[n,n]; B[n,n]", "term_wrong", "transposed"),
    ("tr(X^3)", "X", "3*(X.^2)'", "X[n,n]", "factor_wrong", "write X^2 for X.^2"),
    ("tr(X^3)", "X", "3*X.^2", "X[n,n]", "factor_wrong", "transposed"),
    ("sum(X.^3)", "X", "3*X^2", "X[n,n]", "factor_wrong", "write X.^2 for X^2"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "claim", "declared", "diagnosis", "named"), SLIPS)
def test_the_slip_is_named(f: str, x: str, claim: str, declared: str, diagnosis: str, named: str) -> None:
    found = check(f, x, claim, declared)
    assert found.right is False
    assert (found.diagnosis, named in found.explanation) == (diagnosis, True), found
    assert check(f, x, found.written, declared)


COMMUTING = [
    ("tr(B*X*X)", "X", "2*B'*X'", "B[n,n]; X[n,n]", "right only if B*X = X*B"),
    ("x'*A*B*x", "x", "2*A*B*x", "A[n,n]: symmetric; B[n,n]: symmetric; x[n]", "right only if A*B = B*A"),
    ("tr(X*A*X*B)", "X", "2*A'*X'*B'", "A[n,n]; B[n,n]; X[n,n]", "right if A*B = B*A, A*X = X*A and B*X = X*B"),
    ("x'*A*B*x", "x", "2*A*B*x", "A[n,n]; B[n,n]; x[n]", "right if A and B are symmetric and A*B = B*A"),
]


@pytest.mark.parametrize(("f", "x", "claim", "declared", "words"), COMMUTING)
def test_the_weakest_fact_is_named(f: str, x: str, claim: str, declared: str, words: str) -> None:
    found = check(f, x, claim, declared)
    assert found.diagnosis == "only_if" and words in found.explanation


@pytest.mark.parametrize(
    ("f", "claim", "declared"),
    [
        ("norm2(X*B - C)^2", "2*(X*B - C)", "X[m,n]; B[n,n]; C[m,n]"),
        ("norm2(A*X - B)^2", "2*(A*X - B)", "A[n,n]; X[n,m]; B[n,m]"),
        ("sum(tanh(A*X*B))", "1 - tanh(A*X*B).^2", "A[m,m]; X[m,n]; B[n,n]"),
    ],
)
def test_no_kronecker_products_in_words_about_gradients(f: str, claim: str, declared: str) -> None:
    found = check(f, "X", claim, declared)
    assert found.diagnosis == "chain_rule" and "kron" not in str(found)


@pytest.mark.parametrize("claim", ["A*A'", "2*A*A'", "A'*A", "2*A", "A", "2*A'*A + A'"])
def test_no_denominator_layout_of_a_hessian_which_is_symmetric(claim: str) -> None:
    for f in ("norm2(A*x)^2", "x'*A*x"):
        assert "denominator" not in str(check_hessian(f, "x", claim, "A[n,n]; x[n]"))
