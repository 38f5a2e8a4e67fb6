"""Eigenvalues and eigenvectors of 2×2 matrices of numbers, in closed form."""

import random
from fractions import Fraction

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.operations import construct as c
from extremum.operations.block import block

SINGULAR = [(1, -3, 9), (-4, 2, -1), (0, 0, 5), (3, 0, -2), (2, 0, 2), (1, -1, 1), (0, -2, 0)]
DRAWS = random.Random(8)
DRAWN = [tuple(Fraction(DRAWS.randint(-9, 9), DRAWS.randint(1, 3)) for _ in range(3)) for _ in range(8)]


@pytest.mark.parametrize(("p", "b", "q"), [*SINGULAR, *DRAWN])
@pytest.mark.parametrize("index", [0, 1])
def test_as_numpy_finds_them(p: Fraction, b: Fraction, q: Fraction, index: int) -> None:
    matrix = block([[c.number(p), c.number(b)], [c.number(b), c.number(q)]])
    whole = np.array([[p, b], [b, q]], dtype=float)
    value = c.build("eigval", (matrix,), (Dim.of(index),))
    vector = c.build("eigvec", (matrix,), (Dim.of(index),))
    assert value.op.name != "eigval"
    level = float(value.evaluate())
    column = np.asarray(vector.evaluate()).reshape(2)
    assert np.isclose(level, np.linalg.eigvalsh(whole)[index])
    assert np.allclose(whole @ column, level * column)
    assert np.isclose(column @ column, 1)
    assert column[np.argmax(np.abs(column))] > 0


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(("text", "p", "q"), [("b", "a", "a"), ("-b/2", "a", "a"), ("sqrt(3)", "1", "2")])
def test_entries_that_are_constant_or_alike(text: str, p: str, q: str, index: int) -> None:
    data = {"a": -0.4, "b": 1.3}
    matrix = block([[ex.parse(e, "a; b: positive") for e in row] for row in ((p, text), (text, q))])
    whole = np.asarray(matrix.evaluate(data))
    value, vector = (c.build(name, (matrix,), (Dim.of(index),)) for name in ("eigval", "eigvec"))
    assert vector.op.name == "block"
    level, column = float(value.evaluate(data)), np.asarray(vector.evaluate(data)).reshape(2)
    assert np.isclose(level, np.linalg.eigvalsh(whole)[index])
    assert np.allclose(whole @ column, level * column)
    assert np.isclose(column @ column, 1)


def test_entries_of_an_unknown_sign_are_left_alone() -> None:
    b = ex.parse("b", "b")
    assert c.build("eigvec", (block([[c.number(1), b], [b, c.number(1)]]),), (Dim.of(0),)).op.name == "eigvec"


QUOTIENTS = [
    ("(x - 3)^2/(1 + x^2)", "min"),
    ("(x - 3)^2/(1 + x^2)", "max"),
    ("(2*x^2 + x + 1)/(3 + x^2)", "min"),
    ("(x^2 + 2*x + a)/(2 + x^2)", "max"),
    ("(x - a)^2/(1 + x^2)", "max"),
    ("(x + a)/(3 + x^2)", "min"),
]


@pytest.mark.parametrize(("text", "sense"), QUOTIENTS)
def test_quotients_of_quadratics_in_one_number(text: str, sense: str) -> None:
    """Against a grid; no condition is left but that a is not zero."""
    found = ex.solve(text, "x", sense, declarations="x; a")
    assert all(str(condition) == "a is not zero" for condition in found.conditions)
    a = -1.7
    best = float(found["x"].evaluate(**({"a": a} if "a" in text else {})))
    x = np.append(np.linspace(-60, 60, 200001), best)
    values = eval(text.replace("^", "**"), {}, {"x": x, "a": a}) * (1 if sense == "min" else -1)
    assert values[-1] <= values.min() + 1e-9 * abs(values[-1]) + 1e-12
