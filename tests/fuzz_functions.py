"""More rules for random expressions: pseudoinverses, half vectors, functions of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

import extremum as ex
from extremum.algebra.dims import ONE
from extremum.operations import construct as c
from tests.fuzz_expressions import Generator, Raw, Shape, _scalar, _square, rule, unary


def _pinv(v: Any) -> Any:
    return np.linalg.inv(v.T @ v) @ v.T


@rule(0.4, _square)
def projection(g: Generator, shape: Shape, depth: int) -> Raw:
    """``A pinv(A)`` of a stack ``[A; I]``, which has full column rank."""
    a = g.draw((shape[0], shape[0]), min(depth, 2))
    return unary(
        "stackpinv", a, shape, lambda s: c.product(c.transpose(s), _upper(c.transpose(ex.pinv(_stack(s))), shape)),
        lambda v: v.T @ _pinv(np.vstack([v, np.eye(len(v))])).T[: len(v)],
    )  # fmt: skip


def _stack(s: ex.Expr) -> ex.Expr:
    return ex.block([[s], [c.eye(s.cols)]])


def _upper(s: ex.Expr, shape: Shape) -> ex.Expr:
    """The upper half of a stack."""
    return c.product(ex.block([[c.eye(shape[0]), c.zeros(*shape)]]), s)


@rule(0.4, _square)
def exponential(g: Generator, shape: Shape, depth: int) -> Raw:
    a = g.draw(shape, min(depth, 2))
    return unary(
        "expm tanh", a, shape, lambda s: ex.expm(c.apply("tanh", s)), lambda v: scipy.linalg.expm(np.tanh(v)),
    )  # fmt: skip


@rule(0.4, _scalar)
def half_vector(g: Generator, shape: Shape, depth: int) -> Raw:
    size = g.dim()
    a = g.draw((size, size), depth)
    return unary("sum vech", a, (ONE, ONE), lambda s: ex.sum(ex.vech(s)), lambda v: np.tril(v).sum().reshape(1, 1))
