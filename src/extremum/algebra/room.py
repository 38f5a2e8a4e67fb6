"""Whether an array fits into the memory of the machine: asked before it is made."""

from __future__ import annotations

import os
from functools import cache

from extremum.algebra.errors import DataError
from extremum.algebra.node import Expr

_ENTRY = 8
_UNKNOWN = 2**36  # what is taken for the memory of a machine that does not tell


class RoomError(DataError):
    """Arrays do not fit into the memory of the machine."""


@cache
def memory() -> int:
    """The bytes of memory that the machine has."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # neither on Windows nor in a browser
        return _UNKNOWN


def refuse_what_is_too_large(node: Expr, rows: int, cols: int) -> None:
    """An error where an expression of this many rows and columns fits nowhere.

    Raises:
        DataError: it would take more bytes than there are.
    """
    size = rows * cols * _ENTRY
    if size > memory():
        raise too_large(node, rows, cols)


def too_large(node: Expr, rows: int, cols: int) -> RoomError:
    """The error for an expression that fits nowhere."""
    written = str(node)
    short = written if len(written) <= 60 else written[:57] + "..."
    size = rows * cols * _ENTRY
    return RoomError(
        f"{short} is {rows}×{cols} and would take {size:,} bytes, but the machine has {memory():,}; give smaller "
        "dimensions, or write it without this matrix"
    )
