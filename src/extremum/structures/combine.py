"""Assumptions together: what is meant, what remains when the implied ones are left out, which do not go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import close
from extremum.algebra.node import bind_operator
from extremum.structures.record import STRUCTURES, Structure

if TYPE_CHECKING:
    from extremum.algebra.node import Array


def strongest(assume: Iterable[str], among: Callable[[Structure], object] = bool) -> list[Structure]:
    """The structures that are declared or follow, of those ``among`` which one looks without what another one implies;
    in the order of imposing.

    >>> [structure.name for structure in strongest(["lower_triangular", "symmetric"])]
    ['diagonal']
    """
    names = {name for name in close(assume) if among(STRUCTURES[name])}
    implied = {other for name in names for other in close([name]) if other != name}
    left = sorted(names - implied)
    for name in sorted(left, key=lambda name: (not STRUCTURES[name].unfree, name)):
        rest = [other for other in left if other != name]
        left = rest if name in close(rest) else left  # two others say it together
    return sorted((STRUCTURES[name] for name in left), key=lambda s: (s.order, s.name))


def convex(assume: Iterable[str]) -> bool:
    """Whether the matrices that satisfy the assumptions are known to be a convex set.

    >>> convex(["positive_definite"]), convex(["invertible"]), convex(["symmetric", "orthogonal"])
    (True, False, False)
    """
    return all(structure.convex for structure in strongest(assume))


def domain(assume: Iterable[str], name: str = "X") -> tuple[str, ...]:
    """What the assumptions say of a variable, as formulas.

    >>> domain(["positive_definite"], "S")
    ('S ≻ 0',)
    """
    return tuple(structure.domain.replace("X", name) for structure in strongest(assume))


def meant(assume: Iterable[str]) -> tuple[str, ...]:
    """What is declared, with the names for what is meant: a ``diagonal, positive`` matrix has a positive diagonal.

    Raises:
        ExtremumError: an assumption is unknown, or two of them do not go together; the message says which.

    >>> meant(["diagonal", "positive"])
    ('diagonal', 'positive_definite')
    """
    declared = tuple(dict.fromkeys(assume))
    if not declared:
        return ()
    readings = {old: new for name in close(declared) for old, new in STRUCTURES[name].means.items()}
    read = tuple(dict.fromkeys(readings.get(name, name) for name in declared))
    for first, second in combinations(read, 2):
        why = _apart(first, second)
        if why is not None:
            raise ExtremumError(f"{first} and {second} do not go together: {why}")
    return read


def but_for_inverse(name: str) -> str:
    """The weaker structure that is this one where the inverse exists.

    >>> but_for_inverse("positive_definite"), but_for_inverse("positive")
    ('positive_semidefinite', 'positive')
    """
    return next((s.name for s in STRUCTURES.values() if name in s.together.get("invertible", ())), name)


def by_eigenvalues() -> dict[str, str]:
    """For what numbers are, the structure of matrices whose eigenvalues are so; what says most first.

    >>> by_eigenvalues()
    {'positive': 'positive_definite', 'nonzero': 'invertible', 'nonnegative': 'positive_semidefinite'}
    """
    found = {s.eigenvalues: s.name for s in STRUCTURES.values() if s.eigenvalues}
    return dict(sorted(found.items(), key=lambda item: -len(close([item[1]]))))


def assumed(square: bool) -> list[Structure]:
    """What people take for granted of square matrices, or of vectors, the readiest first.

    >>> [structure.name for structure in assumed(square=True)]
    ['symmetric', 'orthogonal', 'skew', 'diagonal']
    """
    found = [s for s in STRUCTURES.values() if s.assumed and s.square is square]
    return sorted(found, key=lambda s: -s.assumed)


def _alone(name: str) -> list[Structure]:
    """A structure, and what it implies."""
    return [STRUCTURES[name], *(STRUCTURES[fact] for fact in sorted(close([name]) - {name}))]


def _apart(first: str, second: str) -> str | None:
    """Why no matrix is meant to have both, or None: a reason that a page tells, otherwise one of their kinds."""
    if first in close([second]) or second in close([first]):
        return None
    pairs = [pair for a in _alone(first) for b in _alone(second) for pair in ((a, b), (b, a))]
    told = (a.apart.get(b.name) for a, b in pairs)
    return next(filter(None, told), None) or next(filter(None, (_by_kind(a, b) for a, b in pairs)), None)


def _by_kind(a: Structure, b: Structure) -> str | None:
    if a.pattern is not None and b.entries is not None:
        if a.pattern.zeros and not b.entries.zero:
            return f"entries of a matrix that is {a.words} are zero, and {b.name} means all entries"
        if a.pattern.opposed and not b.entries.negative:
            return f"a matrix that is {a.words} has negative entries unless it is zero"
    if a.scaled and not b.kind.scales:
        return f"a matrix that is {b.words} cannot be scaled to be {a.words}"
    remade = b.pattern is not None or b.entries is not None or b.whole is not None
    if a.along is not None and remade and b.name not in (a.name, *a.along):
        return f"matrices that are {a.words} and {b.words} are not supported"
    return None


def violated(assume: Iterable[str], value: Array) -> str:
    """The first assumption that a matrix does not satisfy; empty where it satisfies all."""
    return next((name for name in sorted(close(assume)) if not STRUCTURES[name].test(value)), "")


bind_operator("violated", violated)
