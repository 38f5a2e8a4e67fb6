"""Entries of columns and rows of matrices in sums over an index: no loop, and the values of direct evaluation."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

DECLARED = "x[d] for i in 1..n; u[k] for i in 1..n; e[n]; t[n]; X[n,d]; B[d,n]; A[k,n]; S[d,d]; w[d]; r[] for i in 1..n"
TEXTS = [
    "sum_i(e[i]*exp(x[i]'*w))", "sum_i(e[i]*(X[i,:]*w))", "sum_i(log(1 + exp(-e[i]*(X[i,:]*w))))",
    "sum_i(exp(x[i]'*B[:,i]))", "sum_i(exp(X[i,:]*S*x[i]))", "sum_i(norm2(X[i,:]' - x[i])^2)", "sum_i(e[i]*x[i])",
    "sum_i(exp(e[i])*B[:,i])", "sum_i(e[i]*unit(n,i))", "sum_i(exp(x[i]'*w)*unit(n,i)')",
    "sum_i(exp(e[i])*A*unit(n,i))",
    "sum_i(exp(e[i])*unit(n,i)'*X)", "sum_i(u[i]*unit(n,i)')", "sum_i(e[i]*unit(n,i)*x[i]')", "sum_i(u[i]'*A[:,i])",
    "prod_i(e[i]*t[i])", "sum_i(e[i]*X[i,:]'*X[i,:])", "sum_i(max(e[i] - t[i], 0))",
]  # fmt: skip

PAIRS = [
    "sum_ij(e[i]*t[j]*exp(x[i]'*x[j]))", "sum_ij(exp(-norm2(X[i,:]' - X[j,:]')^2)*e[i])",
    "sum_i(r[i]*e[i]*norm2(A[:,i]))", "sum_i(e[i]*(w'*x[i] - log(sum_j(exp(w'*x[j]), t[j] >= t[i]))))",
]  # fmt: skip
"""Of which the gradients by what has the entries place sums within a loop over blocks."""


def _data(seed: int, n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    d, k = 3, 2
    shapes = {"x": (n, d), "u": (n, k), "e": (n,), "t": (n,), "X": (n, d), "B": (d, n), "A": (k, n), "S": (d, d),
              "w": (d,), "r": (n,)}  # fmt: skip
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("text", [*TEXTS, *PAIRS])
def test_no_loop_over_entries(text: str) -> None:
    f = ex.parse(text, DECLARED)
    by = [s for s in f.symbols if s.op.name == "symbol" and (text in TEXTS or s.name == "w")]
    wanted = {"value": f, **{s.name: ex.gradient(f, s) for s in by if f.is_scalar}}
    function = ex.compile(wanted)
    code = function.source[function.source.index("def f(") :].split('"""')[-1]
    assert "for " not in code.replace("for ", "", code.count("zip(blocks(") + code.count("in blocks(")), code
    for n in (1, 2, 5):
        data = _data(n, n)
        found = function({s: data[s] for s in data})
        for name, expr in wanted.items():
            exact = np.ravel(expr.evaluate(data), order="F")
            np.testing.assert_allclose(np.ravel(found[name], order="F"), exact, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("text", ["sum_i(e[i]*exp(r[i]), 2, n)", "sum_i(e[i]*e[n + 1 - i])"])
def test_other_entries_than_those_of_the_index_are_not_taken_for_them(text: str) -> None:
    f = ex.parse(text, DECLARED)
    data = _data(0, 5)
    np.testing.assert_allclose(float(ex.compile(f)(data)), float(f.evaluate(data)))
