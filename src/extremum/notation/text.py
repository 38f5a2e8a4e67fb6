"""Forms as text of the language: what is printed parses back to the same expression."""

from __future__ import annotations

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, bind_operator
from extremum.algebra.traverse import write

INDEX_LETTERS = "ijklpqrstuvw"


def text(expr: Expr) -> str:
    """The expression as text."""
    return render(write(expr), free_names(expr))


def free_names(expr: Expr) -> frozenset[str]:
    """Names that a bound index must avoid."""
    return frozenset(str(atom) for atom in expr.indices)


def index_name(level: int, taken: frozenset[str]) -> str:
    """A letter for the bound index of a binder of this level."""
    letters = [letter for letter in INDEX_LETTERS if letter not in taken]
    return letters[(level - 1) % len(letters)]


def render(form: Form, taken: frozenset[str] = frozenset()) -> str:
    """A form as text."""
    return _Writer(taken).write(form)


class _Writer:
    """Iterates over forms; bound indices ``#level`` become letters that are not taken."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken
        self.memo: dict[int, str] = {}

    def write(self, root: Form) -> str:
        """Post-order without recursion; a form that occurs twice is written once."""
        stack = [(root, False)]
        while stack:
            form, ready = stack.pop()
            if id(form) in self.memo:
                continue
            if ready:
                self.memo[id(form)] = self.one(form)
            else:
                stack.append((form, True))
                stack.extend((part, False) for part in form.parts)
        return self.memo[id(root)]

    def part(self, form: Form, least: int) -> str:
        """An operand, in parentheses where it binds more loosely than ``least``."""
        written = self.memo[id(form)]
        return f"({written})" if form.precedence < least else written

    def one(self, form: Form) -> str:
        return _KINDS[form.kind](self, form)


def _name(writer: _Writer, form: Form) -> str:
    text = form.text
    while "#" in text:
        level = text[text.index("#") + 1 :]
        digits = level[: len(level) - len(level.lstrip("0123456789"))]
        text = text.replace(f"#{digits}", index_name(int(digits), writer.taken), 1)
    return text


def _call(writer: _Writer, form: Form) -> str:
    return f"{form.text}({', '.join(writer.memo[id(p)] for p in form.parts)})"


def _infix(writer: _Writer, form: Form) -> str:
    if form.text == "+":
        first, *rest = form.parts
        written = writer.part(first, forms.SUM)
        for part in rest:
            if part.kind == "prefix":
                written += f" - {writer.part(part.parts[0], forms.PRODUCT)}"
            else:
                written += f" + {writer.part(part, forms.NEGATION)}"
        return written
    pieces = []
    for k, part in enumerate(form.parts):
        loose = part.precedence == forms.PRODUCT and (k > 0 or part.text not in (form.text, "/"))
        pieces.append(writer.part(part, forms.POWER if loose else forms.PRODUCT))
    return (f" {form.text} " if form.text == "·" else form.text).join(pieces)


def _prefix(writer: _Writer, form: Form) -> str:
    return f"-{writer.part(form.parts[0], forms.PRODUCT)}"


def _postfix(writer: _Writer, form: Form) -> str:
    return f"{writer.part(form.parts[0], forms.POSTFIX)}'"


def _power(writer: _Writer, form: Form) -> str:
    base, exponent = form.parts
    return f"{writer.part(base, forms.POSTFIX)}{form.text}{writer.part(exponent, forms.ATOM)}"


def _fraction(writer: _Writer, form: Form) -> str:
    top, bottom = form.parts
    mixed = top.kind == "infix" and (top.text == ".*") != (form.text == "./")
    least = forms.POWER if mixed and top.text != "*" else forms.PRODUCT
    return f"{writer.part(top, least)}{form.text}{writer.part(bottom, forms.POWER)}"


def _member(writer: _Writer, form: Form) -> str:
    family, index = form.parts
    return f"{writer.memo[id(family)]}[{writer.memo[id(index)]}]"


def _binder(writer: _Writer, form: Form) -> str:
    index, body = form.parts
    return f"{form.text}_{writer.memo[id(index)]}({writer.memo[id(body)]})"


def _partial(writer: _Writer, form: Form) -> str:
    top, bottom = form.parts
    return f"∂{writer.part(top, forms.ATOM)}/∂{writer.part(bottom, forms.ATOM)}"


def _range(writer: _Writer, form: Form) -> str:
    index, first, last, body = (writer.memo[id(part)] for part in form.parts)
    return f"{form.text}_{{{index}={first}…{last}}}({body})"


_KINDS = {
    "partial": _partial,
    "range": _range,
    "name": _name,
    "number": lambda writer, form: form.text,
    "call": _call,
    "infix": _infix,
    "prefix": _prefix,
    "postfix": _postfix,
    "power": _power,
    "fraction": _fraction,
    "member": _member,
    "binder": _binder,
}

bind_operator("text", text)
