"""Ends of domains that belong to them: no word about stationary points says that there is no extremum there."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from extremum.solving.constants import inertia

REACHED = [
    ("sqrt(x)", "min", "x"),
    ("arcsin(x)", "max", "x"),
    ("x^(3/2) + x", "min", "x"),
    ("sqrt(a - x)", "min", "x; a"),
    ("sum(sqrt(x))", "min", "x[n]"),
    ("arcsin(x) + x", "max", "x"),
    ("sqrt(1 - x^2)", "min", "x"),
    ("sqrt(1 - x) + sqrt(1 + x)", "min", "x"),
    ("x^p + x", "min", "x; p: positive"),
    ("sqrt(x)", "min", "x: nonnegative"),
]


@pytest.mark.parametrize(("objective", "sense", "declared"), REACHED)
def test_nothing_is_said_to_be_missing_at_an_end(objective: str, sense: str, declared: str) -> None:
    try:
        ex.solve(objective, "x", sense, declarations=declared)
    except ex.NoExtremumError as error:
        pytest.fail(str(error))
    except ex.UnsupportedError as error:
        assert "were not examined" in str(error)
        assert "unbounded" not in str(error)


def test_a_segment_of_two_roots_has_ends() -> None:
    try:
        ex.solve("sqrt(x) + sqrt(y)", ["x", "y"], "min", "x + y == 1", "x; y")
    except ex.NoExtremumError as error:
        pytest.fail(str(error))
    except ex.UnsupportedError as error:
        assert "the ends of its domain, x >= 0 and y >= 0, were not examined" in str(error)


@pytest.mark.parametrize(
    ("objective", "sense"), [("sqrt(x)", "max"), ("exp(x)", "min"), ("log(x) + x", "min"), ("sqrt(1 + x^2)", "max")]
)
def test_open_domains_and_infinity_have_no_ends(objective: str, sense: str) -> None:
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve(objective, "x", sense, declarations="x")
    assert isinstance(caught.value, ex.NoExtremumError) or "unbounded" in str(caught.value)
    assert "were not examined" not in str(caught.value)


def test_a_concave_function_on_an_open_interval_may_have_a_bound() -> None:
    with pytest.raises(ex.UnsupportedError) as caught:
        ex.solve("-x*log(x) - (1 - x)*log(1 - x)", "x", "min", declarations="x")
    assert "unbounded" not in str(caught.value)


ENDS = [
    ("sqrt(x)", "min", "x", "0"),
    ("arcsin(x)", "max", "x", "1"),
    ("arccos(x)", "min", "x", "1"),
    ("x^(3/2) + x", "min", "x", "0"),
    ("sqrt(a - x)", "min", "x; a", "a"),
    ("sum(sqrt(x))", "min", "x[n]", "zeros(n)"),
    ("sqrt(1 - x^2)", "min", "x", "1"),
    ("sqrt(log(x))", "min", "x", "1"),
    ("sqrt(x)*exp(-x)", "min", "x", "0"),
    ("arcsin(x^2)", "max", "x", "1"),
]


@pytest.mark.parametrize(("objective", "sense", "declared", "end"), ENDS)
def test_the_extremum_at_an_end_is_found(objective: str, sense: str, declared: str, end: str) -> None:
    found = ex.solve(objective, "x", sense, declarations=declared)
    assert str(found["x"]) == end
    assert found.kind.startswith(f"global {sense}imum")


def test_an_open_end_is_named() -> None:
    with pytest.raises(ex.NoExtremumError, match="ends at 0, which does not belong to it"):
        ex.solve("sqrt(a - x)", "x", "max", declarations="x: positive; a")


# -- conditions on constants -------------------------------------------------------------------------------------------
def test_a_point_whose_hessian_is_indefinite_is_no_minimum() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("x*y", ["x", "y"], "min", ["x^2 <= 1", "y^2 <= 1"], "x; y")


@pytest.mark.parametrize("objective", ["exp(x)*exp(y)", "sin(x + y)", "x + y", "a*(x + y)^3"])
@pytest.mark.parametrize("sense", ["min", "max"])
def test_what_is_constant_on_the_equations_is_said_to_be_so(objective: str, sense: str) -> None:
    found = ex.solve(objective, ["x", "y"], sense, "x + y == 1", "x; y; a")
    assert found.kind == f"global {sense}imum"
    assert "is constant on x + y == 1" in found.reason
    assert found.evaluate({"a": 1.0, "y": 0.25})[found.problem.unknowns[0]] == 0.75


@pytest.mark.parametrize(("objective", "x", "y"), [("x^2 - x + y", 0.5, -1.0), ("x^2 + x - y", -0.5, 1.0)])
def test_an_end_in_one_unknown_and_none_in_the_other(objective: str, x: float, y: float) -> None:
    found = ex.solve(objective, ["x", "y"], "min", ["x^2 <= 1", "y^2 <= 1"], "x; y")
    assert list(found.evaluate().values()) == pytest.approx([x, y]) and found.kind == "global minimum"


def test_a_value_outside_the_domain_is_no_solution() -> None:
    with pytest.raises(ex.UnsupportedError):
        ex.solve("arcsin(2 - x^2)", "x", "max", declarations="x")


@pytest.mark.parametrize("seed", range(8))
def test_inertia_counts_the_eigenvalues(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.integers(-2, 3, (3, rng.integers(1, 4)))
    matrix = half @ np.diag(rng.choice([-1, 1], half.shape[1])) @ half.T
    eigenvalues = np.linalg.eigvalsh(matrix)
    counts = (eigenvalues > 1e-9).sum(), (eigenvalues < -1e-9).sum(), (abs(eigenvalues) <= 1e-9).sum()
    rows = "; ".join(", ".join(map(str, row)) for row in matrix)
    assert inertia(ex.parse(f"[{rows}]")) == counts


# -- what rounding hides, and what holds nowhere -----------------------------------------------------------------------
def test_an_eigenvalue_that_is_rounding_decides_nothing() -> None:
    found = ex.solve("x'*(A - B)*x - 2*b'*x", "x", "min", [], "A[n,n]: symmetric; B[n,n]: symmetric; x[n]; b[n]")
    b, given = np.ones(2), np.diag([0.3, 0.0])
    with pytest.raises(ex.DataError, match="it is not decided for these data"):
        found.evaluate({"A": np.diag([0.1 + 0.2, 1.0]), "B": given, "b": b})
    with pytest.raises(ex.DataError, match="does not hold for these data"):
        found.evaluate({"A": np.diag([0.1, 1.0]), "B": given, "b": b})


IMPOSSIBLE = ["exp(x) <= 0", "x^2 + 1 <= 0", "exp(x) == 0", "sqrt(x) <= -1", "cosh(x) <= 1/2"]


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_a_constraint_that_holds_nowhere_leaves_no_point(constraint: str) -> None:
    with pytest.raises(ex.NoExtremumError, match="no x satisfies"):
        ex.solve("x^2", "x", "min", constraint, "x")
    assert ex.minimize("x^2", "x", {}, constraints=[constraint], declarations="x").status == "infeasible"


@pytest.mark.parametrize("constraint", ["exp(x) <= 1", "x^2 <= 0", "sqrt(x) <= 0", "cosh(x) <= 1"])
def test_a_constraint_that_holds_at_a_point_is_not_impossible(constraint: str) -> None:
    try:
        ex.solve("x^2", "x", "min", constraint, "x")
    except ex.UnsupportedError as error:
        assert "no x satisfies" not in str(error)


@pytest.mark.parametrize(("objective", "declared"), [("sqrt(x)", "x"), ("sum(sqrt(x))", "x[3]")])
def test_iteration_at_an_end_of_the_domain_is_no_raw_error(objective: str, declared: str) -> None:
    found = ex.minimize(objective, "x", {}, declarations=declared)
    assert not found.converged or found.value < 1e-9


@pytest.mark.parametrize("text", ["x^p", "x^p + x"])
def test_a_power_that_may_be_whole_has_no_end_where_it_is_zero(text: str) -> None:
    """At p = 1 it has values below 0, which are less."""
    with pytest.raises(ex.UnsupportedError):
        ex.solve(text, "x", "min", declarations="x; p: positive")
    assert ex.solve(text.replace("p", "(3/2)"), "x", "min", declarations="x")["x"] is ex.parse("0")
