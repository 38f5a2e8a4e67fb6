"""How many operations a person reads in a formula: each operator, transpose, sign and call is one.

Numbers, names, members and the sign of an exponent are none.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.forms import Form, is_sum

_WHOLE = frozenset({"name", "number", "member", "partial", "range", "differential", "hold"})
"""Kinds of forms in which no operation is read."""


def operations(*roots: Form) -> int:
    """The operations of written formulas: what stands in one several times is read as often, and looked at once.

    >>> from extremum.algebra.forms import fraction, name, number, power
    >>> operations(fraction(name("A"), power(name("s"), number("2"))))
    2
    """
    found: dict[int, int] = {}
    stack: list[tuple[Form, Sequence[Form] | None]] = [
        (root, None) for root in roots
    ]  # with its operands the next time
    while stack:
        form, inside = stack.pop()
        if id(form) in found:
            continue
        if inside is None:
            inside = () if _is_whole(form) else _read(form)
            if inside:
                stack.append((form, inside))
                stack.extend([(part, None) for part in inside])
                continue
        found[id(form)] = _own(form) + sum([found[id(part)] for part in inside])
    return sum(found[id(root)] for root in roots)


def _own(form: Form) -> int:
    """The operations of a form without those of its parts."""
    if _is_whole(form):
        return 0
    if form.kind == "rows":
        return 1 + form.text.endswith("'")
    return len(form.parts) - 1 if form.kind == "infix" else int(form.kind not in ("row", "among"))


def _read(form: Form) -> Sequence[Form]:
    """The operands in which operations are read; a minus between two terms is the operator."""
    if is_sum(form):
        return [form.parts[0], *(part.parts[0] if part.kind == "prefix" else part for part in form.parts[1:])]
    if form.kind == "power" and form.parts[1].kind == "prefix":
        return [form.parts[0], form.parts[1].parts[0]]
    if form.kind in ("binder", "ranged"):
        return form.parts[1:2]
    return form.parts[:1] if form.kind in ("total", "rows") else form.parts


def _is_whole(form: Form) -> bool:
    """Whether no operation is read in it: a name, or a rational number."""
    return form.kind in _WHOLE or (form.kind == "fraction" and all(part.kind == "number" for part in form.parts))
