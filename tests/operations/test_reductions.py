"""Functions of all entries, of rows and of columns, against NumPy and SciPy; their gradients against differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special

import extremum as ex

DECLARED = "A[n,m]; x[n]; r[1,m]; p: positive"

VALUES: dict[str, Callable[[Any], Any]] = {
    "mean(A)": lambda d: d["A"].mean(),
    "var(A)": lambda d: d["A"].var(),
    "std(x)": lambda d: d["x"].std(),
    "rowsums(A)": lambda d: d["A"].sum(axis=1),
    "colsums(A)": lambda d: d["A"].sum(axis=0),
    "rowmeans(A)": lambda d: d["A"].mean(axis=1),
    "colmeans(A)": lambda d: d["A"].mean(axis=0),
    "softmax_rows(A)": lambda d: scipy.special.softmax(d["A"], axis=1),
    "softmax_cols(A)": lambda d: scipy.special.softmax(d["A"], axis=0),
    "softmax(r)": lambda d: scipy.special.softmax(d["r"]),
    "logsumexp(r)": lambda d: scipy.special.logsumexp(d["r"]),
    "logsumexp_rows(A)": lambda d: scipy.special.logsumexp(d["A"], axis=1),
    "logsumexp_cols(A)": lambda d: scipy.special.logsumexp(d["A"], axis=0),
    "max(A)": lambda d: d["A"].max(),
    "min(A)": lambda d: d["A"].min(),
    "max(x, 0, 2*x - 1)": lambda d: np.maximum(np.maximum(d["x"], 0), 2 * d["x"] - 1),
    "min(x, p)": lambda d: np.minimum(d["x"], d["p"]),
    "norm_p(x, 3)": lambda d: np.linalg.norm(d["x"], 3),
    "norm_p(x, p)": lambda d: np.linalg.norm(d["x"], d["p"]),
    "norm_21(A)": lambda d: np.linalg.norm(d["A"], axis=1).sum(),
    "max(abs(x))": lambda d: np.linalg.norm(d["x"], np.inf),
}


def data(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"A": rng.normal(size=(4, 3)), "x": rng.normal(size=4), "r": rng.normal(size=(1, 3)), "p": 2.5}


def evaluated(expr: ex.Expr, values: dict[str, Any]) -> Any:
    used = {symbol.name for symbol in expr.symbols}
    return expr.evaluate({"n": 4, "m": 3, **{name: value for name, value in values.items() if name in used}})


@pytest.mark.parametrize("text", VALUES)
def test_values_and_code_are_those_of_numpy(text: str) -> None:
    expr, values = ex.parse(text, DECLARED), data(1)
    right = np.ravel(VALUES[text](values))
    assert np.allclose(np.ravel(evaluated(expr, values)), right)
    code = ex.compile(expr)
    assert np.allclose(np.ravel(code(**{name: values[name] for name in (s.name for s in expr.symbols)})), right)


@pytest.mark.parametrize("text", VALUES)
def test_printed_texts_are_read_back(text: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert ex.parse(str(expr), DECLARED) is expr
    assert ex.parse_latex(ex.latex(expr), DECLARED) is expr


@pytest.mark.parametrize("text", VALUES)
def test_gradients_are_differences(text: str) -> None:
    weighted = ex.parse(f"sum(sin({text}))", DECLARED)
    values, step = data(2), 1e-6
    for variable in sorted({symbol.name for symbol in weighted.symbols} - {"p"}):
        gradient = np.reshape(evaluated(ex.gradient(weighted, variable), values), values[variable].shape)
        for at in np.ndindex(*values[variable].shape):
            ends = []
            for sign in (1, -1):
                moved = {**values, variable: values[variable].copy()}
                moved[variable][at] += sign * step
                ends.append(float(evaluated(weighted, moved)))
            assert gradient[at] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-5, abs=1e-6)


def test_values_do_not_overflow() -> None:
    big = np.array([[1000.0, 0.0], [-1000.0, -1001.0]])
    for name in ("softmax", "logsumexp"):
        right = getattr(scipy.special, name)(big, axis=1)
        assert np.allclose(ex.parse(f"{name}_rows(A)", "A[n,m]").evaluate({"A": big}), right)


def test_a_largest_entry_has_a_kink() -> None:
    (kink,) = ex.kinks(ex.parse("max(x)", "x[n]"), "x")
    assert "several entries are largest" in str(kink)


def test_softmax_of_a_matrix_says_what_to_write() -> None:
    with pytest.raises(ex.ShapeError, match="softmax_rows"):
        ex.parse("softmax(A)", DECLARED)
