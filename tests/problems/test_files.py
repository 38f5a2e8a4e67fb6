"""Problem files and problems in LaTeX: read as meant, written so that they are read back, errors that name the part."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import extremum as ex
from extremum.problems.files import typed
from extremum.problems.problem import Problem, pose
from extremum.problems.tex import pieces
from tests.solving.generate import generate

LEAST_SQUARES = """
# a portfolio, more or less
minimize norm2(A*x - b)^2   # the misfit
over x
subject to C*x == d
           x >= 0
given A[m,n]; b[m]
      x[n]
      C[p,n]; d[p]
"""


def same(a: Problem, b: Problem) -> bool:
    return str(a) == str(b) and a.objective is b.objective and a.unknowns == b.unknowns


def test_read() -> None:
    problem = ex.read_problem(LEAST_SQUARES)
    assert (problem.sense, [x.name for x in problem.unknowns]) == ("min", ["x"])
    assert [str(constraint) for constraint in problem.constraints] == ["C*x == d", "x >= 0"]


@pytest.mark.parametrize("text", ["norm2(x)^2", "minimizer*x", "over x", "x subject to y", ""])
def test_what_poses_no_problem_is_left_alone(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize("mark", ["subject to", "s.t.", ", s. t.", "such that", "\nsubject to"])
def test_a_problem_in_a_line(mark: str) -> None:
    found = typed(f"Maximize a'*x over x {mark} x'*x == 1; x >= 0 given a[n]")
    assert found is not None and (found.objective, found.sense, found.unknowns) == ("a'*x", "max", ("x",))
    assert (found.constraints, found.declarations) == (("x'*x == 1", "x >= 0"), ("a[n]",))
    with pytest.raises(ex.ExtremumError, match="stands twice"):
        typed("minimize x over x over y")


def test_written_and_read_back(tmp_path: Path) -> None:
    problem = ex.read_problem(LEAST_SQUARES)
    path = tmp_path / "problem.txt"
    assert ex.write_problem(problem, path) == path.read_text()
    assert same(ex.read_problem(path), problem)


@pytest.mark.parametrize("seed", range(40))
def test_random_problems_are_read_back(seed: int) -> None:
    g = generate(random.Random(seed))
    problem = pose(g.objective, g.unknowns, g.sense, g.constraints, g.declarations)
    assert same(ex.read_problem(ex.write_problem(problem)), problem)


def test_families_and_equations_are_read_back() -> None:
    for text in (
        "maximize sum_i(x[i]*log(l) - l)\nover l\ngiven x for i in 1..N: positive; l: positive",
        "minimize sum_k(norm2(y[k] - u)^2)\nover u\ngiven y[d] for k in 1..N; u[d]",
        "solve\nover X\nsubject to A*X + X*B == C\ngiven A[n,n]; B[k,k]; X[n,k]; C[n,k]",
        "stationary points of tr(A*X) - logdet(X)\nover X\ngiven A[n,n]; X[n,n]: invertible",
    ):
        problem = ex.read_problem(text)
        assert same(ex.read_problem(ex.write_problem(problem)), problem)


@pytest.mark.parametrize("bogus", [ex.scalar("x"), "minimize x^2", ex.dims("n"), None])
def test_only_problems_are_written(bogus: Any) -> None:
    with pytest.raises(ex.ExtremumError, match="a Problem is written"):
        ex.write_problem(bogus)


@pytest.mark.parametrize("bogus", [ex.scalar("x"), [], None, b"minimize x\nover x"])
def test_only_files_and_texts_are_read(bogus: Any) -> None:
    with pytest.raises(ex.ExtremumError, match="read from a file or from a text"):
        ex.read_problem(bogus)


def test_solved() -> None:
    text = "minimize x'*x\nover x\nsubject to A*x == b\ngiven A[p,n]; x[n]; b[p]"
    assert str(ex.solve(ex.read_problem(text))["x"]) == "A'*inv(A*A')*b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("norm2(x)^2\nover x", "a problem begins with one of minimize"),
        ("over x\nminimize x^2", "not at the beginning"),
        ("minimize x^2\ngiven x", "does not say over which unknowns"),
        ("minimize x^2\nover x\nover x", "'over' stands twice"),
        ("minimize x^2\nmaximize x^2\nover x", "'maximize' stands twice, or not at the beginning"),
        ("minimize\nover x", "need one"),
        ("solve x^2\nover x", "no objective"),
        ("minimize x^2\nover y\ngiven x", "'y' is no symbol of the problem"),
        ("minimize x^2 +\nover x\ngiven x", "expected"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.read_problem(text)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ex.ExtremumError, match="cannot be read"):
        ex.read_problem("no-such-problem.txt")


@pytest.mark.parametrize(
    ("text", "objective", "sense", "unknowns", "constraints"),
    [
        (r"\min_x x^2", "x^2", "min", ("x",), ()),
        (r"\max_{w} w^\top S w \text{ s.t. } w^\top w = 1", r"w^\top S w", "max", ("w",), (r"w^\top w = 1",)),
        (r"\min_{\mathbf{x} \in \mathbb{R}^n} \|Ax-b\|^2", r"\|Ax-b\|^2", "min", ("x",), ()),
        (r"$$\min_{u, v} u^2 + v^2 \quad \text{subject to} \quad u + v = 1,\; u \ge 0$$", "u^2 + v^2", "min",
         ("u", "v"), ("u + v = 1", r"u \ge 0")),
        (r"\underset{\mu}{\min} \; \mu^2", r"\mu^2", "min", ("mu",), ()),
        (r"\operatorname{minimize}_{x} f(x) \operatorname{subject to} g(x, y) = 0 \\ x \ge 0", "f(x)", "min", ("x",),
         ("g(x, y) = 0", r"x \ge 0")),
        (r"\begin{align*} \arg\min_x &\; x^2 \\ \end{align*}", "x^2", "min", ("x",), ()),
    ],
)  # fmt: skip
def test_latex_is_taken_apart(
    text: str, objective: str, sense: str, unknowns: tuple[str, ...], constraints: tuple[str, ...]
) -> None:
    found = pieces(text)
    assert found is not None
    assert (found.objective, found.sense) == (f"${objective}$", sense)
    assert (found.unknowns, found.constraints) == (unknowns, tuple(f"${text}$" for text in constraints))


@pytest.mark.parametrize("text", [r"\min(x, y)", r"\max x", "x^2", r"\minus_x y", r"\|x\|^2"])
def test_other_latex_is_no_problem(text: str) -> None:
    assert pieces(text) is None


def test_latex_is_solved() -> None:
    text = r"\min_{x} \|x\|^2 \quad \text{s.t.} \quad A x = b"
    assert str(ex.solve(text, declarations="A[p,n]; x[n]; b[p]")["x"]) == "A'*inv(A*A')*b"
    with pytest.raises(ex.ExtremumError, match="the formula says min and the call says 'max'"):
        ex.solve(text, sense="max", declarations="A[p,n]; x[n]; b[p]")
