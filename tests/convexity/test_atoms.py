"""The atoms of CVXPY 1.9 in our words: at least as strong as its word on the same expression, and true at midpoints.

``cvxpy`` is what its ``.curvature`` says; for ``x^2`` of what is declared positive and the like, of the same domain.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extremum as ex

ATOMS = json.loads((Path(__file__).parent / "data" / "atoms.json").read_text())
SIZES = {"m": 4, "n": 3}


@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom["atom"])
def test_it_is_as_strong_as_disciplined_programming(atom: dict[str, Any]) -> None:
    found = ex.curvature(ex.parse(atom["text"], atom["declarations"]), atom["wrt"])
    assert found.verdict == atom["verdict"]
    assert found.verdict.removeprefix("strictly ") in (atom["cvxpy"], "affine")


@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom["atom"])
def test_it_holds_at_midpoints(atom: dict[str, Any]) -> None:
    f = ex.parse(atom["text"], atom["declarations"])
    sign = {"convex": 1, "concave": -1, "affine": 0}[atom["verdict"].removeprefix("strictly ")]
    rng = np.random.default_rng(len(atom["text"]))
    fixed = {s.name: member(s, rng) for s in f.symbols if s.name not in atom["wrt"]}
    judged = 0
    for _ in range(400):
        a, b = ({s.name: member(s, rng) for s in f.symbols if s.name in atom["wrt"]} for _ in range(2))
        middle = {name: (a[name] + b[name]) / 2 for name in a}
        left, right, between = (float(f.evaluate({**fixed, **end})) for end in (a, b, middle))
        if not np.isfinite([left, right]).all():
            continue
        gap, slack = (left + right) / 2 - between, 1e-9 * (1 + abs(left) + abs(right))
        assert sign * gap >= -slack
        assert sign or abs(gap) <= slack
        judged += 1
        if judged == 8:
            break
    assert judged


def member(s: ex.Expr, rng: np.random.Generator) -> Any:
    """A random array as it is declared."""
    shape = tuple(d.value(SIZES) for d in s.shape if str(d) != "1")
    drawn = rng.normal(size=shape)
    if "positive_definite" in s.assumptions:
        return drawn @ drawn.T + 0.1 * np.eye(len(drawn))
    if "symmetric" in s.assumptions:
        return drawn + drawn.T
    return np.exp(drawn) if "positive" in s.assumptions else drawn
