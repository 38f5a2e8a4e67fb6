"""Differences turned around where signs read better so: ``A*(c - b)`` for ``-A*(b - c)``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extremum.algebra.forms import SUM, Form, fraction, infix, is_sum, negated, transposed
from extremum.algebra.node import REGISTRY


def with_sign(form: Form, negative: bool = False) -> Form:
    """``±form``, a product; differences in it are turned to begin with a constant, ``1 - a``, or with what is
    taken off, ``X - H*X``, as far as signs allow."""
    count = len(_turnable(form))
    if count == 0 or (count == 1 and not negative):
        return (flipped(form) or negated(form)) if negative else form
    if negative == (count % 2 == 1):
        return _turned(form, [count])
    return negated(_turned(form, [count])) if negative else _turned(form, [count - 1])


def without_minus(form: Form) -> Form:
    """``p*(b - a) - q`` for ``-(p*(a - b) + q)``: a form that is no term among others, without a minus before it."""
    turned = flipped(form.parts[0], alone=True) if form.kind == "prefix" else None
    return turned or form


_VISITED = 60
"""Products larger than this are written as they are."""


def _turnable(form: Form) -> list[Form]:
    """The differences in a product that would read better if they were turned around."""
    found, stack, visited = [], [form], 0
    while stack:
        here = stack.pop()
        visited += 1
        if here.is_large or visited + len(stack) > _VISITED:  # all that waits would be visited
            form.mark_large()
            return []
        if not here.parts:
            continue
        if _is_product(here):
            stack.extend(here.parts)
        elif is_sum(here) and _reads_better(here, flipped(here)):
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
    other = flipped(form) if left[0] and is_sum(form) else None
    if other is None or not _reads_better(form, other):
        return form
    left[0] -= 1
    return other


@cache
def _keep_sign() -> frozenset[str]:
    """What is written as a function with ``f(-A) = -f(A)``."""
    return frozenset(op.spelled or op.name for op in REGISTRY.values() if op.keeps_sign)


def _from_constant(form: Form | None) -> bool:
    """Whether a form is ``1 - a`` or ``ones(n) - a``."""
    if form is None or not is_sum(form):
        return False
    first = form.parts[0]
    return first.kind == "number" or (first.kind == "call" and first.text == "ones")


def _reads_better(before: Form, form: Form | None) -> bool:
    """Whether a sum begins with a constant, and subtracts no more terms than before; or is ``X - H*X``, what is left
    of X."""
    if form is None or not is_sum(form):
        return False
    if _from_constant(form):
        return _subtracted(form) <= _subtracted(before)
    first, second = form.parts[0], form.parts[1]
    apart = len(form.parts) == 2 and second.kind == "prefix" and first.kind != "prefix"
    return apart and _is_factor(first, second.parts[0])


def _subtracted(form: Form) -> int:
    return sum(part.kind == "prefix" for part in form.parts)


def _is_factor(part: Form, whole: Form) -> bool:
    """Whether a form is the last factor of a product, or of what stands above a line."""
    above = whole.parts[0] if whole.kind == "fraction" else whole
    return above.kind == "infix" and above.text == "*" and part == above.parts[-1]


def _last_alone(turned: Sequence[Form | None], operands: Sequence[Form]) -> list[Form | None]:
    """The last difference alone; none where two are equal or one another's transposes: ``(x - mu)'*A*(x - mu)``."""
    places = [k for k, part in enumerate(turned) if part is not None]
    paired = any(operands[k] in (transposed(operands[j]), *operands[:k]) for j in places for k in places)
    return [part if places and k == places[-1] and not paired else None for k, part in enumerate(turned)]


def _is_odd(exponent: Form) -> bool:
    size = exponent.parts[0] if exponent.kind == "prefix" else exponent
    return size.kind == "number" and size.text.isdecimal() and int(size.text) % 2 == 1


def flipped(form: Form, deep: int = _DEEP, alone: bool = False) -> Form | None:
    """The form of ``-form`` where a difference in it can be turned around: ``-A*(b - c)`` is ``A*(c - b)``.

    deep: how many operations down the difference may stand, so that a network is written in linear time.
    alone: whether it may stand in a term of a sum without a minus, ``A*(c - b) - d`` of ``-(A*(b - c) + d)``.
    """
    if not deep:
        return None
    if is_sum(form):
        return _sum_flipped(form, deep, alone)
    if form.kind == "power" and _is_odd(form.parts[1]):
        base = flipped(form.parts[0], deep - 1, alone)
        return None if base is None else Form("power", form.text, (base, form.parts[1]), form.precedence)
    if _is_product(form) or (form.kind in ("binder", "ranged") and form.text == "sum"):
        return _product_flipped(form, deep) or (_product_flipped(form, deep, alone) if alone else None)
    if form.kind == "call" and form.text.startswith(_DIRECTIONAL):
        point, *directions = form.parts
        around = _product_flipped(form.of(*directions), deep)
        return None if around is None else form.of(point, *around.parts)
    return None


_DIRECTIONAL = "frechet_"
"""Calls that are linear in all arguments but the first."""


def _sum_flipped(form: Form, deep: int, alone: bool) -> Form | None:
    """``c - a - b`` for ``-(a + b - c)``: what is subtracted comes first; where nothing is, and that is asked for, what
    can be turned around."""
    if not (alone or any(part.kind == "prefix" for part in form.parts)):
        return None
    terms = [
        part.parts[0] if part.kind == "prefix" else flipped(part, deep - 1) or negated(part) for part in form.parts
    ]
    if all(part.kind == "prefix" for part in terms):
        terms = [flipped(part, deep - 1, alone) or negated(part) for part in form.parts]
        if all(part.kind == "prefix" for part in terms):
            return None
    return infix("+", tuple(sorted(terms, key=lambda part: part.kind == "prefix")), SUM)


def _product_flipped(form: Form, deep: int, alone: bool = False) -> Form | None:
    """A product in which one difference is turned around: in a fraction above the line, or else below it."""
    operands = form.parts[:1] if form.kind == "fraction" else form.parts
    turned = _one_alone([flipped(part, deep - 1, alone) for part in operands], operands)
    if turned is None:
        below = flipped(form.parts[1], deep - 1, alone) if form.kind == "fraction" else None
        return None if below is None else fraction(form.parts[0], below, form.text)
    around = next(_turned_pair(old, new) for old, new in zip(operands, turned, strict=True) if new is not None)
    parts = tuple(new or _norms_turned(old, *around) for new, old in zip(turned, operands, strict=True))
    rest = tuple(_norms_turned(part, *around) for part in form.parts[len(operands) :])
    return Form(form.kind, form.text, parts + rest, form.precedence)


def _one_alone(turned: Sequence[Form | None], operands: Sequence[Form]) -> Sequence[Form | None] | None:
    """What was turned around, of which one is to stay: the one that begins with a constant now, or else the last."""
    if _count(turned) != 1:
        constant = [new if _from_constant(new) else None for new in turned]
        turned = constant if any(constant) else _last_alone(turned, operands)
    return turned if _count(turned) == 1 else None


def _count(parts: Sequence[Form | None]) -> int:
    return sum(part is not None for part in parts)


def _turned_pair(old: Form, new: Form) -> tuple[Form, Form]:
    """The difference in which two forms of one shape are unlike, before and after it was turned around."""
    while not is_sum(old):
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
