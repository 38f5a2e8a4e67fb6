"""Formulas of applications: code against the versions of an expert."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from tests.cases import kernels


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["id"]) for entry in kernels.entries()])
def test_kernel(entry: dict[str, Any]) -> None:
    found = ex.compile(list(kernels.exprs(entry).values()))
    for seed in range(2):
        data = kernels.data(entry, "small")(np.random.default_rng(seed))
        for ours, wanted in zip(found(data), kernels.function(entry, "expert")(**data), strict=True):
            np.testing.assert_allclose(ours, wanted, rtol=1e-9, atol=1e-9)
