"""Functions with branches: what holds near zero only is not equal. SciPy and NumPy judge, at points of their own."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm, logm, sqrtm

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

MATRICES: list[tuple[str, str, Callable[[Array], Array], Callable[[Array], Array]]] = [
    ("logm(expm(A))", "A", lambda a: logm(expm(a)), lambda a: a),
    ("logm(expm(A/10))", "A/10", lambda a: logm(expm(a / 10)), lambda a: a / 10),
    ("sqrtm(expm(A))", "expm(A/2)", lambda a: sqrtm(expm(a)), lambda a: expm(a / 2)),
    ("sqrtm(A*A)", "A", lambda a: sqrtm(a @ a), lambda a: a),
    ("sqrtm(A)*sqrtm(A)", "A", lambda a: sqrtm(a) @ sqrtm(a), lambda a: a),
    ("expm(logm(A))", "A", lambda a: expm(logm(a)), lambda a: a),
    ("sqrtm(expm(A))*sqrtm(expm(A))", "expm(A)", lambda a: sqrtm(expm(a)) @ sqrtm(expm(a)), expm),
]
NUMBERS: list[tuple[str, str, Callable[[Array], Array], Callable[[Array], Array]]] = [
    ("arcsin(sin(x))", "x", lambda x: np.arcsin(np.sin(x)), lambda x: x),
    ("arcsin(sin(x/100))", "x/100", lambda x: np.arcsin(np.sin(x / 100)), lambda x: x / 100),
    ("arccos(cos(x))", "x", lambda x: np.arccos(np.cos(x)), lambda x: x),
    ("arctan(tan(x/9))", "x/9", lambda x: np.arctan(np.tan(x / 9)), lambda x: x / 9),
    ("(x^2)^(1/2)", "x", lambda x: np.sqrt(x**2), lambda x: x),
    ("sin(arcsin(x))", "x", lambda x: np.sin(np.arcsin(x)), lambda x: x),
    ("arctan(tan(sigmoid(x)))", "sigmoid(x)", lambda x: np.arctan(np.tan(1 / (1 + np.exp(-x)))),
     lambda x: 1 / (1 + np.exp(-x))),
]  # fmt: skip


def _differ(f: Callable[[Array], Array], g: Callable[[Array], Array], points: list[Array]) -> bool:
    """Whether two functions differ at a point at which both are defined and real."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = [(np.asarray(f(point)), np.asarray(g(point))) for point in points]
    known = [(a, b) for a, b in values if np.isfinite(a).all() and np.abs(np.imag(a)).max(initial=0) < 1e-9]
    return any(np.abs(a - b).max() > 1e-3 * (1 + np.abs(b).max()) for a, b in known)


def _turned(size: float) -> Array:
    return np.array([[0.1, size, 0.0], [-size, 0.1, 0.3], [0.0, 0.2, 0.5]])


@pytest.mark.parametrize("case", MATRICES, ids=lambda case: f"{case[0]} == {case[1]}")
def test_functions_of_matrices_on_other_branches(case: Any) -> None:
    left, right, f, g = case
    points = [*(_turned(size) for size in (0.5, 4.0, 7.0, 35.0)), -_turned(0.5)]
    assert (ex.equal(left, right, "A[n,n]").verdict == "differs") == _differ(f, g, points)


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: f"{case[0]} == {case[1]}")
def test_functions_of_numbers_on_other_branches(case: Any) -> None:
    left, right, f, g = case
    points = [np.array(x) for x in np.linspace(-500, 500, 371)]
    assert (ex.equal(left, right, "x").verdict == "differs") == _differ(f, g, points)
