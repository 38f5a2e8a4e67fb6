r"""A derivative as people paste it: ``\nabla_W f = …``, ``df/dX = …``, ``g = …``. The right side is the claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extremum.reading.tex.separators import separated

_SIGN = re.compile(r"\\coloneqq|\\triangleq|\\equiv|\\doteq|:=|≔|(?<![<>=!:\\])&?=(?!=)")
_OPENING, _CLOSING = "([{", ")]}"
_NAME = re.compile(r"\\?[^\W\d]\w*'*(\([^=]*\)|_\{?\w+\}?|\[\s*\w\s*(,\s*\w\s*)?\])*'*")
_WORDS = r"\\nabla|∇|\\partial|∂|\\mathrm|\\text|\\operatorname|\\d?frac|grad"
_DERIVATIVE = re.compile(rf"{_WORDS}|\bd\w*\s*(\([^=]*\))?\s*/\s*d")
_BELOW = r"(?:/\s*\(?|\}\s*\{\s*)(?:d|∂|\\partial|\\mathrm\{d\})"
_BY = re.compile(rf"(?:\\nabla|∇)\s*_\s*\{{?\s*\\?(\w+)|{_BELOW}\s*\{{?\s*\\?(\w+)")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What stands right of the last sign of equality, what stands left of it, and the variable that is named there."""

    right: str
    left: str = ""
    by: str = ""


def pasted(text: str) -> Pasted:
    r"""The claim in a text, without the derivative that it is said to be.

    >>> pasted(r"\nabla_W f = 2 W A")
    Pasted(right='2 W A', left='\\nabla_W f', by='W')
    >>> pasted("2*A*x")
    Pasted(right='2*A*x', left='', by='')
    """
    claim, others = _claim(_pieces(text))
    signs = [found for found in _SIGN.finditer(claim) if _depth(claim[: found.start()]) == 0]
    if not signs:
        return Pasted(text)
    left = claim[: signs[0].start()].strip()
    if not (_DERIVATIVE.search(left) or _NAME.fullmatch(left)):
        return Pasted(text)
    named = _BY.search(left)
    by = next(filter(None, named.groups()), "") if named else ""
    right = ", ".join([claim[signs[-1].end() :].strip(), *others])
    return Pasted(right, claim[: signs[-1].start()].strip(), by)


def _pieces(text: str) -> list[str]:
    """What commas, words such as *where* and wide spaces separate."""
    marks = separated(text)
    commas = [k for k, char in enumerate(marks) if char == "," and _depth(marks[:k]) == 0]
    ends = [*commas, len(marks)]
    parts = (marks[begin:end] for begin, end in zip([0, *(k + 1 for k in commas)], ends, strict=True))
    return [_SPACE.sub("", part).strip() for part in parts]


_SPACE = re.compile(r"^(?:\\q?quad(?![A-Za-z])|\\[,;:! ]|\s)+")


def _claim(pieces: list[str]) -> tuple[str, list[str]]:
    """The piece that says what a derivative is, otherwise the first; and the others."""
    stated = (k for k, piece in enumerate(pieces) if _DERIVATIVE.search(_SIGN.split(piece, maxsplit=1)[0]))
    at = next((k for k in stated if _SIGN.search(pieces[k])), 0)
    return pieces[at], [*pieces[:at], *pieces[at + 1 :]]


_DEFINITION = re.compile(r"\s*(?:where\s+|with\s+)?[^\W\d]\w*\s*=(?!=)")


def definitions(text: str) -> tuple[str, tuple[str, ...]]:
    """A claim, and what is defined behind it.

    >>> definitions("W'*(p.*c), p = softmax(W*x)")
    ("W'*(p.*c)", ('p = softmax(W*x)',))
    """
    marks = separated(text)
    commas = [k for k, char in enumerate(marks) if char in ",;" and _depth(marks[:k]) == 0]
    ends = [*commas, len(marks)]
    claim, *others = (marks[begin:end] for begin, end in zip([0, *(k + 1 for k in commas)], ends, strict=True))
    if not all(_DEFINITION.match(other) for other in others):
        return text, ()
    return claim.strip(), tuple(re.sub(r"^\s*(where|with)\s+", "", other).strip() for other in others)


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in _OPENING) - sum(text.count(mark) for mark in _CLOSING)
