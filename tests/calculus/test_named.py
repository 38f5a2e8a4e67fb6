"""What the user names stays named, in expressions, derivatives and text; and its value is that of its body."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.operations.named import declared_names
from extremum.verify.sampling import float_scope
from tests.support.draws import part

d, n = ex.dims("d n")
x, mu, nu, y = (ex.vector(name, d) for name in ("x", "mu", "nu", "y"))
S, w = ex.matrix("S", d, d, "positive_definite"), ex.scalar("w", "positive")
X, i = ex.samples("X", d, n), ex.index("i", n)


def normal(at: Expr, mean: Expr) -> Expr:
    return ex.power(ex.det(2 * ex.pi * S), ex.Rational(-1, 2)) * ex.exp(-(at - mean).T @ S.inv @ (at - mean) / 2)


def mixture(at: Expr, *names: str) -> Expr:
    """``w p + (1 - w) q`` with both densities named, or written out."""
    p, q = normal(at, mu), normal(at, nu)
    return w * ex.named(names[0], p) + (1 - w) * ex.named(names[1], q) if names else w * p + (1 - w) * q


CASES = [
    (ex.log(mixture(x, "p", "q")), ex.log(mixture(x)), mu, "w*p*inv(S)*(x - mu)/(q*(1 - w) + w*p)"),
    (ex.log(mixture(x, "p", "q")), ex.log(mixture(x)), w, "(p - q)/(q*(1 - w) + w*p)"),
    (
        ex.sum(ex.log(mixture(X[i], "p", "q")), i), ex.sum(ex.log(mixture(X[i])), i), mu,
        "w*inv(S)*sum_i(p[i]*(X[i] - mu)/(q[i]*(1 - w) + w*p[i]))",
    ),
    (ex.log(ex.named("p", normal(x, mu))), ex.log(normal(x, mu)), mu, "inv(S)*(x - mu)"),
    (y.T @ ex.named("p", ex.softmax(x)), y.T @ ex.softmax(x), x, "p.*(y - p'*y)"),
    (ex.norm2(ex.named("r", S @ x - y)) ** 2, ex.norm2(S @ x - y) ** 2, x, "2*S*r"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "plain", "variable", "gradient"), CASES, ids=[row[3] for row in CASES])
def test_gradients_keep_the_names(f: Expr, plain: Expr, variable: Expr, gradient: str) -> None:
    found = ex.gradient(f, variable)
    assert str(found) == gradient
    assert ex.parse(gradient, [*f.symbols, *declared_names(f)]) is found
    scope = float_scope([found, plain], np.random.default_rng(0))
    np.testing.assert_allclose(scope.value(found), scope.value(ex.gradient(plain, variable)), rtol=1e-9)


@pytest.mark.parametrize("variable", part([w, nu, S, mu], 2))
def test_second_derivatives_keep_the_names(variable: Expr) -> None:
    f, plain = ex.log(mixture(x, "p", "q")), ex.log(mixture(x))
    found = ex.hessian(f, variable)
    assert "exp" not in str(found)
    scope = float_scope([found, plain], np.random.default_rng(1))
    np.testing.assert_allclose(scope.value(found), scope.value(ex.hessian(plain, variable)), rtol=1e-7, atol=1e-9)


def test_a_name_is_for_what_was_named() -> None:
    from extremum.algebra.traverse import replace

    p = ex.named("p", ex.exp(-(ex.norm2(x - mu) ** 2)))
    assert str(replace(1 + p, {mu: nu})) == "1 + exp(-norm2(x - nu)^2)"
    assert ex.simplify(p) is p


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("2p", x, "'2p' is no name"),
        ("p", ex.parse("3"), "3 is a number and needs no name"),
        ("p", X[i].T @ ex.samples("Z", d, n)[ex.index("k", n)], "p would depend on i and k"),
    ],
)
def test_what_cannot_be_named(name: str, body: Expr, message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.named(name, body)
