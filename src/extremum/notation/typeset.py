"""Forms as they are typeset: what LaTeX, MathML and Unicode have in common, decided once.

``inv(A)'`` becomes a base with the exponent -⊤, ``kron(A, B)`` the infix ⊗, ``x[i]`` a subscript, and every group that
a reader needs is there as a ``fence``. A notation then spells the kinds below, and decides nothing:

``name number sign function``, ``accent`` (over a letter), ``sub`` (base, index), ``power`` (base, exponent; ``.^``
entrywise), ``fraction``, ``sqrt``, ``infix`` (``+ * · ⊗ ⊙ ⊘ , × /``), ``prefix`` (``-``, ``∂``), ``fence`` (``(``,
``|``, ``‖``), ``call`` (head, arguments), ``big`` (a sum or product: index, body, perhaps first and last), ``chosen``
and ``relation`` (conditions below it), ``applied`` (``log det S``), ``block`` (of ``row``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import final

from extremum.algebra import forms
from extremum.algebra.forms import ATOM, NEGATION, POSTFIX, POWER, PRODUCT, SUM, Form
from extremum.notation.conditions import chosen
from extremum.notation.symbols import is_letter, named, subscripted, symbol
from extremum.notation.writer import letters_for, resolved, settled

Parts = Sequence[Form]

TRANSPOSE = Form("sign", "⊤")
PSEUDO = Form("sign", "+")
INVERSE = forms.negated(forms.number("1"))
VULGAR = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
_OPEN = ("big", "applied")
_OPERATORS = {"*": "*", "·": "·", ".*": "⊙", "./": "⊘", "kron": "⊗"}


def typeset(form: Form, taken: frozenset[str] = frozenset(), flat: bool = False) -> Form:
    """The form to spell; ``flat`` where a fraction is written on one line and so needs parentheses."""
    form = settled(form, taken)
    return _Typesetter(letters_for(form, taken), flat).typeset(form)


@final
class _Typesetter:
    """Bottom-up, without recursion; a form that occurs twice is typeset once."""

    def __init__(self, letters: Mapping[int, str], flat: bool) -> None:
        self.letters = letters
        self.fraction = PRODUCT if flat else POWER
        self.root = POSTFIX if flat else ATOM

    def typeset(self, root: Form) -> Form:
        memo: dict[int, Form] = {}
        stack = [(root, False)]
        while stack:
            form, ready = stack.pop()
            if id(form) in memo:
                continue
            if ready:
                memo[id(form)] = self.one(form, [memo[id(part)] for part in form.parts])
            else:
                stack.append((form, True))
                stack.extend((part, False) for part in form.parts)
        return memo[id(root)]

    def one(self, form: Form, parts: list[Form]) -> Form:
        """A form, from its typeset parts."""
        if form.kind == "name":
            name = named(resolved(form.text, self.letters))
            return self.quotient(*name.parts) if name.kind == "fraction" else name
        if form.kind == "fraction" and form.text == "/":
            return self.quotient(*parts)
        if form.kind == "partial":
            return Form("fraction", "/", (_partial(parts[0]), _partial(parts[1])), self.fraction)
        if form.kind == "call" and form.text == "sqrt":
            return Form("sqrt", "√", (self.under_root(parts[0]),), self.root)
        return _KINDS[form.kind](form, parts)

    def quotient(self, top: Form, bottom: Form) -> Form:
        """A fraction; a common one on one line is a character."""
        if self.fraction == PRODUCT:
            if top.kind == bottom.kind == "number" and f"{top.text}/{bottom.text}" in VULGAR:
                return Form("number", VULGAR[f"{top.text}/{bottom.text}"], (), POWER)
            plain = top.kind == "infix" and top.text == "*" and not open_right(top)
            top, bottom = (top if plain else guard(top, POWER)), guard(bottom, POWER)
        return Form("fraction", "/", (top, bottom), self.fraction)

    def under_root(self, body: Form) -> Form:
        return body if self.root == ATOM else guard(body, ATOM)


# -- groups ----------------------------------------------------------------------------------------------------------
def fenced(form: Form, fence: str = "(") -> Form:
    """``(form)``, ``|form|``, ``‖form‖``."""
    return Form("fence", fence, (form,))


def guard(form: Form, least: int) -> Form:
    """An operand, fenced where it binds more loosely than ``least``."""
    return fenced(form) if form.precedence < least else form


def open_right(form: Form) -> bool:
    """Whether what follows the form would be read as part of it: ``∑ x``, ``log det S``, ``a ∑ x``."""
    while form.kind in ("infix", "prefix"):
        form = form.parts[-1]
    return form.kind in _OPEN


def signed(parts: Parts) -> list[tuple[str, Form]]:
    """The terms of a sum after the first, each with its sign."""
    return [("-", part.parts[0]) if part.kind == "prefix" and part.text == "-" else ("+", part) for part in parts[1:]]


def chain(operator: str, parts: Parts) -> Form:
    """``a ⊗ b ⊗ c``: the same operator needs no group, another one does."""
    last = len(parts) - 1
    joined = [_operand(operator, part, k == last) for k, part in enumerate(parts)]
    return joined[0] if len(joined) == 1 else forms.infix(operator, tuple(joined), PRODUCT)


def _operand(operator: str, part: Form, last: bool) -> Form:
    if part.precedence != PRODUCT:
        return guard(part, PRODUCT)
    if open_right(part):
        return part if last and operator == "*" else fenced(part)
    same = part.kind == "infix" and (part.text == operator != "⊘" or (part.text == "*" and operator == "·"))
    return part if same else fenced(part)


# -- kinds -------------------------------------------------------------------------------------------------------------
def _infix(form: Form, parts: Parts) -> Form:
    if form.text != "+":
        return chain(_OPERATORS.get(form.text, form.text), parts)
    rest = [part if part.kind == "prefix" else guard(part, NEGATION) for part in parts[1:]]
    return forms.infix("+", (parts[0], *rest), SUM)


def _prefix(form: Form, parts: Parts) -> Form:
    return forms.negated(guard(parts[0], PRODUCT))


def _raised(base: Form, exponent: Form, operator: str = "^") -> Form:
    return forms.power(guard(base, ATOM), exponent, operator)


def _is_inverse(form: Form) -> bool:
    return form.kind == "power" and form.text == "^" and form.parts[1] is INVERSE


def _postfix(form: Form, parts: Parts) -> Form:
    (base,) = parts
    if _is_inverse(base):
        return _raised(base.parts[0], Form("prefix", "-", (TRANSPOSE,), NEGATION))
    return _raised(base, TRANSPOSE)


def _power(form: Form, parts: Parts) -> Form:
    base, exponent = parts
    if form.text == ".^":
        return _raised(base, guard(_inline(exponent), NEGATION), ".^")
    if _is_inverse(base) and exponent.kind == "number":
        return _raised(base.parts[0], forms.negated(exponent))
    return _raised(base, _inline(exponent))


def _inline(exponent: Form) -> Form:
    """Fractions in an exponent stay on the line: ``x^{1/2}``."""
    if exponent.kind == "prefix":
        return Form("prefix", exponent.text, (_inline(exponent.parts[0]),), NEGATION)
    if exponent.kind != "fraction":
        return exponent
    return forms.infix("/", tuple(guard(part, POWER) for part in exponent.parts), PRODUCT)


def _big(form: Form, parts: Parts) -> Form:
    index, body, *ends = (parts[0], parts[3], *parts[1:3]) if form.kind == "range" else parts
    if body.kind == "among":
        index, body, *ends = chosen(index, body, ends if form.kind == "ranged" else ())
    tight = form.text == "sum" or body.kind == "big"
    return Form("big", form.text, (index, guard(body, PRODUCT if tight else POWER), *ends), PRODUCT)


def _partial(part: Form) -> Form:
    return Form("prefix", "∂", (guard(part, POWER),), POWER)


def _total(form: Form, parts: Parts) -> Form:
    """``1'v``, ``1'A 1``."""
    body, left, *right = parts
    return chain("*", [_raised(left, TRANSPOSE), *(body.parts if body.text == "*" else [body]), *right])


def _rows(form: Form, parts: Parts) -> Form:
    """``A 1``, ``1'A``, ``A'1``."""
    body, ones = parts
    if form.text == "rowsums":
        return chain("*", [*(body.parts if body.text == "*" else [body]), ones])
    return chain("*", [_raised(ones, TRANSPOSE), body] if form.text == "colsums" else [_raised(body, TRANSPOSE), ones])


# -- calls -------------------------------------------------------------------------------------------------------------
def _call(form: Form, parts: Parts) -> Form:
    special = _CALLS.get(form.text)
    return _applied(_head(form.text), parts) if special is None else special(form, parts)


def _head(function: str) -> Form:
    """One letter, as in ``phi'``, is a symbol; a word is written upright."""
    head = symbol(function)
    base = head
    while base.kind in ("sub", "accent"):
        base = base.parts[0]
    return head if is_letter(base.text.rstrip("'")) else Form("function", function)


def _applied(head: Form, arguments: Parts) -> Form:
    return Form("call", head.text, (head, *arguments))


def _log(form: Form, parts: Parts) -> Form:
    (inner,) = parts
    if inner.kind == "call" and inner.text == "det":
        return Form("applied", "log det", (guard(inner.parts[1], ATOM),), PRODUCT)
    return _applied(_head("log"), parts)


def _by(parts: Parts) -> Form:
    """A size: ``n``, ``n × m``."""
    return parts[0] if len(parts) == 1 else forms.infix("×", tuple(guard(part, PRODUCT) for part in parts), PRODUCT)


def _unvec(form: Form, parts: Parts) -> Form:
    return _applied(subscripted(_head("unvec"), _by(parts[1:])), parts[:1])


_CALLS: dict[str, Callable[[Form, Parts], Form]] = {
    "inv": lambda form, parts: _raised(parts[0], INVERSE),
    "kron": lambda form, parts: chain("⊗", parts),
    "cross": lambda form, parts: forms.infix("×", tuple(guard(part, POWER) for part in parts), PRODUCT),
    "norm2": lambda form, parts: fenced(parts[0], "‖"),
    "norm1": lambda form, parts: subscripted(fenced(parts[0], "‖"), forms.number("1")),
    "abs": lambda form, parts: fenced(parts[0], "|"),
    "log": _log,
    "eye": lambda form, parts: subscripted(forms.name("I"), *parts),
    "ones": lambda form, parts: subscripted(Form("sign", "𝟏"), _by(parts)),
    "zeros": lambda form, parts: forms.number("0"),
    "commutation": lambda form, parts: subscripted(forms.name("K"), *parts),
    "delta": lambda form, parts: subscripted(forms.name("delta"), *parts),
    "duplication": lambda form, parts: subscripted(forms.name("D"), *parts),
    "elimination": lambda form, parts: subscripted(forms.name("L"), *parts),
    "embed": lambda form, parts: subscripted(forms.name("E"), *parts),
    "unit": lambda form, parts: subscripted(forms.name("e"), parts[1]),
    "pinv": lambda form, parts: _raised(parts[0], PSEUDO),
    "mpow": lambda form, parts: _raised(parts[0], _inline(parts[1])),
    "unvec": _unvec,
}

_KINDS: dict[str, Callable[[Form, Parts], Form]] = {
    "number": lambda form, parts: form,
    "infix": _infix,
    "prefix": _prefix,
    "postfix": _postfix,
    "power": _power,
    "fraction": lambda form, parts: chain(_OPERATORS[form.text], parts),
    "member": lambda form, parts: subscripted(guard(parts[0], ATOM), *parts[1:]),
    "binder": _big,
    "ranged": _big,
    "differential": lambda form, parts: Form("prefix", "d", (guard(parts[0], ATOM),), POWER),
    "inner": lambda form, parts: Form("inner", form.text, tuple(parts)),
    "range": _big,
    "total": _total,
    "rows": _rows,
    "block": lambda form, parts: Form("block", "", tuple(parts)),
    "row": lambda form, parts: Form("row", "", tuple(parts)),
    **dict.fromkeys(("among", "relation"), lambda form, parts: form.of(*parts)),
    "call": _call,
}
