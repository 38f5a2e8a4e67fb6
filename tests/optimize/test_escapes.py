"""What is approached and nowhere attained is no minimum, and no minimum is called that, however badly it is scaled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import part, seeds

SAID = "attained nowhere"

ATTAINED = [
    ("(x/c - m)^4 + exp(-x/c)", "x", "", ""),
    ("exp(-x/c) + e*x/c", "x", "", ""),
    ("log(1 + exp(x/c)) - x/c/(1 + e)/2", "x", "", ""),
    ("-1/(1 + (x/c - m)^2)", "x", "", ""),
    ("sqrt(1 + (x/c - m)^2)", "x", "", ""),
    ("c/x + e*x", "x", "x: positive", ""),
    ("log(x) + c/x", "x", "x: positive", ""),
    ("log(x) + c/x + (x/c - 1)^2*e", "x", "x: positive", ""),
    ("u'*S*u/(u'*u)", "u", "u[3]; S[3,3]: symmetric", ""),
    ("norm2(u - m*c*ones(3))^2 + e*sum((u/c).^4)", "u", "u[3]", ""),
    ("c*exp(-u[1]/c) + norm2(u)^2*e/c", "u", "u[3]", "u[2] == 1"),
    ("norm2(S*u - m*c*ones(3))^2", "u", "u[3]; S[3,3]: symmetric", "sum(u) == c"),
]
ESCAPING = [
    ("exp(-x/c)", "x", "", ""),
    ("1/(1 + (x/c)^2)", "x", "", ""),
    ("c/x", "x", "x: positive", ""),
    ("e*x/(x + c)", "x", "x: positive", ""),
    ("exp(-u[1])*norm2(u)^2", "u", "u[2]", "u[2] == 1"),
    ("norm2(u)^2/x", "u, x", "x: positive; u[2]", "sum(u) == 1"),
    ("(m - x)^2/(1 + c/y) + c/y", "x, y", "x; y: positive", ""),
]


def ended(problem: tuple[str, str, str, str], seed: int, method: str | None = None, least: float = -8) -> Any:
    f, unknowns, declarations, constraints = problem
    rng = np.random.default_rng(seed)
    S = rng.normal(size=(3, 3))
    data = {"c": 10.0 ** rng.uniform(least, 8), "m": rng.normal(), "e": 10.0 ** rng.uniform(-5, 0), "S": S + S.T}
    asked = {symbol.name for symbol in ex.parse(f, declarations).symbols} | set(constraints.split())
    known = {name: value for name, value in data.items() if name in asked}
    wanted = unknowns.split(", ")
    return ex.minimize(
        f, wanted, known, declarations=declarations, constraints=constraints or (), method=method, seed=seed
    )


@pytest.mark.parametrize("problem", ATTAINED, ids=lambda problem: problem[0])
@pytest.mark.parametrize("seed", seeds(2))
def test_no_minimum_is_called_unattained(problem: tuple[str, str, str, str], seed: int) -> None:
    method = None if problem[3] else "L-BFGS-B" if seed % 2 else "Newton"
    found = ended(problem, seed, method)
    assert SAID not in found.message, found


@pytest.mark.parametrize("problem", ESCAPING, ids=lambda problem: problem[0])
@pytest.mark.parametrize("seed", part(list(range(10)), 5))
def test_what_runs_away_has_not_converged(problem: tuple[str, str, str, str], seed: int) -> None:
    found = ended(problem, seed, least=0)
    assert not found.converged, found
