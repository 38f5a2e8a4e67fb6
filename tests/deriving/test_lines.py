"""The lines of a derivation, as a reader sees them: equalities, in each style, and how they are displayed."""

from __future__ import annotations

import re

import pytest

import extremum as ex
from tests.support.formulas import shown

n, m, N = ex.dims("n m N")


A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)


S, a, t = ex.matrix("S", m, m, "invertible"), ex.vector("a", m), ex.scalar("t", "positive")


P = ex.matrix("P", m, m, "positive_definite")


s, i, k = ex.samples("s", m, N), ex.index("i", N), ex.index("k", N)


def test_the_inverse_is_seen_with_its_kronecker_factor() -> None:
    assert shown(ex.derive(a.T @ ex.inv(S) @ a, S, style="jacobian")) == [
        "y = a'*inv(S)*a",
        "∂y/∂S = ∂y/∂inv(S) · ∂inv(S)/∂S",
        "  ∂y/∂inv(S) = vec(a*a')'",
        "  ∂inv(S)/∂S = -kron(inv(S)', inv(S))",
        "∂y/∂S = -vec(a*a')'*kron(inv(S)', inv(S))",
        "      = -vec(inv(S)'*a*a'*inv(S)')'",
        "gradient = -inv(S)'*a*a'*inv(S)'",
    ]


def test_the_same_in_differentials() -> None:
    assert shown(ex.derive(a.T @ ex.inv(S) @ a, S, style="differential")) == [
        "y = a'*inv(S)*a",
        "dy = a'*d(inv(S))*a",
        "  d(inv(S)) = -inv(S)*dS*inv(S)",
        "dy = -a'*inv(S)*dS*inv(S)*a",
        "dy = -tr(inv(S)*a*a'*inv(S)*dS)",
        "gradient = -inv(S)'*a*a'*inv(S)'",
    ]


def test_branches_and_samples() -> None:
    f = -ex.logdet(P) - ex.sum((s[i] - a).T @ ex.inv(P) @ (s[i] - a), i)
    assert (
        shown(ex.derive(f, P, style="jacobian"))[1]
        == "∂y/∂P = ∂y/∂inv(P) · ∂inv(P)/∂P + ∂y/∂log(det(P)) · ∂log(det(P))/∂P"
    )
    assert shown(ex.derive(f, a, style="jacobian"))[1:3] == [
        "  r[i] = s[i] - a", "∂y/∂a = sum_i(∂y/∂r[i] · ∂r[i]/∂a)",
    ]  # fmt: skip
    assert "dy = -2*sum_i(r[i]'*inv(P)*d(r[i]))" in shown(ex.derive(f, a, style="differential"))


def test_the_product_rule_names_each_place() -> None:
    f = ex.tr(S @ P @ S.T @ S)
    assert shown(ex.derive(f, S, style="jacobian"))[1:] == [
        "∂y/∂S = vec(S*P*S' + S^2*P + S'*S*P)'",
        "      = vec(S*P*S' + (S + S')*S*P)'",
        "gradient = S*P*S' + (S + S')*S*P",
    ]


def test_brief_leaves_out_the_bookkeeping() -> None:
    for style in ("differential", "jacobian"):
        full, brief = (
            ex.derive(ex.norm2(A @ x - b) ** 2, x, style=style, detail=detail) for detail in ("full", "brief")
        )
        assert len(brief.lines) < len(full.lines) and full.lines[-1].rule == "the letters written out"
        assert shown(brief)[-1] == "gradient = 2*A'*r" and "written out" not in str(brief)
        assert "r = A*x - b" in str(brief)
        assert ("∂r/∂x = A" if style == "jacobian" else "dr = A*dx") in str(brief)
    inverse = shown(ex.derive(a.T @ ex.inv(S) @ a, S, style="jacobian", detail="brief"))
    assert inverse[-2:] == ["∂y/∂S = -vec(inv(S)'*a*a'*inv(S)')'", "gradient = -inv(S)'*a*a'*inv(S)'"]


TYPED = [
    ("(A*x - b)'*(A*x-b)/2", "(A*x - b)'*(A*x - b)/2", "1/2*norm2(A*x - b)^2"),
    ("-t'*log(softmax(x))", "-t'*log(softmax(x))", "t'*(logsumexp(x) - x)"),
    ("tr(x*x') - (-2)*t'*x", "tr(x*x') - (-2*t'*x)", "2*t'*x + norm2(x)^2"),
]


@pytest.mark.parametrize(("text", "first", "usual"), TYPED, ids=[row[0] for row in TYPED])
def test_the_first_line_is_what_was_typed(text: str, first: str, usual: str) -> None:
    declared = "A[m,n]; x[n]; b[m]; t[n]: simplex"
    lines = shown(ex.derive(text, "x", declared))
    assert lines[0].partition(" = ")[2] == first and lines[1].strip().partition("= ")[2] == usual
    assert ex.parse(first, declared) is ex.parse(text, declared) is ex.parse(usual, declared)


@pytest.mark.parametrize(
    "text",
    [
        "sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))/2 + N/2*log(mu'*mu)",
        "prod_i((x[i] - mu)'*(x[i] - mu))/2",
        "sum_j((u[j + 1] - mu[1])^2, 1, k - 1)/2",
    ],
)
def test_sums_over_an_index_are_shown_as_typed(text: str) -> None:
    declared = "x[d] for i in 1..N; u[k]; mu[d]; S[d,d]: invertible"
    derivation = ex.derive(text, "mu", declared)
    assert shown(derivation)[0].partition(" = ")[2] == text
    assert re.search(r"y &= .*\\(sum|prod)_\{[ij]=1\}\^\{(N|k - 1)\}", derivation.to_latex())


def test_the_normal_form_is_a_step_with_its_rules() -> None:
    text = str(ex.derive("-t'*log(softmax(x))", "x", "x[n]; t[n]: simplex"))
    assert "the same, in normal form: logarithm of softmax" in " ".join(text.split())


def test_structured_variables_have_one_gradient() -> None:
    lines = shown(ex.derive("tr(A*X)", "X", "A[n,n]; X[n,n]: symmetric"))
    assert lines[-2:] == ["G = A'", "gradient = 1/2*(A + A')"]


def test_a_gradient_outside_the_structure_is_projected_with_its_letters() -> None:
    """The change of a symmetric variable is symmetric: what is read off it need not be."""
    declared = "W[n,n]: symmetric; X[m,n]; Y[n,k]; Z[m,k]"
    for style in ("differential", "jacobian"):
        derivation = ex.derive("norm2(X*W*Y - Z)^2", "W", declared, style=style)
        assert shown(derivation)[-3:] == [
            "G = 2*X'*R*Y'",
            "gradient = X'*R*Y' + Y*R'*X",
            "         = X'*(X*W*Y - Z)*Y' + Y*(X*W*Y - Z)'*X",
        ]
        assert all(derivation.evidence) and "written out" not in str(ex.derive("tr(X*W)", "W", "X[n,n]; W[n,n]: skew"))


def test_latex_markdown_and_html() -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x)
    assert derivation.to_latex().startswith(r"\begin{align*}") and r"\otimes$" not in derivation.to_latex()
    assert derivation.to_html().count("<math") > 6
    assert derivation.to_markdown().splitlines()[2] == r"| $y$ | $= \left\lVert A x - b\right\rVert^{2}$ |  |"
    assert r"\mathrm{d}S" in ex.derive(ex.logdet(S), S, style="differential").to_latex()


def test_each_term_is_brought_to_its_form_before_they_are_put_together() -> None:
    declarations = "C[n,k]; X[n,p]"
    assert shown(ex.derive("norm2(X - C*C'*X)^2", "C", declarations))[-5:-1] == [
        "dy = 2*tr(R'*(C*dC'*X + dC*C'*X))",
        "dy = 2*tr(C'*X*R'*dC) + 2*tr(C'*R*X'*dC)",
        "dy = 2*tr(C'*(R*X' + X*R')*dC)",
        "gradient = 2*(R*X' + X*R')*C",
    ]


def test_differentials_as_frobenius_products() -> None:
    derivation = ex.derive("a'*X*b + norm2(X)^2", "X", "X[n,m]; a[n]; b[m]", products="frobenius")
    assert shown(derivation)[-3:] == ["dy = ⟨a*b', dX⟩ + 2*⟨X, dX⟩", "dy = ⟨a*b' + 2*X, dX⟩", "gradient = a*b' + 2*X"]
    assert r"\left\langle" in derivation.to_latex() and "⟨" in derivation.to_html()
    with pytest.raises(ex.ExtremumError, match="unknown products"):
        ex.derive("a'*x", "x", "a[n]; x[n]", products="inner")


def test_the_answer_is_as_short_as_its_letters_let_it_be() -> None:
    """``(I - U*B)*U`` saves an inverse that is written out, ``U - U*B*U`` an identity where it has a letter."""
    declared = "S[n,n]: positive_definite; B[n,n]: symmetric; c"
    derivation = ex.derive("logdet(S + c*eye(n)) + tr(B*inv(S + c*eye(n)))", "S", declared)
    assert shown(derivation)[-3:] == [
        "dy = tr((M - M*B*M)*dS)",
        "gradient = M - M*B*M",
        "         = (eye(n) - inv(c*eye(n) + S)*B)*inv(c*eye(n) + S)",
    ]


def test_a_number_that_goes_through_matrices_is_derived_in_differentials() -> None:
    declared = "y[n]; K[n,n]: positive_definite; s: positive; a"
    through = ex.derive("y'*inv(s*eye(n) + K)*y + logdet(s*eye(n) + K)", "s", declared)
    assert through.style == "differential" and "kron" not in str(through) and "dV = ds*eye(n)" in str(through)
    assert ex.derive("a*s^2 + sin(s)", "s", declared).style == "jacobian"


def test_a_slope_by_a_skew_matrix_is_not_unique() -> None:
    """What one term is read as differs from the gradient by a symmetric part, and is projected."""
    derivation = ex.derive("logdet((2*b - S*A)'*(2*b - S*A) + eye(q))", "S", "S[p,p]: skew; A[p,q]; b[p,q]")
    assert all(derivation.evidence) and ex.equal(derivation.result, ex.gradient(derivation.function, "S"))
    single = ex.derive("logdet(A'*S*S*A + eye(q))", "S", "S[p,p]: skew; A[p,q]")
    assert "G = -2*A*inv(U)*A'*S" in shown(single)


NOT_TWICE = [
    ("(v - d - 1)/2*logdet(X) - 1/2*tr(inv(V)*X)", "V", "X[d,d]: positive_definite; V[d,d]: positive_definite; v", 4),
    ("inv(A + t*eye(n))*b", "t", "A[n,n]; b[n]; t", 8),
    ("norm2(Y - X*B)^2 + l*tr(B'*B)", "B", "Y[n,q]; X[n,p]; B[p,q]; l", 7),
]


@pytest.mark.parametrize(("text", "variable", "declared", "count"), NOT_TWICE, ids=[row[0] for row in NOT_TWICE])
def test_no_line_stands_twice(text: str, variable: str, declared: str, count: int) -> None:
    """Nor one that puts a shared number, or the change of a number, elsewhere."""
    assert len(ex.derive(text, variable, declared, style="differential").steps) == count
