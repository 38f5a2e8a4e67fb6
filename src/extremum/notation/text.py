"""Forms as text of the language: what is printed parses back to the same expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import final

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.writer import Piece, Writer, between, free_names, letters_for, resolved, settled

__all__ = ["free_names", "render", "text"]


def text(expr: Expr) -> str:
    """The expression as text."""
    return render(write(expr), free_names(expr))


def render(form: Form, taken: frozenset[str] = frozenset()) -> str:
    """A form as text; bound indices ``#level`` become letters that are not taken."""
    plain = _TextWriter({}).write(form)
    if "#" not in plain:
        return plain
    form = settled(form, taken)
    return _TextWriter(letters_for(form, taken)).write(form)


@final
class _TextWriter(Writer):
    """Text, with letters for bound indices."""

    def __init__(self, letters: Mapping[int, str]) -> None:
        self.letters = letters

    def spell(self, form: Form) -> Sequence[Piece]:
        if form.kind == "name":
            return [resolved(form.text, self.letters) if self.letters else form.text]
        return _KINDS[form.kind](form)


def _part(form: Form, least: int) -> list[Piece]:
    """An operand, in parentheses where it binds more loosely than ``least``."""
    return ["(", form, ")"] if form.precedence < least else [form]


def _infix(form: Form) -> list[Piece]:
    if form.text == "+":
        return _sum(form)
    pieces: list[Piece] = []
    for k, part in enumerate(form.parts):
        loose = part.precedence == forms.PRODUCT and (k > 0 or part.text not in (form.text, "/"))
        pieces += [f" {form.text} " if form.text == "·" else form.text] if k else []
        pieces += _part(part, forms.POWER if loose else forms.PRODUCT)
    return pieces


def _sum(form: Form) -> list[Piece]:
    first, *rest = form.parts
    pieces = _part(first, forms.SUM)
    for part in rest:
        if part.kind == "prefix":
            pieces += [" - ", *_part(part.parts[0], forms.PRODUCT)]
        else:
            pieces += [" + ", *_part(part, forms.NEGATION)]
    return pieces


def _power(form: Form) -> list[Piece]:
    base, exponent = form.parts
    return [*_part(base, forms.POSTFIX), form.text, *_part(exponent, forms.ATOM)]


def _fraction(form: Form) -> list[Piece]:
    top, bottom = form.parts
    mixed = top.kind == "infix" and (top.text == ".*") != (form.text == "./")
    least = forms.POWER if mixed and top.text != "*" else forms.PRODUCT
    return [*_part(top, least), form.text, *_part(bottom, forms.POWER)]


def _partial(form: Form) -> list[Piece]:
    top, bottom = form.parts
    return ["∂", *_part(top, forms.ATOM), "/∂", *_part(bottom, forms.ATOM)]


def _range(form: Form) -> list[Piece]:
    index, first, last, body = form.parts
    return [f"{form.text}_{{", index, "=", first, "…", last, "}(", body, ")"]


def _differential(form: Form) -> list[Piece]:
    (part,) = form.parts
    return ["d", part] if part.kind == "name" else ["d(", part, ")"]


def _ranged(form: Form) -> list[Piece]:
    index, *rest = form.parts
    return [f"{form.text}_", index, "(", *between(", ", rest), ")"]


_KINDS: dict[str, Callable[[Form], list[Piece]]] = {
    "block": lambda form: ["[", *between("; ", form.parts), "]"],
    "row": lambda form: between(", ", form.parts),
    "among": lambda form: between(", ", form.parts),
    "relation": lambda form: between(f" {form.text} ", form.parts),
    "partial": _partial,
    "range": _range,
    "number": lambda form: [form.text],
    "call": lambda form: [f"{form.text}(", *between(", ", form.parts), ")"],
    "total": lambda form: [f"{form.text}(", form.parts[0], ")"],
    "rows": lambda form: [form.text.rstrip("'"), "(", form.parts[0], ")", "'" * form.text.endswith("'")],
    "infix": _infix,
    "prefix": lambda form: ["-", *_part(form.parts[0], forms.PRODUCT)],
    "postfix": lambda form: [*_part(form.parts[0], forms.POSTFIX), "'"],
    "power": _power,
    "fraction": _fraction,
    "member": lambda form: [form.parts[0], "[", *between(", ", form.parts[1:]), "]"],
    "ranged": _ranged,
    "differential": _differential,
    "inner": lambda form: ["⟨", *between(", ", form.parts), "⟩"],
    "binder": lambda form: [f"{form.text}_", form.parts[0], "(", form.parts[1], ")"],
}
