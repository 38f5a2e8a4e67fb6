r"""Problems in LaTeX: ``\min_{x} \|Ax - b\|^2 \text{ s.t. } Cx = d``, taken apart into their pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extremum.algebra.errors import ExtremumError
from extremum.problems.quantified import in_words
from extremum.reading.tex.preamble import without_macros

_VERB = (
    r"(?:\\mathop\s*\{\s*\\?|\\)(?:(?:operatorname\*?|text|mathrm)\s*\{\s*|rm\s+)?(?:arg\s*\\?,?\s*)?"
    r"(?P<verb>min|max)(?:imi[sz]e|imum)?\s*\}?\s*\}?"
)
_NAMES = (
    r"(?:\s*(?:\\limits)?\s*_\s*(?:\{(?P<names>(?:[^{}]|\{[^{}]*\})*)\}|(?P<name>\\?[A-Za-z]+?(?![A-Za-z])|[A-Za-z])))?"
)
_UNDER = r"\\underset\s*\{(?P<under>(?:[^{}]|\{[^{}]*\})*)\}\s*\{\s*" + _VERB + r"\s*\}"
_HEADS = (re.compile(_UNDER), re.compile(_VERB + _NAMES))
_SUCH_THAT = re.compile(
    r"\\(?:text|textrm|mathrm|operatorname|mbox)\s*\{\s*(?:s\.?\s*t\.?|subject\s+to|such\s+that)\s*:?\s*\}|\\st\b"
    r"|(?<![A-Za-z\\])(?:s\.\s*t\.|subject\s+to|such\s+that)(?![A-Za-z])\s*:?"  # as they are typed
)
_SPACE = re.compile(r"\\(?:quad|qquad|[;,:! ])|&|\$|\\(?:left|right)(?=\.)|~")
_STYLES = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|vec|hat)\b\s*|[{}\\\s]")

_SCRIPTS = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z]+|\S)|\\(?:mathbf|boldsymbol|bm|mathrm|mathit|vec)(?![A-Za-z])")
_SYMBOL = re.compile(r"\\?[A-Za-z]+")
_MARKS = {
    r"\lVert",
    r"\rVert",
    r"\Vert",
    r"\left",
    r"\right",
    r"\operatorname",
    r"\tr",
    "tr",
    r"\top",
    r"\langle",
    r"\rangle",
}
_BOUND = re.compile(r"\\(?:succ(?:eq)?|prec(?:eq)?|geq?|leq?|gt|lt|geqslant|leqslant)(?![A-Za-z])|[<>≥≤⪰⪯≻≺]")
_NAMED = re.compile(
    r"^(?![^=]*\\(?:arg|min|max)(?![A-Za-z]))[^=]{1,40}=\s*(?=\\(?:arg|min|max|operatorname|underset|text|mathrm))"
)
"""``x^* =`` before a problem."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a problem in LaTeX: formulas between dollars, and names."""

    objective: str
    sense: str
    unknowns: tuple[str, ...]
    constraints: tuple[str, ...]


def pieces(text: str) -> Pieces | None:
    r"""The pieces of a text that begins with ``\min`` or ``\max`` over something, or None for another text.

    Raises:
        ExtremumError: what is sought lies in a set that is not known.

    >>> pieces(r"\min_{x} \|x\|^2 \quad \text{s.t.} \quad Ax = b, \; x \ge 0")
    Pieces(objective='$\\|x\\|^2$', sense='min', unknowns=('x',), constraints=('$Ax = b$', '$x \\ge 0$'))
    """
    text = without_macros(text)
    bare = re.sub(r"\\begin\{[a-z*]+\}|\\end\{[a-z*]+\}|(?<!\\)\\[\[\]()]", " ", text).strip().strip("$").strip()
    bare = _NAMED.sub("", bare)
    head = next((found for pattern in _HEADS if (found := pattern.match(bare))), None)
    if head is None:
        return None
    groups = head.groupdict()
    over = groups.get("under") or groups.get("names") or groups.get("name")
    if not over:
        return None
    objective, *stated = _SUCH_THAT.split(bare[head.end() :], maxsplit=1)
    if not stated:
        objective, *stated = _apart(objective)
    parts = _separated(over)
    _refuse_sets(parts)
    below = [part for part in parts if _BOUND.search(part) or "=" in part]
    conditions = [*below, *_of_cones(parts), *(_separated(in_words(stated[0])) if stated else ())]
    names = tuple(dict.fromkeys(name for part in parts if (name := _name(part))))
    return Pieces(_plain(objective), groups["verb"], names, tuple(map(_plain, conditions)))


def _apart(text: str) -> list[str]:
    r"""An objective, and the conditions that follow it behind commas, as in ``f, \; \sum_i p_i = 1``, together.

    What defines a name, ``p = \ldots``, belongs to the objective.
    """
    objective, *others = _separated(text)
    if not others or not all(map(_is_condition, others)):
        return [text]
    return [objective, ", ".join(others)]


def _is_condition(text: str) -> bool:
    left, sign, _ = text.partition("=")
    return bool(_BOUND.search(text)) or (bool(sign) and _LONE.fullmatch(_SPACE.sub("", left).strip()) is None)


_LONE = re.compile(
    r"\\?[A-Za-z]+(?:\s*_\s*(?:\{[^{}]*\}|\w))?\s*(?:\([^()]*\))?|\\(?:mathbf|boldsymbol|bm)\s*\{[^{}]*\}"
)
"""``p``, ``p_i``, ``h(x)``, ``\\mathbf{p}``."""

_CONE = re.compile(
    r"(?P<name>.+?)\s*(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*\{?\s*|\\)(?P<letter>[RS])(?![A-Za-z])\s*\}?"
    r"(?:\s*\^\s*(?:\{[^{}]*\}|\w))?(?:\s*_\s*\{?\s*(?P<plus>\++))?"
)
_IN_CONES = {
    ("R", "+"): r"{} \ge 0", ("S", "+"): r"{} \succeq 0", ("S", ""): r"{0} = {0}^\top", ("R", "++"): "{} > 0",
    ("S", "++"): r"{} \succ 0",
}  # fmt: skip


def _of_cones(parts: Sequence[str]) -> list[str]:
    r"""``x \ge 0`` of ``x \in \mathbb{R}_+^n``, ``X \succeq 0`` of ``X \in \mathbb{S}_+^n``, symmetry of others in S.

    Of the open cones ``>`` and ``\succ``.
    """
    found = [cone for part in parts if (cone := _CONE.match(part.strip())) is not None]
    keys = [(cone["letter"], cone["plus"] or "") for cone in found]
    known = ((cone, _IN_CONES[key]) for cone, key in zip(found, keys, strict=True) if key in _IN_CONES)
    return [text.format(cone["name"]) for cone, text in known]


_UNKNOWN_SET = re.compile(r"(?:\\in(?![A-Za-z])|∈)(?!\s*(?:\\mathbb\s*\{?\s*[RS]|\\[RS](?![A-Za-z])|[ℝ𝕊]))")


def _refuse_sets(parts: Sequence[str]) -> None:
    """Refuses a set whose conditions nobody writes, which would be left out."""
    for part in parts:
        if _UNKNOWN_SET.search(part):
            fix = r"write its conditions after \text{s.t.}, as in \mathbf 1^\top x = 1, \; x \ge 0"
            raise ExtremumError(f"{_bare(part)} names a set that is not known here; {fix}")


def _name(text: str) -> str:
    r"""``x`` of ``\mathbf{x} \in \mathbb{R}^n`` and of ``\|x\|_2 = 1``; empty where a condition has several names."""
    sides = _BOUND.split(re.split(r"\\in\b|=", text)[0])
    left = sides[0] if len(sides) == 1 or not sides[0].strip().isdigit() else sides[1]  # 0 < x
    if "=" not in text:
        return _STYLES.sub("", left)
    names = {_STYLES.sub("", found) for found in _SYMBOL.findall(_SCRIPTS.sub("", left)) if found not in _MARKS}
    return names.pop() if len(names) == 1 else ""


def _plain(text: str) -> str:
    """A formula without the spaces and marks that stand around it, between dollars: so it is known to be LaTeX."""
    formula, _, rest = text.partition(" for ")
    return f"${_bare(formula)}$ for {' '.join(rest.split())}" if rest.strip() else f"${_bare(text)}$"


def _bare(text: str) -> str:
    return re.sub(r"(\\\s*)+$", "", " ".join(_SPACE.sub(" ", text).split()).strip(",;. ")).strip()


def _separated(text: str) -> list[str]:
    """What commas, semicolons, ``\\\\`` and wide spaces outside all brackets separate."""
    found, depth, start = [], 0, 0
    for place in re.finditer(r"\\\\|\\q?quad|\\[{}|;,:! ]|[{(\[\])}]|[,;]", text):
        mark = place[0]
        depth += (mark in "{([" and len(mark) == 1) - (mark in "})]" and len(mark) == 1)
        if depth == 0 and (mark in (",", ";", "\\\\") or mark.endswith("quad")):
            found.append(text[start : place.start()])
            start = place.end()
    return [part for part in (*found, text[start:]) if _bare(part)]
