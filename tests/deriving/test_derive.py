"""Derivations in both styles: what they show, that every line is verified, and that a wrong line is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

import extremum as ex
from extremum.algebra.errors import InternalError
from extremum.algebra.node import Expr
from tests.cases import checks
from tests.support.draws import part
from tests.support.formulas import formulas

n, m, N = ex.dims("n m N")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
S, a, t = ex.matrix("S", m, m, "invertible"), ex.vector("a", m), ex.scalar("t", "positive")
P = ex.matrix("P", m, m, "positive_definite")
s, i, k = ex.samples("s", m, N), ex.index("i", N), ex.index("k", N)
phi = ex.function("phi")
STYLES = ("jacobian", "differential")

FUNCTIONS: list[tuple[Expr, Expr]] = [
    (ex.norm2(A @ x - b) ** 2, x),
    (ex.norm2(A @ x - b) ** 2, A),
    (a.T @ ex.inv(S) @ a, S),
    (ex.logdet(S), S),
    (ex.tanh(A @ x + b), x),
    (ex.tanh(A @ x + b), A),
    (phi(A @ x), A),
    (ex.inv(S), S),
    (A.T @ A, A),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), S),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), a),
    (ex.sum(ex.log(1 + ex.exp(-s[i].T @ a)), i), a),
    (ex.sum(ex.norm2(s[i]) ** 3, i), s[k]),
    (ex.sum(ex.sum(ex.exp(-(ex.norm2(s[i] - s[k]) ** 2) / t), k), i), t),
    (ex.prod(1 + ex.exp(s[i].T @ a), i), a),
    (ex.exp(-(ex.norm2(x) ** 2)), x),
    (ex.log(1 + ex.norm2(A @ x) ** 2), x),
    (ex.tr(A.T @ A) * ex.norm2(x), x),
    (ex.kron(S, A), A),
    (t * S + ex.exp(t) * P, t),
    (ex.logdet(S + t * P), t),
    (ex.inv(P), P),
    (ex.logdet(P) + a.T @ P.inv @ a, P),
    (ex.tr(ex.inv(P) @ S @ P), P),
    (ex.block([[A, A @ S]]), A),
    (a.T @ ex.expm(S) @ a, S),
    (ex.named("p", ex.exp(-(ex.norm2(x - a) ** 2))) * ex.norm2(x), x),
    (ex.norm2(a) ** 2, x),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("f", "variable"), FUNCTIONS)
def test_the_result_is_that_of_gradient_or_jacobian(f: Expr, variable: Expr, style: str) -> None:
    derivation = ex.derive(f, variable, style=style)
    assert derivation.evidence and all(derivation.evidence)
    if variable.is_scalar and not f.is_scalar:
        expected = checks.by_scalar(f, variable)
    else:
        expected = ex.gradient(f, variable) if f.is_scalar else ex.jacobian(f, variable)
    assert ex.equal(derivation.result, expected)
    assert all(step.rule for step in derivation.steps)


def _functions(entry: checks.Entry) -> list[tuple[Expr, Expr]]:
    """What is derived for a public case: its function by each variable; for a Hessian its gradient too."""
    f, variables = checks.parsed(entry, entry["text"]), checks._variables(entry)
    pairs = [(f, v) for v in (variables if isinstance(variables, list) else [variables])]
    seconds: dict[str, Callable[[Expr, Expr], Expr]] = {"hessian": ex.gradient, "d2scalar": checks.by_scalar}
    second = seconds.get(entry["kind"])
    return pairs if second is None else [*pairs, *((second(f, v), v) for _, v in pairs)]


@pytest.mark.parametrize(
    ("entry", "style"),
    part(list(product(checks.load(), STYLES)), 5),
    ids=lambda value: value if isinstance(value, str) else value["id"],
)
def test_every_line_for_every_public_case(entry: checks.Entry, style: str) -> None:
    for f, variable in _functions(entry):
        derivation = ex.derive(f, variable, style=style)
        assert derivation.evidence and all(derivation.evidence), derivation
        assert str(derivation) and derivation.to_latex() and derivation.to_html() and derivation.to_markdown()


# -- what is shown ---------------------------------------------------------------------------------------------------
def shown(derivation: Any) -> list[str]:
    """The equalities."""
    return formulas(str(derivation))


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
        "  u[i] = s[i] - a", "∂y/∂a = sum_i(∂y/∂u[i] · ∂u[i]/∂a)",
    ]  # fmt: skip
    assert "dy = -2*sum_i(d(u[i])'*inv(P)*u[i])" in shown(ex.derive(f, a, style="differential"))


def test_the_product_rule_names_each_place() -> None:
    f = ex.tr(S @ P @ S.T @ S)
    assert shown(ex.derive(f, S, style="jacobian"))[1:] == [
        "∂y/∂S = vec(S*P*S' + S^2*P + S'*S*P)'",
        "      = vec(S*P*S' + (S + S')*S*P)'",
        "gradient = S*P*S' + (S + S')*S*P",
    ]


def test_rules_facts_and_sources() -> None:
    (line,) = [step for step in ex.derive(ex.inv(P), P, style="jacobian").steps if "inverse" in step.rule]
    assert line.rule == "the derivative of an inverse: dX⁻¹ = -X⁻¹ (dX) X⁻¹"
    assert line.source == "Petersen & Pedersen (2012), eq. (40); Magnus & Neudecker (2019), ch. 8"
    assert line.facts == ("P' = P, for P is declared positive_definite",)
    assert "sigmoid'(t) = sigmoid(t)*(1 - sigmoid(t))" in str(ex.derive(ex.sum(ex.sigmoid(x)), x))
    assert "phi, entry by entry, is phi'" in str(ex.derive(phi(x), x))
    assert "P is symmetric, and so is dP" in str(ex.derive(ex.tr(S @ P), P))
    assert "and so is dP" not in str(ex.derive(a.T @ P.inv @ a, P, convention="unstructured"))


def test_brief_leaves_out_the_bookkeeping() -> None:
    for style in ("differential", "jacobian"):
        full, brief = (
            ex.derive(ex.norm2(A @ x - b) ** 2, x, style=style, detail=detail) for detail in ("full", "brief")
        )
        assert len(brief.lines) < len(full.lines) and full.lines[-1].rule == "the letters written out"
        assert shown(brief)[-1] == "gradient = 2*A'*u" and "written out" not in str(brief)
        assert "u = A*x - b" in str(brief)
        assert ("∂u/∂x = A" if style == "jacobian" else "du = A*dx") in str(brief)
    inverse = shown(ex.derive(a.T @ ex.inv(S) @ a, S, style="jacobian", detail="brief"))
    assert inverse[-2:] == ["∂y/∂S = -vec(inv(S)'*a*a'*inv(S)')'", "gradient = -inv(S)'*a*a'*inv(S)'"]


def test_letters_stay_to_the_end() -> None:
    for style in ("differential", "jacobian"):
        lines = shown(ex.derive("norm2(A*x - b)^2", "x", "A[m,n]; x[n]; b[m]", style=style))
        assert lines[-2:] == ["gradient = 2*A'*u", "         = 2*A'*(A*x - b)"]


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


def test_the_normal_form_is_a_step_with_its_rules() -> None:
    text = str(ex.derive("-t'*log(softmax(x))", "x", "x[n]; t[n]: simplex"))
    assert "the same, in normal form: logarithm of softmax" in " ".join(text.split())


def test_structured_variables_have_one_gradient() -> None:
    lines = shown(ex.derive("tr(A*X)", "X", "A[n,n]; X[n,n]: symmetric"))
    assert lines[-2:] == ["G = A'", "gradient = 1/2*(A + A')"]


def test_the_usual_style_is_that_of_differentials_for_scalar_functions() -> None:
    assert ex.derive("norm2(A*x)^2", "x", "A[m,n]; x[n]").style == "differential"
    assert ex.derive("A*x", "x", "A[m,n]; x[n]").style == "jacobian"
    assert ex.derive(J, W[at]).style == "jacobian"


def test_latex_markdown_and_html() -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x)
    assert derivation.to_latex().startswith(r"\begin{align*}") and r"\otimes$" not in derivation.to_latex()
    assert derivation.to_html().count("<math") > 6
    assert derivation.to_markdown().splitlines()[2] == r"| $y$ | $= \left\lVert A x - b\right\rVert^{2}$ |  |"
    assert r"\mathrm{d}S" in ex.derive(ex.logdet(S), S, style="differential").to_latex()


# -- recurrences -----------------------------------------------------------------------------------------------------
depth, h = ex.dims("m"), ex.widths("h")
layer, at = ex.index("k", depth, start=0), ex.index("i", depth, start=0)
W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), depth)
start, target = ex.vector("x", h(0)), ex.vector("y", h(depth))
y = ex.recurrence("y", start, lambda y_k: phi(W[layer] @ y_k), layer)
J = ex.Rational(1, 2) * ex.norm2(y[depth] - target) ** 2
V, c = ex.matrix("V", n, n), ex.vector("c", n)
z = ex.recurrence("z", c, lambda z_k: ex.tanh(V @ z_k), layer)


def test_symbolic_depth() -> None:
    text = str(ex.derive(J, W[at], style="jacobian"))
    chain = "(y[m] - y)'*prod_{j=m - 1…i + 1}(diag(phi'(z[j]))*W[j])*diag(phi'(z[i]))*kron(y[i]', eye(h[i + 1]))"
    assert chain.replace(" ", "") in "".join(text.split())
    assert "e[k] = phi'(z[k]).*(W[k + 1]'*e[k + 1])" in text
    assert "= vec(e[i]*y[i]')'" in text


def test_symbolic_depth_in_differentials() -> None:
    text = str(ex.derive(J, W[at], style="differential"))
    assert "d(y[k + 1]) = phi'(z[k]).*(d(W[k])*y[k] + W[k]*d(y[k]))" in text
    assert "dJ = sum_k(e[k]'*d(W[k])*y[k])" in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("f", "variable"),
    [(J, W[at]), (ex.norm2(z[depth]) ** 2, V), (ex.norm2(z[depth]) ** 2, c), (ex.norm2(z[depth]) + ex.norm2(V), V),
     (z[depth], V)],
)  # fmt: skip
def test_every_line_through_recurrences(f: Expr, variable: Expr, style: str) -> None:
    derivation = ex.derive(f, variable, style=style)
    assert all(derivation.evidence) and derivation.definitions
    assert ex.equal(derivation.result, ex.gradient(f, variable) if f.is_scalar else ex.jacobian(f, variable))


# -- errors ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_line_is_an_internal_error(style: str) -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x, style=style)
    for k, step in enumerate(derivation.steps):
        if [other.of for other in derivation.steps].count(step.of) > 1:
            steps = list(derivation.steps)
            steps[k] = dataclasses.replace(step, value=2 * step.value)
            with pytest.raises(InternalError, match="is wrong"):
                dataclasses.replace(derivation, steps=steps).verify()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": "q"}, "'q' is no symbol"),
        ({"x": x, "style": "tensor"}, "unknown style 'tensor'; known: jacobian, differential"),
        ({"x": x, "detail": "long"}, "unknown detail 'long'; known: full, brief"),
        ({"x": x, "convention": "rows"}, "unknown convention 'rows'"),
    ],
)
def test_bad_input(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.derive(ex.norm2(x) ** 2, **arguments)


MIXTURE = (
    "x[d] for i in 1..n; w: positive; mu[d]; nu[d]; p[i] = exp(-norm2(x[i] - mu)^2); q[i] = exp(-norm2(x[i] - nu)^2)"
)


@pytest.mark.parametrize("style", STYLES)
def test_what_the_user_named_is_a_part_and_stays_named(style: str) -> None:
    softmax = ex.parse("-t'*log(p)", "W[k,d]; x[d]; t[k]: onehot; p = softmax(W*x)")
    derivation = ex.derive(softmax, "W", style=style)
    assert "  p = softmax(u)" in shown(derivation)
    assert str(derivation.result) == "(p - t)*x'"
    assert all(derivation.verify())
    named = ex.parse("p", "W[k,d]; x[d]; p = softmax(W*x)")
    derivation = ex.derive(named, "x", style=style)
    assert shown(derivation)[0] == "p = softmax(W*x)"
    assert str(derivation.result) == "(diag(p) - p*p')*W"


@pytest.mark.parametrize("style", STYLES)
def test_letters_inside_a_sum_have_its_index(style: str) -> None:
    derivation = ex.derive(ex.parse("sum_i(log(w*p[i] + (1 - w)*q[i]))", MIXTURE), "mu", style=style)
    lines = shown(derivation)
    assert "where q[i] = exp(-norm2(x[i] - nu)^2)" in lines
    assert "  z[i] = -norm2(r[i])^2" in lines
    assert "  p[i] = exp(z[i])" in lines
    assert all(derivation.verify())


def test_sources_are_cited_short_and_listed_in_full() -> None:
    derivation = ex.derive(ex.logdet(ex.matrix("S", 3, 3, "invertible")), "S")
    assert "(PP, eq. (43); MN, ch. 8)" in str(derivation)
    last = "Sources: MN: Magnus & Neudecker (2019), Matrix Differential Calculus, 3rd ed.; PP: Petersen & Pedersen"
    assert last in " ".join(str(derivation).split())
    assert derivation.to_latex().splitlines()[-1].startswith(r"\text{Sources: MN: Magnus \& Neudecker (2019)")
    assert "Sources: MN" in derivation.to_markdown() and '<p class="sources">' in derivation.to_html()


def test_every_source_has_a_title() -> None:
    from extremum.algebra.node import REGISTRY
    from extremum.deriving.sources import cited
    from extremum.operations.elementwise import FUNCTIONS

    references = [operation.reference.partition(": ")[0] for operation in REGISTRY.values()]
    references += [function.reference for function in FUNCTIONS.values()]
    years = [part for reference in references for part in reference.split("; ") if "(19" in part or "(20" in part]
    assert years and not [part for part in years if cited(part) == part]


OF_EIGENVALUES = [
    ("eigmax(S)", "S", "S[n,n]: symmetric"),
    ("eigmax(A*S*A')", "S", "A[m,n]; S[n,n]: symmetric"),
    ("norm_spec(X)", "X", "X[n,m]"),
    ("norm_spec(A*X*B - C)^2", "X", "A[p,n]; X[n,m]; B[m,q]; C[p,q]"),
    ("log(eigmax(x*x' + S))", "x", "x[n]; S[n,n]: symmetric"),
    ("norm2(eigvec(X'*X, 0) - y)^2", "X", "X[n,m]; y[m]"),
    ("sum_i(eigmax(X'*diag(a[i])*X))", "X", "X[n,m]; a[n] for i in 1..N"),
]


@pytest.mark.parametrize("style", ["jacobian", "differential"])
@pytest.mark.parametrize(("text", "name", "declared"), OF_EIGENVALUES)
def test_what_stands_for_a_symmetric_part_is_symmetric(text: str, name: str, declared: str, style: str) -> None:
    f = ex.parse(text, declared)
    assert ex.equal(ex.derive(f, name, style=style).result, ex.gradient(f, name))


def test_a_wrong_line_is_refused_in_the_words_of_the_formula() -> None:
    derivation = ex.derive(ex.parse("a'*inv(S)*a", "a[n]; S[n,n]: invertible"), "S")
    steps = derivation.steps
    k = next(k for k, step in enumerate(steps) if step.of in {before.of for before in steps[:k]})
    steps[k] = dataclasses.replace(steps[k], value=2 * steps[k].value)
    with pytest.raises(InternalError, match=r"a line of the derivation of a'\*inv\(S\)\*a is wrong: \S+ is") as caught:
        derivation.verify()
    assert "Form(" not in str(caught.value)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["s*exp(x)'", "exp(x)' - x'", "softmax(x)'", "x'"])
def test_a_named_row(style: str, row: str) -> None:
    """Its transpose, a column, is what stands in products: it is a part of a function, and none of itself."""
    u = ex.named("u", ex.parse(row, "s; x[n]"))
    for f in (u @ ex.vector("b", "n"), ex.sum(ex.sin(u)) + ex.norm2(u) ** 2, u.T):
        derivation = ex.derive(f, ex.vector("x", "n"), style=style)
        assert all(derivation.evidence)
        assert str(derivation)


@pytest.mark.parametrize("style", STYLES)
def test_a_function_that_is_zero_within_the_structure(style: str) -> None:
    """What rounding leaves of a rate of zero is no contradiction."""
    assert all(ex.derive(ex.parse("tr(sinm(tanh(W)))", "W[n,n]: skew"), "W", style=style).verify())


@pytest.mark.parametrize("style", STYLES)
def test_what_rounding_leaves_of_terms_that_cancel_is_no_contradiction(style: str) -> None:
    """Rows of a softmax add up to 1: the first term is a constant, and its derivative is 1 - 1 in floating point."""
    q, p = ex.dims("q p")
    A, T, u = ex.matrix("alpha", q, q, "positive_definite"), ex.vector("T", q), ex.matrix("u", 1, p)
    f = ex.parse("sum(softmax_rows(sqrtm(alpha))) + log(det(eye(p) + 9*norm2(T)^2*u'*u))", [A, T, u])
    assert all(evidence.verdict != "differs" for evidence in ex.derive(f, A, style=style).evidence)


@pytest.mark.parametrize(
    ("f", "words"),
    [
        ("norm2(A*x - b)^2 + lam*norm2(x)^2", "d‖u‖² = 2 u'du"),
        ("norm2(tanh(x) - c)^2/2", "d‖u‖² = 2 u'du"),
        ("norm2(x)^2 + c'*x", "d‖u‖² = 2 u'du"),
        ("sum(tanh(x))", "the differential of a sum: d(U + V) = dU + dV"),
        ("lam*c'*tanh(x)", "c and lam are constant: d(A U B) = A (dU) B"),
        ("x'*A'*tanh(A*x)", "the differential of a product: d(UV) = (dU) V + U dV"),
        ("c'*(b'*A*x*c) + sum(c.*tanh(x))", "A, b and c are constant: d(A U B) = A (dU) B"),
        ("lam*logsumexp(x)", "lam is constant: d(a U) = a dU"),
    ],
)
def test_a_line_says_its_rule(f: str, words: str) -> None:
    """Constant factors are said to be so, sums of entries are sums, and squares of norms are squares."""
    derivation = ex.derive(f, "x", "A[n,m]; x[m]; b[n]; c[m]; lam", style="differential")
    first = next(step for step in derivation.steps if step.left is not None and step.left.kind == "differential")
    assert first.rule == words


# -- one identity a line ---------------------------------------------------------------------------------------------
def test_each_term_is_brought_to_its_form_before_they_are_put_together() -> None:
    declarations = "C[n,k]; X[n,p]"
    assert shown(ex.derive("norm2(X - C*C'*X)^2", "C", declarations))[-5:-1] == [
        "dy = 2*tr(X*U'*(C*dC' + dC*C'))",
        "dy = 2*tr(C'*X*U'*dC) + 2*tr(C'*U*X'*dC)",
        "dy = 2*tr(C'*(U*X' + X*U')*dC)",
        "gradient = 2*(U*X' + X*U')*C",
    ]


def test_differentials_as_frobenius_products() -> None:
    derivation = ex.derive("a'*X*b + norm2(X)^2", "X", "X[n,m]; a[n]; b[m]", products="frobenius")
    assert shown(derivation)[-3:] == ["dy = ⟨a*b', dX⟩ + 2*⟨X, dX⟩", "dy = ⟨a*b' + 2*X, dX⟩", "gradient = a*b' + 2*X"]
    assert r"\left\langle" in derivation.to_latex() and "⟨" in derivation.to_html()
    with pytest.raises(ex.ExtremumError, match="unknown products"):
        ex.derive("a'*x", "x", "a[n]; x[n]", products="inner")


@pytest.mark.parametrize(
    ("f", "declarations", "variable", "fact", "line"),
    [
        ("-t'*log(softmax(x))", "t[k]: onehot; x[k]", "x", "sum(t) = 1, for t is declared onehot", "dy"),
        ("x'*S*x", "S[n,n]: symmetric; x[n]", "x", "S' = S, for S is declared symmetric", "dy"),
        ("a'*Q*x", "Q[n,n]: orthogonal; a[n]; x[n]", "x", None, ""),
        ("t'*x", "t[k]: simplex; x[k]", "x", None, ""),
    ],
)
def test_a_fact_is_said_where_it_is_used(f: str, declarations: str, variable: str, fact: str | None, line: str) -> None:
    """A line is wrong without what is said of it, and nothing is said that no line needs."""
    derivation = ex.derive(f, variable, declarations)
    using = [step for step in derivation.steps if step.facts]
    assert [step.facts for step in using] == ([] if fact is None else [(fact,)])
    assert all(step.left is not None and str(derivation).count(f"[{fact}") <= 1 for step in using)


_ORDINAL = "-sum_i(y[i]'*log([sigmoid(a[1] - b'*x[i]); sigmoid(a[2] - b'*x[i]); 1 - sigmoid(a[2] - b'*x[i])]))"
_ONE_OF = "x[d] for i in 1..N; W[c,d]; y[c] for i in 1..N"
ASSUMED = [
    (_ORDINAL, "x[d] for i in 1..N; b[d]; a[2]; y[3] for i in 1..N", "onehot", "a"),
    (_ORDINAL, "x[d] for i in 1..N; b[d]; a[2]; y[3] for i in 1..N", "onehot", "b"),
    ("sum_i(logsumexp(W*x[i]) - y[i]'*W*x[i])", _ONE_OF, "onehot", "W"),
    ("-sum_i(y[i]'*log(softmax(W*x[i])))", _ONE_OF, "onehot", "W"),
    ("sum_i(x'*S[i]*x)", "x[d]; S[d,d] for i in 1..N", "symmetric", "x"),
    ("sum_i((a'*S[i]*x)^2)", "a[d]; x[d]; S[d,d] for i in 1..N", "symmetric", "x"),
    ("x'*S*x + tr(S)", "x[n]; S[n,n]", "symmetric", "x"),
    ("a'*S*x", "a[n]; x[n]; S[n,n]", "symmetric", "x"),
    ("norm2(S*x - a)^2", "a[n]; x[n]; S[n,n]", "orthogonal", "x"),
    ("norm2(S*x - a)^2", "a[n]; x[n]; S[n,n]", "skew", "x"),
]


@pytest.mark.parametrize("style", ["jacobian", "differential"])
@pytest.mark.parametrize(("f", "bare", "assumption", "variable"), ASSUMED)
def test_a_fact_is_said_just_where_the_gradient_is_wrong_without_it(
    f: str, bare: str, assumption: str, variable: str, style: str
) -> None:
    """The gradient is read again without the assumption, and compared with what it is then."""
    derivation = ex.derive(f, variable, f"{bare}: {assumption}", style=style)
    read = ex.parse(str(derivation.result), bare)
    needed = not ex.equal(read, ex.gradient(ex.parse(f, bare), variable))
    assert any(step.facts for step in derivation.steps) is needed


def test_letters_of_matrices_are_capitals() -> None:
    text = str(ex.derive("norm2(W2*tanh(W1*X) - Y)^2", "W1", "W1[h,d]; W2[k,h]; X[d,n]; Y[k,n]"))
    assert "U = W2*V - Y" in text and "V = tanh(W)" in text and "W = W1*X" in text


def test_the_square_of_a_matrix_is_a_product_and_that_of_its_norm_a_square() -> None:
    declarations = "X[n,m]; Y[n,m]"
    rules = [step.rule for step in ex.derive("logdet(X'*X)", "X", declarations).steps]
    assert "the differential of a product: d(UV) = (dU) V + U dV" in rules and not any("‖" in rule for rule in rules)
    assert "d‖U‖² = 2 tr(U'dU)" in [step.rule for step in ex.derive("norm2(X - Y)^2", "X", declarations).steps]


LETTERS_KEPT = [
    ("x'*inv(diag(w) + s*eye(n))*x", "w", "x[n]; w[n]: positive; s: positive", "(U*x).^2"),
    ("sum(log(1 + exp(A*w)))", "w", "A[n,m]; w[m]", "v./(1 + v)"),
]


@pytest.mark.parametrize(("text", "variable", "declared", "kept"), LETTERS_KEPT, ids=[row[0] for row in LETTERS_KEPT])
def test_letters_stay_where_the_parts_are_put_in(text: str, variable: str, declared: str, kept: str) -> None:
    """An inverse of a diagonal matrix stays U, ``exp(z)`` stays v, until a line says that it is written out."""
    found = ex.derive(text, variable, declarations=declared, style="differential")
    lines = str(found).splitlines()
    place = next(k for k, line in enumerate(lines) if "the parts put in" in line)
    assert any(kept in line for line in lines[place:])
    assert any("written out" in line for line in lines[place:])
