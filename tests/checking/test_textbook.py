"""Claims about textbook functions whose matrices are singular at most sizes: each is diagnosed."""

from __future__ import annotations

import pytest

import extremum as ex

TEXTBOOK = [
    ("y'*X*inv(X'*X)*X'*y", "X[n,k]; y[n]", "X"),
    ("norm2(y - X*inv(X'*X)*X'*y)^2", "X[n,k]; y[n]", "y"),
    ("logdet(X*X')", "X[n,k]", "X"),
    ("tr(A*inv(X'*S*X)*B)", "X[n,k]; S[n,n]: positive_definite; A[p,k]; B[k,p]", "X"),
    ("logdet(W'*S*W) - logdet(W'*B*W)", "W[n,k]; S[n,n]: positive_definite; B[n,n]: positive_definite", "W"),
    ("y'*Z*inv(Z'*Z)*Z'*X*b", "Z[n,l]; X[n,k]; y[n]; b[k]", "b"),
    ("log(det(A*X*B))", "A[k,n]; X[n,m]; B[m,k]", "X"),
    ("logdet(eye(k) + X'*inv(S)*X)", "X[n,k]; S[n,n]: positive_definite", "X"),
]
UNEXPLAINED = ("wrong", "undecided", "undefined")


@pytest.mark.parametrize(("f", "declared", "x"), TEXTBOOK)
def test_slips_are_explained(f: str, declared: str, x: str) -> None:
    right = str(ex.gradient(f, x, declared))
    for claim in (f"2*({right})", f"-({right})", right.replace("inv(", "(", 1)):
        verdict = ex.check(f, x, claim, declared)
        assert verdict.right is False
        assert verdict.diagnosis not in UNEXPLAINED, claim


def test_a_derivative_of_zero_is_said_to_be_zero() -> None:
    """No change of a term makes ``A*x`` zero, other than ``(A - A)*x``."""
    verdict = ex.check("x'*A*x", "x", "A*x", "A[n,n]: skew; x[n]")
    assert verdict.right is False
    assert verdict.explanation == "f does not change with x: the gradient is zero."
