"""Descents on manifolds, against eigenvalues, singular values, differences, and other methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.structures import STRUCTURES
from extremum.structures.frames import Congruent, Embedded, Frame, Whitened

rng = np.random.default_rng(11)


def definite(n: int) -> Any:
    half = rng.normal(size=(n, n))
    return half @ half.T + np.eye(n) / 10


def embedded(name: str) -> Callable[[Any], Frame]:
    geometry = STRUCTURES[name].geometry
    assert geometry is not None
    return lambda x: Embedded(x, geometry)


ROOT = rng.normal(size=(5, 5))
FRAMES: dict[str, tuple[Callable[[], Any], Callable[[Any], Frame]]] = {
    "sphere": (lambda: (x := rng.normal(size=(5, 1))) / np.linalg.norm(x), embedded("unit")),
    "Stiefel": (lambda: np.linalg.qr(rng.normal(size=(5, 2)))[0], embedded("orthogonal")),
    "orthogonal": (lambda: np.linalg.qr(rng.normal(size=(4, 4)))[0], embedded("orthogonal")),
    "X'B X = I": (lambda: np.linalg.solve(ROOT, np.linalg.qr(rng.normal(size=(5, 2)))[0]),
                  lambda w: Whitened(embedded("orthogonal")(ROOT @ w), ROOT)),
    "positive definite": (lambda: definite(4), Congruent),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMES)
def test_derivatives_by_coordinates_against_differences(name: str) -> None:
    draw, frame_at = FRAMES[name]
    for _ in range(5):
        x = draw()
        frame, shape = frame_at(x), x.shape
        v, other = frame.within(rng.normal(size=shape)), frame.within(rng.normal(size=shape))
        a, b = rng.normal(size=shape), rng.normal(size=shape)
        if name == "positive definite":
            a, b = a + a.T, b + b.T

        def value(t: float, v: Any = v, frame: Frame = frame, a: Any = a, b: Any = b) -> float:
            y = frame.move(t * v)
            return float((a * y).sum() + (b * y).sum() ** 2 / 2)

        gradient = a + b * (b * x).sum()
        step = 1e-3
        slope = (value(step) - value(-step)) / (2 * step)
        bend = (value(step) - 2 * value(0) + value(-step)) / step**2
        assert slope == pytest.approx(float((frame.pull(gradient) * v).sum()), rel=1e-3, abs=1e-3)
        image = frame.pull(b * (b * frame.push(v)).sum()) + frame.bend(gradient, v)
        assert bend == pytest.approx(float((image * v).sum()), rel=1e-3, abs=1e-2)
        back = frame.pull(b * (b * frame.push(other)).sum()) + frame.bend(gradient, other)
        assert float((image * other).sum()) == pytest.approx(float((back * v).sum()))  # it is symmetric


A = rng.normal(size=(7, 7))
SYMMETRIC, B, C = A + A.T, definite(7), rng.normal(size=(7, 7))
WEIGHTS = np.array([3.0, 2.0, 1.0])
KNOWN: dict[str, tuple[str, str, str, list[str], dict[str, Any], float]] = {
    "eigenvalue": ("x'*A*x", "x", "A[n,n]: symmetric; x[n]: unit", [], {"A": SYMMETRIC},
                   float(np.linalg.eigvalsh(SYMMETRIC)[0])),
    "radius 2": ("x'*A*x", "x", "A[n,n]: symmetric; x[n]", ["norm2(x) == 2"], {"A": SYMMETRIC},
                 4 * np.linalg.eigvalsh(SYMMETRIC)[0]),
    "pencil": ("x'*A*x", "x", "A[n,n]: symmetric; B[n,n]: positive_definite; x[n]", ["x'*B*x == 1"],
               {"A": SYMMETRIC, "B": B}, np.linalg.eigvals(np.linalg.solve(B, SYMMETRIC)).real.min()),
    "Brockett": ("-tr(X'*A*X*N)", "X", "A[n,n]: symmetric; N[p,p]: diagonal; X[n,p]", ["X'*X == eye(p)"],
                 {"A": SYMMETRIC, "N": np.diag(WEIGHTS)},
                 -float(np.sort(np.linalg.eigvalsh(SYMMETRIC))[::-1][:3] @ WEIGHTS)),
    "two spheres": ("-u'*C*v", "u v", "C[m,n]; u[m]: unit; v[n]: unit", [], {"C": C}, -float(np.linalg.norm(C, 2))),
    "Procrustes": ("-tr(C*Q)", "Q", "C[n,p]; Q[p,n]", ["Q'*Q == eye(n)"], {"C": C[:3]},
                   -float(np.linalg.norm(C[:3], "nuc"))),
    "covariance": ("logdet(S) + tr(inv(S)*B)", "S", "B[n,n]: positive_definite; S[n,n]: positive_definite", [],
                   {"B": B}, float(np.linalg.slogdet(B)[1] + 7)),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", KNOWN)
def test_global_minima_that_are_known(name: str, seed: int) -> None:
    text, unknowns, declared, stated, data, least = KNOWN[name]
    found = ex.minimize(
        text, unknowns.split(), data, constraints=stated, declarations=declared, method="manifold", seed=seed
    )
    assert found.converged and found.method.startswith("trust regions on manifolds: "), found.message
    assert found.value == pytest.approx(least, rel=1e-9)


def test_constraints_hold_to_rounding() -> None:
    found = ex.minimize("sum((A*X).^4)", "X", A=C, p=3, constraints="X'*X == eye(p)", declarations="A[m,n]; X[n,p]")
    assert found.converged and np.abs(found.x["X"].T @ found.x["X"] - np.eye(3)).max() < 1e-13
    assert found.method == "trust regions on manifolds: X on the matrices with X'X = I"


@pytest.mark.parametrize("k", [1, 3, 6])
def test_saddles_and_maxima_are_left(k: int) -> None:
    start = np.linalg.eigh(SYMMETRIC)[1][:, k]
    found = ex.minimize("x'*A*x", "x", A=SYMMETRIC, start={"x": start}, declarations="A[n,n]: symmetric; x[n]: unit",
                        method="manifold")  # fmt: skip
    assert found.converged and found.value == pytest.approx(np.linalg.eigvalsh(SYMMETRIC)[0])


def test_what_has_no_minimum_is_said_to_be_unbounded() -> None:
    declared = "B[n,n]: positive_definite; S[n,n]: positive_definite"
    found = ex.minimize("logdet(S) - tr(B*S)", "S", B=B, declarations=declared, method="manifold")
    assert found.status == "unbounded"


def turn(t: float, sign: int) -> Any:
    """A rotation of the plane, or a reflection."""
    return np.array([[np.cos(t), -sign * np.sin(t)], [np.sin(t), sign * np.cos(t)]])


@pytest.mark.parametrize("seed", range(6))
def test_both_components_of_square_orthogonal_matrices_are_looked_at(seed: int) -> None:
    """Against all rotations and all reflections of the plane; a given start keeps to its component."""
    numbers = np.random.default_rng(seed)
    a, angle = np.eye(2) + 0.3 * numbers.normal(size=(2, 2)), numbers.uniform(0, 2 * np.pi)
    b = a @ turn(angle, 1 - 2 * (seed % 2))
    least = {
        sign: min(
            float(((a @ q - b) ** 2).sum() + ((q**2) ** 2).sum() / 100)
            for q in (turn(t, sign) for t in np.linspace(0, 2 * np.pi, 2001))
        )
        for sign in (1, -1)
    }
    f, declared = "norm2(A*Q - B)^2 + norm2(Q.^2)^2/100", "A[n,d]; B[n,d]; Q[d,d]: orthogonal"
    found = ex.minimize(f, "Q", A=a, B=b, declarations=declared)
    assert found.converged and found.value <= min(least.values()) + 1e-9
    assert f"the better of the components, det Q {'>' if seed % 2 == 0 else '<'} 0" in found.message
    for sign in (1, -1):
        kept = ex.minimize(f, "Q", A=a, B=b, declarations=declared, start={"Q": turn(1.0, sign)})
        assert kept.value == pytest.approx(least[sign], abs=1e-4) and "in the component det Q" in kept.message
        assert np.linalg.det(kept.x["Q"]) == pytest.approx(sign)


def test_a_start_that_is_not_on_the_manifold_is_moved_and_that_is_said() -> None:
    f, declared = "norm2(A*Q - B)^2 + norm2(Q.^2)^2/100", "A[n,d]; B[n,d]; Q[d,d]: orthogonal"
    data = {"A": np.eye(2), "B": np.diag([1.0, -1.0])}
    for start, moved in (({"Q": 2 * np.eye(2)}, True), ({"Q": np.eye(2)}, False), ({}, False)):
        found = ex.minimize(f, "Q", data, start=start, declarations=declared)
        assert ("the start of Q was moved onto its manifold" in found.message) is moved


def test_mixed_with_free_numbers_and_charts() -> None:
    declared = "C[m,n]; u[m]: unit; v[n]: unit; s: positive"
    found = ex.minimize("norm2(C - s*u*v')^2", ["u", "v", "s"], C=C, declarations=declared)
    assert found.converged and found.method.startswith("trust regions on manifolds: u on a sphere; v on a sphere")
    assert found.x["s"] == pytest.approx(np.linalg.norm(C, 2))


def test_it_is_refused_where_a_constraint_is_no_manifold() -> None:
    with pytest.raises(ex.UnsupportedError, match="'manifold' does not apply: the constraints are no manifolds"):
        ex.minimize("x'*A*x", "x", A=SYMMETRIC, constraints=["x'*x == 1", "sum(x) == 0"], method="manifold",
                    declarations="A[n,n]: symmetric; x[n]")  # fmt: skip


def test_a_wide_matrix_with_orthonormal_rows_is_left_to_others() -> None:
    found = ex.minimize("norm2(X - C)^2", "X", C=C[:2], constraints="X*X' == eye(m)", start={"X": np.eye(2, 7)},
                        declarations="C[m,n]; X[m,n]")  # fmt: skip
    u, _, vt = np.linalg.svd(C[:2], full_matrices=False)
    assert found.converged and np.allclose(found.x["X"], u @ vt, atol=1e-5)
