"""Formulas as they stand in code have the value that NumPy gives the code itself."""

from __future__ import annotations

import re

import numpy as np
import pytest

import extremum as ex
from extremum.reading.either import read_either

DECLARED = "X[n,d]; Q[n,n]; S[d,d]: positive_definite; w[d]; y[n]; p[n]; s"
LINES = [
    "np.linalg.norm(X @ w - y)**2",
    "np.sum((X.dot(w) - y)**2) / len(y)",
    "((X @ w - y)**2).mean() + s*np.dot(w, w)",
    "np.trace(X.T @ Q @ X)",
    "np.log(np.linalg.det(S)) + np.trace(np.linalg.inv(S) @ S)",
    "-(y*np.log(p) + (1 - y)*np.log(1 - p)).sum()",
    "0.5*np.dot(y, Q.dot(y)) - np.dot(p, y)",
    "np.exp(-np.linalg.norm(y - p)**2/(2*s**2))",
    "(X - X.mean(axis=0)).T @ (X - X.mean(axis=0)) / X.shape[0]",
    "np.sum(X*X, axis=1)",
    "np.max(X)",
    "np.maximum(X, s)",
    "np.outer(y, p) * Q",
]


@pytest.mark.parametrize("line", LINES)
def test_code_has_the_value_of_numpy(line: str) -> None:
    rng = np.random.default_rng(3)
    X, Q, B = rng.normal(size=(4, 3)), rng.normal(size=(4, 4)), rng.normal(size=(3, 3))
    S, w, y, p = B @ B.T + np.eye(3), rng.normal(size=3), rng.uniform(0.2, 0.8, 4), rng.uniform(0.2, 0.8, 4)
    data = {"X": X, "Q": Q, "S": S, "w": w, "y": y, "p": p, "s": 0.7}
    found = read_either(line, DECLARED)
    assert found.notes[0].startswith("the formula is read as code of arrays: ")
    expected = eval(line, {"np": np, **data})
    np.testing.assert_allclose(found.expr.evaluate({name: data[name] for name in data if name in line}), expected)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("torch.trace(X.t().mm(Q).mm(X))", "tr(X'*Q*X)"),
        ("torch.logdet(S) + torch.inverse(S).trace()", "logdet(S) + tr(inv(S))"),
        ("torch.sum(torch.sigmoid(X.mv(w)), dim=0)", "sum(sigmoid(X*w))"),
        ("torch.norm(X)**2 + torch.pow(w, 2).sum()", "norm2(X)^2 + norm2(w)^2"),
    ],
)
def test_code_of_pytorch(line: str, meant: str) -> None:
    assert read_either(line, DECLARED).expr is ex.parse(meant, DECLARED)


@pytest.mark.parametrize("line", ["np.max(X, 1)", "np.linalg.norm(w, 1)", "np.trace(X, 1)", "np.cumsum(w)"])
def test_what_has_another_meaning_is_refused(line: str) -> None:
    with pytest.raises(ex.ParseError, match="is not part of the language"):
        read_either(line, DECLARED)


def test_names_of_code_are_to_be_declared() -> None:
    fix = "; or declare A, b, x, as in X[n,m]; x[n]; s, and code is read as it stands"
    with pytest.raises(ex.ParseError, match=re.escape(fix)):
        read_either("np.linalg.norm(A @ x - b)**2")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("(Ax - b)^T (Ax - b) + lambda x^T x", "norm2(A*x - b)^2 + lambda*norm2(x)^2"),
        ("lambda ||x||^2 + ||Ax - b||^2", "norm2(A*x - b)^2 + lambda*norm2(x)^2"),
        ("a^T x + alpha ||x||^2", "a'*x + alpha*norm2(x)^2"),
    ],
)
def test_a_greek_word_is_a_letter_where_not_all_of_its_own_stand_alone(text: str, meant: str) -> None:
    found = read_either(text)
    assert found.expr is ex.parse(meant, list(found.inferred))
    assert any("is read as the Greek letter" in note for note in found.notes)
