"""Bauer's principle where the objective is not defined on the whole box: no end without a value is compared."""

import numpy as np
import pytest

import extremum as ex
from tests.support.draws import seeds


@pytest.mark.parametrize("text", ["b*x^(3/2)", "2*x^(3/2) + b*exp(x^2)", "b*x^(3/2) + (1 - x)^2", "b*x*log(x)"])
@pytest.mark.parametrize("seed", seeds(3))
def test_what_is_found_is_the_best_of_what_has_a_value(text: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    low, high = sorted(np.round(rng.uniform(-1, 2, 2), 2))
    b = float(rng.uniform(0.1, 2))
    f = ex.parse(text, "x; b: positive")
    try:
        found = ex.solve(text, "x", "max", [f"{low} <= x", f"x <= {high}"], "x; b: positive").evaluate(b=b)
    except ex.ExtremumError:  # a refusal, or a condition that fails
        return
    (x,) = found.values()
    with np.errstate(all="ignore"):
        values = [f.evaluate(b=b, x=float(at)) for at in np.linspace(max(low, 0.0), high, 50)[1:-1]]
    assert low - 1e-9 <= x <= high + 1e-9 and f.evaluate(b=b, x=float(x)) >= max(values) - 1e-9


def test_a_box_within_the_domain_is_answered() -> None:
    found = ex.solve("b*x^(3/2) + (1 - x)^2", "x", "max", ["0 <= x", "x <= 3/2"], "x; b: positive")
    best = [found.evaluate(b=b)[found.problem.unknowns[0]] for b in (0.1, 3)]
    assert found.kind == "global maximum" and best == [0, 1.5]
