"""Random members of what is declared, in any field: classes of entries, each entry, the matrix as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import close, rank_bound
from extremum.algebra.fields import NotExactError
from extremum.algebra.lazy import numpy as np
from extremum.structures.combine import strongest
from extremum.structures.numbers import Numbers, Reals
from extremum.structures.record import STRUCTURES, Structure
from extremum.structures.scatter import Frame, Scatter, scatter

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_TRIES = 200


def draw(shape: tuple[int, int], assume: Iterable[str], numbers: Numbers) -> Array:
    """A random well-conditioned matrix that satisfies the assumptions.

    Raises:
        UnsupportedError: none of this shape was found.
    """
    declared = tuple(assume)
    if not declared:
        return numbers.generic(shape[0] * shape[1]).reshape(shape)
    members = strongest(declared)
    pattern = pattern_of(declared, shape)
    for _ in range(_TRIES if fits(declared, shape) else 0):
        try:
            matrix = _attempt(members, pattern, numbers)
        except NotExactError:
            continue
        if all(numbers.has(member, matrix) for member in members):
            return matrix
    raise UnsupportedError(f"no {shape[0]}×{shape[1]} matrix was found that is {', '.join(declared)}")


def fits(assume: Iterable[str], shape: tuple[int, int]) -> bool:
    """Whether there are matrices of this shape with these structures.

    >>> fits(["skew", "invertible"], (4, 4)), fits(["skew", "invertible"], (3, 3)), fits(["full_column_rank"], (2, 3))
    (True, False, False)
    """
    members = [STRUCTURES[name] for name in close(assume)]
    allowed = all(member.fits(*shape) and (not member.square or shape[0] == shape[1]) for member in members)
    return allowed and rank_bound(assume, *shape) >= max((member.least_rank(*shape) for member in members), default=0)


def pattern_of(assume: Iterable[str], shape: tuple[int, int]) -> Scatter:
    """Which entries of a matrix with these structures are 0, or equal or opposite to one another.

    >>> pattern_of(["skew"], (2, 2)).spread(pattern_of(["skew"], (2, 2)).mean([[1, 5], [-3, 1]])).tolist()
    [[0.0, 4.0], [-4.0, 0.0]]
    """
    found = (structure.pattern for structure in strongest(assume, lambda structure: structure.pattern))
    return scatter([pattern.rule for pattern in found if pattern is not None], shape)


def _attempt(members: Sequence[Structure], pattern: Scatter, numbers: Numbers) -> Array:
    matrix = _spread(_entries(members, pattern.size, numbers), pattern, numbers)
    frame = Frame(pattern, any(member.entries is not None for member in members))
    for member in members:
        make = numbers.maker(member)
        if make is not None:
            matrix = make(numbers, matrix, frame)
    return matrix


def _entries(members: Iterable[Structure], size: int, numbers: Numbers) -> Array:
    """Numbers for the classes; whole ones are the same in every field."""
    rules = [member.entries for member in members if member.entries is not None]
    whole = any(rule.whole for rule in rules)
    source = Reals(numbers.rng) if whole else numbers
    values = source.generic(size)
    for rule in rules:
        values = rule.draw(source, values)
    return numbers.whole(values) if whole else values


def _spread(values: Array, pattern: Scatter, numbers: Numbers) -> Array:
    """The matrix, its zeros and signs numbers of the field too."""
    padded = np.append(values, numbers.whole(np.zeros(1)))
    signs = np.where(pattern.labels < 0, 1, pattern.signs)
    return numbers.field.reduce(padded[pattern.labels] * numbers.whole(signs))
