"""Problem 1: Gaussian maximum likelihood, from the density as it is written on paper to the iris measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import extremum as ex
from extremum.algebra.rules import Rewriting
from extremum.deriving.derivation import Derivation
from extremum.solving.solution import Solution

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """The symbols, the log-likelihood with the identities it went through, its derivations, and the solution."""

    mu: ex.Expr
    S: ex.Expr
    density: ex.Expr
    likelihood: ex.Expr
    rules: Rewriting
    by_mu: Derivation
    by_S: Derivation
    solution: Solution


def derive() -> Gaussian:
    """Everything symbolic about the problem: S is invertible, and *not* declared symmetric."""
    n, m = ex.dims("n m")
    x, i = ex.samples("x", m, n), ex.index("i", n)
    mu, S = ex.vector("mu", m), ex.matrix("S", m, m, "invertible")
    half = ex.Rational(1, 2)

    def p(x: ex.Expr) -> ex.Expr:
        return ex.det(2 * ex.pi * S) ** -half * ex.exp(-half * (x - mu).T @ ex.inv(S) @ (x - mu))

    with ex.rewriting() as rules:
        likelihood = ex.log(ex.prod(p(x[i]), i))
    solution = ex.solve(likelihood, [mu, S], sense="max")
    return Gaussian(mu, S, p(x[i]), likelihood, rules, ex.derive(likelihood, mu), ex.derive(likelihood, S), solution)


def iris() -> Array:
    """The 150 × 4 iris measurements, in centimetres."""
    from sklearn.datasets import load_iris

    return load_iris().data  # type: ignore[no-any-return]
