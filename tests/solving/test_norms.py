"""Proximal maps, projections on balls of norms, distances from hyperplanes, and convex functions that are to be made
large: no feasible point that NumPy draws is better."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from tests.solving.draws import Array, Case, M, N, P, S, Values, free, no_feasible_point_is_better
from tests.support.draws import part, seeds


def _mapped(
    onto: Callable[[Array, Values], Array], name: str = "x", shape: tuple[int, ...] = (N,)
) -> Callable[..., Values]:
    """Points of a set: any point, or one near a given one, brought into it."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = rng.standard_normal(shape)
        return {name: onto(2 * a if near is None else near[name] + step * a, data)}

    return draw


def _sum(a: Array) -> float:
    return float(np.abs(a).sum())


def _norm(a: Array, p: float | None = None) -> float:
    return float(np.linalg.norm(a, p))


def _shrunk(a: Array, size: float) -> Array:
    """Divided by its size where that is more than 1."""
    return np.asarray(a / max(1.0, size))


def _of_sum(total: float) -> Callable[..., Values]:
    return _mapped(lambda a, data: (b := np.abs(a) + 1e-12) * (total / b.sum()))


def _diamond(radius: float) -> Callable[..., Values]:
    return _mapped(lambda a, data: _shrunk(a, _sum(a) / radius))


def _in_ball(size: Callable[[Array], float]) -> Callable[..., Values]:
    return _mapped(lambda a, data: _shrunk(a, size(a)), "X", (M, N))


def _on_plane(shape: tuple[int, ...], name: str, level: float) -> Callable[..., Values]:
    return _mapped(lambda x, d: x + (level - np.sum(d["a"] * x)) / np.sum(d["a"] ** 2) * d["a"], name, shape)


def _powers(p: float) -> Callable[..., Values]:
    return _mapped(lambda a, data: _shrunk(a, _norm(a, p)))


def _semidefinite(a: Array) -> Array:
    w, v = np.linalg.eigh(a + a.T)
    return np.asarray((v * np.maximum(w, 0)) @ v.T)


def _nuclear(a: Array) -> float:
    return float(np.linalg.norm(a, "nuc"))


def _spectral(a: Array) -> float:
    return float(np.linalg.norm(a, 2))


def _largest(a: Array) -> float:
    return float(np.abs(a).max())


V, X = ["v[n]", "x[n]"], ["A[m,n]", "X[m,n]"]
ANY, ANY_MATRIX = free(x=(N,)), free(X=(M, N))
BOX = _mapped(lambda a, data: np.clip(a, -1, 2))
QUADRATIC = [f"Q[n,n]: {P}", *V]
CASES: list[Case] = [
    # proximal maps
    ("norm2(x - v)^2/2 + max(abs(x))", "x", "min", [], V, ANY, lambda v, x: np.sum((x - v) ** 2) / 2 + _largest(x)),
    ("3*norm2(x - v)^2 + 2*max(abs(x - w))", "x", "min", [], [*V, "w[n]"], ANY,
     lambda v, w, x: 3 * np.sum((x - v) ** 2) + 2 * _largest(x - w)),
    ("-norm2(X - A)^2 - 3*norm_spec(X)", "X", "max", [], X, ANY_MATRIX,
     lambda A, X: -np.sum((X - A) ** 2) - 3 * _spectral(X)),
    ("norm2(x - v)^2/2 + max(x)", "x", "min", [], V, ANY, lambda v, x: np.sum((x - v) ** 2) / 2 + x.max()),
    ("norm2(X - A)^2 + 2*max(X - B)", "X", "min", [], [*X, "B[m,n]"], ANY_MATRIX,
     lambda A, B, X: np.sum((X - A) ** 2) + 2 * np.max(X - B)),
    ("norm2(X - A)^2/2 + 2*norm_21(X)", "X", "min", [], X, ANY_MATRIX,
     lambda A, X: np.sum((X - A) ** 2) / 2 + 2 * np.sum(np.linalg.norm(X, axis=1))),
    ("norm2(X)^2 - 2*tr(A'*X) + norm_21(X - B)", "X", "min", [], [*X, "B[m,n]"], ANY_MATRIX,
     lambda A, B, X: np.sum(X**2) - 2 * np.sum(A * X) + np.sum(np.linalg.norm(X - B, axis=1))),
    # projections
    ("norm2(x - v)^2", "x", "min", ["max(abs(x)) <= 1"], V, _mapped(lambda a, data: _shrunk(a, _largest(a))),
     lambda v, x: np.sum((x - v) ** 2)),
    ("norm2(X - A)^2", "X", "min", ["norm_spec(X) <= 1"], X, _in_ball(_spectral), lambda A, X: np.sum((X - A) ** 2)),
    ("tr(A'*X) - norm2(X)^2", "X", "max", ["norm_nuc(X) <= 1"], X, _in_ball(_nuclear),
     lambda A, X: np.sum(A * X) - np.sum(X**2)),
    ("norm2(x - v)^2", "x", "min", ["a'*x <= 1", "a'*x >= -1/2"], [*V, "a[n]"],
     _mapped(lambda x, d: x + (np.clip(d["a"] @ x, -0.5, 1) - d["a"] @ x) / (d["a"] @ d["a"]) * d["a"]),
     lambda v, a, x: np.sum((x - v) ** 2)),
    ("x'*Q*x - 2*v'*x", "x", "min", ["-1 <= 2*a'*x", "a'*x <= 0"], [*QUADRATIC, "a[n]"],
     _mapped(lambda x, d: x + (np.clip(d["a"] @ x, -0.5, 0) - d["a"] @ x) / (d["a"] @ d["a"]) * d["a"]),
     lambda Q, v, a, x: x @ Q @ x - 2 * v @ x),
    # balls of sums of powers, and of cones
    ("a'*x", "x", "max", ["sum(x.^4) <= 1"], ["a[n]", "x[n]"], _powers(4), lambda a, x: a @ x),
    ("a'*x", "x", "min", ["norm_p(x - v, 3) <= 1"], ["a[n]", *V],
     _mapped(lambda x, d: d["v"] + _shrunk(b := x - d["v"], _norm(b, 3))),
     lambda a, v, x: a @ x),
    ("tr(A'*X)", "X", "max", ["sum(sum(abs(X).^(3/2))) == 1"], X,
     _mapped(lambda a, d: a / np.sum(np.abs(a) ** 1.5) ** (2 / 3), "X", (M, N)), lambda A, X: np.sum(A * X)),
    ("-3*a'*x", "x", "max", ["exp(v)'*abs(x).^(5/2) <= 2"], ["a[n]", *V],
     _mapped(lambda x, d: x / float(np.exp(d["v"]) @ np.abs(x) ** 2.5 / 2) ** 0.4), lambda a, v, x: -3 * a @ x),
    ("a'*x", "x", "max", ["x >= 0", "norm2(x) <= 2"], ["a[n]", "x[n]"],
     _mapped(lambda x, d: _shrunk(b := np.maximum(x, 0), _norm(b) / 2)), lambda a, x: a @ x),
    ("tr(A'*X)", "X", "min", ["norm2(X)^2 == 1", "X <= 0"], X,
     _mapped(lambda x, d: (b := np.minimum(x, -1e-12)) / _norm(b), "X", (M, N)), lambda A, X: np.sum(A * X)),
    ("tr(A*X)", "X", "max", ["norm2(X) <= 3"], ["A[n,n]", "X[n,n]: positive_semidefinite"],
     _mapped(lambda x, d: _shrunk(b := _semidefinite(x), _norm(b) / 3), "X", (N, N)),
     lambda A, X: np.sum(A.T * X)),
    # forms in balls, and linear functions with one direction
    ("x'*S*x", "x", "max", ["norm2(x) <= 2"], [f"S[n,n]: {S}", "x[n]"],
     _mapped(lambda a, d: _shrunk(a, _norm(a) / 2)), lambda S, x: x @ S @ x),
    ("(x - v)'*S*(x - v)", "x", "min", ["norm2(x - v)^2 <= 3"], [f"S[n,n]: {S}", *V],
     _mapped(lambda x, d: d["v"] + _shrunk(b := x - d["v"], _norm(b) / 3**0.5)),
     lambda S, v, x: (x - v) @ S @ (x - v)),
    ("x'*S*x", "x", "min", ["x'*Q*x <= 1"], [f"S[n,n]: {S}", f"Q[n,n]: {P}", "x[n]"],
     _mapped(lambda x, d: x / max(1.0, float(x @ d["Q"] @ x) ** 0.5)), lambda S, Q, x: x @ S @ x),
    ("x'*S*x", "x", "min", ["x'*x <= 1", "a'*x == 0"], [f"S[n,n]: {S}", "a[n]", "x[n]"],
     _mapped(lambda x, d: _shrunk(b := x - d["a"] @ x / (d["a"] @ d["a"]) * d["a"], _norm(b))),
     lambda S, a, x: x @ S @ x),
    ("x'*Q*x - x'*x", "x", "max", ["x'*x <= 1"], [f"Q[n,n]: {P}", "x[n]"], _mapped(lambda a, d: _shrunk(a, _norm(a))),
     lambda Q, x: x @ Q @ x - x @ x),
    ("x'*Q*x", "x", "min", ["norm2(x) <= 1"], [f"Q[n,n]: {P}", "x[n]"], _mapped(lambda a, d: _shrunk(a, _norm(a))),
     lambda Q, x: x @ Q @ x),
    ("b'*X*a", "X", "max", ["norm_spec(X) <= 2"], ["a[n]", "b[m]", "X[m,n]"],
     _mapped(lambda a, d: _shrunk(a, _spectral(a) / 2), "X", (M, N)), lambda a, b, X: b @ X @ a),
    ("b'*X*a", "X", "min", ["norm_nuc(X) <= 1"], ["a[n]", "b[m]", "X[m,n]"], _in_ball(_nuclear),
     lambda a, b, X: b @ X @ a),
    ("tr(A'*X)", "X", "max", ["norm_spec(X) <= 1"], ["A[n,m]", "X[n,m]"],
     _mapped(lambda a, data: _shrunk(a, _spectral(a)), "X", (N, M)), lambda A, X: np.sum(A * X)),
    # hyperplanes
    ("norm1(x)", "x", "min", ["a'*x == 2"], ["a[n]", "x[n]"], _on_plane((N,), "x", 2), lambda a, x: _sum(x)),
    ("2*max(abs(x - v))", "x", "min", ["a'*x == 1"], [*V, "a[n]"], _on_plane((N,), "x", 1),
     lambda v, a, x: 2 * _largest(x - v)),
    ("norm_nuc(X)", "X", "min", ["tr(a'*X) == -1"], ["a[m,n]", "X[m,n]"], _on_plane((M, N), "X", -1),
     lambda a, X: _nuclear(X)),
    ("norm_spec(X)", "X", "min", ["tr(a'*X) == 1"], ["a[m,n]", "X[m,n]"], _on_plane((M, N), "X", 1),
     lambda a, X: _spectral(X)),
    # vertices
    ("norm2(x - v)^2", "x", "max", ["x >= -1", "x <= 2"], V, BOX, lambda v, x: np.sum((x - v) ** 2)),
    ("v'*x - sum(x.^2)", "x", "min", ["x <= 2", "x >= -1"], V, BOX, lambda v, x: v @ x - np.sum(x**2)),
    ("norm2(X - A)^2", "X", "max", ["X >= -1", "X <= 1"], X, _mapped(lambda a, d: np.clip(a, -1, 1), "X", (M, N)),
     lambda A, X: np.sum((X - A) ** 2)),
    ("x'*Q*x - v'*x", "x", "max", ["x >= 0", "sum(x) == 3"], QUADRATIC, _of_sum(3), lambda Q, v, x: x @ Q @ x - v @ x),
    ("-norm2(x - v)^2", "x", "min", ["sum(x) <= 2", "x >= 0"], V,
     _mapped(lambda a, data: _shrunk(np.abs(a), _sum(a) / 2)), lambda v, x: -np.sum((x - v) ** 2)),
    ("norm2(x)^2/9 - v'*x", "x", "max", ["sum(x) <= 2", "x >= 0"], V,
     _mapped(lambda a, data: _shrunk(np.abs(a), _sum(a) / 2)), lambda v, x: np.sum(x**2) / 9 - v @ x),
    ("x'*Q*x + v'*x", "x", "max", ["norm1(x) <= 2"], QUADRATIC, _diamond(2), lambda Q, v, x: x @ Q @ x + v @ x),
    ("norm2(x)^2", "x", "max", ["norm1(x - v) <= 1"], V,
     _mapped(lambda a, d: d["v"] + _shrunk(b := a - d["v"], _sum(b))),
     lambda v, x: np.sum(x**2)),
    # what is known by a length, or by sizes
    ("norm2(x - v)^2/2 + norm2(x)^3", "x", "min", [], V, ANY,
     lambda v, x: np.sum((x - v) ** 2) / 2 + np.linalg.norm(x) ** 3),
    ("tr(A'*X) - norm2(X)^4", "X", "max", [], X, ANY_MATRIX, lambda A, X: np.sum(A * X) - np.sum(X**2) ** 2),
    ("norm2(x - v)^2 + 2*sum(abs(x).^3)", "x", "min", [], V, ANY,
     lambda v, x: np.sum((x - v) ** 2) + 2 * np.sum(np.abs(x) ** 3)),
    ("norm2(x - v)^2/2 + sum(abs(x).^(3/2))", "x", "min", [], V, ANY,
     lambda v, x: np.sum((x - v) ** 2) / 2 + np.sum(np.abs(x) ** 1.5)),
    ("x'*Q*x - (x'*x)^2/2", "x", "max", [], [f"Q[n,n]: {S}", "x[n]"], ANY, lambda Q, x: x @ Q @ x - (x @ x) ** 2 / 2),
    ("x'*Q*x - log(x'*x)", "x", "min", [], [f"Q[n,n]: {P}", "x[n]"], ANY, lambda Q, x: x @ Q @ x - np.log(x @ x)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]} {' '.join(case[3])}")
@pytest.mark.parametrize("seed", seeds(1))
def test_no_feasible_point_is_better(case: Case, seed: int) -> None:
    no_feasible_point_is_better(case, seed)


@pytest.mark.parametrize("case", part(CASES, 2), ids=lambda case: f"{case[2]} {case[0]} {' '.join(case[3])}")
def test_of_the_other_sense_it_is_another_problem(case: Case) -> None:
    """It is refused, or what is found is the best of the other sense."""
    text, names, sense, constraints, declared, draw, objective = case
    other = {"min": "max", "max": "min"}[sense]
    try:
        no_feasible_point_is_better((text, names, other, constraints, declared, draw, objective), 1)
    except (ex.UnsupportedError, ex.NoExtremumError):
        return


def test_ties_are_broken_within_the_set() -> None:
    """Where all vertices are as good, one of them is the answer, and uniqueness is not claimed."""
    for constraints, best in ((["x >= 0", "sum(x) == 1"], 1.0), (["norm1(x) <= 2"], 4.0), (["x >= -1", "x <= 1"], N)):
        solution = ex.solve("norm2(x)^2", "x", "max", constraints, "x[n]")
        (x,) = solution.evaluate({}, n=N).values()
        assert np.sum(x**2) == pytest.approx(best) and solution.unique == ""


def test_small_vectors_are_shrunk_to_zero() -> None:
    """Below the dual norm of the weight a proximal map is 0."""
    for text, declared, small in (
        ("norm2(x - v)^2/2 + max(abs(x))", "x[n]; v[n]", np.full(N, 0.1)),
        ("norm2(X - v)^2/2 + norm_spec(X)", "X[n,m]; v[n,m]", np.full((N, M), 0.01)),
        ("norm2(X - v)^2/2 + norm_21(X)", "X[n,m]; v[n,m]", np.full((N, M), 0.01)),
    ):
        (x,) = ex.solve(text, text[6], "min", [], declared).evaluate({"v": small}).values()
        assert np.allclose(x, 0, atol=1e-12)


def test_a_cone_without_a_better_point_than_zero_is_refused() -> None:
    """Where the projection is 0, the best point is 0, or on the sphere another one."""
    for text, declared, constraints, data in (
        ("a'*x", "x[n]; a[n]", ["x >= 0", "norm2(x) == 1"], {"a": np.array([-1.0, -2.0])}),
        ("tr(a*X)", "X[n,n]: positive_semidefinite; a[n,n]", ["norm2(X) == 1"], {"a": -np.eye(3) - 0.1}),
    ):
        with pytest.raises(ex.DataError, match=r"is not zero|is positive"):
            ex.solve(text, declared[0], "max", constraints, declared).evaluate(data)


def test_odd_powers_are_no_sizes() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("a'*x", "x", "max", ["sum(x.^3) <= 1"], "x[n]; a[n]")


def test_jumps_are_no_functions_of_a_length() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("norm2(x - v)^2/2 + sum(sign(abs(x)))", "x", "min", [], "x[n]; v[n]")


def test_on_a_sphere_the_pull_has_a_part_along_the_least_eigenvector() -> None:
    solution = ex.solve("norm2(A*x - b)^2", "x", "min", ["x'*x == 1"], "A[m,n]; x[n]; b[m]")
    wide = np.random.default_rng(1).standard_normal((2, 4))  # A'b lies across the kernel of A
    with pytest.raises(ex.DataError, match=r"not zero|no positive number t"):
        solution.evaluate({"A": wide, "b": np.ones(2) / 10})


def test_a_form_that_is_nowhere_better_than_at_the_centre() -> None:
    """Of a form with one sign the centre is best, by the same formula; of an orthogonal matrix any completion is."""
    S = -np.diag([1.0, 2.0, 3.0])
    form = ex.solve("x'*S*x", "x", "max", ["norm2(x) <= 1"], "x[n]; S[n,n]: symmetric")
    assert np.allclose(next(iter(form.evaluate(S=S).values())), 0)
    turn = ex.solve("a'*R*b", "R", "max", ["R'*R == eye(n)"], "a[n]; b[n]; R[n,n]")
    a, b = np.array([3.0, 0.0, 4.0]), np.array([0.0, 2.0, 0.0])
    (found,) = turn.evaluate(a=a, b=b).values()
    assert a @ found @ b == pytest.approx(10) and turn.unique == ""
