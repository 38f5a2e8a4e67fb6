"""Cone programs beside CVXPY with Clarabel: ``python benchmarks/cones.py``.

Times are the processor's, medians of whole calls, reading and recognising included, after one call of each. Where CVXPY
is not installed, ours are printed alone.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

import extremum as ex

PEER, TIMES = find_spec("cvxpy") is not None, 7
RNG = np.random.default_rng(3)
A, B, M = RNG.normal(size=(40, 8)), RNG.normal(size=40), RNG.normal(size=(8, 6))
C = RNG.normal(size=(8, 8))
C = C + C.T
P = RNG.normal(size=(30, 3))
MASK = (RNG.random((8, 6)) < 0.6).astype(float)

Case = tuple[str, str, str, list[str], dict[str, Any], Callable[[Any], tuple[Any, list[Any]]]]
CASES: dict[str, Case] = {
    "sum of norms": ("norm2(A*x - b) + 2*norm2(x)", "x", "A[m,n]; b[m]; x[n]", [], {"A": A, "b": B},
                     lambda cp: (cp.norm(A @ (x := cp.Variable(8)) - B) + 2 * cp.norm(x), [])),
    "norm constraint": ("norm2(A*x - b)^2", "x", "A[m,n]; b[m]; x[n]", ["norm1(x) <= 1", "norm2(x) <= 1/2"],
                        {"A": A, "b": B},
                        lambda cp: (cp.sum_squares(A @ (x := cp.Variable(8)) - B),
                                    [cp.norm1(x) <= 1, cp.norm(x) <= 0.5])),
    "geometric median": ("sum_i(norm2(x - a[i]))", "x", "a[n] for i in 1..N; x[n]", [], {"a": P},
                         lambda cp: (cp.sum(cp.norm(P - cp.reshape(cp.Variable(3), (1, 3), order="C"), axis=1)), [])),
    "largest eigenvalue": ("eigmax(C + diag(x))", "x", "C[n,n]: symmetric; x[n]", ["sum(x) == 0"], {"C": C},
                           lambda cp: (cp.lambda_max(C + cp.diag(x := cp.Variable(8))), [cp.sum(x) == 0])),
    "matrix completion": ("norm_nuc(X) + 5*norm2(Z.*(X - M))^2", "X", "M[m,n]; Z[m,n]; X[m,n]", [], {"M": M, "Z": MASK},
                          lambda cp: (cp.normNuc(X := cp.Variable((8, 6)))
                                      + 5 * cp.sum_squares(cp.multiply(MASK, X - M)), [])),
    "spectral norm": ("norm_spec(M - X) + norm1(X)/9", "X", "M[m,n]; X[m,n]", [], {"M": M},
                      lambda cp: (cp.sigma_max(M - (X := cp.Variable((8, 6)))) + cp.sum(cp.abs(X)) / 9, [])),
    "maximum cut": ("tr(C*X)", "X", "C[n,n]: symmetric; X[n,n]: positive_semidefinite", ["diagonal(X) == ones(n)"],
                    {"C": C}, lambda cp: (cp.trace(C @ (X := cp.Variable((8, 8), PSD=True))), [cp.diag(X) == 1])),
    "correlation matrix": ("norm2(X - C)^2", "X", "C[n,n]: symmetric; X[n,n]: positive_semidefinite",
                           ["diagonal(X) == ones(n)"], {"C": C},
                           lambda cp: (cp.sum_squares((X := cp.Variable((8, 8), PSD=True)) - C), [cp.diag(X) == 1])),
    "rows": ("norm2(X - M)^2/2 + norm_21(X)", "X", "M[m,n]; X[m,n]", [], {"M": M},
             lambda cp: (cp.sum_squares((X := cp.Variable((8, 6))) - M) / 2 + cp.sum(cp.norm(X, axis=1)), [])),
}  # fmt: skip


def ours(case: Case) -> Any:
    """The minimum by the library."""
    text, unknown, declared, stated, data, _ = case
    return ex.minimize(text, unknown, data, constraints=stated, declarations=declared)


def peer(case: Case) -> float:
    """The peer's optimum."""
    import cvxpy

    objective, constraints = case[5](cvxpy)
    problem = cvxpy.Problem(cvxpy.Minimize(objective), constraints)
    problem.solve(solver="CLARABEL", tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10)
    return float(problem.value)


def spent(call: Callable[[], Any]) -> float:
    """The processor's time."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def main() -> None:
    """A row a problem: medians of interleaved calls."""
    if not PEER:
        print("CVXPY is not installed: ours alone")
    for name, case in CASES.items():
        found = ours(case)
        line = f"{name:<20} {found.value:.9g}  {found.status}, {found.method[:40]}"
        if PEER:
            value = peer(case)
            each = [(spent(lambda: ours(case)), spent(lambda: peer(case))) for _ in range(TIMES)]  # noqa: B023
            mine, other = np.median(each, axis=0)
            off = abs(value - found.value) / (1 + abs(value))
            line += f"; {1e3 * mine:.1f} ms, CVXPY {1e3 * other:.1f} ms, ratio {mine / other:.2f}, off by {off:.0e}"
        print(line)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
