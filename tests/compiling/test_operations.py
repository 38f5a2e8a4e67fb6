"""Every operation and every elementwise function has code, and it computes what evaluation does."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import REGISTRY
from extremum.compiling.lowering import LOWER
from extremum.compiling.numpy_calls import CALLS, spelled
from extremum.compiling.numpy_helpers import HELPERS, NEEDS
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.spectral import DERIVATIVES
from tests import fuzz_checks
from tests.compiling.support import agree, compared
from tests.support.draws import TIMES, seeds
from tests.support.examples import examples

SEEDS = 4 * TIMES


def test_the_table_is_complete() -> None:
    assert LOWER.keys() == REGISTRY.keys()
    assert all(spelled(name) is not None for name in FUNCTIONS.keys() | DERIVATIVES.keys())
    needs = {need for call in CALLS.values() for need in call.needs} | {n for more in NEEDS.values() for n in more}
    assert {need for need in needs if not need.startswith("scipy.") and need != "lapack"} <= HELPERS.keys()


@pytest.mark.parametrize("name", sorted(REGISTRY.keys() - {"carry", "unknown"}))  # these stand inside of others
def test_operation(name: str) -> None:
    operation = REGISTRY[name]
    nodes = list(examples(operation, SEEDS)) or [operation.example(random.Random(0))]
    for node in nodes:
        compared({"value": node}, seeds=1)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_powers_of_functions_are_of_their_values(name: str) -> None:
    """A function whose code begins with a sign binds less tightly than a power."""
    x = ex.scalar("x", *FUNCTIONS[name].assume)
    compared({"value": ex.power(REGISTRY["elementwise"].build((x,), (name, 0)), 2)}, seeds=1)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function(name: str) -> None:
    n, m, N = ex.dims("n m N")
    assume = FUNCTIONS[name].assume
    A, v, s = ex.matrix("A", n, m, *assume), ex.vector("v", n, *assume), ex.scalar("s", *assume)
    x, i = ex.samples("x", n, N, *assume), ex.index("i", N)
    function = REGISTRY["elementwise"].build
    applied = {str(k): function((arg,), (name, 0)) for k, arg in enumerate((A, v, s))}
    compared({**applied, "sum": ex.sum(function((x[i],), (name, 0)), i)})


def test_every_function_of_a_matrix() -> None:
    n = ex.dims("n")
    S, E = ex.matrix("S", n, n, "positive_definite"), ex.matrix("E", n, n)
    for name in sorted(DERIVATIVES):
        value = REGISTRY["spectral"].build((S,), (name,))
        compared({"f": value, "g": ex.gradient(ex.tr(E @ value), S)}, seeds=1, tolerance=1e-7)


def test_random_expressions() -> None:
    """Each drawn at random, with its derivative with respect to one of its symbols."""
    tried = 0
    for seed in seeds(30):
        case = fuzz_checks.drawn(seed)
        if case is None:
            continue
        exprs, env = {"value": case.expr}, case.env(0)
        symbols = [symbol for symbol in case.expr.symbols if not symbol.indices]
        if symbols and case.expr.is_scalar:
            exprs["gradient"] = ex.gradient(case.expr, symbols[seed % len(symbols)])
        function = ex.compile(exprs)
        data = {a.name: _tidy(env[a.name], a.leaf) for a in function.plan.arguments if a.leaf is not None}
        data |= {a.name: env[a.name] for a in function.plan.arguments if callable(env.get(a.name))}
        numbers = {name: size for name, size in env["sizes"].items() if name in function.numbers}
        with np.errstate(all="ignore"):
            agree(function(**data, **numbers), exprs, data, numbers, 1e-6)
        tried += 1
    assert tried > 18


def _tidy(value: np.ndarray, leaf: ex.Expr) -> np.ndarray:
    """Data of the fuzzer, which are matrices, with one row a sample or as vectors and numbers."""
    if leaf.is_scalar:
        return value[..., 0, 0]
    return value[..., 0] if leaf.is_column else value
