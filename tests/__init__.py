"""Matrices of tests and fuzzers are small, and there is a process a core: linear algebra gets one thread in each, as
threads that wait for others on a busy machine take a hundred times as long."""

import os

for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
