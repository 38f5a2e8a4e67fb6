"""Score, observed information and covariance: the public cases, other coordinates, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.statistics.judge import CASES, agrees

_NORMAL = "-N/2*logdet(S) - 1/2*sum_i((x[i] - m)'*inv(S)*(x[i] - m))"
_NAMES = ["x[d] for i in 1..N", "m[d]", "S[d,d]: positive_definite"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_scores_and_observed_information_of_the_cases(case: dict[str, Any]) -> None:
    found = ex.information(case["text"], case["parameters"], case["declarations"])
    for name, text in case["score"].items():
        assert agrees(case, found.score[name], text)
    assert len(found.observed) == len(case["observed"])
    for pair, text in case["observed"].items():
        assert agrees(case, found.observed[tuple(pair.split(","))], text)


def _normal(x: np.ndarray[Any, Any], mean: np.ndarray[Any, Any], s: np.ndarray[Any, Any]) -> float:
    """The log-likelihood of a normal sample, but for a constant."""
    residuals = x - mean
    quadratic = np.einsum("ij,jk,ik->", residuals, np.linalg.inv(s), residuals)
    return float(-len(residuals) / 2 * np.linalg.slogdet(s)[1] - quadratic / 2)


def _half(matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    columns, rows = np.triu_indices(len(matrix))
    return np.asarray(matrix[rows, columns])


def _differences(function: Any, at: np.ndarray[Any, Any], step: float = 1e-4) -> np.ndarray[Any, Any]:
    """The Hessian by central differences of second order."""
    count = len(at)
    found = np.empty((count, count))
    shift = step * np.eye(count)
    for i in range(count):
        for j in range(count):
            corners = [function(at + a * shift[i] + b * shift[j]) * a * b for a in (1, -1) for b in (1, -1)]
            found[i, j] = sum(corners) / (4 * step**2)
    return found


@pytest.mark.parametrize("coordinates", ["vech(S)", "chol(S)"])
def test_coordinates_of_a_covariance_by_differences(coordinates: str) -> None:
    rng = np.random.default_rng(1)
    d = 3
    data = {"x": rng.normal(size=(9, d))}
    root = np.tril(rng.normal(size=(d, d)), -1) + np.diag([1.0, 1.5, 0.7])
    mean = rng.normal(size=d)
    found = ex.information(_NORMAL, ["m", coordinates], _NAMES)
    columns, rows = np.triu_indices(d)

    def value(at: np.ndarray[Any, Any]) -> float:
        matrix = np.zeros((d, d))
        matrix[rows, columns] = at[d:]
        whole = matrix @ matrix.T if coordinates == "chol(S)" else matrix + np.tril(matrix, -1).T
        return _normal(data["x"], at[:d], whole)

    start = np.concatenate([mean, _half(root if coordinates == "chol(S)" else root @ root.T)])
    expected = -_differences(value, start)
    at = {**data, "m": mean, "S": root @ root.T}
    assert np.allclose(found.observed.matrix().evaluate(at), expected, rtol=1e-4, atol=1e-4)


def test_logarithms_and_diagonals_by_differences() -> None:
    rng = np.random.default_rng(2)
    y, w = rng.normal(size=4), np.array([0.5, 1.0, 2.0, 3.0])
    f = "n/2*logdet(D) - v/2*y'*D*y + n/2*log(v)"
    found = ex.information(f, ["log(v)", "D"], ["y[n]", "D[n,n]: diagonal, positive", "v: positive"])
    assert [p.name for p in found.parameters] == ["log(v)", "diagonal(D)"]

    def value(at: np.ndarray[Any, Any]) -> float:
        v, diagonal = np.exp(at[0]), at[1:]
        return float(2 * np.log(diagonal).sum() - v / 2 * (y**2 * diagonal).sum() + 2 * np.log(v))

    expected = -_differences(value, np.concatenate([[np.log(0.8)], w]))
    at = {"y": y, "D": np.diag(w), "v": 0.8}
    assert np.allclose(found.observed.matrix().evaluate(at), expected, rtol=1e-5, atol=1e-5)


def test_covariance_is_the_inverse_of_tied_blocks() -> None:
    case = next(case for case in CASES if case["id"] == "gaussian_process")
    found = ex.information(case["text"], case["parameters"], case["declarations"])
    rng = np.random.default_rng(3)
    root = rng.normal(size=(5, 5))
    at = {"y": 9 * rng.normal(size=5), "K": root @ root.T, "a": 0.7, "s": 0.4}
    assert found.covariance is not None
    inverse = np.linalg.inv(found.observed.matrix().evaluate(at))
    assert np.allclose(found.covariance.matrix().evaluate(at), inverse)
    joint = found.variance("a/s").evaluate(at)
    slope = np.array([1 / 0.4, -0.7 / 0.4**2])
    assert np.isclose(joint, slope @ inverse @ slope)
    assert np.isclose(1 / found.profile("a")["a"].evaluate(at), inverse[0, 0])
    assert np.isclose(found.standard_error("a").evaluate(at), np.sqrt(inverse[0, 0]))


def test_three_tied_parameters() -> None:
    f = "-1/2*(a*x + b*y + c*z - 1)^2 - (a - b)^2 - (b*c - 1)^2 - a^4"
    found = ex.information(f, ["a", "b", "c"], "a; b; c; x; y; z")
    at = {"a": 0.3, "b": 1.2, "c": -0.7, "x": 1.1, "y": 0.4, "z": 2.0}
    assert found.covariance is not None
    matrix = found.observed.matrix().evaluate(at)
    assert np.allclose(found.covariance.matrix().evaluate(at), np.linalg.inv(matrix))


def test_parameters_that_are_not_identified_have_no_covariance() -> None:
    shifted = ex.information("sum(log(softmax(b)).*y)", "b", "b[n]; y[n]")
    assert shifted.covariance is None and "added to all entries of b" in shifted.why
    summed = ex.information("-(a + b - y)^2", ["a", "b"], "a; b; y")
    assert summed.covariance is None and "singular" in summed.why
    doubled = ex.information("-norm2(X*b + X*c - y)^2", ["b", "c"], "X[n,d]: full_column_rank; b[d]; c[d]; y[n]")
    assert doubled.covariance is None and "singular" in doubled.why
    with pytest.raises(ex.UnsupportedError, match="no covariance"):
        summed.standard_error("a")


@pytest.mark.parametrize(
    ("f", "parameters", "declarations", "error", "words"),
    [
        ("A*b", "b", "A[n,n]; b[n]", ex.NotAScalarError, "log-likelihood is a number"),
        ("b'*b", "c", "b[n]", ex.NameUnknownError, "no parameter of the log-likelihood"),
        ("b'*b", [], "b[n]", ex.ExtremumError, "no parameter"),
        ("b'*b", ["b", "b"], "b[n]", ex.ExtremumError, "named twice"),
        ("p'*y", "p", "p[n]: unit; y[n]", ex.UnsupportedError, "do not move freely"),
        ("s*tr(Q)", "Q", "Q[n,n]: orthogonal; s", ex.UnsupportedError, "do not move freely"),
        ("tr(K*A)", "K", "K[n,n]: skew; A[n,n]", ex.UnsupportedError, "without coordinates"),
        ("-v^2", "log(v)", "v", ex.UnsupportedError, "no coordinate of v"),
        ("-v^2 - w", "v*w", "v; w", ex.UnsupportedError, "depends on v and w"),
    ],
)
def test_refused(f: str, parameters: Any, declarations: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        ex.information(f, parameters, declarations)


def test_the_score_is_named_by_what_moves() -> None:
    found = ex.information(_NORMAL, ["m", "chol(S)"], _NAMES)
    assert "s(chol(S)) = " in str(found) and "J(m, vech(chol(S))) = " in str(found)


def test_every_notation() -> None:
    found = ex.information(_NORMAL, ["m", "S"], _NAMES)
    assert "observed information" in str(found) and "J(m, vech(S))" in str(found)
    assert r"\begin{align*}" in found.to_latex()
    assert "| $" in found.to_markdown()
    assert found.to_html().startswith('<div class="information">')
    assert found.to_dict()["parameters"] == ["m", "vech(S)"]
