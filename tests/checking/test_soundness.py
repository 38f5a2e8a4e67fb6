"""Claims made to deceive: wrong by little, on a small set, at other sizes, or without their assumptions."""

from __future__ import annotations

import pytest

from extremum.checking import check, check_hessian

DECEPTIVE = [
    # by little
    ("norm2(x)^2", "x", "2.0000001*x", "x[n]"),
    ("sum(exp(x))", "x", "1.0001*exp(x)", "x[n]"),
    ("sum(exp(x))", "x", "1.00000000001*exp(x)", "x[n]"),
    ("sum(exp(x))", "x", "exp(x) + 1/10^25", "x[n]"),
    ("tr(expm(X))", "X", "1.000000000001*expm(X)'", "X[n,n]"),
    ("sum(exp(x))/10^12", "x", "2*exp(x)/10^12", "x[n]"),
    # at other sizes
    ("n*norm2(x)^2/2", "x", "(n^2 - 2*n + 2)*x", "x[n]"),
    ("n*norm2(x)^2/2", "x", "(n + (n-2)*(n-3)*(n-4)*(n-5))*x", "x[n]"),
    ("norm2(x)^2/2*m", "x", "n*x", "x[n]; A[m,n]"),
    ("tr(X)^2/2", "X", "(X + det(X)*inv(X))*tr(X)", "X[n,n]: invertible"),
    ("tr(X)", "X", "eye(n) + X^2 - tr(X)*X + det(X)*eye(n)", "X[n,n]"),
    # on a part of the points
    ("norm2(x)", "x", "abs(x)/norm2(x)", "x[n]"),
    ("s^3/3", "s", "sqrt(s^2)^3/s", "s"),
    ("s*t", "s", "sqrt(t^2 + 2*s*t + s^2) - s", "s; t"),
    ("sum(relu(x))", "x", "step(x) + step(x - 100000)", "x[n]"),
    ("sum(relu(x))", "x", "step(x) + step(x - 1/100000) - step(x - 1/100001)", "x[n]"),
    ("norm1(x)", "x", "x./abs(x) + relu(x - 5000)", "x[n]"),
    ("sum(x.^3)", "x", "3*abs(x).*x", "x[n]"),
    # without their assumptions
    ("x'*A*x", "x", "2*A*x", "A[n,n]; x[n]"),
    ("logdet(X)", "X", "inv(X)", "X[n,n]: invertible"),
    ("tr(X*A*B)", "X", "(B*A)'", "X[n,n]; A[n,n]; B[n,n]"),
    ("tr(X*A)", "X", "inv(A)", "X[n,n]; A[n,n]: invertible"),
    ("-y'*log(softmax(z))", "z", "softmax(z) - y", "y[n]; z[n]"),
    ("norm2(x)", "x", "x", "x[n]"),
    ("sum(y.*y.*x)", "x", "ones(n)", "x[n]; y[n]"),
    # as if it were something else
    ("norm2(A*x)^2", "x", "2*A*A'*x", "A[n,n]; x[n]"),
    ("sum(A*x)", "x", "A*ones(n)", "A[n,n]; x[n]"),
    ("det(X)", "X", "det(X)*inv(X)", "X[n,n]: invertible"),
    ("tr(B*S)", "S", "B", "B[n,n]; S[n,n]: symmetric"),
    ("norm_nuc(X)", "X", "X/norm2(X)", "X[n,m]"),
    ("eigmax(S)", "S", "eigvec(S, 0)*eigvec(S, 0)'", "S[n,n]: symmetric"),
    ("sum_i(x[i]'*a)", "a", "x[1]*N", "x[d] for i in 1..N; a[d]"),
    ("prod_i(y[i]*t)", "t", "prod_i(y[i]*t)/t", "y for i in 1..N; t"),
]  # fmt: skip

UNSEEN = [
    ("norm2(x)^2", "x", "2*x + exp(-10^6*(1 + norm2(x)^2))*x", "x[n]"),
    ("norm2(x)^2", "x", "2*x*tanh(10^6*(1 + norm2(x)^2))", "x[n]"),
    ("norm2(x)^2", "x", "2*x*sigmoid(10^5 + norm2(x)^2)", "x[n]"),
    ("norm2(x)^2", "x", "2*(x + exp(-10^6*(1 + norm2(x)^2))*x)", "x[n]"),
    ("norm2(A*x)^2", "x", "2*A'*(A*x + exp(-10^6*(1 + norm2(x)^2))*A*x)", "A[m,n]; x[n]"),
    ("sum(exp(x))", "x", "exp(x) + exp(-exp(9 + norm2(x)^2))*ones(n)", "x[n]"),
    ("sum_i((y[i] - t)^2)", "t", "2*sum_i((t - y[i])*(1 + exp(-10^5*(1 + y[i]^2))))", "y for i in 1..N; t"),
    ("eigmax(S)", "S", "eigvec(S, n-1)*eigvec(S, n-1)'*(1 + 10^(-14))", "S[n,n]: symmetric"),
    ("norm_nuc(X)", "X", "polar(X) + 10^(-13)*X", "X[n,m]"),
]
"""Wrong by less than any number of digits shows."""

RIGHT = [
    ("norm2(x)^2", "x", "2.0*x", "x[n]"),
    ("s^3/3", "s", "sqrt(s^2)^2", "s"),
    ("sum(x.^4)", "x", "4*abs(x).^2.*x", "x[n]"),
    ("-y'*log(softmax(z))", "z", "softmax(z) - y", "y[n]: simplex; z[n]"),
    ("norm2(Q*x)^2", "x", "2*x", "Q[n,n]: orthogonal; x[n]"),
    ("sum(y.*y.*x)", "x", "ones(n)", "x[n]; y[n]: sign"),
    ("sum(abs(x))", "x", "x./abs(x)", "x[n]"),
    ("sum(log(cosh(x)))", "x", "(1 - exp(-2*x))./(1 + exp(-2*x))", "x[n]"),
    ("logdet(eye(n) + A*A')", "A", "2*A*inv(eye(m) + A'*A)", "A[n,m]"),
    ("sum_i(log(1 + exp(t*y[i])))", "t", "sum_i(y[i]*sigmoid(t*y[i]))", "y for i in 1..N; t"),
    ("prod_i(y[i]*t)", "t", "N*prod_i(y[i]*t)/t", "y for i in 1..N; t"),
    ("norm_nuc(X)", "X", "polar(X)", "X[n,m]"),
    ("tr(expm(X))", "X", "expm(X')", "X[n,n]"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "claim", "declared"), DECEPTIVE)
def test_never_called_right(f: str, x: str, claim: str, declared: str) -> None:
    assert check(f, x, claim, declared).right is False


@pytest.mark.parametrize(("f", "x", "claim", "declared"), UNSEEN)
def test_what_cannot_be_seen_is_not_called_right(f: str, x: str, claim: str, declared: str) -> None:
    found = check(f, x, claim, declared)
    assert not found.right
    assert found.right is False or "is not proved" in found.explanation


@pytest.mark.parametrize(("f", "x", "claim", "declared"), RIGHT)
def test_right_in_another_form(f: str, x: str, claim: str, declared: str) -> None:
    assert check(f, x, claim, declared).right is True


def test_hessians() -> None:
    declared = "A[m,n]; x[n]; b[m]"
    assert check_hessian("norm2(A*x - b)^2", "x", "2*A'*A", declared)
    assert check_hessian("norm2(A*x - b)^2", "x", "2*A'*A + 0.0000001*eye(n)", declared).right is False
