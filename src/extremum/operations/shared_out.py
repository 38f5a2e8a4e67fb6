"""Fractions before sums, shared out among the terms: ``r + v^2/2`` for ``1/2*(2*r + v^2)``, where that is shorter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from extremum.algebra.forms import SUM, Form, fraction, infix, is_sum, negated, number
from extremum.algebra.lengths import operations

Times = Callable[[Fraction, list[Form]], Form]
_TERMS, _LONGEST = 6, 40
"""Sums of more terms, and longer products, are left as they are."""


def shared_out(value: Fraction, over: Sequence[Form], under: Sequence[Form], plain: Form, times: Times) -> Form:
    """``value*over/under``, plain otherwise, with the denominator of the value within a sum above the line."""
    if operations(plain) > _LONGEST:
        return plain
    options = [plain]
    for k, part in enumerate(over):
        inner = _divided(part, value.denominator, times)
        if inner is not None:
            factors = [*over[:k], inner, *over[k + 1 :], *(fraction(number("1"), part) for part in under)]
            options.append(times(value * value.denominator, factors))
    return min(options, key=operations)


def _divided(form: Form, by: int, times: Times) -> Form | None:
    """A sum, or an entrywise product with one in it, divided by a number that divides one of its coefficients."""
    if form.kind != "infix":
        return None
    if form.text == ".*":
        found = [_divided(part, by, times) for part in form.parts]
        whole = tuple(part if inner is None else inner for part, inner in zip(form.parts, found, strict=True))
        return infix(".*", whole, form.precedence) if sum(inner is not None for inner in found) == 1 else None
    if form.text != "+" or len(form.parts) > _TERMS or not any(_coefficient(part) % by == 0 for part in form.parts):
        return None
    return infix("+", tuple(term for part in form.parts for term in _terms(part, by, times)), SUM)


def _coefficient(term: Form) -> int:
    inner = term.parts[0] if term.kind == "prefix" else term
    (first, *_), _ = _sides(inner)
    return int(first.text) if first.kind == "number" and first.text.isdigit() else 1


def _sides(term: Form) -> tuple[Sequence[Form], Sequence[Form]]:
    """The factors of a term above the line, and what is below it."""
    over, under = (term.parts[0], term.parts[1:]) if term.kind == "fraction" and term.text == "/" else (term, ())
    return over.parts if over.kind == "infix" and over.text == "*" else [over], under


def _terms(term: Form, by: int, times: Times) -> Iterator[Form]:
    """One term divided: several where it was a multiple of a sum."""
    sign, inner = (-1, term.parts[0]) if term.kind == "prefix" else (1, term)
    q = Fraction(sign * _coefficient(inner), by)
    over, under = _sides(inner)
    rest = over[1:] if over[0].kind == "number" and over[0].text.isdigit() else over
    parts = [*rest, *(fraction(number("1"), part) for part in under)]
    found = times(q, parts) if parts else _number(q)
    yield from found.parts if is_sum(found) else [found]


def _number(q: Fraction) -> Form:
    top, bottom = number(str(abs(q.numerator))), number(str(q.denominator))
    size = top if q.denominator == 1 else fraction(top, bottom)
    return size if q > 0 else negated(size)
