"""Programs over blocks of rows: whatever the blocks are, what they give is the value on all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.names import numbers_in
from extremum.compiling.blocked import Blocked
from extremum.compiling.rowwise import MERGES
from extremum.data.binding import interpreted
from extremum.scale.samples import samples_of
from extremum.scale.stream import stream
from extremum.scale.values import OverSamples
from tests.support.draws import seeds

Numbers = np.random.Generator

SYMBOLS = "X[n,m]; Z[n,m]: positive; y[n]; w[m]; V[m,k]; C[k,m]; S[m,m]: positive_definite; a"
FAMILIES = "x[m] for i in 1..n; t for i in 1..n; q[k,m] for i in 1..n; w[m]; V[m,k]; S[m,m]: positive_definite; a"
SUMS = (
    "norm2(X*w - y)^2/n", "norm2(X*w - y)", "sum(log(1 + exp(-y.*(X*w)))) + a*norm2(w)^2", "tr(X'*X*S)",
    "sum(exp(X*V))", "y'*X*inv(S)*X'*y", "tr(inv(S)*(X - ones(n)*w')'*(X - ones(n)*w'))", "sum(X)*sum(y)/n^2",
    "logdet(X'*X + S)", "norm2(y - sum(y)/n*ones(n))^2", "w'*X'*diag(exp(-y.^2))*X*w", "sum((X*V).*(X*V))",
    "sum(log(Z)) + n*a", "norm2(X - Z)^2", "sum(abs(X*w - a*y))", "max(X*w)", "logsumexp(X*w)", "sum(softmax(X*w).*y)",
    "sum(X.^3)/n + (n - 1)*a^2", "sum((X*S).*X)", "X'*y", "X'*X/n", "(X'*y)*(w'*X'*X)",
)  # fmt: skip
OF_FAMILIES = (
    "sum_i(log(1 + exp(-t[i]*(x[i]'*w))))", "sum_i((x[i] - w)'*inv(S)*(x[i] - w))/2 + n/2*logdet(S)",
    "log(sum_i(exp(x[i]'*w)))", "prod_i(1 + t[i]^2/100)", "sum_i(logsumexp(V'*x[i]))", "sum_i(norm2(x[i] - w))",
    "sum_i(exp(-norm2(x[i])^2/a^2))", "sum_i(t[i]*x[i]*x[i]')", "sum_i(sum(softmax(V'*x[i]).^2))",
    "sum_i((t[i] - sum_j(t[j])/n)^2)", "sum_i(x[i]'*S*x[i])*sum_i(t[i])", "sum_i(q[i])",
)  # fmt: skip


def drawn(rng: Numbers) -> dict[str, Any]:
    n, m, k = (int(one) for one in rng.integers([1, 1, 1], [14, 5, 4]))
    root = rng.normal(size=(m, m + 2))
    shapes = {"X": (n, m), "x": (n, m), "y": (n,), "t": (n,), "w": (m,), "V": (m, k), "C": (k, m), "q": (n, k, m)}
    data = {name: rng.normal(size=shape) + 3 * rng.normal() for name, shape in shapes.items()}
    return {**data, "Z": np.exp(rng.normal(size=(n, m))), "S": root @ root.T, "a": 1.5}


def in_blocks(exprs: list[ex.Expr], data: dict[str, Any], block: int) -> list[Any]:
    """The values by passes over blocks of so many rows."""
    leaves = {s.name: s for expr in exprs for s in expr.symbols}
    tall = {name: data[name] for name in leaves if name in ("X", "Z", "y", "x", "t", "q")}
    small = {name: data[name] for name in leaves if name not in tall}
    found = samples_of(exprs, leaves, {**small, **stream(tall, block=block)}, {})
    assert found is not None
    scope, samples = found
    values = OverSamples(exprs, samples, list(small) if block % 2 else [])
    first = values(scope)
    assert all(np.array_equal(one, other) for one, other in zip(first, values(scope), strict=True))
    return list(first)


def assert_equal_in_blocks(exprs: list[ex.Expr], rng: Numbers) -> None:
    data = drawn(rng)
    sizes = {"n": len(data["X"]), "m": data["X"].shape[1], "k": data["V"].shape[1]}
    found = in_blocks(exprs, data, int(rng.integers(1, 8)))
    for expr, value in zip(exprs, found, strict=True):
        whole = interpreted(expr, data, {name: sizes[name] for name in numbers_in([expr]) & sizes.keys()})
        assert np.allclose(np.asarray(value).ravel(), np.asarray(whole).ravel(), rtol=1e-9, atol=1e-9), expr


@pytest.mark.parametrize("text", [*SUMS, *OF_FAMILIES])
def test_sums_over_blocks_are_those_over_all(text: str) -> None:
    declared = SYMBOLS if text in SUMS else FAMILIES
    for seed in seeds(2):
        assert_equal_in_blocks([ex.parse(text, declared)], np.random.default_rng(seed))


@pytest.mark.parametrize("text", [text for text in (*SUMS, *OF_FAMILIES) if "w" in text and "max" not in text])
def test_derivatives_go_by_in_blocks_too(text: str) -> None:
    f = ex.parse(text, SYMBOLS if text in SUMS else FAMILIES)
    if not f.is_scalar:
        f = ex.sum(f)
    for seed in seeds(2):
        assert_equal_in_blocks([f, ex.gradient(f, "w"), ex.hessian(f, "w")], np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("y'*inv(X*X' + eye(n))*y", "×n is needed|n×n"), ("logdet(X*X' + eye(n))", "n×n|more than one"),
        ("logdet(eye(n) + y*y')", "n×n|more than one"), ("X*w", "a result has a row"), ("y[1]^2", "more than one"),
        ("norm_nuc(X)", "more than one"),
    ],
)  # fmt: skip
def test_what_needs_several_samples_is_refused(text: str, what: str) -> None:
    expr = ex.parse(text, SYMBOLS)
    with pytest.raises(ex.UnsupportedError, match=what):
        Blocked([expr], ex.dims("n"), ["X", "y"])


def test_moments_take_one_pass() -> None:
    """Mean and scatter of data of large mean: nothing cancels, and their values come in one pass."""
    L = ex.parse("-sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))/2 - N/2*logdet(S)",
                 "x[d] for i in 1..N; mu[d]; S[d,d]: positive_definite")  # fmt: skip
    made = Blocked([L, ex.gradient(L, "mu"), ex.gradient(L, "S")], ex.dims("N"), ["x"])
    assert [one.once for one in made.passes] == [True]
    data = np.random.default_rng(0).normal(size=(1000, 2)) + 1e8
    merges = made.passes[0].merges
    assert {one.kind for one in merges} == {"mean", "centred"} and {one.kind for one in merges} <= set(MERGES)
    fit = ex.fit(L, ["mu", "S"], ex.stream(x=data, block=7))
    assert np.allclose(fit["S"], np.cov(data.T, bias=True), rtol=1e-6)


def test_sums_that_need_sums_are_of_later_passes() -> None:
    f = ex.parse("sum(exp(X*w - sum(X*w)/n*ones(n)))", SYMBOLS)
    made = Blocked([f], ex.dims("n"), ["X"], staged=False)
    assert len(made.passes) == 2 and not any(one.once for one in made.passes)
    assert "def f_rows1" in made.source and "def f_rows2" in made.source
