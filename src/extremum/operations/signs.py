"""Products with their numbers and signs where they read well: ``n/2*x``, ``-x^2/2``."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.forms import Form, decimal, fraction, is_sum, number, product_of
from extremum.operations.decimals import with_decimals
from extremum.operations.flipped import with_sign
from extremum.operations.shared_out import shared_out
from extremum.operations.surds import with_roots

_ONE = number("1")


def times(coefficient: int | Fraction, parts: list[Form], counts: int = 0) -> Form:
    """``coefficient * parts``: denominators collected, the sign outside; the first ``counts`` parts stand for whole
    numbers and are written over the coefficient's denominator (``n/2*x``)."""
    if coefficient == 1 and all(map(_is_plain, parts)):
        return with_sign(product_of(parts))
    turned, over, under = _sides(parts)
    negative = turned != (coefficient < 0)
    value, over, under = _decimal_denominator(*with_roots(Fraction(coefficient), over, under))
    form = _written(value, over, under, negative, counts)
    if value.denominator != 1 and not decimal(value) and any(map(_has_sum, over)):
        form = shared_out(abs(value), over, under, form, times)
    return with_sign(form, negative)


def _is_plain(form: Form) -> bool:
    """Whether a factor has no sign and no number that would be put elsewhere, as a root has; most have none."""
    if form.kind == "call":
        return form.text != "sqrt"
    return form.kind in ("name", "postfix", "member") or (form.kind == "infix" and form.text in ("+", ".*"))


def _sides(parts: list[Form]) -> tuple[bool, list[Form], list[Form]]:
    """Whether the signs of the parts make their product negative, and what stands above and below the line."""
    over: list[Form] = []
    under: list[Form] = []
    turned = False
    for signed in parts:
        minus, part = _unsigned(signed)
        turned = turned != minus
        if part.kind == "fraction" and part.text == "/":
            minus, below = _unsigned(part.parts[1])
            turned = turned != minus
            part = part.parts[0]
            under.append(below)
        if part != _ONE:
            over += part.parts if part.kind == "infix" and part.text == "*" else [part]
    return turned, over, under


def _unsigned(form: Form) -> tuple[bool, Form]:
    """Whether a form has a minus before it, and the form without."""
    minus = False
    while form.kind == "prefix":
        minus, form = not minus, form.parts[0]
    return minus, form


def _written(value: Fraction, over: list[Form], under: list[Form], negative: bool, counts: int) -> Form:
    """``|value| over/under``, where the number has a fraction of its own if nothing else is below the line."""
    short = decimal(value)
    top = [number(short or str(abs(value.numerator)))] if short or abs(value.numerator) != 1 else []
    bottom = [number(str(value.denominator))] if value.denominator != 1 and not short else []
    if bottom and not under and negative and not top and over and not counts and not any(map(is_sum, over)):
        return fraction(product_of(over), bottom[0])  # -x^2/2
    if bottom and not under and len(over) > counts:
        lead = fraction(product_of(top + over[:counts] or [_ONE]), bottom[0])
        return product_of([lead, *over[counts:]])
    above = product_of(top + over or [_ONE])
    return fraction(above, product_of(bottom + under)) if bottom or under else above


def _has_sum(form: Form) -> bool:
    return is_sum(form) or (form.kind == "infix" and form.text == ".*" and any(map(is_sum, form.parts)))


def _decimal_denominator(
    value: Fraction, over: list[Form], under: list[Form]
) -> tuple[Fraction, list[Form], list[Form]]:
    if len(under) == 1:
        value, below = with_decimals(value, under[0])
        return value, over, [below]
    for k, part in enumerate(over if not under else []):
        if part.kind == "fraction" and part.text == "./":
            value, below = with_decimals(value, part.parts[1])
            return value, [*over[:k], fraction(part.parts[0], below, "./"), *over[k + 1 :]], under
    return value, over, under
