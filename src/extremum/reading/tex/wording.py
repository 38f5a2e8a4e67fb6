r"""Errors that the notations share, with what to write instead said in LaTeX."""

from __future__ import annotations

import re
from typing import TypeVar

from extremum.algebra.errors import ExtremumError

E = TypeVar("E", bound=ExtremumError)

_PHRASES = {
    "write A .* B for the entrywise product, or transpose one factor, as in A'*B":
        r"write A \odot B for the entrywise product, or transpose one factor, as in A^\top B",
    "write * for the matrix product": "write A B for the matrix product",
    "write A*inv(B) for a matrix quotient": r"write A B^{-1} for a matrix quotient",
    "write ./ for entry by entry, A*inv(B) for the product with the inverse":
        r"write A \oslash B for entry by entry, A B^{-1} for the product with the inverse",
    "write ./ for entry by entry": r"write A \oslash B for entry by entry",
    ".* needs equal shapes": r"\odot needs equal shapes",
    "./ needs equal shapes": r"\oslash needs equal shapes",
    "write mpow(A, p) for a real power, A .^ p for entries": r"write A^{\odot p} for the powers of entries",
    "write exp(B .* log(A)) for powers of positive entries":
        r"write \exp(B \odot \log A) for powers of positive entries",
}  # fmt: skip
_SIZED = re.compile(r"write (\S+)\*ones\((\w+),(\w+)\) to add it to each entry(?:, or \S+\*eye\((\w+)\))?")


def in_latex(error: E) -> E:
    """The error in the words of LaTeX; what it shows of the text stays."""
    message, *shown = str(error).split("\n")
    for phrase, other in _PHRASES.items():
        message = message.replace(phrase, other)
    message = _SIZED.sub(_sized, message)
    return type(error)("\n".join([message, *shown]))


def _sized(found: re.Match[str]) -> str:
    scalar, rows, cols, size = found.groups()
    identity = f", or {scalar} I_{{{size}}}" if size else ""
    return rf"write {scalar} \mathbf{{1}}_{{{rows} \times {cols}}} to add it to each entry{identity}"
