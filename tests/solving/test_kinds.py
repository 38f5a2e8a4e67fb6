"""Kinds: each is certified, or a condition on the data; what is asked for and does not exist is refused."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

PD = "positive_definite"

KINDS = [
    # a symbol of ours never captures the user's
    ("logdet(Q) + tr(inv(Q)*A) + 2*logdet(P)", "Q", None, f"Q[n,n]: {PD}; A[n,n]: {PD}; P[n,n]: {PD}",
     "global minimum"),
    ("logdet(Q) + tr(inv(Q)*A) + 2*logdet(P_)", "Q", None, f"Q[n,n]: {PD}; A[n,n]: {PD}; P_[n,n]: {PD}",
     "global minimum"),
    ("log(s) + t/s", "s", None, "s: positive; t: positive", "global minimum"),
    # the domain
    ("tr(A*X) - logdet(X)", "X", None, f"X[n,n]: invertible; A[n,n]: {PD}", "saddle"),
    ("tr(A*X) - logdet(X)", "X", None, f"X[n,n]; A[n,n]: {PD}", "saddle"),
    ("logdet(X) - tr(A*X)", "X", None, f"X[n,n]: invertible; A[n,n]: {PD}", "saddle"),
    ("tr(A*X) - logdet(X)", "X", "min", f"X[n,n]: invertible; A[n,n]: {PD}",
     "global minimum among positive definite X"),
    ("tr(A*X) - logdet(X)", "X", "min", f"X[n,n]: {PD}; A[n,n]: {PD}", "global minimum"),
    # the sign of parameters
    ("a*x^2 - 2*b*x", "x", "min", "a; b; x", "global minimum where a is positive"),
    ("a*x^2 - 2*b*x", "x", "max", "a; b; x", "global maximum where -a is positive"),
    ("a*x^2 - 2*b*x", "x", None, "a; b; x", "stationary"),
    ("a*x^2 - 2*b*x", "x", "min", "a: positive; b; x", "global minimum"),
    ("sin(a)*s^2 - s", "s", "min", "a; s", "global minimum where sin(a) is positive"),
    ("(lam - 100)*s^2 - s", "s", "min", "lam; s", "global minimum where lam - 100 is positive"),
    ("norm2(A*x - b)^2 + lam*norm2(x)^2", "x", "min", "A[n,m]; x[m]; b[n]; lam",
     "global minimum where lam*eye(m) + A'*A is positive definite"),
    ("(b - A*x)'*diag(w)*(b - A*x)", "x", "min", "A[n,m]; x[m]; b[n]; w[n]",
     "global minimum where A'*diag(w)*A is positive definite"),
    ("(b - A*x)'*V*(b - A*x)", "x", "min", "A[n,m]; x[m]; b[n]; V[n,n]: symmetric",
     "global minimum where A'*V*A is positive definite"),
    ("u'*R*u + (A*x + B*u)'*Q*(A*x + B*u)", "u", "min",
     "u[p]; x[n]; A[n,n]; B[n,p]; R[p,p]: symmetric; Q[n,n]: symmetric",
     "global minimum where B'*Q*B + R is positive definite"),
    ("tr((eye(n) - K*H)*Q*(eye(n) - K*H)' + K*R*K')", "K", "min",
     "K[n,p]; H[p,n]; Q[n,n]: symmetric; R[p,p]: symmetric", "global minimum where H*Q*H' + R is positive definite"),
    ("norm2(y - K*a)^2 + c*a'*K*a", "a", "min", "K[n,n]: symmetric; y[n]; a[n]; c",
     "global minimum where K^2 + c*K is positive definite"),
    # several unknowns
    ("x^2 + y^2 - 4*x*y", "x y", None, "x; y", "saddle"),
    ("x^2 + y^2 - x*y - x", "x y", None, "x; y", "global minimum"),
    ("n*log(s) + sum_i((x[i] - mu)^2)/(2*s^2)", "mu s", "min", "x for i in 1..n; mu; s: positive", "global minimum"),
    ("log(x)/x", "x", "max", "x: positive", "global maximum"),
    # neither, with one stationary point on an interval
    ("x^2*exp(-x)", "x", "max", "x: positive", "global maximum"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns", "sense", "declared", "kind"), KINDS, ids=[f"{r[0]} {r[2]}" for r in KINDS])
def test_kind(f: str, unknowns: str, sense: str | None, declared: str, kind: str) -> None:
    assert ex.solve(f, unknowns.split(), sense, declarations=declared).kind == kind


CONSTRAINED = [
    ("x*y", "x y", "max", ["x + y == s"], "x; y; s", "global maximum"),
    ("x*y", "x y", None, ["x + y == s"], "x; y; s", "global maximum"),
    ("x'*Q*x/2 + f'*x", "x", "min", ["A*x == b"], "Q[n,n]: symmetric; x[n]; f[n]; A[p,n]; b[p]",
     "global minimum where Q is positive definite"),
    ("norm2(X - A)^2", "X", "min", ["diagonal(X) == ones(n)"], "X[n,n]; A[n,n]", "global minimum"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns", "sense", "given", "declared", "kind"), CONSTRAINED)
def test_kind_on_the_tangent_space(
    f: str, unknowns: str, sense: str | None, given: list[str], declared: str, kind: str
) -> None:
    assert ex.solve(f, unknowns.split(), sense, given, declared).kind == kind


NONE = [
    ("-x'*x", "x", "min", "x[n]", "unbounded below"),
    ("norm2(A*x - b)^2", "x", "max", "A[n,m]: full_column_rank; x[m]; b[n]", "unbounded above"),
    ("c'*x", "x", "min", "c[n]; x[n]", "unbounded, linear in x"),
    ("exp(x)", "x", "min", "x", "infimum 0 as one likes as x falls"),
    ("sum(c.*log(p))", "p", "max", "c[n]: positive; p[n]: positive", "increases in p"),
    ("x^2 + y^2 - 4*x*y", "x y", "min", "x; y", "only stationary point is a saddle"),
    ("logdet(X) - tr(A*X)", "X", "min", f"X[n,n]: {PD}; A[n,n]: {PD}", "only stationary point is a global maximum"),
]


@pytest.mark.parametrize(("f", "unknowns", "sense", "declared", "message"), NONE)
def test_what_does_not_exist(f: str, unknowns: str, sense: str, declared: str, message: str) -> None:
    with pytest.raises(ex.NoExtremumError, match=message):
        ex.solve(f, unknowns.split(), sense, declarations=declared)


def test_a_value_that_a_jump_keeps_out_of_reach_is_no_minimum() -> None:
    """The value tends to -2 from below 0; at 0 it is 1."""
    with pytest.raises(
        ex.NoExtremumError, match="near x = 0 the objective comes as near to -2 as wished, and it is not"
    ):
        ex.solve("(x - 1)^2 + 3*sign(x)", "x", "min", declarations="x")


def test_where_the_objective_jumps_nothing_is_claimed() -> None:
    with pytest.raises(ex.UnsupportedError, match="jumps in x"):
        ex.solve("norm2(x - b)^2 + lam*sum(sign(x))", "x", "min", declarations="x[n]; b[n]; lam")


REFUSED = [
    ("a*x^2 - 2*b*x", "x", "min", "a; b; x", {"a": -1.0, "b": 2.0}, "a is positive; it is -1"),
    ("norm2(A*x - b)^2 + lam*norm2(x)^2", "x", "min", "A[n,m]; x[m]; b[n]; lam",
     {"A": np.eye(2), "b": np.ones(2), "lam": -3.0}, "positive definite; its smallest eigenvalue is -2"),
    ("norm2(X - A)^2", "X", "min", f"X[n,n]: {PD}; A[n,n]: symmetric", {"A": -np.eye(2)}, "X is positive definite"),
    ("norm2(x - a)^2", "x", "min", "x[n]: positive; a[n]", {"a": np.array([1.0, -2.0])}, "x is positive; its smallest"),
    ("N*logdet(S) + sum_i((x[i] - u)'*inv(S)*(x[i] - u))", "u S", "min", f"x[d] for i in 1..N; u[d]; S[d,d]: {PD}",
     {"x": np.tile([1.1, 2.3, -0.7], (3, 1))}, "N > d"),
    ("N*logdet(S) + tr((Y - X*B)*inv(S)*(Y - X*B)')", "B S", "min",
     f"Y[N,k]; X[N,d]; B[d,k]; S[k,k]: {PD}",
     {"X": np.random.default_rng(0).normal(size=(4, 3)), "Y": np.random.default_rng(1).normal(size=(4, 2))},
     r"N ≥ d \+ k"),
    ("n*log(s) + sum_i((x[i] - mu)^2)/(2*s^2)", "mu s", "min", "x for i in 1..n; mu; s: positive",
     {"x": np.full(3, 0.1)}, "s is positive"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns", "sense", "declared", "data", "message"), REFUSED)
def test_data_that_violate_a_condition_are_refused(
    f: str, unknowns: str, sense: str, declared: str, data: dict[str, object], message: str
) -> None:
    with pytest.raises(ex.DataError, match=message):
        ex.solve(f, unknowns.split(), sense, declarations=declared).evaluate(data)


def test_what_is_not_in_the_open_domain_is_refused() -> None:
    solution = ex.solve("(x - a)^2", "x", "min", declarations="x: positive; a")
    assert solution.evaluate({"a": 2.0}) == {ex.scalar("x", "positive"): 2.0}
    with pytest.raises(ex.DataError):
        solution.evaluate({"a": -2.0})


def test_what_would_be_negative_ends_at_the_border() -> None:
    x = ex.scalar("x", "nonnegative")
    solution = ex.solve("(x - a)^2", "x", "min", declarations="x: nonnegative; a")
    assert [solution.evaluate({"a": a})[x] for a in (2.0, -2.0)] == [2.0, 0.0]


@pytest.mark.parametrize(
    ("f", "declared"),
    [
        ("logdet(X) + tr(A*X)", "X[n,n]: positive_definite; A[n,n]: positive_definite"),
        ("log(X) + A*X", "X: positive; A: positive"),
    ],
)
def test_a_stationary_point_outside_the_domain_is_none(f: str, declared: str) -> None:
    """Its condition holds for no data, so it is no solution."""
    with pytest.raises(ex.ExtremumError, match=r"no closed form|no maximum"):
        ex.solve(f, "X", "max", declarations=declared)
