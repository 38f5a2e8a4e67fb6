"""Identities about two or more operations, by theme. Importing this package registers them."""

from extremum.identities import (
    blocks,
    entrywise,
    inverse,
    kronecker,
    pseudoinverse,
    spectral,
    stable,
    structure,
    weights,
)

__all__ = ["blocks", "entrywise", "inverse", "kronecker", "pseudoinverse", "spectral", "stable", "structure", "weights"]
