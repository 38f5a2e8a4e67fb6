"""What a written form says of the part that it is: its operands, the indices that it binds, by what it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extremum.algebra.forms import Form, is_sum
from extremum.notation.part import Use
from extremum.operations.elementwise import FUNCTIONS

_BOUND = re.compile(r"#(\d+)")
_BINDERS = frozenset({"binder", "ranged"})
_NONE: frozenset[int] = frozenset()


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
        return form.of(form.parts[0], operands[0], *form.parts[2:])
    return form.of(*operands, *form.parts[len(operands) :])


def bound_in(form: Form) -> frozenset[int]:
    return levels_of(form.parts[0]) if form.kind in _BINDERS else _NONE


def levels_of(form: Form) -> frozenset[int]:
    own = frozenset(map(int, _BOUND.findall(form.text))) if form.kind == "name" and "#" in form.text else _NONE
    return own.union(*map(levels_of, form.parts)) if form.parts else own


def is_rational(form: Form) -> bool:
    return form.kind == "fraction" and all(part.kind == "number" for part in form.parts)


def is_array(form: Form) -> bool:
    """Whether sizes in a form are a shape: ``ones(p, q)`` and ``unit(n, 1)`` are no numbers, ``sqrt(n)`` is one."""
    return form.kind == "call" and form.text != "sqrt" and form.text not in FUNCTIONS


def parity(exponent: Form) -> int | None:
    """0 for an even whole exponent, 1 for an odd one, None for others: an even power knows no sign."""
    size = exponent.parts[0] if exponent.kind == "prefix" else exponent
    return int(size.text) % 2 if size.kind == "number" and size.text.isdigit() else None


def all_positive(form: Form) -> Form | None:
    """``1 + t`` of ``-t - 1``, numbers first; None where not all terms have a minus."""
    turned = [part.parts[0] for part in form.parts if part.kind == "prefix"] if is_sum(form) else []
    whole = turned and len(turned) == len(form.parts)
    return form.of(*sorted(turned, key=lambda term: term.kind != "number")) if whole else None


def upright(form: Form) -> Form:
    """The operand of a norm, which knows no sign, nor rows from columns."""
    while form.kind in ("prefix", "postfix"):
        form = form.parts[0]
    return form
