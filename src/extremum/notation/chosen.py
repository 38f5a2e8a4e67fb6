"""Which parts get a name: a greedy choice first, then one change at a time, as long as what is read gets shorter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from extremum.notation.part import Use

Choice = Mapping[int, Use]
"""The named parts, and how each is defined: as it was met, transposed, or with the other sign."""

_TRIED = 80
"""How many changes are tried."""


def improved(
    start: Choice, candidates: Collection[int], ways: Callable[[int], list[Use]], length: Callable[[Choice], int]
) -> tuple[Choice, int]:
    """The choice after all changes that shorten it, and its length: a name less, a name more, a part defined
    otherwise."""
    best, least, left = start, length(start), _TRIED
    improving = True
    while improving and left:
        improving = False
        for option in _changes(best, candidates, ways):
            if not left:
                break
            left -= 1
            size = length(option)
            if size < least or (size == least and len(option) < len(best)):
                best, least, improving = option, size, True
                break
    return best, least


def _changes(choice: Choice, candidates: Collection[int], ways: Callable[[int], list[Use]]) -> Iterator[Choice]:
    for k in choice:
        yield {name: use for name, use in choice.items() if name != k}
    for k in choice:
        yield from ({**choice, k: use} for use in ways(k) if use != choice[k])
    for k in candidates:
        if k not in choice:
            yield {**choice, k: ways(k)[0]}
