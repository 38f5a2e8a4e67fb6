"""Forms as presentation MathML Core, which browsers show without any script. Each form is one element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, final

from extremum.algebra.forms import Form
from extremum.algebra.traverse import write
from extremum.notation.spacing import beginning, in_digits, touching
from extremum.notation.symbols import ACCENTS, GREEK
from extremum.notation.typeset import signed, typeset
from extremum.notation.writer import Piece, Writer, between, free_names
from extremum.operations.operators import expression

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_FENCES = {"(": ("(", ")"), "|": ("|", "|"), "‖": ("‖", "‖")}
_SIGNS = {"+": "<mo>+</mo>", "⊤": "<mo>⊤</mo>", "𝟏": "<mn>𝟏</mn>"}
_TIMES, _APPLY, _THIN = "<mo>&#x2062;</mo>", "<mo>&#x2061;</mo>", '<mspace width="0.17em"></mspace>'
_OPERATORS = {"+": "<mo>+</mo>", "-": "<mo>−</mo>", "*": _TIMES, "/": "<mo>/</mo>", ",": '<mo separator="true">,</mo>'}
_RELATIONS = {"<": "&lt;", ">": "&gt;", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_PREFIXES = {"-": '<mo form="prefix">−</mo>', "∂": "<mi>∂</mi>", "d": '<mi mathvariant="normal">d</mi>'}
_BIG = {"sum": "<mo>∑</mo>", "prod": "<mo>∏</mo>"}


def mathml(expr: Any, declarations: Any = ()) -> str:
    """The expression, or that of a text with declarations, as a complete ``<math>`` element.

    >>> import extremum as ex
    >>> print(ex.mathml("x^2"))
    <math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true"><msup><mi>x</mi><mn>2</mn></msup></math>

    Raises:
        ExtremumError: it is no expression, or a text that cannot be read.
    """
    root = expression(expr, declarations)
    return render_mathml(write(root), free_names(root))


def inner_mathml(form: Form) -> str:
    """A form as MathML that stands within a ``<math>`` element."""
    return _MathmlWriter().write(typeset(form))


def render_mathml(form: Form, taken: frozenset[str] = frozenset()) -> str:
    """A form as a complete ``<math>`` element; bound indices avoid the names that are ``taken``."""
    body = _MathmlWriter().write(typeset(form, taken))
    return f'<math xmlns="{NAMESPACE}" displaystyle="true">{body}</math>'


@final
class _MathmlWriter(Writer):
    def spell(self, form: Form) -> Sequence[Piece]:
        return _KINDS[form.kind](form)


def _row(*pieces: Piece) -> list[Piece]:
    return ["<mrow>", *pieces, "</mrow>"]


def _word(text: str) -> str:
    """A name, Greek letters and primes as characters."""
    base = text.rstrip("'")
    return (GREEK.get(base, base) + "′" * (len(text) - len(base))).translate(_ENTITIES)


def _name(form: Form) -> list[Piece]:
    return [f"<mi>{_word(form.text)}</mi>"]


def _operator(text: str) -> str:
    return _OPERATORS.get(text, f"<mo>{text}</mo>")


def _infix(form: Form) -> list[Piece]:
    first, *rest = form.parts
    if form.text == "+":
        return _row(first, *(piece for sign, part in signed(form.parts) for piece in (_operator(sign), part)))
    if form.text != "*":
        return _row(*between(_operator(form.text), form.parts))
    pieces: list[Piece] = [first]
    for left, right in zip(form.parts, rest, strict=False):
        close = _THIN if touching(left, right) or beginning(right).kind == "call" else _TIMES
        pieces += ["<mo>·</mo>" if in_digits(left, right) else close, right]
    return _row(*pieces)


def _prefix(form: Form) -> list[Piece]:
    return _row(_PREFIXES[form.text], *form.parts)


def _power(form: Form) -> list[Piece]:
    base, exponent = form.parts
    if form.text == ".^":
        return ["<msup>", base, *_row('<mo form="prefix">⊙</mo>', exponent), "</msup>"]
    return ["<msup>", base, exponent, "</msup>"]


def _fence(form: Form) -> list[Piece]:
    left, right = _FENCES[form.text]
    return _fenced(left, form.parts, right)


def _fenced(left: str, parts: Sequence[Piece], right: str) -> list[Piece]:
    kind = 'fence="true" stretchy="true"'
    return _row(f'<mo form="prefix" {kind}>{left}</mo>', *parts, f'<mo form="postfix" {kind}>{right}</mo>')


def _call(form: Form) -> list[Piece]:
    head, *arguments = form.parts
    return _row(head, _APPLY, *_fenced("(", between(_operator(","), arguments), ")"))


def _big(form: Form) -> list[Piece]:
    index, body, *ends = form.parts
    if not ends:
        return _row("<munder>", _BIG[form.text], index, "</munder>", body)
    below = _row(index, "<mo>=</mo>", ends[0])
    return _row("<munderover>", _BIG[form.text], *below, ends[1], "</munderover>", body)


def _applied(form: Form) -> list[Piece]:
    return _row("<mi>log</mi>", _APPLY, _THIN, "<mi>det</mi>", _APPLY, _THIN, *form.parts)


def _block(form: Form) -> list[Piece]:
    return _fenced("(", ["<mtable>", *form.parts, "</mtable>"], ")")


def _block_row(form: Form) -> list[Piece]:
    cells = (piece for part in form.parts for piece in ("<mtd>", part, "</mtd>"))
    return ["<mtr>", *cells, "</mtr>"]


_KINDS: dict[str, Callable[[Form], list[Piece]]] = {
    "block": _block,
    "row": _block_row,
    "name": _name,
    "number": lambda form: [f"<mn>{form.text}</mn>"],
    "sign": lambda form: [_SIGNS[form.text]],
    "function": _name,
    "accent": lambda form: ['<mover accent="true">', form.parts[0], f"<mo>{ACCENTS[form.text][0]}</mo></mover>"],
    "sub": lambda form: ["<msub>", *form.parts, "</msub>"],
    "power": _power,
    "fraction": lambda form: ["<mfrac>", *form.parts, "</mfrac>"],
    "sqrt": lambda form: ["<msqrt>", *form.parts, "</msqrt>"],
    "infix": _infix,
    "prefix": _prefix,
    "fence": _fence,
    "call": _call,
    "inner": lambda form: _fenced("⟨", between(_operator(","), form.parts), "⟩"),
    "big": _big,
    "chosen": lambda form: _row(*between(_operator(form.text), form.parts)),
    "relation": lambda form: _row(*between(f"<mo>{_RELATIONS[form.text]}</mo>", form.parts)),
    "applied": _applied,
}
