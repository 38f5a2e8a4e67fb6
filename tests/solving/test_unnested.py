"""Values without fractions in fractions: as books write them, and the same numbers."""

import numpy as np
import pytest

import extremum as ex
from extremum.solving.unnested import unnested

D = "f: positive; g; h: positive; k; m; p: positive; q: positive; a; b: positive; v[n]"
CASES = [
    ("(p - q/b)/(p + q)", "(b*p - q)/(b*(p + q))"),
    ("(f*k*q/h + m - g*p)/(q*(1 + f/h))", "(f*k*q + h*m - g*h*p)/(q*(f + h))"),
    ("m/((a*q)^2/(b^2*p) + q)", "b^2*m*p/(q*(a^2*q + b^2*p))"),
    ("-2*(a - q/b)/(p + q)", "2*(q - a*b)/(b*(p + q))"),
    ("(a/p + g/q)/(1/p + 1/q)", "(a/p + g/q)/(1/p + 1/q)"),
    ("a - q/b", "a - q/b"),
    ("p*(a - q/b)", "p*(a - q/b)"),
    ("(a + sum(v)/n)/(1 + p)", "(mean(v) + a)/(1 + p)"),
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_how_it_is_written(text: str, written: str) -> None:
    value = ex.parse(text, D)
    found = unnested(value)
    assert str(found) == written
    rng = np.random.default_rng(1)
    data = {s.name: rng.uniform(0.2, 2, 3 if s.name == "v" else ()) for s in value.symbols}
    assert np.isclose(float(found.evaluate(data)), float(value.evaluate(data)))
