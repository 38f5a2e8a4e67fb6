"""Constraints in one text, and the nearest name of what was misspelt."""

from __future__ import annotations

import pytest

import extremum as ex


def test_constraints_are_separated_by_semicolons_outside_of_brackets() -> None:
    one = ex.solve("norm2(x - a)^2", "x", "min", "x >= 0; x <= 1", "x[n]; a[n]")
    two = ex.solve("norm2(x - a)^2", "x", "min", ["x >= 0", "x <= 1"], "x[n]; a[n]")
    assert one["x"] is two["x"]
    rows = ex.solve("norm2(x)^2", "x", "min", "[c'; d']*x == [1; 2];", "x[n]; c[n]; d[n]")
    assert [str(k) for k in rows.problem.constraints] == ["[c'; d']*x == [1; 2]"]


def test_nearest_names() -> None:
    with pytest.raises(ex.ExtremumError, match="did you mean simplex"):
        ex.vector("x", "n", "symplex")
    with pytest.raises(ex.ExtremumError, match="did you mean torch"):
        ex.compile(ex.parse("norm2(x)^2", "x[n]"), backend="pytorch")


def test_variables_as_latex_writes_them() -> None:
    found = ex.gradient(r"\|X\beta - y\|^2", r"\beta", "X[n,m]; y[n]")
    assert str(found) == "2*X'*(X*beta - y)"


def test_a_row_beside_a_column_is_said() -> None:
    with pytest.raises(ex.ExtremumError, match="w'\\*S is a row and m a column: transpose one of them"):
        ex.parse("w'*S - m", "w[n]; S[n,n]; m[n]")
