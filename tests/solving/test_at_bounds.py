"""Likelihoods that rise up to a bound by the data, against the formulas of the books in numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_X = np.random.default_rng(7).uniform(0.5, 3, 8)
_LAWS: dict[str, tuple[str, list[str], list[str], str, Callable[[Array], dict[str, float]]]] = {
    "shifted exponential": (
        "N*log(l) - l*sum(x - t)", ["t", "l"], ["x >= t*ones(N)"], "t; l: positive",
        lambda x: {"t": x.min(), "l": 1 / (x.mean() - x.min())},
    ),
    "twice the shift": (
        "N*log(l) - l*sum(x - 2*t)", ["l", "t"], ["x >= 2*t*ones(N)", "t <= 9"], "t; l: positive",
        lambda x: {"t": x.min() / 2, "l": 1 / (x.mean() - x.min())},
    ),
    "uniform": (
        "-N*log(b - a)", ["a", "b"], ["b >= max(x)", "a <= min(x)"], "a; b",
        lambda x: {"a": x.min(), "b": x.max()},
    ),
    "Pareto": (
        "N*log(a) + N*a*log(k) - (a + 1)*sum(log(x))", ["k", "a"], ["k <= min(x)"], "k: positive; a: positive",
        lambda x: {"k": x.min(), "a": 1 / np.log(x / x.min()).mean()},
    ),
}  # fmt: skip


@pytest.mark.parametrize("law", _LAWS)
def test_a_number_at_its_bound(law: str) -> None:
    text, unknowns, constraints, declared, book = _LAWS[law]
    data = "x[N]: positive" if law == "Pareto" else "x[N]"
    if law == "twice the shift":  # two upper bounds: which is lower is not known
        with pytest.raises(ex.UnsupportedError):
            ex.solve(text, unknowns, "max", constraints, f"{data}; {declared}")
        constraints = constraints[:1]
    found = ex.solve(text, unknowns, "max", constraints, f"{data}; {declared}")
    assert found.kind == "global maximum" and found.unique == "unique"
    got = {x.name: float(value) for x, value in found.evaluate({"x": _X}).items()}
    assert got == pytest.approx(book(_X))


def test_a_bound_on_the_other_side_is_a_condition() -> None:
    declared = "t; l: positive; x[N]; r"
    found = ex.solve("N*log(l) - l*sum(x - t)", ["t", "l"], "max", ["t <= min(x)", "t >= r"], declared)
    assert found.evaluate({"x": _X, "r": 0.0})
    with pytest.raises(ex.DataError):
        found.evaluate({"x": _X, "r": 5.0})


@pytest.mark.parametrize("text", ["s*t*l - l^2", "(t - 3)^2 - l^2", "-sum(abs(x - t)) - l^2"])
def test_what_does_not_rise_for_certain_is_not_put_in(text: str) -> None:
    try:
        found = ex.solve(text, ["t", "l"], "max", ["t <= r"], "t; l; x[N]; r; s")
    except ex.UnsupportedError:
        return
    assert "at a bound" not in str(found)
