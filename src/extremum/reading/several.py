"""Sums over several indices and under conditions, ``sum_ij(e, i < j)``, as sums over one index each.

A condition is a factor of the terms that is 1 where it holds and 0 elsewhere:
``δ(i,j)``, ``1 - δ(i,j)``, ``less(i,j)``; of values, as in ``t[j] >= t[i]``, a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extremum.reading.source import Tree

BIG = ("sum", "prod")


def expanded(call: Tree) -> Tree:
    """A call as it is built: ``sum_ij(e)`` is ``sum_i(sum_j(e))`` where i and j occur in e."""
    function, _, letters = call.text.partition("_")
    if function not in BIG or not letters or not call.parts:
        return call
    body, *rest = call.parts
    names, ends = split(letters, body), [part for part in rest if part.kind != "condition"]
    conditions = [part for part in rest if part.kind == "condition"]
    if len(names) + len(conditions) == 1 or (conditions and function != "sum"):
        return call
    return nested(function, names, restricted(body, conditions), ends, call)


def split(letters: str, body: Tree) -> list[str]:
    """The indices in ``ij``: two, where the terms have both letters and no index of that name."""
    used = _names(body)
    several = len(letters) > 1 and letters not in used and {*letters} <= used
    return list(letters) if several else [letters]


def _names(tree: Tree) -> set[str]:
    found, stack = set(), [tree]
    while stack:
        here = stack.pop()
        stack.extend(here.parts)
        if here.kind == "name":
            found.add(here.text)
    return found


def nested(function: str, names: Sequence[str], body: Tree, ends: Sequence[Tree], place: Tree) -> Tree:
    """Sums over one index each, with the same range."""
    for name in reversed(names):
        body = Tree("call", f"{function}_{name}", (body, *ends), place.start, place.end)
    return body


def restricted(body: Tree, conditions: Sequence[Tree]) -> Tree:
    """The terms of a sum under conditions, those on indices first: they have a value whatever the data are."""
    for condition in sorted(conditions, key=_has_members):
        start, end = min(body.start, condition.start), max(body.end, condition.end)
        body = Tree("call", "among", (_factor(condition), body), start, end)
    return body


def _factor(condition: Tree) -> Tree:
    """1 where the condition holds."""
    left, right = condition.parts
    return _FACTORS[condition.text](condition, left, right)


def _call(name: str, place: Tree, *parts: Tree) -> Tree:
    return Tree("call", name, parts, place.start, place.end)


def _less(place: Tree, left: Tree, right: Tree) -> Tree:
    return _call("less", place, left, right)


def _at_most(place: Tree, left: Tree, right: Tree) -> Tree:
    if _has_members(left) or _has_members(right):
        return _without(place, _less(place, right, left))
    both = _call("less", place, left, right), _call("delta", place, left, right)
    return Tree("sum", "+", both, place.start, place.end)


def _has_members(side: Tree) -> bool:
    """Whether values are compared, as in ``t[j] >= t[i]``, which are no whole numbers."""
    return side.kind == "member" or any(map(_has_members, side.parts))


def _without(place: Tree, part: Tree) -> Tree:
    one = Tree("number", "1", (), place.start, place.end)
    return Tree("sum", "-", (one, part), place.start, place.end)


_FACTORS: dict[str, Callable[[Tree, Tree, Tree], Tree]] = {
    "<": _less,
    ">": lambda place, left, right: _less(place, right, left),
    "<=": _at_most,
    ">=": lambda place, left, right: _at_most(place, right, left),
    "==": lambda place, left, right: _call("delta", place, left, right),
    "!=": lambda place, left, right: _without(place, _call("delta", place, left, right)),
}
CONDITIONS = frozenset(_FACTORS)
