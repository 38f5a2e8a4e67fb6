"""The length of a printed formula: its symbols and operations, each shared part counted once.

Ours and the expected one are counted by this function alone, from their texts.
"""

from __future__ import annotations

from extremum.reading.build.indices import binder
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

_CONSTANTS = {"eye", "ones", "zeros", "commutation"}

Key = tuple[str, str, tuple[object, ...]]


def length(text: str) -> int:
    """Symbols, numbers and operations in a text; parts that occur more than once are counted once.

    >>> length("A*x + b"), length("(A*x)'*(A*x)"), length("eye(n) - K*eye(n)")
    (5, 5, 4)
    """
    parts: dict[Key, int] = {}
    _collect(read(Source(normal(text)), "expression"), parts)
    return sum(parts.values())


def _collect(tree: Tree, parts: dict[Key, int]) -> Key:
    if tree.kind == "call" and tree.text == "ones":  # written 1 where it is added to a vector
        return _count(("number", "1", ()), 1, parts)
    if tree.kind == "call" and tree.text in _CONSTANTS:
        return _count(("constant", " ".join([tree.text, *(part.text for part in tree.parts)]), ()), 1, parts)
    if tree.kind == "power" and tree.parts[1].kind == "number":  # a square is one operation
        base = _collect(tree.parts[0], parts)
        return _count(("power", f"{tree.text}{tree.parts[1].text}", (base,)), 1, parts)
    written = tree.parts[:1] if binder(tree) else tree.parts  # the range of a sum stands at its sign
    inner = tuple(_collect(part, parts) for part in written)
    return _count((tree.kind, tree.text, inner), _operations(tree), parts)


def _operations(tree: Tree) -> int:
    return len(tree.operators) if tree.kind in ("chain", "sum", "power") else 1


def _count(key: Key, size: int, parts: dict[Key, int]) -> Key:
    parts[key] = size
    return key
