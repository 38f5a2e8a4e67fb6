"""Derivations through recurrences, of symbolic depth: costates, and every line of them."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.node import Expr

n, m, N = ex.dims("n m N")


s, i, k = ex.samples("s", m, N), ex.index("i", N), ex.index("k", N)


phi = ex.function("phi")


STYLES = ("jacobian", "differential")


depth, h = ex.dims("m"), ex.widths("h")


layer, at = ex.index("k", depth, start=0), ex.index("i", depth, start=0)


W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), depth)


start, target = ex.vector("x", h(0)), ex.vector("y", h(depth))


y = ex.recurrence("y", start, lambda y_k: phi(W[layer] @ y_k), layer)


J = ex.Rational(1, 2) * ex.norm2(y[depth] - target) ** 2


V, c = ex.matrix("V", n, n), ex.vector("c", n)


z = ex.recurrence("z", c, lambda z_k: ex.tanh(V @ z_k), layer)


def test_symbolic_depth() -> None:
    text = str(ex.derive(J, W[at], style="jacobian"))
    chain = "(y[m] - y)'*prod_{j=m - 1…i + 1}(diag(phi'(z[j]))*W[j])*diag(phi'(z[i]))*kron(y[i]', eye(h[i + 1]))"
    assert chain.replace(" ", "") in "".join(text.split())
    assert "e[k] = phi'(z[k]).*(W[k + 1]'*e[k + 1])" in text
    assert "= vec(e[i]*y[i]')'" in text


def test_symbolic_depth_in_differentials() -> None:
    text = str(ex.derive(J, W[at], style="differential"))
    assert "d(y[k + 1]) = phi'(z[k]).*(d(W[k])*y[k] + W[k]*d(y[k]))" in text
    assert "dJ = sum_k(e[k]'*d(W[k])*y[k])" in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("f", "variable"),
    [(J, W[at]), (ex.norm2(z[depth]) ** 2, V), (ex.norm2(z[depth]) ** 2, c), (ex.norm2(z[depth]) + ex.norm2(V), V),
     (z[depth], V)],
)  # fmt: skip
def test_every_line_through_recurrences(f: Expr, variable: Expr, style: str) -> None:
    derivation = ex.derive(f, variable, style=style)
    assert all(derivation.evidence) and derivation.definitions
    assert ex.equal(derivation.result, ex.gradient(f, variable) if f.is_scalar else ex.jacobian(f, variable))
