"""A claim that is not defined wherever the derivative is, is right where it is defined only; the verdict says so."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from extremum.checking import check

NARROW = [
    ("norm2(x)^2", "x", "2*exp(log(x))", "x[n]", "x > 0 in each entry"),
    ("norm2(x)^2", "x", "2*sqrt(x).^2", "x[n]", "x >= 0 in each entry"),
    ("norm2(A*x)^2", "x", "2*A'*exp(log(A*x))", "A[m,n]; x[n]", "A*x > 0 in each entry"),
    ("s^2", "s", "2*sin(arcsin(s))", "s", "-1 <= s <= 1"),
    ("s^2", "s", r"2 e^{\log s}", "s", "s > 0"),
    ("sum_i((a[i]'*w)^2)", "w", "2*sum_i(exp(log(a[i]'*w))*a[i])", "a[d] for i in 1..N; w[d]", "a[i]'*w > 0"),
    ("tr(X'*X)", "X", "2*inv(inv(X))", "X[n,n]", "X is invertible"),
    ("norm2(x)^2/2", "x", "x*(t/t)", "x[n]; t", "t is not 0"),
    ("norm2(x)^2", "x", "2*x.*x./x", "x[n]", "x has no entry that is 0"),
    ("tr(A*X)", "X", "A'*exp(logdet(X))/det(X)", "A[n,n]; X[n,n]", "det(X) > 0"),
]


@pytest.mark.parametrize(("f", "x", "claim", "declared", "where"), NARROW)
def test_where_the_claim_is_right(f: str, x: str, claim: str, declared: str, where: str) -> None:
    found = check(f, x, claim, declared)
    assert found.right and where in found.where
    assert f"only where {' and '.join(found.where)}; elsewhere it is not defined" in found.explanation
    assert str(found).startswith("right where ") and where in found.to_dict()["where"]


EVERYWHERE = [
    ("s^2", "s", "2*exp(log(s))", "s: positive"),
    ("sum(log(x))", "x", "1./x", "x[n]"),
    ("sum(log(x))", "x", "exp(-log(x))", "x[n]"),
    ("norm2(x)", "x", "x/sqrt(x'*x)", "x[n]"),
    ("norm1(x)", "x", "x./abs(x)", "x[n]"),
    ("logdet(X)", "X", "inv(X)'", "X[n,n]: invertible"),
    ("sum(x.^4)", "x", "4*sqrt(x.^2).^2.*x", "x[n]"),
    ("sum(log(1 + exp(x)))", "x", "exp(x)./(1 + exp(x))", "x[n]"),
    ("x'*A*x/(x'*x)", "x", "2*A*x/(x'*x) - 2*(x'*A*x)/(x'*x)^2*x", "x[n]; A[n,n]: symmetric"),
    ("norm2(X*w - y)^2", "w", "2*(X'*X)*(w - inv(X'*X)*X'*y)", "X[n,d]: full_column_rank; w[d]; y[n]"),
]


@pytest.mark.parametrize(("f", "x", "claim", "declared"), EVERYWHERE)
def test_nothing_is_said_where_the_derivative_is_not_defined_either(f: str, x: str, claim: str, declared: str) -> None:
    found = check(f, x, claim, declared)
    assert found.right and not found.where


ROUNDABOUT: dict[str, Callable[[float], bool]] = {
    "exp(log({}))": lambda v: v > 0,
    "sqrt({}).^2": lambda v: v >= 0,
    "tanh(arctanh({}))": lambda v: abs(v) < 1,
    "log(exp({}))": lambda v: True,
    "sin(arcsin({}))": lambda v: abs(v) <= 1,
}
ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "x": lambda x: x, "(x.*x)": lambda x: x * x, "exp(x)": np.exp, "tanh(x)": np.tanh, "(A'*A*x)": lambda x: x,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_random_detours(seed: int) -> None:
    """``f⁻¹(f(u))`` for u in a claim: said to be narrower exactly where NumPy finds points that it leaves out."""
    rng = random.Random(seed)
    detour, inside = rng.choice(list(ROUNDABOUT.items()))
    inner, value = rng.choice(list(ARGUMENTS.items()))
    claim = f"{detour.format(inner)} - {inner} + 2*x"
    found = check("norm2(x)^2", "x", claim, "A[m,n]; x[n]")
    assert found.right, found
    points = value(np.random.default_rng(seed).normal(size=1000))
    assert bool(found.where) is not all(map(inside, points))
