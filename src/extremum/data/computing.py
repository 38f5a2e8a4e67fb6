"""Computing with data: what NumPy cannot do with them is an error of ours; what has no value is ``nan``, no warning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.lazy import numpy as np
from extremum.algebra.room import RoomError
from extremum.algebra.threads import SILENT

_OF_SCIPY = (Exception, RuntimeError)  # themselves: what its functions of matrices raise where they find no value


@contextmanager
def silently() -> Iterator[None]:
    """Inside, NumPy and SciPy say nothing: what has no value is ``nan``."""
    with np.errstate(all="ignore"), SILENT:
        yield


@contextmanager
def computing(what: Callable[[], str]) -> Iterator[None]:
    """Inside, arrays are computed with; ``what`` names it in messages.

    Raises:
        DataError: a matrix is singular, a size is 0 where an entry is needed, or the arrays are too large.
    """
    try:
        with silently():
            yield
    except ExtremumError:
        raise
    except MemoryError as error:
        raise RoomError(f"{what()} is too large for this machine: {error}") from None
    except Exception as error:
        if not isinstance(error, ValueError | IndexError | ArithmeticError) and type(error) not in _OF_SCIPY:
            raise
        raise DataError(f"{what()}: {str(error)[:1].lower()}{str(error)[1:]}, for these data") from None
