"""What stands for a part while a derivation is made is never printed: only the letters that the lines introduce are."""

from __future__ import annotations

import re

import pytest

import extremum as ex
from tests.support.draws import part

EVERYDAY = [
    ("mean(abs(X*w - y))", "w", "X[n,d]; w[d]; y[n]"),
    ("mean(softplus(X*w) - y.*(X*w)) + lam*norm2(w)^2", "w", "X[n,d]; w[d]; y[n]; lam"),
    ("sum(exp(ones(n)*b' + X*B))", "b", "X[n,d]; B[d,k]; b[k]"),
    ("sum(tanh(X*W + ones(n)*b').^2)", "b", "X[n,d]; W[d,k]; b[k]"),
    ("mean((x - mean(x)).*(y - mean(y)))/(std(x)*std(y))", "x", "x[n]; y[n]"),
    ("std(X*w)/mean(X*w)", "w", "X[n,d]; w[d]"),
    ("mean(relu(X*W + ones(n)*b')*v)", "W", "X[n,d]; W[d,k]; b[k]; v[k]"),
    ("mean(log(1 + rowsums((X - ones(n)*m').^2)))", "m", "X[n,d]; m[d]"),
    ("mean(softmax_rows(X*W)*v)", "W", "X[n,d]; W[d,k]; v[k]"),
    ("sum(digamma(ones(N)*a' + C))", "a", "a[K]: positive; C[N,K]: positive"),
    ("norm2((X - ones(n)*colmeans(X))*w)^2", "X", "X[n,d]; w[d]"),
    ("mean(x.*log(x)) - mean(x)*log(mean(x))", "x", "x[n]: positive"),
    ("mean(logsumexp_rows(Z*W'/tau) - diagonal(Z*W'/tau))", "Z", "Z[n,d]; W[n,d]; tau: positive"),
    ("N*lgamma(sum(a)) + sum(lgamma(c + ones(N)*a')) - N*sum(lgamma(a))", "a", "a[K]: positive; c[N,K]: positive"),
    ("norm2(g*(x - mean(x))/sqrt(var(x) + eps) + b - y)^2", "x", "x[n]; g; b; eps: positive; y[n]"),
]
"""An objective, a variable and the declarations."""

_INTERNAL = re.compile(r"(?<!\w)_\w*\d")


@pytest.mark.parametrize(
    ("text", "variable", "declarations", "style"),
    part([(*one, style) for one in EVERYDAY for style in ("differential", "jacobian")], 3),
)
def test_no_internal_name_is_printed(text: str, variable: str, declarations: str, style: str) -> None:
    found = ex.derive(text, variable, declarations, style=style)
    assert not _INTERNAL.findall(str(found)), str(found)


def test_a_mean_has_the_letter_of_what_it_is_of() -> None:
    lines = str(ex.derive("mean(softplus(X*w))", "w", "X[n,d]; w[d]")).splitlines()
    assert any(line.startswith("dy = mean(du)") for line in lines)
