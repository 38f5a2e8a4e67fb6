"""Pieces that products share: the most frequent pair of neighbours becomes a part of its own, again and again.

Source: Larsson & Moffat (2000), Off-line dictionary-based compression, Proc. IEEE 88(11); here a pair and its transpose
``B' A'`` are one, and all pairs without a common factor are taken in one round, so that few rounds are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from extremum.notation.part import Use
from extremum.notation.parts import Parts

Pair = tuple[Use, Use]
Words = dict[int, list[Use]]


def paired(parts: Parts, order: Iterable[int]) -> Words:
    """The factors of each product among the parts, where pieces that occur twice have become parts; none where there
    are no such."""
    words: Words = {k: list(parts[k].uses) for k in order if parts[k].kind == "word"}
    if all(len(word) < 3 for word in words.values()):
        return {}
    pairs = {k: _pairs(parts, word) for k, word in words.items()}
    rounds = 0
    while chosen := _chosen(parts, words, pairs):
        made = _made(parts, words, chosen)
        new = {use.part: list(pair) for pair, use in made.items() if use.part not in words}
        changed = {k for places in chosen.values() for k in places}
        words |= new | {k: list(_replaced(parts, words[k], made, k)) for k in changed}
        pairs |= {k: _pairs(parts, words[k]) for k in (*changed, *new)}
        rounds += 1
    return words if rounds else {}


def _made(parts: Parts, words: Words, chosen: Mapping[Pair, Sequence[int]]) -> dict[Pair, Use]:
    """The part that each pair becomes: the product that it is already, or a new one."""
    made: dict[Pair, Use] = {}
    for pair, places in chosen.items():
        whole = [k for k in places if len(words[k]) == 2]
        if whole:
            made[pair] = Use(whole[-1]) if pair == tuple(words[whole[-1]]) else parts.turned(Use(whole[-1]))
        else:
            made[pair] = parts.word(pair)
    return made


def _replaced(parts: Parts, word: Sequence[Use], made: Mapping[Pair, Use], own: int) -> Iterator[Use]:
    """The word with the pairs as parts; the word that a pair is stays."""
    k = 0
    while k < len(word):
        pair = (word[k], word[k + 1]) if k + 1 < len(word) else None
        found = made.get(_canonical(parts, pair)) if pair else None
        if pair is None or found is None or found.part == own:
            yield word[k]
            k += 1
        else:
            yield found if _canonical(parts, pair) == pair else parts.turned(found)
            k += 2


def below(parts: Parts, roots: Iterable[int], words: Mapping[int, Sequence[Use]]) -> list[int]:
    """The parts below ``roots``, operands first."""
    order: dict[int, None] = {}
    waiting: set[int] = set()  # for their operands
    stack = list(roots)
    table = parts.table
    while stack:
        k = stack.pop()
        if k in order:
            continue
        operands = () if k in waiting else words[k] if k in words else table[k].uses
        if operands:
            waiting.add(k)
            stack.append(k)
            stack += [use.part for use in operands[::-1]]
        else:
            order[k] = None
    return list(order)


def _canonical(parts: Parts, pair: Pair) -> Pair:
    a, b = pair
    return min(pair, (parts.turned(b), parts.turned(a)))


def _pairs(parts: Parts, word: Sequence[Use]) -> list[Pair]:
    """The pairs of neighbours; of overlapping equal ones every second."""
    found: list[Pair] = []
    last: Pair | None = None
    for pair in [_canonical(parts, neighbours) for neighbours in pairwise(word)]:
        if pair != last:
            found.append(pair)
        last = None if pair == last else pair
    return found


def _chosen(parts: Parts, words: Words, pairs: Mapping[int, Sequence[Pair]]) -> dict[Pair, list[int]]:
    """The pairs of this round, and the words they are in: each occurs twice, once of it within a longer word, and no
    two share a factor."""
    places: dict[Pair, list[int]] = {}
    long: set[Pair] = set()
    for k, own in pairs.items():
        for pair in own:
            places.setdefault(pair, []).append(k)
        if len(words[k]) > 2:
            long.update(own)
    chosen: dict[Pair, list[int]] = {}
    taken: set[int] = set()
    for pair in sorted((p for p in long if len(places[p]) > 1), key=lambda p: -len(places[p])):
        factors = {pair[0].part, pair[1].part}
        if taken.isdisjoint(factors) and not _is_trifle(parts, pair):
            chosen[pair] = places[pair]
            taken |= factors
    return chosen


def _is_trifle(parts: Parts, pair: Pair) -> bool:
    """Ones, identities and the like need no name."""
    return all(parts[use.part].kind == "leaf" and parts[use.part].form.kind == "call" for use in pair)
