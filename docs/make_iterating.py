"""Writes iterating.md, twelve problems with what was chosen and why: python docs/make_iterating.py"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import extremum as ex

PATH = Path(__file__).with_name("iterating.md")
MEASURED = Path(__file__).parent.parent / "benchmarks" / "iterated.md"
HEAD = """# To the extremum by iteration

`ex.minimize` chooses a method by the form of the problem, and says in `.method` which and why; `method=` overrules it.
How a run ended is judged on the problem, never taken from a solver. Data are drawn at random (a fixed seed); X is 60×4.

Samples in files go by in blocks, by the same call ([how-to/large-data.md](how-to/large-data.md)); several
starts run in processes of their own, and a run on disk goes on after it was killed.

Data may be given by keyword, whatever they are called (`ex.minimize(f, "w", x=X)`). Where no minimum is attained, as of
`exp(-x)`, a run ends as `stalled` or `unbounded`, and its message says that lower values lie farther on.

This page is written by `docs/make_iterating.py` from what the library finds; the tests compare both.

| problem | objective | chosen, and why | ended | value |
| --- | --- | --- | --- | --- |
"""
RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
Y = X @ [1.0, -2.0, 0.0, 0.5] + 0.3 * RNG.normal(size=60)
DATA: dict[str, Any] = {"X": X, "y": Y}
SIGNS: dict[str, Any] = {"X": X, "t": np.where(0.2 * RNG.normal(size=60) < Y, 1.0, -1.0)}
RISK: dict[str, Any] = {"S": np.cov(X.T), "m": X.mean(axis=0)}

PROBLEMS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("least squares", "norm2(X*w - y)^2", "w", "X[n,m]; w[m]; y[n]", DATA),
    ("ridge", "norm2(X*w - y)^2 + 3*norm2(w)^2", "w", "X[n,m]; w[m]; y[n]", DATA),
    ("a matrix to a matrix", "norm2(V - A)^2 + norm2(V)^2", "V", "V[p,p]; A[p,p]", {"A": RNG.normal(size=(25, 25))}),
    ("logistic regression", "sum(log(1 + exp(-t.*(X*w)))) + norm2(w)^2/100", "w", "X[n,m]; w[m]; t[n]", SIGNS),
    ("Poisson regression", "sum(exp(X*w)) - y'*X*w + norm2(w)^4", "w", "X[n,m]; w[m]; y[n]", DATA),
    ("Rosenbrock", "(1 - a)^2 + 100*(b - a^2)^2", "a b", "a; b", {}),
    ("the lasso", "norm2(X*w - y)^2/2 + 9*norm1(w)", "w", "X[n,m]; w[m]; y[n]", DATA),
    ("least absolute deviations", "norm1(X*w - y)", "w", "X[n,m]; w[m]; y[n]", DATA),
    ("a support vector machine", "norm2(w)^2/2 + sum(hinge(t.*(X*w)))", "w", "X[n,m]; w[m]; t[n]", SIGNS),
    ("a portfolio", "w'*S*w - m'*w", "w", "S[n,n]: symmetric; m[n]; w[n]: simplex", RISK),
    ("the largest variance", "-w'*S*w", "w", "S[n,n]: symmetric; w[n]: unit", {"S": RISK["S"]}),
    ("no minimum", "sum(X*w)^3", "w", "X[n,m]; w[m]", {"X": X}),
]


def page() -> str:
    """The page."""
    rows = []
    for name, text, unknowns, declared, data in PROBLEMS:
        found = ex.minimize(text, unknowns.split(), data, declarations=declared)
        value = f"{found.value:.6g}" if found.converged else ""
        rows.append(f"| {name} | `{text}` | {found.method} | {found.status} | {value} |")
    return HEAD + "\n".join(rows) + "\n\n" + MEASURED.read_text(encoding="utf-8")


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
