"""What people write who come from NumPy: it means the same here, or the error names what to write."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.language.foreign import INSTEAD
from extremum.operations.elementwise import FUNCTIONS

numpy: Any = np
n, m = ex.dims("n m")
A, x, b, s = ex.matrix("A", n, m), ex.vector("x", n), ex.vector("b", m), ex.scalar("s")
DATA = {
    "A": np.arange(6.0).reshape(3, 2) / 7 + 0.1,
    "x": np.array([0.3, 0.5, 0.7]),
    "b": np.array([0.2, 0.4]),
    "s": 0.6,
}
SHARED = [name for name in FUNCTIONS if isinstance(getattr(np, name, None), np.ufunc)]


@pytest.mark.parametrize("symbol", [A, x, s], ids=str)
@pytest.mark.parametrize("name", [*SHARED, "sqrt", "square", "negative", "absolute"])
def test_universal_functions_of_expressions(name: str, symbol: ex.Expr) -> None:
    function = getattr(numpy, name)
    assert np.allclose(function(symbol).evaluate(DATA), function(DATA[symbol.name]))


@pytest.mark.parametrize(
    "operation",
    [
        lambda v, a: numpy.float64(2) * v, lambda v, a: v * numpy.float64(2), lambda v, a: numpy.float64(2) + v,
        lambda v, a: v / numpy.float64(4), lambda v, a: numpy.int64(3) - v, lambda v, a: numpy.multiply(a, v),
        lambda v, a: a ** numpy.float64(2) * v, lambda v, a: numpy.divide(v, a), lambda v, a: abs(v - a),
    ],
)  # fmt: skip
def test_numbers_of_numpy(operation: Callable[[Any, Any], Any]) -> None:
    assert np.allclose(operation(x, s).evaluate(DATA), operation(DATA["x"], DATA["s"]))


@pytest.mark.parametrize("turns", [1.0, 2.0, 0.5, -1.0, 1 / 3, 0.25, 3.0])
def test_multiples_of_pi_are_exact(turns: float) -> None:
    assert "pi" in str(s * (turns * math.pi))
    assert (s * (turns * math.pi)).evaluate(DATA) == pytest.approx(0.6 * turns * math.pi, rel=1e-15)
    assert "pi" not in str(s * (turns * 3.1415926)) and "pi" not in str(s * turns)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (lambda: x**2, r"ex\.power\(A, p\) is the entrywise power, ex\.norm2\(x\)\*\*2"),
        (lambda: numpy.sum(x), r"np\.sum takes numbers, not expressions; write ex\.sum\(\.\.\.\)"),
        (lambda: numpy.dot(x, x), r"np\.dot takes numbers, not expressions; write x\.T @ y"),
        (lambda: numpy.maximum(x, 0), r"write ex\.max\(a, b\)"),
        (lambda: numpy.add.reduce(x), r"write ex\.sum\(x\)"),
        (lambda: x > s, r"a condition is ex\.step\(x - s\), a constraint ex\.at_least\(x, s\)"),
        (lambda: x <= 0, r"a condition is ex\.step\(0 - x\), a constraint ex\.at_most\(x, 0\)"),
        (lambda: A + b, r"write ex\.ones\(n\) @ b\.T to add it to each row"),
        (lambda: A + b.T, r"write ex\.ones\(n\) @ b\.T to add it to each row"),
        (lambda: x + A, r"write x @ ex\.ones\(1, m\) to add it to each column"),
        (lambda: numpy.ones(3) * x, "ndarray is no expression"),
    ],
)
def test_the_error_names_what_to_write(asked: Callable[[], Any], sentence: str) -> None:
    with pytest.raises(ex.ExtremumError, match=sentence):
        asked()


@pytest.mark.parametrize(("owner", "name", "sentence"), [
    (x, "sum", "write ex.sum"), (A, "trace", "write ex.trace"), (A, "H", "write A.T"), (x, "diff", "write ex.gradient"),
    (ex, "outer", "write x @ y.T"), (ex, "Variable", "write ex.vector"), (x, "nothing", "no attribute nothing"),
])  # fmt: skip
def test_attributes_of_other_libraries(owner: Any, name: str, sentence: str) -> None:
    with pytest.raises(AttributeError) as error:
        getattr(owner, name)
    assert sentence in str(error.value)
    assert not hasattr(owner, name)


def test_what_is_named_instead_exists() -> None:
    values = {"A": A.T @ A, "B": A.T @ A, "x": b, "y": b, "p": 2, "k": 2, "a": s, "b": s, "P": A.T @ A, "n": m, "m": m,
              "low": s, "high": 2 * s, "f": ex.norm2(b) ** 2, "data": DATA, "ex": ex}  # fmt: skip
    for name, instead in INSTEAD.items():
        try:
            eval(instead, {**values})
        except ex.ShapeError:
            pytest.fail(f"{name}: {instead}")


def test_data_by_keyword() -> None:
    f = ex.norm2(A.T @ x - b) ** 2
    data: dict[str, Any] = {name: DATA[name] for name in "Axb"}
    assert f.evaluate(None, **data) == f.evaluate(data) == f.evaluate({A: DATA["A"]}, x=DATA["x"], b=DATA["b"])
    whole = ex.minimize(f + ex.norm2(x) ** 2, x, A=DATA["A"], b=DATA["b"])
    assert whole.value == ex.minimize(f + ex.norm2(x) ** 2, x, {"A": DATA["A"], "b": DATA["b"]}).value
    with pytest.raises(ex.DataError, match="x: given twice, in the data and by keyword"):
        f.evaluate(data, x=DATA["x"])
    with pytest.raises(ex.DataError, match="neither an option nor a dimension"):
        ex.minimize(f, x, A=DATA["A"], c=DATA["b"], b=DATA["b"])
