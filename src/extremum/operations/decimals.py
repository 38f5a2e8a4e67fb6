"""Denominators with the decimals that people write: ``2*x/(0.3 + x'*x)``, not ``20*x/(3 + 10*x'*x)``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import inf

from extremum.algebra.forms import SUM, Form, decimal, infix, is_sum, negated, number, product_of


def with_decimals(value: Fraction, below: Form) -> tuple[Fraction, Form]:
    """``value/below`` with both divided by the coefficient in a sum below that leaves the fewest and no longer ones."""
    options = [(value, below), *_rescaled(value, below)]
    return min(options, key=lambda option: (_count(*option), options.index(option)))


def _count(value: Fraction, below: Form) -> int:
    """How many numbers stand before something."""
    return (abs(value) != 1) + sum(q != 1 and bool(rest) for _, q, rest in _read(below)[2])


def _rescaled(value: Fraction, below: Form) -> Iterator[tuple[Fraction, Form]]:
    base, power, addends = _read(below)
    numbers = [q for _, q, _ in addends]
    for scale in sorted({q for q in numbers if q != 1}):
        new, rest = value / scale**power, [q / scale for q in numbers]
        if _characters([new, *rest]) <= _characters([value, *numbers]):
            sum_ = infix("+", tuple(_addend(sign, q / scale, term) for sign, q, term in addends), SUM)
            yield new, sum_ if base is below else Form("power", below.text, (sum_, below.parts[1]), below.precedence)


def _characters(numbers: list[Fraction]) -> float:
    """The length of whole numbers and decimals; a fraction is longer than any."""
    return sum(len(decimal(q) or str(q)) if q.denominator == 1 or decimal(q) else inf for q in numbers)


_Addend = tuple[bool, Fraction, list[Form]]


def _read(form: Form) -> tuple[Form, int, list[_Addend]]:
    """The sum that a denominator is a whole power of, that power, and its terms; no terms where it is none."""
    base, power = form, 1
    if form.kind == "power" and form.parts[1].kind == "number" and form.parts[1].text.isdecimal():
        base, power = form.parts[0], int(form.parts[1].text)
    addends = [_term(part) for part in base.parts] if is_sum(base) else []
    return base, power, [addend for addend in addends if addend] if all(addends) else []


def _term(form: Form) -> _Addend | None:
    """(is negative, number, other factors) of a term with a whole number; None for others."""
    if form.kind == "prefix":
        found = _term(form.parts[0])
        return None if found is None else (not found[0], *found[1:])
    factors = list(form.parts) if form.kind == "infix" and form.text == "*" else [form]
    first = factors[0]
    if first.kind == "number":
        return (False, Fraction(first.text), factors[1:])
    return None if first.kind == "fraction" else (False, Fraction(1), factors)


def _addend(negative: bool, value: Fraction, rest: list[Form]) -> Form:
    lead = [] if value == 1 and rest else [number(decimal(value) or str(value))]
    form = product_of([*lead, *rest])
    return negated(form) if negative else form
