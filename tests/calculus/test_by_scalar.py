"""Derivatives by a scalar in explicit small matrices: the block matrix of the derivatives stays one."""

from __future__ import annotations

import re

import numpy as np
import pytest

import extremum as ex
from extremum.verify.sampling import float_scope

_DECLARED = (
    "a; b; c; l; m; t; z[2]; x[2]; y[2]; w[3]; X[2,n]; Y[2,n]; M[2,2]; A[k,n]; B[k,n]; C[k,n]; "
    "p[2] for i in 1..N; q[2] for i in 1..N"
)
_ROWS = [
    ("norm2([cos(a), -sin(a); sin(a), cos(a)]*x - y)^2", "a", "2*x'*[sin(a), -cos(a); cos(a), sin(a)]*y"),
    ("norm2([cos(a), -sin(a); sin(a), cos(a)]*X - Y)^2", "a", "2*sum(X.*([sin(a), -cos(a); cos(a), sin(a)]*Y))"),
    ("norm2(cos(a)*A + sin(a)*B - C)^2", "a", "2*sum((cos(a)*B - sin(a)*A).*(cos(a)*A + sin(a)*B - C))"),
    ("tr(inv([a, b; b, c])*M)", "b", "-tr(M*inv([a, b; b, c])*[0, 1; 1, 0]*inv([a, b; b, c]))"),
    ("tr([a, b; -b, a]*M)", "b", "M[2, 1] - M[1, 2]"),
    ("1/2*norm2([l*cos(a) + m*cos(a + b); l*sin(a) + m*sin(a + b)] - z)^2", "b",
     "m*(z'*[sin(a + b); -cos(a + b)] - l*sin(b))"),
    ("norm2([a, 1; 1, a]*x - y)^2", "a", "2*x'*([a, 1; 1, a]*x - y)"),
    ("sum_i(norm2([cos(a), -sin(a); sin(a), cos(a)]*p[i] + x - q[i])^2)", "a",
     "2*sum_i(p[i]'*[sin(a), -cos(a); cos(a), sin(a)]*(q[i] - x))"),
    ("tr(inv(a*eye(2) + M*M'))", "a", "-norm2(inv(a*eye(2) + M*M'))^2"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "by", "gradient"), _ROWS)
def test_gradients_by_a_scalar_keep_their_matrices(formula: str, by: str, gradient: str) -> None:
    f = ex.parse(formula, _DECLARED)
    found = ex.gradient(f, by)
    assert str(found) == gradient
    ends = [ex.parse(re.sub(rf"\b{by}\b", f"({by} {sign} 0.00001)", formula), _DECLARED) for sign in "+-"]
    scope = float_scope([found, *ends], np.random.default_rng(1))
    ahead, behind = (scope.value(end) for end in ends)
    assert np.allclose(scope.value(found), (ahead - behind) / 2e-5, rtol=1e-6, atol=1e-6)


def test_columns_and_second_derivatives() -> None:
    turned = ex.parse("[cos(a), -sin(a), t; sin(a), cos(a), 0; 0, 0, 1]*w", _DECLARED)
    assert str(ex.jacobian(turned, "a")) == "-[sin(a), cos(a), 0; -cos(a), sin(a), 0; 0, 0, 0]*w"
    f = ex.parse("y'*[cos(a), -sin(a); sin(a), cos(a)]*x", _DECLARED)
    assert str(ex.hessian(f, "a")) == "-x'*[cos(a), sin(a); -sin(a), cos(a)]*y"


def test_what_was_named_moves_as_what_it_stands_for() -> None:
    body = ex.parse("[cos(a), -sin(a); sin(a), cos(a)]", _DECLARED)
    named, plain = (
        ex.norm2(R @ ex.parse("x", _DECLARED) - ex.vector("y", 2)) ** 2 for R in (ex.named("R", body), body)
    )
    for derivative in (ex.gradient, ex.partial, ex.differential):
        found, expected = derivative(named, "a"), derivative(plain, "a")
        scope = float_scope([found, expected], np.random.default_rng(2))
        assert np.allclose(scope.value(found), scope.value(expected)), f"{found}"
