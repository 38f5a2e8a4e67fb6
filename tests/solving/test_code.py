"""Generated code of solutions: it gives what ``evaluate`` gives, checks the conditions, and needs no extremum."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.solving import predicates
from extremum.solving.predicates import Predicate
from tests.solving.judge import CASES, _only_known, draw, solved

SHOWN = [case["id"] for case in CASES if not case.get("honest_no")][::3]


def _function(solution: Any, name: str = "solve") -> Any:
    namespace: dict[str, Any] = {}
    text = solution.code(name)
    assert "extremum" not in "".join(line for line in text.splitlines() if "import " in line)
    assert "linalg.inv(" not in text
    exec(text, namespace)
    return namespace[name]


@pytest.mark.parametrize("name", SHOWN)
def test_code_gives_what_evaluate_gives(name: str) -> None:
    case = next(case for case in CASES if case["id"] == name)
    solution = solved(case)
    data, sizes = draw(case, 0)
    function = _function(solution)
    given = {a: np.asarray(data[a]) if a in data else sizes[a] for a in inspect.signature(function).parameters}
    found = function(**given)
    for x, value in solution.evaluate(data, **_only_known(solution, sizes)).items():
        np.testing.assert_allclose(found[x.name], value, rtol=1e-7, atol=1e-9)


def test_families_and_roots_have_code() -> None:
    shares = ex.solve(
        "sum_k(v[k]*u[k]^2)", "u", "min", "sum_k(u[k]) == 1", "v for k in 1..K: positive; u for k in 1..K"
    )
    np.testing.assert_allclose(_function(shares)(v=np.array([1.0, 2.0]), K=2)["u"], [2 / 3, 1 / 3])
    simplex = ex.solve("norm2(x - b)^2", "x", "min", ["sum(x) == 1", "x >= 0"], "x[n]; b[n]")
    np.testing.assert_allclose(_function(simplex, "project")(np.array([2.0, 0.5, -1.0]))["x"], [1, 0, 0], atol=1e-12)


def test_conditions_are_checked() -> None:
    function = _function(ex.solve("norm2(A*x - b)^2 + c*norm2(x)^2", "x", "min", [], "A[m,n]; b[m]; x[n]; c"))
    data = {"A": np.ones((3, 2)), "b": np.ones(3)}
    assert function(**data, c=1.0)["x"].shape == (2,)
    with pytest.raises(ValueError, match="is positive definite"):
        function(**data, c=-1.0)


@pytest.mark.parametrize(
    "predicate", [value for value in vars(predicates).values() if isinstance(value, Predicate)], ids=lambda p: p.words
)
def test_predicates_and_their_code_agree(predicate: Predicate) -> None:
    rng = np.random.default_rng(0)
    seen = set()
    for k in range(40):
        a = rng.standard_normal((3, 3))
        drawn = [a, a @ a.T, a[:, :1] @ a[:, :1].T, np.abs(a), np.zeros((3, 3)), -a @ a.T]
        drawn += [np.where(a > 0, np.nan, a)] * (predicate is predicates.DEFINED)
        a = drawn[k % len(drawn)]
        in_code = bool(eval(predicate.code, {"np": np, "a": a}))
        assert in_code == bool(predicate.holds(a, 0.0)), a
        seen.add(in_code)
    assert seen == {True, False}


@pytest.mark.parametrize("name", ["", "1x", "def", "_x"])
def test_what_is_no_name_is_refused(name: str) -> None:
    solution = ex.solve("x^2 - a*x", "x", "min", [], "a; x")
    with pytest.raises(ex.ExtremumError, match="is no name for a function"):
        solution.code(name)
