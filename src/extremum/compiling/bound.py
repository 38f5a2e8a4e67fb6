"""A compiled function of which some data are given once: they are checked once, and what they alone determine is
computed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, final

from extremum.algebra.errors import DataError
from extremum.algebra.names import suggestion
from extremum.compiling.familiar import Familiar, familiar
from extremum.compiling.plan import Plan
from extremum.compiling.term import topological
from extremum.data.binding import scope_for
from extremum.data.given import by_name, refuse_places


class Function(Protocol):
    """What is bound: a plan, checked arguments from data, and the values that the code computes of these."""

    plan: Plan

    def arguments(self, data: Mapping[Any, Any]) -> dict[str, Any]:
        """The arguments of the function, checked."""
        ...

    def values(self, arguments: dict[str, Any]) -> Any:
        """What the function computes, as it is given back."""
        ...


@final
class Bound:
    """A function of the data that are left, given by keyword.

    The first call checks them all; a later one checks of an array that has the same shape only what is declared of it.
    """

    def __init__(self, of: Function, data: Mapping[Any, Any]) -> None:
        self._of, self._given = of, by_name(data)
        inputs = {argument.name: argument for argument in of.plan.inputs}
        for name in self._given.keys() - inputs.keys():
            raise DataError(f"{of.plan.name} has no data {name}{suggestion(name, list(inputs))}")
        self._left = {name: a for name, a in inputs.items() if name not in self._given}
        leaves = [a.leaf for name, a in inputs.items() if name in self._given and a.leaf is not None]
        self._told = {str(atom) for atom in scope_for(leaves, self._given).sizes}
        self._familiar: Familiar | None = None

    def __call__(self, /, *places: Any, **data: Any) -> Any:
        """The values, as the compiled function gives them.

        Raises:
            DataError: data are missing, do not fit, violate an assumption, or lead to a singular matrix.
        """
        refuse_places(places, self._of.plan.name, self._needed())
        values = None if self._familiar is None else self._familiar.arguments(data)
        return self._of.values(self._at_first(data) if values is None else values)

    def __repr__(self) -> str:
        return f"<{self._of.plan.name} with {', '.join(self._given)} given; it needs {', '.join(self._needed())}>"

    def _needed(self) -> Iterator[str]:
        return (name for name, argument in self._left.items() if argument.kind != "number")

    def _at_first(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """All arguments, checked; what of them will be the same is kept."""
        values = self._of.arguments({**self._given, **data})
        once = self._of.plan.once
        if once is None or not any(argument.name in data for argument in once.arguments):
            left = [argument for name, argument in self._left.items() if name in data or name not in self._told]
            self._familiar = familiar(data, left, values, topological(self._of.plan.terms.values()))
        return values
