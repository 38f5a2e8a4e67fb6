"""Forms that say the same but for the order of what commutes, or by one of the laws that everybody knows.

No line of a derivation only turns the one before; a normal form that differs by such laws names them.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.notation.writer import lettered, letters_for

TRACES, LOGDET, SIGNS, SQUARES = "tr(AB) = tr(BA)", "logdet(A) = log(det(A))", "(-u)² = u²", "u'u = ‖u‖²"
SHARED, SPECTRAL = "a(u + v) = au + av", "norm_spec(A)² = eigmax(A'A)"
_LAWS = (TRACES, LOGDET, SIGNS, SQUARES, SHARED, SPECTRAL)


def laws_between(one: Form, other: Form, numbers: Collection[Form]) -> tuple[str, ...] | None:
    """The fewest laws by which two forms of one expression are the same, none where they differ in order alone; None
    where others are needed. ``numbers``: the forms of scalars."""
    both = [lettered(form, letters_for(form)) for form in (one, other)]
    for count in range(len(_LAWS) + 1):
        for laws in combinations(_LAWS, count):
            if unordered(both[0], numbers, laws) == unordered(both[1], numbers, laws):
                return laws
    return None


def unordered(form: Form, numbers: Collection[Form], laws: Collection[str] = ()) -> Form:
    """A form with the operands of what commutes in one order, also the numbers in products, and with products of
    vectors, ``x'*y`` and ``y'*x``, in one orientation; and what the laws say to be the same in one form."""
    parts = tuple(unordered(part, numbers, laws) for part in form.parts)
    if form.kind == "infix" and form.text in ("+", ".*"):
        ordered = form.of(*sorted(parts, key=repr))
        return min(ordered, _negative(ordered), key=repr) if SIGNS in laws and form.text == "+" else ordered
    if SHARED in laws and form.kind == "fraction" and parts[1].kind == "number" and parts[0].kind != "number":
        half = form.of(forms.number("1"), parts[1])
        return unordered(forms.product_of([half, parts[0]]), numbers, laws)
    if form.kind == "infix" and form.text == "*":
        return _product(form.of(*parts), numbers, laws)
    if form.kind == "call" and form.text == "norm_spec" and SPECTRAL in laws:
        gram = forms.product_of([forms.transposed(parts[0]), parts[0]])
        return forms.call("sqrt", forms.call("eigmax", unordered(gram, numbers, laws)))
    if form.kind == "call" and form.text == "logdet" and LOGDET in laws:
        return forms.call("log", forms.call("det", *parts))
    if form.kind == "call" and form.text == "tr" and TRACES in laws and parts[0].kind == "infix":
        return form.of(min(_rotations(parts[0]), key=repr))
    if form.kind == "call" and form.text == "tr" and SQUARES in laws and parts[0].kind == "power":
        return parts[0]
    return form.of(*parts)


def _product(form: Form, numbers: Collection[Form], laws: Collection[str]) -> Form:
    parts = forms.product_of(list(form.parts)).parts
    total = next((part for part in parts if forms.is_sum(part)), None) if SHARED in laws else None
    front = [part for part in parts if part is not total]
    if total is not None and all(_is_number(part, numbers) for part in front):
        return unordered(total.of(*(_times(front, term) for term in total.parts)), numbers, laws)
    scalars = sorted((part for part in parts if _is_number(part, numbers)), key=repr)
    word = [part for part in parts if not _is_number(part, numbers)]
    word = min(word, [_turned(part) for part in reversed(word)], key=repr)
    if SQUARES in laws and len(word) == 2 and word[0] == _turned(word[1]):
        word = [forms.power(forms.call("norm2", min(word, key=repr)), forms.number("2"))]
    return form.of(*scalars, *word) if len(scalars) + len(word) > 1 else word[0]


def _times(front: list[Form], term: Form) -> Form:
    """A term of a sum with what is shared, its sign outside."""
    return forms.negated(_times(front, term.parts[0])) if term.kind == "prefix" else forms.product_of([*front, term])


def _rotations(product: Form) -> list[Form]:
    """The words of a trace that are the same, transposed ones too."""
    if product.text != "*":
        return [product]
    words = (product.parts, tuple(map(_turned, reversed(product.parts))))
    return [product.of(*word[k:], *word[:k]) for word in words for k in range(len(word))]


def _negative(total: Form) -> Form:
    signed = (part.parts[0] if part.kind == "prefix" else forms.negated(part) for part in total.parts)
    return total.of(*sorted(signed, key=repr))


def _is_number(form: Form, numbers: Collection[Form]) -> bool:
    family = form.parts[0] if form.kind == "member" else form
    return form.kind in ("number", "fraction") or family in numbers


def _turned(form: Form) -> Form:
    """The transpose; of a transpose what it is one of."""
    return form.parts[0] if form.kind == "postfix" else forms.transposed(form)
