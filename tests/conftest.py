"""Processes that tests start find the modules compiled, also where Python was told to write no bytecode."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from extremum.operations import letters, stated

for _pool in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")  # before NumPy is imported: each worker has one core
os.environ.setdefault("NUMBA_OPT", "0")  # values are the same, and the compiler is quicker
gc.disable()  # while modules are imported and tests collected: all of it stays

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")


def pytest_runtest_setup() -> None:
    """What modules or other tests typed and derived tells a test nothing: letters are the usual ones, and a name has no
    sizes from derivatives. A hook, for a fixture of every test costs more than some of the tests."""
    letters._LETTERS.of.clear()
    stated._SOURCES.of.clear()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: no collection of garbage goes through it again."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)  # what a test leaves is little
    gc.enable()
