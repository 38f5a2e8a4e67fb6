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
        ("var(v)", ["c'*v == 1"], ""),
        ("sum(v)^2", ["sum(v) == 1"], ""),
    ],
)
def test_what_is_singular_is_not_inverted(objective: str, constraints: list[str], value: str) -> None:
    """``ones(n, n)`` and the matrix that centres were said to be invertible, as a condition."""
    given = (objective, "v", "min", constraints, "v[n]; c[n]: positive")
    if value:
        found = ex.solve(*given)
        assert str(found.value) == value and found.kind == "global minimum" and not found.conditions
    else:
        with pytest.raises(ex.UnsupportedError, match="never holds that .* is invertible"):
            ex.solve(*given)
