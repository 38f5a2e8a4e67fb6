"""What was wrong once, example by example, as it was reported: refused data, errors that say what is wrong, claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import extremum as ex

PD = "positive_definite"
SAMPLES = "x[d] for i in 1..N"

# -- solutions ---------------------------------------------------------------------------------------------------------
DATA_THAT_VIOLATE: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("tr(A*X) - logdet(X)", "X", f"X[n,n]: {PD}; A[n,n]", {"A": -np.eye(2)}, "X is positive definite"),
    ("N*logdet(S) + sum_i(x[i]'*inv(S)*x[i])", "S", f"S[d,d]: {PD}; {SAMPLES}", {"x": np.ones((3, 2))}, "N ≥ d"),
    ("N*logdet(S) + sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))", "S mu", f"S[d,d]: {PD}; mu[d]; {SAMPLES}",
     {"x": np.ones((3, 2))}, "its rank is 0 of 2"),
    ("a*x^2 + b*x", "x", "a; b; x", {"a": -1.0, "b": 2.0}, "a is positive"),
    ("sum(a.*x.^2) - b'*x", "x", "x[n]; a[n]; b[n]", {"a": np.array([1.0, -1.0]), "b": np.ones(2)}, "diag"),
    ("norm2(A*x - b)^2 - c*norm2(x)^2", "x", "A[m,n]; b[m]; x[n]; c",
     {"A": np.eye(2), "b": np.ones(2), "c": 9.0}, "A'*A"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "by", "declared", "data", "words"), DATA_THAT_VIOLATE, ids=lambda each: str(each)[:40]
)
def test_conditions_refuse_data_that_violate_them(
    text: str, by: str, declared: str, data: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(ex.DataError) as refused:
        ex.solve(text, by.split(), "min", declarations=declared).evaluate(data)
    assert words in str(refused.value)


TEXTBOOK = [
    ("norm2(A*X*B - C)^2", "X", "A[m,n]; X[n,k]; B[k,q]; C[m,q]", "X = inv(A'*A)*A'*C*B'*inv(B*B')"),
    ("(y - X*b)'*Z*inv(Z'*Z)*Z'*(y - X*b)", "b", "y[n]; X[n,k]; b[k]; Z[n,q]",
     "b = inv(X'*Z*inv(Z'*Z)*Z'*X)*X'*Z*inv(Z'*Z)*Z'*y"),
    ("norm2(X*b - y)^2", "b", "X[n,k]: full_column_rank; y[n]; b[k]", "b = pinv(X)*y"),
    ("x^2*y^2 + x^2", "x y", "x; y", "x = 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by", "declared", "solution"), TEXTBOOK)
def test_sizes_that_confirm_satisfy_the_conditions(text: str, by: str, declared: str, solution: str) -> None:
    found = ex.solve(text, by.split(), "min", declarations=declared)
    assert found.kind == "global minimum"
    assert str(found).startswith(solution)


def test_two_vectors_of_least_squares() -> None:
    found = ex.solve("norm2(A*x + B*y - c)^2", ["x", "y"], "min", declarations="A[m,n]; x[n]; B[m,k]; y[k]; c[m]")
    assert found.kind == "global minimum"
    rng = np.random.default_rng(0)
    A, B, c = rng.normal(size=(6, 2)), rng.normal(size=(6, 3)), rng.normal(size=6)
    values = {x.name: value for x, value in found.evaluate({"A": A, "B": B, "c": c}).items()}
    best = np.linalg.lstsq(np.hstack([A, B]), c, rcond=None)[0]
    np.testing.assert_allclose(np.concatenate([values["x"], values["y"]]), best, atol=1e-9)


def test_floats_of_singular_inverses_say_nothing() -> None:
    assert ex.equal("inv(x*x')*x", "x/(x'*x)", "x[n]").verdict != "differs"


# -- errors ------------------------------------------------------------------------------------------------------------
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "no unknown": (lambda: ex.solve("x^2", [], declarations="x"), "there is no unknown"),
    "a bogus method": (lambda: ex.minimize("x^2", "x", method="bogus", declarations="x"), "the method 'bogus' is none"),
    "a member out of range": (lambda: ex.parse("sum_i(z[i+1])", "z for i in 1..N"), r"2..N \+ 1"),
    "a huge matrix": (lambda: ex.parse("eye(n)").evaluate({"n": 10**9}), "would take"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_error_says_what_is_wrong(what: str) -> None:
    call, words = REFUSED[what]
    with pytest.raises(ex.ExtremumError, match=words):
        call()


@pytest.mark.parametrize(
    ("text", "by", "declared"),
    [("eigmax(S)", "S", "S[n,n]: symmetric"), ("eigmax(X*X')", "X", "X[n,m]"), ("norm_spec(X)", "X", "X[n,m]")],
)
def test_eigenvalues_are_derived(text: str, by: str, declared: str) -> None:
    assert "eigvec" in str(ex.derive(text, by, declared))


def test_a_family_may_be_unknown() -> None:
    found = ex.solve("sum_i(x[i]^2 - b*x[i])", "x", declarations="x for i in 1..N; b")
    assert str(found).startswith("x[k] = 1/2*b\nglobal minimum")


@pytest.mark.parametrize("text", ["x - x + y", "0*x + y", "y"])
def test_what_dropped_out_has_the_derivative_zero(text: str) -> None:
    if text != "y":
        assert str(ex.gradient(text, "x", "x; y")) == "0"
        assert ex.check(text, "x", "0", "x; y").right
    assert str(ex.gradient("x'*A*x", "x", "A[n,n]: skew; x[n]")) == "zeros(n)"


# -- claims ------------------------------------------------------------------------------------------------------------
WMF = "W[m,n]; M[m,n]; U[m,k]; V[n,k]"
CLAIMS: list[tuple[str, str, str, str, str]] = [
    ("norm2(x)^2", "x", "2*exp(log(x))", "x[n]", "right"),
    ("tr(X'*B*X*B)", "X", "2*X*B^2", "X[n,n]; B[n,n]: symmetric", "only_if"),
    ("norm2(W.*(M - U*V'))^2", "U", "-2*W.*(W.*(M - U*V'))*V", WMF, "right"),
    ("sum(sigmoid(X))", "X", "sigmoid(X).*(1 - sigmoid(X))", "X[m,n]", "right"),
    ("sum(a.*x.^2)", "x", "2*x", "x[n]; a[n]", "factor_wrong"),
    ("sum_i(a[i]*x[i])", "x", "a[i+1]", "a for i in 1..N; x for i in 1..N", "factor_wrong"),
    ("c'*softmax(x)", "x", "c.*softmax(x)", "c[n]; x[n]", "chain_rule"),
    ("sum(A.*X)", "X", "X", "A[m,n]; X[m,n]", "derivative_of_other_variable"),
    ("tr(inv(M))", "M", "-M^{-2}", "M[n,n]", "transposed"),
]


@pytest.mark.parametrize(("text", "by", "claim", "declared", "diagnosis"), CLAIMS)
def test_claims_are_diagnosed(text: str, by: str, claim: str, declared: str, diagnosis: str) -> None:
    assert ex.check(text, by, claim, declared).diagnosis == diagnosis


def test_a_claim_that_narrows_the_domain_says_so() -> None:
    assert "only where x > 0" in ex.check("norm2(x)^2", "x", "2*exp(log(x))", "x[n]").explanation


def test_commuting_is_asked_for_where_it_suffices() -> None:
    found = ex.check("tr(X'*B*X*B)", "X", "2*X*B^2", "X[n,n]; B[n,n]: symmetric").explanation
    assert "B*X = X*B" in found
    assert "diagonal" not in found


def test_the_trace_inverted_is_what_stands_there() -> None:
    """``tr(M)^{-1}`` is 1/tr(M), and a right claim with it is called right."""
    found = ex.check("log(tr(M))", "M", r"\operatorname{tr}(M)^{-1} I", "M[n,n]")
    assert found.right


# -- data --------------------------------------------------------------------------------------------------------------
def test_the_same_data_serve_a_function_and_its_derivative() -> None:
    hessian = ex.hessian("norm2(A*x - b)^2", "x", "A[m,n]; x[n]; b[m]")
    data = {"A": np.eye(2), "x": np.ones(2), "b": np.ones(2)}
    for found in (hessian.evaluate(data), ex.compile(hessian)(data), ex.compile(hessian)(**data)):
        np.testing.assert_array_equal(found, 2 * np.eye(2))
