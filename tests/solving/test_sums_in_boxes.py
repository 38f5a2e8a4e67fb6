"""Convex sums over the entries that are to be large on a box: no vertex and no other point is better."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds

D = "x[n]; z; a[n]: nonzero; b[n]: positive; c[n]; l[n]; w[n]: positive; s; A[m,n]"


@pytest.mark.parametrize(("text", "sense", "ends", "f"), [
    ("sum(exp(a.*x))", "max", ("-1", "1"), lambda x, a: np.exp(a * x).sum()),
    ("b'*exp(x) + c'*x", "max", ("l", "l + w"), lambda x, b, c: b @ np.exp(x) + c @ x),
    ("sum(x.^4) - 3*c'*x", "max", ("-1", "2"), lambda x, c: (x**4).sum() - 3 * c @ x),
    ("sum(b.*log(x + 2)) - norm2(x)^2", "min", ("-1", "2"), lambda x, b: (b * np.log(x + 2)).sum() - x @ x),
    ("sum(softplus(x)) + b'*(x.^2)", "max", ("-1", "1"), lambda x, b: np.logaddexp(0, x).sum() + b @ x**2),
    ("exp(s*z) + z^4", "max", ("-1", "2"), lambda z, s: np.exp(s * z) + z**4),
])  # fmt: skip
@pytest.mark.parametrize("seed", seeds(1))
def test_no_vertex_is_better(text: str, sense: str, ends: Any, f: Callable[..., float], seed: int) -> None:
    x = "z" if "z" in text else "x"
    solution = ex.solve(text, x, sense, [f"{x} >= {ends[0]}", f"{x} <= {ends[1]}"], D)
    assert solution.kind == f"global {sense}imum"
    rng = np.random.default_rng(seed)
    drawn: dict[str, Any] = {name: rng.uniform(0.1, 2, 3) for name in "bw"}
    drawn |= {name: rng.standard_normal(3) for name in "acl"} | {"s": -0.8}
    names = f.__code__.co_varnames[1 : f.__code__.co_argcount]
    used = {name: drawn[name] for name in {*names, *(["l", "w"] if ends[0] == "l" else [])}}
    sizes = {} if x == "z" else {"n": 3}
    known = {s.name for s in solution["x" if x == "x" else "z"].symbols}
    at = solution.evaluate({k: v for k, v in used.items() if k in known}, **sizes).popitem()[1]
    low = np.asarray(drawn["l"] if ends[0] == "l" else float(ends[0]))
    high = np.asarray(low + drawn["w"] if ends[0] == "l" else float(ends[1]))
    assert np.all(at >= low - 1e-12) and np.all(at <= high + 1e-12)
    sign, data = (1 if sense == "max" else -1), {name: drawn[name] for name in names}
    best = sign * f(np.asarray(at), **data)
    for corner in product((0.0, 0.5, 1.0), repeat=3 if x == "x" else 1):
        share = np.array(corner) if x == "x" else np.float64(corner[0])
        assert sign * f(low + share * (high - low), **data) <= best + 1e-9 * (1 + abs(best))


@pytest.mark.parametrize(("text", "sense"), [
    ("sum(exp(A*x))", "max"), ("sum(exp(x))*sum(x)", "max"), ("sum(sin(x))", "max"), ("s*sum(exp(x))", "max"),
])  # fmt: skip
def test_nothing_is_said_where_entries_hang_together_or_the_bend_is_not_known(text: str, sense: str) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, "x", sense, ["x >= -1", "x <= 1"], D)
