"""Bounds of ranks by shapes: no product that NumPy draws has a larger rank."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.solving.conditions import Condition, contradicted
from extremum.solving.predicates import INVERTIBLE, POSITIVE_DEFINITE
from extremum.solving.ranks import dyad, most
from tests.support.draws import seeds

SHAPES: dict[str, tuple[int, ...]] = {"a": (5,), "b": (5,), "A": (5, 2), "B": (2, 5), "C": (5, 5)}
TEXTS = {
    "a*b'": 1, "a*b' + b*a'": 2, "A*B": 2, "A*B + a*a'": 3, "C*a*b'*C": 1, "C + a*b'": 5, "A*B*C": 2, "3*C*A*B": 2,
}  # fmt: skip


def _read(text: str) -> Any:
    return ex.parse(text, "a[5]; b[5]; A[5,2]; B[2,5]; C[5,5]")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("seed", seeds(1))
def test_no_rank_exceeds_the_bound(text: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    expr = _read(text)
    data = {name: rng.standard_normal(shape) for name, shape in SHAPES.items() if name in map(str, expr.symbols)}
    rank = np.linalg.matrix_rank(expr.evaluate(data))
    assert rank <= most(expr) == TEXTS[text]
    singular = contradicted(Condition(INVERTIBLE, expr, ""))
    assert singular == (TEXTS[text] < 5) == contradicted(Condition(POSITIVE_DEFINITE, expr, ""))


def test_matrices_of_any_size() -> None:
    """Of u v' it is 1 whatever n is; of a product through k dimensions nothing is known."""
    a, b, U, V = (ex.parse(name, "a[n]; b[n]; U[n,k]; V[k,n]") for name in "abUV")
    assert most(a @ b.T) == 1 and most(U @ V) is None
    assert contradicted(Condition(INVERTIBLE, a @ b.T, "")) and not contradicted(Condition(INVERTIBLE, U @ V, ""))
    assert dyad(2 * a @ b.T) == (a, b) and dyad(U @ V) is None
