r"""Formulas typed or pasted as characters, ``½‖y − Xβ‖₂² + xᵀΣ⁻¹x``, in the commands of LaTeX.

Small characters are scripts, whole runs of them at a time; letters of mathematical alphabets are the letters;
fractions, roots and long dashes have commands or signs of their own. What LaTeX reads as it is, ``β`` and ``⊗``, stays.
"""

from __future__ import annotations

import re
import unicodedata

from extremum.algebra.errors import UndeclaredError
from extremum.reading.source import Source

_FRACTION = "\N{FRACTION SLASH}"
_TRANSPOSE = "ᵀ"
_ABOVE = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u207f\u02b0-\u02b8\u02e1-\u02e3\u1d2c-\u1d61]+")
_BELOW = re.compile("[\u1d62-\u1d6a\u2080-\u209c\u2c7c]+")
_ALPHABETS = re.compile("[\U0001d400-\U0001d7ff]")
_HALVES = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_SIGMA = re.compile(r"Σ(?=_\{[^{}]*=)")
_SUM_OR_MATRIX = re.compile(r"(?<![ᵀ)\]])Σ[ᵢⱼₖₗₘₙₚₛₜ]+(?=\s*[\w(‖|√])(?![⁻ᵀ])")
_BARE_TRANSPOSE = re.compile(r"(?<=[\w)\]}])\s*⊤")
_SIGNS = {"–": "-", "—": "-", "∥": "‖", "‖∞": r"‖_{\infty}"}

_NO_LETTER = re.compile(
    "[\u00aa\u00ba\u00b2\u00b3\u00b9\u02b0-\u02e3\u1d2c-\u1d6a\u2070-\u209c\u2c7c\U0001d400-\U0001d7ff]"
)
"""Scripts, and letters of mathematical alphabets."""


def is_name(text: str) -> bool:
    """Whether a text is a name: letters, digits and _ of their usual size.

    >>> is_name("x_1"), is_name("β"), is_name("Aᵀ"), is_name("x²")
    (True, True, False, False)
    """
    return text.isidentifier() and not _NO_LETTER.search(text)


def is_typed(text: str) -> bool:
    """Whether a text has scripts or letters that only LaTeX has commands for."""
    return _NO_LETTER.search(text) is not None


def in_commands(text: str) -> str:
    r"""The text with LaTeX where characters stand for it.

    Raises:
        UndeclaredError: ``Σᵢ`` stands before a factor, so that it may be a sum or a matrix.

    >>> print(in_commands("½‖y − Xβ‖₂² + ∑ᵢ₌₁ⁿ xᵢᵀΣ⁻¹xᵢ"))
    \frac{1}{2}‖y − Xβ‖_{2}^{2} + ∑_{i=1}^{n} x_{i}^{\top}Σ^{-1}x_{i}
    >>> print(in_commands("√(xᵀ𝐀x)"))
    \sqrt{x^{\top}\boldsymbol{A}x}
    """
    if found := _SUM_OR_MATRIX.search(text):
        small, index = found[0], _plain(found[0][1:])
        fix = f"write ∑{small[1:]} for the sum, Σ_{index} for the matrix"
        message = f"{small} may be the sum over {index} or one of several matrices; {fix}"
        raise Source(text).error(message, *found.span(), UndeclaredError)
    for sign, written in _SIGNS.items():
        text = text.replace(sign, written)
    text = _ABOVE.sub(_superscript, text)
    text = _BELOW.sub(lambda run: f"_{{{_plain(run[0])}}}", text)
    text = _HALVES.sub(_fraction, text)
    text = _ALPHABETS.sub(_letter, text)
    text = _BARE_TRANSPOSE.sub(r"^{\\top}", text)
    return _with_roots(_SIGMA.sub(r"\\sum", text))


def _plain(small: str) -> str:
    """The characters of a script in their usual size."""
    return unicodedata.normalize("NFKC", small).replace("\N{MINUS SIGN}", "-")


def _superscript(run: re.Match[str]) -> str:
    parts = [_plain(part) for part in run[0].split(_TRANSPOSE)]
    return "^{" + r"\top ".join(parts).rstrip() + "}"


def _fraction(character: re.Match[str]) -> str:
    above, below = _plain(character[0]).split(_FRACTION)
    return rf"\frac{{{above}}}{{{below}}}"


def _letter(character: re.Match[str]) -> str:
    plain = _plain(character[0])
    return rf"\boldsymbol{{{plain}}}" if "BOLD" in unicodedata.name(character[0]) else plain


def _with_roots(text: str) -> str:
    r"""``√(…)`` and ``√x`` as ``\sqrt{…}``; a bracket that is never closed stays, for the reader to say so."""
    while (at := text.rfind("√")) >= 0:
        inner = text[at + 1 :].lstrip()
        end = _end_of_operand(inner)
        what = inner[1 : end - 1] if inner.startswith("(") and end else inner[:end]
        text = text[:at] + r"\sqrt" + (f"{{{what}}}" if end else " ") + inner[end:]
    return text


def _end_of_operand(text: str) -> int:
    """Where what a root is taken of ends: a bracket, a number, or a letter or command with its subscript."""
    if text.startswith("("):
        return _closed(text)
    head = re.match(r"\d+|\\[A-Za-z]+|\w|", text)
    end = head.end() if head else 0
    for opening in ("{", "_{"):
        if text.startswith(opening, end):
            end += len(opening) - 1
            end += _closed(text[end:])
    return end


def _closed(text: str) -> int:
    """Where the first bracket of a text is closed, behind it; 0 where it never is."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if not depth:
            return place + 1
    return 0
