"""Dimensions and indices in a text: polynomials such as ``2*n``, ``k*k``, ``n*(n+1)/2``, ``m - 1``, ``h[k+1]``."""

from __future__ import annotations

from collections.abc import Callable

from extremum.algebra.dims import Dim, Entry
from extremum.algebra.errors import ParseError, ShapeError
from extremum.reading.characters import is_name
from extremum.reading.source import Source, Tree

_HIGHEST = 12
LookUp = Callable[[Tree], Dim]


def polynomial(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    """The dimension or index that a tree stands for; ``look_up`` knows its names.

    Raises:
        ParseError: it is no polynomial with whole values.
    """
    combine = _KINDS.get(tree.kind)
    if combine is None:
        raise _refused(source, tree)
    return combine(source, tree, look_up)


def _refused(source: Source, tree: Tree) -> ParseError:
    fix = "write a whole number, a name or a polynomial such as 2*n or k+1"
    return source.wrong(f"{source.at(tree)} is no dimension or index; {fix}", tree)


def _number(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    if not tree.text.isdecimal() or len(tree.text) > 18:
        raise _refused(source, tree)
    return Dim.of(int(tree.text))


def _name(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    if not is_name(tree.text):
        raise _refused(source, tree)
    return look_up(tree)


def _signed(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    value = polynomial(source, tree.parts[0], look_up)
    return -value if tree.text == "-" else value


def _sum(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    total = polynomial(source, tree.parts[0], look_up)
    for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
        value = polynomial(source, part, look_up)
        total = total + value if operator == "+" else total - value
    return total


def _chain(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    total, divisor = polynomial(source, tree.parts[0], look_up), 1
    for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
        value = polynomial(source, part, look_up)
        if operator == "/" and value.number:
            divisor *= value.number
        elif operator == "*":
            total = total * value
        else:
            raise _refused(source, tree)
    try:
        return total.over(divisor) if divisor != 1 else total
    except ShapeError:
        raise _refused(source, tree) from None


def _power(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    if tree.operators != ["^"]:
        raise _refused(source, tree)
    base, exponent = (polynomial(source, part, look_up) for part in tree.parts)
    if exponent.number is None or not 0 <= exponent.number <= _HIGHEST:
        raise source.wrong(f"the exponent of a dimension must be a whole number from 0 to {_HIGHEST}", tree.parts[1])
    return base**exponent.number


def _member(source: Source, tree: Tree, look_up: LookUp) -> Dim:
    """A width, ``h[k+1]``."""
    if len(tree.parts) != 1:
        raise _refused(source, tree)
    return Dim.of(Entry(tree.text, polynomial(source, tree.parts[0], look_up)))


_KINDS: dict[str, Callable[[Source, Tree, LookUp], Dim]] = {
    "number": _number,
    "name": _name,
    "signed": _signed,
    "sum": _sum,
    "chain": _chain,
    "power": _power,
    "member": _member,
}
