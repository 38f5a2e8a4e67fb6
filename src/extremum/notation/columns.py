"""Lines of a hundred characters: a formula at the left, the reason for it at the right, broken where they are long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

WIDTH = 100
_REASONS = 50
"""Where reasons begin."""

_PLACE = re.compile(r"(\b(?:ch|eq|eqs|sec|th|p|pp)\.) (?=[\d(])")
"""Words that stay with the number after them."""

_OPERATOR = re.compile(r" [+-] | = |(?<=[\w)\]'])(?:\.?[*/]|·)(?=[\w(\[-])")


def beside(formula: str, words: str) -> list[str]:
    """The formula, and what is said of it beside its first line, or below where that has no room.

    >>> print("\\n".join(beside("df = 2*du'*u", "the differential of a product")))
    df = 2*du'*u                                      the differential of a product
    """
    lines = broken(formula, WIDTH)
    reasons = sentences(words, WIDTH - _REASONS)
    if reasons and len(lines) == 1 and len(lines[0]) <= _REASONS - 2:
        lines = [f"{lines[0]:<{_REASONS}}{reasons.pop(0)}"]
    return [*lines, *(" " * _REASONS + reason for reason in reasons)]


def sentences(words: str, width: int) -> list[str]:
    """Words in lines, a number in that of the word that it belongs to."""
    tied = _PLACE.sub("\\1\u00a0", words)
    return [line.replace("\u00a0", " ") for line in wrap(tied, width)]


def broken(formula: str, width: int) -> list[str]:
    """The formula in lines, broken before operators, in parentheses only where there is no other place.

    Later lines begin to the right of the equals sign. What has no operator stays whole.

    >>> broken("f = a'*b + c*(d + e)", 18)
    ["f = a'*b", '    + c*(d + e)']
    """
    hang = formula.find(" = ") + 3 if " = " in formula else len(formula) - len(formula.lstrip()) + 2
    lines, rest = [], formula
    while len(rest) > width and (at := _break(rest, width, hang)):
        lines.append(rest[:at].rstrip())
        rest = " " * hang + rest[at:].lstrip()
    return [*lines, rest]


def _break(line: str, width: int, hang: int) -> int | None:
    """The last place that is least deep in parentheses, sums before products; None where there is none."""
    places = [place for place in _places(line) if hang < place[-1] <= width]
    return max(places, key=lambda place: (-place[0], -place[1], place[2]))[-1] if places else None


def _places(line: str) -> Iterator[tuple[int, int, int]]:
    """(depth in parentheses, 0 before a term and 1 before a factor, where)."""
    depths = [0]
    for letter in line:
        depths.append(depths[-1] + (letter in "([") - (letter in ")]"))
    for found in _OPERATOR.finditer(line):
        yield depths[found.start()], int(found[0].strip() not in "+-"), found.start()
