"""A dimension in arithmetic is a dimension where that is a whole number, otherwise a scalar expression."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim

n, N = ex.dims("n N")
S, lam = ex.matrix("S", n, n, "positive_definite"), ex.scalar("lam")

SCALARS: list[tuple[Callable[[], Any], Callable[[float], float]]] = [
    (lambda: N / 2, lambda v: v / 2),
    (lambda: 1 / N, lambda v: 1 / v),
    (lambda: 0.5 * N, lambda v: 0.5 * v),
    (lambda: N * 0.5, lambda v: 0.5 * v),
    (lambda: N**0.5, lambda v: v**0.5),
    (lambda: N**-1, lambda v: 1 / v),
    (lambda: 2**N, lambda v: 2**v),
    (lambda: ex.Rational(1, 2) * N, lambda v: v / 2),
    (lambda: N + 0.5, lambda v: v + 0.5),
    (lambda: 0.5 - N, lambda v: 0.5 - v),
    (lambda: N / 0.25, lambda v: v / 0.25),
    (lambda: (N + 1) / N, lambda v: (v + 1) / v),
    (lambda: N ** Fraction(1, 3), lambda v: v ** (1 / 3)),
    (lambda: np.float64(0.5) * N, lambda v: 0.5 * v),
]


@pytest.mark.parametrize(("build", "value"), SCALARS)
def test_a_dimension_among_numbers_is_a_scalar(build: Callable[[], Any], value: Callable[[float], float]) -> None:
    expr = build()
    assert isinstance(expr, ex.Expr) and expr.is_scalar
    for count in (1, 2, 5):
        assert expr.evaluate(N=count) == pytest.approx(value(count))
    assert ex.parse(str(expr), [N]) is expr


def test_what_is_whole_stays_a_dimension() -> None:
    for whole in (N + 1, 2 * N, N * n, N * (N + 1) / 2, N**2, N - n, -N, (2 * N) / 2):
        assert isinstance(whole, Dim)
    assert ex.vector("x", N * (N + 1) / 2).rows is (N * (N + 1)).over(2)
    assert ex.vector("x", np.int64(2) * N).rows is 2 * N


def test_dimensions_times_expressions() -> None:
    assert str(N / 2 * ex.logdet(S)) == "N/2*log(det(S))"
    assert 1 / N * lam is lam / N
    assert ex.gradient(N / 2 * ex.logdet(S) - N**0.5 * ex.tr(S), S) is ex.gradient(
        ex.parse("N/2*logdet(S) - sqrt(N)*tr(S)", [S, N]), S
    )


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: ex.vector("x", N / 2), "is no size or index: it is not always a whole number"),
        (lambda: ex.vector("x", 0.5 * N), "is no size or index"),
        (lambda: ex.vector("x", -1), "a size is at least 1, not -1"),
        (lambda: ex.vector("x", 0), "a size is at least 1, not 0"),
        (lambda: ex.eye(-2), "a size is at least 0, not -2"),
        (lambda: ex.vector("x", cast(Any, 2.5)), "2.5 is no dimension or index: give a whole number"),
        (lambda: ex.vector("x", cast(Any, None)), "None is no dimension or index"),
        (lambda: ex.vector("x", "2*n"), r"'2\*n' is no name of a dimension; declare"),
        (lambda: ex.samples("x", n, cast(Any, 2.5)), "2.5 is no dimension or index"),
    ],
)
def test_what_is_no_size(build: Callable[[], Any], words: str) -> None:
    with pytest.raises(ex.ShapeError, match=words):
        build()
