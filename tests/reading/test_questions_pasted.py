r"""Pasted questions: a derivative on both sides, problems with cones and conditions, ``lam`` without a backslash."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.errors import ExtremumError
from extremum.problems.tex import pieces

BOTH = [
    (r"\nabla_\theta J(\theta)=\nabla_\theta\,\frac12\,(X\theta-\vec{y})^T(X\theta-\vec{y})",
     "X[n,m]; theta[m]; y[n]", "theta", "X'*(X*theta - y)"),
    (r"\nabla f(x) = \nabla_x \|Ax-b\|^2", "A[n,m]; x[m]; b[n]", "x", "2*A'*(A*x - b)"),
    (r"\frac{\partial J}{\partial w} = \frac{\partial}{\partial w} \|Xw-y\|^2", "X[n,m]; w[m]; y[n]", "w",
     "2*X'*(X*w - y)"),
    (r"\frac{dJ}{dw} = \frac{d}{dw} \|Xw-y\|^2", "X[n,m]; w[m]; y[n]", "w", "2*X'*(X*w - y)"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "declared", "by", "text"), BOTH)
def test_a_derivative_on_both_sides_is_the_question(formula: str, declared: str, by: str, text: str) -> None:
    found = ex.read_latex(formula, declared)
    assert found.by == by
    assert ex.equal(found.expr, ex.parse(text, declared))
    assert any("the right-hand side is asked for" in note for note in found.notes)


@pytest.mark.parametrize(
    "formula",
    [r"\nabla_x f = 2 A x", r"\nabla_x f = \nabla_x x^\top x + 2 x", r"\nabla_x f = \nabla_y x^\top A y"],
)
def test_other_right_hand_sides_are_claims(formula: str) -> None:
    with pytest.raises(ExtremumError, match="claims what a derivative is"):
        ex.read_latex(formula)


QUADRATIC = r"\tfrac12x^{\top}Px+q^{\top}x \qquad\text{s.t.}\quad Gx\preceq h,\; Ax=b \]"


@pytest.mark.parametrize(
    "head", [r"\mathop{\mathrm{minimize}}_{x}", r"\mathop{\rm minimize}_x", r"\underset{x}{\text{minimize}}", r"\min_x"]
)
def test_the_last_equation_of_a_problem_is_a_constraint(head: str) -> None:
    found = pieces(rf"\[ {head}\quad {QUADRATIC}")
    assert found is not None
    assert (found.sense, found.unknowns, found.constraints) == ("min", ("x",), (r"$Gx\preceq h$", "$Ax=b$"))


def test_a_problem_outside_of_solve_is_refused_for_its_conditions() -> None:
    with pytest.raises(ExtremumError, match="conditions are no part of an expression"):
        ex.read_latex(rf"\[ \min_x {QUADRATIC}")


def test_a_quadratic_program_with_an_equation_is_solved() -> None:
    text = r"\[ \mathop{\mathrm{minimize}}_{x}\quad \tfrac12x^{\top}Px+q^{\top}x \quad\text{s.t.}\quad x = b \]"
    assert str(ex.solve(text, declarations="P[n,n]: positive_definite; q[n]; x[n]; b[n]")["x"]) == "b"


@pytest.mark.parametrize(
    ("text", "constraint"),
    [
        (r"\min_{x\in\mathbb R^n_+} \|x-b\|^2", r"$x \ge 0$"),
        (r"\min_{x \in \mathbb{R}_{+}^{n}} \|x-b\|^2", r"$x \ge 0$"),
        (r"\min_{X\in\mathbb{S}_+^n} \|X - B\|_F^2", r"$X \succeq 0$"),
        (r"\min_{X\in\mathbb{S}^n} \|X - B\|_F^2", r"$X = X^\top$"),
        (r"\min_{X\in\mathbb S_{++}^{n}} \operatorname{tr}(C X) - \log\det X", r"$X = X^\top$"),
    ],
)
def test_a_cone_below_min_is_a_constraint(text: str, constraint: str) -> None:
    found = pieces(text)
    assert found is not None
    assert found.constraints == (constraint,)


def test_the_projection_on_nonnegative_vectors() -> None:
    assert str(ex.solve(r"\min_{x\in\mathbb R^n_+} \|x-b\|^2")["x"]) == "relu(b)"
    assert str(ex.solve(r"\min_x \|x-b\|^2 \text{ s.t. } x \succeq 0")["x"]) == "relu(b)"


def test_the_nearest_symmetric_matrix() -> None:
    found = ex.solve(r"\min_{X\in\mathbb{S}^n} \|X - B\|_F^2", declarations="X[n,n]; B[n,n]")["X"]
    assert ex.equal(found, ex.parse("(B + B')/2", "B[n,n]"))


def test_a_set_that_is_not_known_is_refused_and_not_left_out() -> None:
    with pytest.raises(ExtremumError, match="names a set that is not known"):
        ex.solve(r"\min_{x\in\mathcal{X}} \|x-b\|^2")


@pytest.mark.parametrize("short", ["lam", "eps"])
def test_greek_letters_typed_short_are_names(short: str) -> None:
    found = ex.read_latex(f"tr(W^T X^T L X W) + {short} * ||W||_{{2,1}}")
    assert ex.equal(found.expr, ex.parse(f"tr(W'*X'*L*X*W) + {short}*norm_21(W)", f"W[n,m]; X[k,n]; L[k,k]; {short}"))
    assert any(note.startswith(f"{short} is read as one name") for note in found.notes)


def test_letters_that_stand_alone_elsewhere_are_factors() -> None:
    assert str(ex.read_latex("lam + l + a + m").expr) == "a*l*m + a + l + m"
