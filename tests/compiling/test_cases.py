"""The public cases: the objective and the answer of each, in one function."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex
from tests.cases import checks
from tests.compiling.support import agree, case_data


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["id"]) for entry in checks.load()])
def test_case(entry: checks.Entry) -> None:
    exprs = {"objective": checks.parsed(entry, entry["text"]), "answer": checks.first_answer(entry)}
    function = ex.compile(exprs)
    for seed in range(2):
        data, numbers = case_data(entry, function, np.random.default_rng(seed))
        agree(function(**data, **numbers), exprs, data, numbers, 1e-8)
