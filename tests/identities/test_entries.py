"""Diagonal matrices of all entries between Kronecker products, and the Hessians by biases that they shorten."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex

_SIZES = {"n": 3, "m": 4, "p": 2, "q": 5, "k": 2}
_ROWS = {"a'": "m", "ones(1,m)": "m", "ones(k,m)": "m", "b'": "n", "ones(1,n)": "n", "ones(k,n)": "n"}
_COLUMNS = {"c": "m", "ones(m)": "m", "ones(m,k)": "m", "d": "n", "ones(n)": "n", "ones(n,k)": "n"}
_WHERE = "M[n,m]; a[m]; b[n]; c[m]; d[n]; A[p,m]; B[p,n]; C[m,q]; D[n,q]; X[n,p]; W[p,m]; Y[n,m]"


def _value(text: str, data: dict[str, np.ndarray]) -> np.ndarray:
    """A factor, by NumPy alone."""
    if text.startswith("ones"):
        shape = [_SIZES.get(size, 1) for size in text[5:-1].split(",")]
        return np.ones(shape if len(shape) == 2 else (*shape, 1))
    found = data[text.rstrip("'")]
    return found.T if text.endswith("'") else found


@pytest.mark.parametrize(("row", "column"), list(product(_ROWS, _COLUMNS)))
def test_entries_between_a_row_and_a_column(row: str, column: str) -> None:
    rng = np.random.default_rng(0)
    shapes = {"M": "nm", "a": "m1", "b": "n1", "c": "m1", "d": "n1", "A": "pm", "B": "pn", "C": "mq", "D": "nq"}
    data = {name: rng.normal(size=[_SIZES.get(s, 1) for s in sizes]) for name, sizes in shapes.items()}
    left = (row, "B") if _ROWS[row] == "m" else ("A", row)
    right = (column, "D") if _COLUMNS[column] == "m" else ("C", column)
    text = f"kron({left[0]}, {left[1]})*diag(vec(M))*kron({right[0]}, {right[1]})"
    expr = ex.parse(text, _WHERE)
    assert "vec" not in str(expr), expr
    expected = (
        np.kron(*(_value(part, data) for part in left))
        @ np.diag(data["M"].T.ravel())
        @ np.kron(*(_value(part, data) for part in right))
    )
    used: dict[str, Any] = {symbol.name: data[symbol.name] for symbol in expr.symbols}
    used |= {size: _SIZES[size] for size in "nmk" if size in str(expr)}
    found = np.reshape(expr.evaluate(**used), expected.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [
        ("sum(exp(X*W + ones(n)*b'))", "b[m]", "diag(colsums(exp(ones(n)*b' + X*W))')"),
        ("sum(Y.*((X*W + c*ones(m)').^2))", "c[n]", "2*diag(rowsums(Y))"),
        ("norm2(Y.*(X*W + c*ones(m)'))^2", "c[n]", "2*diag(rowsums(Y.^2))"),
        ("norm2(Y.*(c*b'))^2", "c[n]", "2*diag(Y.^2*b.^2)"),
    ],
)
def test_hessians_by_biases_have_no_kronecker_products(text: str, by: str, expected: str) -> None:
    where = f"X[n,p]; W[p,m]; Y[n,m]; {by}; {'c[n]' if by == 'b[m]' else 'b[m]'}"
    assert str(ex.hessian(text, by[0], where)) == expected


@pytest.mark.parametrize("body", ["sigmoid({})", "tanh({}).^2", "exp({}).*Y", "logsumexp_rows({})", "relu({}).^3"])
@pytest.mark.parametrize("bias", ["ones(n)*b'", "c*ones(m)'"])
def test_hessians_by_biases_against_differences_of_gradients(body: str, bias: str) -> None:
    text, x = f"sum({body.format(f'X*W + {bias}')})", "b" if "b" in bias else "c"
    where = "X[n,p]; W[p,m]; Y[n,m]; b[m]; c[n]"
    rng = np.random.default_rng(1)
    data = {"X": rng.normal(size=(3, 2)), "W": rng.normal(size=(2, 4)), "Y": rng.normal(size=(3, 4))}
    at = rng.normal(size=4 if x == "b" else 3)
    gradient, hessian = ex.gradient(text, x, where), ex.hessian(text, x, where)
    assert "diag(vec(" not in str(hessian), hessian

    def value(expr: ex.Expr, point: np.ndarray) -> np.ndarray:
        return np.asarray(expr.evaluate({**data, x: point, "n": 3, "m": 4}))

    steps = 1e-6 * np.eye(len(at))
    columns = [(value(gradient, at + step) - value(gradient, at - step)).ravel() / 2e-6 for step in steps]
    np.testing.assert_allclose(value(hessian, at), np.stack(columns, 1), rtol=2e-6, atol=1e-7)
