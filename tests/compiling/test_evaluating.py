"""``evaluate`` by generated code from the second time on: the same values, the same errors, and nothing kept alive."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.evaluating import _PROGRAMS
from extremum.data.binding import interpreted

FORMULAS: list[tuple[str, list[str]]] = [
    ("norm2(X*w - y)^2 + lam*norm2(w)^2", ["X[n,m]", "w[m]", "y[n]", "lam"]),
    ("y'*inv(S)*y + logdet(S)", ["y[n]", "S[n,n]: positive_definite"]),
    ("X*w", ["X[n,m]", "w[m]"]),
    ("w'", ["w[m]"]),
    ("X", ["X[n,m]"]),
    ("n*lam", ["X[n,m]", "lam"]),
    ("sum_i((x[i] - w)*(x[i] - w)')", ["x[m] for i in 1..N", "w[m]"]),
    ("eye(m) + w*w'", ["w[m]"]),
]
SIZES = {"n": 4, "m": 3, "N": 6}


def data_for(expr: ex.Expr, rng: np.random.Generator) -> dict[str, Any]:
    """Random data, and the dimensions that they do not tell."""
    found: dict[str, Any] = {"n": 4} if "n*" in str(expr) else {}
    for symbol in expr.symbols:
        shape = [SIZES[str(d)] for d in symbol.shape if d.number is None]
        A = rng.normal(size=[6, *shape] if symbol.op.name == "member" else shape)
        found[symbol.name] = A @ A.T + np.eye(len(A)) if symbol.assumptions else A if shape else float(A)
    return found


@pytest.mark.parametrize(("text", "declarations"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_all_calls_give_the_same(text: str, declarations: list[str]) -> None:
    expr, rng = ex.parse(text, declarations), np.random.default_rng(0)
    for _ in range(4):
        data = data_for(expr, rng)
        found = expr.evaluate(data)
        np.testing.assert_allclose(found, interpreted(expr, data), rtol=1e-12, atol=1e-12)
        assert type(found) is type(interpreted(expr, data))
        assert not any(isinstance(found, np.ndarray) and np.shares_memory(found, a) for a in data.values())
    assert (_PROGRAMS[expr] is None) == expr.op.variable


def test_other_forms_and_shapes_of_data() -> None:
    expr = ex.parse("norm2(X*w - y)^2/lam", FORMULAS[0][1])
    X, w, y = [[1, 2], [3, 4]], [1, 0], np.array([[0.0], [1.0]])
    for lam in (1, 2.0, np.float64(4)):
        for given in ({"X": X, "w": w, "y": y}, {"X": np.array(X, float), "w": np.array(w), "y": y[:, 0]}):
            assert expr.evaluate(given, lam=lam) == expr.evaluate({**given, "lam": lam}) == 5.0 / lam
    assert expr.evaluate(X=np.ones((1, 1)), w=np.ones(1), y=np.zeros(1), lam=0.5) == 2.0
    X_, w_ = (symbol for symbol in expr.symbols if symbol.name in "Xw")
    for _ in range(2):
        assert expr.evaluate({w_: np.ones(1), X_: np.ones((1, 1)), "y": np.zeros(1), "lam": 1}, n=1) == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"y": np.array([np.nan, 0.0])}, {"y": np.array([np.inf, 0.0])}, {"S": -np.eye(2)}, {"S": np.ones((2, 2))},
        {"S": np.array([[1.0, 9.0], [0.0, 1.0]])}, {"y": np.zeros(3)}, {"y": None}, {"y": np.array(["a", "b"])},
        {"S": np.eye(3)}, {"y": np.array([1j, 0])},
    ],
)  # fmt: skip
def test_errors_are_the_same_the_second_time(wrong: dict[str, Any]) -> None:
    expr = ex.parse(*FORMULAS[1])
    right = {"y": np.ones(2), "S": np.eye(2)}
    with pytest.raises(ex.DataError) as expected:
        interpreted(expr, {**right, **wrong})
    for _ in range(3):
        assert expr.evaluate(right) == pytest.approx(2)
        with pytest.raises(ex.DataError) as found:
            expr.evaluate({**right, **wrong})
        assert str(found.value) == str(expected.value)


def test_arrays_that_have_changed_in_place() -> None:
    expr = ex.parse("y'*inv(S)*y + norm2(z)^2", ["y[n]", "S[n,n]: positive_definite", "z[n]"])
    y, S, z = np.ones(2), np.eye(2), np.ones(2)
    for _ in range(4):
        assert expr.evaluate(y=y, S=S, z=z) == 4.0
    z[0] = 2.0
    assert expr.evaluate(y=y, S=S, z=z) == 7.0
    for array, place, value in ((z, 0, np.nan), (y, 1, np.inf), (S, (0, 1), 0.5), (S, (0, 0), -1.0)):
        kept, array[place] = array[place], value
        with pytest.raises(ex.DataError):
            expr.evaluate(y=y, S=S, z=z)
        array[place] = kept


def test_singular_and_missing_data() -> None:
    expr = ex.parse("x'*inv(A)*x", ["A[n,n]", "x[n]"])
    for _ in range(3):
        assert expr.evaluate(A=np.eye(2), x=np.ones(2)) == 2.0
        with pytest.raises(ex.DataError, match="ingular"):
            expr.evaluate(A=np.zeros((2, 2)), x=np.ones(2))
        with pytest.raises(ex.DataError, match="the symbol 'A' has no value"):
            expr.evaluate(x=np.ones(2))
        with pytest.raises(ex.DataError, match="no dimension"):
            expr.evaluate(A=np.eye(2), x=np.ones(2), q=3)


def test_what_does_not_fit_into_memory_is_refused_each_time() -> None:
    expr = ex.parse("a*a'", "a[n]")
    huge = np.broadcast_to(1.0, 10**7)
    for data in (np.ones(2), np.ones(2), huge, huge):
        if len(data) == 2:
            assert expr.evaluate(a=data).sum() == 4.0
        else:
            with pytest.raises(ex.DataError, match="would take"):
                expr.evaluate(a=data)


def test_a_program_does_not_keep_its_expression() -> None:
    expr = ex.parse("log(1 + z'*z)*17", "z[q]")
    for _ in range(3):
        expr.evaluate(z=np.ones(3))
    seen, before = weakref.ref(expr), len(_PROGRAMS)
    del expr
    gc.collect()
    assert seen() is None and len(_PROGRAMS) < before


def test_solutions_are_evaluated_by_code_too() -> None:
    found = ex.solve("norm2(A*x - b)^2 + lam*norm2(x)^2", "x", "min", [], "A[m,n]; x[n]; b[m]; lam: positive")
    rng = np.random.default_rng(0)
    for _ in range(3):
        A, b = rng.normal(size=(5, 2)), rng.normal(size=5)
        (x,) = found.evaluate({"A": A, "b": b, "lam": 2.0}).values()
        np.testing.assert_allclose(x, np.linalg.solve(A.T @ A + 2 * np.eye(2), A.T @ b))
    assert _PROGRAMS[next(iter(found.values.values()))] is not None


@pytest.mark.parametrize("entry", [np.nan, np.inf])
def test_an_array_that_was_changed_in_place_is_looked_at_again(entry: float) -> None:
    """Also where the code gives a finite number: ``1/(1 + exp(-∞))`` is 1."""
    f, x = ex.parse("sum(sigmoid(x)) + sum(step(x))", "x[n]"), np.ones(3)
    for _ in range(3):
        f.evaluate(x=x)
    x[0] = entry
    with pytest.raises(ex.DataError, match=r"x has the entry (nan|inf) at \[0\]"):
        f.evaluate(x=x)


LARGE = ["X[n,m]", "w[m]", "y[n]"]
LOSSES = ["sum(log(1 + exp(X*w))) - y'*X*w", "norm2(X*w - y)^2", "sum(relu(X*w - y))", "sum(exp(-(X*w).^2)) + sum(y)",
          "sum(X)/(1 + sum(exp(X*w)))", "sum(X.*X) + y'*y/(1 + sum(exp(w)))"]  # fmt: skip


@pytest.mark.parametrize("text", LOSSES)
@pytest.mark.parametrize("wrong", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_is_seen_in_large_arrays_that_were_changed(text: str, wrong: float) -> None:
    """Also where a result does not tell of it, as the exponential of -inf or the positive part of nan do not."""
    expr, rng = ex.parse(text, LARGE), np.random.default_rng(0)
    data = {"X": rng.normal(size=(1000, 5)), "w": rng.normal(size=5), "y": rng.normal(size=1000)}
    used = {symbol.name: data[symbol.name] for symbol in expr.symbols}
    for _ in range(3):
        before = expr.evaluate(used)
    for name, array in used.items():
        place = tuple(int(rng.integers(size)) for size in array.shape)
        array[place], kept = wrong, array[place]
        with pytest.raises(ex.DataError, match=name):
            expr.evaluate(used)
        array[place] = kept
        assert expr.evaluate(used) == pytest.approx(before)
