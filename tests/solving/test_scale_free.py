"""Canonical correlations as quotients, against the singular values of numpy."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

_D = "a[p]; b[q]; C[p,q]; A[p,p]: symmetric, positive_definite; B[q,q]: symmetric, positive_definite"


@pytest.mark.parametrize(
    ("text", "constraints", "power", "unique"),
    [
        ("a'*C*b/sqrt((a'*A*a)*(b'*B*b))", [], 1, "up to positive factors and a common sign"),
        ("(a'*C*b)^2/((a'*A*a)*(b'*B*b))", [], 2, "up to scale"),
        ("3*(a'*C*b)^2", ["a'*A*a == 1", "b'*B*b == 1"], 2, "up to sign"),
    ],
)  # fmt: skip
def test_canonical_correlations(text: str, constraints: list[str], power: int, unique: str) -> None:
    found = ex.solve(text, ["a", "b"], "max", constraints, _D)
    assert found.kind == "global maximum" and found.unique == unique
    rng = np.random.default_rng(8)
    half, other, cross = rng.normal(size=(3, 3)), rng.normal(size=(2, 2)), rng.normal(size=(3, 2))
    data = {"A": half @ half.T, "B": other @ other.T, "C": cross}
    at = {x.name: value for x, value in found.evaluate(data).items()}
    largest = np.linalg.svd(np.linalg.solve(half, cross) @ np.linalg.inv(other).T, compute_uv=False)[0]
    value = float(ex.parse(text, _D).evaluate({**data, **at}))
    assert value == pytest.approx(largest**power * (3 if text[0] == "3" else 1))


@pytest.mark.parametrize("text", ["a'*C*b/(a'*A*a)", "a'*C*b/((a'*A*a)*(b'*B*b))"])
def test_what_depends_on_a_length_is_no_such_quotient(text: str) -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, ["a", "b"], "max", [], _D)
