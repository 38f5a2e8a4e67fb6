"""Identities about two or more operations, by theme. Importing this package registers them."""

from extremum.identities import entrywise, inverse, kronecker

__all__ = ["entrywise", "inverse", "kronecker"]
