"""A compiled function of which some data are given once: they are checked once, and what they alone determine is
computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, final

from extremum.algebra.errors import DataError
from extremum.algebra.facts import close
from extremum.algebra.lazy import numpy as np
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr
from extremum.compiling.plan import Plan
from extremum.compiling.term import Term, topological
from extremum.data.binding import scope_for
from extremum.data.computing import computing
from extremum.data.given import by_name
from extremum.structures import STRUCTURES


class Function(Protocol):
    """What is bound: a plan, the bare function, and its checked arguments from data."""

    plan: Plan
    function: Callable[..., Any]

    def arguments(self, data: Mapping[Any, Any]) -> dict[str, Any]:
        """The arguments of the function, checked."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What is expected of an argument: as at the first call."""

    written: str
    leaf: Expr
    shape: tuple[int, ...]
    tests: Sequence[Callable[[Any], bool]]


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
        scope_for(leaves, self._given)
        self._arrays = (np.ndarray, np.float64)
        self._fixed: dict[str, Any] = {}
        self._known: dict[str, _Known] = {}
        self._views = [_is_view(term) for term in of.plan.terms.values()]

    def __call__(self, **data: Any) -> Any:
        """The values, as the compiled function gives them.

        Raises:
            DataError: data are missing, do not fit, violate an assumption, or lead to a singular matrix.
        """
        values = self._quickly(data) if data.keys() == self._known.keys() else None
        return self._values(self._at_first(data) if values is None else values)

    def __repr__(self) -> str:
        left = ", ".join(name for name, argument in self._left.items() if argument.kind != "number")
        return f"<{self._of.plan.name} with {', '.join(self._given)} given; it needs {left}>"

    def _at_first(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """All arguments, checked; what of them will be the same is kept."""
        values = self._of.arguments({**self._given, **data})
        left = {a.written for a in self._left.values() if a.kind != "number"}
        self._fixed = {name: value for name, value in values.items() if name not in left}
        known = {a.name: a for a in self._left.values() if a.kind != "number"}
        if all(a.leaf is not None and not isinstance(values[a.written], list) for a in known.values()):
            self._known = {
                name: _Known(a.written, a.leaf, np.shape(values[a.written]), _tests(self._of.plan, a.leaf))
                for name, a in known.items()
                if a.leaf is not None
            }
        return values

    def _quickly(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """All arguments, where the arrays are as at the first call."""
        values = dict(self._fixed)
        for name, value in data.items():
            known = self._known[name]
            array = np.float64(value) if type(value) is float else value
            if type(array) not in self._arrays or array.dtype.char != "d" or array.shape != known.shape:
                return None
            if known.tests and not _pass(known.tests, array):
                return None
            values[known.written] = array
        return values

    def _values(self, values: dict[str, Any]) -> Any:
        plan, function = self._of.plan, self._of.function
        try:
            with np.errstate(all="ignore"):
                found = function(**values)
        except Exception:
            with computing(lambda: plan.name):  # again, for an error that says what is wrong
                found = function(**values)
        if plan.gives == "one":
            return _plain(found, self._views[0])
        if plan.gives == "tuple":
            return tuple(map(_plain, found, self._views))
        return {label: _plain(value, view) for (label, value), view in zip(found.items(), self._views, strict=True)}


_COPIES = frozenset({"matmul", "add", "times", "power"})


def _tests(plan: Plan, leaf: Expr) -> list[Callable[[Any], bool]]:
    """The tests of what is declared, but for what the code notices itself: it fails where a factor does not exist."""
    facts = close(leaf.assumptions)
    factored = any(t.name == "cholesky" and t.parts[0].data == leaf.name for t in topological(plan.terms.values()))
    if factored:
        facts = (facts - close(f for f in facts if STRUCTURES[f].factor == "cholesky")) | (facts & {"symmetric"})
    return [STRUCTURES[fact].test for fact in sorted(facts)]


def _pass(tests: Sequence[Callable[[Any], bool]], array: Any) -> bool:
    matrix = array.reshape((*array.shape, *(1, 1)[: 2 - array.ndim]))
    return all(test(matrix) for test in tests)


def _is_view(term: Term) -> bool:
    """Whether an array may share memory with the data."""
    return term.op not in _COPIES or (term.op != "matmul" and len(term.parts) == 1 and _is_view(term.parts[0]))


def _plain(value: Any, view: bool) -> Any:
    """A number, or an array that shares no memory with the data."""
    array = np.array(value) if view else np.asarray(value)
    return array.item() if array.ndim == 0 else array
