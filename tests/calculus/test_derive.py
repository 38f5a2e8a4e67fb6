"""Derivations: what they show, and that a wrong line is refused."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.errors import InternalError
from extremum.algebra.node import Expr
from extremum.calculus.derivation import Chain

n, m, N = ex.dims("n m N")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
S, a = ex.matrix("S", m, m, "invertible"), ex.vector("a", m)
s, i = ex.samples("s", m, N), ex.index("i", N)

FUNCTIONS: list[tuple[Expr, Expr]] = [
    (ex.norm2(A @ x - b) ** 2, x),
    (ex.norm2(A @ x - b) ** 2, A),
    (a.T @ ex.inv(S) @ a, S),
    (ex.logdet(S), S),
    (ex.tanh(A @ x + b), x),
    (ex.tanh(A @ x + b), A),
    (ex.inv(S), S),
    (A.T @ A, A),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), S),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), a),
    (ex.exp(-ex.norm2(x) ** 2), x),
    (ex.log(1 + ex.norm2(A @ x) ** 2), x),
    (ex.tr(A.T @ A) * ex.norm2(x), x),
    (ex.kron(S, A), A),
]


@pytest.mark.parametrize(("f", "variable"), FUNCTIONS)
def test_the_result_is_that_of_gradient_or_jacobian(f: Expr, variable: Expr) -> None:
    derivation = ex.derive(f, variable)
    expected = ex.gradient(f, variable) if f.is_scalar else ex.jacobian(f, variable)
    assert ex.equal(derivation.result, expected).verdict in ("proved", "agrees")
    assert str(derivation).splitlines()[-1]


def test_the_inverse_is_seen_with_its_kronecker_factor() -> None:
    text = str(ex.derive(a.T @ ex.inv(S) @ a, S))
    assert "∂y/∂inv(S) · ∂inv(S)/∂S" in text
    assert "∂inv(S)/∂S = -kron(inv(S)', inv(S))" in text
    assert "-vec(a*a')'*kron(inv(S)', inv(S))" in text
    assert "-vec(inv(S)'*a*a'*inv(S)')'" in text


def test_latex_and_html() -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x)
    assert derivation.to_latex().startswith(r"\begin{align*}")
    assert derivation.to_html().count("<math") > 6


def test_symbolic_depth() -> None:
    depth, h = ex.dims("m"), ex.widths("h")
    k, at = ex.index("k", depth, start=0), ex.index("i", depth, start=0)
    W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), depth)
    phi, start, target = ex.function("phi"), ex.vector("x", h(0)), ex.vector("y", h(depth))
    y = ex.recurrence("y", start, lambda y_k: phi(W[k] @ y_k), k)
    text = str(ex.derive(ex.Rational(1, 2) * ex.norm2(y[depth] - target) ** 2, W[at]))
    chain = "(y[m] - y)'*prod_{j=m - 1…i + 1}(diag(phi'(z[j]))*W[j])*diag(phi'(z[i]))*kron(y[i]', eye(h[i + 1]))"
    assert chain in text
    assert "e[k] = phi'(z[k]).*(W[k + 1]'*e[k + 1])" in text
    assert "= vec(e[i]*y[i]')'" in text


def test_a_wrong_line_is_an_internal_error() -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x)
    last = next(step for step in reversed(derivation.steps) if step.right and step.left is None)
    wrong = Chain((2 * last.right[0].value(),))
    where = derivation.steps.index(last)
    derivation.steps[where] = type(last)(last.left, (wrong,), last.rule)
    with pytest.raises(InternalError, match="is wrong"):
        derivation.verify()


def test_a_variable_that_does_not_occur() -> None:
    with pytest.raises(ex.NameUnknownError, match="'q' is no symbol"):
        ex.derive(ex.norm2(x) ** 2, "q")
