"""Answers about few entries are lists of entries, equal to what they were."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.by_entries import by_entries, columns_by_entry, in_lists
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


SUMMED = [
    "sum_i((z[i][1]*w[1] + w[2] - y[i])^2)", "sum_i((z[i]'*w + w[2] - y[i])^2)", "sum_i(exp(z[i][1])*w[1]*w[2])",
    "sum_i(z[i][2]*w[1]^2*w[2]) + w[1]^3", "sum_i(norm2(z[i] - w)^2*y[i]*w[1])", "norm2(z[1] - w)^2*w[2]",
]  # fmt: skip


@pytest.mark.parametrize("text", SUMMED)
def test_members_stay_under_their_sums(text: str) -> None:
    """Judged by differences of the formula alone."""
    f = ex.parse(text, ["z[2] for i in 1..N", "y for i in 1..N", "w[2]"])
    rng = np.random.default_rng(0)
    data: dict[str, Any] = {"z": rng.normal(size=(4, 2)), "y": rng.normal(size=4), "N": 4}
    point, step = rng.normal(size=2), 1e-5

    def differences(of: ex.Expr) -> Any:
        ends = [[np.ravel(of.evaluate({**data, "w": point + s * step * unit})) for s in (1, -1)] for unit in np.eye(2)]
        return np.array([(above - below) / (2 * step) for above, below in ends])

    gradient, hessian = ex.gradient(f, "w"), ex.hessian(f, "w")
    assert np.allclose(np.ravel(gradient.evaluate({**data, "w": point})), differences(f)[:, 0], atol=1e-6)
    assert np.allclose(hessian.evaluate({**data, "w": point}), differences(gradient), atol=1e-6)


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


LISTED = [
    ("(a*unit(2, 1) - b*unit(2, 2))'*A*x", "[a, -b]*A*x"),
    ("a*(unit(2, 1) + unit(2, 2)) + b*unit(2, 1)", "[a + b; a]"),
    ("-2*(a*(c[1] - x[1])*unit(2, 1) + b*(c[2] - x[2])*unit(2, 2))", "2*[a*(x[1] - c[1]); b*(x[2] - c[2])]"),
    ("x + a*unit(2, 1)", "x + a*unit(2, 1)"), ("a*unit(9, 1) + b*unit(9, 2)", "a*unit(9, 1) + b*unit(9, 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "listed"), LISTED, ids=[row[0] for row in LISTED])
def test_sums_of_unit_vectors_are_lists(text: str, listed: str) -> None:
    before = ex.parse(text, "A[2,2]; x[2]; c[2]; a; b")
    after = in_lists(before)
    assert str(after) == listed and ex.equal(before, after)
    assert ex.parse(listed, "A[2,2]; x[2]; c[2]; a; b") is after


def test_the_arm_of_a_robot_has_a_list_of_products_as_its_gradient() -> None:
    hand = "[l*cos(q[1]) + m*cos(q[1] + q[2]); l*sin(q[1]) + m*sin(q[1] + q[2])]"
    gradient = ex.gradient(f"norm2({hand} - t)^2", "q", "q[2]; t[2]; l; m")
    *_, last = ex.name_shared({"gradient": gradient}).lines()
    assert last == "gradient = 2*[[-a, h]*r; m*[-c, g]*r]"
    for style in ("differential", "jacobian"):
        derivation = ex.derive(f"norm2({hand} - t)^2", "q", "q[2]; t[2]; l; m", style=style)
        assert "unit(2, 2)" not in str(derivation) and len(str(derivation)) < 3500
