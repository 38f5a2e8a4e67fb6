"""A dimension is 1 at least: what follows for sums of counts, against small numbers."""

from itertools import product

import pytest

import extremum as ex
from extremum.algebra.facts import holds

CASES = [
    "n - 1",
    "n - 2",
    "2*n - 1",
    "n + m - 2",
    "n + m - 3",
    "m*n - 1",
    "n^2 - 1",
    "n^2 - n",
    "n - 1/2",
    "n/m - 1",
    "1 - n",
]


@pytest.mark.parametrize("text", CASES)
def test_signs_of_counts(text: str) -> None:
    """What is said holds of all small numbers; of sums above a number, it is said."""
    expr = ex.parse(f"{text} + 0*sum(x) + 0*sum(y)", "x[n]; y[m]")
    values = [eval(text.replace("^", "**"), {}, {"n": n, "m": m}) for n, m in product(range(1, 6), repeat=2)]
    said = {fact: holds(expr, fact) for fact in ("positive", "nonnegative")}
    assert not said["positive"] or min(values) > 0
    assert not said["nonnegative"] or min(values) >= 0
    if "-" in text and text not in ("n^2 - n", "n/m - 1"):
        assert said == {"positive": min(values) > 0, "nonnegative": min(values) >= 0}


def test_what_no_count_satisfies_is_no_condition() -> None:
    declared = "x: positive; b: positive; c: positive; v[n]"
    with pytest.raises(ex.NoExtremumError, match="increases in x"):
        ex.solve("c*x^2 + b*(n - 1)*x + norm2(v)^2", "x", "min", declarations=declared)
    found = ex.solve("c*x^2 - b*(n - 1)*x + norm2(v)^2", "x", "min", declarations=declared)
    assert [str(k) for k in found.conditions] == ["n > 1"]
