"""Bogus arguments: whatever a public function is given, it answers or says what is wrong by an error of ours."""

from __future__ import annotations

import inspect
import random
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import extremum as ex

n, m, N = ex.dims("n m N")
A, x, s = ex.matrix("A", n, m), ex.vector("x", m), ex.scalar("s")
S, P = ex.matrix("S", n, n, "symmetric"), ex.matrix("P", 3, 3, "positive_definite")
z, i = ex.samples("z", m, N), ex.index("i", N)
f, g = ex.norm2(A @ x) ** 2 + s, ex.sum(ex.exp(x))
POOL: list[Any] = [
    None, "", "x", "x[n]", "norm2(x)^2", "(", r"\frac{1", "P", 0, 1, -1, 2.5, float("nan"), float("inf"), True,
    3 + 1j, [], {}, (),
    [x], [x, s], [[A]], [[A, x]], [None], {"x": [1.0, 2.0]}, {x: 3.0}, {"x": None}, {3: 4}, A, x, s, S, P, z, i, n,
    m + 1, z[i],
    f, g, A @ x, ex.zeros(n), ex.eye(n), np.ones(3), np.ones((2, 2)), np.float64(2), np.int64(3), b"x", object(),
    ex.Rational(1, 2),
    "min", "symmetric", "max", "projection", "numpy", ["x == 1"], "A*x == s", lambda y: y, range(3), {"x"}, "lambda",
    "x" * 300,
]  # fmt: skip
"""What is given for anything."""
PUBLIC = [name for name in ex.__all__ if callable(getattr(ex, name)) and not inspect.isclass(getattr(ex, name))]
OPTIONS = [
    "convention",
    "style",
    "detail",
    "method",
    "tol",
    "n",
    "x",
    "sense",
    "backend",
    "name",
    "declarations",
    "start",
    "batch",
]
METHODS: list[Callable[[Any, Any], Any]] = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a @ b, lambda a, b: a / b, lambda a,
    b: a**b,
    lambda a, b: a[b],
]  # fmt: skip
OF_EXPRESSIONS: list[Callable[[ex.Expr, Any], Any]] = [
    lambda a, b: a.evaluate(b), lambda a, b: a.replace(b), lambda a, b: a.T @ b, lambda a, b: a.inv + b,
    lambda a, b: a.evaluate({"A": b, "x": b, "s": b, "S": b, "P": b, "z": b}), lambda a, b: a.replace({"x": b, x: b}),
    lambda a, b: ex.compile(a)({"A": b, "x": b, "s": b, "S": b, "P": b, "z": b, "n": b, "i": 1}),
    lambda a, b: ex.minimize(f, [x, s], {"A": b}, start={"x": b}, max_iterations=2),
]  # fmt: skip


def of_python(error: BaseException) -> bool:
    """Whether Python refused a call that it did not pass on to us."""
    return "extremum" not in Path(traceback.extract_tb(error.__traceback__)[-1].filename).parts


def call(seed: int) -> None:
    """A call with arguments from the pool; what Python itself refuses is no call."""
    rng = random.Random(seed)
    try:
        if rng.random() < 0.2:
            rng.choice(METHODS)(rng.choice([A, x, s, S, P, z, n, i, f]), rng.choice(POOL))
            rng.choice(OF_EXPRESSIONS)(rng.choice([A, x, s, S, P, z[i], f]), rng.choice(POOL))
            return
        function = getattr(ex, rng.choice(PUBLIC))
        given = [rng.choice([x, s, A, S, f, "x", n, *POOL]) for _ in range(rng.choice([1, 1, 2, 2, 3]))]
        options = {rng.choice(OPTIONS): rng.choice(POOL)} if rng.random() < 0.2 else {}
        if _binds(function, given, options):
            function(*given, **options)
    except TypeError as error:
        if not of_python(error):
            raise


def _binds(function: Any, given: list[Any], options: dict[str, Any]) -> bool:
    try:
        inspect.signature(function).bind(*given, **options)
    except TypeError:
        return False
    return True
