"""Where the second derivatives decide nothing, nothing is said of when they would; points outside a domain are none."""

import pytest

import extremum as ex


@pytest.mark.parametrize("text", ["x^3", "x^5 - 5*x^4", "x^3 + y^2", "x^3 + (y - 1)^4"])
def test_a_number_that_is_zero_is_not_said_to_be_positive_somewhere(text: str) -> None:
    unknowns = ["x", "y"] if "y" in text else ["x"]
    found = ex.solve(text, unknowns, None, declarations="; ".join(unknowns))
    assert found.kind == "stationary" and "leaves its kind open" in found.reason
    assert "where 0 is" not in str(found) and "a minimum where [" not in str(found)


def test_stationary_points_lie_in_what_is_declared() -> None:
    """Of ``x y (1 - x - y)`` the others have a zero: the gradient is (y (1 - 2 x - y), x (1 - x - 2 y))."""
    found = ex.solve("x*y*(1 - x - y)", ["x", "y"], "max", declarations="x: positive; y: positive")
    assert [str(v) for v in found.values.values()] == ["1/3", "1/3"]
    assert "2 stationary" not in str(found) and "x = 0" not in found.unique
    free = ex.solve("x*y*(1 - x - y)", ["x", "y"], "max", declarations="x; y")
    assert free.unique.startswith("one of 4 stationary points")
