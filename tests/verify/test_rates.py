"""Rates along directions that keep a structure are those of the function, to all digits."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.verify.rates import rates


@pytest.mark.parametrize("f", ["5*t^2*softplus(arcsinh(ones(n)))'*p", "t^2*sum(p)", "(sqrt(t^2 + 1)*ones(n))'*p"])
def test_what_is_constant_on_the_simplex_has_the_rate_zero(f: str) -> None:
    """A direction has the sum 0 exactly: to 17 digits alone, the rate is that of rounding."""
    n = ex.dims("n")
    p, t = ex.vector("p", n, "simplex"), ex.scalar("t")
    function = ex.parse(f, [p, t])
    found = [rates(function, p, [ex.zeros(n)], number=k) for k in range(4)]
    assert all(rate is not None and rate.precise and rate.agree(0) for rate in found)


TIES = [
    ("max(U)", "U[n,n]", "t^2*ones(n,n)"),
    ("min(U)", "U[n]", "exp(t)*ones(n)"),
    ("max(abs(U))", "U[n]", "cos(t)*ones(n)"),
    ("max(U, 0)", "U", "t - abs(t)*sign(t)"),
    ("abs(U)", "U", "(t - 1)*(t + 1) - t^2 + 1"),
    ("sum(relu(U))", "U[n]", "t*zeros(n)"),
    ("norm2(U)", "U[n]", "t*zeros(n)"),
    ("eigmax(U)", "U[n,n]: symmetric", "t*eye(n)"),
    ("norm_spec(U)", "U[n,n]", "t^2*eye(n)"),
    ("norm_nuc(U)", "U[n,n]", "t*ones(n,n)"),
]
"""Functions, and points where entries, eigenvalues or singular values that they tell apart are equal, or 0."""


@pytest.mark.parametrize(("function", "declaration", "point"), TIES)
def test_at_ties_there_is_no_rate(function: str, declaration: str, point: str) -> None:
    """No difference judges a derivative where the function has a kink; at random points it does."""
    f = ex.parse(function, declaration)
    (U,) = f.symbols
    gradient = ex.gradient(f, U)
    assert rates(f, U, [gradient], given={U: ex.parse(point, "t")}) is None
    found = rates(f, U, [gradient])
    assert found is not None and found.agree(0)


DERIVED = [
    ("max(a.^2*ones(1,q))", "a", "a[n]"),
    ("-max(-(2*a + 9*b).^2*ones(1,q)/9)", "b", "a[p]; b[p]"),
    ("max(a*ones(1,q)) + max(a)", "a", "a[n]"),
    ("max(abs(a*ones(1,m)))^2", "a", "a[n]"),
    ("eigmax(kron(eye(2), S))", "S", "S[n,n]: symmetric"),
    ("eigmax(a'*a*eye(n))", "a", "a[n]"),
    ("norm_spec(kron(eye(2), A))", "A", "A[n,m]"),
    ("norm_nuc(a*ones(1,m))", "a", "a[n]"),
]


@pytest.mark.parametrize(("function", "by", "declarations"), DERIVED)
def test_a_derivation_through_ties_has_no_refuted_line(function: str, by: str, declarations: str) -> None:
    """A line about a part with a kink is undecided, and says why; the gradient at the end is judged."""
    found = ex.derive(function, by, declarations, style="jacobian")
    undecided = {evidence.evidence for evidence in found.evidence if not evidence}
    assert undecided <= {"differences of the function tell no rate at a random point: undefined, or a kink"}
    measured = rates(found.function, found.variable, [found.result])
    assert measured is not None and measured.agree(0)


def test_what_is_too_large_for_its_differences_has_no_rate() -> None:
    """Rounding of a value hides a change: that no difference is seen is no agreement."""
    U, t = ex.vector("U", 2), ex.scalar("t")
    f, shift = ex.parse("max(U)", [U]), ex.parse("[1; 2]")
    near, far = (
        rates(f, U, [ex.parse("where_max(U)", [U])], given={U: size * t**2 * shift}) for size in (1, 10**18)
    )  # fmt: skip
    assert near is not None and near.agree(0) and far is None
