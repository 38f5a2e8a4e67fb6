"""Letters for quotients: what divides has the sign that it has, judged by values at both signs."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.traverse import replace
from extremum.simplify.normalised import with_quotients


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(s^2/(t - 2)^2)*w + w/(t - 2)",
        "sign(t - 2)*norm2(w)^2/(t - 2)^2",
        "abs(s)*norm2(w)/(t - 2) + s*norm2(w/(t - 2))",
        "norm2(w)^2/t^2 + sqrt(s^2/t^2)",
    ],
)
@pytest.mark.parametrize("t", [-3.0, 1.0, 4.0])
def test_the_sign_of_what_divides_is_kept(text: str, t: float) -> None:
    e = ex.parse(text, "s; t; w[n]")
    data = {"s": -1.3, "t": t, "w": np.array([0.5, -2.0, 1.0])}
    found = list(with_quotients(e))
    assert found
    for short, letter, quotient in found:
        np.testing.assert_allclose(replace(short, {letter: quotient}).evaluate(data), e.evaluate(data), rtol=1e-12)
