"""Which laws make the normal form of what was typed, and when it is only another order."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.deriving.sources import merged
from tests.support.formulas import shown

DECLARED = "A[n,n]; B[n,n]; x[n]; y[n]; S[n,n]: symmetric; a; z[d] for i in 1..N; w[] for i in 1..N; m[d]"

NORMAL = [
    ("y'*x*a", "x", None),
    ("sum_i(w[i]*z[i]'*m)", "m", None),
    ("norm2(x - y)^2", "x", "(-u)² = u²"),
    ("y'*x/(x'*x)", "x", "u'u = ‖u‖²"),
    ("tr(A'*A)", "A", "u'u = ‖u‖²"),
    ("tr(S*B*A)", "A", "tr(AB) = tr(BA)"),
    ("logdet(A) + tr(B*A)", "A", "tr(AB) = tr(BA), logdet(A) = log(det(A))"),
    ("x'*S*x/2 - a/2*x'*y", "x", "a(u + v) = au + av"),
    ("norm_spec(B - A)", "A", "norm_spec(A)² = eigmax(A'A)"),
    ("log(exp(x'*y)*sum(exp(x)))", "x", "definition of logsumexp, logarithm of"),
]


@pytest.mark.parametrize(("text", "variable", "laws"), NORMAL, ids=[row[0] for row in NORMAL])
def test_a_normal_form_names_its_laws_and_another_order_is_no_line(text: str, variable: str, laws: str | None) -> None:
    printed = " ".join(str(ex.derive(text, variable, DECLARED)).split())
    assert ("normal form" in printed) is (laws is not None)
    assert f"the same, in normal form{f': {laws}' if laws else ' '}" in printed or laws is None


def test_a_work_is_cited_once() -> None:
    assert merged(["A (2012), eq. (35); B (2019), ch. 9", "A (2012), eqs. (34), (35); B (2019), ch. 3"]) == (
        "A (2012), eqs. (34), (35); B (2019), chs. 3, 9"
    )
    assert merged(["B (2019), ch. 9", "", "B (2019), ch. 9, th. 9"]) == "B (2019), ch. 9 and ch. 9, th. 9"


RULES = [
    ("x'*S*x/(x'*x)", "the quotient rule: d(u/v) = du/v - u dv/v^2"),
    ("sum_i(norm2(z[i] - m)^2)", "d‖u‖² = 2 u'du"),
    ("a^a", "d(u^v) = v u^(v-1) du + u^v log(u) dv"),
    ("norm2(x - y)^2", "y is constant: d(U + C) = dU"),
    ("sum(x.^2./y)", "y is constant: d(A ∘ U) = A ∘ dU; the power rule: d(u^p) = p u^(p-1) du, entry by entry"),
]


@pytest.mark.parametrize(("text", "rule"), RULES, ids=[row[0] for row in RULES])
def test_the_rule_fits_the_line(text: str, rule: str) -> None:
    variable = next(name for name in "xma" if name in text.replace("sum", ""))
    rules = [step.rule for step in ex.derive(text, variable, DECLARED, style="differential").steps]
    assert rule in rules


@pytest.mark.parametrize("style", ("jacobian", "differential"))
def test_changes_that_commute_are_said_to(style: str) -> None:
    steps = ex.derive("tr(B*expm(a*A))", "a", DECLARED, style=style).steps
    assert any(step.rule.startswith("a change that commutes with A") for step in steps)
    others = ex.derive("tr(B*expm(A))", "A", DECLARED, style=style).steps
    assert not any(step.rule.startswith("a change that commutes") for step in others)


def test_the_terms_of_a_matrix_differential_stand_one_by_one_before_they_are_put_together() -> None:
    lines = shown(ex.derive("A'*X + X*A - X*B*X", "X", "A[n,n]; X[n,n]; B[n,n]", style="differential"))
    assert lines[-3:] == [
        "vec(dF) = (kron(eye(n), A') + kron(A', eye(n)) - kron(X'*B', eye(n)) - kron(eye(n), X*B))*vec(dX)",
        "vec(dF) = (kron((A - B*X)', eye(n)) + kron(eye(n), A' - X*B))*vec(dX)",
        "∂F/∂X = kron((A - B*X)', eye(n)) + kron(eye(n), A' - X*B)",
    ]


def test_multiples_of_letters_have_the_letter() -> None:
    lines = shown(ex.derive("norm2(y - x)^2", "y", DECLARED, style="jacobian"))
    assert lines[-2:] == ["gradient = 2*r", "         = 2*(y - x)"]
