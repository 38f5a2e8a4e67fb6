"""Bad input: each message names the place, what was expected, and what would fix it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

import extremum as ex

n, m, N = ex.dims("n m N")
A, B, x, b, s = ex.matrix("A", n, m), ex.matrix("B", n, m), ex.vector("x", m), ex.vector("b", n), ex.scalar("s")
S = ex.matrix("S", n, n, "symmetric")
P = ex.matrix("P", n, n, "positive_definite")
Q = ex.matrix("Q", n, n, "invertible")
z, i = ex.samples("z", m, N), ex.index("i", N)
asymmetric = np.array([[1.0, 2.0], [3.0, 4.0]])

CASES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: A @ B, ex.ShapeError, r"cannot multiply A \(n×m\) by B \(n×m\): m columns against n rows; did you mean"),
    (lambda: A + x, ex.ShapeError, r"cannot add A \(n×m\) and x \(m×1\): the shapes of a sum must agree"),
    (lambda: A + s, ex.ShapeError, r"write s\*ones\(n,m\)"),
    (lambda: S + s, ex.ShapeError, r"s\*eye\(n\) for a multiple of the identity"),
    (lambda: A * B, ex.ShapeError, r"use @ for the matrix product, ex\.hadamard"),
    (lambda: A / b, ex.ShapeError, r"cannot divide by b \(n×1\)"),
    (lambda: s / 0, ex.ExtremumError, "division of s by zero"),
    (lambda: ex.inv(A), ex.ShapeError, r"inv needs a square matrix, but A is n×m"),
    (lambda: ex.det(A), ex.ShapeError, "det needs a square matrix"),
    (lambda: ex.tr(A), ex.ShapeError, "tr needs a square matrix"),
    (lambda: ex.diag(A), ex.ShapeError, r"diag needs a vector \(n×1\).*use diagonal"),
    (lambda: ex.hadamard(A, x), ex.ShapeError, "needs equal shapes, but A is n×m and x is m×1"),
    (lambda: A**2, ex.ShapeError, "matrix power needs a square matrix"),
    (lambda: S**0.5, ex.ShapeError, "needs a whole number"),
    (lambda: ex.gradient(A @ x, x), ex.NotAScalarError, r"A\*x is n×1; use ex\.jacobian"),
    (lambda: ex.hessian(A @ x, x), ex.NotAScalarError, "a Hessian needs a scalar"),
    (lambda: ex.gradient(ex.norm2(x), "y"), ex.NameUnknownError, "'y' is no symbol of norm2"),
    (lambda: ex.gradient(ex.norm2(x), A @ x), ex.ExtremumError, "differentiate with respect to a symbol"),
    (lambda: ex.gradient(ex.norm2(x), ex.vector("x", n)), ex.NameUnknownError, "use the one it was written with"),
    (lambda: ex.matrix("T", n, m, "symmetric"), ex.ShapeError, "needs a square matrix, but it is n×m"),
    (lambda: ex.matrix("T", n, n, "posdef"), ex.ExtremumError, "unknown assumption 'posdef'; known: "),
    (lambda: ex.matrix("T", n, m, "fixed_rank"), ex.ExtremumError, "'fixed_rank' is no assumption: .*write U"),
    (lambda: ex.matrix("2T", n, n), ex.ExtremumError, "'2T' is no name"),
    (lambda: A + np.ones((2, 2)), ex.ExtremumError, "is no expression: declare a symbol"),
    (lambda: A[0], ex.ExtremumError, "declare a family with ex.samples"),
    (lambda: bool(s), TypeError, "no truth value"),
    (lambda: z[0], ex.ExtremumError, r"z\[0\] is outside z\[1\.\.N\]"),
    (lambda: ex.sum(s, n), ex.ExtremumError, "needs an index such as"),
    (lambda: ex.prod(z[i], i), ex.NotAScalarError, "needs scalar factors"),
    (lambda: ex.function("tanh"), ex.ExtremumError, "'tanh' is a known function"),
    (lambda: (A @ x).evaluate({"A": np.ones((2, 3))}), ex.DataError, "'x' has no value; given: A"),
    (lambda: x.evaluate({"X": [1.0]}), ex.DataError, r"'x' has no value; given: X; did you mean X\?"),
    (lambda: x.evaluate({"x": [1.0], x: [1.0]}), ex.DataError, "x is given twice"),
    (lambda: x.evaluate({2 * x: [1.0]}), ex.DataError, r"2\*x is an expression, whose value follows"),
    (lambda: x.evaluate({3: [1.0]}), ex.DataError, "data are given by name or by symbol, not by 3"),
    (
        lambda: x.evaluate(cast(Any, [1.0])),
        ex.DataError,
        r"data are given by name, as in \{'x': array\}, not as a list",
    ),
    (
        lambda: cast(Any, A @ x).evaluate(np.ones((2, 2)), np.ones(2)),
        ex.DataError,
        r"data are given by name, as in evaluate\(A=…, x=…\), or as one mapping; not by their places",
    ),
    (lambda: x.evaluate({"x": [1j]}), ex.DataError, "x has complex entries, and all symbols are real"),
    (lambda: x.evaluate({x: [1.0]}, q=3), ex.DataError, "q is no dimension of the expression; its dimensions.*: m"),
    (lambda: x.evaluate({x: [1.0]}, x=3), ex.DataError, "x: given twice, in the data and by keyword"),
    (
        lambda: ex.eye(n).evaluate(n=cast(Any, 2.5)),
        ex.DataError,
        "n is a dimension or an index and needs a whole number, not 2.5",
    ),
    (lambda: z[i].evaluate({z: 2.0}, i=1), ex.DataError, "z is a family and needs an array with one row a member"),
    (
        lambda: (A @ x).evaluate({"A": np.ones((2, 3)), "x": np.ones(2)}),
        ex.DataError,
        r"x is m×1, but the data have shape 2×1: m is 3 elsewhere",
    ),
    (lambda: x.evaluate({"x": np.ones((2, 2, 2))}), ex.DataError, "x is m×1 and needs a 1-D array"),
    (lambda: x.evaluate({"x": [1.0, np.nan]}), ex.DataError, r"x has the entry nan at \[1\]; remove or impute"),
    (lambda: x.evaluate({"x": ["a", "b"]}), ex.DataError, "x has entries of type"),
    (lambda: S.evaluate({"S": asymmetric}), ex.DataError, r"S is declared symmetric, but its data are not \(largest"),
    (lambda: P.evaluate({"P": -np.eye(2)}), ex.DataError, "P is declared positive_definite.*smallest eigenvalue -1"),
    (lambda: Q.evaluate({"Q": np.ones((2, 2))}), ex.DataError, r"Q is declared invertible.*rank 1 of 2"),
    (
        lambda: ex.inv(ex.matrix("R", n, n)).evaluate({"R": np.zeros((2, 2))}),
        ex.DataError,
        "that is inverted is singular",
    ),
    (lambda: z[i].T.evaluate({"z": np.ones((3, 2))}), ex.ShapeError, "i has no value"),
    (lambda: ex.eye(n).evaluate({}), ex.ShapeError, "n has no value; give it by name"),
    (lambda: ex.dims(""), ex.ExtremumError, "at least one name"),
    (lambda: ex.equal(A, x), ex.ShapeError, "they cannot be equal"),
]


@pytest.mark.parametrize(("bad", "kind", "message"), CASES, ids=[message[:40] for _, _, message in CASES])
def test_message(bad: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        bad()
