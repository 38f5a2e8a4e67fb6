"""Unequal expressions are never called equal: dimensions as numbers, signs of roots, tiny and far differences."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.fields import FLOATS, MODULO, PRIME, Field, NotExactError
from extremum.algebra.node import REGISTRY
from extremum.verify import equal
from extremum.verify.balls import BALLS, ball_scope, precisely, values
from extremum.verify.sizes import sizes_at

DECLARED = ["A[n,n]", "S[n,n]: positive_definite", "Q[n,n]: orthogonal", "x[n]", "y[n]: sign", "s", "t", "u[m]",
            "o[n]: onehot", "z[n]: binary"]  # fmt: skip

UNEQUAL = [
    ("sqrt(s^2 + t^2 - 2*s*t)", "s - t"),
    ("abs(s)", "s"),
    ("abs(s*t)", "s*t"),
    ("sqrt(s^2*t)", "s*sqrt(t)"),
    ("n^2*x", "2*n*x"),
    ("(n - 2)*(n - 3)*(n - 4)*x", "0*x"),
    ("(n - m)*x", "0*x"),
    ("A^2 - tr(A)*A + det(A)*eye(n)", "zeros(n, n)"),
    ("exp(x)/10^12", "2*exp(x)/10^12"),
    ("(1 + 1/10^9)*exp(x)", "exp(x)"),
    ("exp(x) + 1/10^20", "exp(x)"),
    ("relu(s - 20) + exp(s)", "exp(s)"),
    ("chol(S)", "1.0000001*chol(S)"),
    ("expm(A)", "expm(A)'"),
    ("log(det(S))", "log(det(S)) + 1/10^15"),
    ("commutation(n, m)^3", "commutation(n, m)"),
    ("commutation(n, m)^3*exp(kron(x, u))", "commutation(n, m)*exp(kron(x, u))"),
    ("(n - m)*(n - m - 1)*(n - m + 1)*x", "0*x"),
    ("Q'*x", "Q*x"),
    ("y.^2", "y"),
    ("1.0000000001*expm(A)'", "expm(A)'"),
    ("1.0000000001*chol(S)", "chol(S)"),
    ("step(x) + step(x - 1000000)", "step(x)"),
    ("abs(s - 1/10000) + s", "abs(s) + s - 1/10000"),
    ("step(x) + step(x - 3) - step(x - 3.0001)", "step(x)"),
    ("step(x) + step(x - 1/100000) - step(x - 1/100001)", "step(x)"),
]

EQUAL = [
    ("y.^3", "y", "proved"),
    ("y.*y.*x", "x", "proved"),
    ("Q'*Q*x", "x", "proved"),
    ("sqrt((x'*x)^2 + 2*x'*x + 1)", "x'*x + 1", "agrees"),
    ("1/(1 + exp(-s))", "sigmoid(s)", "agrees"),
    ("1 - tanh(x).^2", "1./cosh(x).^2", "agrees"),
    ("expm(A)*(A + A')", "expm(A)*A + expm(A)*A'", "proved"),
    ("expm(A)*expm(A)", "expm(2*A)", "agrees"),
    ("A*expm(A)", "expm(A)*A", "agrees"),
    ("x./abs(x)", "sign(x)", "proved"),
    ("relu(x)", "(x + abs(x))/2", "proved"),
    ("sqrt(s^2 + t^2 - 2*s*t)", "abs(s - t)", "proved"),
    ("log(1 + exp(-abs(s))) + relu(s)", "softplus(s)", "agrees"),
    ("sqrt(s)^2*x", "s*x", "proved"),
    ("log(exp(s) + exp(t))", "s + log(1 + exp(t - s))", "agrees"),
    ("max(o)", "sum(o)", "agrees"),
    ("max(z)^2", "max(z)", "agrees"),
    ("sum(where_max(x))", "1", "agrees"),
    ("norm_nuc(Q)", "n", "agrees"),
    ("rotation(S)", "polar(S)", "agrees"),
    ("det(rotation(A))", "1", "agrees"),
    ("tr(psd_part(A + A')*(A - A'))", "0", "proved"),
    ("ones(n)'*(chol(S).*chol(S)')*x", "diagonal(chol(S))'.^2*x", "proved"),
]


def _parsed(text: str) -> ex.Expr:
    return ex.parse(text, DECLARED)


@pytest.mark.parametrize(("left", "right"), UNEQUAL)
def test_unequal(left: str, right: str) -> None:
    a, b = _parsed(left), _parsed(right)
    assert equal(a, b).verdict == equal(b, a).verdict == "differs"


@pytest.mark.parametrize(("left", "right", "verdict"), EQUAL)
def test_equal(left: str, right: str, verdict: str) -> None:
    assert equal(_parsed(left), _parsed(right)).verdict == verdict


def test_nowhere_defined() -> None:
    assert equal(_parsed("log(-s^2)"), _parsed("log(-s^2 - 1)")).verdict == "undecided"


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_balls_contain_the_floating_point_value(name: str) -> None:
    for seed in range(4):
        node = REGISTRY[name].example(random.Random(seed))
        try:
            with precisely():
                scope = ball_scope([node], np.random.default_rng(seed))
                (precise,) = values(scope, node)
                arrays = {k: np.vectorize(float)(np.asarray(v)) for k, v in scope.arrays.items()}
                found = np.vectorize(float)(precise)
            floats = type(scope)(FLOATS, arrays, scope.sizes, {"phi": None})  # type: ignore[dict-item]
            wanted = floats.value(node)
        except (NotExactError, ex.DataError):  # a carry has a value inside a recurrence, a function where it is given
            continue
        np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-10)


def test_assumptions_hold_to_all_digits() -> None:
    with precisely():
        q, u = ex.matrix("Q", 3, 3, "orthogonal"), ex.vector("u", 3, "unit")
        scope = ball_scope([q, u], np.random.default_rng(0))
        product = BALLS.matmul(scope.arrays["Q"].T, scope.arrays["Q"]) - BALLS.array(np.eye(3, dtype=int))
        assert max(float(abs(entry).abs_upper()) for entry in product.ravel()) < 1e-60
        assert abs(float((scope.arrays["u"] ** 2).sum()) - 1) < 1e-15


def test_sizes_differ_from_point_to_point() -> None:
    f = _parsed("n*x'*x*u'*u")
    sizes = sizes_at([f], 4, 7)
    assert all(len({size[name] for size in sizes}) == 4 for name in ("n", "m"))
    assert all(size["n"] != size["m"] for size in sizes)


@pytest.mark.parametrize("shape", [(2, 3, 4), (20, 20, 20), (25, 40, 21), (30, 0, 30), (9, 512, 8), (9, 1100, 8)])
@pytest.mark.parametrize("batches", [((), ()), ((2,), ()), ((3, 1), (2,))])
def test_products_modulo_the_prime(shape: tuple[int, int, int], batches: tuple[tuple[int, ...], ...]) -> None:
    """Wide matrices are multiplied in limbs, small ones as integers: the products are the same."""
    rng = np.random.default_rng(0)
    rows, inner, cols = shape
    left = rng.integers(PRIME - 9, PRIME, size=(*batches[0], rows, inner)).astype(object)
    right = rng.integers(PRIME - 9, PRIME, size=(*batches[1], inner, cols)).astype(object)
    left[..., :1, :] -= rng.integers(0, PRIME, size=inner).astype(object)
    found, wanted = MODULO.matmul(left, right), Field.matmul(MODULO, left, right)
    assert found.shape == wanted.shape
    assert np.array_equal(found, wanted)
    assert found.dtype == object


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("arctan(x) + arctan(1/x)", "pi/2", False),
        ("arctan(x) + arctan(1/x)", "pi*sign(x)/2", True),
        ("arctan(tan(x))", "x", False),
        ("arctan((x + y)/(1 - x*y))", "arctan(x) + arctan(y)", False),
        ("tanh(1/x)", "(1 - exp(-2/x))/(1 + exp(-2/x))", True),
        ("log(exp(1/x))", "1/x", True),
    ],
)
def test_poles_divide_the_points(a: str, b: str, equal: bool) -> None:
    """What holds on one side of a pole need not hold on the other."""
    assert bool(ex.equal(a, b, "x; y" if "y" in a else "x")) is equal


@pytest.mark.parametrize("stacked", ["vec({})", "vec({})'", "({})'"])
def test_what_is_stacked_is_compared(stacked: str) -> None:
    """The difference of two vecs is one vec, beside which there is nothing; what is in them is compared."""
    one, other = "log(ones(n,m) + exp(X))", "log(exp(2*X) + exp(X)) - X"
    for spoiled, same in (("", True), (" + 10^(-12)*exp(X)", False), (" + X", False)):
        left, right = stacked.format(one + spoiled), stacked.format(other)
        assert bool(ex.equal(left, right, "X[n,m]")) is same, (left, right)
