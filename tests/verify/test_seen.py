"""A difference that is too small for the digits is never overlooked, and a singular matrix refutes nothing."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import DataError
from extremum.algebra.fields import decomposed
from extremum.verify.floating import settled
from extremum.verify.points import Draws
from extremum.verify.sampling import float_scope

DECLARED = "A[m,n]; B[n,n]; x[n]; s; S[n,n]: symmetric"

UNEQUAL = [
    ("2*x", "2*x + exp(-10^6*(1 + norm2(x)^2))*x"),
    ("2*x", "2*x*tanh(10^6*(1 + norm2(x)^2))"),
    ("2*x", "2*x*erf(10^3*(1 + norm2(x)^2))"),
    ("2*x", "2*x*sigmoid(10^5*(1 + s^2))"),
    ("A'*A*x", "A'*(A*x + exp(-10^6*(1 + s^2))*A*x)"),
    ("exp(x)", "exp(x) + exp(-exp(9 + s^2))*x"),
    ("exp(s)", "sqrt(exp(2*s) + exp(-10^7*(1 + s^2)))"),
    ("sin(s)*x", "sin(s)*x/(1 + exp(-10^7*(1 + s^2)))"),
    ("eigmax(S)*x", "eigmax(S)*x + 10^(-20)*x"),
    ("eigmax(S)*x", "eigmax(S + 10^(-14)*eye(n))*x"),
]


@pytest.mark.parametrize(("one", "other"), UNEQUAL)
def test_what_is_too_small_to_be_seen_is_never_called_equal(one: str, other: str) -> None:
    assert not ex.equal(ex.parse(one, DECLARED), ex.parse(other, DECLARED))


EQUAL = [
    ("tanh(s)*x", "(1 - exp(-2*s))/(1 + exp(-2*s))*x"),
    ("log(exp(s)*exp(2*s))", "3*s"),
    ("sigmoid(x)", "exp(x)./(ones(n) + exp(x))"),
    ("sin(2*x)", "2*sin(x).*cos(x)"),
    ("log(10^30*(1 + s^2))", "30*log(10) + log(1 + s^2)"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_what_is_equal_is_called_so(one: str, other: str) -> None:
    assert ex.equal(ex.parse(one, DECLARED), ex.parse(other, DECLARED))


SINGULAR = [
    ("inv(A'*A)*A'*A", "eye(n)", "A[m,n]"),
    ("inv(A*A')*A*A'*y", "y", "A[m,n]; y[m]"),
    ("sigmoid(inv(A'*A)*A'*A*x)", "sigmoid(x)", "A[m,n]; x[n]"),
    ("eigmax(inv(A'*A)*A'*A)", "1 + 0*sum(A)", "A[m,n]"),
    ("inv(x*x')*x*s", "inv(x*x')*x*s + inv(x*x')*y - y'*inv(x*x')*y*inv(x*x')*x", "x[n]; y[n]; s"),
]


@pytest.mark.parametrize(("one", "other", "declared"), SINGULAR)
def test_no_difference_is_seen_in_inverses_of_singular_matrices(one: str, other: str, declared: str) -> None:
    assert ex.equal(ex.parse(one, declared), ex.parse(other, declared)).verdict != "differs"


def test_a_value_that_rounding_makes_is_not_settled() -> None:
    n = ex.dims("n")
    x, y = ex.vector("x", n), ex.vector("y", n)
    scope = float_scope([x, y], Draws(0), {"n": 3})
    assert settled(scope, y.T @ ex.inv(x @ x.T) @ y) is None
    found = settled(scope, y.T @ ex.inv(x @ x.T + ex.eye(n)) @ y)
    assert found is not None and found.noise < 1e-10 * found.scale


@pytest.mark.parametrize("entry", [np.inf, np.nan])
def test_lapack_sees_finite_numbers_only(entry: float) -> None:
    matrix = np.eye(3)
    matrix[0, 1] = entry

    def never(_: object) -> None:
        raise AssertionError("LAPACK was called")

    with pytest.raises(DataError, match="not finite"):
        decomposed(never, matrix)


OVERFLOWING = ["norm_nuc(Y)", "sum(polar(Y))", "sum(pinv(Y))", "eigmax(Y)", "logdet(Y)", "det(Y)", "sum(inv(Y))",
               "sum(expm(Y))", "sum(sqrtm(Y))", "sum(chol(Y))", "eigvals(Y)"]  # fmt: skip


@pytest.mark.parametrize("text", OVERFLOWING)
def test_every_factorisation_refuses_what_overflowed(text: str) -> None:
    f = ex.parse(text.replace("Y", "(exp(exp(X)) + exp(exp(X')))"), "X[n,n]")
    with np.errstate(over="ignore"), pytest.raises(DataError):
        f.evaluate({"X": np.full((3, 3), 50.0)})


COMPLEX = [
    ("prod_i(s*y[i])", "t*prod_i(s*y[i])/t", "s; t; y for i in 1..N"),
    ("sum(eigvals(B).^3)", "tr(B^3)", "B[n,n]"),
    ("sum(exp(eigvals(B)))*s", "s*sum(exp(eigvals(B)))", "B[n,n]; s"),
]


@pytest.mark.parametrize(("one", "other", "declared"), COMPLEX)
def test_values_that_are_real_but_for_rounding_are_compared(one: str, other: str, declared: str) -> None:
    assert ex.equal(ex.parse(one, declared), ex.parse(other, declared)).verdict != "differs"


NO_VALUE = [
    ("(eigvals(B))'*x", "x", "inv(S-S)*x", "B[n,n]; x[n]; S[n,n]: symmetric"),
    ("log(sum(exp(10^300*x)))", "x", "tan(x)", "x[n]"),
    ("norm2(10^300*x)/s", "s", "norm2(x)", "x[n]; s"),
    ("exp(x'*eigvals(B))", "x", "eigvals(B)./(eigvals(B) - abs(x))", "B[n,n]; x[n]"),
    ("exp(exp(exp(norm2(x)^2)))", "x", "exp(exp(x))", "x[n]"),
    ("s^s", "B", "inv(x*x')*exp(x)", "B[n,n]; x[n]; s"),
    ("norm_nuc(exp(exp(X)))", "X", "polar(exp(exp(X)))", "X[m,n]"),
    ("norm_spec(exp(exp(exp(X))))", "X", "exp(X)", "X[m,n]"),
]


@pytest.mark.parametrize(("f", "x", "claim", "declared"), NO_VALUE)
def test_what_overflows_or_is_not_real_is_no_exception(f: str, x: str, claim: str, declared: str) -> None:
    try:
        assert not ex.check(f, x, claim, declared)
    except ex.ExtremumError as error:
        assert str(error)


@pytest.mark.parametrize("f", ["softmax(s*x)'*softmax(z)", "softmax(cos(s)*x.^2)'*softmax(z)"])
def test_what_rounding_leaves_where_all_cancels_decides_nothing(f: str) -> None:
    """Of one entry a softmax is 1, and its derivative what is left of 1 - 1; z has no value but in floating point."""
    declared = "s; x[n]; y[n]; z[n]: 2*(z - y) + tanh(z) == 0"
    derivation = ex.derive(f, "s", declared)
    assert derivation.result is ex.gradient(f, "s", declared)
    doubled = ex.equal(derivation.result, 2 * derivation.result)
    assert doubled.verdict == "differs"
