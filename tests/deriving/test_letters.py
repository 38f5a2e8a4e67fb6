"""Letters for parts: those that the user named, those that a derivation gives, and how long they stay."""

from __future__ import annotations

import pytest

import extremum as ex
from tests.support.formulas import shown

n, m, N = ex.dims("n m N")


s, i, k = ex.samples("s", m, N), ex.index("i", N), ex.index("k", N)


STYLES = ("jacobian", "differential")


def test_letters_stay_to_the_end() -> None:
    for style in ("differential", "jacobian"):
        lines = shown(ex.derive("norm2(A*x - b)^2", "x", "A[m,n]; x[n]; b[m]", style=style))
        assert lines[-2:] == ["gradient = 2*A'*r", "         = 2*A'*(A*x - b)"]


MIXTURE = (
    "x[d] for i in 1..n; w: positive; mu[d]; nu[d]; p[i] = exp(-norm2(x[i] - mu)^2); q[i] = exp(-norm2(x[i] - nu)^2)"
)


@pytest.mark.parametrize("style", STYLES)
def test_what_the_user_named_is_a_part_and_stays_named(style: str) -> None:
    softmax = ex.parse("-t'*log(p)", "W[k,d]; x[d]; t[k]: onehot; p = softmax(W*x)")
    derivation = ex.derive(softmax, "W", style=style)
    assert "  p = softmax(u)" in shown(derivation)
    assert str(derivation.result) == "(p - t)*x'"
    assert all(derivation.verify())
    named = ex.parse("p", "W[k,d]; x[d]; p = softmax(W*x)")
    derivation = ex.derive(named, "x", style=style)
    assert shown(derivation)[0] == "p = softmax(W*x)"
    assert str(derivation.result) == "(diag(p) - p*p')*W"


@pytest.mark.parametrize("style", STYLES)
def test_letters_inside_a_sum_have_its_index(style: str) -> None:
    derivation = ex.derive(ex.parse("sum_i(log(w*p[i] + (1 - w)*q[i]))", MIXTURE), "mu", style=style)
    lines = shown(derivation)
    assert "where q[i] = exp(-norm2(x[i] - nu)^2)" in lines
    assert "  z[i] = -norm2(r[i])^2" in lines
    assert "  p[i] = exp(z[i])" in lines
    assert all(derivation.verify())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", ["s*exp(x)'", "exp(x)' - x'", "softmax(x)'", "x'"])
def test_a_named_row(style: str, row: str) -> None:
    """Its transpose, a column, is what stands in products: it is a part of a function, and none of itself."""
    u = ex.named("u", ex.parse(row, "s; x[n]"))
    for f in (u @ ex.vector("b", "n"), ex.sum(ex.sin(u)) + ex.norm2(u) ** 2, u.T):
        derivation = ex.derive(f, ex.vector("x", "n"), style=style)
        assert all(derivation.evidence)
        assert str(derivation)


def test_letters_of_matrices_are_capitals() -> None:
    text = str(ex.derive("norm2(W2*tanh(W1*X) - Y)^2", "W1", "W1[h,d]; W2[k,h]; X[d,n]; Y[k,n]"))
    assert "R = W2*Z - Y" in text and "Z = tanh(U)" in text and "U = W1*X" in text


LETTERS_KEPT = [
    ("x'*inv(diag(w) + s*eye(n))*x", "w", "x[n]; w[n]: positive; s: positive", "(M*x).^2"),
    ("sum(log(1 + exp(A*w)))", "w", "A[n,m]; w[m]", "v./(1 + v)"),
]


@pytest.mark.parametrize(("text", "variable", "declared", "kept"), LETTERS_KEPT, ids=[row[0] for row in LETTERS_KEPT])
def test_letters_stay_where_the_parts_are_put_in(text: str, variable: str, declared: str, kept: str) -> None:
    """An inverse of a diagonal matrix stays M, ``exp(z)`` stays v, until a line says that it is written out."""
    found = ex.derive(text, variable, declarations=declared, style="differential")
    lines = str(found).splitlines()
    place = next(k for k, line in enumerate(lines) if "the parts put in" in line)
    assert any(kept in line for line in lines[place:])
    assert any("written out" in line for line in lines[place:])


@pytest.mark.parametrize("style", STYLES)
def test_what_a_derivative_brings_in_twice_has_a_letter(style: str) -> None:
    """An eigenvector stands on both sides of the change of a matrix; an inverse that stands once is written out."""
    lines = shown(ex.derive("norm_spec(A*X - B)", "X", "A[p,n]; X[n,m]; B[p,m]", style=style))
    assert "  v = eigvec(S, m - 1)" in lines and "gradient = A'*R*v*v'/sqrt(u)" in lines
    assert "gradient = 2*C*X*inv(U)" in shown(
        ex.derive("logdet(X'*C*X + B)", "X", "X[n,m]; C[n,n]: symmetric; B[m,m]: symmetric", style=style)
    )
