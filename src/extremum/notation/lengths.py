"""How many operations a person reads in a formula: each operator, transpose, sign and call is one.

Numbers, names, members and the sign of an exponent are none.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.forms import Form

_WHOLE = frozenset({"name", "number", "member", "partial", "range", "differential", "hold"})
"""Kinds of forms in which no operation is read."""


def operations(root: Form) -> int:
    """The operations of a written formula; iterative, for long ones.

    >>> from extremum.algebra.forms import fraction, name, number, power
    >>> operations(fraction(name("A"), power(name("s"), number("2"))))
    2
    """
    total, stack = 0, [root]
    while stack:
        form = stack.pop()
        if form.kind not in _WHOLE and not _is_rational(form):
            total += len(form.parts) - 1 if form.kind == "infix" else form.kind != "row"
            stack.extend(_read(form))
    return total


def _read(form: Form) -> Sequence[Form]:
    """The operands in which operations are read; a minus between two terms is the operator."""
    if form.kind == "infix" and form.text == "+":
        return [form.parts[0], *(part.parts[0] if part.kind == "prefix" else part for part in form.parts[1:])]
    if form.kind == "power" and form.parts[1].kind == "prefix":
        return [form.parts[0], form.parts[1].parts[0]]
    if form.kind in ("binder", "ranged"):
        return form.parts[1:2]
    return form.parts[:1] if form.kind == "total" else form.parts


def _is_rational(form: Form) -> bool:
    return form.kind == "fraction" and all(part.kind == "number" for part in form.parts)
