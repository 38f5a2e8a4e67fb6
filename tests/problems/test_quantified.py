r"""Constraints for all values of an index, in the text language and in LaTeX."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.problems.problem import pose

SAMPLES = "w[d]; b; x[d] for i in 1..n; y[] for i in 1..n"
ENTRIES = [
    ("x[i] >= 0 for all i", "x >= 0"),
    ("x[i] >= 0 for i in 1..n", "x >= 0"),
    (r"x_i \ge 0 \quad \forall i", "x >= 0"),
    (r"x_i \ge a_i, \; i = 1, \dots, n", "x >= a"),
    (r"x_i \ge 0, \text{ for all } i", "x >= 0"),
    (r"x_i \le 1 \text{ for } i \in \{1, 2, \ldots, n\}", "x <= 1"),
    ("a[i]*exp(x[i]) <= 1 for all i", "a.*exp(x) <= 1"),
    ("B[i,:]*x == a[i] for i in 1..n", "B*x == a"),
    ("B[:,i]'*x + s <= 2*a[i] for i in 1..n", "B'*x + s <= 2*a"),
    ("s <= x[i] for all i", "s*ones(n) <= x"),
]
MARGIN = [
    "y[i]*(w'*x[i] + b) >= 1 for all i",
    "y[i]*(w'*x[i] + b) >= 1 for i in 1..n",
    r"y_i (w^\top x_i + b) \ge 1, \; i=1,\dots,n",
    r"y_i (w^\top x_i + b) \ge 1 \; \forall i",
]


@pytest.mark.parametrize(("stated", "meant"), ENTRIES)
def test_what_holds_for_all_entries_is_one_constraint(stated: str, meant: str) -> None:
    declared = "x[n]; a[n]; B[n,n]; s"
    found = pose("norm2(x - a)^2 + s^2", "x", "min", [stated], declared)
    known = pose("norm2(x - a)^2 + s^2", "x", "min", [meant], declared)
    assert len(found.constraints) == len(known.constraints) == 1
    assert found.constraints[0].gap is known.constraints[0].gap


@pytest.mark.parametrize("stated", MARGIN)
def test_the_widest_margin(stated: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 2))
    y = np.sign(x @ [1.0, 0.3] + 0.1)
    x += y[:, None]
    found = ex.minimize("1/2*norm2(w)^2", ["w", "b"], {"x": x, "y": y}, constraints=[stated], declarations=SAMPLES)
    margins = y * (x @ found.x["w"] + found.x["b"])
    assert found.converged and margins.min() == pytest.approx(1, abs=1e-7)
    pasted = rf"\min_{{w,b}} \frac12 \|w\|^2 \quad \text{{s.t.}} \quad {MARGIN[2]}"
    assert ex.minimize(pasted, data={"x": x, "y": y}).value == pytest.approx(found.value)


def test_the_extremum_under_a_bound_on_each_entry() -> None:
    found = ex.solve("norm2(x - a)^2", "x", "min", ["x[i] >= 0 for all i"], "x[n]; a[n]")
    assert str(found).startswith("x = relu(a)\nglobal minimum, unique")


def test_entries_in_order() -> None:
    stated = r"\min_x \|x - a\|^2 \text{ s.t. } x_i \le x_{i+1}, \; i = 1, \dots, n - 1"
    found = ex.minimize(stated, data={"a": [1.0, -2.0, 3.0]}, declarations="x[n]; a[n]")
    np.testing.assert_allclose(found.x["x"], [-0.5, -0.5, 3.0], atol=1e-6)


def test_a_problem_file_has_them_too() -> None:
    text = f"minimize 1/2*norm2(w)^2\nover w, b\nsubject to {MARGIN[1]}\ngiven {SAMPLES}"
    assert str(ex.read_problem(text).constraints[0]) == "y[i]*(w'*x[i] + b) >= 1"


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("x[i] >= 0 for i in 1..", "'1..' is no range of i"),
        ("x >= 0 for all j", "j numbers nothing in 'x >= 0 for all j'; say its range"),
        ("x[i] >= 0 for i in 1..m", "1..m"),
    ],
)
def test_a_quantifier_that_says_nothing(stated: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        ex.solve("norm2(x - a)^2", "x", "min", [stated], "x[n]; a[n]")
    assert message in str(caught.value)


def test_a_letter_with_an_index_is_no_greek_letter() -> None:
    assert ex.read_latex(r"\sum_i p_i x_i + \pi", "pi").inferred == ("p[] for i in 1..n", "x[] for i in 1..n")
    assert str(ex.parse_latex(r"x_i + \xi", "xi; x_i")) == "x_i + xi"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("x[n]: positive", "declarations are given by name"),
        ("x[] for i in 1..N: positive", "declarations are given by name"),
        ("S[d,d]: symmetric, positive_definite", "declarations are given by name"),
        ("x[] for i in 1..N, k in 1..K: positive", "no range of i"),
        ("x[i] >= 0 for i in 1..N, k in 1..K", "no range of i"),
    ],
)
def test_declarations_among_constraints_are_refused(stated: str, words: str) -> None:
    with pytest.raises(ex.ExtremumError, match=words):
        ex.solve("sum(x.^2)", "x", "min", stated)


def test_a_whole_problem_in_words_is_no_objective() -> None:
    with pytest.raises(ex.ExtremumError, match=r"begins a problem; .* ex\.read_problem"):
        ex.solve("minimize 1/2*w'*S*w subject to sum(w) == 1")
