"""Jacobians by several variables at once are those that are found one after the other."""

from __future__ import annotations

import cProfile
import pstats

import pytest

import extremum as ex

FUNCTIONS: list[tuple[str, list[str], list[str]]] = [
    ("tanh(A*tanh(B*tanh(C*x + b)))", ["A[n,n]", "B[n,n]", "C[n,n]", "x[n]", "b[n]"], ["A", "B", "C", "x", "b"]),
    ("A*(B*x + sin(C*x)) + C*x", ["A[n,n]", "B[n,n]", "C[n,n]", "x[n]"], ["A", "B", "C", "x"]),
    ("A*inv(S)*A'", ["A[n,m]", "S[m,m]: positive_definite"], ["A", "S"]),
    ("sum_i(tanh(W*x[i])*x[i]')*v", ["W[n,m]", "x[m] for i in 1..N", "v[m]"], ["W", "v"]),
    ("norm2(A*x)^2*tr(B)", ["A[n,m]", "x[m]", "B[n,n]"], ["A", "x", "B"]),
    ("[A*x; B*x]", ["A[n,m]", "B[m,m]", "x[m]"], ["A", "B", "x"]),
]


@pytest.mark.parametrize(("text", "declarations", "names"), FUNCTIONS)
def test_several_at_once(text: str, declarations: list[str], names: list[str]) -> None:
    f = ex.parse(text, declarations)
    found = ex.jacobian(f, names)
    assert all(one is ex.jacobian(f, name) for one, name in zip(found, names, strict=True))
    assert found == ex.jacobian(text, names, declarations)


def _calls(layers: int) -> int:
    """Function calls for the Jacobians of a network by all its layers."""
    n = ex.dims("n")
    W = [ex.matrix(f"W{k}", n, n) for k in range(layers)]
    y = ex.vector("x", n)
    for weights in W:
        y = ex.tanh(weights @ y)
    profile = cProfile.Profile()
    profile.runcall(lambda: ex.jacobian(y, W))
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined, no-any-return]


def test_the_work_grows_as_the_answers_do() -> None:
    """The Jacobian by a layer has a factor a layer above it, so twice the layers are four times the symbols."""
    _calls(5)
    assert _calls(40) < 4.4 * _calls(20)
