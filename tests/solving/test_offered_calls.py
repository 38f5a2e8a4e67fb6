"""The call that an honest no offers runs as it is written, and ends with a word that numbers bear out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.optimize.minimum import Minimum
from tests.solving import judge, problem_cases
from tests.solving.problem_cases import SIZES, UNREADABLE
from tests.solving.test_problems import OPEN, SEARCHED
from tests.solving.test_solutions import HONEST
from tests.support.draws import part

_CALL = re.compile(r"(?m)^(ex\.(?:min|max)imize\(.*\)) finds the extremum by iteration, if there is one$")
REFUSED = {
    "max_of_convex": "the objective is unbounded above",
    "linear_unbounded": "the objective is unbounded",
    "mixture_no_constraint": "whose gradient c./p is never zero",
}
"""Noes that prove that there is no extremum: nothing is offered."""


def _refused(name: str) -> tuple[str, dict[str, Any], dict[str, int]]:
    """The message, data, and sizes."""
    with pytest.raises((ex.UnsupportedError, ex.NoExtremumError)) as caught:
        if name in judge.BY_ID and name in HONEST:
            judge.solved(judge.BY_ID[name])
        else:
            ex.solve(**problem_cases.translated(problem_cases.BY_ID[name]))
    if name in HONEST:
        return str(caught.value), *judge.draw(judge.BY_ID[name], 0)
    return str(caught.value), problem_cases.data(problem_cases.BY_ID[name], np.random.default_rng(0)), dict(SIZES)


def _run(name: str) -> tuple[Minimum, str]:
    message, data, sizes = _refused(name)
    found = _CALL.search(message)
    assert found is not None, message
    return eval(found[1], {"ex": ex, "data": data, **sizes}), message


OFFERED = sorted({*HONEST, *OPEN} - REFUSED.keys() - SEARCHED - UNREADABLE)


@pytest.mark.parametrize("name", part(OFFERED, 3))
def test_the_offered_call_runs(name: str) -> None:
    found, _ = _run(name)
    assert found.status in {"converged", "stalled", "limit"}
    if found.status == "converged":
        assert np.isfinite(found.value)
    if found.status == "stalled":
        assert "kinks" in found.message
    if found.status == "limit":
        assert found.iterations >= 1000 or "used up" in found.message


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_where_there_is_no_extremum_nothing_is_offered(name: str) -> None:
    message, _, _ = _refused(name)
    assert REFUSED[name] in message and "imize(" not in message


def test_constraints_and_sizes_are_in_the_call() -> None:
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve("norm2(A*X - B)^2 + norm1(X*C)", "X", "min", "X >= 0", "A[m,n]; X[n,k]; B[m,k]; C[k,k]")
    assert (
        'ex.minimize("norm1(X*C) + norm2(A*X - B)^2", "X", data, constraints=["X >= 0"], '
        'declarations="A[m,n]; B[m,k]; C[k,k]; X[n,k]")' in str(caught.value)
    )
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve("sum(exp(U*V')) + norm2(U)^4", ["U", "V"], "min", (), "U[m,k]; V[n,k]")
    assert caught.match("k=k, m=m, n=n")


NETWORK = ("sum_i(norm2(V*tanh(W*x[i]) - y[i])^2)", ["V", "W"],
           "V[k,h]; W[h,n]; x[n] for i in 1..N; y[k] for i in 1..N")  # fmt: skip
_BATCHES = re.compile(r"(?m)^(ex\.minimize\(.*\)) takes steps of Adam over (\d+) of the samples at a time$")


def test_of_a_network_the_call_over_batches_is_offered_and_runs() -> None:
    text, unknowns, declared = NETWORK
    offered = _BATCHES.search(_message(text, unknowns, declared))
    assert offered is not None
    rng = np.random.default_rng(0)
    data = {"x": rng.normal(size=(90, 2)), "y": rng.normal(size=(90, 1))}
    call = f"{offered[1].removesuffix(')')}, max_iterations=40)"
    found = eval(call, {"ex": ex, "data": data, "h": 3})
    assert found.method.startswith(f"Adam: steps over {offered[2]}") and found.history[-1] < found.history[0]


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("sum_i(log(1 + exp(w'*x[i]))) + norm2(w)^2", "w[n]; x[n] for i in 1..N"),  # convex: Newton's method serves
        ("norm2(tanh(X*w) - y)^2", "w[m]; X[n,m]; y[n]"),  # no family of samples
    ],
)
def test_batches_are_offered_where_they_serve_only(text: str, declared: str) -> None:
    assert "Adam" not in _message(text, "w", declared)


def _message(text: str, unknowns: Any, declared: str) -> str:
    with pytest.raises(ex.UnsupportedError) as error:
        ex.solve(text, unknowns, declarations=declared)
    return str(error.value)
