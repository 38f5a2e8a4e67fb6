"""Multipliers of constraints, as they are stated: judged by differences of the Lagrangian, and by the least values of
problems with other right sides."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[Any, Any]
RNG = np.random.default_rng(7)
DATA: dict[str, Any] = {
    "A": RNG.normal(size=(8, 3)), "b": RNG.normal(size=8), "c": np.array([1.0, -2.0, 0.5]), "u": np.full(3, 0.3),
    "C": RNG.normal(size=(3, 3)),
}  # fmt: skip
DECLARED = "A[8,3]; b[8]; c[3]; u[3]; x[3]; C[3,3]; X[3,3]; S[3,3]: symmetric"
SMOOTH = "sum(exp(A*x - b)) + norm2(x)^2"
ROWS: list[tuple[str, str, list[str], str | None]] = [
    (SMOOTH, "x", ["sum(x) == 1"], "SLSQP"),
    (SMOOTH, "x", ["x >= 0", "x <= u"], "L-BFGS-B"),
    (SMOOTH, "x", ["x <= u", "sum(x) == 1/2", "c'*x >= 1/4"], "SLSQP"),
    (SMOOTH, "x", ["norm2(x) <= 1/10", "x[1] <= 0"], "SLSQP"),
    ("norm2(A*x - b)^2", "x", ["x >= 0", "sum(x) == 1"], None),
    ("1000*c'*x", "x", ["sum(x) == 1/2", "x <= u", "1000*x >= -1000*u"], None),
    ("norm2(X - C)^2", "X", ["X*ones(3) == c", "X >= -2"], None),
    ("norm2(S - C)^2 + sum(exp(S))", "S", ["S <= 1/5", "tr(S) == 1/4"], "SLSQP"),
]
"""Objectives, unknowns, constraints, and the method."""


def _side(side: ex.Expr, data: dict[str, Any]) -> Any:
    return np.asarray(side.evaluate({name: data[name] for name in data if name in {s.name for s in side.symbols}}))


@pytest.mark.parametrize(("f", "x", "stated", "method"), ROWS)
@pytest.mark.parametrize("sense", ["min", "max"])
def test_the_lagrangian_is_stationary(f: str, x: str, stated: list[str], method: str | None, sense: str) -> None:
    """By central differences along random directions, of ``f + Σ ν (left - right)`` as it is stated."""
    minimum = ex.minimize if sense == "min" else ex.maximize
    objective = f if sense == "min" else f"-({f})"
    found = minimum(objective, x, DATA, constraints=stated, declarations=DECLARED, method=method)
    assert found.converged and found.multipliers is not None, found
    assert [str(each).split()[1] for each, _ in found.multipliers] == [each.split()[-2] for each in stated]
    of = ex.parse(objective, DECLARED.split("; "))

    def lagrangian(value: Array) -> float:
        data = {**DATA, x: value}
        total = float(_side(of, data))
        for each, multiplier in found.multipliers or ():
            total += float(np.sum(multiplier * (_side(each.left, data) - _side(each.right, data))))
        return total

    at = np.asarray(found.x[x])
    for _ in range(3):
        step = 1e-5 * RNG.normal(size=at.shape)
        step = (step + step.T) / 2 if x == "S" else step
        slope = (lagrangian(at + step) - lagrangian(at - step)) / 2
        assert abs(slope) < 2e-5 * np.linalg.norm(step) * (1 + abs(found.value)), (found, found.multipliers)
    for each, multiplier in found.multipliers:
        if not each.is_equation:
            signed = np.asarray(multiplier) * (1 if ("<=" in str(each)) == (sense == "min") else -1)
            assert (signed >= 0).all()
            assert (
                abs(np.sum(multiplier * (_side(each.left, {**DATA, x: at}) - _side(each.right, {**DATA, x: at}))))
                < 1e-3
            )


def test_of_members_there_is_a_row_each() -> None:
    count = ex.dims("N")
    t, y, i = ex.samples("t", 2, count), ex.samples("y", 2, count), ex.index("i", count)
    data = {"t": np.array([[1.0, -1.0], [2.0, -2.0], [-3.0, 0.5]])}
    found = ex.minimize(ex.sum(ex.norm2(y[i] - t[i]) ** 2, i), y, data, constraints=[ex.at_least(y[i], 0)])
    assert found.multipliers is not None
    ((_, multiplier),) = found.multipliers
    np.testing.assert_allclose(multiplier, np.minimum(2 * data["t"], 0), atol=1e-6)


def test_a_minimum_under_constraints_comes_out_of_a_pickle() -> None:
    found = ex.minimize("x'*C*x + sum(x)", "x", C=np.eye(2), constraints="norm2(x) == 1", declarations="x[2]; C[2,2]")
    copied = pickle.loads(pickle.dumps(found))
    ((stated, multiplier),) = copied.multipliers
    assert (stated.is_equation, str(stated)) == (True, "norm2(x) == 1")
    assert multiplier == pytest.approx(2**0.5 - 2)


def test_there_are_none_without_constraints_or_where_the_method_has_none() -> None:
    assert ex.minimize("norm2(x - c)^2", "x", c=[1.0, 2.0], declarations="x[2]; c[2]").multipliers is None
    run: dict[str, Any] = {
        "constraints": ["norm2(x) >= 1"],
        "declarations": "x[2]; c[2]",
        "max_iterations": 1,
        "method": "SLSQP",
    }
    stopped = ex.minimize("sum(exp(x)) + (c'*x)^4", "x", c=[1.0, 2.0], start={"x": [9.0, -9.0]}, **run)
    assert stopped.converged or stopped.multipliers is None


def test_they_are_in_the_plain_data_of_a_minimum() -> None:
    found = ex.maximize("-norm2(x)^2", "x", n=2, constraints="sum(x) == 4", declarations="x[n]", method="SLSQP")
    (stated,) = found.to_dict()["multipliers"]
    assert stated["constraint"] == "sum(x) == 4" and stated["value"] == pytest.approx(4)
