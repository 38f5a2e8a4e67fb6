"""Solutions as LaTeX, Markdown, HTML and plain data: the same values, remarks and steps in each."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

import extremum as ex
from extremum.solving.solution import Solution

n, m = ex.dims("n m")


@pytest.fixture(scope="module")
def gaussian() -> Solution:
    """The Gaussian's mean and covariance: two values, a condition, a note, two groups of steps."""
    x, i = ex.samples("x", m, n), ex.index("i", n)
    mu, S = ex.vector("mu", m), ex.matrix("S", m, m, "invertible")
    half = ex.Rational(1, 2)
    density = ex.det(2 * ex.pi * S) ** -half * ex.exp(-half * (x[i] - mu).T @ ex.inv(S) @ (x[i] - mu))
    return ex.solve(ex.log(ex.prod(density, i)), [mu, S], sense="max")


def test_text(gaussian: Solution) -> None:
    lines = str(gaussian).splitlines()
    assert lines[0] == "mu = sum_i(x[i])/n" and lines[1] == "S = sum_i((x[i] - mu)*(x[i] - mu)')/n"
    assert [line.partition(":")[0] for line in lines[2:5]] == [
        "global maximum among positive definite S, unique",
        "condition",
        "note",
    ]
    assert lines[5] == "∂/∂S = 0, solved for S:" and lines[7].strip() == "stationarity"


def test_latex(gaussian: Solution) -> None:
    written = gaussian.to_latex()
    assert written.startswith("maximize $")
    assert "\\par\n\\begin{align*}\n\\mu &= \\frac{\\sum_{i=1}^{n} x_{i}}{n} \\\\\nS &= " in written
    assert written.count("\\begin{align*}") == written.count("\\end{align*}") == 3
    assert (
        "\\text{global maximum among positive definite S, unique: " in written and "&& \\text{stationarity}" in written
    )
    assert written.count("{") == written.count("}")


def test_markdown(gaussian: Solution) -> None:
    written = gaussian.to_markdown()
    assert "| $\\mu$ | $= \\frac{\\sum_{i=1}^{n} x_{i}}{n}$ |  |" in written
    assert (
        "- **global maximum among positive definite S, unique**: " in written
        and "- **condition**: " in written
        and "- **note**: " in written
    )
    rows = [line for line in written.splitlines() if line.startswith("|")]
    assert all(line.count(" | ") == 2 for line in rows if "---" not in line and line != "| | | |")


def test_html(gaussian: Solution) -> None:
    root = ElementTree.fromstring(gaussian.to_html().replace("&#x2062;", ""))
    assert root.attrib["class"] == "solution"
    assert [len(table) for table in root.iter("table")] == [2, *(len(moves) for _, moves in gaussian.steps)]
    assert len(list(root.iter("details"))) == 2 and len(list(root.iter("li"))) == 3
    assert gaussian._repr_html_() == gaussian.to_html()


def test_plain_data(gaussian: Solution) -> None:
    data = json.loads(json.dumps(gaussian.to_dict()))
    assert (
        data["kind"] == "global maximum among positive definite S"
        and data["unique"] == "unique"
        and data["values"].keys() == {"mu", "S"}
    )
    covariance = data["values"]["S"]
    assert covariance["text"] == "sum_i((x[i] - mu)*(x[i] - mu)')/n" and covariance["shape"] == ["m", "m"]
    assert "mu" not in covariance["expression"]
    assert data["conditions"][0]["words"].startswith(covariance["text"])
    assert data["steps"][0]["moves"][0]["rule"] == "stationarity"


def test_words_mean_nothing_in_markdown() -> None:
    x, a = ex.scalar("x_1"), ex.scalar("a", "positive")
    assert "solved for x\\_1" in ex.solve(a * x**2 - x, x).to_markdown()


def test_a_page_states_the_problem_and_sets_reasons_and_conditions_like_formulas() -> None:
    found = ex.solve("norm2(A*x - b)^2 + lam*norm2(x)^2", "x", "min", constraints="sum(x) == 1")
    marked, page = found.to_markdown(), found.to_html()
    assert marked.startswith(f"minimize ${ex.latex(found.problem.objective)}$ over $x$")
    assert r"subject to $\mathbf{1}_{n}^{\top} x$ = $1$" in marked or r"\mathbf{1}" in marked
    assert page.index(ex.mathml(found.problem.objective)) < page.index('<table class="values">')
    for condition in found.conditions:
        assert f"${ex.latex(condition.matrix)}$" in marked and ex.mathml(condition.matrix) in page


def test_states_in_a_solution_are_defined_where_it_stands() -> None:
    """Exponential smoothing by its first level: the costates of the solution are those of a level that starts at 0."""
    T = ex.dims("T")
    t, i = ex.index("t", T, start=0), ex.index("i", T, start=0)
    a, y = ex.scalar("a"), ex.family("y", 1, 1, T)
    level = ex.recurrence("l", ex.scalar("l0"), lambda now: now + a * (y[t] - now), t)
    found = ex.solve(ex.sum((y[i] - level[i]) ** 2, i), "l0")
    first, *rest = str(found).splitlines()
    assert first == "l0 = -e[0]/J_e[0]"
    where = [line.removeprefix("  where ").partition(" = ")[0] for line in rest if line.startswith("  where ")]
    assert {"l[0]", "l[k + 1]", "e[k]", "J_e[k]", "J_l[0]"} <= set(where) and "  where l[0] = 0" in rest
    assert rest[len(where)].startswith("stationary")
    for page in (found.to_latex(), found.to_markdown(), found.to_html()):
        assert page.count("where") >= len(where)
