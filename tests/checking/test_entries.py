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
