"""Sums under conditions are written with the conditions, in text and in LaTeX, and read back as the same expression."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex

DECLARED = "x[p] for i in 1..N; b[p]; t for i in 1..N; y for i in 1..N; a for i in 1..N, j in 1..N"
WRITTEN = [
    ("sum_ij(y[i]*t[j], i < j)", "sum_i(y[i]*sum_j(t[j], j > i))", r"\sum_{i=1}^{N} y_{i} \sum_{j > i} t_{j}"),
    ("sum_j(exp(y[j]), t[j] >= t[i])", "sum_j(exp(y[j]), t[j] >= t[i])",
     r"\sum_{j : t_{j} \ge t_{i}} \exp\left(y_{j}\right)"),
    ("sum_ij(norm2(x[i] - x[j]), i != j)", "sum_i(sum_j(norm2(x[i] - x[j]), j != i))",
     r"\sum_{i=1}^{N} \sum_{j \ne i} \left\lVert x_{i} - x_{j}\right\rVert"),
    ("sum_ij(a[i,j]*norm2(x[i] - x[j])^2, i != j, t[j] > t[i])",
     "sum_i(sum_j(a[i, j]*norm2(x[i] - x[j])^2, j != i, t[j] > t[i]))",
     r"\sum_{i=1}^{N} \sum_{j : j \ne i, t_{j} > t_{i}} a_{i,j} \left\lVert x_{i} - x_{j}\right\rVert^{2}"),
    ("sum_i(log(sum_j(exp(x[j]'*b), j >= i)))", "sum_i(log(sum_j(exp(b'*x[j]), j >= i)), 1, N)",
     r"\sum_{i=1}^{N} \log\left(\sum_{j \ge i} \exp\left(b^{\top} x_{j}\right)\right)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "latex"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_conditions_are_written(text: str, written: str, latex: str) -> None:
    f = ex.parse(text, DECLARED)
    assert (str(f), ex.latex(f)) == (written, latex)
    assert ex.parse(written, DECLARED) is f and ex.parse_latex(latex, DECLARED) is f
    assert "δ" not in ex.unicode(f) and "step" not in ex.mathml(f)


def test_gradients_of_sums_under_conditions() -> None:
    cox = ex.parse("sum_i(y[i]*(log(sum_j(exp(x[j]'*b), t[j] >= t[i])) - x[i]'*b))", DECLARED)
    weights = "sum_j(exp(b'*x[j])*x[j], t[j] >= t[i])/sum_j(exp(b'*x[j]), t[j] >= t[i])"
    assert str(ex.gradient(cox, "b")) == f"sum_i(y[i]*({weights} - x[i]))"
    stress = ex.gradient(ex.parse("sum_ij(norm2(x[i] - x[j]), i != j)", DECLARED), ex.parse("x[1]", DECLARED))
    assert str(stress) == "2*sum_i((x[1] - x[i])/norm2(x[1] - x[i]), i != 1)"
    assert list(ex.name_shared({"g": stress}).lines())[-1] == "g = 2*sum_i(r[i]/norm2(r[i]), i != 1)"


@pytest.mark.parametrize("seed", range(20))
def test_random_terms_read_back(seed: int) -> None:
    """Terms, weights and conditions at random: the same node from text, and no factor for a condition is left."""
    rng = random.Random(seed)
    terms = ["norm2(x[i] - x[j])", "exp(-norm2(x[i] - x[j])^2)", "x[i]'*x[j]", "1/norm2(x[i] - x[j])", "y[i]*t[j]",
             "(y[i] - t[j])^2", "(b'*(x[i] - x[j]))^2*y[j]"]  # fmt: skip
    conditions = ["i < j", "i != j", "j >= i", "t[i] > t[j]", "y[j] >= y[i]"]
    chosen = rng.sample(conditions, rng.choice((1, 1, 2)))
    f = ex.parse(f"sum_ij({rng.choice(('', '-', '2*'))}{rng.choice(terms)}, {', '.join(chosen)})", DECLARED)
    for e in (f, *(ex.gradient(f, ex.parse("x[2]", DECLARED)) for _ in range(1) if "x[" in str(f))):
        assert ex.parse(str(e), DECLARED) is e, e
    assert "delta" not in str(f) and "less" not in str(f) and "step" not in str(f), f


@pytest.mark.parametrize("power", [2, 3, 4])
def test_powers_of_what_is_0_or_1(power: int) -> None:
    """``(1 - b)^k = 1 - b``, ``(b - 1)^2 = 1 - b``, for numbers and entry by entry."""
    f = ex.parse(f"(1 - e)^{power} + sum((c - 1).^{power}) + sum((c - 1).^{power}.*v)",
                 "e: binary; c[n]: binary; v[n]")  # fmt: skip
    assert "^" not in str(f)
    e, c, v = 0.0, np.array([0.0, 1, 0]), np.array([2.0, 3, 5])
    expected = (1 - e) ** power + ((c - 1) ** power).sum() + ((c - 1) ** power * v).sum()
    assert f.evaluate(e=e, c=c, v=v) == pytest.approx(expected)
