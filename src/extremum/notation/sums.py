"""Sums that are part of longer ones: beside ``r = p - y``, ``p + q - y`` is ``r + q``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extremum.notation.part import Use
from extremum.notation.parts import Parts


def sums_within(parts: Parts, order: Sequence[int]) -> dict[int, list[Use]]:
    """The terms of each sum that has all terms of another in it, which stands for them, perhaps with the other sign."""
    sums = [k for k in order if parts[k].kind == "sum"]
    beginning: dict[int, list[int]] = {}
    for k in sums:
        beginning.setdefault(parts[k].uses[0].part, []).append(k)
    found = {}
    for k in sums:
        terms = list(parts[k].uses)
        inside = {other for term in terms for other in beginning.get(term.part, ())} if len(terms) > 2 else ()
        for other in sorted(inside, key=lambda other: (-len(parts[other].uses), other)):
            if len(parts[other].uses) < len(terms):
                terms = _with(terms, other, parts[other].uses)
        if len(terms) < len(parts[k].uses):
            found[k] = terms
    return found


def _with(terms: list[Use], other: int, inner: Sequence[Use]) -> list[Use]:
    """The terms with another sum, or its negative, in place of those that it has."""
    for negative in (False, True):
        turned = Counter(use.signed(use.negative != negative) for use in inner)
        if turned <= Counter(terms):
            return [Use(other, negative=negative), *(Counter(terms) - turned).elements()]
    return terms
