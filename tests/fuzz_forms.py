"""Rules for the forms that people type: reductions by columns, sums with conditions, products of vectors and matrices,
half vectors, singular vectors, linear matrix equations, entries, sums over ranges, functions without a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg
import scipy.special

import extremum as ex
from extremum.algebra.dims import ONE, Dim
from extremum.operations import construct as c
from extremum.operations.block import unit
from extremum.operations.delta import delta, less
from extremum.operations.functional import functional
from tests.fuzz_expressions import (
    Env,
    Generator,
    Raw,
    Rejected,
    Shape,
    _any,
    _column,
    _named,
    _scalar,
    binary,
    rule,
    unary,
)  # fmt: skip
from tests.fuzz_functions import GAP

THREE = Dim.of(3)


# -- of columns --------------------------------------------------------------------------------------------------------
COLUMNWISE: dict[str, Callable[[Any], Any]] = {
    "colsums": lambda v: v.sum(axis=0, keepdims=True), "colmeans": lambda v: v.mean(axis=0, keepdims=True),
    "logsumexp_cols": lambda v: scipy.special.logsumexp(v, axis=0, keepdims=True),
}  # fmt: skip


@rule(0.5, lambda shape, g: shape[0] is ONE and shape[1] is not ONE)
def of_each_column(g: Generator, shape: Shape, depth: int) -> Raw:
    name = g.rng.choice(sorted(COLUMNWISE))
    return unary(name, g.draw((g.dim(), shape[1]), min(depth, 3)), shape, getattr(ex, name), COLUMNWISE[name])


@rule(0.2, _any)
def weights_of_columns(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("softmax_cols", g.draw(shape, min(depth, 3)), shape, ex.softmax_cols,
                 lambda v: scipy.special.softmax(v, axis=0))  # fmt: skip


@rule(0.3, _column)
def quadratic_of_rows(g: Generator, shape: Shape, depth: int) -> Raw:
    size = g.dim()
    x, m = g.draw((shape[0], size), min(depth, 2)), g.draw((size, size), min(depth, 2))
    return binary("rowquad({}, {})", x, m, shape, lambda s, t: ex.rowquad(s, t),
                  lambda v, w: (v @ w * v).sum(axis=1, keepdims=True))  # fmt: skip


@rule(0.2, _scalar)
def norm_of_order(g: Generator, shape: Shape, depth: int) -> Raw:
    def value(v: Any) -> Any:
        if np.abs(v).min() < GAP:
            raise Rejected  # powers of absolute values: not smooth at zero
        return ((v**4).sum() ** 0.25).reshape(1, 1)

    return unary("norm_p4", g.draw((g.dim(), g.dim()), min(depth, 2)), shape, lambda s: ex.norm_p(s, 4), value)


# -- sums over the indices of entries ----------------------------------------------------------------------------------
def _at(array: ex.Expr, index: Dim) -> ex.Expr:
    return c.product(c.transpose(unit(array.rows, index)), array)


@rule(0.4, _scalar)
def pairs_in_order(g: Generator, shape: Shape, depth: int) -> Raw:
    """The sum of ``x[i]*y[j]`` where i < j, or where i != j."""
    size, below = g.dim(), g.rng.random() < 0.5
    i, j = ex.index(g.name("i"), size), ex.index(g.name("j"), size)
    x, y = g.draw((size, ONE), min(depth, 2)), g.draw((size, ONE), min(depth, 2))

    def build(s: ex.Expr, t: ex.Expr) -> ex.Expr:
        where = less(i, j) if below else c.combine([(1, c.number(1)), (-1, delta(i, j))])
        return ex.sum(ex.sum(c.product(where, _at(s, i), _at(t, j)), j), i)

    def value(v: Any, w: Any) -> Any:
        grid = v @ w.T
        return (np.triu(grid, 1) if below else grid - np.diag(np.diag(grid))).sum().reshape(1, 1)

    return binary("ordered({}, {})" if below else "apart({}, {})", x, y, shape, build, value)


@rule(0.4, _scalar)
def over_a_range(g: Generator, shape: Shape, depth: int) -> Raw:
    """``sum_i(x[i]*y[i], 2, a + b)``, or up to a only, of vectors with a + b entries."""
    a, b = g.dim(), g.dim()
    whole = a + b
    first = g.rng.choice([1, 2])
    last = whole if first == 2 else a
    i = ex.index(g.name("i"), last - (first - 1), start=first)
    x, y = g.draw((whole, ONE), min(depth, 2)), g.draw((whole, ONE), min(depth, 2))
    tanh = g.rng.random() < 0.5

    def build(s: ex.Expr, t: ex.Expr) -> ex.Expr:
        end = c.apply("tanh", _at(t, i)) if tanh else _at(t, i)
        return ex.sum(c.product(_at(s, i), end), i)

    def value(env: Env) -> Any:
        v, w = (part.evaluate(env)[first - 1 : env["dim"](last)] for part in (x, y))
        return (v * (np.tanh(w) if tanh else w)).sum().reshape(1, 1)

    text = f"sum_i({x.text}[i]*{'tanh ' * tanh}{y.text}[i], {first}, {last})"
    return Raw(text, shape, lambda: build(x.build(), y.build()), value)


# -- entries and slices ------------------------------------------------------------------------------------------------
def _columns_of_the_identity(before: Dim, count: Dim, after: Dim) -> ex.Expr:
    return c.build("embed", (), (before, count, after))


@rule(0.4, lambda shape, g: shape[0].number is None and shape[1].number is None)
def block_of_entries(g: Generator, shape: Shape, depth: int) -> Raw:
    """``M[1:n, :]``, ``M[p+1:end, 1:m]``, …, of a matrix with more rows, and perhaps columns."""
    rows, cols = shape
    above, left = g.dim(), g.dim()
    both = g.rng.random() < 0.5
    a = g.draw((rows + above, cols + left if both else cols), min(depth, 2))
    last = g.rng.random() < 0.5

    def build() -> ex.Expr:
        whole = a.build()
        zero = rows - rows
        pick = _columns_of_the_identity(above, rows, zero) if last else _columns_of_the_identity(zero, rows, above)
        part = c.product(c.transpose(pick), whole)
        return c.product(part, _columns_of_the_identity(zero, cols, left)) if both else part

    def value(env: Env) -> Any:
        found, start = a.evaluate(env), env["dim"](above) if last else 0
        return found[start : start + env["dim"](rows), : env["dim"](cols)]

    return Raw(f"({a.text})[{'end part' if last else 'first part'}]", shape, build, value)


@rule(0.4, _scalar)
def entry(g: Generator, shape: Shape, depth: int) -> Raw:
    """``M[1, end]``."""
    size = (g.dim(), g.dim())
    row, col = (g.rng.choice([Dim.of(1), end]) for end in size)
    return unary(
        f"entry {row}, {col} of ", g.draw(size, min(depth, 3)), shape,
        lambda s: c.product(c.transpose(unit(size[0], row)), s, unit(size[1], col)),
        lambda v: v[-1 if row is size[0] else 0, -1 if col is size[1] else 0].reshape(1, 1),
    )  # fmt: skip


@rule(0.3, lambda shape, g: (shape[0] is ONE) != (shape[1] is ONE))
def row_or_column(g: Generator, shape: Shape, depth: int) -> Raw:
    """``M[:,1]``, ``M[end,:]``."""
    other, last = g.dim(), g.rng.random() < 0.5
    at, place = other if last else Dim.of(1), -1 if last else 0
    if shape[1] is ONE:
        return unary(f"column {at} of ", g.draw((shape[0], other), min(depth, 3)), shape,
                     lambda s: c.product(s, unit(other, at)), lambda v: v[:, [place]])  # fmt: skip
    return unary(f"row {at} of ", g.draw((other, shape[1]), min(depth, 3)), shape,
                 lambda s: c.product(c.transpose(unit(other, at)), s), lambda v: v[[place], :])  # fmt: skip


# -- functions without a formula ---------------------------------------------------------------------------------------
def unnamed(array: Any, order: int) -> Any:
    """``(Σ a)²/2 + Σ cos(a)``, its gradient, its Hessian by vec: what stands for S."""
    total = np.sum(array)
    if order == 0:
        return total**2 / 2 + np.cos(array).sum()
    return total - np.sin(array) if order == 1 else 1 - np.diag(np.cos(np.ravel(array, order="F")))


@rule(0.3, _scalar)
def of_a_whole_array(g: Generator, shape: Shape, depth: int) -> Raw:
    """``S(A)``."""
    size = (g.dim(), g.rng.choice([ONE, g.dim()]))
    return unary("S", g.draw(size, min(depth, 3)), shape, lambda s: functional("S", s),
                 lambda v: np.reshape(unnamed(v, 0), (1, 1)))  # fmt: skip


@rule(0.2, _named)
def gradient_of_a_whole_array(g: Generator, shape: Shape, depth: int) -> Raw:
    """``grad_S(A)``."""
    return unary("grad_S", g.draw(shape, min(depth, 2)), shape, lambda s: functional("S", s, 1),
                 lambda v: unnamed(v, 1))  # fmt: skip


@rule(0.2, _any)
def of_a_function_without_a_formula(g: Generator, shape: Shape, depth: int) -> Raw:
    """``phi(A)``, entry by entry."""
    return unary("phi", g.draw(shape, min(depth, 3)), shape, lambda s: c.apply("phi", s), np.sin)


def sine(values: Any, order: int) -> Any:
    """The sine and its derivatives: what stands for phi."""
    return (np.sin(values), np.cos(values), -np.sin(values), -np.cos(values))[order % 4]
