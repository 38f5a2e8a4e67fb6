"""The operations that a person reads in a formula, counted alike for ours and for an expert's.

1 for each binary operator, transpose, sign, call and block matrix; 0 for names, numbers and their quotients, members,
the sign of an exponent, and sizes. Definitions behind commas, semicolons or line ends count once.
"""

from __future__ import annotations

import re
from itertools import takewhile

from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

_SIZED = {"eye", "ones", "zeros", "commutation", "duplication", "elimination", "spread", "unit", "levi_civita"}
_DEFINED = re.compile(r"\s*[^\W\d]\w*(?:\[[^\]]*\])?\s*=(?!=)")


def operations(text: str) -> int:
    """The operations of a formula and of the definitions beside it.

    >>> operations("2*M*C*S, M = inv(C*S*C')"), operations("x'*A/2"), operations("x^(-1/2)")
    (7, 3, 1)
    """
    return sum(_count(read(Source(normal(part)), "expression")) for part in parts(text))


def parts(text: str) -> list[str]:
    """The formula and what defines its parts, without their names."""
    pieces, depth, start = [], 0, 0
    for k, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in ",;\n":
            pieces.append(text[start:k])
            start = k + 1
    return [_DEFINED.sub("", piece, count=1) for piece in [*pieces, text[start:]] if piece.strip()]


def _count(tree: Tree) -> int:
    match tree.kind:
        case "number" | "name" | "member":
            return 0
        case "call" if tree.text in _SIZED:
            return 1
        case "chain":
            return _chain(tree)
        case "power":
            return sum(map(_exponent, tree.parts[1:])) + _count(tree.parts[0]) + len(tree.operators)
        case "row":
            return sum(map(_count, tree.parts))
        case "sum":
            return len(tree.operators) + sum(map(_count, tree.parts))
    return 1 + sum(map(_count, tree.parts))


def _chain(tree: Tree) -> int:
    return len(tree.operators) - _quotients(tree.parts[0], tree) + sum(map(_count, tree.parts))


def _quotients(head: Tree, tree: Tree) -> int:
    """A quotient of numbers at the head, as in ``1/2*x``, is a number."""
    if head.kind != "number":
        return 0
    rest = zip(tree.operators, tree.parts[1:], strict=True)
    return sum(1 for _ in takewhile(lambda step: step[0] == "/" and step[1].kind == "number", rest))


def _exponent(tree: Tree) -> int:
    """Its leading sign is none to read."""
    if tree.kind == "signed":
        return _count(tree.parts[0])
    if tree.kind in ("chain", "sum") and tree.parts[0].kind == "signed":
        quotients = _quotients(tree.parts[0].parts[0], tree) if tree.kind == "chain" else 0
        return _count(tree) - 1 - quotients
    return _count(tree)
