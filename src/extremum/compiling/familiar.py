"""Data like those of the last call: of the same names, shapes and types, so that little is left to be checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any, final

from extremum.algebra.facts import close
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.compiling.plan import Argument
from extremum.compiling.term import Term
from extremum.data.given import by_name
from extremum.structures import STRUCTURES

Test = Callable[[Any], bool]

_LARGE = 2**12
"""Entries of an array at which it takes longer to look at them than to ask a result."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is expected of an array, by the key under which it is given; a family has a test for each member; carried:
    whether the result tells if an entry is not finite."""

    key: Any
    written: str
    shape: tuple[int, ...]
    tests: Sequence[Test]
    family: bool
    carried: bool = False


@final
class Familiar:
    """Arguments from data that are as they were when all was checked.

    They have the same keys, arrays of floats in the same shapes, and the same numbers; checked is only that entries are
    finite and what is declared of the arrays, but for what the code notices itself, and for what the result tells of
    large arrays, see :meth:`stands`.
    """

    def __init__(self, known: Sequence[_Known], fixed: Mapping[str, Any], numbers: Mapping[Any, int], keys: set[Any]):
        self._known, self._fixed, self._numbers, self._keys = known, dict(fixed), numbers, keys
        self._array, self._dot = np.ndarray, np.vdot
        self._carried = any(one.carried for one in known)

    def stands(self, found: Any) -> bool:
        """Whether a result shows that the data of which it tells are finite."""
        return not self._carried or bool(np.isfinite(found).all())

    def arguments(self, data: Mapping[Any, Any]) -> dict[str, Any] | None:
        """The arguments by their names in the code; none where the data are not as they were, or are wrong."""
        if data.keys() != self._keys:
            return None
        if self._numbers and any(not _is(data[key], value) for key, value in self._numbers.items()):
            return None
        values = dict(self._fixed)
        for known in self._known:
            array = data[known.key]
            if known.tests or not self._is_plain(array, known):
                array = self._array_in(array, known)
            if array is None:
                return None
            values[known.written] = array
        return values

    def _is_plain(self, value: Any, known: _Known) -> bool:
        """Whether it is an array of floats of the right shape, whose squares have a sum."""
        right = type(value) is self._array and value.dtype.char == "d" and value.shape == known.shape
        if not right:
            return False
        return known.carried or isfinite(value.dot(value) if len(known.shape) == 1 else self._dot(value, value))

    def _array_in(self, value: Any, known: _Known) -> Any:
        if type(value) is float:
            array: Any = np.float64(value)
            finite = isfinite(value)
        elif type(value) is not self._array or value.dtype.char != "d" or value.shape != known.shape:
            return None
        else:
            array, finite = value, _is_finite(value)
        fits = finite and array.shape == known.shape and (not known.tests or _pass(known, array))
        return array if fits else None


def _is(value: Any, number: int) -> bool:
    return type(value) is int and value == number


def familiar(
    data: Mapping[Any, Any], inputs: Sequence[Argument], values: Mapping[str, Any], order: Sequence[Term],
    carried: Collection[str] = (),
) -> Familiar | None:  # fmt: skip
    """What to expect of the next data after these, whose arguments were checked; none where nothing can be expected.

    order: the terms of the code; carried: the symbols of which the result tells whether they are finite, and is asked.
    """
    named = dict(zip(by_name(data), data, strict=True))
    given = [a for a in inputs if a.name in named and a.kind != "number"]
    if any(a.leaf is None or isinstance(values.get(a.written, []), list) for a in given):
        return None
    if _size_may_change(data, named, {a.name for a in inputs if a.kind == "number"}):
        return None
    empty = any(0 in np.shape(value) for value in values.values())  # what is multiplied by no entry is in no result
    known = [
        _Known(
            named[a.name], a.written, shape := np.shape(values[a.written]), tests(order, a.leaf),
            a.leaf.op.name == "member", a.name in carried and prod(shape) > _LARGE and not empty,
        )
        for a in given
        if a.leaf is not None
    ]  # fmt: skip
    arrays = {a.written for a in given}
    numbers = {key: value for key, value in data.items() if type(value) is int}
    if numbers.keys() & {one.key for one in known}:
        return None  # a whole number that stands for a scalar
    fixed = {name: value for name, value in values.items() if name not in arrays}
    return Familiar(known, fixed, numbers, set(data))


def _size_may_change(data: Mapping[Any, Any], named: Mapping[str, Any], sizes: Collection[str]) -> bool:
    """Whether a size that the code takes is no plain number among the data: one of NumPy's, a list, or the length of
    what stands for a symbol that the code does not need."""
    return any(name not in named or type(data[named[name]]) is not int for name in sizes)


def tests(order: Sequence[Term], leaf: Expr) -> list[Test]:
    """The tests of what is declared, but for what the code notices itself: it fails where a factor does not exist."""
    facts = close(leaf.assumptions)
    if any(t.name == "cholesky" and t.parts[0].data == leaf.name for t in order):
        facts = (facts - close(f for f in facts if STRUCTURES[f].factor == "cholesky")) | (facts & {"symmetric"})
    return [STRUCTURES[fact].test for fact in sorted(facts)]


def _is_finite(array: Any) -> bool:
    """Whether all entries are finite; a sum of squares that overflows is no answer."""
    return isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())


def _pass(known: _Known, array: Any) -> bool:
    return all(test(_matrix(one)) for one in (array if known.family else [array]) for test in known.tests)


def _matrix(array: Any) -> Any:
    return array.reshape((*array.shape, *(1, 1)[: 2 - array.ndim]))
