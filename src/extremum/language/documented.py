"""What the record of an operation says, put into the docstring of the function that people call."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import TypeVar

from extremum.algebra.node import REGISTRY

F = TypeVar("F", bound=Callable[..., object])


def documented(operation: str) -> Callable[[F], F]:
    """Adds where an operation is defined, and the source of its derivative, to the docstring of a function.

    >>> documented("inverse")(lambda expr: expr).__doc__.partition(".")[0]
    'Domain: where the argument is invertible'
    """
    record = REGISTRY[operation]

    def added(function: F) -> F:
        text = f"Domain: {record.domain}. Source of the derivative: {record.reference}."
        function.__doc__ = f"{cleandoc(function.__doc__ or '')}\n\n{text}".strip()
        return function

    return added
