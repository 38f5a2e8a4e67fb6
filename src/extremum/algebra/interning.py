"""Equal is identical, in every thread: tables that hold one value a key, for as long as anybody uses it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar, final
from weakref import ref

from extremum.algebra.threads import lock

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


_WRITING = lock()
"""Held while a value is entered or taken out, never while one is looked up, nor while one is made."""


class _Held(ref[Value]):
    """A weak reference that knows the key of its value."""

    __slots__ = ("key",)
    key: Hashable


@final
class Interned(Generic[Key, Value]):
    """At most one living value a key; a value that nothing else refers to is freed, and its key with it.

    A ``WeakValueDictionary`` with half the time a value: one is looked up for each node that is made.
    """

    def __init__(self) -> None:
        held: dict[Hashable, _Held[Value]] = {}
        writing = _WRITING  # a global may be gone when the last values are freed

        def freed(reference: ref[Value]) -> None:
            assert isinstance(reference, _Held)
            with writing:
                if held.get(reference.key) is reference:  # and not that of an equal value that was made meanwhile
                    del held[reference.key]

        self._held, self._freed = held, freed

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Key) -> Value | None:
        """The living value of the key."""
        reference = self._held.get(key)
        return None if reference is None else reference()

    def enter(self, key: Key, value: Value) -> Value:
        """The one value of the key: ``value``, unless another thread was faster."""
        reference = _Held(value, self._freed)
        reference.key = key
        with _WRITING:
            found = self._held.setdefault(key, reference)()
            if found is None:  # an equal value that is being freed
                found, self._held[key] = value, reference
        return found
