"""Derivatives by one entry, in index notation; and Jacobians of stacks, a block a part."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr

n, m, p, q = ex.dims("n m p q")
X, Y, A = ex.matrix("X", n, m), ex.matrix("Y", p, q), ex.matrix("A", n, n)
x, y = ex.vector("x", n), ex.vector("y", n)
k, l, j = ex.index("k", n), ex.index("l", m), ex.index("j", n)
SIZES: dict[str, int | tuple[int, int]] = {"X": (3, 2), "Y": (2, 4), "A": (3, 3), "x": 3, "y": 3}
DATA = {name: np.random.default_rng(2).normal(size=size) for name, size in SIZES.items()}

ENTRIES: list[tuple[Expr, Expr, tuple[Dim | int, ...], str | None]] = [
    (ex.kron(X, Y), X, (k, l), "kron(unit(n, k)*unit(m, l)', Y)"),
    (A @ X, X, (k, l), "A[:, k]*unit(m, l)'"),
    (ex.inv(A), A, (k, j), "-inv(A)*unit(n, k)*unit(n, j)'*inv(A)"),
    (ex.norm2(x) ** 2, x, (k,), "2*x[k]"),
    (ex.tr(A), A, (k, j), "delta(j, k)"),
    (x, x, (2,), "unit(n, 2)"),
    (ex.tanh(A @ x), x, (k,), None),
    (A.T @ A, A, (k, j), None),
    (ex.block([[A, A @ A]]), A, (k, j), None),
]


def value(expr: Expr, **dims: int) -> np.ndarray:
    return np.asarray(expr.evaluate({**DATA, "n": 3, "m": 2, **dims}))


@pytest.mark.parametrize(("f", "variable", "indices", "text"), ENTRIES, ids=[str(row[0]) for row in ENTRIES])
def test_by_one_entry(f: Expr, variable: Expr, indices: tuple[Dim | int, ...], text: str | None) -> None:
    found = ex.partial(f, variable, *indices)
    if text is not None:
        assert str(found) == text
        assert ex.parse(text, [*f.symbols, k, l, j, n, m]) is found
    columns = value(ex.jacobian(f, variable)).reshape(-1, DATA[variable.name].size)
    places = {"k": 2, "l": 1, "j": 3}
    where = tuple((places[str(i)] if not isinstance(i, int) else i) - 1 for i in indices)
    column = np.ravel_multi_index(where, DATA[variable.name].shape, order="F")
    np.testing.assert_allclose(value(found, **places).ravel(order="F"), columns[:, column], atol=1e-12)


def test_summed_over_all_entries_it_is_the_gradient() -> None:
    f = ex.norm2(A @ x - y) ** 2
    by_entry = ex.sum(ex.partial(f, x, k) * ex.unit(n, k), k)
    assert ex.equal(by_entry, ex.gradient(f, x))


@pytest.mark.parametrize(
    ("f", "variable", "text"),
    [
        (ex.block([[A, A @ A]]), A, "[eye(n^2); kron(A', eye(n)) + kron(eye(n), A)]"),
        (ex.block([[x], [A @ x]]), x, "[eye(n); A]"),
        (ex.block([[x, y]]), x, "[eye(n); zeros(n, n)]"),
    ],
)
def test_stacks(f: Expr, variable: Expr, text: str) -> None:
    assert str(ex.jacobian(f, variable)) == text


@pytest.mark.parametrize(
    ("f", "variable", "indices", "message"),
    [
        (ex.tr(A), A, (k,), r"A \(n×n\) has 2 indices, but 1 given"),
        (ex.norm2(x), x, (0,), r"the index 0 of x is outside 1\.\.n"),
        (ex.tr(ex.matrix("B", 2, 2)), "B", (1, 3), r"the index 3 of B is outside 1\.\.2"),
        (ex.tr(ex.matrix("S", n, n, "symmetric")), "S", (k, j), "do not move alone"),
    ],
)
def test_bad_indices(f: Expr, variable: Expr, indices: tuple[int, ...], message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.partial(f, variable, *indices)
