"""Signs where they read well: products with their sign outside, and differences turned around, ``A*(c - b)`` for
``-A*(b - c)``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from extremum.algebra.forms import SUM, Form, decimal, fraction, infix, negated, number, product_of, transposed
from extremum.algebra.node import REGISTRY
from extremum.operations.decimals import with_decimals
from extremum.operations.shared_out import shared_out
from extremum.operations.surds import with_roots


def times(coefficient: int | Fraction, parts: list[Form], counts: int = 0) -> Form:
    """``coefficient * parts``: denominators collected, the sign outside; the first ``counts`` parts stand for whole
    numbers and are written over the coefficient's denominator (``n/2*x``)."""
    value = Fraction(coefficient)
    over: list[Form] = []
    under: list[Form] = []
    negative = value < 0
    for part in parts:
        while part.kind == "prefix":
            negative, part = not negative, part.parts[0]
        if part.kind == "fraction" and part.text == "/":
            over.append(part.parts[0])
            negative = negative != (part.parts[1].kind == "prefix")
            under.append(part.parts[1].parts[0] if part.parts[1].kind == "prefix" else part.parts[1])
        else:
            over.append(part)
    one = number("1")
    over = [part for part in over if part != one]
    value, over, under = with_roots(value, over, under)
    value, over, under = _decimal_denominator(value, over, under)
    short = decimal(value)
    top = [number(short or str(abs(value.numerator)))] if short or abs(value.numerator) != 1 else []
    bottom = [number(str(value.denominator))] if value.denominator != 1 and not short else []
    if bottom and not under and negative and not top and over and not counts and not any(map(_is_sum, over)):
        form = fraction(product_of(over), bottom[0])  # -x^2/2
    elif bottom and not under and len(over) > counts:
        lead = fraction(product_of(top + over[:counts] or [one]), bottom[0])
        form = product_of([lead, *over[counts:]])
    elif bottom or under:
        form = fraction(product_of(top + over or [one]), product_of(bottom + under))
    else:
        form = product_of(top + over or [one])
    if value.denominator != 1 and not short and any(map(_has_sum, over)):
        form = shared_out(abs(value), over, under, form, times)
    return with_sign(form, negative)


def _has_sum(form: Form) -> bool:
    return _is_sum(form) or (form.kind == "infix" and form.text == ".*" and any(map(_is_sum, form.parts)))


def _is_sum(form: Form) -> bool:
    return form.kind == "infix" and form.text == "+"


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


def with_sign(form: Form, negative: bool = False) -> Form:
    """``±form``, a product; differences in it are turned to begin with a constant, ``1 - a``, as far as signs allow."""
    count = len(_turnable(form))
    if count == 0 or (count == 1 and not negative):
        return (flipped(form) or negated(form)) if negative else form
    if negative == (count % 2 == 1):
        return _turned(form, [count])
    return negated(_turned(form, [count])) if negative else _turned(form, [count - 1])


_VISITED = 60
"""Products larger than this are written as they are."""


def _turnable(form: Form) -> list[Form]:
    """The differences in a product that would begin with a constant if they were turned around."""
    found, stack, visited = [], [form], 0
    while stack:
        here = stack.pop()
        visited += 1
        if visited > _VISITED:
            return []
        if _is_product(here):
            stack.extend(here.parts)
        elif here.kind == "infix" and here.text == "+" and _from_constant(flipped(here)):
            found.append(here)
    return found


_DEEP = 8


def _is_product(form: Form) -> bool:
    """Whether the sign of any part is a sign of the whole."""
    if form.kind == "call":
        return form.text in _keep_sign()
    return form.kind in ("postfix", "fraction", "total", "rows") or (form.kind == "infix" and form.text in ("*", ".*"))


def _turned(form: Form, left: list[int]) -> Form:
    """The product with as many of its turnable differences turned around as are left to turn."""
    if _is_product(form):
        return Form(form.kind, form.text, tuple(_turned(part, left) for part in form.parts), form.precedence)
    other = flipped(form) if left[0] and form.kind == "infix" and form.text == "+" else None
    if other is None or not _from_constant(other):
        return form
    left[0] -= 1
    return other


@cache
def _keep_sign() -> frozenset[str]:
    """What is written as a function with ``f(-A) = -f(A)``."""
    return frozenset(op.spelled or op.name for op in REGISTRY.values() if op.keeps_sign)


def _from_constant(form: Form | None) -> bool:
    """Whether a form is ``1 - a`` or ``ones(n) - a``."""
    if form is None or form.kind != "infix" or form.text != "+":
        return False
    first = form.parts[0]
    return first.kind == "number" or (first.kind == "call" and first.text == "ones")


def _last_alone(turned: Sequence[Form | None], operands: Sequence[Form]) -> list[Form | None]:
    """The last difference alone; none where two are one another's transposes, as in ``(x - mu)'*A*(x - mu)``."""
    places = [k for k, part in enumerate(turned) if part is not None]
    paired = any(transposed(operands[j]) == operands[k] for j in places for k in places)
    return [part if places and k == places[-1] and not paired else None for k, part in enumerate(turned)]


def _is_odd(exponent: Form) -> bool:
    size = exponent.parts[0] if exponent.kind == "prefix" else exponent
    return size.kind == "number" and size.text.isdecimal() and int(size.text) % 2 == 1


def flipped(form: Form, deep: int = _DEEP) -> Form | None:
    """The form of ``-form`` where a difference in it can be turned around: ``-A*(b - c)`` is ``A*(c - b)``.

    deep: how many operations down the difference may stand, so that a network is written in linear time.
    """
    if not deep:
        return None
    if form.kind == "infix" and form.text == "+":
        if not any(part.kind == "prefix" for part in form.parts):
            return None
        turned = [
            part.parts[0] if part.kind == "prefix" else flipped(part, deep - 1) or negated(part) for part in form.parts
        ]
        turned.sort(key=lambda part: part.kind == "prefix")
        return infix("+", tuple(turned), SUM)
    if form.kind == "power" and _is_odd(form.parts[1]):
        base = flipped(form.parts[0], deep - 1)
        return None if base is None else Form("power", form.text, (base, form.parts[1]), form.precedence)
    linear = form.kind == "postfix" or (form.kind == "infix" and form.text in ("*", ".*"))
    linear = linear or (form.kind == "call" and form.text in _keep_sign())
    linear = (
        linear
        or form.kind in ("fraction", "total", "rows")
        or (form.kind in ("binder", "ranged") and form.text == "sum")
    )
    if not linear:
        return None
    operands = form.parts[:1] if form.kind == "fraction" else form.parts
    turned_parts = [flipped(part, deep - 1) for part in operands]
    if form.kind == "fraction" and turned_parts == [None]:
        below = flipped(form.parts[1], deep - 1)
        return None if below is None else fraction(form.parts[0], below, form.text)
    if sum(part is not None for part in turned_parts) != 1:
        constant = [new if _from_constant(new) else None for new in turned_parts]
        turned_parts = constant if any(constant) else _last_alone(turned_parts, operands)
    if sum(part is not None for part in turned_parts) != 1:
        return None
    around = next(_turned_pair(old, new) for old, new in zip(operands, turned_parts, strict=True) if new is not None)
    parts = tuple(new or _norms_turned(old, *around) for new, old in zip(turned_parts, operands, strict=True))
    rest = tuple(_norms_turned(part, *around) for part in form.parts[len(operands) :])
    return Form(form.kind, form.text, parts + rest, form.precedence)


def _turned_pair(old: Form, new: Form) -> tuple[Form, Form]:
    """The difference in which two forms of one shape are unlike, before and after it was turned around."""
    while old.kind != "infix" or old.text != "+":
        unlike = [pair for pair in zip(old.parts, new.parts, strict=False) if pair[0] != pair[1]]
        if len(unlike) != 1:
            break
        ((old, new),) = unlike
    return old, new


def _norms_turned(form: Form, old: Form, new: Form) -> Form:
    """``norm2(a - b)`` beside or below what was turned to ``a - b``, for a norm has no sign."""
    if form.kind == "call" and form.text == "norm2" and form.parts == (old,):
        return Form(form.kind, form.text, (new,), form.precedence)
    if form.kind == "power" or (form.kind == "infix" and form.text == "*"):
        parts = tuple(_norms_turned(part, old, new) for part in form.parts)
        return Form(form.kind, form.text, parts, form.precedence)
    return form
