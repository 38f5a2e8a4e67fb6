"""Words with commutation matrices: one node in each orientation, with the value of their factors."""

from __future__ import annotations

import functools
import operator
import random

import numpy as np
import pytest

import extremum as ex

SIZES = {"m": 2, "n": 3}
M, N = ex.dims("m n")
SYMBOLS = [
    ex.matrix("A", M, N),
    ex.matrix("B", N, M),
    ex.matrix("C", M, M),
    ex.matrix("D", N, N),
    ex.matrix("w", M * N, 1),
]
A, B, C, D, w = SYMBOLS
SHAPES = {"A": (2, 3), "B": (3, 2), "C": (2, 2), "D": (3, 3), "w": (6, 1), "a": (2,), "b": (3,)}
ROWS = ex.vector("a", M), ex.vector("b", N)


def middles() -> list[ex.Expr]:
    """Square factors of m·n rows."""
    K = ex.commutation
    return [
        K(M, N), K(N, M), ex.diag(ex.vec(A)), ex.diag(ex.vec(B)), ex.diag(w), ex.kron(C, D), ex.kron(D, C),
        ex.kron(C, ex.eye(N)), ex.kron(ex.eye(N), C),
    ]  # fmt: skip


def ends() -> list[ex.Expr]:
    """Factors with m·n columns that take a commutation matrix in."""
    a, b = ROWS
    return [ex.kron(C, b.T), ex.kron(a.T, D), ex.kron(b.T, C), ex.kron(D, a.T), ex.vec(A).T, ex.vec(B).T]


def value(expr: ex.Expr, data: dict[str, np.ndarray]) -> np.ndarray:
    found = np.asarray(expr.evaluate({**data, **SIZES}))
    return found.reshape(-1, 1) if expr.is_column else np.atleast_2d(found)


def product(word: list[ex.Expr]) -> ex.Expr:
    """Factor by factor."""
    return functools.reduce(operator.matmul, word)


@pytest.mark.parametrize("seed", range(60))
def test_a_word_is_the_transpose_of_its_transpose(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    data = {name: numbers.normal(size=shape) for name, shape in SHAPES.items()}
    word = [draw.choice(ends()), *(draw.choice(middles()) for _ in range(draw.randint(1, 5)))]
    if draw.random() < 0.5:
        word.append(draw.choice(ends()).T)
    whole = product(word)
    wanted = np.linalg.multi_dot([value(factor, data) for factor in word])
    assert whole.T.T is whole
    np.testing.assert_allclose(value(whole, data), wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(60))
def test_a_word_read_backwards_is_its_transpose(seed: int) -> None:
    """Rows of entries fold what they meet, and are left out."""
    draw = random.Random(seed)
    word = [draw.choice(ends()[:4]), *(draw.choice(middles()) for _ in range(draw.randint(1, 5)))]
    assert product(word).T is product([factor.T for factor in reversed(word)])


@pytest.mark.parametrize("seed", range(20))
def test_a_sum_of_rows_is_the_transpose_of_a_sum_of_columns(seed: int) -> None:
    draw = random.Random(seed)
    matrices = [A, B.T, C @ A, A @ D, ex.exp(A), A.T.T * 2, C @ A @ D]
    rows = [draw.randint(-2, 2) * ex.vec(draw.choice(matrices)).T for _ in range(draw.randint(2, 12))]
    total, columns = sum(rows[1:], rows[0]), sum((row.T for row in rows[1:]), rows[0].T)
    assert total.T is columns
    assert total is columns.T


def lasts() -> list[ex.Expr]:
    """Factors with m·n rows, wide Kronecker products with a row among them."""
    y = ex.matrix("Y", M * N, M)
    return [*middles(), *(ex.kron(row.T, y) for row in ROWS), *(ex.kron(y, row.T) for row in ROWS)]


@pytest.mark.parametrize("first", range(len(middles())))
def test_every_word_of_three_around_a_commutation_matrix_has_its_value(first: int) -> None:
    """Also where the shapes of a diagonal matrix of entries and of the commutation matrix are turned."""
    numbers = np.random.default_rng(first)
    data = {name: numbers.normal(size=shape) for name, shape in {**SHAPES, "Y": (6, 2)}.items()}
    for middle in (ex.commutation(M, N), ex.commutation(N, M)):
        for last in lasts():
            word = [middles()[first], middle, last]
            expected = functools.reduce(operator.matmul, (value(factor, given(factor, data)) for factor in word))
            whole = product(word)
            np.testing.assert_allclose(value(whole, given(whole, data)), expected, atol=1e-12, err_msg=str(word))


def given(expr: ex.Expr, data: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {symbol.name: data[symbol.name] for symbol in expr.symbols}


@pytest.mark.parametrize("seed", range(40))
def test_a_sum_of_words_is_the_transpose_of_its_transpose(seed: int) -> None:
    """A commutation matrix leaves the sum on either side."""
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    data = {name: numbers.normal(size=shape) for name, shape in SHAPES.items()}
    i, s = ex.index("i", "N"), ex.samples("s", 1, "N")
    moving = [ex.diag(ex.vec(ex.tanh(s[i] * X))) for X in (A, B)]
    moving += [ex.kron(ex.tanh(s[i] * C), D), ex.kron(D, ex.tanh(s[i] * C)), ex.kron(ex.eye(N), ex.tanh(s[i] * C))]
    word = [draw.choice([*middles(), *moving, *moving]) for _ in range(draw.randint(1, 5))] + [draw.choice(moving)]
    whole = ex.sum(product(word), i)
    terms = [product(word).replace({s[i]: ex.Rational(k, 4)}) for k in (1, 2, 3)]
    found = whole.evaluate({**data, **SIZES, "s": np.array([0.25, 0.5, 0.75])})
    assert whole.T.T is whole
    np.testing.assert_allclose(found, sum(value(term, data) for term in terms), rtol=1e-9, atol=1e-9)
