"""Modules that are imported when they are first used, so that ``import extremum`` stays fast."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class Lazy:
    """Stands for a module; its attributes are looked up in the module, which is imported at the first one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)  # found directly from now on
        return value


if TYPE_CHECKING:
    import numpy as numpy
else:
    numpy = Lazy("numpy")
