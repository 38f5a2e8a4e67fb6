"""Triangular unknowns that enter by L L' only: no triangular matrix that NumPy draws is better."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from tests.solving.draws import Array, Case, M, N, P, Values, no_feasible_point_is_better
from tests.support.draws import seeds


def _triangles(name: str, part: Callable[[Array], Array]) -> Callable[..., Values]:
    """Triangular matrices with a positive diagonal, near a given one or anywhere."""

    def draw(rng: np.random.Generator, data: Values, near: Values | None, step: float) -> Values:
        a = part(rng.standard_normal((N, N)))
        a = a if near is None else near[name] + step * a
        return {name: a - np.diag(np.diag(a)) + np.diag(np.abs(np.diag(a)) + 1e-9)}

    return draw


def _logdet(a: Array) -> float:
    return float(np.linalg.slogdet(a)[1])


LOWER, UPPER = _triangles("L", np.tril), _triangles("U", np.triu)
L, U = "L[n,n]: lower_triangular, positive_diagonal", "U[n,n]: upper_triangular, positive_diagonal"
SQUARE = f"S[n,n]: {P}"
CASES: list[Case] = [
    ("tr(L'*S*L) - 2*logdet(L)", "L", "min", [], [SQUARE, L], LOWER,
     lambda S, L: np.trace(L.T @ S @ L) - 2 * _logdet(L)),
    ("2*sum(log(diagonal(L))) - tr(L'*S*L) - norm2(L)^2", "L", "max", [], [SQUARE, L], LOWER,
     lambda S, L: 2 * _logdet(L) - np.trace(L.T @ S @ L) - np.sum(L**2)),
    ("norm2(inv(L)*Y)^2 + 3*log(det(L))", "L", "min", [], ["Y[n,m]: full_row_rank", L], LOWER,
     lambda Y, L: np.sum(np.linalg.solve(L, Y) ** 2) + 3 * _logdet(L)),
    ("norm2(U*Y)^2 - 2*sum(log(diagonal(U)))", "U", "min", [], ["Y[n,m]: full_row_rank", U], UPPER,
     lambda Y, U: np.sum((U @ Y) ** 2) - 2 * _logdet(U)),
    ("norm2(L*L' - S)^2", "L", "min", [], [SQUARE, L], LOWER, lambda S, L: np.sum((L @ L.T - S) ** 2)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]} {case[0]}")
@pytest.mark.parametrize("seed", seeds(2))
def test_no_triangular_matrix_is_better(case: Case, seed: int) -> None:
    assert M >= N
    no_feasible_point_is_better(case, seed)


def test_what_enters_otherwise_is_not_taken_for_a_product() -> None:
    """Of the best L of ``tr(L'SL) - 2 log|L| + sum(L)`` the product says nothing."""
    with pytest.raises(ex.UnsupportedError):
        ex.solve("tr(L'*S*L) - 2*logdet(L) + sum(L)", "L", "min", [], [SQUARE, L])
