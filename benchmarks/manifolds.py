"""Twelve problems on manifolds beside Pymanopt's trust regions: ``python benchmarks/manifolds.py``.

The peer gets the same starts, and derivatives by JAX, compiled; its times are of its first run, compilation included,
and of a second one without. Ours are whole calls: reading, deriving, compiling and running. Where Pymanopt or JAX is
not installed, ours are printed alone.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

import extremum as ex

PEER = all(find_spec(name) for name in ("pymanopt", "jax"))
RNG = np.random.default_rng(5)


def symmetric(n: int) -> Any:
    """A random symmetric matrix."""
    a = RNG.normal(size=(n, n))
    return (a + a.T) / 2


def definite(n: int) -> Any:
    """A random positive definite matrix."""
    a = RNG.normal(size=(n, 2 * n))
    return a @ a.T / n


def heavy(n: int, d: int) -> Any:
    """Samples with heavy tails."""
    return RNG.standard_t(3, size=(n, d)) @ np.linalg.cholesky(definite(d)).T


Case = tuple[str, str, str, dict[str, Any], tuple[str, ...], Callable[..., Any]]
"""Objective, unknowns, declarations, data, the peer's manifolds, and the objective in an array module's functions."""

CASES: dict[str, Case] = {
    "quadratic form, sphere": (
        "x'*A*x", "x", "A[n,n]: symmetric; x[n]: unit", {"A": symmetric(200)}, ("Sphere 200",),
        lambda np, x, A: x @ A @ x),
    "quartic, sphere": (
        "sum((A*x).^4)", "x", "A[m,n]; x[n]: unit", {"A": RNG.normal(size=(150, 60))}, ("Sphere 60",),
        lambda np, x, A: ((A @ x) ** 4).sum()),
    "logistic, sphere": (
        "sum(log(1 + exp(-t.*(A*x))))", "x", "A[m,n]; t[m]; x[n]: unit",
        {"A": RNG.normal(size=(300, 40)), "t": RNG.choice([-1.0, 1.0], 300)}, ("Sphere 40",),
        lambda np, x, A, t: np.logaddexp(0, -t * (A @ x)).sum()),
    "Brockett, Stiefel": (
        "tr(X'*A*X*N)", "X", "A[n,n]: symmetric; N[p,p]: diagonal; X[n,p]; X'*X == eye(p)",
        {"A": symmetric(60), "N": np.diag([4.0, 3, 2, 1])}, ("Stiefel 60 4",),
        lambda np, X, A, N: np.trace(X.T @ A @ X @ N)),
    "robust components, Stiefel": (
        "sum_i(log(1 + norm2(z[i] - X*(X'*z[i]))^2))", "X", "z[n] for i in 1..N; X[n,p]; X'*X == eye(p)",
        {"z": RNG.normal(size=(200, 10)) * np.arange(1, 11), "p": 3}, ("Stiefel 10 3",),
        lambda np, X, z: np.log(1 + ((z - z @ X @ X.T) ** 2).sum(1)).sum()),
    "weighted Procrustes, Stiefel": (
        "norm2(A*X*C - B)^2", "X", "A[m,n]; X[n,p]; C[p,k]; B[m,k]; X'*X == eye(p)",
        {"A": RNG.normal(size=(30, 20)), "B": RNG.normal(size=(30, 8)), "C": RNG.normal(size=(5, 8))},
        ("Stiefel 20 5",),
        lambda np, X, A, C, B: ((A @ X @ C - B) ** 2).sum()),
    "independent components, orthogonal": (
        "sum(log(cosh(Z*X)))", "X", "Z[N,n]; X[n,n]: orthogonal", {"Z": RNG.laplace(size=(400, 8))}, ("Stiefel 8 8",),
        lambda np, X, Z: np.log(np.cosh(Z @ X)).sum()),
    "two diagonals, orthogonal": (
        "-norm2(diagonal(X'*A*X))^2 - norm2(diagonal(X'*B*X))^2", "X",
        "A[n,n]: symmetric; B[n,n]: symmetric; X[n,n]: orthogonal", {"A": symmetric(10), "B": symmetric(10)},
        ("Stiefel 10 10",),
        lambda np, X, A, B: -(np.diag(X.T @ A @ X) ** 2).sum() - (np.diag(X.T @ B @ X) ** 2).sum()),
    "scatter, positive definite": (
        "N/2*logdet(S) + 15/2*sum_i(log(1 + x[i]'*inv(S)*x[i]/5))", "S",
        "x[d] for i in 1..N; S[d,d]: positive_definite",
        {"x": heavy(200, 10)}, ("SymmetricPositiveDefinite 10",),
        lambda np, S, x: len(x) / 2 * np.linalg.slogdet(S)[1]
        + 15 / 2 * np.log(1 + (x * np.linalg.solve(S, x.T).T).sum(1) / 5).sum()),
    "two traces, positive definite": (
        "tr(A*S) + tr(B*inv(S)) + norm2(S - C)^2", "S",
        "A[n,n]: symmetric; B[n,n]: symmetric; C[n,n]: symmetric; S[n,n]: positive_definite",
        {"A": definite(30), "B": definite(30), "C": symmetric(30)}, ("SymmetricPositiveDefinite 30",),
        lambda np, S, A, B, C: np.trace(A @ S) + np.trace(B @ np.linalg.inv(S)) + ((S - C) ** 2).sum()),
    "rank one, two spheres": (
        "norm2(A - s*u*v')^2", "u v s", "A[m,n]; u[m]: unit; v[n]: unit; s", {"A": RNG.normal(size=(30, 20))},
        ("Sphere 30", "Sphere 20", "Euclidean 1"),
        lambda np, u, v, s, A: ((A - s * np.outer(u, v)) ** 2).sum()),
    "low rank, Stiefel and free": (
        "sum(log(ones(m,n) + (A - U*V').^2))", "U V", "A[m,n]; U[m,p]; V[n,p]; U'*U == eye(p)",
        {"A": RNG.normal(size=(20, 15)), "p": 3}, ("Stiefel 20 3", "Euclidean 15 3"),
        lambda np, U, V, A: np.log(1 + (A - U @ V.T) ** 2).sum()),
}  # fmt: skip


def ours(case: Case, start: dict[str, Any]) -> Any:
    """Our minimum, from a start."""
    text, unknowns, declared, data, _, _ = case
    stated = [part.strip() for part in declared.split(";") if "==" in part]
    kept = "; ".join(part.strip() for part in declared.split(";") if "==" not in part)
    return ex.minimize(text, unknowns.split(), data, declarations=kept, constraints=stated, start=start)


def manifold(words: str) -> Any:
    """The peer's manifold."""
    import pymanopt

    name, *sizes = words.split()
    return getattr(pymanopt.manifolds, name)(*map(int, sizes))


MEMBERS: dict[str, Callable[[Any], Any]] = {
    "Sphere": lambda a: a / np.linalg.norm(a),
    "Stiefel": lambda a: np.linalg.qr(a)[0],
    "SymmetricPositiveDefinite": lambda a: np.eye(len(a)),
    "Euclidean": lambda a: a,
}
"""From random numbers to a member."""


def starts(case: Case) -> dict[str, Any]:
    """Random members."""
    found = {}
    for name, words in zip(case[1].split(), case[4], strict=True):
        kind, *numbers = words.split()
        shape = tuple(map(int, numbers))
        found[name] = MEMBERS[kind](RNG.normal(size=shape))
    return found


def peer(case: Case, start: dict[str, Any]) -> tuple[float, float, float]:
    """The peer's value, and its times: of a first run, and of a second one."""
    import jax
    import pymanopt

    jax.config.update("jax_enable_x64", True)
    _, unknowns, _, data, words, function = case
    names = unknowns.split()
    arrays = {name: jax.numpy.asarray(value) for name, value in data.items() if np.ndim(value)}
    parts = [manifold(each) for each in words]
    whole = parts[0] if len(parts) == 1 else pymanopt.manifolds.Product(parts)
    point = start[names[0]] if len(parts) == 1 else [start[name] for name in names]

    def cost(x: Any, y: Any = None, z: Any = None) -> Any:
        given = dict(zip(names, (x, y, z), strict=False))
        return function(jax.numpy, **given, **arrays)

    shorter = {1: lambda x: cost(x), 2: lambda x, y: cost(x, y), 3: lambda x, y, z: cost(x, y, z[0])}[len(names)]
    problem = pymanopt.Problem(whole, pymanopt.function.jax(whole)(shorter))
    times = []
    for _ in range(2):
        optimizer = pymanopt.optimizers.TrustRegions(verbosity=0, min_gradient_norm=1e-7, max_iterations=500)
        begun = time.perf_counter()
        found = optimizer.run(problem, initial_point=point)
        times.append(time.perf_counter() - begun)
    return float(found.cost), times[0], times[1]


def main() -> None:
    """A row a problem."""
    if not PEER:
        print("Pymanopt or JAX is not installed: ours alone")
    print(f"{'problem':<36}{'ours':>8}{'peer':>8}{'again':>8}  ratios        values")
    for name, case in CASES.items():
        start = starts(case)
        spent = []
        for _ in range(2):
            begun = time.perf_counter()
            found = ours(case, start)
            spent.append(time.perf_counter() - begun)
        line = f"{name:<36}{min(spent):8.3f}"
        if PEER:
            value, first, again = peer(case, start)
            same = "same" if abs(value - found.value) <= 1e-6 * (1 + abs(value)) else f"peer {value:.8g}"
            line += f"{first:8.3f}{again:8.3f}  {min(spent) / first:5.2f} {min(spent) / again:5.2f}  "
            line += f"{found.value:.8g} {same}"
        print(line, "" if found.converged else found.status, found.method[:30], found.iterations)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
