r"""Definitions for a general index beside the formula, ``E = \sum_n E_n, \quad E_n = …``, put in under its sum."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError

GENERAL = [
    (r"\begin{split} E(\mathbf w) &= \sum_{n=1}^{N} E_n(\mathbf w),\\ E_n(\mathbf w) &= \frac12\,(y_n-t_n)^2,\\"
     r" y_n &= \sigma(\mathbf w^{\mathrm T}\mathbf x_n) \end{split}",
     "sum_n(1/2*(sigmoid(w'*x[n]) - t[n])^2)", "w[d]; x[d] for n in 1..N; t[] for n in 1..N"),
    (r"\mathbf c=\sum_{i=1}^{n}\alpha_i\mathbf v_i,\qquad"
     r" \alpha_i=\frac{\exp(\mathbf q^\top\mathbf k_i)}{\sum_{j=1}^{n}\exp(\mathbf q^\top\mathbf k_j)}",
     "sum_i(v[i]*exp(q'*k[i]))/sum_i(exp(q'*k[i]))", "q[d]; k[d] for i in 1..n; v[] for i in 1..n"),
    (r"L = \sum_{i=1}^N r_i^2, \quad r_k = y_k - w^\top x_k", "sum_i((y[i] - w'*x[i])^2)",
     "w[d]; y[] for i in 1..N; x[d] for i in 1..N"),
    (r"L = \sum_{i=1}^n\sum_{j=1}^n a_{ji} b_i b_j, \quad a_{ij} = \exp(x_i^\top M x_j)",
     "sum_i(sum_j(exp(x[j]'*M*x[i])*b[i]*b[j]))", "M[d,d]; x[d] for i in 1..n; b[] for i in 1..n"),
    (r"L = \sum_{i=1}^N cr_i^2, \quad r_i = y_i - s_i, \quad s_i = w^\top x_i", "c*sum_i((y[i] - w'*x[i])^2)",
     "c; w[d]; y[] for i in 1..N; x[d] for i in 1..N"),
    (r"L = \frac1N\sum_{i=1}^N f_i(w)^2, \quad f_i(w) = y_i - w^\top x_i", "sum_i((y[i] - w'*x[i])^2)/N",
     "w[d]; y[] for i in 1..N; x[d] for i in 1..N"),
    (r"L = \sum_{i=2}^{N} \|x_{i} - z_{i-1}\|^2, \quad z_i = A x_i", "sum_i(norm2(x[i] - A*x[i-1])^2, 2, N)",
     "A[d,d]; x[d] for i in 1..N"),
    (r"\sum_{i=1}^N \|r_i\|^2 \text{ where } r_i = A x_i - b_i", "sum_i(norm2(A*x[i] - b[i])^2)",
     "A[m,d]; x[d] for i in 1..N; b[m] for i in 1..N"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "text", "declared"), GENERAL)
def test_a_definition_for_each_index_stands_under_the_sum(formula: str, text: str, declared: str) -> None:
    found = ex.read_latex(formula, declared)
    assert ex.equal(found.expr, ex.parse(text, declared))
    assert any(" is read as the definition of " in note and " for each " in note for note in found.notes)
    assert str(ex.read_latex(formula).expr) == str(found.expr)  # the members are found without declarations too


@pytest.mark.parametrize("count", [1, 2, 5])
def test_it_has_the_value_of_its_terms(count: int) -> None:
    rng = np.random.default_rng(count)
    w, x, t = rng.normal(size=3), rng.normal(size=(count, 3)), rng.normal(size=count)
    found = ex.read_latex(GENERAL[0][0], GENERAL[0][2]).expr
    y = 1 / (1 + np.exp(-x @ w))
    assert found.evaluate({"w": w, "x": x, "t": t}) == pytest.approx(sum((y - t) ** 2) / 2)


REFUSED = [
    (r"L = \sum_{i=1}^N f_i(w), \quad f_i(v) = (y_i - v^\top x_i)^2", "at its own argument only"),
    (r"L = \sum_{i=1}^N r_i, \quad r_i = \sum_{j=1}^N s_j, \quad s_j = r_j", "need each other"),
    (r"L = \sum_{i=1}^N r_i, \quad r_j = \sum_{i=1}^N \|x_i - x_j\|^2", "uses i in another way"),
    (r"L = \sum_{i=1}^N \sum_{k=1}^N r_i z_k, \quad r_i = k x_i", "over which a sum runs elsewhere"),
    (r"L = \sum_{i=1}^N \sum_{j=1}^N r_{ij}, \quad r_i = x_i^2", "another number of indices"),
]


@pytest.mark.parametrize(("formula", "message"), REFUSED)
def test_what_would_mean_something_else_is_refused(formula: str, message: str) -> None:
    with pytest.raises(ExtremumError, match=message):
        ex.read_latex(formula)


def test_definitions_of_numbered_names_are_seen_below_powers() -> None:
    found = ex.read_latex(r"L = r_1^2 + r_2^2, \quad r_1 = y - w^\top x, \quad r_2 = a^\top w")
    assert ex.equal(found.expr, ex.parse("(y - w'*x)^2 + (a'*w)^2", "w[n]; x[n]; a[n]; y"))


@pytest.mark.parametrize(
    ("latex", "meant"),
    [
        (
            r"\begin{aligned} J(\theta) &= \frac{1}{2m}\sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2 \\"
            r" h_\theta(x) &= \theta^T x \end{aligned}",
            "sum_i((theta'*x[i] - y[i])^2)/(2*m)",
        ),
        (
            r"\begin{aligned} J(b) &= \|r\|^2 + \lambda \|b\|^2 \\ r &= y - X b \end{aligned}",
            "norm2(X*b - y)^2 + lambda*norm2(b)^2",
        ),
        (r"f = \|u\|^2 \\ u = A v \\ v = B x", "norm2(A*B*x)^2"),
        (r"\begin{align} f &= a^T u + \\ &\quad b^T u \\ u &= A x \end{align}", "a'*A*x + b'*A*x"),
    ],
)
def test_rows_below_a_formula_say_what_it_is_made_of(latex: str, meant: str) -> None:
    found = ex.read_latex(latex)
    assert ex.equal(found.expr, ex.parse(meant, list(found.inferred)))


def test_the_mixed_norm_says_of_what_it_is() -> None:
    found = ex.read_latex(r"\|X\|_{2,1}", ["X[n,m]"])
    assert any("the sum of the norms of the rows" in note for note in found.notes)
