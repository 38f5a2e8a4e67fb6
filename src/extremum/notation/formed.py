"""What a written form says of the part that it is: its operands, the indices that it binds, by what it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extremum.algebra.forms import Form
from extremum.notation.part import Use

_BOUND = re.compile(r"#(\d+)")
_BINDERS = frozenset({"binder", "ranged"})


def key_of(form: Form, uses: Sequence[Use]) -> object:
    """What an operation on parts is known by."""
    return form.kind, form.text, form.parts[:1] if form.kind in _BINDERS else (), tuple(uses)


def operands_of(form: Form) -> tuple[Form, ...]:
    """The operands that are formulas; of a sum over an index its body."""
    return (
        form.parts[1:2] if form.kind in _BINDERS else form.parts[:1] if form.kind in ("total", "rows") else form.parts
    )


def with_operands(form: Form, operands: Sequence[Form]) -> Form:
    """The form with other operands."""
    if form.kind in _BINDERS:
        return replace(form, parts=(form.parts[0], operands[0], *form.parts[2:]))
    return replace(form, parts=(*operands, *form.parts[len(operands) :]))


def bound_in(form: Form) -> frozenset[int]:
    return levels_of(form.parts[0]) if form.kind in _BINDERS else frozenset()


def levels_of(form: Form) -> frozenset[int]:
    own = frozenset(map(int, _BOUND.findall(form.text))) if form.kind == "name" else frozenset[int]()
    return own.union(*(levels_of(part) for part in form.parts))


def is_rational(form: Form) -> bool:
    return form.kind == "fraction" and all(part.kind == "number" for part in form.parts)


def parity(exponent: Form) -> int | None:
    """0 for an even whole exponent, 1 for an odd one, None for others: an even power knows no sign."""
    size = exponent.parts[0] if exponent.kind == "prefix" else exponent
    return int(size.text) % 2 if size.kind == "number" and size.text.isdigit() else None


def counted(uses: Iterable[Use]) -> Iterable[tuple[Use, int]]:
    count: dict[Use, int] = {}
    for use in uses:
        count[use] = count.get(use, 0) + 1
    return count.items()
