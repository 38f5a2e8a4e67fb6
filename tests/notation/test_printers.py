"""What LaTeX, MathML and Unicode text look like, and what holds of them whatever the expression is."""

from __future__ import annotations

import random
import re
from xml.etree import ElementTree

import pytest

import extremum as ex
from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import REGISTRY, Expr
from extremum.notation.latex import latex, render_latex
from extremum.notation.mathml import NAMESPACE, mathml, render_mathml
from extremum.notation.text import render
from extremum.notation.unicode import render_unicode, unicode
from tests.cases.operations import operations
from tests.support.draws import seeds
from tests.support.golden import GOLDEN, A, i, j, n, x, y

# The language, LaTeX, Unicode of forms, of which an operand may stand anywhere.
a, b, c = (forms.name(letter) for letter in "abc")
a_plus_b = forms.infix("+", (a, b), forms.SUM)
sum_i = forms.binder("sum", forms.name("#1"), forms.member(a, forms.name("#1")), forms.name("1"), forms.name("n"))
FORMS: list[tuple[Form, str, str, str]] = [
    (forms.transposed(forms.transposed(a)), "a''", r"\left(a^{\top}\right)^{\top}", "(aᵀ)ᵀ"),
    (forms.power(forms.power(a, b), c), "(a^b)^c", r"\left(a^{b}\right)^{c}", "(aᵇ)ᶜ"),
    (forms.power(a, forms.power(b, c)), "a^(b^c)", r"a^{b^{c}}", "a^(bᶜ)"),
    (forms.power(a, a_plus_b), "a^(a + b)", r"a^{a + b}", "aᵃ⁺ᵇ"),
    (forms.power(forms.fraction(a, b), c), "(a/b)^c", r"\left(\frac{a}{b}\right)^{c}", "(a/b)ᶜ"),
    (forms.power(forms.call("sqrt", a), b), "sqrt(a)^b", r"\sqrt{a}^{b}", "(√a)ᵇ"),
    (forms.product_of([sum_i, b]), "sum_i(a[i])*b", r"\left(\sum_{i=1}^{n} a_{i}\right) b", "(∑ᵢ₌₁ⁿ aᵢ) b"),
    (forms.product_of([b, sum_i]), "b*sum_i(a[i])", r"b \sum_{i=1}^{n} a_{i}", "b ∑ᵢ₌₁ⁿ aᵢ"),
    (forms.transposed(sum_i), "sum_i(a[i])'", r"\left(\sum_{i=1}^{n} a_{i}\right)^{\top}", "(∑ᵢ₌₁ⁿ aᵢ)ᵀ"),
    (
        forms.call("kron", sum_i, b),
        "kron(sum_i(a[i]), b)",
        r"\left(\sum_{i=1}^{n} a_{i}\right) \otimes b",
        "(∑ᵢ₌₁ⁿ aᵢ) ⊗ b",
    ),
    (forms.fraction(a, forms.fraction(b, c)), "a/(b/c)", r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
    (forms.fraction(forms.fraction(a, b), c), "a/b/c", r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
    (forms.product_of([forms.fraction(a, b), c]), "a/b*c", r"\frac{a}{b} c", "(a/b) c"),
    (forms.product_of([forms.number("2"), forms.number("3")]), "2*3", r"2 \cdot 3", "2·3"),
    (forms.negated(a_plus_b), "-(a + b)", r"-\left(a + b\right)", "−(a + b)"),
    (forms.member(forms.name("x_1"), forms.name("k + 1")), "x_1[k + 1]", r"x_{1,k + 1}", "x_(1,k + 1)"),
    (forms.name("2*h[k + 1]^2 - n*p"), "2*h[k + 1]^2 - n*p", r"2 h_{k + 1}^{2} - n p", "2 hₖ₊₁² − n p"),
    (Form("partial", "∂", (a, b), forms.POWER), "∂a/∂b", r"\frac{\partial a}{\partial b}", "∂a/∂b"),
    (
        forms.infix("·", (a, forms.call("kron", b, c)), forms.PRODUCT),
        "a · kron(b, c)",
        r"a \cdot \left(b \otimes c\right)",
        "a · (b ⊗ c)",
    ),
]


@pytest.mark.parametrize(("expr", "in_latex", "in_unicode"), GOLDEN)
def test_expressions_are_written_as_on_paper(expr: Expr, in_latex: str, in_unicode: str) -> None:
    assert latex(expr) == in_latex
    assert unicode(expr) == in_unicode


@pytest.mark.parametrize(("form", "in_text", "in_latex", "in_unicode"), FORMS)
def test_groups_are_where_a_reader_needs_them(form: Form, in_text: str, in_latex: str, in_unicode: str) -> None:
    assert (render(form), render_latex(form), render_unicode(form)) == (in_text, in_latex, in_unicode)
    well_formed(render_mathml(form))


ARITY = {"mfrac": 2, "msup": 2, "msub": 2, "munder": 2, "munderover": 3}


def well_formed(markup: str) -> None:
    """One ``<math>`` element with known elements, each with as many children as it takes."""
    root = ElementTree.fromstring(markup)
    assert root.tag == f"{{{NAMESPACE}}}math"
    assert len(root) == 1
    for element in root.iter():
        tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        assert tag in {"math", "mrow", "mi", "mn", "mo", "mspace", "msqrt", "mtable", "mtr", "mtd", *ARITY}
        assert len(element) == ARITY.get(tag, len(element))


def balanced(source: str) -> None:
    """Braces and fences nest, and nothing has two subscripts or two superscripts."""
    stack: list[str] = []
    for token in re.findall(r"\\left|\\right|\\.|[{}]", source):
        if token in ("{", r"\left"):
            stack.append(token)
        elif token in ("}", r"\right"):
            assert stack.pop() == {"}": "{", r"\right": r"\left"}[token]
    assert not stack
    flat = source
    while (inner := re.sub(r"\{[^{}]*\}", "", flat)) != flat:
        assert not re.search(r"\^\^|__", inner)
        flat = inner


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_random_expressions_are_balanced_and_well_formed(name: str) -> None:
    for seed in seeds(3):
        expr = REGISTRY[name].example(random.Random(seed))
        for shown in (expr, expr.T, 2 * expr, ex.exp(ex.norm2(expr)) * expr - expr, ex.kron(expr, expr + expr.T.T)):
            balanced(latex(shown))
            well_formed(mathml(shown))
            assert unicode(shown).count("(") == unicode(shown).count(")")


def test_every_golden_expression_is_well_formed_mathml() -> None:
    for expr, in_latex, _ in GOLDEN:
        balanced(in_latex)
        well_formed(mathml(expr))


def test_mathml_elements() -> None:
    assert mathml(A.inv.T).removeprefix(f'<math xmlns="{NAMESPACE}" displaystyle="true">').removesuffix("</math>") == (
        '<msup><mi>A</mi><mrow><mo form="prefix">−</mo><mo>⊤</mo></mrow></msup>'
    )
    total = ElementTree.fromstring(mathml(ex.sum(x[i], i)))
    assert "".join(total.itertext()) == "∑i=1nxi"
    assert render_mathml(forms.name("a<b&c")).count("<mi>a&lt;b&amp;c</mi>") == 1


def test_bound_indices_avoid_free_ones() -> None:
    total = ex.sum(ex.exp(x[j].T @ x[i]), j)
    assert latex(total) == r"\sum_{j=1}^{n} \exp\left(x_{j}^{\top} x_{i}\right)"
    assert str(total) == "sum_j(exp(x[j]'*x[i]))"


def test_jupyter_shows_latex() -> None:
    assert A.T._repr_latex_() == r"$\displaystyle A^{\top}$"


def test_deep_networks_need_no_recursion() -> None:
    state = y
    for _ in range(3000):
        state = ex.tanh(A @ state)
    assert latex(state).count(r"\tanh") == unicode(state).count("tanh") == mathml(state).count("tanh") == 3000


def test_shared_parts_in_every_notation() -> None:
    v, c = ex.vector("v", n), ex.vector("c", n)
    f = ex.norm2(ex.tanh(A @ v) - c) ** 2
    found = ex.name_shared({"∂f/∂A": ex.gradient(f, A), "∂f/∂v": ex.gradient(f, v)}, f)
    assert repr(found) == str(found) == found.to_text()
    assert str(found).splitlines()[0] == "y1 = tanh(A*v)"
    assert r"y_{1} &= \tanh\left(A v\right)" in found.to_latex()
    assert r"\frac{\partial f}{\partial A} &= " in found.to_latex()
    assert found.to_html().count("<tr>") == 4 and "<mfrac>" in found._repr_html_()
    assert found.to_markdown().count("\n") == 5
    assert found.to_dict()["definitions"][0] == {"name": "y1", "text": "tanh(A*v)"}


SHORT = [
    ("ones(n) - x", "1 - x"), ("x - sum(x)/n*ones(n)", "x - mean(x)"), ("y - 2*sum(x)/n*ones(n)", "y - 2*mean(x)"),
    ("x - x'*y/n*ones(n)", "x - mean(x.*y)"), ("y - 2*norm2(x)^2/n*ones(n)", "y - 2*mean(x.^2)"),
    ("x - u'*u/n*ones(n)", "x - norm2(u)^2/n"), ("x - x'*A*y/n*ones(n)", "x - x'*A*y/n"),
    ("-2*frechet_expm(A, B - D'*D)", "2*frechet_expm(A, D'*D - B)"),
    ("A*frechet_expm(A, B, D'*D - B)/(-3)", "A*frechet_expm(A, B, B - D'*D)/3"),
    ("(s*B'*A' + x*ones(1, n) - A')*x", "(ones(n)*x' + s*A*B - A)'*x"),
    ("log(x) - log(y)", "log(x./y)"), ("s - log(w) + log(t)", "s + log(t/w)"),
    ("20*x/(3 + 10*s)", "2*x/(0.3 + s)"), ("2*x/(1 + 2*s)", "2*x/(1 + 2*s)"),
    ("sqrt(x.^2 + 0.001)", "sqrt(0.001 + x.^2)"),
    ("20*(x./(3 + 10*y).^2)", "20*(x./(3 + 10*y).^2)"),
    ("inv(A)'*inv(A)*x", "inv(A*A')*x"), ("inv(A)*inv(A)'", "inv(A'*A)"),
    ("x'*sum_i(f[i]) + n*s - sum_i(g[i])", "sum_i(x'*f[i] + s - g[i])"), ("sum_i(f[i]) - n*x", "sum_i(f[i] - x)"),
    ("sum_i(g[i])/s - 2*sum_i(log(1 + g[i]^2))", "sum_i(g[i]/s - 2*log(1 + g[i]^2))"), ("2*x + s*ones(n)", "2*x + s"),
    ("A*(2*x + (s - t/2)*ones(n))", "A*(2*x + s - t/2)"), ("x - mean(x) - 1 + s", "x + s - 1 - mean(x)"),
    ("2*(x - ones(n)) - y - s*ones(n)", "2*x - 2*ones(n) - s*ones(n) - y"),
    ("sum(abs(u))", "norm1(u)"), ("sum(abs(A))", "norm1(A)"), ("x'*y.^(-2)", "sum(x./y.^2)"),
    ("((y + 1).^(-1))'*x", "sum(x./(1 + y))"),
    ("ones(n)*ones(1, n)*A", "ones(n, n)*A"), ("A*vec(u*v')", "A*kron(v, u)"), ("(x'*x)^(s/2 - 1)", "norm2(x)^(s - 2)"),
    ("A/2 + A'/2", "1/2*(A + A')"), ("-A/2 - B/2", "-1/2*(A + B)"), ("3*x/10 + y/1000", "0.3*x + 0.001*y"),
    ("x.^(3/10)", "x.^(3/10)"), ("A'.*B'", "(A.*B)'"), ("A' + A*B'*A'", "(A*B*A' + A)'"),
    ("inv(B'*A'*B + A')", "inv(B'*A*B + A)'"), ("kron(A', B')", "kron(A, B)'"),
    ("A*ones(n)", "rowsums(A)"), ("A'*ones(n)", "colsums(A)'"), ("(A.^2)'*ones(n)", "colsums(A.^2)'"),
    ("ones(1, n)*A", "colsums(A)"), ("2*ones(1, n)*exp(A)", "2*colsums(exp(A))"),
    ("sqrt(2)*s/2", "s/sqrt(2)"), ("sqrt(2)*x/sqrt(pi)", "sqrt(2/pi)*x"), ("x/(sqrt(2)*sqrt(pi))", "x/sqrt(2*pi)"),
    ("sqrt(2/pi)*A*x/(2*t)", "A*x/(t*sqrt(2*pi))"), ("sqrt(6)*A*B*x/(3*s)", "sqrt(6)*A*B*x/(3*s)"),
    ("exp(s)/sqrt(2*pi*t)", "exp(s)/sqrt(2*pi*t)"), ("x/sqrt(12)", "x/(2*sqrt(3))"),
    ("2*x + exp(x) - 2*y", "2*(x - y) + exp(x)"), ("x - A*x/3 - y/3", "x - 1/3*(A*x + y)"),
    ("exp(-1/2*s^2)", "exp(-s^2/2)"), ("-1/2*A*x", "-A*x/2"), ("-3/2*x", "-3/2*x"), ("-n/2*x", "-n/2*x"),
    ("sum(x)*s/n", "s*mean(x)"), ("norm2(x - sum(x)/n*ones(n))/sqrt(n)", "std(x)"),
    ("u/norm2(x - mean(x))^2*n", "u/var(x)"), ("norm2(x - mean(x))^3/n", "sqrt(n)*std(x)^3"),
    ("s*sum(x)/norm2(x - mean(x))^2", "s*mean(x)/var(x)"), ("1/norm2(x - mean(x))", "1/norm2(x - mean(x))"),
    ("norm2(A*x - mean(A*x))/sqrt(n)", "std(A*x)"),
    ("sum(x)^m/n^m", "mean(x)^m"), ("w^s*t^(-s)", "(w/t)^s"), ("t^(-s)*w^(-s)", "(t*w)^(-s)"),
    ("s*w^(s - 1)*t^(-s)", "s*(w/t)^s/w"), ("x.^s.*exp(-s*A*y)", "(x.*exp(-A*y)).^s"),
    ("x.^(s - 1).*y.^(1 - s)", "(x./y).^(s - 1)"), ("w^s/(s*norm2(x)^s)", "(w/norm2(x))^s/s"),
    ("(2*s + t^2)/2", "s + 1/2*t^2"), ("A*(2*x + y)/2", "A*(x + 1/2*y)"), ("x.*(2*y - 1)/2", "x.*(y - 1/2)"),
    ("(2*s + t*(2*w + t^2))/(2*s*t)", "(t*(w + 1/2*t^2) + s)/(s*t)"), ("(A + 2*B)/2*x", "(1/2*A + B)*x"),
    ("-(2*x - 2*y - x.*(1 - 2*y))/2", "x.*(1/2 - y) + y - x"), ("(6*s + 4*t + 3)/6", "1/2 + s + 2/3*t"),
    ("(s + t)/2", "1/2*(s + t)"), ("w^(2*s)*t^s", "(t*w^2)^s"),
    ("kron(A, ones(m)).*kron(ones(n), D)", "khatri_rao(A, D)"),
    ("x'*(kron(A', ones(1, m)).*kron(ones(1, n), D')).^1", "x'*khatri_rao(A, D)'"),
    ("2*khatri_rao(A + B, D)", "2*khatri_rao(A + B, D)"),
]  # fmt: skip
KEPT = [
    "sum_i(g[i]^2) - n*s", "A*sum_i(x'*f[i]*f[i]) - sum_i(f[i])", "sum_i(x'*f[i]*f[i]) - sum_i(f[i])",
    "sum_i(g[i]) - n*log(t)", "sum_i(exp(g[i])) - t*sum_i(x'*f[i])/n", "log(x.^2 + 1) - log(y)", "n - sum_i(g[i])",
    "ones(n) + s*ones(n)", "A*ones(n) + x", "2*s*ones(n) - ones(n) - x", "A/3 + B/2", "vec(u*v')'",
    "a.^s.*b.^s", "w^s*t^(1/3)", "khatri_rao(A, B).^2",
    "inv(A)*ones(n)", "A*B*ones(n)", "colsums(A)*x", "rowsums(A).*x", "x.*colsums(A.*B)'", "n*x/sum(y)",
    "std(x)*mean(y)", "sqrt(2)*sqrt(3)",
    "std(2*x - y)^3", "var(x)*var(y)/n", "cross(a, b)", "-cross(a, cross(b, a))",
    "sqrt(2/(pi*t))", "sqrt(t/(2*pi))/s", "norm2(x - mean(x))*sqrt(n)", "skewmat(a)*skewmat(b)",
]  # fmt: skip
DECLARED = (
    "A[n,n]; B[n,n]; C[p,m*k]; D[m,n]; x[n]: positive; y[n]: positive; u[m]; v[k]; s; t: positive; w: positive; "
    "f[n] for i in 1..n; g for i in 1..n; a[3]; b[3]"
)


@pytest.mark.parametrize(("long", "short"), SHORT, ids=[short for _, short in SHORT])
def test_short_forms_are_the_same_expression(long: str, short: str) -> None:
    declared = DECLARED.replace("A[n,n]", "A[n,m*k]") if "kron(v" in short else DECLARED
    expr = ex.parse(long, declared)
    assert str(expr) == short
    assert ex.parse(short, declared) is expr


@pytest.mark.parametrize("seed", range(12))
def test_numbers_beside_roots_are_written_alike_whatever_stands_between(seed: int) -> None:
    """``q √(a/b) W/s`` has as many operations for a product of matrices W as for a number w, and reads back."""
    rng = random.Random(seed)
    a, b, below = rng.choice((2, 3, 6)), rng.choice(("1", "pi", "5*t")), rng.choice(("s", "s*t", "(1 + s^2)"))
    text = f"sqrt({a}/({b}))*W/({a * rng.randint(1, 3)}*{below})"
    factors = rng.choice((["A"], ["A", "x"], ["A", "B"], ["B'", "A", "x"]))
    word, number = (ex.parse(text.replace("W", w), DECLARED) for w in ("*".join(factors), "w"))
    extra = operations("*".join(factors))
    assert operations(str(word)) == operations(str(number)) + extra, (str(word), str(number))
    assert ex.parse(str(word), DECLARED) is word


SKEWED = ["S[n,n]: skew", "A[n,n]", "x[n]", "B[3,3]", "a[3]", "b[3]", "c[3]", "s: positive"]


@pytest.mark.parametrize("seed", range(16))
def test_norms_of_products_with_skew_factors_come_back(seed: int) -> None:
    """``h'h`` is one norm whatever signs its factors change in being turned, alone, below the line and in powers."""
    rng = random.Random(seed)
    factors, column = rng.choice(((["S", "A"], "x"), (["skewmat(a)", "skewmat(c)", "B"], "b"), (["skewmat(a)"], "b")))
    h = ex.parse("*".join([*(rng.choice(factors) for _ in range(rng.randint(1, 3))), column]), SKEWED)
    square = h.T @ h
    assert str(square) in (f"norm2({h})^2", f"norm2({-h})^2")
    s = ex.parse("s", SKEWED)
    for whole in (square, -square, s / square, -2 * h / square, square**2, s * (-square) ** 3, 1 + square, square**0.5):
        assert "'" not in str(whole).replace("S'", "").replace("A'", "").replace("B'", ""), str(whole)
        assert ex.parse(str(whole), SKEWED) is whole


@pytest.mark.parametrize("text", KEPT)
def test_what_is_written_reads_back(text: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert ex.parse(str(expr), DECLARED) is expr


@pytest.mark.parametrize("text", ["B'*A'*S*A*B", "C'*B'*A'*S*A*B*C", "C'*inv(D)'*B'*A'*S*A*B*inv(D)*C"])
def test_a_product_around_a_skew_matrix_is_written(text: str) -> None:
    """It is the negative of its transpose, which is no shorter way to write it."""
    declared = ["A[m,n]", "B[n,p]", "C[p,p]", "D[p,p]", "S[m,m]: skew"]
    for expr in (ex.parse(text, declared), ex.parse(text, declared).T):
        assert ex.parse(str(expr), declared) is expr
