"""Products of ``|x|``, ``sign(x)``, ``relu(x)``, ``step(x)`` and x, to powers that are whole, fractions or symbols."""

import random
from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from extremum.simplify.signed import signed

SIGNED: dict[str, Callable[[float], float]] = {
    "x": lambda x: x, "abs(x)": abs, "sign(x)": lambda x: float(np.sign(x)),
    "relu(x)": lambda x: max(x, 0.0), "step(x)": lambda x: float(x > 0),
}  # fmt: skip
POWERS = {"1": 1, "2": 2, "3": 3, "(1/3)": 1 / 3, "(-1/2)": -0.5, "p": 1.5, "(p - 1)": 0.5, "(p - 2)": -0.5, "-1": -1}


def _drawn(seed: int) -> tuple[str, list[tuple[str, float]]]:
    """A product as text, and its factors; only sizes have powers that are not whole."""
    rng = random.Random(seed)
    factors = []
    for name in rng.sample(list(SIGNED), rng.randint(1, 3)):
        powers = list(POWERS) if name == "abs(x)" else ["1", "2", "3"]
        factors.append((name, rng.choice(powers)))
    return "*".join(f"{name}^{power}" for name, power in factors), [(name, POWERS[power]) for name, power in factors]


def _value(factors: list[tuple[str, float]], x: float) -> float:
    return float(np.prod([SIGNED[name](x) ** power for name, power in factors]))


@pytest.mark.parametrize("seed", range(24))
def test_no_factor_of_a_product_is_lost(seed: int) -> None:
    text, factors = _drawn(seed)
    f = ex.parse(text, "x; p")
    slope, h = ex.gradient(f, "x"), 1e-5
    for x in (-0.7, 0.9):
        data = {"x": x, "p": 1.5}
        for form in (signed(f), ex.simplify(f)):
            assert form.evaluate({s.name: data[s.name] for s in form.symbols}) == pytest.approx(_value(factors, x))
        found = slope.evaluate({s.name: data[s.name] for s in slope.symbols})
        ahead, behind = _value(factors, x + h), _value(factors, x - h)
        assert found == pytest.approx((ahead - behind) / (2 * h), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("text", ["abs(x)^p", "abs(x)^(3/2)", "x*abs(x)^p"])
def test_second_derivatives_of_powers_of_sizes(text: str) -> None:
    p, x = 1.5, -0.7
    bend = ex.hessian(text, "x", "x; p").evaluate({"x": x} if "p" not in text else {"x": x, "p": p})
    assert bend == pytest.approx(
        p * (p + 1) * -(abs(x) ** (p - 1)) if text[0] == "x" else p * (p - 1) * abs(x) ** (p - 2)
    )
