"""What the records say of operations, held against values on random data."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import NoParameterError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import NotExactError
from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.algebra.traits import Exact
from extremum.verify.sampling import exact_scope, float_scope
from tests.support.examples import examples

Array = Any
OPERATIONS = sorted(REGISTRY.values(), key=lambda operation: operation.name)
DIRECT = [operation for operation in OPERATIONS if not operation.binder]
each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
direct = pytest.mark.parametrize("operation", DIRECT, ids=lambda o: o.name)


def _values(node: Expr, seed: int) -> tuple[Scope, list[Array], list[Array]]:
    """Two lists of values of the arguments, drawn with their declared facts."""
    scope = float_scope([node], np.random.default_rng(seed))
    given = {name: size for name, size in scope.sizes.items() if isinstance(size, int)}
    other = float_scope([node], np.random.default_rng(seed + 1), given=given)
    return scope, [scope.value(arg) for arg in node.args], [other.value(arg) for arg in node.args]


def _bend(node: Expr, k: int) -> float:
    """How far ``f(…, (a + b)/2, …)`` is from the mean of ``f(…, a, …)`` and ``f(…, b, …)``, relative to their size."""
    scope, first, second = _values(node, 1)
    ends = [[*first[:k], value, *first[k + 1 :]] for value in (first[k], second[k], (first[k] + second[k]) / 2)]
    left, right, middle = (np.asarray(node.op.value(node, values, scope)) for values in ends)
    return float(np.abs(middle - (left + right) / 2).max(initial=0) / (1 + np.abs(middle).max(initial=0)))


@direct
def test_linear_arguments_are_those_of_the_record(operation: Operation) -> None:
    bends: dict[bool, list[float]] = {True: [0.0], False: []}
    for node in examples(operation, 6):
        for k in range(len(node.args)):
            bends[operation.linear.at(node, k)].append(_bend(node, k))
    assert max(bends[True]) < 1e-9
    assert not bends[False] or max(bends[False]) > 1e-6, "it is linear where the record says that it is not"


@direct
def test_signs_pass_through_where_the_record_says_so(operation: Operation) -> None:
    for node in examples(operation, 4) if operation.keeps_sign else ():
        scope, values, _ = _values(node, 1)
        turned = [-value if k == 0 or operation.linear.jointly else value for k, value in enumerate(values)]
        np.testing.assert_allclose(operation.value(node, turned, scope), -operation.value(node, values, scope))


@direct
def test_exact_values(operation: Operation) -> None:
    """There is a value modulo the prime, or the record says that there is none."""
    if operation.name in ("carry", "unknown", "hadamard"):  # within others only; roots have none at some points
        return
    for node in examples(operation, 2):
        try:
            exact_scope([node], np.random.default_rng(1)).value(node)
            assert operation.exact is not Exact.NONE
        except NotExactError:
            assert operation.exact is Exact.NONE


@each
def test_parameters_have_names(operation: Operation) -> None:
    node = operation.example(random.Random(3))
    if node.op is not operation:
        return
    starred = operation.parameters[-1:] == ("*coefficients",)
    assert len(node.params) == (len(node.args) if starred else len(operation.parameters))
    for name, value in zip(operation.parameters, node.params, strict=False):
        assert starred or node.param(name) is value


@direct
def test_what_rearranges_keeps_its_entries(operation: Operation) -> None:
    for node in examples(operation, 3) if operation.rearranges else ():
        scope, (value,), _ = _values(node, 1)
        assert sorted(operation.value(node, [value], scope).ravel()) == sorted(value.ravel())


def test_variables_and_kinks() -> None:
    assert {operation.name for operation in OPERATIONS if operation.variable} == {"symbol", "member"}
    n = ex.dims("n")
    x = ex.vector("x", n)
    assert [str(kink) for kink in ex.norm2(x).op.kinks(ex.norm2(x))] == [
        "norm2(x): where x is 0 it is not differentiable; the subdifferential with respect to x is the unit ball "
        "there, and the formula of the derivative has no value"
    ]


def test_a_parameter_that_is_not_there() -> None:
    x = ex.vector("x", ex.dims("n"))
    with pytest.raises(NoParameterError, match="is a symbol and has no index"):
        _ = x.index
    assert not hasattr(x, "size")
