"""Quantities that equations define: values, derivatives, code, texts, derivations, judged by SciPy, by differences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize

import extremum as ex
from extremum.calculus.forward import forward
from extremum.data.binding import interpreted
from tests.calculus.defined import CASES, Case, Data, drawn
from tests.support.draws import part

each = pytest.mark.parametrize("name", CASES)


def _weighted(case: Case, node: ex.Expr) -> tuple[ex.Expr, Callable[[Data], float]]:
    """A number that depends on all entries, and its value by SciPy's."""
    weights = ex.matrix("Weights", *node.shape)
    squared = ex.sum(ex.hadamard(weights, node)) + ex.norm2(node) ** 2 / 2
    return squared, lambda d: float(np.sum(d["Weights"] * case.found(d)) + np.sum(case.found(d) ** 2) / 2)


@each
@pytest.mark.parametrize("n", [1, 3])
def test_values(name: str, n: int) -> None:
    case, node, data = drawn(name, n)
    wanted = case.found(data)
    assert np.allclose(interpreted(node, data), wanted, rtol=1e-9, atol=1e-11)
    assert np.allclose(ex.compile(node)(data), wanted, rtol=1e-9, atol=1e-11)


@each
def test_gradients_against_differences(name: str) -> None:
    case, node, data = drawn(name)
    rng = np.random.default_rng(7)
    f, value = _weighted(case, node)
    data["Weights"] = rng.standard_normal(np.shape(np.atleast_1d(case.found(data))))
    if node.is_scalar:
        data["Weights"] = 0.8
    for symbol in node.symbols:
        gradient = ex.gradient(f, symbol, convention="unstructured" if symbol.assumptions else "projection")
        at = np.asarray(data[symbol.name], dtype=float)
        way = rng.standard_normal(at.shape)
        way = way + way.T if "positive_definite" in symbol.assumptions and at.ndim else way
        ends = [value({**data, symbol.name: at + h * way}) for h in (1e-5, -1e-5)]
        found = np.sum(interpreted(gradient, data) * way)
        assert np.isclose(found, (ends[0] - ends[1]) / 2e-5, rtol=1e-6, atol=1e-8)
        assert np.isclose(np.sum(ex.compile(gradient)(data) * way), found, rtol=1e-8)


@each
def test_jacobians_are_those_of_gradients(name: str) -> None:
    """The chain of factors against the reverse sweep, which solves the transposed system."""
    _, node, data = drawn(name, 2)
    weights = ex.matrix("Weights", *node.shape)
    data["Weights"] = np.random.default_rng(3).standard_normal(tuple(2 if d.number is None else 1 for d in node.shape))
    data["Weights"] = data["Weights"][..., 0] if node.is_column else data["Weights"]
    data["Weights"] = data["Weights"].item() if node.is_scalar else data["Weights"]
    for symbol in node.symbols:
        by_chain = ex.vec(weights).T @ ex.jacobian(node, symbol)
        swept = ex.vec(ex.gradient(ex.sum(ex.hadamard(weights, node)), symbol)).T
        assert np.allclose(interpreted(by_chain, data), interpreted(swept, data), rtol=1e-8, atol=1e-10)


@each
def test_differentials_against_jacobians(name: str) -> None:
    """The tangent, which solves with the Jacobian itself, against the matrix of the whole map."""
    _, node, data = drawn(name, 2)
    for symbol in node.symbols:
        step = ex.matrix("step", *symbol.shape)
        way = np.asarray(np.random.default_rng(11).standard_normal(np.shape(data[symbol.name])))
        given = {**data, "step": way if way.ndim else float(way)}
        moved = interpreted(forward(node, {symbol: step}), given)
        matrix = interpreted(ex.jacobian(node, symbol, convention="unstructured"), data)
        wanted = np.reshape(matrix, (-1, way.size)) @ np.ravel(way, order="F")
        assert np.allclose(np.ravel(moved, order="F"), wanted, rtol=1e-8, atol=1e-10)


@each
def test_hessians_against_differences_of_gradients(name: str) -> None:
    _, node, data = drawn(name, 2)
    f = ex.norm2(node) ** 2
    symbol = next(s for s in reversed(node.symbols) if not s.assumptions or s.is_scalar or len(node.symbols) == 1)
    gradient = ex.gradient(f, symbol)
    at, rng = np.asarray(data[symbol.name], dtype=float), np.random.default_rng(5)
    way = rng.standard_normal(at.shape)
    way = way + way.T if symbol.assumptions and at.ndim == 2 else way
    ends = [np.asarray(interpreted(gradient, {**data, symbol.name: at + h * way})) for h in (1e-5, -1e-5)]
    along = interpreted(ex.hvp(f, symbol, "way"), {**data, "way": way})
    assert np.allclose(along, (ends[0] - ends[1]) / 2e-5, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "style"),
    part(
        list(product(["Stein", "logistic", "root of a matrix", "a row", "a number"], ["jacobian", "differential"])), 3
    ),
)
def test_derivations_say_the_theorem(name: str, style: str) -> None:
    _case, node, _ = drawn(name)
    symbol = node.symbols[-1]
    found = ex.derive(ex.norm2(node) ** 2, symbol, style=style)
    told = [e for step, e in zip(found.steps, found.verify(), strict=True) if "implicit function theorem" in step.rule]
    assert told and all(evidence.verdict in ("proved", "agrees") for evidence in told)
    assert "where" in str(found)


@each
def test_texts_are_read_back(name: str) -> None:
    case, node, _ = drawn(name)
    assert str(node) == case.name
    assert ex.parse(str(node), case.declared) is node
    gradient = ex.gradient(ex.norm2(node) ** 2, node.symbols[0])
    assert ex.parse(str(gradient), case.declared) is gradient


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.exact])
def test_linear_equations_are_proved(name: str) -> None:
    """A linear equation is solved modulo the prime, where a claim is proved."""
    case, node, _ = drawn(name)
    gradient = ex.gradient(ex.norm2(node) ** 2, node.symbols[-1])
    expanded = ex.check(ex.norm2(node) ** 2, node.symbols[-1].name, f"({gradient})*2/2", case.declared)
    assert expanded.right
    wrong = ex.check(ex.norm2(node) ** 2, node.symbols[-1].name, f"2*({gradient})", case.declared)
    assert wrong.right is False


def test_python_and_text_say_the_same() -> None:
    n = ex.dims("n")
    A, Q = ex.matrix("A", n, n), ex.matrix("Q", n, n)
    read = ex.parse("P", "A[n,n]; Q[n,n]; P[n,n]: A'*P*A + Q == P")
    assert ex.implicit("P", (n, n), lambda P: (A.T @ P @ A + Q, P)) is read
    assert ex.implicit("P", (n, n), lambda P: A.T @ P @ A + Q - P) is read
    assert ex.implicit("P", (n, n), lambda P: ex.equal_to(A.T @ P @ A + Q, P)) is read


def test_an_unnamed_function() -> None:
    """``dw/dλ = -F_λ/F_w``: the question of an equation that nobody writes out."""
    found = ex.gradient("w", "lam", "F: function; lam; w[]: F([w; lam]) == 0")
    assert str(found) == "-unit(2, 2)'*grad_F([w; lam])/(grad_F([w; lam])'*[1; 0])"


def test_the_data_say_where_to_start() -> None:
    w = ex.parse("w", "a; w: w^2 == a")
    assert np.isclose(w.evaluate(a=4), 2)
    assert np.isclose(w.evaluate({"a": 4, "w": -1}), -2)
    assert np.isclose(w.evaluate(a=4, w=-1), -2)
    assert np.isclose(ex.parse("w", "a; w: nonnegative, w^2 == a").evaluate({"a": 4, "w": -1}), 2)


@pytest.mark.parametrize("text", ["w^2 + a == 0", "exp(w) == -a", "w^2 + a^2 + 1 == w"])
def test_no_solution_is_said(text: str) -> None:
    w = ex.parse("w", f"a; w: {text}")
    with pytest.raises(ex.DataError, match="w: no solution of the equation that defines it"):
        w.evaluate(a=1)
    with pytest.raises(ex.DataError, match="w: no solution of the equation that defines it"):
        ex.compile(w)(a=1)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("P[n,n]: A*P >= A", "a definition is written"),
        ("P[n,n]: A == 2*A", "does not depend on P"),
        ("P[n,m]: A*A == P", r"(?s)P is n×m, but A\^2 .* is n×n"),
        ("w: nearly, w^2 == s", "unknown assumption 'nearly'"),
        ("P: P*P == A; P[n]", "declared twice"),
        ("P[n,n]: A*P ==", "the text ends"),
        ("w[n]: gradient(w, w) == 0", "a gradient needs a scalar"),
        ("w: w^2 = s", "a definition is written"),
        ("w: 1 == s", "does not depend on w"),
    ],
)
def test_errors(declared: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.parse("1", f"A[n,n]; s; {declared}")


def test_solving_does_not_move_what_equations_define() -> None:
    """What is found for one value of the unknown is not used for another."""
    declared = "X[m,n]; y[m]; V[k,n]; u[k]; a: positive; w[n]: gradient(norm2(X*w - y)^2 + a*norm2(w)^2, w) == 0"
    with pytest.raises(ex.UnsupportedError, match="w is defined by an equation in which the unknowns occur"):
        ex.solve("norm2(V*w - u)^2", "y", declarations=declared)
    assert str(ex.solve("norm2(V*w - u)^2", "u", declarations=declared)["u"]) == "V*w"


def test_bilevel_minimisation() -> None:
    """The best weight of a ridge regression on other data: differences see no slope there."""
    declared = "X[m,n]; y[m]; V[k,n]; u[k]; a: positive; w[n]: gradient(norm2(X*w - y)^2 + a*norm2(w)^2, w) == 0"
    rng = np.random.default_rng(1)
    data = {"X": rng.standard_normal((9, 3)), "V": rng.standard_normal((8, 3))}
    data |= {"y": data["X"] @ [1, -1, 0.2] + rng.standard_normal(9), "u": data["V"] @ [1, -1, 0.2]}

    def loss(a: float) -> float:
        w = np.linalg.solve(data["X"].T @ data["X"] + a * np.eye(3), data["X"].T @ data["y"])
        return float(np.sum((data["V"] @ w - data["u"]) ** 2))

    found = ex.minimize(ex.parse("norm2(V*w - u)^2", declared), "a", data)
    best = scipy.optimize.minimize_scalar(loss, bounds=(1e-3, 100), method="bounded", options={"xatol": 1e-10})
    assert found.converged
    assert np.isclose(found.x["a"], best.x, rtol=1e-4)
