"""Rules for matrices made of others: adjugates, cross products, Kronecker sums, diagonals, half vectors, polar factors,
singular vectors, linear matrix equations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg
import scipy.special

import extremum as ex
from extremum.algebra.dims import ONE
from extremum.operations import construct as c
from tests.fuzz_expressions import (
    Generator,
    Raw,
    Rejected,
    Shape,
    _any,
    _scalar,
    _square,
    binary,
    factors_of,
    parts_of,
    rule,
    shifted,
    unary,
)  # fmt: skip
from tests.fuzz_forms import THREE
from tests.fuzz_functions import GAP, _apart


@rule(0.4, _square)
def adjugate(g: Generator, shape: Shape, depth: int) -> Raw:
    """Of a matrix that may be drawn invertible: there it is ``det(A)*inv(A)``."""

    def value(v: Any) -> Any:
        found = np.linalg.det(v)
        if abs(found) < GAP:
            raise Rejected  # NumPy's inverse is no judge near a singular matrix
        return found * np.linalg.inv(v)

    return unary("adj", g.draw(shape, min(depth, 2)), shape, ex.adj, value)


@rule(0.3, _scalar)
def triple_product(g: Generator, shape: Shape, depth: int) -> Raw:
    """``a'(M a × b)``."""
    a, b, m = g.symbol((THREE, ONE)), g.symbol((THREE, ONE)), g.symbol((THREE, THREE))
    return Raw(
        f"{a.text}'*cross({m.text}*{a.text}, {b.text})", shape,
        lambda: c.product(c.transpose(a.build()), ex.cross(c.product(m.build(), a.build()), b.build())),
        lambda env: a.evaluate(env).T @ np.cross(m.evaluate(env) @ a.evaluate(env), b.evaluate(env), axis=0),
    )  # fmt: skip


@rule(0.2, _scalar)
def turned(g: Generator, shape: Shape, depth: int) -> Raw:
    """``b' expm(skewmat(a)) b²``, a rotation about a."""
    g.analytic = False
    a, b = g.symbol((THREE, ONE)), g.symbol((THREE, ONE))
    return binary(
        "rotated({}, {})", a, b, shape,
        lambda s, t: c.product(c.transpose(t), ex.expm(ex.skewmat(s)), c.power(t, 2)),
        lambda v, w: w.T @ scipy.linalg.expm(np.cross(np.eye(3), v[:, 0])) @ (w * w),
    )  # fmt: skip


@rule(0.3, _scalar)
def axis_of(g: Generator, shape: Shape, depth: int) -> Raw:
    """``a' axial(M)``."""
    a, m = g.symbol((THREE, ONE)), g.symbol((THREE, THREE))
    return binary(
        "{}'*axial({})", a, m, shape, lambda s, t: c.product(c.transpose(s), ex.axial(t)),
        lambda v, w: v.T @ np.array([[w[2, 1] - w[1, 2]], [w[0, 2] - w[2, 0]], [w[1, 0] - w[0, 1]]]),
    )  # fmt: skip


@rule(3.0, lambda shape, g: len(factors_of(shape[0])) == 2 and shape[1].number is None)
def by_columns(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = factors_of(shape[0])
    left, right = g.draw((a, shape[1]), depth), g.draw((b, shape[1]), depth)
    return binary("khatri_rao({}, {})", left, right, shape, lambda s, t: ex.khatri_rao(s, t), scipy.linalg.khatri_rao)


@rule(2.0, lambda shape, g: shape[0] is shape[1] and len(factors_of(shape[0])) == 2)
def kronecker_sum(g: Generator, shape: Shape, depth: int) -> Raw:
    a, b = factors_of(shape[0])
    left, right = g.draw((a, a), depth), g.draw((b, b), depth)
    return binary("kronsum({}, {})", left, right, shape, lambda s, t: ex.kronsum(s, t),
                  lambda v, w: np.kron(v, np.eye(len(w))) + np.kron(np.eye(len(v)), w))  # fmt: skip


@rule(0.3, _scalar)
def on_the_diagonal(g: Generator, shape: Shape, depth: int) -> Raw:
    """``norm2(blockdiag(A, B))²`` and what stands beside one another."""
    a, b = g.draw((g.dim(), g.dim()), min(depth, 2)), g.draw((g.dim(), g.dim()), min(depth, 2))
    return binary(
        "sum blockdiag({}, {}).^2", a, b, shape, lambda s, t: ex.sum(c.power(ex.blockdiag(s, t), 2)),
        lambda v, w: (scipy.linalg.block_diag(v, w) ** 2).sum().reshape(1, 1),
    )  # fmt: skip


@rule(3.0, lambda shape, g: len(parts_of(shape[0])) == 2)
def below_one_another(g: Generator, shape: Shape, depth: int) -> Raw:
    """``hstack(A', B')'``."""
    top, bottom = (g.draw((part, shape[1]), depth) for part in parts_of(shape[0]))
    return binary(
        "hstack({}', {}')'", top, bottom, shape, lambda s, t: c.transpose(ex.hstack(s.T, t.T)),
        lambda v, w: np.vstack([v, w]),
    )  # fmt: skip


@rule(0.3, _square)
def from_half_vectors(g: Generator, shape: Shape, depth: int) -> Raw:
    symmetric = g.rng.random() < 0.5
    inverse = ex.unvech if symmetric else ex.trilvec
    return unary(
        ("unvech" if symmetric else "trilvec") + " vech", g.draw(shape, min(depth, 3)), shape,
        lambda s: inverse(ex.vech(s), s.rows),
        lambda v: np.tril(v) + np.tril(v, -1).T * symmetric,
    )  # fmt: skip


# -- singular values and equations -------------------------------------------------------------------------------------
@rule(0.3, _scalar)
def singular_value(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False

    def value(v: Any) -> Any:
        found = _apart(np.linalg.svd(v, compute_uv=False))
        if found[0] < GAP:
            raise Rejected
        return found[0].reshape(1, 1)

    return unary("singval1", g.draw((g.dim(), g.dim()), min(depth, 2)), shape, lambda s: ex.singval(s, 1), value)


@rule(0.2, _any)
def singular_pair(g: Generator, shape: Shape, depth: int) -> Raw:
    """``u v'`` of the largest singular value."""
    g.analytic = False

    def build(s: ex.Expr) -> ex.Expr:
        return c.product(ex.singvec_left(s, 1), c.transpose(ex.singvec_right(s, 1)))

    def value(v: Any) -> Any:
        left, found, right = np.linalg.svd(v)
        if _apart(found)[0] < GAP:
            raise Rejected
        return np.outer(left[:, 0], right[0])

    return unary("singular pair", g.draw(shape, min(depth, 1)), shape, build, value)


@rule(0.3, _square)
def orthogonal_factor(g: Generator, shape: Shape, depth: int) -> Raw:
    g.analytic = False

    def value(v: Any) -> Any:
        left, found, right = np.linalg.svd(v)
        if found.min() < 0.1:
            raise Rejected
        return left @ right

    return unary("polar", g.draw(shape, min(depth, 2)), shape, ex.polar, value)


@rule(0.3, _any)
def linear_equation(g: Generator, shape: Shape, depth: int) -> Raw:
    """The X of ``A X + X B = C`` for positive definite A and B, or of ``X - tanh(A)/9 X tanh(B)/9 = C``."""
    g.analytic = False
    stein = g.rng.random() < 0.5
    rows, cols = shape
    a, b = (g.draw((size, size), min(depth, 1)) for size in (rows, cols))
    whole = g.draw(shape, min(depth, 2))
    if not stein:
        a, b = shifted(a), shifted(b)
        return Raw(
            f"sylvester({a.text}, {b.text}, {whole.text})", shape,
            lambda: ex.sylvester(a.build(), b.build(), whole.build()),
            lambda env: scipy.linalg.solve_sylvester(a.evaluate(env), b.evaluate(env), whole.evaluate(env)),
        )  # fmt: skip

    def small(s: ex.Expr) -> ex.Expr:
        return c.product(c.power(c.number(9), -1), c.apply("tanh", s))

    def value(env: Any) -> Any:
        left, right, target = np.tanh(a.evaluate(env)) / 9, np.tanh(b.evaluate(env)) / 9, whole.evaluate(env)
        system = np.eye(target.size) - np.kron(left, right.T)
        return np.linalg.solve(system, target.reshape(-1)).reshape(target.shape)

    return Raw(
        f"stein(tanh({a.text})/9, tanh({b.text})/9, {whole.text})", shape,
        lambda: ex.stein(small(a.build()), small(b.build()), whole.build()), value,
    )  # fmt: skip
