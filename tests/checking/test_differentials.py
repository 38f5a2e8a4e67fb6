"""Claims that are differentials are taken for the derivative that they identify."""

from __future__ import annotations

import pytest

import extremum as ex

GRAM = ("norm2(X'*X - S)^2", "X", "X[n,k]; S[k,k]: symmetric")
LOGDET = ("logdet(S) + v'*inv(S)*v", "S", "S[n,n]: positive_definite; v[n]")
RESIDUAL = ("A*(x.*x) - b", "x", "A[m,n]; x[n]; b[m]")
SQUARES = ("norm2(A*x - b)^2", "x", "A[m,n]; x[n]; b[m]")


@pytest.mark.parametrize(
    ("question", "claim", "right"),
    [
        (GRAM, "4*tr((X'*X - S)*X'*dX)", True),
        (GRAM, "df = 4*tr((X'*X - S)*X'*dX)", True),
        (GRAM, "2*tr((X'*X - S)*X'*dX)", False),
        (GRAM, "4*tr(R*X'*dX), R = X'*X - S", True),
        (GRAM, r"4\operatorname{tr}((X^\top X - S) X^\top dX)", True),
        (SQUARES, "2*(A*x - b)'*A*dx", True),
        (SQUARES, "(A*dx)'*(A*x - b) + (A*x - b)'*A*dx", True),
        (SQUARES, "2*(A*x + b)'*A*dx", False),
        (LOGDET, "tr(inv(S)*dS) - v'*inv(S)*dS*inv(S)*v", True),
        (LOGDET, "tr(inv(S)*dS) + v'*inv(S)*dS*inv(S)*v", False),
        (RESIDUAL, "2*A*(x.*dx)", True),
        (RESIDUAL, "A*(x.*dx)", False),
    ],
)
def test_a_differential_claims_the_derivative_that_it_identifies(
    question: tuple[str, str, str], claim: str, right: bool
) -> None:
    f, x, declarations = question
    verdict = ex.check(f, x, claim, declarations)
    assert verdict.right is right
    assert any("the claim is a differential, linear in d" in note for note in verdict.notes)


@pytest.mark.parametrize("claim", ["2*dx'*A'*A*dx", "2*(A*x - b)'*A*dx + 1"])
def test_what_is_not_linear_in_the_step_is_no_differential(claim: str) -> None:
    with pytest.raises(ex.ParseError, match="is not linear in dx"):
        ex.check(*SQUARES[:2], claim, SQUARES[2])


def test_a_symbol_of_that_name_is_itself() -> None:
    assert ex.check("dx'*x", "x", "dx", "x[n]; dx[n]")


def test_a_longer_name_is_no_differential() -> None:
    assert ex.check("dtheta*t^2", "t", "2*dtheta*t", "t; dtheta")
