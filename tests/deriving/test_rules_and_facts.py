"""What is said beside the lines: the rule of each, the facts that it uses, and the sources."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.notation.text import render
from tests.support.draws import part

n, m, N = ex.dims("n m N")


A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)


S, a, t = ex.matrix("S", m, m, "invertible"), ex.vector("a", m), ex.scalar("t", "positive")


P = ex.matrix("P", m, m, "positive_definite")


phi = ex.function("phi")


def test_rules_facts_and_sources() -> None:
    (line,) = [step for step in ex.derive(ex.inv(P), P, style="jacobian").steps if "inverse" in step.rule]
    assert line.rule == "the derivative of an inverse: dX⁻¹ = -X⁻¹ (dX) X⁻¹"
    assert line.source == "Petersen & Pedersen (2012), eq. (40); Magnus & Neudecker (2019), ch. 8"
    assert line.facts == ("P' = P, for P is declared positive_definite",)
    assert "sigmoid'(t) = sigmoid(t)*(1 - sigmoid(t))" in str(ex.derive(ex.sum(ex.sigmoid(x)), x))
    assert "phi, entry by entry, is phi'" in str(ex.derive(phi(x), x))
    assert "P is symmetric, and so is dP" in str(ex.derive(ex.tr(S @ P), P))
    assert "and so is dP" not in str(ex.derive(a.T @ P.inv @ a, P, convention="unstructured"))


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


@pytest.mark.parametrize(
    ("f", "declarations", "variable", "fact", "line"),
    [
        ("-t'*log(softmax(x))", "t[k]: onehot; x[k]", "x", "sum(t) = 1, for t is declared onehot", "dy"),
        ("-log(softmax(x)'*t)", "t[k]: onehot; x[k]", "x", "t*t' = diag(t), for t is declared onehot", "dy"),
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


@pytest.mark.parametrize(
    ("f", "bare", "assumption", "variable", "style"),
    part([(*one, style) for one in ASSUMED for style in ("jacobian", "differential")], 3),
)
def test_a_fact_is_said_just_where_the_gradient_is_wrong_without_it(
    f: str, bare: str, assumption: str, variable: str, style: str
) -> None:
    """The gradient is read again without the assumption, and compared with what it is then."""
    derivation = ex.derive(f, variable, f"{bare}: {assumption}", style=style)
    read = ex.parse(str(derivation.result), bare)
    needed = not ex.equal(read, ex.gradient(ex.parse(f, bare), variable))
    assert any(step.facts for step in derivation.steps) is needed


def test_the_square_of_a_matrix_is_a_product_and_that_of_its_norm_a_square() -> None:
    declarations = "X[n,m]; Y[n,m]"
    rules = [step.rule for step in ex.derive("logdet(X'*X)", "X", declarations).steps]
    assert "the differential of a product: d(UV) = (dU) V + U dV" in rules and not any("‖" in rule for rule in rules)
    assert "d‖U‖² = 2 tr(U'dU)" in [step.rule for step in ex.derive("norm2(X - Y)^2", "X", declarations).steps]


def test_facts_of_letters_are_named() -> None:
    """A centred part has the mean 0, which the line that needs it says; no line is the one before in another order."""
    steps = ex.derive("c'*(x - mean(x))/std(x)", "x", "c[n]; x[n]").steps
    assert any(step.rule.endswith("; mean(r) = 0") for step in steps)
    assert not any("mean(r)" in render(step.right) for step in steps)


def test_an_identity_of_functions_is_named() -> None:
    steps = ex.derive("norm2(2*sigmoid(2*A*x) - 1)^2/2", "x", "A[m,n]; x[n]", style="differential").steps
    assert steps[-1].rule == "the letters written out; 2 sigmoid(2t) - 1 = tanh(t)"
    assert sum(step.rule == "a number is its own transpose: x'y = y'x" for step in steps) == 0
