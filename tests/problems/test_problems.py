"""Constraints as text, as LaTeX and as expressions; problems as calls pose them; errors."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem, pose
from extremum.problems.relation import RELATIONS

n, m = ex.dims("n m")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
X = ex.matrix("X", n, n)


def posed(*constraints: str | Constraint, f: ex.Expr | None = None) -> Problem:
    return pose(ex.norm2(x) ** 2 if f is None else f, [s for s in (x, X) if f is None or s in f.symbols][:1],
                constraints=constraints, declarations=[A, b, x, X])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A*x == b", ["A*x == b"]),
        ("A*x == 0", ["A*x == 0"]),
        ("x >= 0", ["x >= 0"]),
        ("0 <= x <= 1", ["zeros(m) <= x", "x <= ones(m)"]),
        ("x is simplex", ["sum(x) == 1", "x >= 0"]),
        ("x is unit", ["norm2(x)^2 == 1"]),
        (r"\mathbf{1}^\top x \le 1", ["sum(x) <= 1"]),
        (r"A x = b", None),
        (r"{A x} = b", ["A*x == b"]),
        (r"0 \le x \le 1", ["zeros(m) <= x", "x <= ones(m)"]),
    ],
)
def test_texts(text: str, written: list[str] | None) -> None:
    if written is None:
        with pytest.raises(ex.ParseError, match="an operator is missing"):
            posed(text)
        return
    assert [str(constraint) for constraint in posed(text).constraints] == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("X >> 0", ["X >> 0"]),
        ("X << 2", ["X << 2*eye(n)"]),
        ("X is positive semidefinite", ["X >> 0"]),
        ("X is symmetric", ["X == X'"]),
        ("X is orthogonal", ["X'*X == eye(n)"]),
        (r"X \succeq 0", ["X >> 0"]),
    ],
)
def test_texts_about_matrices(text: str, written: list[str]) -> None:
    found = posed(text, f=ex.norm2(X) ** 2)
    assert [str(constraint) for constraint in found.constraints] == written


def test_expressions_say_the_same_as_texts() -> None:
    rows = [
        (ex.equal_to(A @ x, b), "A*x == b"),
        (ex.at_least(x, 0), "x >= 0"),
        (ex.at_most(x, 1), "x <= 1"),
        (ex.semidefinite(X), "X >> 0"),
    ]
    for made, text in rows:
        f = ex.norm2(X) ** 2 if text.startswith("X") else None
        assert posed(made, f=f).constraints == posed(text, f=f).constraints == (made,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A*x = b", "an equation is written with =="),
        ("x > 1", "strictly greater"),
        ("x < 0", "strictly less"),
        ("x", "states nothing"),
        ("A*x == ", "where an operand was expected"),
        ("A*x == x", "one shape"),
        ("A >> 0", "orders symmetric matrices"),
        ("x is integer", "is no constraint"),
        ("x is round", "is no constraint"),
        (r"x \ne 0", "no relation of a constraint"),
        (r"x \ge 0, x \le 1", "one constraint is read at a time"),
        ("", "the text is empty"),
    ],
)
def test_what_is_no_constraint(text: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        posed(text)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pose(x.T @ x, []), "there is no unknown"),
        (lambda: pose([], x), "nothing to solve"),
        (lambda: pose(x.T @ x, x, "least"), "sense is 'min', 'max' or None"),
        (lambda: pose(x.T @ x + 7, "z"), "'z' is no symbol of the problem; its symbols: x"),
        (lambda: pose(x, x), "needs a scalar objective"),
        (lambda: pose(x.T @ x, x, constraints=[7]), "7 is no constraint"),
        (lambda: pose(x.T @ x, ex.samples("y", m, n)), "'y' is no symbol of the problem"),
        (lambda: pose(x.T @ x, A @ x), "with respect to a symbol"),
        (lambda: pose(ex.vector("z", n, "binary").T @ b, "z"), "a set of separate points"),
    ],
)
def test_what_is_no_problem(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ex.ExtremumError, match=message):
        call()


@pytest.mark.parametrize(
    ("fact", "constraints", "left"),
    [
        ("unit", ["norm2(u)^2 == 1"], ()),
        ("simplex", ["sum(u) == 1", "u >= 0"], ()),
        ("nonnegative", ["u >= 0"], ()),
        ("positive", [], ("positive",)),
    ],
)
def test_structures_of_unknowns_are_constraints(fact: str, constraints: list[str], left: tuple[str, ...]) -> None:
    u = ex.vector("u", n, fact)
    released, free = pose(b.T @ u, u).released()
    assert [str(constraint) for constraint in released.constraints] == constraints
    assert free[u].assumptions == left


def test_a_positive_semidefinite_unknown_stays_symmetric() -> None:
    S = ex.matrix("S", n, n, "positive_semidefinite")
    released, free = pose(ex.tr(S), S).released()
    assert [str(constraint) for constraint in released.constraints] == ["S >> 0"]
    assert free[S].assumptions == ("symmetric",)


def test_a_problem_is_written() -> None:
    problem = pose("x'*Q*x", "x", "min", ["A*x == b", "x >= 0"], "Q[n,n]; x[n]; A[p,n]; b[p]")
    assert str(problem) == "minimize x'*Q*x\n  over x\n  subject to A*x == b\n             x >= 0"


@pytest.mark.parametrize("sign", RELATIONS)
def test_violations_measure_how_far_the_gap_is_from_its_cone(sign: str) -> None:
    rng = np.random.default_rng(0)
    relation, half = RELATIONS[sign], rng.normal(size=(3, 3))
    inside = {"zero": np.zeros((3, 3)), "nonnegative": np.abs(half), "positive semidefinite": half @ half.T}
    gap = inside[relation.cone.name]
    assert relation.cone.violation(gap) <= 1e-12
    assert relation.cone.violation(gap - 100 * np.eye(3)) > 1
