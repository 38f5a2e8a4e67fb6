"""The public cases: the objective and the answer of each, in one function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.data.given import numbers_in
from tests.cases import checks
from tests.compiling.support import agree


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["id"]) for entry in checks.load()])
def test_case(entry: checks.Entry) -> None:
    exprs = {"objective": checks.parsed(entry, entry["text"]), "answer": checks.answer(entry)}
    function = ex.compile(exprs)
    for seed in range(2):
        data, numbers = _data(entry, function, np.random.default_rng(seed))
        agree(function(**data, **numbers), exprs, data, numbers, 1e-8)


def _data(entry: checks.Entry, function: Any, rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, int]]:
    values = {name: checks.sample(info, rng) for name, info in entry["vars"].items()}
    data = {a.name: values[a.name] for a in function.plan.arguments if a.leaf is not None}
    if entry.get("family") in data:
        data[entry["family"]] = data[entry["family"]].T
    whole = {name: value for name, value in values.items() if isinstance(value, int)}
    needed = numbers_in(list(function.plan.results.values()))
    return data, {name: value for name, value in {**checks.SIZES, **whole}.items() if name in needed}
