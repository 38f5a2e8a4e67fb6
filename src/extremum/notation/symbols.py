"""Names as people read them: Greek letters, subscripts, primes; and dimensions such as ``h[k + 1]*n``."""

from __future__ import annotations

import re
from typing import final

from extremum.algebra import forms
from extremum.algebra.forms import Form

_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK: dict[str, str] = dict(zip(re.findall(r"\w+", _WORDS), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True))
"""``mu`` → ``μ``; capitals that look Latin are left out."""
GREEK_NAMES = {letter: name for name, letter in GREEK.items()}

ACCENTS = {
    "hat": ("^", "\u0302"), "tilde": ("~", "\u0303"), "bar": ("¯", "\u0304"), "dot": ("˙", "\u0307"),
    "ddot": ("¨", "\u0308"), "check": ("ˇ", "\u030c"), "breve": ("˘", "\u0306"), "acute": ("´", "\u0301"),
    "grave": ("`", "\u0300"),
}  # fmt: skip
"""What is written above a letter, ``x_hat``: the sign by itself, and the one that joins the letter before it."""

_IDENTIFIER = re.compile(r"([^\W\d_]+)(\d*)((?:_[^\W_]+)*)('*)")
_TOKEN = re.compile(r"\s*([^\W\d]\w*'*|%?\d+|[-+*/^()\[\]])")


def is_letter(name: str) -> bool:
    """Whether a name is written as one letter, Latin or Greek."""
    return len(name) == 1 or name in GREEK


def subscripted(base: Form, *indices: Form) -> Form:
    """``base_{i,j}``; the subscripts of the base come first."""
    if base.kind == "sub":
        base, old = base.parts
        indices = (*(old.parts if old.text == "," else (old,)), *indices)
    index = indices[0] if len(indices) == 1 else forms.infix(",", indices, forms.SUM)
    return Form("sub", "", (base, index))


def symbol(text: str) -> Form:
    """A name: ``x_1``, ``x1`` have a subscript, ``x_hat`` an accent; primes as in ``phi'`` and ``x_prime``
    belong to the base; others stay whole."""
    found = _IDENTIFIER.fullmatch(text)
    if found is None:
        return forms.name(text)
    base, digits, rest, primes = found.groups()
    words = rest.split("_")[1:]
    letter = forms.name(base + primes)
    if words and words[0] in ACCENTS and is_letter(base) and not digits and not primes:
        letter = Form("accent", words.pop(0), (letter,))
    while words and words[0] == "prime" and is_letter(base) and not digits:
        primes += "'"
        letter, words = forms.name(base + primes), words[1:]
    indices = [forms.number(digits)] if digits else []
    indices += [forms.number(part) if part.isdigit() else forms.name(part) for part in words]
    return subscripted(letter, *indices) if indices else letter


def named(text: str) -> Form:
    """A name, a dimension (a polynomial in names), or a range ``1:r`` of indices, as a form."""
    first, colon, last = text.partition(":")
    if colon and first and last:
        return forms.infix(":", (named(first), named(last)), forms.SUM)
    tokens = _TOKEN.findall(text)
    if len(tokens) < 2 or "".join(tokens) != re.sub(r"\s", "", text):
        return forms.number(text) if text.isdecimal() else symbol(text)
    reader = _Polynomial(tokens)
    form = reader.sum()
    return symbol(text) if reader.tokens else form


@final
class _Polynomial:
    """Reads ``2*n^2 - h[k + 1]``, the text of a dimension; it nests only as deep as its brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]

    def next_is(self, *wanted: str) -> bool:
        return bool(self.tokens) and self.tokens[-1] in wanted

    def sum(self) -> Form:
        terms: list[Form] = []
        while self.tokens and not self.next_is("]", ")"):
            sign = self.tokens.pop() if self.next_is("+", "-") else "+"
            terms.append(forms.negated(self.product()) if sign == "-" else self.product())
        return terms[0] if len(terms) == 1 else forms.infix("+", tuple(terms), forms.SUM)

    def product(self) -> Form:
        factors = [self.factor()]
        while self.next_is("*"):
            self.tokens.pop()
            factors.append(self.factor())
        form = forms.product_of(factors)
        if self.next_is("/"):
            self.tokens.pop()
            form = forms.fraction(form, self.factor())
        return form

    def factor(self) -> Form:
        form = self.atom()
        if self.next_is("^"):
            self.tokens.pop()
            form = forms.power(form, self.atom())
        return form

    def atom(self) -> Form:
        token = self.tokens.pop() if self.tokens else ""
        if token == "(":
            form = self.sum()
            self.tokens = self.tokens[:-1]
            return form
        form = forms.number(token) if token.isdecimal() else symbol(token)
        if self.next_is("["):
            self.tokens.pop()
            form = subscripted(form, self.sum())
            self.tokens = self.tokens[:-1]
        return form
