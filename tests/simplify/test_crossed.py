"""Cross products put together: short on rows that people write, and equal on random ones."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.simplify.cost import cost
from extremum.simplify.crossed import crossed_together, triple_product_turned, without_minus
from extremum.simplify.crossed_twice import crossed_twice
from extremum.verify.sampling import float_scope
from tests.support.draws import seeds

_POINTS = "a[3]; b[3]; c[3]; d[3]; R[3,3]; s; m[] for i in 1..N; x[3] for i in 1..N; y[3] for i in 1..N"


@pytest.mark.parametrize(
    ("formula", "short"),
    [
        ("cross(a - b, c) + cross(c, a - d)", "cross(d - b, c)"),
        ("cross(a, R*b) - cross(R*b, a)", "2*cross(a, R*b)"),
        ("cross(a, b + a)", "cross(a, b)"),
        ("s*R'*cross(a - b, c - b) + s*R'*cross(b, c)", "s*R'*cross(a, c - b)"),
        ("-2*cross(a, R*b)", "2*cross(R*b, a)"),
        ("-sum_i(m[i]*cross(x[i], y[i]))", "sum_i(m[i]*cross(y[i], x[i]))"),
        ("sum_i(cross(x[i], y[i])) - sum_i(cross(y[i], x[i] - y[i]))", "2*sum_i(cross(x[i], y[i]))"),
        ("skewmat(a - b) + skewmat(c - a)", "skewmat(c - b)"),
        ("R*skewmat(a - b)*R - R*skewmat(a)*R", "-R*skewmat(b)*R"),
        ("cross(a, cross(b, c)) + cross(cross(c, b), a)", "2*cross(a, cross(b, c))"),
        ("b'*cross(c, a)*cross(b, a)", "c'*cross(a, b)*cross(b, a)"),
        ("skewmat(a)*skewmat(b) + a'*b*eye(3)", "b*a'"),
        ("cross(a, cross(b, c)) + a'*b*c", "a'*c*b"),
        ("skewmat(a)*skewmat(b)*skewmat(a)*R", "-a'*b*skewmat(a)*R"),
        ("-skewmat(cross(a, b))*R - R*skewmat(a)", "skewmat(cross(b, a))*R - R*skewmat(a)"),
        ("axial(R*skewmat(a) + skewmat(a)*R')", "2*(tr(R)*a - R'*a)"),
        ("axial(R*b*c' + c*b'*R')", "zeros(3)"),
        ("axial(s*R + R' - a*a' - 3*skewmat(b))", "s*axial(R) - axial(R) - 6*b"),
        ("axial(2*R*R*skewmat(a) + skewmat(a)*R' - R*skewmat(a))", "2*axial(R*R*skewmat(a))"),
        ("axial(R*sum_i(m[i]*x[i]*y[i]'))", "sum_i(m[i]*cross(y[i], R*x[i]))"),
    ],
)  # fmt: skip
def test_rows(formula: str, short: str) -> None:
    before, after = ex.parse(formula, _POINTS), ex.parse(short, _POINTS)
    found = ex.simplify(before)
    assert cost(found) <= cost(after), f"{found}"
    _assert_equal(before, found, 1)
    _assert_equal(before, after, 2)


@pytest.mark.parametrize(
    ("formula", "by", "gradient"),
    [
        ("norm2(cross(b - a, c - a))^2", "a", "2*cross(cross(b - a, c - a), c - b)"),
        ("d'*cross(b - a, c - a)", "a", "cross(d, c - b)"),
        ("sum_i(m[i]*norm2(cross(a, x[i]))^2)/2", "a", "sum_i(m[i]*cross(x[i], cross(a, x[i])))"),
        ("sum_i((y[i]'*cross(a, x[i]))^2)", "a", "2*sum_i(a'*cross(y[i], x[i])*cross(y[i], x[i]))"),
    ],
)
def test_gradients(formula: str, by: str, gradient: str) -> None:
    assert str(ex.gradient(formula, by, _POINTS)) == gradient


@pytest.mark.parametrize(
    ("formula", "hessian"),
    [
        ("sum_i(m[i]*norm2(cross(a, x[i]))^2)/2", "-sum_i(m[i]*skewmat(x[i])^2)"),
        ("norm2(skewmat(a)*R)^2/2", "norm2(R)^2*eye(3) - R*R'"),
    ],
)
def test_hessians_are_tensors_of_inertia(formula: str, hessian: str) -> None:
    assert str(ex.hessian(formula, "a", _POINTS)) == hessian


def _assert_equal(before: Expr, after: Expr, seed: int) -> None:
    scope = float_scope([before, after], np.random.default_rng(seed))
    assert np.allclose(scope.value(before), scope.value(after), rtol=1e-9, atol=1e-9), f"{before} became {after}"


class _Draw:
    """Sums of cross products of random vectors, with matrices and scalars around them, triple products and families."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.vectors = [ex.parse(name, _POINTS) for name in ("a", "b", "c", "R*a")]

    def vector(self, depth: int) -> Expr:
        kind = self.rng.randrange(4 if depth else 1)
        if kind == 1:
            return c.subtract(self.vector(depth - 1), self.vector(depth - 1))
        if kind == 2:
            return ex.cross(self.vector(depth - 1), self.vector(depth - 1))
        return self.rng.choice(self.vectors)

    def term(self) -> Expr:
        R, s = ex.parse("R", _POINTS), ex.parse("s", _POINTS)
        u, v, w = (self.vector(2) for _ in range(3))
        crossed = ex.cross(u, v)
        if self.rng.randrange(4) == 0:
            crossed = ex.skewmat(u) @ ex.skewmat(v) @ self.rng.choice([ex.skewmat(u), ex.skewmat(v)]) @ w
        return self.rng.choice([crossed, crossed, R.T @ crossed, s * crossed, (w.T @ ex.cross(u, v)) * crossed])

    def total(self) -> Expr:
        signs = [self.rng.choice((-1, 1, 2)) for _ in range(3)]
        return c.combine([(q, self.term()) for q in signs])


@pytest.mark.parametrize("seed", seeds(6))
def test_random_sums_of_cross_products_keep_their_value(seed: int) -> None:
    changed = 0
    for k in range(5):
        before = _Draw(random.Random(100 * seed + k)).total()
        negative = c.combine([(-q if q > 0 else q, term) for q, term in terms_of(before)])
        found = [*crossed_together(before), *crossed_twice(before), triple_product_turned(before), ex.simplify(before)]
        for after in found:
            _assert_equal(before, after, k)
        _assert_equal(negative, without_minus(negative), k)
        changed += any(after is not before for after in found)
        assert cost(found[-1]) <= cost(before)
    assert changed


@pytest.mark.parametrize("seed", seeds(4))
def test_axial_vectors_of_sums_of_dyads_keep_their_value(seed: int) -> None:
    rng = random.Random(seed)
    dyads = [f"{rng.choice(['', 'm[i]*', '2*', 's*'])}{u}*{v}'" for u in ("x[i]", "R*y[i]", "a") for v in ("y[i]", "b")]
    body = " + ".join(rng.sample(dyads, 2))
    left, right = rng.choice(["", "R*", "skewmat(a)*", "-s*"]), rng.choice(["", "*R'", "*skewmat(b)"])
    before = ex.parse(f"{left}sum_i({body}){right}", _POINTS)
    axial = ex.axial(before)
    scope = float_scope([before, axial], np.random.default_rng(seed))
    skew, found = scope.value(before) - np.swapaxes(scope.value(before), -1, -2), scope.value(axial)
    for k, (row, column) in enumerate([(2, 1), (0, 2), (1, 0)]):
        assert np.allclose(found[..., k, 0], skew[..., row, column]), f"{axial}"
    assert "axial" not in str(axial)


@pytest.mark.parametrize("seed", seeds(6))
def test_axial_vectors_of_random_matrices_keep_their_value(seed: int) -> None:
    """Of sums of matrices, their transposes, symmetric and skew ones, with numbers and scalars before them."""
    rng = random.Random(seed)
    declared = f"{_POINTS}; J[3,3]: symmetric; K[3,3]: skew"
    for k in range(6):
        words = rng.choices(["R", "R'", "J", "K", "skewmat(a)", "R*J", "J*R'", "R'*R", "skewmat(a)*R", "b*a'"], k=4)
        text = "".join(f"{rng.choice(['+ ', '- ', '+ 2*', '- s*'])}{word} " for word in words)
        before = ex.parse(text, declared)
        after = ex.axial(before)
        scope = float_scope([before, after], np.random.default_rng(k))
        skew, found = scope.value(before) - np.swapaxes(scope.value(before), -1, -2), scope.value(after)
        for j, (row, column) in enumerate([(2, 1), (0, 2), (1, 0)]):
            assert np.allclose(found[..., j, 0], skew[..., row, column]), f"axial({text}) became {after}"
