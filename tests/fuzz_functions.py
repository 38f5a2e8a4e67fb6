"""More rules for random expressions: functions of matrices, factors, eigenvalues, singular values, recurrences.

NumPy's versions of most of them are not analytic, so derivatives of what they occur in are compared with central
differences; and where they have no derivative (repeated eigenvalues, a rank that drops) a drawn point is rejected.
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
from extremum.operations.frechet import frechet
from tests.fuzz_expressions import (
    Generator,
    Raw,
    Rejected,
    Shape,
    _any,
    _column,
    _scalar,
    _square,
    binary,
    rule,
    shifted,
    unary,
)  # fmt: skip

GAP = 1e-2


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


@rule(0.3, _scalar)
def half_vector(g: Generator, shape: Shape, depth: int) -> Raw:
    size = g.dim()
    a = g.draw((size, size), depth)
    return unary("sum vech", a, (ONE, ONE), lambda s: ex.sum(ex.vech(s)), lambda v: np.tril(v).sum().reshape(1, 1))


@rule(0.3, _scalar)
def product_of_entries(g: Generator, shape: Shape, depth: int) -> Raw:
    vector = g.draw((g.dim(), ONE), min(depth, 3))
    return unary("prod", vector, (ONE, ONE), ex.prod, lambda v: np.prod(v).reshape(1, 1))


# -- of entries, rows and columns --------------------------------------------------------------------------------------
REDUCED: dict[str, Callable[[Any], Any]] = {
    "mean": np.mean, "var": lambda v: ((v - v.mean()) ** 2).mean(),
    "std": lambda v: ((v - v.mean()) ** 2).mean() ** 0.5,
    "norm_21": lambda v: ((v**2).sum(axis=1) ** 0.5).sum(), "max": np.max, "min": np.min,
}  # fmt: skip


@rule(0.6, _scalar)
def reduced(g: Generator, shape: Shape, depth: int) -> Raw:
    """A function of all entries, smooth where they differ and no row is zero; analytic, for complex steps."""
    name = g.rng.choice(sorted(REDUCED))

    def value(v: Any) -> Any:
        gaps = np.abs(np.subtract.outer(v.ravel(), v.ravel()))[~np.eye(v.size, dtype=bool)]
        if name not in ("mean", "var") and (v.size < 2 or gaps.min() < GAP):
            raise Rejected
        return np.reshape(REDUCED[name](v), (1, 1))

    return unary(name, g.draw((g.dim(), g.dim()), min(depth, 3)), shape, getattr(ex, name), value)


ROWWISE: dict[str, Callable[[Any], Any]] = {
    "rowsums": lambda v: v.sum(axis=1, keepdims=True), "rowmeans": lambda v: v.mean(axis=1, keepdims=True),
    "logsumexp_rows": lambda v: scipy.special.logsumexp(v, axis=1, keepdims=True),
}  # fmt: skip


@rule(0.5, _column)
def of_each_row(g: Generator, shape: Shape, depth: int) -> Raw:
    name = g.rng.choice(sorted(ROWWISE))
    return unary(name, g.draw((shape[0], g.dim()), min(depth, 3)), shape, getattr(ex, name), ROWWISE[name])


@rule(0.3, _any)
def weights_of_rows(g: Generator, shape: Shape, depth: int) -> Raw:
    return unary("softmax_rows", g.draw(shape, min(depth, 3)), shape, ex.softmax_rows,
                 lambda v: scipy.special.softmax(v, axis=1))  # fmt: skip


@rule(0.4, _scalar)
def entry(g: Generator, shape: Shape, depth: int) -> Raw:
    """``A[1,1]``."""

    def picked(s: ex.Expr) -> ex.Expr:
        return c.product(c.transpose(unit(s.rows, ONE)), s, unit(s.cols, ONE))

    return unary("entry 1 1 of", g.draw((g.dim(), g.dim()), depth), shape, picked, lambda v: v[:1, :1])


# -- functions of matrices -------------------------------------------------------------------------------------------
@rule(0.3, _square)
def exponential(g: Generator, shape: Shape, depth: int) -> Raw:
    a = g.draw(shape, min(depth, 2))
    return unary(
        "expm tanh", a, shape, lambda s: ex.expm(c.apply("tanh", s)), lambda v: scipy.linalg.expm(np.tanh(v)),
    )  # fmt: skip


BOUNDED: dict[str, Callable[[Any], Any]] = {"sinm": scipy.linalg.sinm, "cosm": scipy.linalg.cosm}


POSITIVE: dict[str, Callable[[Any], Any]] = {
    "logm": scipy.linalg.logm, "sqrtm": scipy.linalg.sqrtm, "chol": np.linalg.cholesky,
}  # fmt: skip


@rule(0.3, _square)
def of_bounded(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False
    name = g.rng.choice(sorted(BOUNDED))
    a = g.draw(shape, min(depth, 2))
    build = getattr(ex, name)
    return unary(
        f"{name} tanh", a, shape, lambda s: build(c.apply("tanh", s)), lambda v: np.real(BOUNDED[name](np.tanh(v))),
    )  # fmt: skip


@rule(0.5, _square)
def of_positive_definite(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False
    name = g.rng.choice(sorted(POSITIVE))
    known = g.rng.random() < 0.5
    a = g.symbol(shape, "positive_definite") if known else shifted(g.draw((g.dim(), shape[0]), min(depth, 2)))
    return unary(name, a, shape, getattr(ex, name), lambda v: np.real(POSITIVE[name](v)))


@rule(0.2, _square)
def along(g: Generator, shape: Shape, depth: int) -> Raw:
    """The Fréchet derivative of the exponential."""
    g.analytic = False
    a, b = g.draw(shape, min(depth, 2)), g.draw(shape, min(depth, 2))
    return binary(
        "frechet({}, {})", a, b, shape, lambda s, t: frechet("expm", c.apply("tanh", s), t),
        lambda v, w: scipy.linalg.expm_frechet(np.tanh(v), w, compute_expm=False),
    )  # fmt: skip


@rule(0.3, _square)
def symbolic_power(g: Generator, shape: Shape, depth: int) -> Raw:
    a = g.draw(shape, min(depth, 2))
    k = Dim.of("r")
    return Raw(
        f"mpow({a.text}, r)", shape, lambda: ex.mpow(a.build(), k),
        lambda env: np.linalg.matrix_power(a.evaluate(env), env["dim"](k)),
    )  # fmt: skip


# -- eigenvalues and singular values ---------------------------------------------------------------------------------
def _symmetric(g: Generator, depth: int) -> Raw:
    size = g.dim()
    a = g.draw((size, size), min(depth, 3))
    return unary("sym", a, (size, size), lambda s: c.add(s, c.transpose(s)), lambda v: v + v.T)


def _apart(values: Any) -> Any:
    """Values in order, refused where two nearly meet."""
    if np.abs(np.diff(values)).min(initial=1) < GAP:
        raise Rejected
    return values


@rule(0.4, _scalar)
def eigenvalue(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False
    last = g.rng.random() < 0.5
    at = -1 if last else 0
    return unary(
        "eigmax" if last else "eigmin", _symmetric(g, depth), shape,
        lambda s: ex.eigmax(s) if last else ex.eigval(s, 0),
        lambda v: _apart(np.linalg.eigvalsh(v))[at].reshape(1, 1),
    )  # fmt: skip


@rule(0.3, _square)
def eigenprojection(g: Generator, shape: Shape, depth: int) -> Raw:
    """``v v'`` for the eigenvector of the smallest eigenvalue."""
    g.analytic = False
    a = g.draw(shape, min(depth, 2))

    def build(s: ex.Expr) -> ex.Expr:
        vector = ex.eigvec(c.add(s, c.transpose(s)), 0)
        return c.product(vector, c.transpose(vector))

    def value(v: Any) -> Any:
        numbers, vectors = np.linalg.eigh(v + v.T)
        _apart(numbers)
        return np.outer(vectors[:, 0], vectors[:, 0])

    return unary("eigvec square", a, shape, build, value)


@rule(0.4, _scalar)
def norm_of_singular_values(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False
    nuclear = g.rng.random() < 0.5
    a = g.draw((g.dim(), g.dim()), min(depth, 3))

    def value(v: Any) -> Any:
        singular = _apart(np.linalg.svd(v, compute_uv=False))
        if singular.min() < GAP:
            raise Rejected
        return (singular.sum() if nuclear else singular[0]).reshape(1, 1)

    return unary("norm_nuc" if nuclear else "norm_spec", a, shape, ex.norm_nuc if nuclear else ex.norm_spec, value)


# -- names and recurrences -------------------------------------------------------------------------------------------
@rule(0.3, _any)
def with_a_name(g: Generator, shape: Shape, depth: int) -> Raw:
    if g.inside:
        return g.leaf(shape)
    inner, name = g.draw(shape, depth), g.name("u")

    def build() -> ex.Expr:
        body = inner.build()
        return ex.named(name, body) if body.args else body

    return Raw(f"named({inner.text})", shape, build, inner.evaluate)
