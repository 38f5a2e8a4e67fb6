"""Derivations in both styles: what they show, that every line is verified, and that a wrong line is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

import extremum as ex
from extremum.algebra.errors import InternalError
from extremum.algebra.node import Expr
from tests.cases import checks
from tests.deriving.test_through_recurrences import J, W, at
from tests.support.draws import part

n, m, N = ex.dims("n m N")


A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)


S, a, t = ex.matrix("S", m, m, "invertible"), ex.vector("a", m), ex.scalar("t", "positive")


P = ex.matrix("P", m, m, "positive_definite")


s, i, k = ex.samples("s", m, N), ex.index("i", N), ex.index("k", N)


phi = ex.function("phi")


STYLES = ("jacobian", "differential")


FUNCTIONS: list[tuple[Expr, Expr]] = [
    (ex.norm2(A @ x - b) ** 2, x),
    (ex.norm2(A @ x - b) ** 2, A),
    (a.T @ ex.inv(S) @ a, S),
    (ex.logdet(S), S),
    (ex.tanh(A @ x + b), x),
    (ex.tanh(A @ x + b), A),
    (phi(A @ x), A),
    (ex.inv(S), S),
    (A.T @ A, A),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), S),
    (ex.sum((s[i] - a).T @ ex.inv(S) @ (s[i] - a), i), a),
    (ex.sum(ex.log(1 + ex.exp(-s[i].T @ a)), i), a),
    (ex.sum(ex.norm2(s[i]) ** 3, i), s[k]),
    (ex.sum(ex.sum(ex.exp(-(ex.norm2(s[i] - s[k]) ** 2) / t), k), i), t),
    (ex.prod(1 + ex.exp(s[i].T @ a), i), a),
    (ex.exp(-(ex.norm2(x) ** 2)), x),
    (ex.log(1 + ex.norm2(A @ x) ** 2), x),
    (ex.tr(A.T @ A) * ex.norm2(x), x),
    (ex.kron(S, A), A),
    (t * S + ex.exp(t) * P, t),
    (ex.logdet(S + t * P), t),
    (ex.inv(P), P),
    (ex.logdet(P) + a.T @ P.inv @ a, P),
    (ex.tr(ex.inv(P) @ S @ P), P),
    (ex.block([[A, A @ S]]), A),
    (a.T @ ex.expm(S) @ a, S),
    (ex.named("p", ex.exp(-(ex.norm2(x - a) ** 2))) * ex.norm2(x), x),
    (ex.norm2(a) ** 2, x),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("f", "variable"), FUNCTIONS)
def test_the_result_is_that_of_gradient_or_jacobian(f: Expr, variable: Expr, style: str) -> None:
    derivation = ex.derive(f, variable, style=style)
    assert derivation.evidence and all(derivation.evidence)
    if variable.is_scalar and not f.is_scalar:
        expected = checks.by_scalar(f, variable)
    else:
        expected = ex.gradient(f, variable) if f.is_scalar else ex.jacobian(f, variable)
    assert ex.equal(derivation.result, expected)
    assert all(step.rule for step in derivation.steps)


def _functions(entry: checks.Entry) -> list[tuple[Expr, Expr]]:
    """What is derived for a public case: its function by each variable; for a Hessian its gradient too."""
    f, variables = checks.parsed(entry, entry["text"]), checks._variables(entry)
    pairs = [(f, v) for v in (variables if isinstance(variables, list) else [variables])]
    seconds: dict[str, Callable[[Expr, Expr], Expr]] = {"hessian": ex.gradient, "d2scalar": checks.by_scalar}
    second = seconds.get(entry["kind"])
    return pairs if second is None else [*pairs, *((second(f, v), v) for _, v in pairs)]


@pytest.mark.parametrize(
    ("entry", "style"),
    part(list(product(checks.load(), STYLES)), 5),
    ids=lambda value: value if isinstance(value, str) else value["id"],
)
def test_every_line_for_every_public_case(entry: checks.Entry, style: str) -> None:
    for f, variable in _functions(entry):
        derivation = ex.derive(f, variable, style=style)
        assert derivation.evidence and all(derivation.evidence), derivation
        assert str(derivation) and derivation.to_latex() and derivation.to_html() and derivation.to_markdown()


def test_the_usual_style_is_that_of_differentials_for_scalar_functions() -> None:
    assert ex.derive("norm2(A*x)^2", "x", "A[m,n]; x[n]").style == "differential"
    assert ex.derive("A*x", "x", "A[m,n]; x[n]").style == "jacobian"
    assert ex.derive(J, W[at]).style == "jacobian"


@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_line_is_an_internal_error(style: str) -> None:
    derivation = ex.derive(ex.norm2(A @ x - b) ** 2, x, style=style)
    for k, step in enumerate(derivation.steps):
        if [other.of for other in derivation.steps].count(step.of) > 1:
            steps = list(derivation.steps)
            steps[k] = dataclasses.replace(step, value=2 * step.value)
            with pytest.raises(InternalError, match="is wrong"):
                dataclasses.replace(derivation, steps=steps).verify()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": "q"}, "'q' is no symbol"),
        ({"x": x, "style": "tensor"}, "unknown style 'tensor'; known: jacobian, differential"),
        ({"x": x, "detail": "long"}, "unknown detail 'long'; known: full, brief"),
        ({"x": x, "convention": "rows"}, "unknown convention 'rows'"),
    ],
)
def test_bad_input(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ex.ExtremumError, match=message):
        ex.derive(ex.norm2(x) ** 2, **arguments)


OF_EIGENVALUES = [
    ("eigmax(S)", "S", "S[n,n]: symmetric"),
    ("eigmax(A*S*A')", "S", "A[m,n]; S[n,n]: symmetric"),
    ("norm_spec(X)", "X", "X[n,m]"),
    ("norm_spec(A*X*B - C)^2", "X", "A[p,n]; X[n,m]; B[m,q]; C[p,q]"),
    ("log(eigmax(x*x' + S))", "x", "x[n]; S[n,n]: symmetric"),
    ("norm2(eigvec(X'*X, 0) - y)^2", "X", "X[n,m]; y[m]"),
    ("sum_i(eigmax(X'*diag(a[i])*X))", "X", "X[n,m]; a[n] for i in 1..N"),
]


@pytest.mark.parametrize("style", ["jacobian", "differential"])
@pytest.mark.parametrize(("text", "name", "declared"), OF_EIGENVALUES)
def test_what_stands_for_a_symmetric_part_is_symmetric(text: str, name: str, declared: str, style: str) -> None:
    f = ex.parse(text, declared)
    assert ex.equal(ex.derive(f, name, style=style).result, ex.gradient(f, name))


def test_a_wrong_line_is_refused_in_the_words_of_the_formula() -> None:
    derivation = ex.derive(ex.parse("a'*inv(S)*a", "a[n]; S[n,n]: invertible"), "S")
    steps = derivation.steps
    k = next(k for k, step in enumerate(steps) if step.of in {before.of for before in steps[:k]})
    steps[k] = dataclasses.replace(steps[k], value=2 * steps[k].value)
    with pytest.raises(InternalError, match=r"a line of the derivation of a'\*inv\(S\)\*a is wrong: \S+ is") as caught:
        derivation.verify()
    assert "Form(" not in str(caught.value)


@pytest.mark.parametrize("style", STYLES)
def test_a_function_that_is_zero_within_the_structure(style: str) -> None:
    """What rounding leaves of a rate of zero is no contradiction."""
    assert all(ex.derive(ex.parse("tr(sinm(tanh(W)))", "W[n,n]: skew"), "W", style=style).verify())


@pytest.mark.parametrize("style", part(STYLES, 2))
def test_what_rounding_leaves_of_terms_that_cancel_is_no_contradiction(style: str) -> None:
    """Rows of a softmax add up to 1: the first term is a constant, and its derivative is 1 - 1 in floating point."""
    q, p = ex.dims("q p")
    A, T, u = ex.matrix("alpha", q, q, "positive_definite"), ex.vector("T", q), ex.matrix("u", 1, p)
    f = ex.parse("sum(softmax_rows(sqrtm(alpha))) + log(det(eye(p) + 9*norm2(T)^2*u'*u))", [A, T, u])
    assert all(evidence.verdict != "differs" for evidence in ex.derive(f, A, style=style).evidence)
