"""Equal is identical, in every thread: tables that hold one value a key, for as long as anybody uses it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, final
from weakref import WeakValueDictionary

from extremum.algebra.threads import lock

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


_WRITING = lock()
"""Held while a value is entered, never while one is looked up, nor while one is made."""


@final
class Interned(Generic[Key, Value]):
    """At most one living value a key; a value that nothing else refers to is freed, and its key with it."""

    def __init__(self) -> None:
        self._values: WeakValueDictionary[Key, Value] = WeakValueDictionary()
        self.get: Callable[[Key], Value | None] = self._values.get

    def __len__(self) -> int:
        return len(self._values)

    def enter(self, key: Key, value: Value) -> Value:
        """The one value of the key: ``value``, unless another thread was faster."""
        with _WRITING:
            found = self._values.get(key)
            if found is None:
                self._values[key] = found = value
            return found
