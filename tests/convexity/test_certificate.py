"""Curvature: what is claimed holds on random segments."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr

n, m = ex.dims("n m")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
P = ex.matrix("P", m, m, "positive_definite")

CASES: list[tuple[Expr, Expr, str]] = [
    (ex.norm2(A @ x - b) ** 2, x, "convex"),
    (ex.norm2(A @ x - b), x, "convex"),
    (-(ex.norm2(x) ** 2), x, "concave"),
    (b.T @ A @ x + 3, x, "affine"),
    (ex.logdet(P), P, "concave"),
    (-2 * ex.logdet(P), P, "convex"),
    (ex.sum(ex.softplus(A @ x)), x, "convex"),
    (ex.sum(ex.exp(A @ x)) + ex.norm2(x) ** 2, x, "convex"),
    (ex.sum(ex.sin(x)), x, "neither"),
    (ex.norm2(x) ** 2 - ex.sum(ex.exp(x)), x, "neither"),
]


@pytest.mark.parametrize(("f", "variable", "kind"), CASES)
def test_curvature(f: Expr, variable: Expr, kind: str) -> None:
    found = ex.curvature(f, variable)
    assert found.kind == kind
    assert found.why


@pytest.mark.parametrize(("f", "variable", "kind"), [case for case in CASES if case[2] in ("convex", "concave")])
def test_midpoints_agree(f: Expr, variable: Expr, kind: str) -> None:
    rng = np.random.default_rng(0)
    data = {"A": rng.normal(size=(5, 3)), "b": rng.normal(size=5), "x": np.zeros(3), "P": np.eye(3)}
    data = {s.name: data[s.name] for s in f.symbols}

    def point() -> np.ndarray:
        g = rng.normal(size=(3, 3))
        return g @ g.T + np.eye(3) if variable is P else rng.normal(size=3)

    def value(at: np.ndarray) -> float:
        return float(f.evaluate({**data, variable.name: at}))

    for _ in range(20):
        u, v = point(), point()
        gap = (value(u) + value(v)) / 2 - value((u + v) / 2)
        assert gap >= -1e-10 if kind == "convex" else gap <= 1e-10


def test_needs_a_scalar() -> None:
    with pytest.raises(ex.NotAScalarError, match="curvature needs a scalar"):
        ex.curvature(A @ x, x)


# -- what is said ------------------------------------------------------------------------------------------------------
DECLARED = ["x[n]", "y[n]", "z", "a"]


@pytest.mark.parametrize(
    ("text", "unknowns", "heading"),
    [
        ("norm2(x)^2", ["x", "y"], "convex in x, y together (y does not occur)"),
        ("norm2(x)^2", ["y", "x", "z"], "convex in y, x, z together (y, z do not occur)"),
        ("a*norm2(x)^2", ["x", "y"], "in x, y together (y does not occur): convex where a >= 0, concave where a <= 0"),
        ("norm2(x - y)^2", ["x", "y"], "convex in x, y together"),
        ("norm2(x)^2", ["x"], "strictly convex in x"),
    ],
)
def test_unknowns_that_do_not_occur_are_named(text: str, unknowns: list[str], heading: str) -> None:
    found = ex.curvature(ex.parse(text, DECLARED), unknowns)
    assert str(found).splitlines()[0] == heading
    assert [x.name for x in found.absent] == [name for name in unknowns if name not in text]


def test_of_none_that_occurs_it_is_constant() -> None:
    found = ex.curvature(ex.parse("norm2(x)^2", DECLARED), ["y", "z"])
    assert str(found) == "affine in y, z together\nnorm2(x)^2 is constant: y, z do not occur"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("norm1(x)", "norm1(x) is convex: a sum of entries that are convex"),
        ("-norm1(x)", "-norm1(x) is concave: the negative of a convex function"),
        ("3*norm1(x) - z", "3*norm1(x) - z is convex: affine terms plus a positive multiple of a convex function"),
        ("z - norm1(x)", "z - norm1(x) is concave: affine terms minus a convex function"),
        ("-2*log(1 - norm1(x))", "domain: 1 - norm1(x) > 0: a level set of what is concave is convex"),
    ],
)
def test_a_step_says_what_the_one_term_that_bends_is_multiplied_by(text: str, why: str) -> None:
    assert why in str(ex.curvature(ex.parse(text, DECLARED), "x"))


def test_points_are_printed_without_minus_zero() -> None:
    found = str(ex.curvature(ex.parse("tr(inv(X))", ["X[n,n]: symmetric"]), "X"))
    assert "half way it is not defined: that needs X invertible" in found
    assert "-0," not in found and "-0;" not in found and "-0]" not in found


def test_what_is_one_to_one_says_why() -> None:
    """Of ``-t`` it is no reason that it is "itself"."""
    found = ex.curvature(ex.parse("log(1 + exp(-t))", "t"), "t")
    assert "-t is one-to-one in t: t can be solved for" in str(found)


@pytest.mark.parametrize(
    ("text", "declarations", "kind"),
    [
        ("sum(p.*log(p./q))", "p[n]; q[n]: positive", "strictly convex"),
        ("sum(p.*log(p./q))", "p[n]: simplex; q[n]: simplex", "strictly convex"),
        ("sum(q./p)", "p[n]: nonnegative; q[n]: positive", "strictly convex"),
        ("log(q/p)", "p; q: positive", "strictly convex"),
        ("log(q/p^3)", "p; q: positive", "strictly convex"),
        ("-log(q/p^2)", "p; q: positive", "neither"),
        ("sum(p.^(-2))", "p[n]", "neither"),
        ("log(q*r/p)", "p; q: positive; r", "unknown"),
    ],
)
def test_the_side_on_which_a_quotient_is_defined(text: str, declarations: str, kind: str) -> None:
    assert str(ex.curvature(ex.parse(text, declarations), "p")).startswith(f"{kind} in p")
