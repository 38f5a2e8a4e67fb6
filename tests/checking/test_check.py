"""``ex.check``: what it accepts, what its verdicts say and how they are shown, and its errors."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from importlib import import_module

import pytest

import extremum as ex
from extremum.algebra.errors import InternalError
from extremum.checking import DIAGNOSES, check, check_hessian
from tests.checking import claims

D = "A[n,m]; x[m]; b[n]; X[n,n]: invertible; lam"
F = "norm2(A*x - b)^2"


# -- what it accepts ---------------------------------------------------------------------------------------------------
def test_expressions_texts_and_latex() -> None:
    f = ex.parse(F, D)
    A, b, _, x, _ = (ex.parse(name, D) for name in ("A", "b", "lam", "x", "X"))
    claims_ = ["2*A'*(A*x - b)", 2 * A.T @ (A @ x - b), r"2 A^\top (A x - b)", r"2A^{\top}Ax - 2A^{\top}b"]
    for claim in claims_:
        assert check(f, x, claim) and check(f, "x", claim) and check(F, "x", claim, D)


def test_function_in_latex() -> None:
    found = check(r"\|A x - b\|_2^2", "x", r"2 A^\top (A x + b)", D)
    assert found.diagnosis == "term_wrong" and found.right is False


def test_latex_whose_shapes_do_not_fit() -> None:
    found = check(F, "x", r"2 A^{\top} A (A x - b)", D)
    assert found.diagnosis == "shapes" and found.claim is None
    assert found.written == "2*A'*(A*x - b)"


def test_families_named_parts_and_functions_without_a_formula() -> None:
    n, d, N = ex.dims("n d N")
    x, mu, i, k = ex.samples("x", d, N), ex.vector("mu", d), ex.index("i", N), ex.index("k", N)
    f = ex.sum(ex.norm2(x[i] - mu) ** 2, i)
    assert check(f, mu, "2*sum_i(mu - x[i])") and check(f, x[k], "2*(x[k] - mu)")
    assert check(f, x[k], "2*(x[k] + mu)").diagnosis == "term_wrong"
    W, w, phi = ex.matrix("W", n, d), ex.vector("w", d), ex.function("phi")
    assert check(ex.sum(phi(W @ w)), w, "W'*phi'(W*w)")
    assert check(ex.sum(phi(W @ w)), w, "W'*phi(W*w)").diagnosis == "chain_rule"
    r = ex.named("r", W @ w)
    assert check(r.T @ r, w, "2*W'*r") and check(r.T @ r, w, "2*W'*W*w")


def test_hessian_by_its_name_and_as_a_jacobian() -> None:
    f = ex.parse("x'*A*x", "A[n,n]; x[n]")
    assert check_hessian(f, "x", "A + A'") and check(ex.gradient(f, "x"), "x", "A + A'")


def test_conventions() -> None:
    declared = "S[n,n]: symmetric; B[n,n]"
    assert check("tr(B*S)", "S", "(B + B')/2", declared)
    assert check("tr(B*S)", "S", "B + B' - B.*eye(n)", declared, convention="independent")
    assert check("tr(B*S)", "S", "duplication(n)'*vec(B)", declared, convention="vech")
    assert check("tr(B*S)", "S", "B'", declared, convention="unstructured")
    for convention in ("projection", "independent", "vech", "unstructured"):
        hessian = ex.hessian(ex.parse("logdet(S)", "S[n,n]: positive_definite"), "S", convention=convention)
        assert check_hessian("logdet(S)", "S", hessian, "S[n,n]: positive_definite", convention=convention)


# -- what it says ------------------------------------------------------------------------------------------------------
def test_a_right_claim() -> None:
    found = check(F, "x", "2*A'*A*x - 2*A'*b", D)
    assert found and found.right is True and found.diagnosis == "right"
    assert "proved: equal at" in found.evidence and "differences of f" in found.evidence
    assert found.corrected is found.claim and "in another form" in found.explanation


def test_a_right_claim_by_numbers() -> None:
    found = check("sum(softplus(x))", "x", "1./(1 + exp(-x))", "x[n]")
    assert found and "by numbers: equal to" in found.evidence


def test_a_wrong_claim_has_a_counterexample_and_is_corrected() -> None:
    found = check(F, "x", "2*A'*(A*x + b)", D)
    assert not found and found.right is False
    assert "for example, at A = [[" in found.evidence and "the claim is [" in found.evidence
    assert found.written == "2*A'*(A*x - b)" and found.corrected is found.expected


def test_the_counterexample_is_one() -> None:
    """Its numbers are those of the expressions at its data."""
    found = check("x'*A*x", "x", "2*A*x", "A[n,n]; x[n]")
    line = next(line for line in found.evidence.splitlines() if line.startswith("for example"))
    data, values = line.removeprefix("for example, at ").split(" the claim is ")
    named = dict(piece.split(" = ") for piece in data.replace("]], ", "]]; ").split("; "))
    point = {name: json.loads(value.removesuffix(",")) for name, value in named.items()}
    claim, truth = (json.loads(text) for text in values.split(", the gradient is "))
    assert found.claim is not None and found.expected is not None
    assert found.claim.evaluate(point).tolist() == claim != truth == found.expected.evaluate(point).tolist()


def test_kinks_are_noted() -> None:
    found = check("norm1(A*x - b)", "x", "A'*sign(A*x - b)", D)
    assert found and any("not differentiable" in note for note in found.notes)


def test_nowhere_defined() -> None:
    found = check("norm2(x)^2", "x", "2*x + log(-norm2(x)^2)*x", "x[n]")
    assert found.right is None and found.diagnosis == "undefined" and not found


def test_without_an_answer_of_ours_a_claim_can_be_refuted_only() -> None:
    f = ex.eigvals(ex.matrix("S", 2, 2, "symmetric"))
    with pytest.raises(ex.UnsupportedError):
        ex.jacobian(f, "S")
    found = check(f, "S", ex.zeros(2, 4))
    assert found.right is False and found.diagnosis == "wrong" and found.expected is None
    assert "differences of f" in found.evidence and "not available" in found.notes[0]
    assert check(f, "S", ex.eye(3)).diagnosis == "shapes"


def test_an_error_of_our_own_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = import_module("extremum.checking.check")._ANSWERS
    monkeypatch.setitem(answers, "gradient", lambda f, x, convention: 3 * ex.gradient(f, x, convention=convention))
    with pytest.raises(InternalError, match="does not fit differences"):
        check(F, "x", "6*A'*(A*x - b)", D)
    with pytest.raises(InternalError, match="does not fit differences"):
        check(F, "x", "2*A'*(A*x - b)", D)


def test_several_diagnoses_are_notes() -> None:
    found = check("x'*A*y", "x", "A'*y", "A[n,n]; x[n]; y[n]")
    assert found.diagnosis == "factor_wrong"
    assert any("only if A is symmetric" in note for note in found.notes)


def test_diagnoses_of_the_claims_are_documented() -> None:
    used = {row["diagnosis"] for row in claims.rows()}
    assert used <= DIAGNOSES.keys()
    assert DIAGNOSES.keys() - used == {"undecided", "undefined"}


# -- errors ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("claim", "named"),
    [("2*A'*(A*xx - b)", "xx"), ("2*A'*(A*q - b)", "q"), ("2*A'*(A*x - y) + z", "z"), ("foo(x)", "foo")],
)
def test_unknown_names_are_errors_that_list_the_known_ones(claim: str, named: str) -> None:
    with pytest.raises(ex.NameUnknownError, match=named) as caught:
        check(F, "x", claim, D)
    assert "Known: A, x, b" in str(caught.value)


def test_another_symbol_of_the_same_name_is_an_error() -> None:
    n = ex.dims("n")
    with pytest.raises(ex.NameUnknownError, match="is not the A"):
        check(ex.parse(F, D), "x", ex.matrix("A", n, n))


def test_the_variable_must_occur() -> None:
    with pytest.raises(ex.NameUnknownError, match="no symbol"):
        check(F, "z", "2*x", D)


def test_text_that_is_no_formula() -> None:
    with pytest.raises(ex.ParseError):
        check(F, "x", "2*A'*(A*x - b", D)


def test_unknown_convention() -> None:
    with pytest.raises(ex.ExtremumError, match="unknown convention"):
        check("tr(S)", "S", "eye(n)", "S[n,n]: symmetric", convention="other")


# -- how it is shown ---------------------------------------------------------------------------------------------------
class _Balanced(HTMLParser):
    """Sees whether tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("claim", ["2*A'*(A*x - b)", "2*A'*(A*x + b)", "2*A*(A*x - b)", "2*A'*A", "b"])
def test_shown_in_all_forms(claim: str) -> None:
    found = check(F, "x", claim, D)
    assert str(found) == found.to_text() and found.to_text().startswith("right" if found else "wrong")
    data = json.loads(json.dumps(found.to_dict()))
    assert data["right"] is found.right and data["diagnosis"] == found.diagnosis
    assert data["expected"] == str(found.expected)
    latex = found.to_latex()
    assert latex.count(r"\begin{align*}") == latex.count(r"\end{align*}") and latex.count("{") == latex.count("}")
    html = found._repr_html_()
    parser = _Balanced()
    parser.feed(html)
    assert not parser.open and ("<math" in html or found)
    assert found.to_markdown().startswith("the ") and found.to_markdown().splitlines()[2].startswith("**")


def test_what_the_user_wrote_is_escaped() -> None:
    found = check("a_b'*a_b", "a_b", "a_b", "a_b[n]")
    assert "a_b" not in found.to_markdown() and "<script" not in found.to_html()


def test_public_names() -> None:
    assert ex.check is check


@pytest.mark.parametrize(
    ("claim", "sentence", "corrected"),
    [
        ("-2*A'*(A*x - b) + 2*s*x", "write +2*A'*(A*x - b) for -2*A'*(A*x - b)", "2*A'*(A*x - b) + 2*s*x"),
        ("2*s*x + -2*A'*(A*x - b)", "write +2*A'*(A*x - b) for -2*A'*(A*x - b)", "2*s*x + 2*A'*(A*x - b)"),
    ],
)
def test_a_sign_before_the_first_factor_is_that_of_the_term(claim: str, sentence: str, corrected: str) -> None:
    verdict = ex.check("norm2(A*x - b)^2 + s*norm2(x)^2", "x", claim, "A[n,m]; x[m]; b[n]; s")
    assert verdict.diagnosis == "term_wrong" and sentence in verdict.explanation
    assert verdict.written == corrected
