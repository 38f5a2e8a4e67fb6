"""Runs generated functions: what they return is given back as numbers, and as arrays that share no memory with data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Context
from functools import cache
from typing import Any, final

from extremum.algebra.lazy import numpy as np
from extremum.compiling.plan import Plan
from extremum.compiling.term import Term
from extremum.data.computing import computing, silently

_COPIES = frozenset({"matmul", "add", "times", "power"})


@final
class Run:
    """A bare function, which checks nothing, on arguments that were checked."""

    def __init__(self, plan: Plan, source: str, function: Callable[..., Any]) -> None:
        self._name, self._gives, self._function = plan.name, plan.gives, function
        self._views = [_is_view(term) for term in plan.terms.values()]
        self._quietly = _without_warnings if "scipy.linalg\n" in source else _unsaid

    def __call__(self, arguments: dict[str, Any]) -> Any:
        """The values: one, a tuple, or by label.

        Raises:
            DataError: a matrix is singular, a size is 0 where an entry is needed, or the arrays are too large.
        """
        try:
            return self.unchecked(arguments)
        except Exception:
            with computing(lambda: self._name):  # again, for an error that says what is wrong
                found = self._function(**arguments)
        return self._given_back(found)

    def unchecked(self, arguments: dict[str, Any]) -> Any:
        """The same, but errors are those of NumPy."""
        return self._given_back(self._quietly(self._function, arguments))

    def _given_back(self, found: Any) -> Any:
        if self._gives == "one":
            return plain(found, self._views[0])
        if self._gives == "tuple":
            return tuple(map(plain, found, self._views))
        return {label: plain(value, view) for (label, value), view in zip(found.items(), self._views, strict=True)}


def _without_warnings(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    with silently():
        return function(**arguments)


def _unsaid(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """NumPy says nothing: SciPy, which warns, is not used. To copy a context costs less than to enter errstate."""
    return _silence().copy().run(function, **arguments)


@cache
def _silence() -> Context:
    """A context in which NumPy says nothing of what has no value."""
    context = Context()
    context.run(np.seterr, all="ignore")
    return context


def plain(value: Any, view: bool) -> Any:
    """A number, or an array, which is copied where it may be a view; a list of arrays of unequal shapes."""
    if isinstance(value, float):
        return float(value)
    if hasattr(value, "numpy"):
        value = value.cpu().numpy()  # of a tensor, wherever it is
    if type(value) is list and len({np.shape(one) for one in value}) > 1:
        return [plain(one, view) for one in value]
    array = value if isinstance(value, np.ndarray) and not view else np.array(value)
    if array.dtype.char not in "dD":
        array = array.astype(complex if array.dtype.kind == "c" else float)
    return array if array.ndim else array.item()


def _is_view(term: Term) -> bool:
    """Whether an array may share memory with the data."""
    return term.op not in _COPIES or (term.op != "matmul" and len(term.parts) == 1 and _is_view(term.parts[0]))
