"""What stands between two factors of a product that are written side by side."""

from __future__ import annotations

from extremum.algebra.forms import Form
from extremum.notation.symbols import is_letter


def touching(left: Form, right: Form) -> bool:
    """Whether two factors need a space: a digit after a digit or a fraction; beside a word, or a differential."""
    left, right = ending(left), beginning(right)
    digits = left.kind in ("number", "fraction") and (right.kind == "number" or right.text == "𝟏")
    return digits or _stands_apart(left) or _stands_apart(right)


def in_digits(left: Form, right: Form) -> bool:
    """Whether two factors meet in two numbers: ``3 125^p`` side by side is one number in thousands."""
    return ending(left).kind == beginning(right).kind == "number"


def _stands_apart(form: Form) -> bool:
    """Whether a factor is a word or a differential: ``lam w``, ``dX X``."""
    word = form.kind == "name" and not is_letter(form.text.rstrip("'"))
    return word or (form.kind == "prefix" and form.text == "d")


def ending(form: Form) -> Form:
    """What a product ends with."""
    while form.kind == "infix":
        form = form.parts[-1]
    return form


def beginning(form: Form) -> Form:
    """What a form begins with."""
    while form.kind in ("infix", "power", "sub"):
        form = form.parts[0]
    return form
