"""Conditions that add up to others: what several say together is said once."""

import numpy as np
import pytest

import extremum as ex

CASES = [
    ("(a + k - 1)*log(p) + (b + n - k - 1)*log(1 - p)", "p; a; b; k; n", "(a + k - 1)/(a + b + n - 2)"),
    ("(a - 1)*log(p) + (b - 1)*log(1 - p)", "p; a; b", "(a - 1)/(a + b - 2)"),
]


@pytest.mark.parametrize(("text", "declared", "written"), CASES)
def test_the_mode_of_a_posterior(text: str, declared: str, written: str) -> None:
    """Bernoulli samples with a beta prior, against a grid where the conditions hold; refused where they do not."""
    found = ex.solve(text, "p", "max", declarations=declared)
    assert found.kind.startswith("global maximum") and found.written(*found.values) == written
    assert not any("2" in str(condition) for condition in found.conditions)
    names = [s.name for s in found.objective.symbols if s.name != "p"] if found.objective is not None else []
    data = {name: {"a": 2.5, "b": 3.0, "k": 4.0, "n": 9.0}[name] for name in names}
    (p,) = (float(np.asarray(v)) for v in found.evaluate(data).values())
    grid = np.linspace(1e-4, 1 - 1e-4, 9999)
    values, best = (eval(text, {}, {**data, "p": at, "log": np.log}) for at in (grid, p))
    assert best >= values.max() - 1e-12
    with pytest.raises(ex.DataError):
        found.evaluate({**data, "a": -4.0})


def test_a_sum_of_what_is_positive_is_no_condition_besides() -> None:
    declared = "p[n]: positive; k[n]; a[n]"
    found = ex.solve("sum((k + a - 1).*log(p))", "p", "max", ["sum(p) == 1"], declared)
    assert [str(condition) for condition in found.conditions] == ["a + k - 1 is positive"]
    assert found.written(*found.values) == "(a + k - 1)/sum(a + k - 1)"
