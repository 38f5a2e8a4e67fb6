"""A claim that is a Python function of arrays, ``lambda A, x: 2*A.T@A@x``: it is compared by numbers only.

There is no proof: two functions that agree at some points to the last digits may differ elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from itertools import islice
from math import inf, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import ExtremumError, NameUnknownError
from extremum.checking.case import Question, sized
from extremum.checking.verdict import Verdict
from extremum.data.binding import scope_for
from extremum.verify.floating import UNDEFINED, settled
from extremum.verify.points import draws, traits_of
from extremum.verify.sampling import sample_data
from extremum.verify.sizes import sizes_at

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_POINTS, _ALIKE, _DIFFERENT = 8, 1e-9, 1e-6
_ANY = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)


@dataclass(frozen=True, slots=True)
class _Point:
    """What the claim and the answer are worth at a random point."""

    claimed: Array
    due: Array

    @property
    def gap(self) -> float:
        if not np.isfinite(self.claimed).all():
            return inf
        scale = max(float(np.abs(side).max(initial=0)) for side in (self.claimed, self.due))
        return float(np.abs(self.claimed - self.due).max(initial=0)) / (scale or 1.0)


def judged(question: Question, claim: Callable[..., Any], notes: tuple[str, ...]) -> Verdict:
    """The verdict on a function of arrays, whose parameters are named as the symbols of f.

    Raises:
        NameUnknownError: a parameter is no symbol of f.
        ExtremumError: the claim raises an error of its own, or returns no array of numbers.
    """
    points = list(islice(_points(question, claim), _POINTS))
    if not points:
        nowhere = "No point was found at which the derivative is defined."
        return _verdict(question, None, "undefined", nowhere, "", notes)
    misfit = next((p for p in points if p.claimed.shape != p.due.shape), None)
    if misfit is not None:
        return _verdict(question, False, *_shapes(question, misfit), "", notes)
    worst = max(point.gap for point in points)
    words = f"by numbers only: largest relative difference {worst:.1e} at {len(points)} random points"
    if worst > _DIFFERENT:
        return _verdict(question, False, *_how(question, points), words, notes)
    digits = 15 if worst == 0 else min(15, int(-log10(worst)))
    agrees = f"to {digits} digits at {len(points)} random points; a function of arrays can be compared by numbers only"
    if worst > _ALIKE:
        return _verdict(question, None, "undecided", f"The claim agrees with {question} {agrees}.", words, notes)
    return _verdict(question, True, "right", f"The claim is {question}, {agrees}.", words, notes)


def _verdict(
    question: Question, right: bool | None, code: str, explanation: str, evidence: str, notes: tuple[str, ...]
) -> Verdict:
    return Verdict(
        right, code, explanation, evidence, str(question), question.stated, question.expected, None, question.expected,
        str(question.expected), notes,
    )  # fmt: skip


# -- how it is wrong ---------------------------------------------------------------------------------------------------
def _shapes(question: Question, point: _Point) -> tuple[str, str]:
    given = "×".join(map(str, point.claimed.shape)) or "a number"
    if _same(point.claimed.T, point.due):
        return "layout", f"The claim is the transpose of {question}, which is {sized(question.expected)}."
    due = "×".join(map(str, point.due.shape))
    return "shapes", f"The claim gives an array of the shape {given} where {question} is {due}."


def _how(question: Question, points: list[_Point]) -> tuple[str, str]:
    if all(_same(-p.claimed, p.due) for p in points):
        return "sign", f"The sign is wrong: the claim is minus {question.names}."
    factors = [float((p.claimed * p.due).sum() / ((p.due * p.due).sum() or 1.0)) for p in points]
    if factors[0] and all(_same(p.claimed, factors[0] * p.due) for p in points):
        return "factor", f"A factor is wrong: the claim is {factors[0]:.6g} times {question.names}."
    if all(_same(p.claimed.T, p.due) for p in points):
        return "transposed", f"The claim is the transpose of {question.names}."
    return "wrong", f"The claim is not {question}."


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and _Point(one, other).gap < _ALIKE


# -- points ------------------------------------------------------------------------------------------------------------
def _points(question: Question, claim: Callable[..., Any]) -> Any:
    roots = [question.f, question.x, question.expected]
    traits = traits_of(roots)
    for rng, sizes in zip(draws(traits), sizes_at(roots, traits.tries, 3), strict=True):
        try:
            data, numbers = sample_data(roots, rng, given=sizes)
            scope = scope_for(roots, data, numbers)
        except UNDEFINED:
            continue
        due = settled(scope, question.expected)
        if due is not None:
            yield _Point(_value(claim, {**numbers, **data}), due.values[0])


def _value(claim: Callable[..., Any], data: Mapping[str, Any]) -> Array:
    parameters = signature(claim).parameters.values()
    named = [p.name for p in parameters if p.kind not in _ANY]
    unknown = [p.name for p in parameters if p.kind not in _ANY and p.name not in data and p.default is Parameter.empty]
    if unknown:
        raise NameUnknownError(
            f"the claim takes {', '.join(unknown)}, which f does not have; its parameters are named as the symbols and "
            f"dimensions of f: {', '.join(data)}"
        )
    whole = any(p.kind is Parameter.VAR_KEYWORD for p in parameters)
    given = dict(data) if whole else {name: data[name] for name in named if name in data}
    try:
        found = np.asarray(claim(**{name: _array(entry) for name, entry in given.items()}))
        value = np.asarray(found if np.iscomplexobj(found) else found.astype(float))
    except Exception as error:  # of the claim's own making, whatever it is
        raise ExtremumError(f"the claim raises {type(error).__name__}: {error}") from error
    if np.iscomplexobj(value):
        if np.imag(value).any():
            raise ExtremumError("the claim returns complex numbers; all symbols are real, and so are their derivatives")
        value = np.real(value)
    return value.reshape(-1, 1) if value.ndim < 2 else value


def _array(entry: Any) -> Any:
    """A family whose members have one shape as one array."""
    if isinstance(entry, list) and len({np.shape(member) for member in entry}) == 1:
        return np.stack([np.asarray(member) for member in entry])
    return entry
