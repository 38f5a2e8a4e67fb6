"""Backends: a page each, and a row in this table."""

from __future__ import annotations

from extremum.compiling.backends.jax import JAX
from extremum.compiling.backends.numba import NUMBA
from extremum.compiling.backends.numpy import NUMPY
from extremum.compiling.backends.record import Backend
from extremum.compiling.backends.torch import TORCH

__all__ = ["BACKENDS", "NUMPY", "Backend"]

BACKENDS: dict[str, Backend] = {backend.name: backend for backend in (NUMPY, JAX, TORCH, NUMBA)}
