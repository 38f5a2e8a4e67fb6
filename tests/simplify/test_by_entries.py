"""Answers about few entries are lists of entries, equal to what they were."""

from __future__ import annotations

import random

import pytest

import extremum as ex
from extremum.simplify.by_entries import by_entries, columns_by_entry
from tests.support.draws import seeds

SHOWN = [
    ("(a - x[1])^2 + b*(x[2] - x[1]^2)^2", "x[2]; a; b",
     "[2*(2*b*x[1]*(x[1]^2 - x[2]) + x[1] - a); 2*b*(x[2] - x[1]^2)]"),
    ("x[1]*x[2] + x[2]^2", "x[2]", "[x[2]; x[1] + 2*x[2]]"),
    ("x[1]^2*x[2]*x[3]", "x[3]", "[2*x[1]*x[2]*x[3]; x[1]^2*x[3]; x[1]^2*x[2]]"),
    ("sin(x[1])*cos(x[2])", "x[2]", "[cos(x[1])*cos(x[2]); -sin(x[1])*sin(x[2])]"),
    ("x[3]^2", "x[10]", "2*x[3]*unit(10, 3)"),
    ("norm2(x)^2 + x[1]", "x[n]", "unit(n, 1) + 2*x"),
    ("log(x[1]) + sqrt(x[2])", "x[2]: positive", "[1/x[1]; 1/(2*sqrt(x[2]))]"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "declared", "gradient"), SHOWN)
def test_gradients_by_entries(f: str, declared: str, gradient: str) -> None:
    assert str(ex.gradient(f, "x", declared)) == gradient


def test_hessians_by_entries() -> None:
    assert str(ex.hessian("x[1]*x[2] + 3*x[2]^2", "x", "x[2]")) == "[0, 1; 1, 6]"
    mixed = "[2*x[2]*x[3], 2*x[1]*x[3], 2*x[1]*x[2]; 2*x[1]*x[3], 0, x[1]^2; 2*x[1]*x[2], x[1]^2, 0]"
    assert str(ex.hessian("x[1]^2*x[2]*x[3]", "x", "x[3]")) == mixed
    assert str(ex.hessian("sin(x[1])*x[2]", "x", "x[2]")) == "[-sin(x[1])*x[2], cos(x[1]); cos(x[1]), 0]"


def test_a_list_is_differentiated_again() -> None:
    f, declared = "(a - x[1])^2 + b*(x[2] - x[1]^2)^2", "x[2]; a; b"
    assert ex.equal(ex.jacobian(ex.gradient(f, "x", declared), "x"), ex.hessian(f, "x", declared))


_PARTS = ("x[{}]^2", "exp(x[{}])", "a*x[{}]", "sin(x[{}])", "x[{}]*x[{}]", "norm2(x)^2", "c'*x*x[{}]", "x[{}]^3")


def _drawn(rng: random.Random, size: int) -> str:
    parts = (rng.choice(_PARTS) for _ in range(rng.randint(2, 4)))
    return " + ".join(part.format(*(rng.randint(1, size) for _ in range(2))) for part in parts)


@pytest.mark.parametrize("seed", seeds(6))
def test_the_list_is_the_array(seed: int) -> None:
    rng = random.Random(seed)
    size = rng.randint(2, 4)
    f = ex.parse(_drawn(rng, size), f"x[{size}]; c[{size}]; a")
    assert ex.check(f, "x", ex.gradient(f, "x")).right
    gradient = ex.parse(f"{rng.choice('ab')}*x[1]*unit({size}, 2) - x[2]^2*unit({size}, 1)", f"x[{size}]; a; b")
    (x,) = columns_by_entry(gradient)
    listed = by_entries(gradient, [x])
    assert listed is not gradient and ex.equal(listed, gradient)
