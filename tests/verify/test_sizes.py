"""Sizes of test points: bounds of ranks hold, what is inverted can be so, and all orders of sizes come."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS, MODULO, Field, NotExactError
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.traverse import topological
from extremum.operations.operators import as_expr
from extremum.verify import equal
from extremum.verify.balls import BALLS
from extremum.verify.points import quietly
from extremum.verify.sampling import float_scope, sample_sizes
from extremum.verify.sizes import Shapes, sizes_at

n, m, k, N = ex.dims("n m k N")
A, B, C = ex.matrix("A", m, n), ex.matrix("B", k, n), ex.matrix("C", m, k)
X, S = ex.matrix("X", n, n), ex.matrix("S", n, n, "skew")
i = ex.index("i", N)
x = ex.samples("x", n, N)
MEAN = ex.sum(x[i], i) / N


def _rank_bound(node: Expr, sizes: dict[str, int]) -> int:
    ranks: dict[Expr, int] = {}
    number: Callable[[Dim], int] = lambda dim: dim.value(sizes)  # noqa: E731
    for inner in topological([node]):
        bound = inner.op.rank_bound(inner, ranks.__getitem__, number)
        ranks[inner] = min(number(inner.rows), number(inner.cols), bound)
    return ranks[node]


RANKED = [A, A.T @ A, A @ A.T, A.T @ A + X @ X.T, A.T @ C @ C.T @ A, S, 2 * S, ex.kron(A, C), X,
          ex.ones(n, m), ex.vector("a", n) @ ex.vector("b", m).T, ex.pinv(A), ex.zeros(n, n)]  # fmt: skip


@pytest.mark.parametrize("expr", RANKED, ids=str)
def test_bounds_of_ranks_hold(expr: Expr) -> None:
    for seed, (rows, cols, inner) in enumerate(permutations((2, 3, 5))):
        sizes = {"m": rows, "n": cols, "k": inner}
        used = {name: size for name, size in sizes.items() if name in Shapes([expr]).names}
        value = float_scope([expr], np.random.default_rng(seed), used).value(expr)
        assert np.linalg.matrix_rank(value) <= _rank_bound(expr, sizes)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_bounds_of_ranks_of_all_operations_hold(name: str) -> None:
    for seed in range(6):
        node = REGISTRY[name].example(random.Random(seed))
        try:
            with quietly():
                scope = float_scope([node], np.random.default_rng(seed))
                value = np.asarray(scope.value(node))
                bound = _rank_bound(node, dict(scope.sizes))  # type: ignore[arg-type]
        except (ExtremumError, NotExactError, KeyError):
            continue
        assert np.linalg.matrix_rank(value.reshape(value.shape[-2:])) <= bound, node


INVERTED = [
    (ex.inv(A.T @ A), lambda s: s["m"] >= s["n"]),
    (ex.inv(A @ A.T), lambda s: s["n"] >= s["m"]),
    (ex.inv(A.T @ C @ C.T @ A), lambda s: s["n"] <= min(s["m"], s["k"])),
    (ex.logdet(A.T @ A), lambda s: s["m"] >= s["n"]),
    (ex.inv(A.T @ A) @ B.T @ ex.inv(B @ B.T), lambda s: s["m"] >= s["n"] >= s["k"]),
    (ex.inv(ex.sum(x[i] @ x[i].T, i)), lambda s: s["N"] >= s["n"]),
    (ex.inv(A.T @ A + ex.sum(x[i] @ x[i].T, i)), lambda s: s["N"] + s["m"] >= s["n"]),
    (ex.inv(S), lambda s: s["n"] % 2 == 0),
    (ex.matrix("F", n, m, "full_column_rank"), lambda s: s["n"] >= s["m"]),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "fits"), INVERTED, ids=lambda v: str(v) if isinstance(v, Expr) else "")
def test_what_is_inverted_can_be_so(expr: Expr, fits: object) -> None:
    assert callable(fits)
    points = sizes_at([expr], 40, 3)
    assert all(fits(sizes) for sizes in points)
    assert len({tuple(sizes.values()) for sizes in points}) >= 3
    for seed in range(20):
        assert fits(sample_sizes([expr], np.random.default_rng(seed)))


def test_all_orders_come() -> None:
    points = sizes_at([A @ X, C @ B], 40, 3)
    orders = {tuple(sorted(sizes, key=sizes.__getitem__)) for sizes in points}
    assert orders == set(permutations(("k", "m", "n")))
    assert all(len(set(sizes.values())) == 3 for sizes in points)


def test_large_matrices_are_looked_at_where_they_are_small() -> None:
    p = ex.dims("p")
    x, D = ex.vector("x", m * n * p), ex.matrix("D", m * m * n * p, m * n * p)
    points = sizes_at([N * D @ x], 40, 7)
    assert max(D.rows.value(sizes) * D.cols.value(sizes) for sizes in points) <= 2**17
    for a, b in permutations(("N", "m", "n", "p"), 2):
        assert any(sizes[a] < sizes[b] for sizes in points)
    for name in ("N", "m", "n", "p"):
        assert len({sizes[name] for sizes in points[:3]}) == 3
    assert len({sizes["N"] for sizes in points}) >= 5


class _Counted:
    """A field that counts the products of its matrices."""

    def __init__(self, field: Field, products: list[int]) -> None:
        self.field, self.products = field, products

    def __getattr__(self, name: str) -> Any:
        return getattr(self.field, name)

    def matmul(self, left: Any, right: Any) -> Any:
        self.products.append(left.shape[-2] * left.shape[-1] * right.shape[-1])
        return self.field.matmul(left, right)


@pytest.mark.parametrize("field", [FLOATS, MODULO, BALLS], ids=lambda field: type(field).__name__)
def test_a_diagonal_factor_scales_rows_or_columns(field: Field) -> None:
    a, b = ex.vector("a", m), ex.vector("b", n)
    rng = np.random.default_rng(1)
    sizes = {"m": 4, "n": 3}
    values = {"A": rng.integers(1, 9, (4, 3)), "a": rng.integers(1, 9, (4, 1)), "b": rng.integers(1, 9, (3, 1))}
    for expr, expected in [
        (ex.diag(a) @ A @ ex.diag(b), values["a"] * values["A"] * values["b"].T),
        (ex.ones(m).T @ A @ ex.diag(b) @ A.T, (values["A"].sum(0) * values["b"].T) @ values["A"].T),
        (ex.diag(a) @ A @ A.T @ ex.ones(m), values["a"] * (values["A"] @ values["A"].sum(0)[:, None])),
    ]:
        products: list[int] = []
        scope = Scope(_Counted(field, products), {k: field.array(v) for k, v in values.items()}, sizes)  # type: ignore[arg-type]
        found = scope.value(expr)
        assert np.array_equal(np.vectorize(lambda v: float(str(v).strip("[]")))(found), expected)
        assert sum(products) <= 40  # a diagonal matrix as a factor would make it 36 or 48 for itself


CLAIMS = [
    (ex.inv(A.T @ A) @ A.T @ A, ex.eye(n), True),
    (A @ ex.inv(A.T @ A) @ A.T @ A, A, True),
    (A @ ex.inv(A.T @ A) @ A.T, ex.eye(m), False),
    (ex.inv(A.T @ A) @ A.T @ C @ ex.inv(C.T @ C) @ C.T @ C, ex.inv(A.T @ A) @ A.T @ C, True),
    (ex.logdet(A.T @ A), 2 * ex.logdet(ex.chol(A.T @ A)), True),
    (ex.inv(ex.sum((x[i] - MEAN) @ (x[i] - MEAN).T, i)) @ ex.sum(x[i] @ x[i].T, i), ex.eye(n), False),
    (ex.inv(ex.sum(x[i] @ x[i].T, i) - N * MEAN @ MEAN.T),
     ex.inv(ex.sum((x[i] - MEAN) @ (x[i] - MEAN).T, i)), True),
    (ex.det(S), ex.det(-S), True),
    (ex.inv(S).T, -ex.inv(S), True),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "same"), CLAIMS, ids=lambda v: str(v) if isinstance(v, Expr) else "")
def test_verdicts_with_inverses(a: Expr, b: Expr, same: bool) -> None:
    found = equal(a, b)
    assert bool(found) is same, found
    assert found.verdict != "undecided"


Y, D, E = ex.matrix("Y", n, k), ex.matrix("D", k, N), ex.matrix("E", m, N)
F = ex.matrix("F", m, n, "full_column_rank")
u, v, y = ex.vector("u", n), ex.vector("v", k), ex.vector("y", m)
SOLVED = [
    (ex.norm2(A @ Y - C) ** 2, [Y]),
    (ex.norm2(A @ Y @ D - E) ** 2, [Y]),
    (ex.norm2(A @ u + C @ v - y) ** 2, [u, v]),
    (ex.norm2(F @ u - y) ** 2, [u]),
    (ex.norm2(C @ ex.inv(C.T @ C) @ C.T @ (A @ u - y)) ** 2, [u]),
]  # fmt: skip


@pytest.mark.parametrize(("f", "unknowns"), SOLVED, ids=lambda v: str(v) if isinstance(v, Expr) else "")
def test_solutions_are_confirmed(f: Expr, unknowns: list[Expr]) -> None:
    """In many dimensions, some of which make normal equations singular; two-stage least squares is the last."""
    assert set(ex.solve(f, unknowns).values) == set(unknowns)


q, integer = ex.scalar("q", "nonzero"), ex.scalar("c", "integer")
PIECES = [
    (ex.abs(integer), integer),
    (ex.abs(q), q),
    (ex.abs(ex.det(ex.matrix("A", n, n, "invertible"))), ex.det(ex.matrix("A", n, n, "invertible"))),
    (ex.det(ex.matrix("Q", n, n, "orthogonal")), as_expr(1)),
    (ex.scalar("b", "binary"), as_expr(1)),
    (ex.chol(ex.matrix("L", n, n, "lower_triangular") @ ex.matrix("L", n, n, "lower_triangular").T),
     ex.matrix("L", n, n, "lower_triangular")),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), PIECES, ids=str)
def test_what_holds_on_a_part_of_the_members_only_differs(a: Expr, b: Expr) -> None:
    assert equal(a, b).verdict == "differs"


def test_points_with_small_matrices_come_first() -> None:
    """A dimension that is a product of others has points at which it is small, and these are looked at first."""
    expr = ex.parse("(S*ones(n^2*p*q, N))*T*ones(m)", "S[n^2*p*q, n^2*p*q]; T[N, m]")
    points = sizes_at([expr], 12, 3)
    largest = [numbers["n"] ** 4 * numbers["p"] ** 2 * numbers["q"] ** 2 for numbers in points]
    assert largest[0] <= 2**13 and max(largest) <= 2**17
    assert len({tuple(numbers.items()) for numbers in points}) > 1


def test_many_points_of_large_matrices_are_small() -> None:
    """The first have different numbers in all orders; a Jacobian of 120×120 is looked at a few times only."""
    p, q = ex.dims("p q")
    E = ex.matrix("E", m * p, n * q)
    points = sizes_at([ex.jacobian(ex.exp(E), E)], 24, 3)
    first, rest = points[:8], points[8:]
    assert all(len(set(sizes.values())) == 4 for sizes in first)
    assert all(any(sizes[a] < sizes[b] for sizes in first) for a, b in permutations("mnpq", 2))
    assert all(sizes == dict.fromkeys("mnpq", 2) for sizes in rest)
