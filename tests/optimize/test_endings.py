"""How a minimisation ended, against problems of which it is known."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from tests.support.draws import part

n, m = ex.dims("n m")
X, w, y = ex.matrix("X", n, m), ex.vector("w", m), ex.vector("y", n)
s = ex.scalar("s")
rng = np.random.default_rng(0)
DATA = {"X": rng.normal(size=(40, 3)), "y": rng.normal(size=40)}

ENDINGS: list[tuple[str, Expr, Expr, float | None, str]] = [
    ("least squares", ex.norm2(X @ w - y) ** 2, w, None, "converged"),
    ("in a small unit", ex.norm2(X @ w - y) ** 2 / 10**12, w, None, "converged"),
    ("in a large unit", ex.norm2(X @ w - y) ** 2 * 10**9, w, None, "converged"),
    ("least absolute deviations", ex.sum(ex.abs(X @ w - y)), w, None, "converged"),
    ("a linear function", ex.sum(X @ w), w, None, "unbounded"),
    ("a cubic", ex.sum(X @ w) ** 3, w, None, "unbounded"),
    ("a power", -(s**4), s, 1.0, "unbounded"),
    ("an exponential", -ex.exp(s), s, 1.0, "unbounded"),
    ("a logarithm", -ex.log(1 + s**2), s, 3.0, "unbounded"),
    ("a root, as slow as it is", -ex.sqrt(1 + s**2), s, 3.0, "unbounded"),
    ("a limit that is not reached", ex.exp(-s), s, 0.0, "stalled"),
    ("bounded below, far away", (s - 10**6) ** 2 / 10**12, s, 0.0, "converged"),
    ("a periodic function", ex.cos(s), s, 1.0, "converged"),
    ("a square", (s - 2) ** 2, s, 2.0, "converged"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "start", "status"), [case[1:] for case in ENDINGS], ids=[c[0] for c in ENDINGS])
def test_the_status_is_judged_on_the_problem(f: Expr, x: Expr, start: float | None, status: str) -> None:
    found = ex.minimize(f, x, DATA if x is w else None, start={} if start is None else {"s": start})
    assert (found.status, found.converged) == (status, status == "converged"), found.message
    assert np.isfinite(found.value)
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert json.loads(text)["status"] == status


def test_a_maximum_is_unbounded_as_well() -> None:
    found = ex.maximize(s**2, s, start={"s": 1.0})
    assert found.status == "unbounded" and found.value > 0


def test_used_up_iterations() -> None:
    a, b = ex.scalar("a"), ex.scalar("b")
    f = (1 - a) ** 2 + 100 * (b - a**2) ** 2
    found = ex.minimize(f, [a, b], start={"a": -1.2, "b": 1.0}, max_iterations=3)
    assert found.status == "limit" and "used up" in found.message


def test_what_is_no_number_is_named() -> None:
    with pytest.raises(ex.DataError, match=r"log\(s\) is not a number at the start"):
        ex.minimize(s + ex.log(s), s, start={s: -1.0})


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_convergence_does_not_depend_on_the_unit(scale: float) -> None:
    near, far = 1e-9, 1e-2
    for away, converged in ((near, True), (far, False)):
        at: dict[str, Any] = {"s": 3.0 + away}
        found = ex.minimize(scale * ex.norm2(s - 3) ** 2, s, start=at, max_iterations=0)
        assert found.converged is converged


@pytest.mark.parametrize("text", part(["x^3", "x^3 + x^5", "(x - 1)^3", "exp(x) - 1 - x - x^2/2"], 3))
def test_a_point_of_inflection_is_no_minimum(text: str) -> None:
    """There the Hessian is what rounding leaves of it, and lower values are nearby."""
    for start in (0.5, -0.5, 1.0):
        assert not ex.minimize(text, "x", start={"x": start}, declarations="x").converged


@pytest.mark.parametrize(
    ("text", "value"), [("x^2 - abs(x)", -0.25), ("x^2 - 2*relu(x)", -1.0), ("x^4 - abs(x)", -0.4725)]
)
def test_a_kink_that_points_up_is_no_minimum(text: str, value: float) -> None:
    """Its derivative is 0 by convention, and the Hessian knows nothing of it."""
    found = ex.minimize(text, "x", start={"x": 0.0}, declarations="x")
    assert found.converged
    assert found.value == pytest.approx(value, abs=1e-3)


def test_nothing_is_looked_for_among_no_numbers() -> None:
    with pytest.raises(ex.DataError, match="b has no rows"):
        ex.minimize("norm2(x - b)^2", "x", {"b": np.zeros(0)}, declarations="x[n]; b[n]")


@pytest.mark.parametrize(
    ("text", "declared"), [("exp(-x)", "x"), ("1/x", "x: positive"), ("exp(-x)*(1 + y^2)", "x; y")]
)
def test_what_is_attained_nowhere_is_said_to_be_so(text: str, declared: str) -> None:
    names = ["x", "y"] if "y" in text else "x"
    found = ex.minimize(text, names, declarations=declared)
    assert not found.converged
    assert "attained" in found.message
    assert "attained" in ex.maximize(f"-({text})", names, declarations=declared).message
