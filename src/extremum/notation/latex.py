r"""Forms as LaTeX (with amsmath), as MathJax and KaTeX read it too: ``2 X^{\top} \left(X w - y\right)``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, final

from extremum.algebra.forms import Form
from extremum.algebra.node import Expr, operator
from extremum.algebra.traverse import write
from extremum.notation.displayed import Displayed
from extremum.notation.spacing import in_digits, touching
from extremum.notation.symbols import GREEK, GREEK_NAMES
from extremum.notation.typeset import signed, typeset
from extremum.notation.writer import Piece, Writer, between, free_names
from extremum.operations.operators import expression

_FUNCTIONS = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "arcsin", "arccos", "det"}
_SIGNS = {"+": "+", "⊤": r"\top", "𝟏": r"\mathbf{1}"}
_PREFIXES = {"-": "-", "∂": r"\partial", "d": r"\mathrm{d}"}
_FENCES = {"(": ("(", ")"), "|": (r"\lvert", r"\rvert"), "‖": (r"\lVert", r"\rVert")}
_OPERATORS = {"·": r" \cdot ", "⊗": r" \otimes ", "⊙": r" \odot ", "⊘": r" \oslash ", "×": r" \times "}
_RELATIONS = {"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "==": "="}
_COMMAND = re.compile(r"\\[A-Za-z]+\Z")
_ESCAPES = str.maketrans({letter: f"\\{letter}" for letter in "_%&#${}"})


def latex(expr: Any, declarations: Any = ()) -> str:
    r"""The expression, that of a text with declarations, or a result such as a solution, as LaTeX; no dollar signs.

    What a derivative through recurrences introduced is defined behind it.

    >>> import extremum as ex
    >>> print(ex.latex("norm2(A*x - b)^2/2"))
    \frac{1}{2} \left\lVert A x - b\right\rVert^{2}

    Raises:
        ExtremumError: it is no expression, or a text that cannot be read.
    """
    if isinstance(expr, Displayed):
        return expr.to_latex()
    return str(operator("latex")(expression(expr, declarations)))


def formula_latex(expr: Expr) -> str:
    """The expression by itself."""
    return render_latex(write(expr), free_names(expr))


def render_latex(form: Form, taken: frozenset[str] = frozenset()) -> str:
    """A form as LaTeX; bound indices avoid the names that are ``taken``."""
    return _LatexWriter().write(typeset(form, taken))


_IN_WORDS = {
    "\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}", "⊗": r"$\otimes$", "∘": r"$\circ$", "∂": r"$\partial$",
    "·": r"$\cdot$", "×": r"$\times$", "⁻¹": r"$^{-1}$", "⁻ᵀ": r"$^{-\top}$", "⁻": r"$^{-}$", "¹": r"$^{1}$",
    "⁺": r"$^{+}$", "ᵀ": r"$^{\top}$", "…": r"\dots{}", "‖": r"$\Vert$", "≥": r"$\ge$", "≤": r"$\le$", "∇": r"$\nabla$",
    "|": r"$\vert$", "<": r"$<$", ">": r"$>$", "ħ": "h", "é": r"\'e",
}  # fmt: skip
"""What words are written with in text mode."""


def latex_words(text: str) -> str:
    """Words as ``\\text{…}``, signs and Greek letters among them set as formulas."""
    pieces = _WORDS.split(text)
    return rf"\text{{{''.join(_in_words(piece) for piece in pieces)}}}"


def _in_words(piece: str) -> str:
    if piece in GREEK_NAMES:
        return f"$\\{GREEK_NAMES[piece]}$"
    return _IN_WORDS.get(piece, _escaped(piece))


_WORDS = re.compile("(" + "|".join(map(re.escape, sorted([*_IN_WORDS, *GREEK_NAMES], key=len, reverse=True))) + ")")


@final
class _LatexWriter(Writer):
    def spell(self, form: Form) -> Sequence[Piece]:
        return _KINDS[form.kind](form)

    def write(self, root: Form) -> str:
        r"""A space ends a command before a letter: ``\det S``."""
        written: list[str] = []
        for piece in self.pieces(root):
            if written and piece[:1].isalpha() and _COMMAND.search(written[-1]):
                written.append(" ")
            written.append(piece)
        return "".join(written)


def _escaped(word: str) -> str:
    return word.translate(_ESCAPES)


_LETTERS = {"ell", "hbar"}
"""Names that are commands and not Greek."""


def _name(form: Form) -> list[Piece]:
    base = form.text.rstrip("'")
    primes = form.text[len(base) :]
    letter = base if base in GREEK or base in _LETTERS else GREEK_NAMES.get(base)
    if letter is not None:
        return [f"\\{letter}", *primes]
    word = _escaped(base)
    return [(word if len(base) < 2 else rf"\mathrm{{{word}}}") + primes]


def _function(form: Form) -> list[Piece]:
    base = form.text.rstrip("'")
    primes = form.text[len(base) :]
    if base in _FUNCTIONS:
        return [f"\\{base}", *primes]
    return [rf"\operatorname{{{_escaped(base)}}}", *primes]


def _infix(form: Form) -> list[Piece]:
    first, *rest = form.parts
    if form.text == "+":
        return [first, *(piece for sign, part in signed(form.parts) for piece in (f" {sign} ", part))]
    if form.text != "*":
        return between(_OPERATORS.get(form.text, form.text), form.parts)
    pieces: list[Piece] = [first]
    for left, right in zip(form.parts, rest, strict=False):
        space = r" \, " if touching(left, right) else " "
        pieces += [_OPERATORS["·"] if in_digits(left, right) else space, right]
    return pieces


def _power(form: Form) -> list[Piece]:
    base, exponent = form.parts
    return [base, "^{", *([r"\odot", " "] if form.text == ".^" else []), exponent, "}"]


def _fence(form: Form) -> list[Piece]:
    left, right = _FENCES[form.text]
    return [rf"\left{left}", *form.parts, rf"\right{right}"]


def _call(form: Form) -> list[Piece]:
    head, *arguments = form.parts
    return [head, r"\left(", *between(", ", arguments), r"\right)"]


def _big(form: Form) -> list[Piece]:
    index, body, *ends = form.parts
    below: list[Piece] = [rf"\{form.text}_{{", index]
    if ends:
        below += ["=", ends[0], "}^{", ends[1]]
    return [*below, "} ", body]


_KINDS: dict[str, Callable[[Form], list[Piece]]] = {
    "block": lambda form: [r"\begin{pmatrix}", *between(r" \\ ", form.parts), r"\end{pmatrix}"],
    "row": lambda form: between(" & ", form.parts),
    "name": _name,
    "number": lambda form: [form.text],
    "sign": lambda form: [_SIGNS[form.text]],
    "function": _function,
    "accent": lambda form: [rf"\{form.text}{{", form.parts[0], "}"],
    "sub": lambda form: [form.parts[0], "_{", form.parts[1], "}"],
    "power": _power,
    "fraction": lambda form: [r"\frac{", form.parts[0], "}{", form.parts[1], "}"],
    "sqrt": lambda form: [r"\sqrt{", form.parts[0], "}"],
    "infix": _infix,
    "prefix": lambda form: [_PREFIXES[form.text], form.parts[0]],
    "fence": _fence,
    "call": _call,
    "inner": lambda form: [r"\left\langle ", *between(", ", form.parts), r"\right\rangle "],
    "big": _big,
    "chosen": lambda form: between(" : " if form.text == ":" else ", ", form.parts),
    "relation": lambda form: between(f" {_RELATIONS[form.text]} ", form.parts),
    "applied": lambda form: [r"\log\det", form.parts[0]],
}
