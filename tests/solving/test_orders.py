"""What rises in the order of its bound is least there; judged by random feasible points, in NumPy alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex

D = (
    "X[n,n]: positive_definite; Y[n,n]: symmetric; A[n,n]: positive_definite; C[n,n]: positive_definite; "
    "S[n,n]: symmetric; x[n]; a[n]; b[n]: positive; p[n]: positive; z[n]: positive"
)
inv, det, exp, log = np.linalg.inv, np.linalg.det, np.exp, np.log
MATRICES: list[tuple[str, str, str, Callable[..., float]]] = [
    ("tr(C*X)", "min", "X >> A", lambda X, C: np.trace(C @ X)),
    ("tr(C*Y)", "min", "Y >> S", lambda Y, C: np.trace(C @ Y)),
    ("tr(C*Y)", "max", "Y << S", lambda Y, C: np.trace(C @ Y)),
    ("log(det(X))", "max", "X << A", lambda X: log(det(X))),
    ("log(det(X))", "min", "2*A << X", lambda X: log(det(X))),
    ("tr(C*inv(X))", "min", "A >> X", lambda X, C: np.trace(C @ inv(X))),
    ("norm2(Y)^2", "min", "Y >> A", lambda Y: np.sum(Y**2)),
    ("tr(X) + log(det(X))", "max", "X + C << A", lambda X: np.trace(X) + log(det(X))),
]
ENTRIES: list[tuple[str, str, str, Callable[..., float]]] = [
    ("sum(exp(x))", "min", "x >= a", lambda x: exp(x).sum()),
    ("sum(exp(x)) + b'*x", "max", "x <= a", lambda x, b: exp(x).sum() + b @ x),
    ("sum(log(x))", "min", "x >= b", lambda x: log(x).sum()),
    ("norm2(x)^2 + b'*x", "min", "x >= 2*b", lambda x, b: x @ x + b @ x),
    ("sum(1./z)", "min", "z <= b", lambda z: (1 / z).sum()),
    ("log(1 + sum(exp(x)))", "max", "x + a <= b", lambda x: log(1 + exp(x).sum())),
]


def _draw(rng: np.random.Generator, declared: str) -> np.ndarray:
    a = rng.standard_normal((4, 4)) if "n,n" in declared else rng.standard_normal(4)
    if "definite" in declared:
        return a @ a.T + 0.5 * np.eye(4) if "C" not in declared else 0.05 * a @ a.T + 0.05 * np.eye(4)
    return a + a.T if "symmetric" in declared else np.abs(a) + 0.2 if "positive" in declared else a


def _away(rng: np.random.Generator, at: np.ndarray, sign: int, positive: bool) -> np.ndarray:
    """A point that differs by a member of the cone, and is within what is declared."""
    if at.ndim == 2:
        root = rng.standard_normal((4, 4))
        step = root @ root.T * rng.choice([0.01, 0.3, 3.0])
        within = min(1.0, 0.9 * float(np.linalg.eigvalsh(at)[0] / np.linalg.norm(step, 2)))
        return np.asarray(at + sign * (within if positive and sign < 0 else 1.0) * step)
    return np.asarray(at * rng.uniform(0.05, 1, 4)) if positive and sign < 0 else at + sign * rng.exponential(2.0, 4)


@pytest.mark.parametrize(("text", "sense", "bound", "value"), MATRICES + ENTRIES)
def test_no_feasible_point_is_better_than_the_bound(
    text: str, sense: str, bound: str, value: Callable[..., float]
) -> None:
    (name,) = (s for s in ("X", "Y", "x", "z") if s in value.__code__.co_varnames)
    solution = ex.solve(text, name, sense, bound, D)
    assert solution.kind == f"global {sense}imum" and solution.unique == "unique"
    rng = np.random.default_rng(len(text))
    above = (">" in bound) is (bound.index(name) < bound.index(">" if ">" in bound else "<"))
    for _ in range(20):
        drawn = {d.strip()[0]: _draw(rng, d) for d in D.split(";")}
        named = {
            s.name for e in (*solution.values.values(), *(k.matrix for k in solution.conditions)) for s in e.symbols
        }
        try:
            (at,) = solution.evaluate({s: drawn[s] for s in named}).values()
        except ex.DataError:
            continue
        given = {s: drawn[s] for s in value.__code__.co_varnames if s != name}
        other = _away(rng, at, 1 if above else -1, name in "Xz" or "log" in text)
        gain = value(**{name: other}, **given) - value(**{name: at}, **given)
        assert gain * (1 if sense == "min" else -1) > 0


@pytest.mark.parametrize(
    ("text", "unknown", "sense", "bound"),
    [
        ("-tr(inv(Y))", "Y", "min", "Y >> S"), ("-sum(1./x)", "x", "min", "x >= a"), ("tr(S*Y)", "Y", "min", "Y >> A"),
        ("norm2(Y)^2", "Y", "min", "Y >> S"), ("sum(abs(x - b))", "x", "min", "x >= a"),
        ("norm2(x)^2", "x", "max", "x <= a"), ("sum(x.^3 - x)", "x", "min", "x >= b"),
    ],
)  # fmt: skip
def test_the_bound_is_not_said_where_something_falls(text: str, unknown: str, sense: str, bound: str) -> None:
    """There are poles on the way, or slopes of either sign."""
    try:
        found = ex.solve(text, unknown, sense, bound, D)
    except ex.ExtremumError:
        return
    assert "order of its bound" not in found.reason


def test_a_bound_outside_of_the_cone_is_a_condition() -> None:
    found = ex.solve("log(det(X))", "X", "max", "X << S", D)
    with pytest.raises(ex.DataError, match="positive definite"):
        found.evaluate({"S": np.diag([1.0, -1.0])})
