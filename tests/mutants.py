"""A rule that is broken for a while, and whether a check notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from extremum.algebra.node import Expr
from extremum.operations import construct as c

Wanted = Callable[[str], bool]
"""Whether what has a name is to be broken."""


@contextmanager
def patched(record: Any, field: str, value: Any) -> Iterator[None]:
    """A frozen record with one field replaced."""
    old = getattr(record, field)
    object.__setattr__(record, field, value)
    try:
        yield
    finally:
        object.__setattr__(record, field, old)


def sound(check: Callable[[], Any]) -> Callable[[], Any]:
    """The check, which passes while nothing is broken: otherwise its failing would prove nothing."""
    with np.errstate(all="ignore"):
        check()
    return check


def notices(check: Callable[[], Any]) -> bool:
    """Whether a check fails, by an assertion or by an error that the wrong rule leads to."""
    try:
        with np.errstate(all="ignore"):
            check()
    except Exception:
        return True
    return False


def wrong_expressions() -> dict[str, Callable[[Expr], Expr]]:
    """Ways to spoil an expression."""
    return {
        "doubled": lambda e: c.multiple(2, e),
        "negated": lambda e: c.multiple(-1, e),
        "shifted": lambda e: c.add(e, c.like_ones(e)),
    }


def nothing() -> None:
    """The check where nothing is to be broken."""
