r"""What stands between a formula and the declarations and definitions after it, as commas; places in the text stay.

``f \quad \text{with } A \in \mathbb{R}^{n \times n}`` has the two pieces of ``f, A \in \mathbb{R}^{n \times n}``, and
``f = … \qquad y = W x`` those of ``f = …, y = W x``.
"""

from __future__ import annotations

import re

_SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;:! ]|[\s~])"
_LINK = r"\\(?:text|mathrm|mbox|textrm)\s*\{\s*(?:where|with|and|for)\s*\}"
_NAME = r"(?:\\[A-Za-z]+\s*(?:\{\\?[A-Za-z]+\})?|[A-Za-z])(?:_\{?\\?\w+\}?)?(?:\s*(?:\\left)?\([^()=]*\))?"
_LINKED = re.compile(rf"(?P<comma>,?){_SPACE}*{_LINK}")
_SPACED = re.compile(rf"(?P<comma>[,;]?){_SPACE}*\\q?quad(?![A-Za-z]){_SPACE}*(?={_NAME}\s*&?(?:=|:=|\\coloneqq)[^=])")
_WORDED = re.compile(rf"(?P<comma>,?){_SPACE}+(?:where|with)\s+(?={_NAME}\s*(?:=|:=|\\coloneqq)[^=])")


_OPENING = re.compile(
    r"^\s*(?:(?:let|consider|define|suppose|given|take|we|have|the|a|function|objective|loss|cost|that)\s+)+(?=\$)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?<=\$)\s*,?\s*(?:for(?: all)?|where|with|and)\s*(?=\$)")


def separated(text: str) -> str:
    """The text with commas where words or wide spaces separate pieces; words that open a sentence are left out."""
    text = _OPENING.sub(lambda found: " " * len(found[0]), text)
    return _SPACED.sub(_comma, _WORDED.sub(_comma, _LINKED.sub(_comma, _BETWEEN.sub(_comma, text))))


def _comma(found: re.Match[str]) -> str:
    """A comma and blanks of the same length; at the beginning of a text blanks alone."""
    before = found.string[: found.start()]
    mark = "," if re.sub(rf"{_SPACE}|\\begin\{{\w+\*?\}}|[$&\[]|\\\\", "", before) else " "
    return mark + " " * (len(found[0]) - 1)
