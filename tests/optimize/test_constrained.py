"""Minimisation under constraints, judged by other solvers, by closed forms, and by the conditions of Karush, Kuhn and
Tucker from differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize

import extremum as ex
from tests.support.draws import seeds

QUADRATIC = "S[n,n]: positive_definite; w[n]; m[n]; A[p,n]; b[p]"


def quadratic(seed: int, size: int = 5) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    root, inside = rng.normal(size=(size, size)), rng.uniform(0.1, 0.9, size)
    matrix = rng.normal(size=(2, size))
    return {"S": root @ root.T + 0.1 * np.eye(size), "m": 3 * rng.normal(size=size), "A": matrix, "b": matrix @ inside}


def value(w: np.ndarray, data: dict[str, Any]) -> float:
    return float(w @ data["S"] @ w - data["m"] @ w)


def distance(w: np.ndarray, other: np.ndarray) -> float:
    return float(np.sum((w - other) ** 2))


def scipy_options(data: dict[str, Any], low: float, high: float, linear: str, ball: bool) -> dict[str, Any]:
    """The constraints as SciPy takes them: bounds, ``A w == b`` or ``A w <= b``, the unit ball."""
    constraints: list[Any] = []
    if linear:
        least = data["b"] if linear == "==" else np.full(2, -np.inf)
        constraints.append(optimize.LinearConstraint(data["A"], least, data["b"]))
    if ball:
        inside: Any = np.dot
        constraints.append(optimize.NonlinearConstraint(lambda w: np.atleast_1d(inside(w, w)), -np.inf, 1))
    return {"bounds": [(low, high)] * 5, "constraints": constraints}


KINDS: dict[str, tuple[list[str], tuple[float, float, str, bool]]] = {
    "bounds": (["0 <= w <= 1"], (0, 1, "", False)),
    "one side": (["w >= 0"], (0, np.inf, "", False)),
    "equations": (["A*w == b"], (-np.inf, np.inf, "==", False)),
    "inequalities": (["A*w <= b"], (-np.inf, np.inf, "<=", False)),
    "both": (["0 <= w", "w <= 1", "A*w == b"], (0, 1, "==", False)),
    "ball": (["norm2(w)^2 <= 1"], (-np.inf, np.inf, "", True)),
}


@pytest.mark.parametrize("seed", seeds(1))
@pytest.mark.parametrize("kind", KINDS)
def test_quadratic_programs(kind: str, seed: int) -> None:
    stated, told = KINDS[kind]
    data = quadratic(seed)
    options = scipy_options(data, *told)
    found = ex.minimize("w'*S*w - m'*w", "w", data, constraints=stated, declarations=QUADRATIC)
    assert found.converged, found.message
    other = optimize.minimize(value, np.full(5, 0.5), (data,), tol=1e-12, **options)
    assert found.value == pytest.approx(value(found.x["w"], data))
    assert found.value <= other.fun + 1e-6 * (1 + abs(other.fun))
    least = optimize.minimize(distance, found.x["w"], (found.x["w"],), tol=1e-14, **options)
    assert np.allclose(least.x, found.x["w"], atol=1e-5)  # it lies within the constraints, by SciPy's word


@pytest.mark.parametrize("seed", seeds(2))
def test_least_squares_that_are_not_negative(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(12, 6)), rng.normal(size=12)
    found = ex.minimize("norm2(X*w - y)^2", "w", X=X, y=y, declarations="X[n,m]; w[m]: nonnegative; y[n]")
    assert found.converged and (found.x["w"] >= 0).all()
    assert np.allclose(found.x["w"], optimize.nnls(X, y)[0], atol=1e-6)


def test_declared_structures_are_constraints() -> None:
    data = quadratic(1)
    simplex = ex.minimize("w'*S*w - m'*w", "w", data, declarations=QUADRATIC.replace("w[n]", "w[n]: simplex"))
    stated = ex.minimize("w'*S*w - m'*w", "w", data, constraints=["w >= 0", "sum(w) == 1"], declarations=QUADRATIC)
    assert simplex.converged and simplex.value == pytest.approx(stated.value)
    assert simplex.x["w"].sum() == pytest.approx(1) and (simplex.x["w"] >= 0).all()
    unit = ex.minimize("w'*S*w", "w", data, declarations=QUADRATIC.replace("w[n]", "w[n]: unit"))
    assert unit.converged and unit.value == pytest.approx(np.linalg.eigvalsh(data["S"])[0])
    plane = ex.maximize("tr(W'*S*W)", "W", data, constraints="W'*W == eye(k)", k=2,
                        declarations="S[n,n]: symmetric; W[n,k]")  # fmt: skip
    assert plane.converged and plane.value == pytest.approx(np.linalg.eigvalsh(data["S"])[-2:].sum())


def test_the_closed_form_is_met() -> None:
    data = quadratic(2)
    problem: dict[str, Any] = {"constraints": ["A*w == b"], "declarations": QUADRATIC}
    solution = ex.solve("w'*S*w - m'*w", "w", "min", **problem).evaluate(data)
    found = ex.minimize("w'*S*w - m'*w", "w", data, **problem)
    assert np.allclose(found.x["w"], next(iter(solution.values())), atol=1e-7)


def test_entropy_with_positive_unknowns() -> None:
    found = ex.maximize("-p'*log(p)", "p", v=np.arange(4.0), m=2.0, constraints=["sum(p) == 1", "v'*p == m"],
                        declarations="p[n]: positive; v[n]; m")  # fmt: skip
    slope = np.diff(np.log(found.x["p"]))
    assert found.converged and found.x["p"].sum() == pytest.approx(1) and np.allclose(slope, slope[0])


def test_families_under_one_equation() -> None:
    found = ex.minimize("sum_k(norm2(u[k])^2) - sum_k(c'*u[k])", "u", c=[1.0, 2.0], T=3,
                        constraints="sum_k(sum(u[k])) == 1", declarations="u[m] for k in 0..T-1; c[m]")  # fmt: skip
    assert found.converged and found.x["u"].sum() == pytest.approx(1)
    assert np.allclose(found.x["u"] - np.array([0.5, 1.0]), (found.x["u"] - np.array([0.5, 1.0]))[0, 0])


@pytest.mark.parametrize(
    ("f", "stated", "status"),
    [
        ("norm2(w)^2", ["sum(w) == 1", "sum(w) == 2"], "infeasible"),
        ("norm2(w)^2", ["norm2(w)^2 == -1"], "infeasible"),
        ("sum(w)", ["w <= 1"], "unbounded"),
        ("-sum(w)", ["w >= 1"], "unbounded"),
        ("-sum(w)", ["w <= 1"], "converged"),
        ("norm2(w)^2", ["w >= 1"], "converged"),
        ("norm1(w - ones(n))", ["sum(w) == 3"], "converged"),
    ],
)
def test_how_it_ends(f: str, stated: list[str], status: str) -> None:
    found = ex.minimize(f, "w", constraints=stated, declarations="w[n]", n=3, max_iterations=200)
    assert found.status == status, found.message


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"method": "BFGS"}, "'BFGS' takes no constraints; SLSQP and trust-constr do"),
        ({"batch": 2}, "mini-batches go with no constraints"),
        ({"bounds": [(0, 1)]}, "no option bounds: give constraints"),
        ({"constraints": "w"}, "'w' states nothing; write a relation"),
        ({"constraints": [True]}, "True is no constraint"),
    ],
)
def test_what_does_not_go_with_constraints(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ex.ExtremumError, match=sentence):
        ex.minimize("norm2(w)^2", "w", n=3, **{"constraints": "w >= 0", "declarations": "w[n]", **options})


def test_an_order_of_matrices_is_refused_outside_of_cone_programs() -> None:
    with pytest.raises(ex.UnsupportedError, match=r"P >> 0 orders matrices.*declare the matrix positive_definite"):
        ex.minimize("sum(cos(P))", "P", constraints="P >> 0", declarations="P[n,n]: symmetric", n=2)


def test_why_families_of_ordered_matrices_are_refused() -> None:
    said = "A[2,2] for i in 1..N; X[2,2] for i in 1..N: positive_semidefinite"
    with pytest.raises(ex.UnsupportedError, match="no families: name the members"):
        ex.minimize("sum_i(norm2(X[i] - A[i])^2)", "X", A=np.ones((3, 2, 2)), declarations=said)
    free = "A[2,2] for i in 1..N; L[2,2] for i in 1..N"
    assert ex.minimize("sum_i(norm2(L[i]*L[i]' - A[i])^2)", "L", A=np.ones((3, 2, 2)), declarations=free).value < 1e-8


SADDLES: dict[str, tuple[str, str, list[str], dict[str, Any], str, tuple[float, ...]]] = {
    "a saddle on a sphere": ("x^2 - y^2 + z^2/2", "x y z", ["x^2 + y^2 + z^2 == 1", "z >= -2"],
                             {"x": 1.0, "y": 0.0, "z": 0.0}, "", (-1.0,)),
    "a saddle in a box": ("x^2 - y^2", "x y", ["-1 <= x", "x <= 1", "-2 <= y", "y <= 2"], {"x": 0.0, "y": 0.0}, "",
                          (-4.0,)),
    "a maximum on a line": ("-x^2 - y^2", "x y", ["x + y == 1", "x >= -3", "y >= -5"], {"x": 0.5, "y": 0.5}, "",
                            (-61.0, -25.0)),
    "a saddle of third order": ("x*y*z", "x y z", ["x + y + z == 0", "x^2 + y^2 + z^2 <= 1"],
                                {"x": 0.0, "y": 0.0, "z": 0.0}, "", (-2 * 6**-1.5,)),
    "a maximum on a plane": ("sum(x.^4) - 2*norm2(x)^2", "x", ["sum(x) == 0", "norm2(x) <= 3"], {"x": np.zeros(4)},
                             "x[n]", (-4.0,)),
    "a saddle on a border": ("x*y - z", "x y z", ["z <= 1", "-1 <= x", "x <= 1", "-1 <= y", "y <= 1"],
                             {"x": 0.0, "y": 0.0, "z": 1.0}, "", (-2.0,)),
}  # fmt: skip


@pytest.mark.parametrize("name", SADDLES)
def test_saddles_within_constraints_are_left_or_said(name: str) -> None:
    text, unknowns, stated, start, declared, least = SADDLES[name]
    found = ex.minimize(text, unknowns.split(), constraints=stated, start=start, declarations=declared)
    assert found.converged
    assert any(found.value == pytest.approx(value, rel=1e-6) for value in least)
    there = ex.minimize(
        text, unknowns.split(), constraints=stated, start=start, declarations=declared, max_iterations=0
    )
    assert there.status == "stationary" and "lower values are nearby" in there.message


@pytest.mark.parametrize("seed", seeds(2))
def test_minima_within_constraints_are_not_taken_for_saddles(seed: int) -> None:
    """A form that is indefinite, but not on the plane; and the same with a bound that holds it there."""
    rng = np.random.default_rng(seed)
    normal, root = rng.normal(size=4), rng.normal(size=(4, 4))
    S = root @ root.T - 30 * np.outer(normal, normal)
    for stated in ("a'*w == 1", "a'*w <= 1"):
        found = ex.minimize("w'*S*w - 60*a'*w + norm2(w)^4/10", "w", {"S": S, "a": normal}, constraints=stated,
                            declarations="S[n,n]: symmetric; a[n]; w[n]")  # fmt: skip
        assert found.status in ("converged", "stalled"), found.message
        w = found.x["w"]
        basis = np.linalg.svd(normal[None])[2][1:].T
        around = [w + size * basis @ rng.normal(size=3) for size in (1e-4, 1e-3) for _ in range(40)]
        values = [float(v @ S @ v - 60 * normal @ v + (v @ v) ** 2 / 10) for v in around]
        assert not found.converged or min(values) >= found.value - 1e-7 * abs(found.value)


def test_problems_in_latex_and_as_objects() -> None:
    data = quadratic(3)
    expected = ex.minimize("w'*S*w - m'*w", "w", data, constraints=["w >= 0", "sum(w) == 1"], declarations=QUADRATIC)
    text = r"\min_w w^\top S w - m^\top w \quad \text{s.t.} \quad w \ge 0, \mathbf{1}^\top w = 1"
    turned = r"\max_w m^\top w - w^\top S w \quad \text{s.t.} \quad w \ge 0, \mathbf{1}^\top w = 1"
    declared = "S[n,n]: positive_definite; w[n]; m[n]"
    assert ex.minimize(text, data=data, declarations=declared).value == pytest.approx(expected.value)
    assert ex.maximize(turned, data=data, declarations=declared).value == pytest.approx(-expected.value)
    problem = ex.read_problem(
        "minimize w'*S*w - m'*w\nover w\nsubject to\n  w >= 0\n  sum(w) == 1\ngiven\n  "
        + declared.replace("; ", "\n  ")
    )
    assert ex.minimize(problem, data=data).value == pytest.approx(expected.value)
    with pytest.raises(ex.ExtremumError, match=r"asks for a minimum; use ex\.minimize"):
        ex.maximize(text, data=data, declarations=declared)
    with pytest.raises(ex.ExtremumError, match="nothing says over what"):
        ex.minimize("norm2(w)^2", declarations="w[n]", n=2)


@pytest.mark.parametrize("size", [1, 2, 4])
@pytest.mark.parametrize("radius", [0.1, 1.0, 5.0])
def test_balls_by_norms_are_those_by_squares(size: int, radius: float) -> None:
    """A concave function, whose minima are at the border: against many points of it."""
    text, declared = "-norm2(exp(-x))^2", "x[n]; r"
    found = ex.minimize(text, "x", n=size, r=radius, constraints="norm2(x) <= r", declarations=declared)
    squared = ex.minimize(text, "x", n=size, r=radius, constraints="x'*x <= r^2", declarations=declared)
    assert found.converged and np.linalg.norm(found.x["x"]) <= radius * (1 + 1e-7) + 1e-7
    assert found.value == pytest.approx(squared.value, rel=1e-6)
    ways = np.random.default_rng(0).normal(size=(20, size))
    step = 1e-3 * radius * ways / np.linalg.norm(ways, axis=1, keepdims=True)
    near = found.x["x"] + step
    within = near * np.minimum(1, radius / np.maximum(np.linalg.norm(near, axis=1, keepdims=True), 1e-300))
    assert (found.value <= -(np.exp(-within) ** 2).sum(axis=1) + 1e-6 * abs(found.value)).all()


def test_a_negative_radius_is_no_ball() -> None:
    found = ex.minimize("-norm2(exp(-x))^2", "x", n=2, r=-1.0, constraints="norm2(x) <= r", declarations="x[n]; r")
    assert not found.converged
