"""What was found: global where that is shown, local otherwise, nothing where no end was reached."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

RNG = np.random.default_rng(4)
A, b = RNG.normal(size=(9, 3)), RNG.normal(size=9)
D = "A[m,n]; b[m]; x[n]; l"

KINDS: dict[str, tuple[str, Any, dict[str, Any], str]] = {
    "least squares": ("norm2(A*x - b)^2", (), {"A": A, "b": b}, "global"),
    "a penalty": ("norm2(A*x - b)^2 + l*norm2(x)^2", (), {"A": A, "b": b, "l": 2.0}, "global"),
    "roots": ("sum(sqrt(1 + (A*x - b).^2))", (), {"A": A, "b": b}, "global"),
    "a lasso": ("norm2(A*x - b)^2 + 2*norm1(x)", (), {"A": A, "b": b}, "global"),
    "a ball": ("norm2(A*x - b)^2", "norm2(x) <= 0.1", {"A": A, "b": b}, "global"),
    "an exponential on a plane": ("sum(exp(A*x))", "sum(x) == 1", {"A": A}, "global"),
    "a concave function on a ball": ("-norm2(exp(-x))^2", "norm2(x) <= 1", {"n": 3}, "local"),
    "a convex one on a sphere": ("sum(exp(A*x)) ", "x'*x == 1", {"A": A}, "local"),
    "waves": ("norm2(A*x - b)^2/50 + sum(cos(x))", (), {"A": A, "b": b}, "local"),
    "outside of a ball": ("sum(exp(A*x))", "x'*x >= 4", {"A": A}, "local"),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_ends(name: str) -> None:
    text, stated, data, kind = KINDS[name]
    found = ex.minimize(text, "x", data, constraints=stated, declarations=D)
    assert found.converged and found.kind == f"{kind} minimum"
    risen = ex.maximize(f"-({text})", "x", data, constraints=stated, declarations=D)
    assert risen.converged and risen.kind == f"{kind} maximum"


@pytest.mark.parametrize("name", [name for name, case in KINDS.items() if case[-1] == "global"])
def test_no_start_leads_below_a_global_minimum(name: str) -> None:
    text, stated, data, _ = KINDS[name]
    best = ex.minimize(text, "x", data, constraints=stated, declarations=D)
    for start in RNG.normal(size=(3, 3)):
        other = ex.minimize(text, "x", data, constraints=stated, declarations=D, start={"x": start})
        assert not other.converged or other.value >= best.value - 1e-6 * (1 + abs(best.value))


def test_what_did_not_converge_has_no_kind() -> None:
    assert ex.minimize("exp(-x)", "x").kind == ""
