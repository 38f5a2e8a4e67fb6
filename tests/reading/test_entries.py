"""Entries, rows, columns and blocks, and sums over them, against NumPy indexing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex

DECLARED = "x[n]; w[n]; y[m]; r[1,n]; M[n,m]; S[n,n]; u[d] for i in 1..n"
Data = dict[str, Any]

ENTRIES: dict[str, Callable[[Data], Any]] = {
    "x[1]": lambda a: a["x"][0],
    "x[end]": lambda a: a["x"][-1],
    "x[n-1]": lambda a: a["x"][-2],
    "r[2]": lambda a: a["r"][0, 1],
    "M[1,2]": lambda a: a["M"][0, 1],
    "M[end,1]": lambda a: a["M"][-1, 0],
    "M[2,:]": lambda a: a["M"][1:2],
    "M[:,2]": lambda a: a["M"][:, 1:2],
    "M[1:2,:]": lambda a: a["M"][:2],
    "M[2:end,1]": lambda a: a["M"][1:, :1],
    "M[:,:]": lambda a: a["M"],
    "x[2:end]": lambda a: a["x"][1:, None],
    "(S*M)[1,2]": lambda a: (a["S"] @ a["M"])[0, 1],
    "M'[2,1]": lambda a: a["M"][0, 1],
    "(x + w)[2]*y": lambda a: (a["x"][1] + a["w"][1]) * a["y"][:, None],
    "u[2][1]": lambda a: a["u"][1, 0],
    "[x[1], 2; r[3], M[1,1]]": lambda a: np.array([[a["x"][0], 2], [a["r"][0, 2], a["M"][0, 0]]]),
    "x[2]^2*exp(M[1,1])": lambda a: a["x"][1] ** 2 * np.exp(a["M"][0, 0]),
}

SUMS: dict[str, tuple[str, Callable[[Data], Any]]] = {
    "sum_i(x[i]*w[i])": ("x'*w", lambda a: a["x"] @ a["w"]),
    "sum_i(sum_j(M[i,j]*x[i]*y[j]))": ("x'*M*y", lambda a: a["x"] @ a["M"] @ a["y"]),
    "sum_i(S[i,i])": ("tr(S)", lambda a: np.trace(a["S"])),
    "sum_i(sum_j(S[i,j]*S[j,i]))": ("tr(S^2)", lambda a: np.trace(a["S"] @ a["S"])),
    "sum_i(sum_j(M[i,j]^2))": ("norm2(M)^2", lambda a: np.sum(a["M"] ** 2)),
    "sum_i(x[i])": ("sum(x)", lambda a: a["x"].sum()),
    "sum_i(x[i]*M[i,:])": ("x'*M", lambda a: (a["x"] @ a["M"])[None]),
    "sum_i(M[i,:]'*M[i,:])": ("M'*M", lambda a: a["M"].T @ a["M"]),
    "sum_i(x[i]*M[i,:]'*M[i,:])": ("M'*diag(x)*M", lambda a: a["M"].T @ np.diag(a["x"]) @ a["M"]),
    "sum_i(w[i]*exp(x[i]^2/(1 + S[i,i]^2)))": (
        "w'*exp(x.^2./(1 + diagonal(S).^2))",
        lambda a: a["w"] @ np.exp(a["x"] ** 2 / (1 + np.diag(a["S"]) ** 2)),
    ),
    "sum_i(x[i]^2, 2, n)": ("norm2(x[2:n])^2", lambda a: np.sum(a["x"][1:] ** 2)),
    "sum_i((x[i+1] - x[i])^2, 1, n-1)": ("norm2(x[2:n] - x[1:n-1])^2", lambda a: np.sum(np.diff(a["x"]) ** 2)),
    "sum_ij(S[i,j]*x[i]*w[j], i != j)": (
        "x'*(S.*(ones(n, n) - eye(n)))*w",
        lambda a: sum(a["S"][i, j] * a["x"][i] * a["w"][j] for i in range(4) for j in range(4) if i != j),
    ),
    "sum_ij(S[i,j]*x[i], i < j)": (
        "x'*(S.*(triu(ones(n, n)) - eye(n)))*ones(n)",
        lambda a: sum(a["S"][i, j] * a["x"][i] for i in range(4) for j in range(4) if i < j),
    ),
    "sum_ij((x[i] - w[j])^2, i >= j)": (
        "sum(tril(ones(n, n)).*(x*ones(1, n) - ones(n)*w').^2)",
        lambda a: sum((a["x"][i] - a["w"][j]) ** 2 for i in range(4) for j in range(4) if i >= j),
    ),
    "sum_ij(S[i,j]*(x[i] - x[j])^2)": (
        "sum(S.*(x*ones(1, n) - ones(n)*x').^2)",
        lambda a: np.sum(a["S"] * (a["x"][:, None] - a["x"]) ** 2),
    ),
    "sum_ij(norm2(u[i] - u[j])^2, i < j)": (
        "sum_i(sum_j(less(i, j)*norm2(u[i] - u[j])^2))",
        lambda a: sum(np.sum((a["u"][i] - a["u"][j]) ** 2) for i in range(4) for j in range(4) if i < j),
    ),
    "sum_ij(x[i]*u[j]'*u[i], i > j)": (
        "sum_i(sum_j(less(j, i)*x[i]*u[j]'*u[i]))",
        lambda a: sum(a["x"][i] * a["u"][j] @ a["u"][i] for i in range(4) for j in range(4) if i > j),
    ),
    "sum_i(S[i,i+1], 1, n-1)": ("tr(S[1:n-1,2:n])", lambda a: np.trace(a["S"], 1)),
    "prod_i(x[i]^2)": ("prod(x.^2)", lambda a: np.prod(a["x"] ** 2)),
}


def data(seed: int) -> Data:
    rng = np.random.default_rng(seed)
    shapes = {"x": (4,), "w": (4,), "y": (3,), "r": (1, 4), "M": (4, 3), "S": (4, 4), "u": (4, 2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def evaluated(expr: ex.Expr, values: Data) -> Any:
    names = {symbol.name for symbol in expr.symbols}
    return expr.evaluate({"n": 4, "m": 3, "d": 2, **{name: values[name] for name in names}})


@pytest.mark.parametrize("text", ENTRIES)
def test_entries_are_those_of_numpy(text: str) -> None:
    expr, values = ex.parse(text, DECLARED), data(1)
    assert np.allclose(np.ravel(evaluated(expr, values)), np.ravel(ENTRIES[text](values)))


@pytest.mark.parametrize("text", [*ENTRIES, *SUMS])
def test_entries_are_printed_in_the_language(text: str) -> None:
    expr = ex.parse(text, DECLARED)
    assert ex.parse(str(expr), DECLARED) is expr


@pytest.mark.parametrize("text", SUMS)
def test_sums_over_entries_end(text: str) -> None:
    same, value = SUMS[text]
    expr, values = ex.parse(text, DECLARED), data(2)
    assert expr is ex.parse(same, DECLARED)
    assert np.allclose(evaluated(expr, values), value(values))


@pytest.mark.parametrize(
    "text", ["x[2]^3*w[1] + exp(M[1,2])", "sum_i(sum_j(S[i,j]*(x[i] - x[j])^2))", "norm2(M[2:end,:]*y)^2"]
)
def test_gradients_of_entries_are_the_differences(text: str) -> None:
    f, values, step = ex.parse(text, DECLARED), data(3), 1e-6
    for variable in sorted(symbol.name for symbol in f.symbols):
        gradient = np.asarray(evaluated(ex.gradient(f, variable), values)).reshape(values[variable].shape)
        for at in np.ndindex(*values[variable].shape):
            ends = []
            for sign in (1, -1):
                moved = {**values, variable: values[variable].copy()}
                moved[variable][at] += sign * step
                ends.append(float(evaluated(f, moved)))
            assert gradient[at] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-5, abs=1e-6)


def test_an_entry_beyond_the_data_is_an_error() -> None:
    with pytest.raises(ex.DataError, match="4 entries where 6"):
        ex.parse("x[6]", "x[n]").evaluate({"x": np.ones(4)})


def test_numbers_with_two_indices_are_the_entries_of_a_matrix() -> None:
    declared = "z[] for i in 1..N, j in 1..M; x[N]"
    assert ex.parse("sum_ij(z[i,j]^2)", declared) is ex.parse("norm2(Z)^2", Z=ex.matrix("z", *ex.dims("N M")))
    assert ex.parse("sum_ij(z[i,j]*x[i])", declared) is ex.parse("sum(x'*z)", "z[N,M]; x[N]")


def test_rows_by_a_word() -> None:
    assert ex.parse("x*A*x'", "x[n]: row; A[n,n]") is ex.parse("x*A*x'", "x[1,n]; A[n,n]")
    assert ex.parse("r", "r[n]: row, positive").shape == (ex.dims("n") * 0 + 1, ex.dims("n"))


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("z[d] for i in 1..N, j in 1..M", "what has two indices is a number here"),
        ("z[] for i in 0..N, j in 1..M", "start with 1"),
        ("x[n,m]: row", "a row is declared as"),
        ("x: row", "a row is declared as"),
    ],
)
def test_malformed_declarations(declaration: str, message: str) -> None:
    with pytest.raises(ex.ParseError, match=message):
        ex.parse("1", declaration)
