"""Results show themselves in notebooks: readings, families, recurrences, curvature, several derivatives at once."""

from __future__ import annotations

import pickle
import re
from xml.etree import ElementTree

import pytest

import extremum as ex
from extremum.reading.prose import formulas_set


def test_a_reading_shows_its_formula_and_what_was_inferred() -> None:
    found = ex.read_latex(r"\|A x - b\|^2")
    assert ex.mathml(found.expr) in found.to_html() and "A[n,m]; x[m]; b[n]" in found.to_html()
    assert str(found).splitlines() == ["norm2(A*x - b)^2", "  inferred: A[n,m]; x[m]; b[n]"]
    assert found.to_dict()["inferred"] == ["A[n,m]", "x[m]", "b[n]"]
    assert ex.latex(found.expr) in found.to_latex() and ex.latex(found.expr) in found.to_markdown()


def test_a_family_shows_its_shapes_and_its_range() -> None:
    h, m = ex.widths("h"), ex.dims("m")
    shown = ex.family("W", lambda k: h(k + 1), h, m)._repr_latex_()
    assert shown == r"$\displaystyle W_{k} \in \mathbb{R}^{h_{k + 1} \times h_{k}}, \quad k = 0, \dots, m - 1$"
    assert r"\in \mathbb{R}, \quad" in ex.samples("y", 1, "N")._repr_latex_()


def test_a_recurrence_shows_where_it_starts_and_its_step() -> None:
    k, W = ex.index("k", "m", start=0), ex.matrix("W", "n", "n")
    shown = ex.recurrence("y", ex.vector("x", "n"), lambda y: ex.tanh(W @ y), k)._repr_latex_()
    assert r"y_{0} = x" in shown and r"y_{k + 1} = \tanh" in shown


def test_several_derivatives_show_by_what_each_is() -> None:
    found = ex.gradient("x^2*y + tr(A)", ["x", "y", "A"])
    assert isinstance(found, list) and found == list(found) and pickle.loads(pickle.dumps(found)) == found
    assert r"\frac{\partial f}{\partial A} &= I_{n}" in found._repr_latex_()  # type: ignore[attr-defined]
    assert found._repr_html_().count("<tr>") == 3  # type: ignore[attr-defined]
    assert repr(found) == "[2*x*y, x^2, eye(n)]"


def test_curvature_and_verdicts_show_themselves() -> None:
    assert "strictly convex" in ex.curvature(ex.parse("norm2(x)^2", "x[n]"), "x")._repr_html_()
    page = ex.check("norm2(A*x - b)^2", "x", "A'*(A*x - b)", "A[n,m]; x[m]; b[n]").to_html()
    assert page.index(ex.mathml("norm2(A*x - b)^2", "A[n,m]; x[m]; b[n]")) < page.index("wrong (factor)")


@pytest.mark.parametrize(
    ("tex", "name"),
    [
        (r"\hat{\Sigma}", "Sigma_hat"), (r"\tilde{X}", "X_tilde"), (r"\bar{w}", "w_bar"), (r"\dot{x}", "x_dot"),
        (r"\ddot{x}", "x_ddot"), (r"\hat{\mu}_{1}", "mu_hat_1"), (r"\mathrm{lam}", "lam"), (r"\lambda", "lambda"),
    ],
)  # fmt: skip
def test_accents_and_names_come_back_as_typed(tex: str, name: str) -> None:
    symbol = ex.scalar(name)
    assert ex.latex(symbol) == tex and ex.read_latex(tex, [symbol]).expr is symbol and str(symbol) == name
    ElementTree.fromstring(ex.mathml(symbol))
    assert len(ex.unicode(symbol)) <= len(name)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("A'*A is positive definite, as is a sum", "<A'*A> is positive definite, as is a sum"),
        ("convex in x (its Hessian 2*eye(n) is positive)", "convex in <x> (its Hessian <2*eye(n)> is positive)"),
        ("n >= m + 2", "<n> >= <2 + m>"),
        ("nothing of it, 3 times (or 4)", "nothing of it, 3 times (or 4)"),
        ("", ""),
    ],
)
def test_formulas_are_found_in_sentences(sentence: str, shown: str) -> None:
    known = [ex.matrix("A", "n", "m"), ex.vector("x", "m"), ex.scalar("a")]
    assert formulas_set(sentence, known, lambda expr: f"<{expr}>", str) == shown


def test_a_gradient_through_a_recurrence_is_shown_with_what_it_introduced() -> None:
    n, T = ex.dims("n T")
    A, x0, t = ex.matrix("A", n, n), ex.vector("x0", n), ex.index("t", T, start=0)
    x = ex.recurrence("x", x0, lambda x: ex.tanh(A @ x), t)
    gradient = ex.gradient(ex.norm2(x[T]) ** 2, x0)
    assert r"\text{where }" in ex.latex(gradient) and "e_{T} = 2 x_{T}" in ex.latex(gradient)
    assert gradient._repr_latex_() == rf"$\displaystyle {ex.latex(gradient)}$"
    assert " where " in ex.unicode(gradient) and "xₖ₊₁ = tanh(A xₖ)" in ex.unicode(gradient)
    assert "where" not in ex.latex(x[T]) + ex.unicode(x[T])


@pytest.mark.parametrize("f", ["norm2(A*x - b)^2 + sum(log(1 + exp(A*x)))", "logdet(A*diag(x)*A' + eye(n))/2"])
def test_rules_in_latex_have_room_on_a_page(f: str) -> None:
    """Words beside short formulas or below long ones, in short lines, and none of them lost."""
    derivation = ex.derive(f, "x", "A[n,m]; x[m]; b[n]")
    rows = derivation.to_latex().partition(r"\end{align*}")[0].split("\\\\\n")
    said = [re.findall(r"&& \\text\{(.*)\}", row) for row in rows]
    assert all(len(re.sub(r"\$\\?(\w+)[^$]*\$", "", words)) <= 50 for one in said for words in one)
    text = " ".join(words for one in said for words in one)
    assert all(step.rule.split()[0] in text for step in derivation.steps)
