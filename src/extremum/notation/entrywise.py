"""Entrywise products that longer ones share: beside ``w = p.*(1 - p)``, ``p.*(1 - p).*h`` is ``w.*h``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from extremum.notation.part import Use
from extremum.notation.parts import Parts

Pair = tuple[Use, Use]
_FACTORS = 6
"""Longer products are left as they are."""


def products_within(parts: Parts, order: Sequence[int]) -> dict[int, list[Use]]:
    """The factors of each entrywise product in which pairs that occur twice have become parts."""
    found = {k: list(parts[k].uses) for k in order if _is_short(parts, k)}
    while (pair := _most_frequent(parts, found)) is not None:
        known = next((k for k, factors in found.items() if Counter(factors) == Counter(pair)), None)
        use = parts.entrywise(pair) if known is None else Use(known)
        for k, factors in found.items():
            if k != use.part and Counter(pair) <= Counter(factors):
                found[k] = [use, *(Counter(factors) - Counter(pair)).elements()]
        found.setdefault(use.part, list(pair))
    return {k: factors for k, factors in found.items() if factors != list(parts[k].uses)}


def _is_short(parts: Parts, k: int) -> bool:
    return parts[k].kind == "entrywise" and len(parts[k].uses) <= _FACTORS


def _most_frequent(parts: Parts, found: dict[int, list[Use]]) -> Pair | None:
    """A pair in two products, one of which has other factors too."""
    count = Counter(pair for factors in found.values() for pair in _pairs(factors))
    long = {pair for factors in found.values() if len(factors) > 2 for pair in _pairs(factors)}
    options = [pair for pair in count if count[pair] > 1 and pair in long and not _is_trifle(parts, pair)]
    return max(options, key=lambda pair: count[pair], default=None)


def _pairs(factors: Sequence[Use]) -> Iterator[Pair]:
    yield from dict.fromkeys((min(a, b), max(a, b)) for a, b in combinations(factors, 2))


def _is_trifle(parts: Parts, pair: Pair) -> bool:
    return all(parts[use.part].kind == "leaf" and parts[use.part].form.kind == "call" for use in pair)
