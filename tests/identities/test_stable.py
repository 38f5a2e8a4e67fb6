"""Stable forms: the values of 60-digit arithmetic, in evaluation and in code, where floating point would overflow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from tests.support.draws import seeds

n, k, N = ex.dims("n k N")
x, y, w, z = ex.vector("x", n), ex.vector("y", n), ex.vector("w", n), ex.scalar("z")
X, A = ex.matrix("X", n, k), ex.matrix("A", n, n, "invertible")
s, v, i = ex.samples("s", 1, N), ex.samples("v", n, N), ex.index("i", N)
one = ex.ones(n)

LARGE = {
    "x": np.array([800.0, -800.0, 3.0]), "y": np.array([-700.0, 900.0, 1.0]), "w": np.array([1.5, 0.5, 2.0]),
    "z": 750.0, "X": np.array([[800.0, 1.0], [-900.0, -800.0], [2.0, 3.0]]),
    "s": np.array([1.0, -1.0, 0.5, 2.0]), "v": np.array([[1.0, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1.0]]),
}  # fmt: skip
SMALL = {name: np.asarray(value) / 400 for name, value in LARGE.items()}


def exp(u: Any) -> Any:
    return u.exp()


def log(u: Any) -> Any:
    return u.ln()


def cosh(u: Any) -> Any:
    return (exp(u) + exp(-u)) / 2


def tanh(u: Any) -> Any:
    return (exp(u) - exp(-u)) / (exp(u) + exp(-u))


@contextmanager
def digits(count: int) -> Iterator[None]:
    with localcontext() as context:
        context.prec = count
        yield


def logistic(u: Any) -> Any:
    return 1 / (1 + exp(-u))


def dot(a: Any, b: Any) -> Any:
    return sum(p * q for p, q in zip(a, b, strict=True))


CASES: list[tuple[str, Expr, Any]] = [
    ("softplus", ex.sum(ex.log(one + ex.exp(x))), lambda d: sum(log(1 + exp(a)) for a in d["x"])),
    ("log1p of exp", ex.sum(ex.log1p(ex.exp(x))), lambda d: sum(log(1 + exp(a)) for a in d["x"])),
    ("log sigmoid", ex.sum(ex.log(ex.sigmoid(x))), lambda d: sum(log(logistic(a)) for a in d["x"])),
    ("log of the complement", ex.sum(ex.log(one - ex.sigmoid(x))), lambda d: sum(log(logistic(-a)) for a in d["x"])),
    ("log cosh", ex.sum(ex.log(ex.cosh(x))), lambda d: sum(log(cosh(a)) for a in d["x"])),
    ("two", ex.sum(ex.log(ex.exp(x) + ex.exp(y))),
     lambda d: sum(log(exp(a) + exp(b)) for a, b in zip(d["x"], d["y"], strict=True))),
    ("three, with weights", ex.log(2 * ex.exp(z) + 3 + ex.exp(2 * z)),
     lambda d: log(2 * exp(d["z"]) + 3 + exp(2 * d["z"]))),
    ("of a vector", ex.log(ex.sum(ex.exp(x))), lambda d: log(sum(map(exp, d["x"])))),
    ("weighted", ex.log(w.T @ ex.exp(x)), lambda d: log(dot(d["w"], map(exp, d["x"])))),
    ("of rows", ex.sum(ex.log(ex.exp(X) @ ex.ones(k))),
     lambda d: sum(log(sum(map(exp, row))) for row in d["X"])),
    ("of columns", ex.sum(ex.log(ex.exp(X).T @ one)),
     lambda d: sum(log(sum(map(exp, c))) for c in zip(*d["X"], strict=True))),
    ("over samples", ex.log(ex.sum(ex.exp(z * s[i]), i)),
     lambda d: log(sum(exp(d["z"] * a) for a in d["s"]))),
    ("over samples of vectors", ex.log(ex.sum(ex.exp(v[i].T @ x), i)),
     lambda d: log(sum(exp(dot(row, d["x"])) for row in d["v"]))),
    ("a quotient", ex.sum(ex.divide(ex.exp(x), one + ex.exp(x))), lambda d: sum(map(logistic, d["x"]))),
    ("a weight", ex.exp(z) / (ex.exp(z) + ex.sum(ex.exp(x))),
     lambda d: exp(d["z"]) / (exp(d["z"]) + sum(map(exp, d["x"])))),
    ("tanh", (ex.exp(z) - ex.exp(-z)) / (ex.exp(z) + ex.exp(-z)), lambda d: tanh(d["z"])),
    ("responsibilities", ex.sum(ex.exp(z * s[i]) * s[i], i) / ex.sum(ex.exp(z * s[i]), i),
     lambda d: sum(exp(d["z"] * a) * a for a in d["s"]) / sum(exp(d["z"] * a) for a in d["s"])),
]  # fmt: skip


def precise(data: dict[str, Any]) -> dict[str, Any]:
    def entry(value: Any) -> Any:
        return [entry(one) for one in value] if np.ndim(value) else Decimal(float(value))

    return {name: entry(value) for name, value in data.items()}


@pytest.mark.parametrize("data", [LARGE, SMALL], ids=["large", "small"])
@pytest.mark.parametrize(("f", "judge"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_values_and_gradients(f: Expr, judge: Any, data: dict[str, Any]) -> None:
    with digits(60), np.errstate(over="ignore"):
        given = precise(data)
        value = float(judge(given))
        assert f.evaluate(data) == pytest.approx(value, rel=1e-12, abs=1e-300)
        assert ex.compile(f)(data) == pytest.approx(value, rel=1e-12, abs=1e-300)
        for symbol in f.symbols:
            if symbol.op.name == "member":
                continue
            gradient = ex.gradient(f, symbol)
            wanted = differences(judge, given, symbol.name)
            for found in (gradient.evaluate(data), ex.compile(gradient)(data)):
                np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, err_msg=str(gradient))


def differences(judge: Any, given: dict[str, Any], name: str) -> Any:
    """Central differences in 60 digits."""
    step = Decimal(10) ** -20

    def moved(value: Any, place: tuple[int, ...], by: Any) -> Any:
        if not place:
            return value + by
        return [moved(one, place[1:], by) if j == place[0] else one for j, one in enumerate(value)]

    shape = np.shape(np.array(given[name], dtype=float))
    found = np.zeros(shape)
    for place in np.ndindex(shape):
        ends = [judge({**given, name: moved(given[name], place, sign * step)}) for sign in (1, -1)]
        found[place] = float((ends[0] - ends[1]) / (2 * step))
    return found


def positive(rng: random.Random, depth: int) -> Expr:
    """A random positive scalar made with exponentials."""
    if depth == 0:
        slope = rng.choice([1, -1, 2])
        return rng.choice([ex.exp(slope * z), ex.sigmoid(slope * z), ex.cosh(z), ex.exp(x.T @ w), 1 - ex.sigmoid(z)])
    a, b = positive(rng, depth - 1), positive(rng, depth - 1)
    return rng.choice([a + b, a * b, a / b, a**2, 3 * a + 1, a / (a + b), ex.sum(ex.exp(x)) * a])


@pytest.mark.parametrize("seed", seeds(14))
def test_random_forms_have_the_value_that_they_have(seed: int) -> None:
    """Where the form as it stands has a value in floating point, the stable one has it too."""
    from extremum.identities.stable import stable

    rng = random.Random(seed)
    e = positive(rng, 2)
    for f in (ex.log(e), e, z * e / (1 + e)):
        found = stable(f)
        assert ex.equal(f, found).verdict in ("proved", "agrees"), (f, found)


def test_the_logarithm_of_the_size_of_a_determinant() -> None:
    f = ex.log(ex.abs(ex.det(A)))
    for scale, sign in ((1e200, 1), (1e-200, -1), (2.0, -1)):
        matrix = scale * np.diag([1.0, 2.0, sign * 3.0])
        value = np.log(6) + 3 * np.log(scale)
        assert f.evaluate({"A": matrix}) == pytest.approx(value)
        assert ex.compile(f)(A=matrix) == pytest.approx(value)
        gradient = ex.gradient(f, A)
        assert str(gradient) == "inv(A)'"


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (ex.log(5 + w.T @ ex.exp(x)), lambda b: np.log(5 + b)),
        (ex.log((w.T @ ex.exp(x)) ** 2), lambda b: np.log(b**2)),
        (1 / (w.T @ ex.exp(x)), lambda b: 1 / b),
        ((w.T @ ex.exp(x)) ** 2 / (1 + ex.exp(w.T @ x)) ** 2, lambda b: b**2 / (1 + np.exp(WX)) ** 2),
    ],
)
def test_weights_of_any_sign_have_no_logarithm(f: Expr, expected: Any) -> None:
    data = {"w": np.array([-1.0, -0.5, 0.2]), "x": np.array([0.3, 0.1, -0.4])}
    assert np.isclose(f.evaluate(data), expected(data["w"] @ np.exp(data["x"])))
    assert np.isclose(ex.compile(f)(data), f.evaluate(data))


WX = -0.3 - 0.05 - 0.08


def test_a_diagonal_matrix_beside_what_divides_each_row() -> None:
    text = "diag(1./(1 + exp(x)))*diag(exp(x))*A + diag(sigmoid(x).*sigmoid(-x))*B*diag(exp(x))"
    f = ex.parse(text, "x[n]; A[n,n]; B[n,n]")
    x, A, B = np.array([0.5, 800.0]), np.eye(2), np.ones((2, 2))
    assert np.isfinite(f.evaluate(x=x / 800, A=A, B=B)).all()
    np.testing.assert_allclose(f.evaluate(x=x / 800, A=A, B=B), ex.compile(f)(x=x / 800, A=A, B=B))


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("relu(z)^p", lambda z, p: p * z ** (p - 1) if z > 0 else 0),
        ("hinge(z)^p", lambda z, p: -p * (1 - z) ** (p - 1) if z < 1 else 0),
        ("p*sqrt(relu(2*z - 1))", lambda z, p: p / np.sqrt(2 * z - 1) if z > 0.5 else 0),
        ("p*z*relu(z)^(1/3)", lambda z, p: p * 4 / 3 * z ** (1 / 3) if z > 0 else 0),
        ("p*exp(z)*relu(z)^(1/3)", lambda z, p: p * np.exp(z) * (1 / 3 + z) / z ** (2 / 3) if z > 0 else 0),
        ("sin(p*relu(z)^(1/3))", lambda z, p: p * np.cos(p * z ** (1 / 3)) / 3 / z ** (2 / 3) if z > 0 else 0),
    ],
)
def test_a_power_of_what_is_flat_has_no_slope_there(text: str, slope: Any) -> None:
    first = ex.gradient(text, "z", "z; p")
    second = ex.hessian(text, "z", "z; p")
    for at, p in [(-1.5, 0.5), (0.7, 0.5), (3.0, 1.5), (-2.0, 1.5), (0.2, 2.5)]:
        data = {"z": at, "p": p}
        assert np.isclose(first.evaluate(data), slope(at, p)) and np.isclose(ex.compile(first)(data), slope(at, p))
        bend = (slope(at + 1e-6, p) - slope(at - 1e-6, p)) / 2e-6
        assert np.isclose(second.evaluate(data), bend, rtol=1e-6)
        assert np.isclose(ex.compile(second)(data), bend, rtol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_logarithm_of_a_sum_of_no_terms_beside_others(count: int) -> None:
    """Pairs of one sample are none: log(1 + (0 + t)^2) was nan."""
    y = np.linspace(-1, 2, count)
    pairs = sum(np.exp(-((y[i] - y[j]) ** 2)) for i in range(count) for j in range(i + 1, count))
    for text, true in [
        ("log(sum_ij(exp(-(y[i] - y[j])^2), i < j) + sum_i(exp(y[i])))", np.log(pairs + np.exp(y).sum())),
        ("log(sum_i(exp(y[i]), 2, N) + sum_i(exp(2*y[i])))", np.log(np.exp(y[1:]).sum() + np.exp(2 * y).sum())),
        ("log(1 + sum_i(exp(y[i]), 2, N))", np.log(1 + np.exp(y[1:]).sum())),
    ]:
        f = ex.parse(text, "y[] for i in 1..N")
        assert np.isclose(f.evaluate(y=y), true) and np.isclose(ex.compile(f)(y=y), true)
