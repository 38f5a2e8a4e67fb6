"""Claims entry by entry, as they stand in index notation."""

from __future__ import annotations

import pytest

import extremum as ex

QUARTIC, DECLARED = "sum_ij(A[i,j]*x[i]^2*x[j]^2)", ["A[n,n]", "x[n]"]


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (r"\frac{\partial f}{\partial x_k} = 2x_k\sum_j (A_{kj}+A_{jk})x_j^2", True),
        ("2*x[k]*sum_j((A[k,j] + A[j,k])*x[j]^2)", True),
        ("2*x[k]*sum_j(A[k,j]*x[j]^2)", False),
        (r"\frac{\partial f}{\partial x_l} = 4x_l\sum_j A_{lj}x_j^2", False),
    ],
)
def test_of_a_vector(claim: str, right: bool) -> None:
    verdict = ex.check(QUARTIC, "x", claim, DECLARED)
    assert verdict.right is right
    assert verdict.diagnosis != "shapes"


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        (r"\frac{\partial f}{\partial A_{ij}} = 2 A_{ij}", True),
        (r"\frac{\partial f}{\partial A_{kl}} = 2 A_{kl}", True),
        (r"\frac{\partial f}{\partial A_{ij}} = 2 A_{ji}", False),
        (r"\frac{\partial f}{\partial A_{ji}} = 2 A_{ji}", True),
    ],
)
def test_of_a_matrix(claim: str, right: bool) -> None:
    assert ex.check("norm2(A)^2", "A", claim, ["A[n,n]"]).right is right


def test_which_index_counts_the_rows_must_be_said() -> None:
    with pytest.raises(ex.ParseError, match="with i and j free, and which of A is not said"):
        ex.check("norm2(A)^2", "A", "2*A[i,j]", ["A[n,n]"])


ROWS = "A[n,n]; B[n,m]; x[n]; w[m]; X[n,m]; y[n]"


@pytest.mark.parametrize(
    ("f", "x", "claim", "diagnosis"),
    [
        ("x'*A*x", "x", "g[i] = sum_j((A[i,j] + A[j,i])*x[j])", "right"),
        ("x'*A*x", "x", "g[i] = sum_j(A[i,j]*x[j])", "term_missing"),
        ("x'*A*x", "x", "∂f/∂x[k] = sum_j((A[k,j] + A[j,k])*x[j])", "right"),
        ("x'*A*x", "x", "∇_x f = sum_j((A[i,j] + A[j,i])*x[j])", "right"),
        ("norm2(X*w - y)^2", "X", "G[i,j] = 2*(X[i,:]*w - y[i])*w[j]", "right"),
        ("norm2(X*w - y)^2", "X", "G[j,i] = 2*(X[i,:]*w - y[i])*w[j]", "transposed"),
        ("B*w", "w", "J[i,j] = B[i,j]", "right"),
        ("B*w", "w", r"\frac{\partial y_i}{\partial w_j} = B_{ij}", "right"),
        ("softmax(x)", "x", "J[i,j] = p[i]*(delta(i,j) - p[j]), p = softmax(x)", "right"),
        ("exp(x)", "x", "J[i,j] = delta(i,j)*exp(x[i])", "right"),
        ("sum(X)", "X", "G_{ij} = 1", "right"),
        ("2*sum(x)", "x", "g_i = 1", "factor"),
        ("x'*x", "x", "g[1] = 2*x[1]", "shapes"),
    ],
)
def test_claims_about_entries_by_their_left_side(f: str, x: str, claim: str, diagnosis: str) -> None:
    assert ex.check(f, x, claim, ROWS).diagnosis == diagnosis


def test_the_entries_of_a_hessian() -> None:
    assert ex.check_hessian("sum(exp(x))", "x", "H[i,j] = delta(i,j)*exp(x[i])", ROWS).right
    assert ex.check_hessian("x'*A*x", "x", "H_ij = A[i,j] + A[j,i]", ROWS).right
    assert ex.check_hessian("x'*A*x", "x", "H_ij = 2*A[i,j]", ROWS).right is False


def test_an_index_that_the_left_side_lacks_is_refused() -> None:
    with pytest.raises(ex.ParseError, match="with i free, and the left side names k"):
        ex.check("x'*A*x", "x", "g[k] = sum_j(A[i,j]*x[j])", ROWS)


@pytest.mark.parametrize("claim", ["2*u[k]", "2*u[i]", "g[k] = 2*u[k]", "g_k = 2*u[k]"])
def test_of_a_member_by_any_index(claim: str) -> None:
    assert ex.check("sum_i(norm2(u[i])^2)", "u", claim, "u[p] for i in 1..N").right
    assert ex.check("sum_i(norm2(u[i])^2)", "u", claim.replace("2*", "3*"), "u[p] for i in 1..N").right is False


def test_where_a_matrix_has_full_rank() -> None:
    verdict = ex.check("tr(sqrtm(X'*X))", "X", "polar(X)", "X[n,m]")
    assert verdict.right and verdict.where == ("X is of full column rank",)
    assert "where X is of full column rank; elsewhere that could not be decided" in verdict.explanation
    assert not ex.check("tr(sqrtm(X'*X))", "X", "2*polar(X)", "X[n,m]").right
