"""Forms as compact Unicode text: ``2 Xᵀ(X w − y)``, ``Σ⁻¹``, ``A ⊗ B``; for people, not for the parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, final

from extremum.algebra.forms import Form, is_sum
from extremum.algebra.traverse import write
from extremum.notation.spacing import touching
from extremum.notation.states import defined, has_adjoints
from extremum.notation.symbols import ACCENTS, GREEK
from extremum.notation.typeset import signed, typeset
from extremum.notation.writer import Piece, Writer, between, free_names
from extremum.operations.operators import expression


def _table(plain: str, small: str) -> dict[str, str]:
    return dict(zip(plain, small, strict=True))


_ABOVE = _table("0123456789+−abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_ABOVE |= _table("ABDEGHIJKLMNOPRUVW⊤", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂᵀ")
_BELOW = _table("0123456789+−=aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_FENCES = {"(": ("(", ")"), "|": ("|", "|"), "‖": ("‖", "‖")}
_BIG = {"sum": "∑", "prod": "∏"}
_RELATIONS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_LEAVES = ("name", "number", "sign")


def unicode(expr: Any, declarations: Any = ()) -> str:
    """The expression, or that of a text with declarations, as Unicode text.

    >>> import extremum as ex
    >>> print(ex.unicode("x'*A*x + lam^2"))
    xᵀ A x + lam²

    Raises:
        ExtremumError: it is no expression, or a text that cannot be read.
    """
    root = expression(expr, declarations)
    found = render_unicode(write(root), free_names(root))
    if not has_adjoints(root):
        return found
    lines = (f"{render_unicode(line.left)} = {render_unicode(line.right)}" for line in defined([root]))
    return f"{found} where {', '.join(lines)}"


def render_unicode(form: Form, taken: frozenset[str] = frozenset()) -> str:
    """A form as Unicode text; bound indices avoid the names that are ``taken``."""
    return _UnicodeWriter().write(typeset(form, taken, flat=True))


@final
class _UnicodeWriter(Writer):
    def spell(self, form: Form) -> Sequence[Piece]:
        return _KINDS[form.kind](form)


def _name(form: Form) -> list[Piece]:
    base = form.text.rstrip("'")
    return [GREEK.get(base, base) + "′" * (len(form.text) - len(base))]


# -- small characters --------------------------------------------------------------------------------------------------
def _plain(form: Form) -> str | None:
    """The characters of a leaf, ``-1`` or ``n+1``, to be written small; None for anything larger."""
    if form.kind in _LEAVES:
        return str(_name(form)[0])
    if form.kind == "prefix" and form.text == "-" and form.parts[0].kind in _LEAVES:
        return f"−{_name(form.parts[0])[0]}"
    if not is_sum(form):
        return None
    terms = [("+", form.parts[0]), *signed(form.parts)]
    if any(part.kind not in _LEAVES for _, part in terms):
        return None
    return "".join(f"{sign.replace('-', '−')}{_name(part)[0]}" for sign, part in terms)[1:]


def _small(form: Form, letters: dict[str, str]) -> str | None:
    """A form in small characters, where they all exist."""
    text = _plain(form)
    if not text or any(letter not in letters for letter in text):
        return None
    return "".join(letters[letter] for letter in text)


def _beside(mark: str, form: Form) -> list[Piece]:
    """``^k``, ``_(m,n)``, where there are no small characters."""
    return [mark, form] if form.kind in (*_LEAVES, "fence") else [f"{mark}(", form, ")"]


def _sub(form: Form) -> list[Piece]:
    base, index = form.parts
    small = _small(index, _BELOW)
    return [base, *(_beside("_", index) if small is None else [small])]


def _power(form: Form) -> list[Piece]:
    base, exponent = form.parts
    if form.text == ".^":
        return [base, *_beside("^⊙", exponent)]
    small = _small(exponent, _ABOVE)
    return [base, *(_beside("^", exponent) if small is None else [small])]


def _big(form: Form) -> list[Piece]:
    index, body, *ends = form.parts
    sign = _BIG[form.text]
    if not ends:
        return [*_sub(Form("sub", "", (Form("name", sign), index))), " ", body]
    below, first, last = (_small(part, letters) for part, letters in zip((index, *ends), _ENDS, strict=True))
    if below is None or first is None or last is None:
        return [f"{sign}_(", index, "=", ends[0], "…", ends[1], ") ", body]
    return [f"{sign}{below}₌{first}{last} ", body]


_ENDS = (_BELOW, _BELOW, _ABOVE)


# -- operators ---------------------------------------------------------------------------------------------------------
def _infix(form: Form) -> list[Piece]:
    first, *rest = form.parts
    if form.text == "+":
        terms = (piece for sign, part in signed(form.parts) for piece in (" − " if sign == "-" else " + ", part))
        return [first, *terms]
    if form.text != "*":
        return between(form.text if form.text in ",/×" else f" {form.text} ", form.parts)
    pieces: list[Piece] = [first]
    for left, right in zip(form.parts, rest, strict=False):
        close = "" if right.kind == "fence" and right.text == "(" else " "
        pieces += ["·" if touching(left, right) else close, right]
    return pieces


def _fence(form: Form) -> list[Piece]:
    left, right = _FENCES[form.text]
    return [left, *form.parts, right]


def _call(form: Form) -> list[Piece]:
    head, *arguments = form.parts
    return [head, "(", *between(", ", arguments), ")"]


def _applied(form: Form) -> list[Piece]:
    (body,) = form.parts
    return ["log det" if body.kind == "fence" else "log det ", body]


_KINDS: dict[str, Callable[[Form], list[Piece]]] = {
    "block": lambda form: ["[", *between("; ", form.parts), "]"],
    "row": lambda form: between(", ", form.parts),
    "name": _name,
    "number": lambda form: [form.text],
    "sign": lambda form: [form.text],
    "function": _name,
    "accent": lambda form: [form.parts[0], ACCENTS[form.text][1]],
    "sub": _sub,
    "power": _power,
    "fraction": lambda form: [form.parts[0], "/", form.parts[1]],
    "sqrt": lambda form: ["√", form.parts[0]],
    "infix": _infix,
    "prefix": lambda form: ["−" if form.text == "-" else form.text, form.parts[0]],
    "fence": _fence,
    "call": _call,
    "inner": lambda form: ["⟨", *between(", ", form.parts), "⟩"],
    "big": _big,
    "chosen": lambda form: between(": " if form.text == ":" else ", ", form.parts),
    "relation": lambda form: between(_RELATIONS.get(form.text, form.text), form.parts),
    "applied": _applied,
}
