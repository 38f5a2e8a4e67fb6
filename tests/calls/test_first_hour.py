"""What a newcomer's first hour met: wrong or refused once, and each of its kind a test since."""

from __future__ import annotations

import json
import math
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import UndeclaredError


# -- recurrences under sums --------------------------------------------------------------------------------------------
def _sums(expr: ex.Expr) -> tuple[ex.Expr, ex.Expr]:
    """``Σ_t ‖x[t] - y[t]‖²`` along ``x[t+1] = A x[t]``, and A."""
    n, T = ex.dims("n T")
    A, t, y = ex.matrix("A", n, n), ex.index("t", T, start=0), ex.family("y", n, 1, T)
    x = ex.recurrence("x", ex.vector("x0", n), lambda state: A @ state, t)
    return ex.sum(ex.norm2(x[t] - y[t]) ** 2, t), A


@pytest.mark.parametrize("style", ["jacobian", "differential"])
def test_a_sum_over_states_has_no_false_line_and_no_inner_name(style: str) -> None:
    J, A = _sums(ex.scalar("s"))
    steps = ex.derive(J, A, style=style)
    shown = str(steps)
    assert "#" not in shown and "%" not in shown
    assert all(found.verdict != "differs" for found in steps.verify())


@pytest.mark.parametrize("horizon", [0, 1, 3])
def test_code_of_a_sum_over_states_runs_at_every_horizon(horizon: int) -> None:
    J, A = _sums(ex.scalar("s"))
    data = {"A": np.array([[0.5, 0.1], [0.0, 0.3]]), "x0": np.array([1.0, 2.0]), "y": np.ones((horizon, 2, 1))}
    grad = ex.compile(ex.gradient(J, A))
    value = grad(data, T=horizon)

    def loss(matrix: np.ndarray) -> complex:
        state, total = data["x0"].astype(complex), 0j
        for k in range(horizon):
            total += ((state - data["y"][k, :, 0]) ** 2).sum()
            state = matrix @ state
        return total

    expected = np.zeros((2, 2))
    for place in np.ndindex(2, 2):
        step = np.zeros((2, 2), dtype=complex)
        step[place] = 1e-20j
        expected[place] = loss(data["A"] + step).imag / 1e-20
    np.testing.assert_allclose(value, expected, atol=1e-12)


def test_a_network_of_symbolic_depth_is_trained() -> None:
    n, L = ex.dims("n L")
    k, W = ex.index("k", L, start=0), ex.family("W", n, n, L)
    y = ex.recurrence("y", ex.vector("x", n), lambda state: ex.tanh(W[k] @ state), k)
    found = ex.minimize(ex.norm2(y[L] - ex.vector("z", n)) ** 2, "W", {"x": [0.5, -0.2], "z": [0.3, 0.1]}, L=2)
    assert found.converged and found.value < 1e-10 and found.x["W"].shape == (2, 2, 2)


# -- numbers that overflow ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "value"),
    [("sum(log(1+exp(x)))", 800.0), ("sum(log(sigmoid(-x)))", -800.0), ("sum(log(cosh(x)))", 800 - math.log(2))],
)
def test_evaluation_and_code_agree_where_exponentials_overflow(text: str, value: float) -> None:
    f = ex.parse(text, "x[n]")
    assert f.evaluate(x=[800.0]) == pytest.approx(value) and ex.compile(f)(x=[800.0]) == pytest.approx(value)


# -- how a search ended ------------------------------------------------------------------------------------------------
def test_what_is_unbounded_or_has_a_corner_is_not_said_to_converge() -> None:
    falling = ex.minimize("-norm2(x)^2", "x", declarations="x[3]")
    assert not falling.converged and falling.status == "unbounded" and math.isfinite(falling.value)
    json.loads(json.dumps(falling.to_dict(), allow_nan=False))
    least = ex.minimize("norm1(x - c)", "x", c=[1.0, -2.0], declarations="x[2]; c[2]")
    assert not least.converged or abs(least.value) < 1e-6


@pytest.mark.parametrize(("text", "x"), [("sin(a)*s^2 - s", "s"), ("(lam - 100)*s^2 - s", "s")])
def test_a_kind_is_not_asserted_where_it_depends_on_the_data(text: str, x: str) -> None:
    kind = ex.solve(text, x).kind
    assert "where" in kind or kind == "stationary"


def test_a_jump_is_no_smooth_minimum() -> None:
    with pytest.raises(ex.UnsupportedError, match="jumps in x"):
        ex.solve("norm2(x - b)^2 + lam*sum(sign(x))", "x", declarations="x[n]; b[n]; lam")


def test_a_saddle_over_invertible_matrices_is_no_maximum() -> None:
    found = ex.solve("logdet(X) - tr(A*X)", "X", declarations="X[n,n]: invertible; A[n,n]")
    assert found.kind.startswith("stationary")


def test_a_term_that_is_nearly_nothing_is_seen() -> None:
    claim = "2*x + exp(-10^6*(1 + norm2(x)^2))*x"
    assert not ex.check("norm2(x)^2", "x", claim, "x[n]").right


def test_complex_data_are_refused() -> None:
    with pytest.raises(ex.DataError, match="complex entries"):
        ex.parse("norm2(x)^2", "x[n]").evaluate(x=[1 + 2j, 3])


# -- options and types -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("option", [{"max_iter": 1}, {"tol": 1.0}, {"bounds": [(0, 1)]}, {"jac": True}])
def test_a_misspelt_option_is_an_error(option: dict[str, Any]) -> None:
    with pytest.raises(ex.ExtremumError, match=next(iter(option))):
        ex.minimize("norm2(x)^2", "x", declarations="x[2]", **option)


def test_only_dimensions_of_an_expression_are_sizes() -> None:
    with pytest.raises(ex.DataError, match="q"):
        ex.norm2(ex.vector("x", "n")).evaluate(x=[1.0], q=3)


def test_a_dimension_in_arithmetic_is_a_number() -> None:
    N, lam, S = ex.dims("N"), ex.scalar("lam"), ex.matrix("S", "d", "d", "positive_definite")
    found = [N / 2 * ex.logdet(S), 1 / N * lam, 0.5 * N * lam, N**0.5 * lam, ex.Rational(1, 2) * N * lam]
    assert list(map(str, found)) == ["N/2*log(det(S))", "lam/N", "N/2*lam", "sqrt(N)*lam", "N/2*lam"]
    assert (Fraction(1, 2) * N * lam) is found[2]


def test_texts_and_expressions_are_taken_wherever_either_is() -> None:
    x = ex.vector("x", "n")
    assert str(ex.gradient("norm2(x)^2", "x", "x[n]")) == "2*x"
    assert ex.norm2(x).evaluate({x: [3.0, 4.0]}) == 5.0
    with pytest.raises(ex.ExtremumError, match="index"):
        ex.sum(x, 0)  # type: ignore[arg-type]
    assert ex.trace is ex.tr and ex.norm is ex.norm2
    for name in ("lgamma", "digamma", "max", "min", "where", "step", "polar", "spread", "SolutionSet", "Minimum"):
        assert name in ex.__all__


def test_functions_have_their_other_names() -> None:
    x, A = ex.vector("x", "n"), ex.matrix("A", "n", "n")
    assert ex.norm(x) is ex.norm2(x) and ex.trace(A) is ex.tr(A)
    assert {"step", "polar", "spread", "lgamma", "digamma", "max", "min", "where"} <= set(ex.__all__)
    with pytest.raises(ex.ExtremumError, match=r"ex.sum needs an index such as ex.index\('i', n\), not 0"):
        ex.sum(A, 0)  # type: ignore[arg-type]


def test_two_symbols_of_one_name_are_an_error() -> None:
    with pytest.raises(ex.ExtremumError, match="x"):
        ex.gradient(ex.norm2(ex.vector("x", "n")) + ex.sum(ex.vector("x", "n", "positive")), "x")


def test_two_indices_of_one_name_are_an_error() -> None:
    n, T = ex.dims("n T")
    states = ex.recurrence("x", ex.vector("x0", n), lambda x: ex.tanh(x), ex.index("t", T, start=0))
    late = ex.norm2(states[ex.index("r", T + 1)]) ** 2
    with pytest.raises(ex.ExtremumError, match=r"r goes over 1\.\.T, and in .* it goes over 1\.\.T \+ 1; declare it"):
        ex.sum(late, ex.index("r", T))
    with pytest.raises(ex.ExtremumError, match="two indices have one name"):
        ex.prod(late, ex.index("r", T))


def test_fits_and_informations_pickle() -> None:
    loglik = ex.parse("sum_i(y[i]*log(v) - v*exp(m))", ["y[] for i in 1..N", "v: positive", "m"])
    asked = ex.information(loglik, ["v", "m"])
    assert str(pickle.loads(pickle.dumps(asked))) == str(asked)
    x, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2.0
    f = "sum_i(y[i]*x[i]'*b - log(1 + exp(x[i]'*b)))"
    fit = ex.fit(f, "b", {"x": x, "y": y}, declarations="x[d] for i in 1..N; y[] for i in 1..N; b[d]")
    assert str(pickle.loads(pickle.dumps(fit))) == str(fit)


def test_functions_and_families_pickle() -> None:
    run = pickle.loads(pickle.dumps(ex.compile(ex.parse("norm2(x)^2", "x[n]"))))
    assert run(x=[1.0, 2.0]) == 5.0
    x = ex.samples("x", "d", "N")
    assert pickle.loads(pickle.dumps(x))[1] is x[1]


def test_a_vector_plus_a_scalar_broadcasts_and_a_matrix_does_not() -> None:
    assert str(ex.vector("x", "n") + ex.scalar("s")) == "x + s"
    with pytest.raises(ex.ShapeError):
        ex.matrix("A", "n", "m") + ex.scalar("s")


def test_a_claim_may_be_a_function_and_several_variables_are_derived_at_once() -> None:
    f = ex.parse("norm2(A*x - b)^2", "A[n,m]; x[m]; b[n]")
    verdict = ex.check(f, "x", lambda A, x, b: 2 * A.T @ (A @ x - b))
    assert verdict and "numbers" in f"{verdict.explanation} {verdict.evidence} {verdict.notes}"
    assert [str(d.result) for d in ex.derive(f, ["x", "b"])] == ["2*A'*(A*x - b)", "2*(b - A*x)"]
    x, y = ex.vector("x", "m"), ex.vector("y", "m")
    assert str(f.replace({x: 2 * y})) == "norm2(2*A*y - b)^2"


# -- what is read and shown --------------------------------------------------------------------------------------------
def test_inference_uses_what_is_known() -> None:
    assert ex.parse_with_inference("log(det(X))")[1] == ["X[n,n]"]
    assert str(ex.gradient("x'*A*x", "x", "A[n,n]")) == "(A + A')*x"


def test_a_pasted_name_that_is_a_number_by_accident_is_noted() -> None:
    (note,) = ex.read_latex(r"x^\top A x", "A; x").notes
    assert "x is declared as a number" in note and "x[n]" in note
    assert not ex.read_latex(r"x^\top A x", "A[n,n]; x[n]").notes


def test_answers_are_what_a_person_writes() -> None:
    assert str(ex.gradient("norm2(x - y)", "x", "x[n]; y[n]")) == "(x - y)/norm2(x - y)"
    assert str(ex.gradient("norm2(x - y)", "y", "x[n]; y[n]")) == "(y - x)/norm2(y - x)"
    assert str(ex.gradient("norm2(x - y)^3", "x", "x[n]; y[n]")) == "3*norm2(x - y)*(x - y)"
    assert str(ex.gradient("norm2(b - A*x)", "x", "A[n,m]; x[m]; b[n]")) == "A'*(A*x - b)/norm2(A*x - b)"
    logistic = "-y'*log(sigmoid(X*w)) - (ones(n) - y)'*log(1 - sigmoid(X*w))"
    assert str(ex.gradient(logistic, "w", "X[n,m]; w[m]; y[n]")) == "X'*(sigmoid(X*w) - y)"
    put_in = ex.solve("(s - a)^2 + (t - (2 + (s - a)^2)/(1 + (s - a)^2))^2", ["s", "t"], declarations="s; t; a")
    assert put_in.to_text().splitlines()[:2] == ["s = a", "t = 2"]
    for text in ("sum(sigmoid(-x))", "sum(log(sigmoid(-x)))", "sum(log(1 + exp(x)))"):
        gradient = ex.gradient(ex.parse(text, "x[n]"), "x")
        assert "--" not in ex.compile(gradient).source


def test_maxima_with_a_number_are_one_function() -> None:
    x = ex.vector("x", "n")
    assert ex.max(0, x) is ex.relu(x) is ex.max(x, 0) and str(ex.min(0, x)) == "-relu(-x)"
    assert str(ex.parse("sum(max(0, 1 - y.*x))", "x[n]; y[n]")) == "sum(relu(1 - x.*y))"


def test_a_hinge_without_declarations_and_a_pseudoinverse() -> None:
    hinge = ex.read_latex(r"\sum_{i=1}^n \max(0, 1 - y_i (w^\top x_i + b))")
    assert "y[] for i in 1..n" in hinge.inferred and str(hinge.expr) == "sum_i(relu(1 - y[i]*(w'*x[i] + b)))"
    (note,) = ex.read_latex("A^+ b").notes
    assert "pseudoinverse" in note


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ex.softmax(ex.matrix("A", "n", "m")), "softmax_rows"),
        (lambda: ex.parse("x[t+1] = A*x[t]"), "="),
        (lambda: ex.parse("foo(x)", "x[n]"), "foo"),
    ],
)
def test_messages_name_what_fixes_it(call: object, words: str) -> None:
    with pytest.raises(ex.ExtremumError, match=words):
        call()  # type: ignore[operator]


def test_unknown_functions_are_undeclared() -> None:
    with pytest.raises(UndeclaredError):
        ex.parse("foo(x)", "x[n]")
