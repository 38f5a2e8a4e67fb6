"""Identities about two or more operations, by theme. Importing this package registers them.

>>> import extremum as ex
>>> with ex.rewriting() as applied:
...     ex.inv(ex.matrix("A", "n", "n")) @ ex.matrix("A", "n", "n")
eye(n)
"""

from extremum.identities import (
    blocks,
    crossed,
    diagonals,
    entries,
    entrywise,
    inverse,
    kronecker,
    pseudoinverse,
    spectral,
    stable,
    structure,
    weights,
)

__all__ = [
    "blocks",
    "crossed",
    "diagonals",
    "entries",
    "entrywise",
    "inverse",
    "kronecker",
    "pseudoinverse",
    "spectral",
    "stable",
    "structure",
    "weights",
]
