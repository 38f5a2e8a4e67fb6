"""Some unknowns in terms of the others: total least squares by its corrections."""

from __future__ import annotations

from typing import Any

import numpy as np

import extremum as ex


def _at(found: ex.SolutionSet, data: dict[str, Any]) -> dict[str, Any]:
    return {x.name: value for x, value in found.evaluate(data).items()}


def test_total_least_squares_by_its_corrections() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(6, 2)), rng.normal(size=6)
    declared = "A[m,n]; E[m,n]; r[m]; x[n]; b[m]"
    found = ex.solve("norm2(E)^2 + norm2(r)^2", ["E", "r", "x"], "min", "(A + E)*x == b + r", declared)
    got = _at(found, {"A": a, "b": b})
    v = np.linalg.svd(np.column_stack([a, b]))[2][-1]
    np.testing.assert_allclose(got["x"], -v[:2] / v[2], rtol=1e-9)
    np.testing.assert_allclose((a + got["E"]) @ got["x"], b + got["r"], atol=1e-12)
    least = np.linalg.svd(np.column_stack([a, b]), compute_uv=False)[-1] ** 2
    assert found.kind == "global minimum"
    assert np.sum(np.square(got["E"])) + np.sum(np.square(got["r"])) - least < 1e-12
