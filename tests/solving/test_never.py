"""Conditions that never hold are none: the solution is another one, or there is no answer."""

from __future__ import annotations

import pytest

import extremum as ex


@pytest.mark.parametrize(
    ("objective", "constraints", "value"),
    [
        ("var(v)", ["c'*v <= 1"], "zeros(n)"),
        ("sum(v)^2", ["sum(v) == 0"], "zeros(n)"),
        ("sum(v)^2", ["sum(v) == 0", "c'*v <= 1"], "zeros(n)"),
        ("var(v)", ["c'*v == 1"], "ones(n)/sum(c)"),
        ("sum(v)^2", ["sum(v) == 1"], ""),
        ("-sum_ij((v[i] - v[j])^2, i < j)", ["v[1] == 1"], ""),
    ],
)
def test_what_is_singular_is_not_inverted(objective: str, constraints: list[str], value: str) -> None:
    """``ones(n, n)`` and the matrix that centres were said to be invertible, as a condition."""
    given = (objective, "v", "min", constraints, "v[n]; c[n]: positive")
    if value:
        found = ex.solve(*given)
        assert (
            str(found.values[found.problem.unknowns[0]]) == value
            and found.kind == "global minimum"
            and not found.conditions
        )
    else:
        with pytest.raises(ex.UnsupportedError):
            ex.solve(*given)


@pytest.mark.parametrize(
    ("objective", "sense", "constraints", "declared"),
    [
        ("-sum(exp(v))", "max", ["v[1] == b"], "v[3]; b"),  # unit(3, 1) is positive
        ("-sum(exp(v))", "max", ["v[1] == b"], "v[n]; b"),
        ("b*c'*v", "min", ["norm2(v)^2 <= 1", "norm2(v) <= b"], "v[n]: positive; c[n]: positive; b: positive"),
    ],
)
def test_what_never_holds_is_no_condition(objective: str, sense: str, constraints: list[str], declared: str) -> None:
    """Solutions were given that no data could be put into."""
    with pytest.raises(ex.UnsupportedError):
        ex.solve(objective, "v", sense, constraints, declared)


@pytest.mark.parametrize(
    ("objective", "x", "sense", "constraints", "declared", "unless"),
    [
        ("norm2(v)^2", "v", "max", ["c'*v == 1"], "v[n]: positive; c[n]: positive", "c'*v == 1 leaves one point only"),
        ("tr(A*X) - logdet(X)", "X", "min", [], "X[n,n]; A[n,n]: positive_definite", "n = 1"),
    ],
)
def test_one_point_is_an_extremum_of_both_senses(
    objective: str, x: str, sense: str, constraints: list[str], declared: str, unless: str
) -> None:
    """There is a maximum where n = 1: the only point."""
    with pytest.raises(ex.NoExtremumError, match=f", unless {unless.replace('*', '[*]')}: "):
        ex.solve(objective, x, sense, constraints, declared)


def test_an_eigenvalue_that_is_never_simple_is_no_condition() -> None:
    """Any unit vector whose entries add up to 0 has the largest variance."""
    found = ex.solve("2*var(v)", "v", "max", [], "v[3]: unit")
    (v,) = found.evaluate().values()
    assert found.kind == "global maximum" and not found.conditions and not found.unique
    assert abs(v.sum()) < 1e-12 and abs(v @ v - 1) < 1e-12
