"""Words that were false or unclear once, each question with the word that is true of it."""

from __future__ import annotations

import pytest

import extremum as ex


def test_a_scalar_is_positive_and_not_positive_definite() -> None:
    assert "a minimum where a is positive, a maximum where it is negative" in str(
        ex.solve("a*x^2 - 2*b*x", "x", declarations="a; b; x")
    )


def test_what_is_left_constant_is_said_once() -> None:
    assert "; then constant in y\n" in str(ex.solve("x^2*y^2 + x^2", ["x", "y"], declarations="x; y"))


@pytest.mark.parametrize(
    ("text", "declared", "words"),
    [
        ("norm2(A*x - b)^2", "A[m,n]; x[n]; b[m]", "unbounded above unless A is zero"),
        ("norm2(x - b)^2", "x[n]; b[n]", "unbounded above: the only"),
    ],
)
def test_a_maximum_that_is_not_there(text: str, declared: str, words: str) -> None:
    """Where A is zero, the square is constant."""
    with pytest.raises(ex.NoExtremumError, match=words):
        ex.solve(text, "x", "max", declarations=declared)


def test_a_fact_under_which_a_claim_divides_by_zero_is_no_reading_of_it() -> None:
    """The trace of a skew matrix is zero."""
    for claim in ("-1/tr(M)^2", r"-\operatorname{tr}(M)^{-2}"):
        assert ex.check("tr(inv(M))", "M", claim, "M[n,n]").diagnosis == "shapes"


@pytest.mark.parametrize("declared", ["A[n,n]: skew; x[n]", "A[n,n]; x[n]"])
def test_zero_is_zero_in_each_entry(declared: str) -> None:
    verdict = ex.check("x'*A*x", "x", "0", declared)
    assert verdict.right is ("skew" in declared)
    assert "0 is read as zeros(n)" in verdict.notes


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("max(x)", "convex"), ("max(A*x - b)", "convex"), ("min(x)", "concave"), ("max(x) - min(x)", "convex"),
        ("max(abs(x))", "convex"), ("max(exp(A*x))", "convex"),
        ("min(log(x))", "concave"),
    ],
)  # fmt: skip
def test_the_largest_entry_is_convex(text: str, verdict: str) -> None:
    declared = "x[n]: positive; A[m,n]; b[m]" if "log" in text else "x[n]; A[m,n]; b[m]"
    assert ex.curvature(ex.parse(text, declared), "x").verdict == verdict


@pytest.mark.parametrize("text", ["-max(x) + norm1(x)", "max(-abs(x))", "max(x)*min(x)", "max(x.^3)", "max(x)^2"])
def test_what_the_largest_entry_does_not_make_convex(text: str) -> None:
    assert ex.curvature(ex.parse(text, "x[n]"), "x").kind in ("neither", "unknown")


SAMPLES = "y for i in 1..N; x[d] for i in 1..N; w[d]"


@pytest.mark.parametrize(
    ("text", "by", "claim", "declared", "diagnosis", "words"),
    [
        ("sum_i((y[i] - w'*x[i])^2)", "w", "sum_i(2*w'*x[i]*x[i])", SAMPLES, "term_missing", "-2*sum_i(y[i]*x[i])"),
        ("sum_i((y[i] - w'*x[i])^2)", "w", "-2*sum_i(y[i]*x[i])", SAMPLES, "factor_wrong", "w'*x[i]"),
        ("sum_i((y[i] - w'*x[i])^2)", "w", "2*sum_i(w'*x[i]*x[i] - x[i])", SAMPLES, "factor_wrong", "y[i]"),
        ("y'*log(softmax(W*x))", "W", "(y./softmax(W*x))*x'", "y[m]; W[m,n]; x[n]", "chain_rule", "not the identity"),
        ("c'*softmax(A*x)", "x", "A'*c", "c[m]; A[m,n]; x[n]", "chain_rule", "not the identity"),
        ("c'*softmax(A*x)", "x", "A'*softmax(A*x)", "c[m]; A[m,n]; x[n]", "chain_rule", "was not differentiated"),
        ("c'*softmax(A*x)", "x", "A'*(c.*softmax(A*x))", "c[m]; A[m,n]; x[n]", "chain_rule", "not diag(p)"),
        ("tr(X^3)", "X", "3*(X.^2)'", "X[n,n]", "factor_wrong", "not of each entry"),
    ],
)
def test_what_is_wrong_with_a_claim_is_said(
    text: str, by: str, claim: str, declared: str, diagnosis: str, words: str
) -> None:
    found = ex.check(text, by, claim, declared)
    assert found.diagnosis == diagnosis
    assert words in found.explanation
    assert ex.equal(found.corrected, ex.gradient(text, by, declared))


@pytest.mark.parametrize(
    "declared", ["x: positive", "x[3,3]: positive_definite", "x[3]: positive", "x[3]: unit", "x[3]"]
)
def test_an_objective_without_the_unknown_has_its_value_everywhere(declared: str) -> None:
    assert ex.minimize("exp(a)", "x", {"a": 0.0}, declarations=f"a; {declared}").value == 1
    try:
        assert ex.solve("exp(a)", "x", "min", declarations=f"a; {declared}").free
    except ex.UnsupportedError as error:
        assert "no closed form found" in str(error)
