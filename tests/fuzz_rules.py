"""The rules by which random expressions are made: every operation that can be written, with its NumPy value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.dims import ONE, Dim
from extremum.operations import binders
from extremum.operations import construct as c
from tests.fuzz_expressions import (
    COUNT,
    ELEMENTWISE,
    KINKED,
    Env,
    Generator,
    Raw,
    Rejected,
    Shape,
    _any,
    _column,
    _named,
    _scalar,
    _square,
    _vec,
    binary,
    factors_of,
    parts_of,
    rule,
    shifted,
    unary,
)  # fmt: skip

SCALAR: Shape = (ONE, ONE)


# -- sums and products -------------------------------------------------------------------------------------------
@rule(3.0, _any)
def added(g: Generator, shape: Shape, depth: int) -> Raw:
    p: int | Fraction = g.rng.choice((1, 1, 2, Fraction(1, 2), -3))
    q: int | Fraction = g.rng.choice((1, -1, -1, Fraction(-2, 3)))
    a, b = g.draw(shape, depth), g.draw(shape, depth)
    return binary(
        f"({p}*{{}} + {q}*{{}})", a, b, shape, lambda s, t: c.combine([(p, s), (q, t)]),
        lambda s, t: float(p) * s + float(q) * t,
    )  # fmt: skip


@rule(4.0, _any)
def multiplied(g: Generator, shape: Shape, depth: int) -> Raw:
    inner = g.shape()[0] if g.rng.random() < 0.2 else g.rng.choice([g.dim(), g.dim(), ONE])
    a, b = g.draw((shape[0], inner), depth), g.draw((inner, shape[1]), depth)
    return binary("({}*{})", a, b, shape, lambda s, t: c.product(s, t), lambda s, t: s @ t)


@rule(1.5, _any)
def scaled(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = g.draw(SCALAR, min(depth, 2)), g.draw(shape, depth)
    return binary("({}*{})", a, b, shape, lambda s, t: c.product(s, t), lambda s, t: s * t)


@rule(2.0, _any)
def transposed(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("T", g.draw(shape[::-1], depth), shape, c.transpose, lambda v: v.T)


@rule(2.0, _any)
def hadamard(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = g.draw(shape, depth), g.draw(shape, depth)
    return binary("({}.*{})", a, b, shape, lambda s, t: c.hadamard(s, t), lambda s, t: s * t)


@rule(1.0, _any)
def powered(g: Generator, shape: Shape, depth: int) -> Raw:
    k = g.rng.choice([2, 2, 3])
    return unary(f"pow{k}", g.draw(shape, depth), shape, lambda s: c.power(s, k), lambda v: v**k)


@rule(0.8, _any)
def root(g: Generator, shape: Shape, depth: int) -> Raw:
    """A fractional or negative power of 1 + the square of something."""
    e: int | Fraction = g.rng.choice((Fraction(1, 2), Fraction(-1, 2), -1, -2, Fraction(3, 2)))
    return unary(
        f"safe{e}", g.draw(shape, depth), shape, lambda s: c.power(c.add(c.like_ones(s), c.power(s, 2)), e),
        lambda v: (1 + v * v) ** float(e),
    )  # fmt: skip


@rule(0.6, _any)
def root_of_positive(g: Generator, shape: Shape, depth: int) -> Raw:
    """Powers and logarithms of what is positive by assumption."""
    a = g.symbol(shape, "positive")
    e = g.rng.choice([Fraction(1, 2), Fraction(-3, 2), -1, None])
    if e is None:
        return unary("log", a, shape, lambda s: c.apply("log", s), np.log)
    return unary(f"pow{e}", a, shape, lambda s: c.power(s, e), lambda v: v ** float(e))


@rule(2.0, _any)
def elementwise(g: Generator, shape: Shape, depth: int) -> Raw:
    name = g.rng.choice(sorted(ELEMENTWISE))
    return unary(name, g.draw(shape, depth), shape, lambda s: c.apply(name, s), ELEMENTWISE[name])


@rule(0.5, lambda shape, g: not g.smooth)
def kinked(g: Generator, shape: Shape, depth: int) -> Raw:
    name = g.rng.choice(sorted(KINKED))
    return unary(name, g.draw(shape, depth), shape, lambda s: c.apply(name, s), KINKED[name])


# -- square matrices -----------------------------------------------------------------------------------------------
def _invertible(g: Generator, size: Dim, depth: int) -> Raw:
    kind = g.rng.random()
    if kind < 0.4:
        return g.symbol((size, size), g.rng.choice(["positive_definite", "invertible", "orthogonal"]))
    if kind < 0.6:
        a, b = g.symbol((size, size), "invertible"), g.symbol((size, size), "positive_definite")
        return binary("({}*{})", a, b, (size, size), lambda s, t: c.product(s, t), lambda s, t: s @ t)
    return shifted(g.draw((g.dim(), size), min(depth, 2)))


@rule(2.0, _square)
def inverse(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("inv", _invertible(g, shape[0], depth), shape, c.inverse, np.linalg.inv)


@rule(0.7, _square)
def matrix_power(g: Generator, shape: Shape, depth: int) -> Raw:
    k = g.rng.choice([2, 3])
    return unary(f"mpow{k}", g.draw(shape, min(depth, 2)), shape, lambda s: c.product(*[s] * k),
                 lambda v: np.linalg.matrix_power(v, k))  # fmt: skip


@rule(0.8, _square)
def diagonal_matrix(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("diag", g.draw((shape[0], ONE), depth), shape, c.diag, lambda v: np.diag(v[:, 0]))


def _toeplitz_sum(v: Any) -> Any:
    return sum(np.trace(v, k) * np.eye(len(v), k=k) for k in range(1 - len(v), len(v)))


TRIANGLES: dict[str, Callable[[Any], Any]] = {"tril": np.tril, "triu": np.triu, "toeplitz_sum": _toeplitz_sum}


@rule(0.5, _square)
def triangle(g: Generator, shape: Shape, depth: int) -> Raw:
    name = g.rng.choice(sorted(TRIANGLES))
    return unary(name, g.draw(shape, depth), shape, lambda s: c.build(name, (s,)), TRIANGLES[name])


# -- columns --------------------------------------------------------------------------------------------------------
@rule(0.8, _column)
def diagonal(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("diagonal", g.draw((shape[0], shape[0]), depth), shape, c.diagonal, lambda v: np.diag(v)[:, None])


@rule(0.5, _column)
def softmax(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("softmax", g.draw(shape, depth), shape, ex.softmax, lambda v: np.exp(v) / np.exp(v).sum())


@rule(4.0, lambda shape, g: shape[1] is ONE and len(factors_of(shape[0])) == 2)
def vec(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = factors_of(shape[0])
    return unary("vec", g.draw((a, b), depth), shape, c.vec, _vec)


@rule(0.4, _named)
def unvec(g: Generator, shape: Shape, depth: int) -> Raw:
    rows, cols = shape
    inner = g.draw((rows * cols, ONE), depth)
    return Raw(
        f"unvec({inner.text})", shape, lambda: c.unvec(inner.build(), rows, cols),
        lambda env: inner.evaluate(env).reshape(env["dim"](cols), env["dim"](rows)).T,
    )  # fmt: skip


# -- composite shapes -----------------------------------------------------------------------------------------------
@rule(4.0, lambda shape, g: all(len(factors_of(d)) == 2 for d in shape))
def kron(g: Generator, shape: Shape, depth: int) -> Raw:
    (a, b), (d, e) = factors_of(shape[0]), factors_of(shape[1])
    if shape[0] is shape[1] and g.rng.random() < 0.2:
        return Raw(f"commutation({a},{b})", shape, lambda: c.commutation(a, b),
                   lambda env: _commutation(env["dim"](a), env["dim"](b)))  # fmt: skip
    left, right = g.draw((a, d), depth), g.draw((b, e), depth)
    return binary("kron({}, {})", left, right, shape, lambda s, t: c.kron(s, t), np.kron)


def _commutation(m: int, n: int) -> Any:
    return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.reshape(-1)]


@rule(3.0, lambda shape, g: len(parts_of(shape[0])) == 2)
def stacked(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = parts_of(shape[0])
    top, bottom = g.draw((a, shape[1]), depth), g.draw((b, shape[1]), depth)
    return binary("[{}; {}]", top, bottom, shape, lambda s, t: ex.block([[s], [t]]), lambda s, t: np.vstack([s, t]))


# -- scalars --------------------------------------------------------------------------------------------------------
@rule(2.0, _scalar)
def trace(g: Generator, shape: Shape, depth: int) -> Raw:
    size = g.dim()
    return unary("tr", g.draw((size, size), depth), shape, c.trace, lambda v: np.trace(v).reshape(1, 1))


@rule(1.0, _scalar)
def determinant(g: Generator, shape: Shape, depth: int) -> Raw:
    a = _invertible(g, g.dim(), depth) if g.rng.random() < 0.7 else g.symbol((g.dim(),) * 2)
    return unary("det", a, shape, c.det, lambda v: np.linalg.det(v).reshape(1, 1))


@rule(0.8, _scalar)
def logdet(g: Generator, shape: Shape, depth: int) -> Raw:
    a = shifted(g.draw((g.dim(), g.dim()), min(depth, 2)))
    return unary("logdet", a, shape, ex.logdet, lambda v: np.log(np.linalg.det(v)).reshape(1, 1))


@rule(1.0, _scalar)
def total(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("sum", g.draw(g.shape(), depth), shape, ex.sum, lambda v: v.sum().reshape(1, 1))


@rule(1.5, _scalar)
def quadratic(g: Generator, shape: Shape, depth: int) -> Raw:
    a = g.draw((g.dim(), ONE), depth)
    return unary("sq", a, shape, lambda s: c.product(c.transpose(s), s), lambda v: v.T @ v)


@rule(0.8, _scalar)
def norm(g: Generator, shape: Shape, depth: int) -> Raw:
    def value(v: Any) -> Any:
        total = (v * v).sum()
        if abs(total) < 1e-6:
            raise Rejected  # not differentiable there
        return np.sqrt(total).reshape(1, 1)

    return unary("norm2", g.draw(g.shape(), depth), shape, ex.norm2, value)


@rule(0.5, _scalar)
def logsumexp(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("logsumexp", g.draw((g.dim(), ONE), depth), shape, ex.logsumexp,
                 lambda v: np.log(np.exp(v).sum()).reshape(1, 1))  # fmt: skip


# -- sums over samples ---------------------------------------------------------------------------------------------
def _over(g: Generator, shape: Shape, depth: int) -> Raw:
    g.inside = True
    body = g.draw(shape, depth)
    g.inside = False
    return body


def _values(body: Raw, env: Env) -> Any:
    return [body.evaluate(_at(env, k)) for k in range(env["dim"](COUNT))]


def _at(env: Env, k: int) -> Env:
    env["i"] = k
    return env


@rule(1.2, lambda shape, g: not g.inside)
def sum_over(g: Generator, shape: Shape, depth: int) -> Raw:
    body = _over(g, shape, depth)
    index = next(iter(ex.index("i", COUNT).atoms()))
    return Raw(f"sum_i({body.text})", shape, lambda: binders.close("sum_over", body.build(), index, COUNT),
               lambda env: sum(_values(body, env)))  # fmt: skip


@rule(0.4, lambda shape, g: shape == SCALAR and not g.inside)
def prod_over(g: Generator, shape: Shape, depth: int) -> Raw:
    body = _over(g, shape, min(depth, 3))
    index = next(iter(ex.index("i", COUNT).atoms()))
    return Raw(f"prod_i({body.text})", shape, lambda: binders.close("prod_over", body.build(), index, COUNT),
               lambda env: np.prod(_values(body, env), axis=0))  # fmt: skip
