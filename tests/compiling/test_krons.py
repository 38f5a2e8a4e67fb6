"""Sums of Kronecker products over samples, without a loop, against interpretation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.compiling.backends import BACKENDS
from extremum.compiling.numpy_helpers import HELPERS
from extremum.compiling.shapes import CALLS
from extremum.data.binding import interpreted
from tests.compiling.support import code
from tests.compiling.test_backends import OTHERS, installed
from tests.compiling.test_pairs import data_for

X, P, Z, s = "x[d] for i in 1..N", "p[k] for i in 1..N", "z[d] for i in 1..N", "s for i in 1..N"
SUMS: list[tuple[str, list[str]]] = [
    ("sum_i(kron(x[i]*x[i]', p[i]*p[i]'))", [X, P]),
    ("sum_i(kron(x[i]*z[i]', diag(p[i]) - p[i]*p[i]'))", [X, Z, P]),
    ("sum_i(s[i]*kron(p[i]*z[i]', x[i]*p[i]'))", [X, Z, P, s]),
    ("sum_i(kron(diag(exp(p[i])) - p[i]*p[i]'/3, x[i]*z[i]'))", [X, Z, P]),
    ("sum_i(s[i]*kron(diag(p[i]), c*x[i]*x[i]'))", [X, P, s, "c"]),
    ("sum_i(s[i]^2*kron(A, x[i]*x[i]'))", [X, s, "A[k,k]"]),
    ("sum_i(kron(s[i]*diag(p[i]) + p[i]*p[i]', A))", [P, s, "A[d,k]"]),
    ("sum_i(kron(x[i]*x[i]', A + diag(p[i])))", [X, P, "A[k,k]"]),
    ("sum_i(kron((A*x[i])*x[i]', diag(B*x[i])))", [X, "A[k,d]", "B[k,d]"]),
]
CLASSIFIERS: list[tuple[str, list[str]]] = [
    ("sum_i(logsumexp(W*x[i]) - p[i]'*W*x[i])", [X, P, "W[k,d]"]),
    ("sum_i(s[i]*(logsumexp(W'*x[i]) - p[i]'*W'*x[i]))", [X, P, s, "W[d,k]"]),
    ("sum_i(sum(log(1 + exp(W*x[i]))))", [X, "W[k,d]"]),
]
TWO = ("kron_diag", "diag_kron")
SIZES = {"N": 4, "d": 2, "k": 3}


def drawn(exprs: list[ex.Expr], count: int) -> dict[str, object]:
    """Random data of so many samples."""
    data = data_for(exprs, {**SIZES, "N": count}, np.random.default_rng(count))
    return {name: value for name, value in data.items() if name not in SIZES}


def agrees(expr: ex.Expr, count: int) -> str:
    """The code, whose value is found to be that of interpretation."""
    made, data = ex.compile(expr), drawn([expr], count)
    np.testing.assert_allclose(made(data), interpreted(expr, data), rtol=1e-10, atol=1e-10)
    return code(made)


@pytest.mark.parametrize(("text", "declarations"), SUMS, ids=[row[0] for row in SUMS])
def test_sums_have_no_loop(text: str, declarations: list[str]) -> None:
    expr = ex.parse(text, declarations)
    for count in (1, 4):
        assert "for " not in agrees(expr, count)


@pytest.mark.parametrize(("text", "declarations"), CLASSIFIERS, ids=[row[0] for row in CLASSIFIERS])
def test_hessians_of_classifiers_have_no_loop(text: str, declarations: list[str]) -> None:
    hessian = ex.hessian(ex.parse(text, declarations), "W")
    assert "for " not in agrees(hessian, 4)


@pytest.mark.parametrize("text", ["sum_i(kron(x[i]*x[i]', diag(p[i])*A))", "sum_i(kron(A + x[i]*p[i]', A*diag(p[i])))"])
def test_other_factors_are_left_to_a_loop(text: str) -> None:
    assert "for " in agrees(ex.parse(text, [X, P, "A[k,k]"] if "diag(p[i])*A" in text else [X, P, "A[d,k]"]), 4)


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "numba"])
def test_backends(name: str) -> None:
    exprs = [ex.parse(*SUMS[1]), ex.parse(*SUMS[3])]
    data = drawn(exprs, 4)
    for found, expr in zip(ex.compile(exprs, backend=installed(name))(data), exprs, strict=True):
        np.testing.assert_allclose(found, interpreted(expr, data), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("name", "widths"), [("rowkron", (2, 3)), *((f"sum_{k}", (3, 2, 4)) for k in TWO)])
def test_the_functions_for_numba(name: str, widths: tuple[int, ...]) -> None:
    """As they are before they are compiled, which takes seconds."""
    arrays = [np.random.default_rng(k).normal(size=(5, width)) for k, width in enumerate(widths)]
    found = []
    for helpers in (BACKENDS["numba"].helpers, HELPERS):
        space: dict[str, Any] = {"np": np}
        exec(helpers[name], space)
        found.append(space[name](*arrays))
    np.testing.assert_allclose(*found)


def test_the_hessian_of_softmax_regression_goes_by_in_blocks() -> None:
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(90, 3)), rng.integers(0, 3, size=90)
    text = "sum_i(logsumexp(W*x[i]) - y[i]'*W*x[i]) + norm2(W)^2/2"
    asked: dict[str, Any] = {
        "declarations": "x[d] for i in 1..n; y[k] for i in 1..n; W[k,d]",
        "start": {"W": np.zeros((3, 3))},
    }
    whole = ex.minimize(text, "W", {"x": X, "y": np.eye(3)[labels]}, **asked)
    blocks = ex.minimize(text, "W", ex.stream(x=X, y=np.eye(3)[labels], block=25), **asked)
    assert blocks.method.startswith("Newton") and whole.converged and blocks.converged
    np.testing.assert_allclose(blocks.x["W"], whole.x["W"], atol=1e-7)


@pytest.mark.parametrize("first", [(3,), (3, 2)])
@pytest.mark.parametrize("second", [(4,), (5, 4)])
def test_the_shape_of_arrays_of_unlike_axes_is_numpys(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    shapes = [tuple(map(Dim.of, shape)) for shape in (first, second)]
    expected = np.kron(np.ones(first), np.ones(second)).shape
    assert tuple(dim.number for dim in CALLS["kron"](shapes, ())) == expected
