"""Families as unknowns: networks of symbolic depth, controls of a regulator, against loops and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex

n, p, d, T, L, N = ex.dims("n p d T L N")
t, k, i = ex.index("t", T, start=0), ex.index("k", L, start=0), ex.index("i", N)
A, B, x0 = ex.matrix("A", n, n), ex.matrix("B", n, p), ex.vector("x0", n)
u = ex.family("u", p, 1, T)
x = ex.recurrence("x", x0, lambda x_t: A @ x_t + B @ u[t], t)
COST = ex.sum(ex.norm2(x[t]) ** 2 + ex.norm2(u[t]) ** 2, t) + ex.norm2(x[T]) ** 2

W, X, Y = ex.family("W", d, d, L), ex.samples("X", d, N), ex.samples("Y", d, N)
z = ex.recurrence("z", X[i], lambda z_k: ex.tanh(W[k] @ z_k), k)
LOSS = ex.sum(ex.norm2(z[L] - Y[i]) ** 2, i) / N
rng = np.random.default_rng(0)
DATA = {"A": rng.normal(size=(2, 2)), "B": rng.normal(size=(2, 1)), "x0": np.array([1.0, -2.0])}


def riccati(a: np.ndarray, b: np.ndarray, start: np.ndarray, horizon: int) -> float:
    """The least cost by dynamic programming (Bertsekas 2017, sec. 3.1)."""
    P = np.eye(2)
    for _ in range(horizon):
        gain = np.linalg.solve(np.eye(1) + b.T @ P @ b, b.T @ P @ a)
        P = np.eye(2) + a.T @ P @ (a - b @ gain)
    return float(start @ P @ start)


@pytest.mark.parametrize("horizon", [1, 2, 5])
@pytest.mark.parametrize("wanted", ["u", u, u[t]], ids=["name", "family", "member"])
def test_the_controls_of_a_regulator(horizon: int, wanted: Any) -> None:
    found = ex.minimize(COST, wanted, DATA, T=horizon)
    assert found.converged and found.x["u"].shape == (horizon, 1)
    assert found.value == pytest.approx(riccati(DATA["A"], DATA["B"], DATA["x0"], horizon), rel=1e-8)
    assert found.x[u[0]] is found.x["u"]
    assert "%" not in str(found) and "#" not in str(found)


SYSTEM = {"A": np.array([[1, 0.5], [0, 1]]), "B": np.array([[0.1], [1]]), "x0": np.array([3.0, -1.0])}


def states(controls: Any) -> np.ndarray:
    """The states of the system, one a row."""
    found = [SYSTEM["x0"]]
    for control in np.reshape(controls, (-1, 1)):
        found.append(SYSTEM["A"] @ found[-1] + SYSTEM["B"] @ control)
    return np.array(found)


STATED: dict[str, tuple[list[Any], list[dict[str, Any]]]] = {
    "states": (
        [ex.at_least(x[t], -1.05), "u[t] <= 0.6"],
        [{"type": "ineq", "fun": lambda v: (states(v)[:-1] + 1.05).ravel()},
         {"type": "ineq", "fun": lambda v: 0.6 - v}],
    ),
    "the end": (
        ["x[T] == 0", ex.at_most(u[t], 1)],
        [{"type": "eq", "fun": lambda v: states(v)[-1]}, {"type": "ineq", "fun": lambda v: 1 - v}],
    ),
    "energy": (
        [ex.at_most(ex.sum(ex.norm2(u[t]) ** 2, t), 0.5)], [{"type": "ineq", "fun": lambda v: 0.5 - (v**2).sum()}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", STATED)
def test_a_regulator_under_constraints(kind: str) -> None:
    """Of controls and of states, against SciPy on a loop."""
    stated, by_hand = STATED[kind]
    found = ex.minimize(COST, u, SYSTEM, T=6, constraints=stated)
    by_scipy: Any = optimize.minimize
    wanted = by_scipy(
        lambda v: (states(v) ** 2).sum() + (v**2).sum(), np.zeros(6), constraints=by_hand, method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert found.converged and found.value == pytest.approx(wanted.fun, rel=1e-6)


def test_a_network_of_symbolic_depth_is_trained() -> None:
    inputs = rng.normal(size=(12, 2))
    targets = np.tanh(np.tanh(inputs @ rng.normal(size=(2, 2))) @ rng.normal(size=(2, 2)))
    found = ex.minimize(LOSS, "W", {"X": inputs, "Y": targets}, L=2, max_iterations=40)
    states = inputs
    for layer in found.x["W"]:
        states = np.tanh(states @ layer.T)
    assert found.value == pytest.approx(((states - targets) ** 2).sum() / 12, rel=1e-9)
    assert found.value < 0.2 * found.history[0]
    assert "W[1] = [[" in str(found) and set(found.to_dict()["x"]) == {"W[0]", "W[1]"}


def test_widths_that_change_with_the_layer() -> None:
    h = ex.widths("h")
    V = ex.family("V", lambda at: h(at + 1), lambda at: h(at), L)
    out = ex.recurrence("y", ex.vector("x", h(0)), lambda y_k: V[k] @ y_k, k)
    f = ex.norm2(out[L] - ex.vector("t", h(L))) ** 2 + ex.sum(ex.norm2(V[k]) ** 2, k)
    found = ex.minimize(f, "V", {"x": np.ones(3), "t": np.ones(2)}, L=2, h=[3, 4, 2])
    assert [member.shape for member in found.x["V"]] == [(4, 3), (2, 4)]
    first, second = found.x["V"]
    value = ((second @ first @ np.ones(3) - 1) ** 2).sum() + (first**2).sum() + (second**2).sum()
    assert found.value == pytest.approx(value)


def test_starts_of_a_family() -> None:
    start = {"u": np.ones((3, 1))}
    found = ex.minimize(COST, "u", DATA, T=3, start=start, max_iterations=0)
    np.testing.assert_array_equal(found.x["u"], np.ones((3, 1)))
    with pytest.raises(ex.DataError, match="one value for each of its 4 members"):
        ex.minimize(COST, "u", DATA, T=4, start=start)


def test_bad_requests() -> None:
    with pytest.raises(ex.DataError, match="the number of members of u, T, is not known"):
        ex.minimize(COST, "u", DATA)
    with pytest.raises(ex.DataError, match="nothing to find: u has no members"):
        ex.minimize(COST, "u", DATA, T=0)
    with pytest.raises(ex.UnsupportedError, match="one member of a family"):
        ex.minimize(COST, u[0], DATA, T=2)


S, V = ex.family("s", n, 1, T + 1), ex.family("v", p, 1, T)


@pytest.mark.parametrize("horizon", [1, 4, 50])
def test_states_and_controls_together_are_one_program(horizon: int) -> None:
    """A regulator over families of states and of controls, of 4 and 2 numbers each."""
    draw = np.random.default_rng(horizon)
    a, b, start = np.eye(4) + draw.normal(size=(4, 4)) / 10, draw.normal(size=(4, 2)), draw.normal(size=4)
    cost = ex.sum(ex.norm2(S[t]) ** 2 + ex.norm2(V[t]) ** 2, t) + ex.norm2(S[T]) ** 2
    stated = [ex.equal_to(S[t + 1], A @ S[t] + B @ V[t]), ex.equal_to(S[0], x0)]
    found = ex.minimize(cost, [S, V], {"A": a, "B": b, "x0": start}, T=horizon, constraints=stated)
    assert found.converged and found.method.startswith("Clarabel: a convex quadratic program")
    P = np.eye(4)
    for _ in range(horizon):
        P = np.eye(4) + a.T @ P @ (a - b @ np.linalg.solve(np.eye(2) + b.T @ P @ b, b.T @ P @ a))
    assert found.value == pytest.approx(start @ P @ start, rel=1e-8)
    states = [start]
    for control in found.x["v"]:
        states.append(a @ states[-1] + b @ control)
    assert np.allclose(found.x["s"], states, atol=1e-8)


def test_slopes_of_all_places_together_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of gaps that are affine and of some that are not, with members that exist at some places only."""
    from extremum.optimize import gaps

    together, seen = gaps.Gap.slopes, []

    def both(gap: gaps.Gap, arrays: Any, whole: bool = False) -> Any:
        places = gap.places(gap.within(gap.objective.at(arrays)))
        each = [gap._slopes_at(place, arrays, whole) for place in places]
        found = together(gap, arrays, whole)
        seen.append(len(places))
        assert np.allclose(found, np.concatenate(each), rtol=1e-12, atol=1e-13)
        return found

    monkeypatch.setattr(gaps.Gap, "slopes", both)
    data = {"A": rng.normal(size=(2, 2)), "B": rng.normal(size=(2, 1)), "x0": np.ones(2)}
    stated = [ex.equal_to(S[t + 1], A @ S[t] + B @ V[t]), ex.at_most(S[t].T @ S[t + 1], 3), ex.equal_to(S[0], x0)]
    cost = ex.sum(ex.norm2(S[t]) ** 2 + ex.norm2(V[t]) ** 4, t)
    ex.minimize(cost, [S, V], data, T=3, constraints=stated, max_iterations=3)
    assert set(seen) >= {1, 3}


def test_a_quadratic_in_a_family_is_one_linear_solve() -> None:
    targets = rng.normal(size=(5, 3))
    w, c_ = ex.family("w", d, 1, L + 1), ex.family("c", d, 1, L + 1)
    cost = ex.sum(ex.norm2(w[k] - c_[k]) ** 2 + 2 * ex.norm2(w[k + 1] - w[k]) ** 2, k) + ex.norm2(w[L] - c_[L]) ** 2
    found = ex.minimize(cost, w, {"c": targets}, L=4)
    rise = np.diff(np.eye(5), axis=0)
    assert found.converged and found.method.startswith("one linear solve")
    assert np.allclose(found.x["w"], np.linalg.solve(np.eye(5) + 2 * rise.T @ rise, targets))


POINTS = np.random.default_rng(5).normal(size=(4, 3))
GRAMS = np.einsum("kij,klj->kil", *2 * [np.random.default_rng(6).normal(size=(4, 3, 3))]) + np.eye(3)


def near_simplex(point: np.ndarray) -> np.ndarray:
    """The nearest point of the simplex, by the level at which the positive parts sum to one."""
    level: Any = optimize.brentq(lambda t: np.maximum(point - t, 0).sum() - 1, point.min() - 1, point.max())
    return np.asarray(np.maximum(point - level, 0))


@pytest.mark.parametrize(
    ("structure", "nearest"),
    [
        ("simplex", near_simplex),
        ("nonnegative", lambda c: np.maximum(c, 0)),
        ("unit", lambda c: c / np.linalg.norm(c)),
    ],
)
def test_members_with_structures_near_points(structure: str, nearest: Any) -> None:
    declared = f"p[n] for k in 1..K: {structure}; c[n] for k in 1..K"
    found = ex.minimize("sum_k(norm2(p[k] - c[k])^2)", "p", c=POINTS, declarations=declared)
    assert found.converged and np.allclose(found.x["p"], [nearest(one) for one in POINTS], atol=1e-6)


def test_members_with_structures_that_share_an_objective() -> None:
    together = np.array([1.0, 2.5, 0.5])
    found = ex.minimize("norm2(sum_k(p[k]) - d)^2", "p", d=together, K=4, declarations="p[n] for k in 1..K: simplex")
    assert found.converged and found.value == pytest.approx(0, abs=1e-8)
    assert (found.x["p"] >= -1e-8).all() and np.allclose(found.x["p"].sum(axis=1), 1)
    mixed = ex.minimize("sum_k((a'*p[k] - y[k])^2) + norm2(a)^2", ["p", "a"], y=np.ones(4),
                        declarations="p[3] for k in 1..K: simplex; y[] for k in 1..K; a[3]: nonnegative")  # fmt: skip
    assert mixed.converged and mixed.value == pytest.approx(0.8, rel=1e-6)


@pytest.mark.parametrize(("structure", "wanted"), [("positive_definite", np.linalg.inv), ("orthogonal", None)])
def test_members_that_are_matrices_with_structures(structure: str, wanted: Any) -> None:
    declared = f"S[n,n] for k in 1..K: {structure}; M[n,n] for k in 1..K: symmetric"
    text = "sum_k(tr(M[k]*S[k]) - logdet(S[k]))" if wanted else "sum_k(norm2(S[k] - M[k])^2)"
    found = ex.minimize(text, "S", M=GRAMS, declarations=declared)
    right = wanted(GRAMS) if wanted else np.broadcast_to(np.eye(3), GRAMS.shape)
    assert found.converged and np.allclose(found.x["S"], right, atol=1e-6)


@pytest.mark.parametrize("method", [None, "SLSQP"])
@pytest.mark.parametrize("each", [True, False])
def test_constraints_on_members_whose_sizes_move_are_refused_in_words(method: str | None, each: bool) -> None:
    m, h = ex.dims("m"), ex.widths("h")
    k = ex.index("k", m, start=0)
    b = ex.family("b", lambda k: h(k + 1), 1, m)
    loss = ex.sum(ex.sum(ex.exp(b[k])) - 2 * ex.sum(b[k]), k)
    stated = ex.at_least(b[k] if each else b[0], 1)
    with pytest.raises(ex.UnsupportedError, match="members of b, whose sizes move with their index"):
        ex.minimize(loss, b, {"h": [1, 2, 3], "m": 2}, constraints=stated, method=method)
