r"""A derivative as people paste it: ``\nabla_W f = …``, ``df/dX = …``, ``g = …``. The right side is the claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGN = re.compile(r"\\coloneqq|\\triangleq|\\equiv|\\doteq|:=|≔|(?<![<>=!:\\])&?=(?!=)")
_OPENING, _CLOSING = "([{", ")]}"
_NAME = re.compile(r"\\?[^\W\d]\w*'*(\([^=]*\)|_\{?\w+\}?)*'*")
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
    signs = [found for found in _SIGN.finditer(text) if _depth(text[: found.start()]) == 0]
    if not signs:
        return Pasted(text)
    left = text[: signs[0].start()].strip()
    if not (_DERIVATIVE.search(left) or _NAME.fullmatch(left)):
        return Pasted(text)
    named = _BY.search(left)
    by = next(filter(None, named.groups()), "") if named else ""
    return Pasted(text[signs[-1].end() :].strip(), text[: signs[-1].start()].strip(), by)


_DEFINITION = re.compile(r"\s*(?:where\s+|with\s+)?[^\W\d]\w*\s*=(?!=)")


def definitions(text: str) -> tuple[str, tuple[str, ...]]:
    """A claim, and what is defined behind it.

    >>> definitions("W'*(p.*c), p = softmax(W*x)")
    ("W'*(p.*c)", ('p = softmax(W*x)',))
    """
    commas = [k for k, char in enumerate(text) if char in ",;" and _depth(text[:k]) == 0]
    ends = [*commas, len(text)]
    claim, *others = (text[begin:end] for begin, end in zip([0, *(k + 1 for k in commas)], ends, strict=True))
    if not all(_DEFINITION.match(other) for other in others):
        return text, ()
    return claim.strip(), tuple(re.sub(r"^\s*(where|with)\s+", "", other).strip() for other in others)


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in _OPENING) - sum(text.count(mark) for mark in _CLOSING)
