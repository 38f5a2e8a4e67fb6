r"""Left sides with bars between the arguments: ``p(x \mid y) = …``, ``D_{\mathrm{KL}}(q \,\|\, p) = …``."""

from __future__ import annotations

import re

from extremum.reading.tex import vocabulary

_WORD = r"(?:\\(?:mathrm|text|operatorname\*?|mathcal|mathbb|mathsf)\s*\{[^{}]*\}|\\?[A-Za-z]+)"
_SUB = r"(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z]+|\d))?"
_BARS = r"(?:\\mid(?![A-Za-z])|\\middle\s*\\?\||\\[|]|\|\|?|‖|\\[vV]ert(?![A-Za-z])|\\parallel(?![A-Za-z]))"
_LEFT = re.compile(
    rf"^(?P<start>(?:[\s$&]|\\\[|\\begin\{{\w+\*?\}})*)"
    rf"(?P<side>(?:-\s*)?(?:\\(?:log|ln)\s*)?(?P<name>{_WORD}){_SUB}\s*(?:\\(?:left|[bB]igg?l?)\s*)?[(\[]"
    rf"(?P<inside>[^=]*?){_BARS}[^=]*?(?:\\(?:right|[bB]igg?r?)\s*)?[)\]])"
    r"(?P<sign>\s*&?\s*(?::=|=|\\coloneqq|\\propto|\\triangleq|\\equiv)(?!=))"
)


def without_left(text: str) -> tuple[str, tuple[int, int] | None]:
    r"""The text with such a left side and its sign as blanks, and where they were.

    >>> without_left(r"p(x|y) = x^\top y")
    ('         x^\\top y', (0, 6))
    """
    found = _LEFT.match(text)
    if found is None or vocabulary.function(_letters(found["name"])) is not None:
        return text, None
    start, end = found.start("side"), found.end("sign")
    return text[:start] + " " * (end - start) + text[end:], (start, found.end("side"))


def _letters(word: str) -> str:
    r"""``tr`` of ``\operatorname{tr}``."""
    return vocabulary.word_of(word) if "{" in word else word.removeprefix("\\")
