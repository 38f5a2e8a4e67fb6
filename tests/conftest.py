"""Processes that tests start find the modules compiled, also where Python was told to write no bytecode."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from extremum.operations import letters, stated

for _pool in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # before NumPy is imported: each worker has one core
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")


@pytest.fixture(autouse=True)
def no_letters_typed_before() -> None:
    """What modules typed while they were collected is written with the usual letters, whatever other tests type."""
    letters._LETTERS.of.clear()


@pytest.fixture(autouse=True)
def no_derivatives_taken_before() -> None:
    """A name tells sizes of a derivative, whatever other tests derived the same from."""
    stated._SOURCES.of.clear()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: no collection of garbage goes through it again."""
    gc.collect()
    gc.freeze()
