r"""What is wrong with a LaTeX text that follows no grammar, and what would fix it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.reading.source import Source
from extremum.reading.tex.vocabulary import REFUSED

if TYPE_CHECKING:
    from lark import UnexpectedInput

_CHARACTERS = {
    "#": "leave it out",
    "!": "a factorial stands after what it is of, as in n!", '"': r"write ^\top for the transpose",
    "`": r"write ^\top for the transpose", "@": "leave it out: a product has no sign", "%": r"leave it out",
    "\\": r"a command has letters, as in \log; a line break is \\", "&": "it separates the entries of a matrix",
    "?": "leave it out", "…": r"write a sum as \sum_{i=1}^n",
}  # fmt: skip


def explain(source: Source, text: str, error: UnexpectedInput) -> ParseError:
    """The error for a place where reading stopped; ``text`` is what the parser saw."""
    token, at = getattr(error, "token", None), error.pos_in_stream
    kind = token.type if token is not None else ""
    if at is None or kind == "$END":
        at = len(text.rstrip())
        message = _awaited(text[:at], error) or _at_end(text[:at])
        return source.error(message, at, at + 1, ParseError)
    found = str(token) if token is not None else text[at]
    before = text[:at].rstrip()
    message = _awaited(before, error) or _message(before, found, kind)
    return source.error(message, at, at + len(found), ParseError)


def _at_end(before: str) -> str:
    expected = "add a variable, a number or a formula"
    return f"the text ends after {_last(before)!r}, where an operand was expected; {expected}"


def _message(before: str, found: str, kind: str) -> str:
    if not kind:
        return f"unexpected character {found!r}; {_CHARACTERS.get(found, 'use letters, digits and commands')}"
    word = found.removeprefix("\\")
    if kind == "COMMAND" and word in REFUSED:
        return f"{found} is not read: {REFUSED[word]}"
    if kind in ("BEGIN", "END", "AMP", "NEWLINE"):
        return f"unexpected {found}; write a matrix as \\begin{{pmatrix}} A & B \\\\ C & D \\end{{pmatrix}}"
    fix = "add one before it, or remove what precedes it" if kind in _CLOSING else "write a variable or a group"
    return f"unexpected {found!r} where an operand was expected; {fix}"


_CLOSING = {"RB", "RPAR", "RSQ", "RCURLY", "RANGLE", "CBAR", "CNORM", "COMMA"}


def _awaited(before: str, error: UnexpectedInput) -> str:
    """Where nothing stands that could be an exponent, a subscript or the argument of a command."""
    if "SINGLE" not in (getattr(error, "expected", None) or ()):  # one character is an argument, and nothing else
        return ""
    last = _last(before)
    if last in ("^", "_"):
        what = "an exponent" if last == "^" else "a subscript"
        return f"after {last} follows {what}: one character, one command, or a group in braces, as in x{last}{{ab}}"
    commands = [word for word in re.findall(r"\\([A-Za-z]+)", before) if word in _ARGUMENTS]
    return f"\\{commands[-1]} needs {_ARGUMENTS[commands[-1]]}" if commands else ""


_FRACTION = r"a numerator and a denominator, as in \frac{a}{b}"
_ONE = "an argument in braces"
_ARGUMENTS = {
    "frac": _FRACTION, "tfrac": _FRACTION, "dfrac": _FRACTION, "cfrac": _FRACTION, "sqrt": _ONE,
    **dict.fromkeys(("hat", "tilde", "bar", "vec", "mathbf", "boldsymbol", "bm", "mathbb", "mathcal", "mathrm"), _ONE),
}  # fmt: skip


def _last(before: str) -> str:
    r"""The last character, or the whole command."""
    at = before.rfind("\\")
    return before[at:] if at >= 0 and before[at + 1 :].isalpha() else before[-1:]
