"""Matrices above others, and capacities of channels, against random feasible matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex

_RNG = np.random.default_rng(6)
_H, _W = _RNG.normal(size=(3, 4)), _RNG.normal(size=(3, 3))
_N, _TALL, _S, _T = _W @ _W.T + 0.1 * np.eye(3), _RNG.normal(size=(3, 2)), _W + _W.T, np.diag([1.0, -2.0, 0.5])


def _at(found: ex.SolutionSet, data: dict[str, Any]) -> dict[str, Any]:
    return {x.name: value for x, value in found.evaluate(data).items()}


def _part(a: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(a)
    return np.asarray((vectors * np.maximum(values, 0)) @ vectors.T)


@pytest.mark.parametrize(
    ("text", "sense", "constraints", "book"),
    [("tr(P)", "min", ["P >> A", "P >> 0"], _part(_S)),
     ("2*tr(P) - 1", "min", ["P >> A", "P >> B"], _T + _part(_S - _T)),
     ("tr(P)", "max", ["P << A", "P << B"], _T - _part(_T - _S)), ("tr(P)", "max", ["A >> P", "P << 0"], -_part(-_S))],
)  # fmt: skip
def test_the_least_trace(text: str, sense: str, constraints: list[str], book: np.ndarray) -> None:
    found = ex.solve(text, "P", sense, constraints, "P[n,n]: symmetric; A[n,n]: symmetric; B[n,n]: symmetric")
    data = {"A": _S, "B": _T} if "B" in "".join(constraints) else {"A": _S}
    got = np.asarray(_at(found, data)["P"])
    assert found.kind == f"global {sense}imum" and found.unique == "unique"
    np.testing.assert_allclose(got, book, atol=1e-12)


@pytest.mark.parametrize("constraint", ["tr(Q) == p", "tr(Q) <= p"])
@pytest.mark.parametrize(
    ("text", "declared", "noise", "through"),
    [("logdet(eye(m) + H*Q*H')", "H[m,n]", np.eye(3), _H),
     ("logdet(N + 2*H*Q*H')", "H[m,n]; N[m,m]: positive_definite", _N, _H),
     ("logdet(N + H*Q*H')/3 + 1", "H[m,n]: full_column_rank; N[m,m]: positive_definite", _N, _TALL),
     ("logdet(N + Q)", "N[n,n]: positive_definite", _N, np.eye(3))],
)  # fmt: skip
def test_water_filling(constraint: str, text: str, declared: str, noise: np.ndarray, through: np.ndarray) -> None:
    """A concave function is largest where it falls on the way to every other point."""
    declared += "; Q[n,n]: symmetric, positive_semidefinite; p: positive"
    found = ex.solve(text, "Q", "max", constraint, declared)
    assert found.kind == "global maximum" and found.unique == "unique"
    data = {"p": 0.7, **({"H": through} if "H" in text else {}), **({"N": noise} if "N" in text else {})}
    q = np.asarray(_at(found, data)["Q"])
    assert np.trace(q) == pytest.approx(0.7) and np.linalg.eigvalsh(q)[0] > -1e-12
    gain = 2.0 if "2*H" in text else 1.0
    slope = through.T @ np.linalg.inv(noise + gain * through @ q @ through.T) @ through  # tr(slope (M - Q)) <= 0
    assert np.trace(slope @ q) == pytest.approx(0.7 * np.linalg.eigvalsh(slope)[-1])


def test_a_noise_that_may_be_singular_is_no_channel() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("logdet(N + H*Q*H')", "Q", "max", "tr(Q) == p", "H[m,n]; N[m,m]; Q[n,n]: positive_semidefinite; p")
