"""What an equation defines is what it is declared to be, or has no value: interpreted, in code, under minimize."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex
from extremum.data.binding import interpreted

Data = dict[str, Any]
LYAPUNOV = "A[n,n]; B[n,m]; K[m,n]; Q[n,n]: symmetric; X0[n,n]; P[n,n]: {}, (A - B*K)'*P*(A - B*K) + Q + K'*K == P"
TESTS: dict[str, Any] = {
    "positive_definite": lambda P: np.linalg.eigvalsh((P + P.T) / 2).min() > 0,
    "symmetric": lambda P: np.allclose(P, P.T),
    "nonnegative": lambda P: (P >= 0).all(),
}


def _drawn(rng: np.random.Generator) -> Data:
    n, m = int(rng.integers(1, 4)) + 1, int(rng.integers(1, 3))
    root = rng.normal(size=(n, n))
    return {
        "A": rng.normal(size=(n, n)), "B": rng.normal(size=(n, m)), "K": rng.normal(size=(m, n)) / 2,
        "Q": root + root.T + 3 * np.eye(n), "X0": np.eye(n),
    }  # fmt: skip


def _by_scipy(d: Data) -> Any:
    closed = d["A"] - d["B"] @ d["K"]
    return scipy.linalg.solve_discrete_lyapunov(closed.T, d["Q"] + d["K"].T @ d["K"])


@pytest.mark.parametrize("declared", TESTS)
def test_solutions_of_linear_equations_are_tested(declared: str) -> None:
    """Among random data some are as declared, and some are not (symmetric solutions always are)."""
    f = ex.parse("tr(P*X0)", LYAPUNOV.format(declared))
    code, seen = ex.compile(f), set()
    rng = np.random.default_rng(0)
    for _ in range(25):
        data = _drawn(rng)
        P = _by_scipy(data)
        holds = bool(TESTS[declared](P))
        seen.add(holds)
        if holds:
            assert interpreted(f, data) == pytest.approx(np.trace(P), rel=1e-7)
            assert f.evaluate(data) == pytest.approx(np.trace(P), rel=1e-7)
            assert code(data) == pytest.approx(np.trace(P), rel=1e-7)
            continue
        for expr in (f, f, ex.gradient(f, "K")):
            with pytest.raises(ex.DataError, match=f"P: the solution .* is not .*{declared[:4]}"):
                expr.evaluate(data)
        assert np.isnan(code(data))
    assert seen == ({True} if declared == "symmetric" else {True, False})


def test_numbers_and_columns() -> None:
    for declared, text in (("s[]: positive, 2*s == a - 1", "s^2"), ("v[2]: nonnegative, 2*v == a*b", "sum(v)")):
        f = ex.parse(text, f"a; b[2]; {declared}")
        data: Data = {"b": [1.0, 3.0]} if "b" in {s.name for s in f.symbols} else {}
        good = 1.0 if "s" in text and "sum" not in text else 6.0
        assert f.evaluate({**data, "a": 3.0}) == pytest.approx(good)
        assert ex.compile(f)({**data, "a": 3.0}) == pytest.approx(good)
        for _ in range(2):
            with pytest.raises(ex.DataError, match="as it is declared to be"):
                f.evaluate({**data, "a": -3.0})
        assert np.isnan(ex.compile(f)({**data, "a": -3.0}))


@pytest.mark.parametrize("seed", range(3))
def test_feedback_of_least_cost_stays_stable(seed: int) -> None:
    """Riccati's solution, from starts of which some have no value; never below it."""
    rng = np.random.default_rng(seed)
    data: Data = {"A": [[1, 0.1], [0, 1]], "B": [[0], [0.1]], "Q": np.eye(2), "X0": np.eye(2)}
    best = np.trace(scipy.linalg.solve_discrete_are(data["A"], data["B"], np.eye(2), np.eye(1)))
    f = ex.parse("tr(P*X0)", LYAPUNOV.format("positive_definite"))
    found = ex.minimize(f, "K", data, seed=seed)
    assert found.converged and found.value == pytest.approx(best, rel=1e-7)
    several = ex.minimize(f, "K", data, seed=seed, starts=3)
    assert several.value == pytest.approx(best, rel=1e-7) and min(several.values) >= best - 1e-6
    with pytest.raises(ex.DataError, match=r"P: the solution .* is not positive definite .* at the start"):
        ex.minimize(f, "K", data, start={"K": [[0.5, -3 + 0.1 * rng.normal()]]})


def test_claims_about_declared_quantities_are_judged() -> None:
    declared = LYAPUNOV.format("positive_definite")
    f = ex.parse("tr(P*X0)", declared)
    assert ex.check(f, "K", str(ex.gradient(f, "K"))).right


def test_the_call_that_solve_offers_runs() -> None:
    """With the equation and the structure of what it defines."""
    declared = LYAPUNOV.format("positive_definite")
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve("tr(P*X0)", "K", declarations=declared)
    found = re.search(r"(?m)^(ex\.minimize\(.*\)) finds the extremum", str(caught.value))
    assert found is not None
    data: Data = {"A": [[1, 0.1], [0, 1]], "B": [[0], [0.1]], "Q": np.eye(2), "X0": np.eye(2)}
    best = np.trace(scipy.linalg.solve_discrete_are(data["A"], data["B"], np.eye(2), np.eye(1)))
    assert eval(found[1], {"ex": ex, "data": data}).value == pytest.approx(best, rel=1e-7)
