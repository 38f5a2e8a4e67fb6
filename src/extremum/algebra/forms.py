"""How expressions are written, before a notation is chosen: small trees that all printers share.

An operation says *what* it looks like (a call, an infix chain, a power, …) with the precedence of the language; a
printer of :mod:`extremum.notation` says which characters that takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction

from extremum.algebra.records import record

SUM, NEGATION, PRODUCT, POWER, POSTFIX, ATOM = 1, 2, 3, 4, 5, 6
"""Precedences, from the loosest to the tightest."""


@record
class Form:
    """A node of a written expression.

    kind: one of ``name number call total infix prefix postfix power fraction partial member binder range block row
    inner hold among relation``; text: the name, the operator or the function; parts: the written operands; precedence:
    how tightly it binds; letters: of a bound index, what it may be called, the best first.
    """

    kind: str
    text: str
    parts: tuple[Form, ...] = ()
    precedence: int = ATOM
    letters: tuple[str, ...] = field(default=(), compare=False)
    is_large: bool = field(default=False, init=False, compare=False, repr=False)

    def mark_large(self) -> None:
        """Remembers that it has too many factors to be searched, so that no product with it is searched so far."""
        object.__setattr__(self, "is_large", True)

    def of(self, *parts: Form) -> Form:
        """The same of other operands."""
        return Form(self.kind, self.text, parts, self.precedence, self.letters)


def name(text: str) -> Form:
    """A symbol or constant."""
    return Form("name", text)


def bound(text: str, letters: tuple[str, ...]) -> Form:
    """The index of a sum, where the sum binds it."""
    return Form("name", text, letters=letters)


def number(text: str) -> Form:
    """A nonnegative number, in digits."""
    return Form("number", text)


def call(function: str, *parts: Form) -> Form:
    """``function(a, b)``."""
    return Form("call", function, parts)


def infix(operator: str, parts: tuple[Form, ...], precedence: int) -> Form:
    """``a operator b operator c``."""
    return Form("infix", operator, parts, precedence)


def is_sum(form: Form) -> bool:
    """Whether a form is ``a + b``."""
    return form.kind == "infix" and form.text == "+"


def negated(part: Form) -> Form:
    """``-a``."""
    return Form("prefix", "-", (part,), NEGATION)


def transposed(part: Form) -> Form:
    """``a'``."""
    return Form("postfix", "'", (part,), POSTFIX)


def power(base: Form, exponent: Form, operator: str = "^") -> Form:
    """``a^b`` or ``a.^b``."""
    return Form("power", operator, (base, exponent), POWER)


def fraction(numerator: Form, denominator: Form, operator: str = "/") -> Form:
    """``a/b`` or ``a./b``."""
    return Form("fraction", operator, (numerator, denominator), PRODUCT)


def member(family: Form, *indices: Form) -> Form:
    """``x[i]``; ``e[k, i]`` of a family that is another one for each i."""
    return Form("member", "[]", (family, *indices))


def binder(function: str, index: Form, body: Form, *ends: Form) -> Form:
    """``sum_i(body)``; ``ends``, the first and the last value of the index, are for notations that show them."""
    return Form("binder", function, (index, body, *ends))


def ranged(function: str, index: Form, body: Form, first: Form, last: Form) -> Form:
    """``sum_i(body, first, last)``, where the body does not say over what the index runs."""
    return Form("ranged", function, (index, body, first, last))


def among(body: Form, *conditions: Form) -> Form:
    """The terms of a sum and the conditions under which they are added, as in ``sum_j(body, j >= i)``."""
    return Form("among", "", (body, *conditions))


def relation(sign: str, left: Form, right: Form) -> Form:
    """``left sign right``."""
    return Form("relation", sign, (left, right))


def differential(part: Form) -> Form:
    """``dX``, ``d(inv(X))``."""
    return Form("differential", "d", (part,))


def inner(left: Form, right: Form) -> Form:
    """``⟨A, B⟩``, the Frobenius product ``tr(A'B)``."""
    return Form("inner", "⟨⟩", (left, right))


def total(body: Form, *ones: Form) -> Form:
    """``sum(body)``, the sum of all entries; ``ones`` are the vectors of ones at its left and its right."""
    return Form("total", "sum", (body, *ones))


def of_rows(function: str, body: Form, ones: Form) -> Form:
    """``rowsums(A)``, ``colsums(A)``, or ``colsums(A)'``, which are ``A 1``, ``1'A`` and ``A'1``; ones: that column."""
    return Form("rows", function, (body, ones), POSTFIX if function.endswith("'") else ATOM)


def block(rows: Sequence[Sequence[Form]]) -> Form:
    """``[A, B; C, D]``."""
    return Form("block", "", tuple(Form("row", "", tuple(row)) for row in rows))


def rational(value: int | Fraction) -> Form:
    """A rational number: ``3``, ``-3``, ``1/2``, ``0.3``."""
    short = decimal(value)
    if short:
        return negated(number(short)) if value < 0 else number(short)
    return quotient(value)


def decimal(value: int | Fraction) -> str:
    """``0.3`` for ±3/10: the size of a fraction that nobody writes but with a decimal point; empty for others."""
    bottom = Fraction(value).denominator
    if bottom % 5 or 10**_PLACES % bottom:
        return ""
    places = next(k for k in range(1, _PLACES + 1) if 10**k % bottom == 0)
    whole, rest = divmod(abs(int(value * 10**places)), 10**places)
    return f"{whole}.{rest:0{places}}"


_PLACES = 6


def quotient(value: int | Fraction) -> Form:
    """A rational number as a quotient, as exponents are written: ``x^(3/10)``."""
    top, bottom = Fraction(value).numerator, Fraction(value).denominator
    form = number(str(abs(top)))
    if bottom != 1:
        form = fraction(form, number(str(bottom)))
    return negated(form) if top < 0 else form


def product_of(parts: list[Form], operator: str = "*") -> Form:
    """A product, flat; nothing for no factors."""
    flat: list[Form] = []
    for part in parts:
        if part.kind == "infix" and part.text == operator:
            flat += part.parts
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else infix(operator, tuple(flat), PRODUCT)


def with_joined_inverses(parts: Sequence[Form]) -> list[Form]:
    """The factors of a product, with ``inv(L*L')`` for ``inv(L)'*inv(L)`` of a symbol L, as people write it."""
    if all((part.parts[0] if part.kind == "postfix" else part).kind != "call" for part in parts):
        return list(parts)
    found: list[Form] = []
    for part in parts:
        symbol = _inverted(part)
        if found and symbol is not None and _inverted(found[-1]) == transposed(symbol):
            found[-1] = call("inv", infix("*", (symbol, transposed(symbol)), PRODUCT))
        elif found and symbol is not None and symbol.kind == "postfix" and _inverted(found[-1]) == symbol.parts[0]:
            found[-1] = call("inv", infix("*", (symbol, symbol.parts[0]), PRODUCT))
        else:
            found.append(part)
    return found


def _inverted(form: Form) -> Form | None:
    """L of ``inv(L)``, ``L'`` of ``inv(L)'``, where L is a symbol; None for others."""
    if form.kind == "postfix":
        inner = _inverted(form.parts[0])
        return None if inner is None or inner.kind == "postfix" else transposed(inner)
    return form.parts[0] if form.kind == "call" and form.text == "inv" and form.parts[0].kind == "name" else None


def joined_inverse(form: Form) -> Form | None:
    """L of ``inv(L*L')``, ``L'`` of ``inv(L'*L)``, where L is a symbol; None for others."""
    inner = form.parts[0] if form.kind == "call" and form.text == "inv" else form
    if inner is form or inner.kind != "infix" or inner.text != "*" or len(inner.parts) != 2:
        return None
    first, second = inner.parts
    turned = transposed(first) == second or (first.kind == "postfix" and first.parts[0] == second)
    return first if turned and "name" in (first.kind, second.kind) else None
