"""Families by their bare name: the derivative is by the member at the index, wherever members stand in the sum."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import extremum as ex

TEXTS = [
    "sum_i(100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2, 1, n - 1)",
    "sum_i((x[i + 1] - x[i])^2, 1, n - 1)",
    "sum_i(x[i + 2]^3, 1, n - 2)",
    "sum_i(x[i]*x[i - 1], 2, n)",
    "sum_i((x[n + 1 - i] - a[i])^2)",
    "sum_i(a[i + 1]*exp(x[i + 1]), 1, n - 1)",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_derivative_by_the_name_of_a_family(text: str) -> None:
    f = ex.parse(text, "x[] for i in 1..n; a[] for i in 1..n")
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=5), "a": rng.normal(size=5)}
    slope = ex.gradient(f, "x")
    assert slope is ex.gradient(f, "x[i]")
    for i in range(5):
        step = 1e-6 * np.eye(5)[i]
        ends = [float(f.evaluate({**data, "x": data["x"] + sign * step})) for sign in (1, -1)]
        assert float(slope.evaluate(data, i=i + 1)) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-6)


SEVERAL = [
    ("norm2(u[1] - u[N])^2", "u[1] and u[N]: ask for u[1] or u[N], or for u[i], any of them"),
    ("norm2(u[i] - u[k])^2", "u[i] and u[k]: ask for u[i] or u[k], or for u[j], any of them"),
    ("sum_i(norm2(u[i])^2) + u[1]'*a", "u[1] by itself and others in a sum: ask for u[1], or for u[i], any of them"),
]
BY_A_MEMBER: list[Any] = [ex.gradient, ex.jacobian, ex.hessian, ex.derive, ex.differential, ex.kinks, ex.curvature]


@pytest.mark.parametrize(("text", "members"), SEVERAL)
def test_a_bare_name_is_no_choice_among_members(text: str, members: str) -> None:
    declared = "u[p] for i in 1..N; a[p]"
    for question in BY_A_MEMBER:
        with pytest.raises(ex.ExtremumError, match=re.escape(f"by which member of u? The formula has {members}")):
            question(text, "u", declared)
    with pytest.raises(ex.ExtremumError, match="by which member of u"):
        ex.check(text, "u", "2*u[1]", declared)
    *asked, general = re.findall(r"u\[.\]", members)
    for name in (*asked, general):
        assert ex.gradient(text, name, declared) is ex.gradient(ex.parse(text, declared), name)


def test_a_bare_name_is_the_only_member_that_is_shown() -> None:
    assert str(ex.gradient("norm2(u[1] - a)^2", "u", "u[p] for i in 1..N; a[p]")) == "2*(u[1] - a)"
    assert str(ex.gradient("norm2(u[i] - a)^2", "u", "u[p] for i in 1..N; a[p]")) == "2*(u[i] - a)"


@pytest.mark.parametrize(
    ("text", "by", "run"), [("tr(ABC)", "B", "ABC"), ("tr(AB)*c", "B", "AB"), ("sum(Xw)", "w", "Xw")]
)
def test_a_letter_of_a_run_is_told_to_be_one(text: str, by: str, run: str) -> None:
    with pytest.raises(ex.NameUnknownError, match=re.escape(f"{run} is one name, write {'*'.join(run)} for a product")):
        ex.gradient(text, by)


def test_a_member_by_its_subscript() -> None:
    declared = "x[d] for i in 1..n; m[d]"
    assert ex.gradient("sum_i(norm2(x[i] - m)^2)", "x_k", declared) is ex.gradient(
        "sum_i(norm2(x[i] - m)^2)", "x[k]", declared
    )
    assert str(ex.gradient("sum_i(norm2(x[i] - m)^2)", "x_1", declared)) == "2*(x[1] - m)"
