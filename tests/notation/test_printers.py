"""What LaTeX, MathML and Unicode text look like, and what holds of them whatever the expression is."""

from __future__ import annotations

import random
import re
from fractions import Fraction
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

n, d, m, p = ex.dims("n d m p")
i, j, k = ex.index("i", n), ex.index("j", n), ex.index("k", m, start=0)
A, B, C = (ex.matrix(name, n, n) for name in "ABC")
X, Y = ex.matrix("X", n, d), ex.matrix("Y", n, d)
S = ex.matrix("Sigma", d, d, "positive_definite")
w, mu, y, z = ex.vector("w", d), ex.vector("mu", d), ex.vector("y", n), ex.vector("z", n)
s, t = ex.scalar("s"), ex.scalar("t")
x = ex.samples("x", d, n)
W = ex.family("W", lambda at: n, lambda at: n, m)
phi = ex.function("phi")

# An expression, its LaTeX, its Unicode text.
GOLDEN: list[tuple[Expr, str, str]] = [
    (mu, r"\mu", "μ"),
    (ex.matrix("Σ", d, d), r"\Sigma", "Σ"),
    (ex.vector("x_1", d), r"x_{1}", "x₁"),
    (ex.vector("y12", d), r"y_{12}", "y₁₂"),
    (ex.scalar("loss"), r"\mathrm{loss}", "loss"),
    (ex.scalar("w_out"), r"w_{\mathrm{out}}", "wₒᵤₜ"),
    (ex.scalar("_"), r"\_", "_"),
    (A.T, r"A^{\top}", "Aᵀ"),
    (A.inv, r"A^{-1}", "A⁻¹"),
    (A.inv.T, r"A^{-\top}", "A⁻ᵀ"),
    (A @ A @ A, r"A^{3}", "A³"),
    (A.inv @ A.inv, r"A^{-2}", "A⁻²"),
    ((A + B).inv, r"\left(A + B\right)^{-1}", "(A + B)⁻¹"),
    ((A @ B + C).T @ y, r"\left(A B + C\right)^{\top} y", "(A B + C)ᵀ y"),
    ((A + B).T.inv, r"\left(A + B\right)^{-\top}", "(A + B)⁻ᵀ"),
    (A @ B @ y, r"A B y", "A B y"),
    (A @ (B + C), r"A \left(B + C\right)", "A(B + C)"),
    ((A + B) @ (A - C), r"\left(A + B\right) \left(A - C\right)", "(A + B)(A − C)"),
    (-A @ y, r"-A y", "−A y"),
    (A - (B - C), r"A + C - B", "A + C − B"),
    (2 * A - 3 * B, r"2 A - 3 B", "2 A − 3 B"),
    (X.T @ (X @ w - y), r"X^{\top} \left(X w - y\right)", "Xᵀ(X w − y)"),
    (ex.norm2(X @ w - y) ** 2, r"\left\lVert X w - y\right\rVert^{2}", "‖X w − y‖²"),
    (ex.norm2(X @ w), r"\left\lVert X w\right\rVert", "‖X w‖"),
    (ex.norm1(w), r"\mathbf{1}_{d}^{\top} \left\lvert w\right\rvert", "𝟏_dᵀ |w|"),
    (ex.gradient(ex.norm2(X @ w - y) ** 2, w), r"2 X^{\top} \left(X w - y\right)", "2 Xᵀ(X w − y)"),
    (ex.hessian(ex.norm2(X @ w - y) ** 2, w), r"2 X^{\top} X", "2 Xᵀ X"),
    (ex.logdet(S), r"\log\det\Sigma", "log det Σ"),
    (ex.logdet(A + B), r"\log\det\left(A + B\right)", "log det(A + B)"),
    (s * ex.logdet(S) + t, r"s \log\det\Sigma + t", "s log det Σ + t"),
    (t / ex.logdet(S), r"\frac{t}{\log\det\Sigma}", "t/(log det Σ)"),
    (ex.logdet(S) ** 2, r"\left(\log\det\Sigma\right)^{2}", "(log det Σ)²"),
    (ex.det(A), r"\det\left(A\right)", "det(A)"),
    (ex.log(s), r"\log\left(s\right)", "log(s)"),
    (ex.tr(A @ B), r"\operatorname{tr}\left(A B\right)", "tr(A B)"),
    (ex.kron(A, B), r"A \otimes B", "A ⊗ B"),
    (ex.kron(A, B + C), r"A \otimes \left(B + C\right)", "A ⊗ (B + C)"),
    (ex.kron(A @ B, C) @ ex.vec(A), r"\operatorname{vec}\left(C A B^{\top} A^{\top}\right)", "vec(C A Bᵀ Aᵀ)"),
    (ex.kron(A, B).T, r"A^{\top} \otimes B^{\top}", "Aᵀ ⊗ Bᵀ"),
    (2 * ex.kron(A, ex.kron(B, C)), r"2 \left(A \otimes B \otimes C\right)", "2(A ⊗ B ⊗ C)"),
    (
        ex.jacobian(X.T @ X, X),
        r"\left(X^{\top} \otimes I_{d}\right) K_{n,d} + I_{d} \otimes X^{\top}",
        "(Xᵀ ⊗ I_d) K_(n,d) + I_d ⊗ Xᵀ",
    ),
    (ex.hadamard(A, B), r"A \odot B", "A ⊙ B"),
    (ex.hadamard(A, B) @ y, r"\left(A \odot B\right) y", "(A ⊙ B) y"),
    (ex.hadamard(A @ B, C), r"C \odot \left(A B\right)", "C ⊙ (A B)"),
    (ex.divide(y, z), r"y \oslash z", "y ⊘ z"),
    (ex.divide(ex.hadamard(y, z), y + z), r"\left(y \odot z\right) \oslash \left(y + z\right)", "(y ⊙ z) ⊘ (y + z)"),
    (ex.power(A, 2), r"A^{\odot 2}", "A^⊙2"),
    (ex.power(A, 2) @ A, r"A^{\odot 2} A", "A^⊙2 A"),
    (ex.power(y, -1), r"y^{\odot -1}", "y^⊙(−1)"),
    (ex.power(y, Fraction(1, 3)), r"y^{\odot 1/3}", "y^⊙⅓"),
    (ex.power(A.T, 2), r"\left(A^{\top}\right)^{\odot 2}", "(Aᵀ)^⊙2"),
    (s**2, r"s^{2}", "s²"),
    (s**t, r"s^{t}", "sᵗ"),
    ((s + t) ** 3, r"\left(s + t\right)^{3}", "(s + t)³"),
    (ex.sqrt(s + t), r"\sqrt{s + t}", "√(s + t)"),
    (s**-1, r"\frac{1}{s}", "1/s"),
    (s / t, r"\frac{s}{t}", "s/t"),
    (s * n / 2, r"\frac{n}{2} s", "(n/2) s"),
    (Fraction(1, 2) * A, r"\frac{1}{2} A", "½ A"),
    (Fraction(3, 2) * s, r"\frac{3}{2} s", "(3/2) s"),
    ((s + 1) / (t - 1) * A, r"\frac{\left(1 + s\right) A}{t - 1}", "(1 + s) A/(t − 1)"),
    (y / s, r"\frac{y}{s}", "y/s"),
    (ex.exp(-s), r"\exp\left(-s\right)", "exp(−s)"),
    (ex.tanh(A @ y), r"\tanh\left(A y\right)", "tanh(A y)"),
    (ex.sigmoid(y), r"\operatorname{sigmoid}\left(y\right)", "sigmoid(y)"),
    (phi(A @ y), r"\phi\left(A y\right)", "φ(A y)"),
    (ex.gradient(ex.sum(phi(X @ w)), w), r"X^{\top} \phi'\left(X w\right)", "Xᵀ φ′(X w)"),
    (
        ex.hessian(ex.sum(phi(X @ w)), w),
        r"X^{\top} \operatorname{diag}\left(\phi''\left(X w\right)\right) X",
        "Xᵀ diag(φ′′(X w)) X",
    ),
    (ex.function("act")(y), r"\operatorname{act}\left(y\right)", "act(y)"),
    (ex.sum(y), r"\mathbf{1}_{n}^{\top} y", "𝟏ₙᵀ y"),
    (ex.sum(A), r"\mathbf{1}_{n}^{\top} A \mathbf{1}_{n}", "𝟏ₙᵀ A 𝟏ₙ"),
    (ex.sum(ex.log(y)), r"\mathbf{1}_{n}^{\top} \log\left(y\right)", "𝟏ₙᵀ log(y)"),
    (ex.sum(x[i], i), r"\sum_{i=1}^{n} x_{i}", "∑ᵢ₌₁ⁿ xᵢ"),
    (ex.sum(ex.norm2(x[i] - mu), i), r"\sum_{i=1}^{n} \left\lVert x_{i} - \mu\right\rVert", "∑ᵢ₌₁ⁿ ‖xᵢ − μ‖"),
    (
        ex.sum((x[i] - mu).T @ S.inv @ (x[i] - mu), i) + ex.logdet(S) * n,
        r"\sum_{i=1}^{n} \left(x_{i} - \mu\right)^{\top} \Sigma^{-1} \left(x_{i} - \mu\right) + n \log\det\Sigma",
        "∑ᵢ₌₁ⁿ (xᵢ − μ)ᵀ Σ⁻¹(xᵢ − μ) + n log det Σ",
    ),
    (
        ex.sum(ex.exp(x[i].T @ w) + s, i) @ w.T,
        r"\left(\sum_{i=1}^{n} \exp\left(w^{\top} x_{i}\right) + n s\right) w^{\top}",
        "(∑ᵢ₌₁ⁿ exp(wᵀ xᵢ) + n s) wᵀ",
    ),
    (
        ex.sum(ex.sum(ex.exp(x[i].T @ S @ x[j]), i), j),
        r"\sum_{i=1}^{n} \sum_{j=1}^{n} \exp\left(x_{j}^{\top} \Sigma x_{i}\right)",
        "∑ᵢ₌₁ⁿ ∑ⱼ₌₁ⁿ exp(xⱼᵀ Σ xᵢ)",
    ),
    (ex.prod(1 + x[i].T @ w, i), r"\prod_{i=1}^{n} \left(1 + w^{\top} x_{i}\right)", "∏ᵢ₌₁ⁿ (1 + wᵀ xᵢ)"),
    (x[i], r"x_{i}", "xᵢ"),
    (x[n] + x[i + 1], r"x_{i + 1} + x_{n}", "xᵢ₊₁ + xₙ"),
    (W[k], r"W_{k}", "Wₖ"),
    (W[m - 1] @ y, r"W_{m - 1} y", "Wₘ₋₁ y"),
    (ex.sum(ex.tanh(W[k] @ y), k), r"\sum_{i=0}^{m - 1} \tanh\left(W_{i} y\right)", "∑ᵢ₌₀ᵐ⁻¹ tanh(Wᵢ y)"),
    (ex.recurrence("y", z, lambda state: ex.tanh(W[k] @ state), k)[m], r"y_{m}", "yₘ"),
    (ex.eye(n), r"I_{n}", "Iₙ"),
    (ex.eye(n * p + 1), r"I_{n p + 1}", "I_(n p + 1)"),
    (ex.ones(n), r"\mathbf{1}_{n}", "𝟏ₙ"),
    (ex.ones(n, d), r"\mathbf{1}_{n \times d}", "𝟏_(n×d)"),
    (ex.zeros(n, d), r"0", "0"),
    (ex.commutation(m, n), r"K_{m,n}", "K_(m,n)"),
    (ex.diag(y) @ A, r"\operatorname{diag}\left(y\right) A", "diag(y) A"),
    (ex.diagonal(A), r"\operatorname{diagonal}\left(A\right)", "diagonal(A)"),
    (ex.vec(A @ B).T, r"\operatorname{vec}\left(A B\right)^{\top}", "vec(A B)ᵀ"),
    (2 * ex.pi, r"2 \pi", "2 π"),
    (2 * ex.ones(n), r"2 \, \mathbf{1}_{n}", "2·𝟏ₙ"),
    (ex.abs(s) * y, r"\left\lvert s\right\rvert y", "|s| y"),
]

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
    (forms.product_of([forms.number("2"), forms.number("3")]), "2*3", r"2 \, 3", "2·3"),
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
    for seed in range(10):
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
