"""One search has one bound, for problems within problems too, and what is found does not depend on earlier ones."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.operations.operators import expression
from extremum.solving import effort
from extremum.solving.varying import surely_varies


def _refused(f: str, unknowns: list[str], constraints: list[str], declarations: str) -> str:
    with pytest.raises(ex.UnsupportedError) as refusal:
        ex.solve(f, unknowns, "min", constraints, declarations)
    return str(refusal.value)


def test_a_search_ends_at_its_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "_LENGTHS", 40)
    words = _refused("exp(x + y) + x^4 + a*x - y", ["x", "y"], ["x*y == 1"], "x; y; a")
    assert "ended at its bound" in words
    assert effort.effort.left > -100  # what is within it has no bound of its own


def test_each_search_has_all_of_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "_LENGTHS", 60)
    for _ in range(4):
        assert str(ex.solve("x^2 - 2*a*x", "x", "min", declarations="x; a")["x"]) == "a"


def test_a_short_refusal_says_nothing_of_a_bound() -> None:
    assert "bound" not in _refused("exp(x) + x^4 + a*x", ["x"], [], "x; a").splitlines()[-2]


@pytest.mark.parametrize(
    ("text", "varies"),
    [
        ("x*a + sin(x)", True), ("(x + a)^2 - x^2 - 2*a*x", False), ("a*b", False), ("1/(x + a)", True),
        ("(x^2 - a^2)/(x - a) - x", False), ("log(exp(x)*a) - x", False), ("exp(-x^2)", True),
    ],
)  # fmt: skip
def test_values_tell_what_varies(text: str, varies: bool) -> None:
    x = ex.scalar("x")
    assert surely_varies(expression(text, "x; a; b: positive"), x) is varies


def test_values_of_arrays_tell_what_varies() -> None:
    n, m = ex.dims("n m")
    A, X = ex.matrix("A", n, m), ex.matrix("X", m, n)
    assert surely_varies(A @ X, X)
    assert not surely_varies(A.T @ A, X)
