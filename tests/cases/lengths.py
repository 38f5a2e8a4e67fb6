"""The length of a printed formula: its symbols and operations, each shared part counted once.

Ours and the expected one are counted by this function alone, from their texts.
"""

from __future__ import annotations

from extremum.notation.grammar import normal, read
from extremum.notation.source import Source, Tree

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
    if tree.kind == "call" and tree.text in _CONSTANTS:
        key: Key = ("constant", " ".join([tree.text, *(part.text for part in tree.parts)]), ())
        parts[key] = 1
        return key
    key = (tree.kind, tree.text, tuple(_collect(part, parts) for part in tree.parts))
    parts[key] = len(tree.operators) if tree.kind in ("chain", "sum", "power") else 1
    return key
