"""Words of two and three factors have the value of their factors, whatever rule meets them in whatever shape."""

from __future__ import annotations

import cProfile
import pstats
import random
from functools import reduce
from operator import matmul

import numpy as np
import pytest

import extremum as ex
from extremum.operations import construct as c
from extremum.operations import product as words
from tests.support.draws import part

DECLARED = (
    "A[n,m]; B[m,n]; C[n,n]; S[n,n]: symmetric; T[m,m]; x[n]; y[m]; w[n*m]; v[n^2]; "
    "Q[n,n]: orthogonal; E[m,m]: skew; L[n,n]: lower_triangular"
)
FACTORS = [
    "A", "B", "C", "S", "T", "Q", "E", "L", "x", "x'", "y", "y'", "w", "w'", "v", "v'",
    "vec(A)", "vec(B)", "vec(C)", "vec(S)", "vec(A)'", "vec(B)'", "vec(C)'", "vec(S)'",
    "vech(C)", "vech(S)", "vech(C)'", "vech(S)'", "duplication(n)", "duplication(n)'",
    "commutation(n, m)", "commutation(m, n)", "commutation(n, n)",
    "diag(x)", "diag(y)", "diag(w)", "diag(v)", "diag(vec(A))", "diag(vec(B))", "diag(vec(C))",
    "kron(A, B)", "kron(B, A)", "kron(C, S)", "kron(C, T)", "kron(T, C)", "kron(x, C)", "kron(C, x)", "kron(x', C)",
    "kron(C, x')", "kron(y', C)", "kron(y, T)", "kron(x, T)", "kron(T, x')", "kron(y', T)", "kron(x', eye(n^2))",
    "kron(y', eye(n*m))", "kron(eye(n*m), y')", "kron(y, eye(n*m))", "kron(eye(n), C)", "kron(C, eye(n))",
    "ones(n)", "ones(n)'", "ones(m)", "ones(n*m)'", "ones(n*m)", "ones(n^2)'", "inv(C)", "inv(S)", "inv(T)",
]  # fmt: skip
BATCHES = 12
"""The words are dealt out to so many tests, of which one runs at once."""


def _data() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = {"A": (3, 2), "B": (2, 3), "C": (3, 3), "T": (2, 2), "x": (3,), "y": (2,), "w": (6,), "v": (9,)}
    s, t = rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    structured = {"S": s + s.T, "Q": np.linalg.qr(s)[0], "L": np.tril(s), "E": t - t.T}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()} | structured


DATA = _data()


def _value(expr: ex.Expr) -> np.ndarray:
    known = {symbol.name: DATA[symbol.name] for symbol in expr.symbols}
    found = np.asarray(expr.evaluate({**known, "n": 3, "m": 2}))
    return found.reshape(-1, 1) if expr.is_column else np.atleast_2d(found)


def _words(batch: int) -> list[tuple[int, ...]]:
    factors = [ex.parse(text, DECLARED) for text in FACTORS]
    after = [[b for b, other in enumerate(factors) if factor.cols is other.rows] for factor in factors]
    pairs = [(a, b) for a, others in enumerate(after) for b in others]
    return [*pairs, *((*pair, b) for pair in pairs for b in after[pair[-1]])][batch::BATCHES]


@pytest.mark.parametrize("batch", part(range(BATCHES), 12))
def test_a_word_has_the_value_of_its_factors(batch: int) -> None:
    factors = [ex.parse(text, DECLARED) for text in FACTORS]
    values = [_value(factor) for factor in factors]
    for word in _words(batch):
        whole = c.product(*(factors[k] for k in word))
        expected = values[word[0]]
        for k in word[1:]:
            expected = expected @ values[k]
        shown = f"{' * '.join(FACTORS[k] for k in word)} became {whole}"
        np.testing.assert_allclose(_value(whole), expected, rtol=1e-9, atol=1e-9, err_msg=shown)


@pytest.mark.parametrize("seed", range(20))
def test_a_long_word_grows_as_a_short_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its last factors meet a rule, or it becomes a number or a column."""
    square = ["C", "C'", "S", "Q", "Q'", "L", "inv(C)", "inv(S)", "diag(x)", "Q*x", "x'*C", "kron(C, x')", "eye(n)"]
    factors = [ex.parse(text, DECLARED) for text in square]
    draw = random.Random(seed)
    word = [factors[0]]
    while len(word) < 40:
        fitting = [factor for factor in factors if word[-1].cols is factor.rows or factor.is_scalar]
        word.append(draw.choice(fitting or [word[-1].T]))
    quick = reduce(matmul, word)
    monkeypatch.setattr(words, "_LONG", len(word))  # factor by factor, with all rules tried at each
    assert quick is reduce(matmul, word)


def test_a_word_of_many_factors_grows_one_by_one() -> None:
    """A factor more is a few calls more, however long the word is."""
    factors = [ex.matrix(f"A{k}", "n", "n") for k in range(200)]
    word = reduce(matmul, factors[:-2])
    profile = cProfile.Profile()
    profile.runcall(lambda: word @ factors[-2] @ factors[-1])
    assert pstats.Stats(profile).total_calls < 400  # type: ignore[attr-defined]
