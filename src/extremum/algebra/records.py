"""Records that are frozen for type checkers, and set as fast as any object: for what is made a hundred times a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[T]) -> type[T]:
    """A dataclass with slots, equal and hashed by its fields, to which nobody assigns: mypy sees to it.

    ``dataclass(frozen=True)`` sees to it at run time, and takes three times as long to make one.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
