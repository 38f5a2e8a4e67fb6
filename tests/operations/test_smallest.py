"""``-max(-y)`` is written ``min(y)``, and read as the same."""

import numpy as np
import pytest

import extremum as ex

D = "y[n]; x[n]; A[n,n]; a"
WRITTEN = [
    ("-max(-y)", "min(y)", lambda y, x, A, a: y.min()),
    ("a - 2*max(-A*x)", "a + 2*min(A*x)", lambda y, x, A, a: a + 2 * (A @ x).min()),
    ("(max(y) + min(y))/2", "1/2*(max(y) + min(y))", lambda y, x, A, a: (y.max() + y.min()) / 2),
    ("max(-y)", "max(-y)", lambda y, x, A, a: (-y).max()),
    ("-max(y - x)", "-max(y - x)", lambda y, x, A, a: -(y - x).max()),
]


@pytest.mark.parametrize(("text", "written", "value"), WRITTEN)
def test_as_it_is_written(text: str, written: str, value: object) -> None:
    expr = ex.parse(text, D)
    assert str(expr) == written
    assert ex.parse(written, D) is expr
    rng = np.random.default_rng(2)
    data = {"y": rng.normal(size=3), "x": rng.normal(size=3), "A": rng.normal(size=(3, 3)), "a": 0.7}
    found = expr.evaluate({s.name: data[s.name] for s in expr.symbols})
    assert callable(value)
    assert np.isclose(float(found), value(**data))
