"""Numbers beside roots: ``1/sqrt(2*pi)`` for ``1/2*sqrt(2/pi)``, ``x/sqrt(2)`` for ``1/2*sqrt(2)*x``."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.forms import Form, call, fraction, is_sum, number, product_of

Sides = tuple[Fraction, list[Form], list[Form]]


def with_roots(value: Fraction, over: list[Form], under: list[Form]) -> Sides:
    """The number, the factors above the line and those below; a root of a number takes in what is below the line."""
    apart = [factor for part in over for factor in _factors(part)]
    for part in apart:
        top, bottom = _under_root(part)
        lead = int(top[0].text) if top and top[0].kind == "number" and top[0].text.isdecimal() else 1
        if lead > 1 and value.denominator % lead == 0:
            rest = [other for other in apart if other is not part]
            below = [top[0], *bottom]
            if len(top) > 1:
                return value * lead, [root_of(top[1:], below), *rest], under
            return value * lead, rest, [*under, *roots_of(below)]
    return value, over, under


def root_of(top: list[Form], bottom: list[Form] | None = None) -> Form:
    """``sqrt(top/bottom)``."""
    inner = product_of(top) if top else number("1")
    return call("sqrt", fraction(inner, product_of(bottom)) if bottom else inner)


def roots_of(inside: list[Form]) -> list[Form]:
    """``sqrt(a b)``; of a number and a sum alone ``sqrt(2) sqrt(1 + x²)``, since ``2 (1 + x²)`` is read as one sum."""
    scaled = len(inside) == 2 and inside[0].kind == "number" and is_sum(inside[1])
    return [root_of([factor]) for factor in inside] if scaled else [root_of(inside)]


def _under_root(part: Form) -> tuple[list[Form], list[Form]]:
    """What is multiplied under a root, above the line and below it."""
    if part.kind != "call" or part.text != "sqrt":
        return [], []
    (inner,) = part.parts
    top, bottom = inner.parts if inner.kind == "fraction" and inner.text == "/" else (inner, None)
    return _factors(top), _factors(bottom) if bottom is not None else []


def _factors(form: Form) -> list[Form]:
    return list(form.parts) if form.kind == "infix" and form.text == "*" else [form]
