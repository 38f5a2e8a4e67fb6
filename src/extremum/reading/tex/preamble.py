r"""Macros before a formula: ``\newcommand{\norm}[1]{\left\lVert #1 \right\rVert}``, ``\def\bx{\mathbf{x}}``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extremum.algebra.errors import ParseError
from extremum.reading.limits import LENGTH, a_text
from extremum.reading.source import Source
from extremum.reading.tex.grammar import closing

_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?\s*(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}"
    r"|(?P<bare>\\[A-Za-z]+))\s*(?:\[(?P<count>\d)\])?\s*(?P<optional>\[)?"
    r"|\\(?:def|gdef)\s*(?P<def>\\[A-Za-z]+)\s*(?P<marks>(?:#\d)*)\s*"
    r"|\\DeclareMathOperator\*?\s*\{?\s*(?P<operator>\\[A-Za-z]+)\s*\}?\s*"
)
_TIMES = 10_000
"""How often macros are put in place, where one may stand in another."""


@dataclass(frozen=True, slots=True)
class _Macro:
    """What a command stands for, with ``#1`` for its first argument."""

    count: int
    body: str


def with_braces(text: str) -> str:
    r"""``A^-1`` and ``A^-T`` as they are meant: the exponent in braces.

    >>> with_braces("x^T A^-1 x")
    'x^T A^{-1} x'
    """
    return re.sub(r"\^\s*([-−]\s*(?:\d+|T|\\top)(?![A-Za-z\d]))", r"^{\1}", text)


def without_macros(text: str) -> str:
    r"""The formula with what its macros stand for in their place; of other texts the text itself.

    Raises:
        ParseError: a macro is not closed, has an optional argument, or stands for itself.

    >>> without_macros(r"\newcommand{\sq}[1]{#1^{2}} \sq{x} + 1")
    '  x^{2} + 1'
    """
    macros, rest = _taken(a_text(text))
    if not macros:
        return text
    names = re.compile("|".join(rf"{re.escape(name)}(?![A-Za-z])" for name in macros))
    for _ in range(_TIMES):
        found = names.search(rest)
        if found is None:
            return rest
        rest = _replaced(rest, found, macros[found[0]])
        if len(rest) > LENGTH:
            break
    raise _wrong(text, f"a macro among {', '.join(macros)} stands for itself; write the formula without it", 0)


def _taken(text: str) -> tuple[dict[str, _Macro], str]:
    """The macros, and the text without them."""
    macros: dict[str, _Macro] = {}
    while (found := _DEFINES.search(text)) is not None:
        if found["optional"]:
            raise _wrong(text, "optional arguments of macros are not read; write the formula without it", found.end())
        start = found.end()
        if text[start : start + 1] != "{":
            raise _wrong(text, f"what {found[0].strip()} stands for is written in braces", start)
        end = closing(text, start)
        name, macro = _defined(found, text[start + 1 : end])
        macros[name] = macro
        text = f"{text[: found.start()]} {text[end + 1 :]}"
    return macros, text


def _defined(found: re.Match[str], body: str) -> tuple[str, _Macro]:
    if found["operator"]:
        return found["operator"], _Macro(0, rf"\operatorname{{{body}}}")
    if found["def"]:
        return found["def"], _Macro((found["marks"] or "").count("#"), body)
    return found["braced"] or found["bare"], _Macro(int(found["count"] or 0), body)


def _replaced(text: str, found: re.Match[str], macro: _Macro) -> str:
    """The text with the macro at a place put in, its arguments with it."""
    at, body = found.end(), macro.body
    for k in range(1, macro.count + 1):
        while text[at : at + 1].isspace():
            at += 1
        end = _end_of_argument(text, at, found[0])
        argument = text[at + 1 : end - 1] if text[at] == "{" else text[at:end]
        body = body.replace(f"#{k}", argument)
        at = end
    after = " " if body[-1:].isalpha() and text[at : at + 1].isalpha() else ""
    return f"{text[: found.start()]}{body}{after}{text[at:]}"


def _end_of_argument(text: str, at: int, name: str) -> int:
    """After a group, a command, or one character."""
    if at == len(text):
        raise _wrong(text, f"an argument of {name} is missing", at)
    if text[at] == "{":
        return closing(text, at) + 1
    command = re.compile(r"\\(?:[A-Za-z]+|.)").match(text, at)
    return at + 1 if command is None else command.end()


def _wrong(text: str, message: str, at: int) -> ParseError:
    error = Source(text).error(message, at, at, ParseError)
    assert isinstance(error, ParseError)
    return error
