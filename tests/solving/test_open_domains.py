"""Nonnegative unknowns of objectives that are not defined at zero: judged by random feasible points in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.problems.problem import pose
from extremum.solving.open_domains import opened
from tests.support.draws import seeds

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
N = 4


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(q./p)", lambda p, q, r: np.sum(q / p)),
        ("sum(q./p.^2)", lambda p, q, r: np.sum(q / p**2)),
        ("-sum(q.*log(p))", lambda p, q, r: -np.sum(q * np.log(p))),
        ("sum(p.*log(p./q))", lambda p, q, r: np.sum(p * np.log(p / q))),
        ("sum(p.*log(p./q)) + r'*p", lambda p, q, r: np.sum(p * np.log(p / q)) + r @ p),
    ],
)
def test_no_point_of_the_simplex_is_better(text: str, value: Callable[..., float], seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = ex.solve(ex.parse(text, "p[n]: simplex; q[n]: positive; r[n]"), "p", "min")
    assert found.kind.startswith("global minimum")
    data = {"q": rng.uniform(0.2, 2, N), "r": rng.normal(size=N), "n": N}
    best = np.ravel(found.evaluate(data)[found.problem.unknowns[0]])
    assert np.isclose(best.sum(), 1) and (best > 0).all()
    at = value(best, data["q"], data["r"])
    for scale in (1.0, 0.1, 1e-3):
        others = np.abs(best * np.exp(scale * rng.normal(size=(50, N))))
        others /= others.sum(axis=1, keepdims=True)
        assert all(value(p, data["q"], data["r"]) >= at - 1e-9 for p in others)


@pytest.mark.parametrize(
    ("f", "constraints", "assumptions"),
    [
        ("sum(1./p)", ["sum(p) == 1", "p >= 0"], ("positive",)),
        ("sum(p.*log(p))", ["p >= 0"], ("positive",)),
        ("-sum(sqrt(p))", ["p >= 0"], ()),
        ("sum(1./(p - 1))", ["p >= 0"], ()),
        ("sum(1./p)", ["p >= 1"], ()),
        ("sum(1./p)", ["p == 0"], ()),
    ],
)
def test_only_borders_that_the_objective_excludes_are_left_out(
    f: str, constraints: list[str], assumptions: tuple[str, ...]
) -> None:
    found, moved = opened(pose(ex.parse(f, "p[n]"), "p", "min", constraints))
    (p,) = found.unknowns
    assert p.assumptions == assumptions
    assert len(found.constraints) == len(constraints) - len(moved)


def test_definite_where_the_determinant_is_in_a_logarithm() -> None:
    found = ex.solve(
        "tr(S*X) - logdet(X)", "X", "min", declarations="S[n,n]: positive_definite; X[n,n]: positive_semidefinite"
    )
    assert str(found).splitlines()[0] == "X = inv(S)"
    assert found.kind.startswith("global minimum")


@pytest.mark.parametrize(
    ("text", "declared", "constraints", "answer"),
    [
        ("c'*x", "c[n]; x[n]; Q[n,n]: positive_definite", ["x'*Q*x <= 1"], "x = inv(Q)*c/sqrt(c'*inv(Q)*c)"),
        ("log(x) + log(y)", "x: positive; y: positive; p: positive; q: positive; m: positive",
         ["p*x + q*y == m"], "x = m/(2*p)"),
    ],
)  # fmt: skip
def test_what_was_declared_with_the_objective_is_known_of_its_constraints(
    text: str, declared: str, constraints: list[str], answer: str
) -> None:
    unknowns = [name for name in "xy" if name in text]
    found = ex.solve(ex.parse(text, declared), unknowns, "max", constraints)
    assert str(found).splitlines()[0] == answer
    assert found.kind == "global maximum"
    assert all("positive" not in condition.words for condition in found.conditions)


def test_what_a_constraint_itself_declares_comes_first() -> None:
    f = ex.parse("c'*x", "c[n]; x[n]; Q[n,n]: positive_definite")
    problem = pose(f, "x", "max", ["x'*Q*x <= 1"], "Q[n,n]: symmetric")
    (Q,) = [s for s in problem.constraints[0].gap.symbols if s.name == "Q"]
    assert Q.assumptions == ("symmetric",)


def test_logarithms_of_entries_are_merged() -> None:
    found = ex.solve("sum(log(1 + N).*(1 + N) - N.*log(N)) - b*e'*N", "N", "max",
                     declarations="N[k]: positive; b: positive; e[k]: positive")  # fmt: skip
    assert found.kind == "global maximum"
    e = np.array([0.3, 1.0, 2.5])
    value = np.ravel(found.evaluate({"e": e, "b": 0.7})[found.problem.unknowns[0]])
    np.testing.assert_allclose(value, 1 / np.expm1(0.7 * e))


def test_a_norm_is_defined_everywhere() -> None:
    declared = "A[m,n]: full_column_rank; B[m,n]; X[n,n]: skew"
    found = ex.solve("norm2(A*X - B)^2", "X", "min", declarations=declared)
    assert found.kind == "global minimum" and not found.conditions
