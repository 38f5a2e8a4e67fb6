"""Equal is identical, in every thread: tables that hold one value a key, for as long as anybody uses it."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from threading import RLock
from typing import Generic, TypeVar, final
from weakref import WeakValueDictionary

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def lock() -> AbstractContextManager[bool]:
    """A lock that its holder may take again, and that no child inherits from a thread which it does not have."""
    made = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=made.acquire, after_in_parent=made.release, after_in_child=made.release)
    return made


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
