"""Linear objectives on convex sets, projections on cones and on matrix equations, the conjugate of log-sum-exp."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import logsumexp

import extremum as ex
from tests.solving.draws import Array, Case, M, N, P, S, Values, drawn_data, no_feasible_point_is_better, sizes_of
from tests.support.draws import seeds


def _mapped(onto: Callable[[Array, Values], Array], name: str, shape: tuple[int, ...]) -> Callable[..., Values]:
    """Points of a convex set: any point, or one near a given one, brought into it."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = rng.standard_normal(shape)
        return {name: onto(2 * a if near is None else near[name] + step * a, data)}

    return draw


def _positive(a: Array, total: float) -> Array:
    b = np.abs(a) + 1e-12
    return np.asarray(b * (total / b.sum()))


def _clipped(low: float, high: float, shape: tuple[int, ...] = (N,)) -> Callable[..., Values]:
    return _mapped(lambda a, data: np.clip(a, low, high), "X" if len(shape) > 1 else "x", shape)


def _shrunk(size: Callable[[Array], float], name: str = "x", shape: tuple[int, ...] = (N,)) -> Callable[..., Values]:
    return _mapped(lambda a, data: a / max(1.0, size(a)), name, shape)


def _semidefinite(a: Array, trace: float | None) -> Array:
    w, v = np.linalg.eigh((a + a.T) / 2)
    w = np.maximum(w, 1e-9)
    return np.asarray((v * (w if trace is None else w * trace / w.sum())) @ v.T)


def _below_identity(a: Array, data: Values) -> Array:
    w, v = np.linalg.eigh((a + a.T) / 2)
    return np.asarray((v * np.clip(w, 0, 1)) @ v.T)


def _cone(slope: float) -> Callable[..., Values]:
    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        x, t = rng.standard_normal(N), np.asarray(rng.standard_normal())
        if near is not None:
            x, t = near["x"] + step * x, near["t"] + step * t
        return {"x": x, "t": np.maximum(t, np.linalg.norm(x) / slope)}

    return draw


def _on(
    name: str, shape: tuple[int, int], gaps: Callable[[Array, Values], list[Array]], symmetric: bool = False
) -> Callable[..., Values]:
    """Points of an affine set, by least squares on its equations, which are made from the gaps at unit matrices."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = rng.standard_normal(shape)
        a = a if near is None else near[name] + step * a
        basis = [e.reshape(shape) for e in np.eye(a.size)]
        basis = [(e + e.T) / 2 for e in basis] if symmetric else basis
        a = (a + a.T) / 2 if symmetric else a

        def flat(m: Array) -> Array:
            return np.concatenate([np.ravel(g) for g in gaps(m, data)])

        zero = flat(np.zeros(shape))
        rows = np.array([flat(e) - zero for e in basis]).T
        moved = np.linalg.lstsq(rows, -flat(a), rcond=None)[0]
        return {name: a + sum(s * e for s, e in zip(moved, basis, strict=True))}

    return draw


ONE = np.ones(N)
CASES: list[Case] = [
    ("a'*x", "x", "min", ["x >= 0", "x <= 1"], ["a[n]", "x[n]"], _clipped(0, 1), lambda a, x: a @ x),
    ("3 - 2*a'*x", "x", "min", ["x <= 2", "x >= -1"], ["a[n]", "x[n]"], _clipped(-1, 2), lambda a, x: 3 - 2 * a @ x),
    ("tr(C'*X)", "X", "max", ["-1 <= X", "X <= 1"], ["C[m,n]", "X[m,n]"], _clipped(-1, 1, (M, N)),
     lambda C, X: np.sum(C * X)),
    ("a'*x", "x", "max", ["sum(x) == 1", "x >= 0"], ["a[n]", "x[n]"],
     _mapped(lambda a, data: _positive(a, 1), "x", (N,)), lambda a, x: a @ x),
    ("a'*x", "x", "min", ["sum(x) <= 1", "x >= 0"], ["a[n]", "x[n]"],
     _mapped(lambda a, data: np.abs(a) / max(1.0, np.abs(a).sum()), "x", (N,)), lambda a, x: a @ x),
    ("a'*x", "x", "max", ["norm1(x) <= 1"], ["a[n]", "x[n]"], _shrunk(lambda a: np.abs(a).sum()), lambda a, x: a @ x),
    ("a'*x", "x", "min", ["max(abs(x)) <= 1"], ["a[n]", "x[n]"], _shrunk(lambda a: np.abs(a).max()),
     lambda a, x: a @ x),
    ("tr(C'*X)", "X", "min", ["norm2(X) <= 1"], ["C[m,n]", "X[m,n]"],
     _shrunk(lambda a: float(np.linalg.norm(a)), "X", (M, N)), lambda C, X: np.sum(C * X)),
    ("tr(C'*X)", "X", "max", ["norm_nuc(X) <= 1"], ["C[m,n]", "X[m,n]"],
     _shrunk(lambda a: float(np.linalg.norm(a, "nuc")), "X", (M, N)), lambda C, X: np.sum(C * X)),
    ("tr(C'*X)", "X", "min", ["norm_spec(X) <= 1"], ["C[m,n]", "X[m,n]"],
     _shrunk(lambda a: float(np.linalg.norm(a, 2)), "X", (M, N)), lambda C, X: np.sum(C * X)),
    ("tr(Q*X)", "X", "min", ["X >> 0", "tr(X) == 1"], [f"Q[n,n]: {S}", f"X[n,n]: {S}"],
     _mapped(lambda a, data: _semidefinite(a, 1.0), "X", (N, N)), lambda Q, X: np.sum(Q * X)),
    ("tr(Q*X)", "X", "max", ["X >> 0", "eye(n) - X >> 0"], [f"Q[n,n]: {S}", f"X[n,n]: {S}"],
     _mapped(_below_identity, "X", (N, N)), lambda Q, X: np.sum(Q * X)),
    ("norm2(X - Q)^2", "X", "min", ["tr(X) == 1", "X >> 0"], [f"Q[n,n]: {S}", f"X[n,n]: {S}"],
     _mapped(lambda a, data: _semidefinite(a, 1.0), "X", (N, N)), lambda Q, X: np.sum((X - Q) ** 2)),
    ("norm2(x - a)^2 + (t - s)^2", "x t", "min", ["norm2(x) <= t"], ["a[n]", "s", "x[n]", "t"], _cone(1),
     lambda a, s, x, t: np.sum((x - a) ** 2) + (t - s) ** 2),
    ("-(t - s)^2 - 3*norm2(x - a)^2", "t x", "max", ["2*t >= norm2(x)"], ["a[n]", "s", "x[n]", "t"], _cone(2),
     lambda a, s, x, t: -3 * np.sum((x - a) ** 2) - (t - s) ** 2),
    ("norm2(X - A)^2", "X", "min", ["X*ones(n) == ones(n)", "X'*ones(n) == ones(n)"], ["A[n,n]", "X[n,n]"],
     _on("X", (N, N), lambda X, data: [X @ ONE - 1, X.T @ ONE - 1]), lambda A, X: np.sum((X - A) ** 2)),
    ("norm2(A - X)^2/2", "X", "min", ["X*B == 0", "F*X == 0", "tr(C*X) == 2"],
     ["A[n,m]", "X[n,m]", "B[m,2]", "F[1,n]", "C[m,n]"],
     _on("X", (N, M), lambda X, d: [X @ d["B"], d["F"] @ X, np.array([np.trace(d["C"] @ X) - 2])]),
     lambda A, X, B, F, C: np.sum((A - X) ** 2) / 2),
    ("norm2(X - Q)^2", "X", "min", ["X*a == b"], [f"Q[n,n]: {S}", "a[n]", "b[n]", f"X[n,n]: {S}"],
     _on("X", (N, N), lambda X, d: [X @ d["a"] - d["b"]], True), lambda Q, X, a, b: np.sum((X - Q) ** 2)),
    ("tr(W*(X - Q)*W*(X - Q))", "X", "min", ["X*a == b"],
     [f"W[n,n]: {P}", f"Q[n,n]: {S}", "a[n]", "b[n]", f"X[n,n]: {S}"],
     _on("X", (N, N), lambda X, d: [X @ d["a"] - d["b"]], True),
     lambda W, Q, X, a, b: np.trace(W @ (X - Q) @ W @ (X - Q))),
    ("tr(V*C*V*C)", "V", "min", ["V*B == 0", "tr(V*C) == 1"], [f"C[n,n]: {P}", "B[n,2]", f"V[n,n]: {S}"],
     _on("V", (N, N), lambda V, d: [V @ d["B"], np.array([np.trace(V @ d["C"]) - 1])], True),
     lambda V, C, B: np.trace(V @ C @ V @ C)),
    ("tr(V*V)", "V", "min", ["tr(Q*V) == 1", "V*ones(n) == 0"], [f"Q[n,n]: {S}", f"V[n,n]: {S}"],
     _on("V", (N, N), lambda V, d: [V @ ONE, np.array([np.trace(V @ d["Q"]) - 1])], True),
     lambda V, Q: np.trace(V @ V)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]} {case[3][0]}")
@pytest.mark.parametrize("seed", seeds(1))
def test_no_feasible_point_is_better(case: Case, seed: int) -> None:
    no_feasible_point_is_better(case, seed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]} {case[3][0]}")
def test_the_values_are_feasible(case: Case) -> None:
    """evaluate looks at the constraints by itself, and it does not refuse."""
    text, names, sense, constraints, declarations, _, _ = case
    solution = ex.solve(text, names.split(), sense, constraints, declarations)
    data = drawn_data(declarations, names.split(), np.random.default_rng(7))
    assert solution.evaluate(data, **sizes_of(solution))


@pytest.mark.parametrize(("text", "constraints"), [
    ("logsumexp(x) - p'*x", []), ("p'*x - 2*logsumexp(x/2)", []), ("logsumexp(G*x + a) - p'*G*x", []),
    ("logsumexp(x) - p'*x", ["a'*x == 1"]), ("5*log(sum(exp(x))) - p'*x", ["sum(x) == 0"]),
])  # fmt: skip
def test_the_conjugate_of_log_sum_exp(text: str, constraints: list[str]) -> None:
    rng = np.random.default_rng(3)
    p = rng.dirichlet(np.ones(N))
    data = {"p": p, "G": rng.standard_normal((N, N)) + 3 * np.eye(N), "a": rng.standard_normal(N)}
    declared = ["p[n]: simplex, positive", "G[n,n]: invertible", "a[n]", "x[n]"]
    sense = "max" if text.startswith("p'") else "min"
    solution = ex.solve(text, "x", sense, constraints, declared)
    used = {name: value for name, value in data.items() if name in text or name in "".join(constraints)}
    (x,) = solution.evaluate(used).values()
    assert solution.kind == f"global {sense}imum" and bool(solution.free) is not bool(constraints)

    def f(x: Array) -> float:
        u = data["G"] @ x + data["a"] if "G" in text else x / 2 if "/2" in text else x
        weight = 5 if text.startswith("5") else 2 if "/2" in text else 1
        line = p @ data["G"] @ x if "G" in text else p @ x
        return float(weight * logsumexp(u) - line)

    normal = data["a"] if "a'" in "".join(constraints) else np.ones(N)
    for step in (1e-3, 0.1, 3.0):
        for _ in range(20):
            move = step * rng.standard_normal(N)
            move -= (normal @ move / (normal @ normal) * normal) if constraints else 0
            assert f(x + move) >= f(x) - 1e-9
    if solution.free:
        shift = np.linalg.solve(data["G"], np.ones(N)) if "G" in text else np.ones(N)
        assert np.isclose(f(x + 2 * shift), f(x))


@pytest.mark.parametrize(("text", "sense", "constraints", "way"), [
    ("a'*x", "min", ["A*x == b"], "below along"), ("2 - a'*x", "max", ["A*x == b"], "above along"),
    ("a'*x", "min", ["b'*x <= 1"], "multiple of b"), ("a'*x", "max", ["A*x == b", "a'*A*x == 1"], ""),
])  # fmt: skip
def test_a_linear_objective_without_an_end_is_named(text: str, sense: str, constraints: list[str], way: str) -> None:
    square = len(constraints) > 1
    declared = [
        "a[n]",
        "x[n]",
        "b[n]" if "b'" in constraints[0] or square else "b[p]",
        "A[n,n]" if square else "A[p,n]",
    ]
    if not way:
        with pytest.raises(ex.ExtremumError):
            ex.solve(text, "x", sense, constraints, declared)
        return
    with pytest.raises(ex.NoExtremumError, match=way):
        ex.solve(text, "x", sense, constraints, declared)


def test_a_linear_objective_may_be_constant_where_it_is_looked_at() -> None:
    solution = ex.solve("2*sum(x) + 1", "x", "max", ["sum(x) == c"], ["x[n]", "c"])
    assert solution.kind == "global maximum" and len(solution.free) == 1
    (x,) = solution.evaluate({"c": 3.0, "z": np.arange(4.0)}).values()
    assert np.isclose(x.sum(), 3) and np.ptp(x) > 1


def test_equations_that_contradict_one_another_are_refused() -> None:
    solution = ex.solve(
        "norm2(X - A)^2", "X", "min", ["X*ones(n) == r", "X'*ones(m) == s"], "X[m,n]; A[m,n]; r[m]; s[n]"
    )
    with pytest.raises(ex.DataError, match=r"sum\(r\) = sum\(s\)"):
        solution.evaluate({"A": np.zeros((3, 2)), "r": np.ones(3), "s": np.ones(2)})
    (X,) = solution.evaluate({"A": np.zeros((3, 2)), "r": 2 * np.ones(3), "s": 3 * np.ones(2)}).values()
    np.testing.assert_allclose(X, np.ones((3, 2)))
