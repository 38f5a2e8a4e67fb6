r"""Pasted questions: a derivative on both sides, problems with cones and conditions, ``lam`` without a backslash."""

from __future__ import annotations

import numpy as np
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
        (r"\min_{X\in\mathbb S_{++}^{n}} \operatorname{tr}(C X) - \log\det X", r"$X \succ 0$"),
        (r"\min_{x > 0} a^\top x - \mathbf 1^\top \log x", "$x > 0$"),
        (r"\min_x \|x-b\|^2 \quad s.t. \quad \mathbf 1^\top x = 1", r"$\mathbf 1^\top x = 1$"),
        (r"\min_p \sum_i p_i \log p_i, \; \sum_i p_i = 1", r"$\sum_i p_i = 1$"),
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


@pytest.mark.parametrize("below", [r"X \succ 0", r"0 \prec X", r"X \in \mathbb{S}_{++}^n"])
def test_an_open_set_below_min_holds_the_unknown(below: str) -> None:
    declared = "X[n,n]; B[n,n]; S[n,n]: positive_definite"
    found = ex.solve(rf"\min_{{{below}}} \operatorname{{tr}}(S X) - \log\det X", declarations=declared)
    assert str(found["X"]) == "inv(S)" and found.kind == "global minimum"
    nearest = ex.solve(rf"\min_{{{below}}} \|X - B\|_F^2", declarations=declared)
    assert "X is positive definite" in map(str, nearest.conditions)


def test_an_open_set_may_be_stated_in_words_and_of_an_expression_in_python() -> None:
    declared = "a: positive; b: positive; x"
    assert (
        str(ex.solve("a*x + b/x", "x", "min", constraints=["x is positive"], declarations=declared)["x"]) == "sqrt(b/a)"
    )
    n = ex.dims("n")
    X, S = ex.matrix("X", n, n), ex.matrix("S", n, n, "positive_definite")
    f, inside = ex.tr(S @ X) - ex.logdet(X), ["X is positive definite"]
    assert str(ex.solve(f, X, "min", constraints=inside)[X]) == "inv(S)"
    run = ex.minimize(f, X, {"S": np.diag([1.0, 2.0])}, constraints=inside)
    assert run.converged and np.allclose(run.x[X], np.diag([1, 0.5]))


def test_what_defines_a_name_behind_an_objective_is_no_constraint() -> None:
    found = pieces(r"\min_z -y^\top \log p, \; p = \text{softmax}(z)")
    assert found is not None and not found.constraints and found.unknowns == ("z",)
