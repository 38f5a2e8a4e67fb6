"""Matrices of tests are small, and there is a process a core: linear algebra gets one thread in each."""

from __future__ import annotations

import os

for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
