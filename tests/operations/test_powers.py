"""Powers of entries that are 1 or -1, and of entries that are 0 or 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.operations import construct as c
from tests.support.draws import seeds

n = ex.dims("n")
s, b, x = ex.vector("s", n, "sign"), ex.vector("b", n, "binary"), ex.vector("x", n)
SIGNS, BITS = np.array([1.0, -1.0, -1.0]), np.array([1.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(s, 2, ex.ones(n)), (s, 3, s), (s, -1, s), (s, -2, ex.ones(n)), (b, 2, b), (b, 5, b)],
)
def test_whole_powers(base: ex.Expr, exponent: int, expected: ex.Expr) -> None:
    found = c.power(base, exponent)
    assert found is expected
    values = {"s": SIGNS, "b": BITS}[str(base)]
    data = {str(symbol): values for symbol in found.symbols}
    np.testing.assert_array_equal(found.evaluate(data, n=3).ravel(), values**exponent)


@pytest.mark.parametrize(("base", "exponent"), [(x, 2), (b, -1), (s, Fraction(1, 2)), (b, Fraction(1, 2))])
def test_other_powers_stay(base: ex.Expr, exponent: int) -> None:
    assert c.power(base, exponent).op.name == "hadamard"


def test_products_that_meet() -> None:
    assert ex.hadamard(s, x, s) is x
    assert ex.hadamard(b, x, b) is ex.hadamard(b, x)


POLAR = [
    ("abs(x)^2", "x", "x^2"),
    ("abs(x).^4", "x[n]", "x.^4"),
    ("abs(X').^4", "X[n,m]", "X'.^4"),
    ("sign(X)'.*abs(X')", "X[n,m]", "X'"),
    ("sign(x)*abs(x)", "x", "x"),
    ("sign(x)^3", "x", "sign(x)"),
    ("sign(x)^2*x", "x", "x"),
    ("sign(x)^2*abs(x)", "x", "abs(x)"),
    ("abs(x)^3*sign(x)", "x", "x^3"),
    ("sign(x)^4", "x", "sign(x)^2"),
    ("sign(x)^2", "x: nonzero", "1"),
    ("sign(x)^2", "x: positive", "1"),
    ("abs(x)/x^2", "x", "abs(x)/x^2"),
    ("sign(x)^2*abs(y)", "x; y", "sign(x)^2*abs(y)"),
]


@pytest.mark.parametrize(("text", "declared", "normal"), POLAR)
def test_signs_and_sizes(text: str, declared: str, normal: str) -> None:
    """``sign(x)^2`` is 1 only where x is known not to be zero; at zero it is zero."""
    found = ex.parse(text, declared)
    assert found is ex.parse(normal, declared)
    x = ex.parse(declared[0], declared)
    if x.is_scalar and "/" not in text and ":" not in declared:
        for value in (-1.5, 0.0, 2.0):
            plain = text.replace("^", "**")
            wanted = eval(plain, {"abs": abs, "sign": np.sign, "x": value, "y": 2.0})
            assert found.evaluate({"x": value, "y": 2.0}) == pytest.approx(wanted)


INNER: dict[str, Callable[[Any], Any]] = {
    "exp(x)": np.exp,
    "sinh(x)": np.sinh,
    "x": lambda x: x,
    "x.^2": lambda x: x**2,
    "sigmoid(x)": lambda x: 1 / (1 + np.exp(-x)),
    "exp(x).*x": lambda x: np.exp(x) * x,
    "exp(-x.^2)": lambda x: np.exp(-(x**2)),
    "log(1 + exp(x))": lambda x: np.log(1 + np.exp(x)),
}
OUTER: dict[str, Callable[[Any], Any]] = {
    "abs({})": np.abs, "sign({})": np.sign, "{}": lambda u: u, "sqrt(abs({}))": lambda u: np.sqrt(np.abs(u)),
    "exp({})": np.exp,
}  # fmt: skip


@pytest.mark.parametrize("seed", seeds(60))
def test_products_of_powers_that_come_apart(seed: int) -> None:
    """Random products of powers of sizes, signs, roots and exponentials of the same few functions, by NumPy."""
    rng = np.random.default_rng(seed)
    value, texts, at = np.ones(4), [], rng.normal(size=4)
    for _ in range(rng.integers(1, 5)):
        inner, outer = rng.choice(list(INNER)), rng.choice(list(OUTER))
        power = int(rng.integers(1, 5))
        texts.append(f"({outer.format(inner)}).^{power}")
        value = value * OUTER[outer](INNER[inner](at)) ** power
    found = ex.parse(".*".join(texts), "x[n]")
    np.testing.assert_allclose(
        found.evaluate({"x": at} if found.symbols else {"n": 4}),
        value,
        rtol=1e-9,
        err_msg=f"{'.*'.join(texts)} is {found}",
    )


@pytest.mark.parametrize(
    "text", ["sqrt(a/(b^2*d^2))", "(b^2*(a + d)^2)^(-1/2)", "sqrt(b^(-2)*d^(-4)*a)", "(b^2/d^2)^(1/2)"]
)
def test_a_root_of_reciprocals_has_one_form(text: str) -> None:
    """``(b^-2 d^-2)^(1/2)`` is ``(b^2 d^2)^(-1/2)``: what is printed reads back as what it was."""
    declared = ["a: positive", "b", "d"]
    e = ex.parse(text, declared)
    assert ex.parse(str(e), declared) is e
    assert ex.parse(f"1/({text})^(-1)", declared) is e


@pytest.mark.parametrize("seed", seeds(20, 200))
def test_powers_of_powers_keep_their_values(seed: int) -> None:
    """Where the base is negative and an exponent is whole: what is rewritten may have a value there, and no other."""
    rng = np.random.default_rng(seed)
    data = {"u": -float(rng.uniform(0.5, 2)), "p": float(rng.integers(-3, 4)), "q": float(rng.choice([-1, 0.5, 2, 3]))}
    shown, value = "u", data["u"]
    with np.errstate(invalid="ignore"):
        for _ in range(rng.integers(2, 4)):
            exponent = str(rng.choice(["p", "q", "2", "1/2", "-1", "3", "abs"]))
            if exponent == "abs":
                shown, value = f"abs({shown})", abs(value)
            else:
                power = data[exponent] if exponent in data else float(Fraction(exponent))
                shown, value = f"({shown})^({exponent})", float(np.power(value, power))
    expr = ex.parse(shown, "u; p; q")
    names = {symbol.name for symbol in expr.symbols}
    found = float(expr.evaluate({name: data[name] for name in names}))
    assert not np.isfinite(value) or found == pytest.approx(value, rel=1e-9), (shown, str(expr), data)


def test_what_comes_apart_brings_sizes_of_its_own() -> None:
    declared = "s; C[n,m]; D[n,m]"
    assert ex.parse("abs(s*(C.^2.*abs(D))).^2", declared) is ex.parse("s^2*(C.^4.*D.^2)", declared)
