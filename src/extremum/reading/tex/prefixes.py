r"""Symbols before a bracket: ``\sigma(x)``, ``\lambda_{\max}(A)``, ``x[n]``; other symbols are factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra.errors import UndeclaredError
from extremum.notation.symbols import GREEK
from extremum.reading.build import functions
from extremum.reading.source import Tree
from extremum.reading.tex import application, constants, operands, scripts, sizes, vocabulary
from extremum.reading.tex.layout import bare, letters, span
from extremum.reading.tex.runs import Item

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

MEANINGS = {
    "sigma": ("sigmoid", "sigmoid function"), "lambda_max": ("eigmax", "largest eigenvalue"),
    "sigma_max": ("norm_spec", "largest singular value"),
}  # fmt: skip
"""Undeclared symbols that are functions where a bracket follows, and what a note calls them."""


def before_bracket(reader: Reader, row: Sequence[Item], k: int) -> Tree | None:
    """The piece that a symbol and the bracket after it are together; None: they are two factors.

    Raises:
        ParseError: the symbol is undeclared, and may be a function or a factor.
    """
    item = row[k]
    if k + 1 == len(row):
        return None
    if row[k + 1].atom.kind != "paren":
        _refuse_unbracketed(reader, item)
        return None
    if item.marked("sup") or item.marked("prime"):
        _refuse_function(reader, item, row[k + 1])
        return None
    constants.refuse_indicator(reader, item.atom, row[k + 1].atom)
    operands.refuse_expectation(reader, item)
    return _member(reader, item, row[k + 1]) or _function(reader, item, row[k + 1])


def _member(reader: Reader, item: Item, bracket: Item) -> Tree | None:
    """``x[n]`` of a family, as signals are written; None: it is no family."""
    spelling, inner = reader.symbols.spelling(item.atom), bracket.atom.parts
    if spelling is None or item.scripts or len(inner) != 3:
        return None
    family = reader.symbols.known(spelling.names, item.atom)
    indexed = inner[0].kind == "lsq" and reader.symbols.indexed([inner[1]])
    if family not in reader.declared.families and (family is not None or not indexed):
        return None
    at = sizes.size(reader, inner[1])
    member = Tree("member", family or spelling.names[0], (at,), item.atom.start, bracket.atom.end)
    return scripts.on_value(reader, member, bracket.scripts)


def _function(reader: Reader, item: Item, bracket: Item) -> Tree | None:
    r"""``\sigma(x)``; None, with a note: the symbol is undeclared and taken for a factor."""
    name = operands.undeclared_name(reader, item)
    if name is None:
        _refuse_numbered(reader, item, bracket)
        return None
    _refuse_operator(reader, item)
    place = span(item.atom, bracket.atom)
    whole, meant = reader.record.shown(place), vocabulary.commanded(name)
    if meant == "Gamma":
        return _gamma(reader, item, bracket)
    if meant in MEANINGS:
        function, meaning = MEANINGS[meant]
        reader.record.note(place, f"{whole} is read as the {meaning}; declare {name} as a variable for a product")
        return application.bracketed(reader, Item(item.atom), application.Head(function, False), bracket)
    if meant == "Phi" and len(bracket.atom.parts) == 3 and bracket.atom.parts[1].kind != "items":
        argument = reader.expression(bracket.atom.parts[1])
        return scripts.on_value(reader, Tree("open", "cdf", (argument,), place.start, place.end), bracket.scripts)
    if meant in vocabulary.FUNCTION_LIKE or _hardly_a_factor(bracket) or _has_parameter(reader, item):
        raise _asked(reader, item, name)
    reader.record.note(place, f"{whole} is read as a product; declare '{name}: function' for a function")
    return None


def _refuse_numbered(reader: Reader, item: Item, bracket: Item) -> None:
    r"""Refuses ``\sigma_k(X)`` and ``\phi_k(x)`` within a sum over k, of what is undeclared: it is one of functions."""
    spelling = reader.symbols.spelling(item.atom)
    if spelling is None or not item.marked("sub") or not _hardly_a_factor(Item(bracket.atom)):
        return
    if reader.symbols.known(spelling.names, item.atom) is None:
        raise _asked(reader, item, spelling.names[0])


def _asked(reader: Reader, item: Item, name: str, after: str = "a bracket") -> UndeclaredError:
    """Asks whether a symbol before something is a function."""
    shown, fix = reader.record.shown(item.place), f"declare '{name}: function', or {name} as a variable for a product"
    message = f"{shown} before {after} is a function or a factor, and {name} is not declared; {fix}"
    return reader.source.error(message, item.place.start, item.place.end, UndeclaredError)


def _refuse_function(reader: Reader, item: Item, bracket: Item) -> None:
    r"""Refuses ``f'(x)``, ``f^2(x)``, ``\operatorname{foo}^2(x)`` and ``\Phi^{-1}(u)`` of what is undeclared."""
    name = operands.undeclared_name(reader, item)
    if name is None or any(map(scripts.transposes, item.marked("sup"))):
        return
    _refuse_operator(reader, item)
    if vocabulary.commanded(name) in vocabulary.FUNCTION_LIKE or _hardly_a_factor(bracket):
        raise _asked(reader, item, name)


def _refuse_unbracketed(reader: Reader, item: Item) -> None:
    r"""Refuses ``\operatorname{foo} x`` and ``\mathrm{foo}^2 x`` of what is undeclared: a function, or a factor."""
    name, atom = operands.undeclared_name(reader, item), bare(item.atom)
    if name is None or any(map(scripts.transposes, item.scripts)):
        return
    if atom.text.startswith(r"\operatorname"):
        _refuse_operator(reader, item)
    if atom.kind == "text" and len(application.word(atom)) > 1:
        raise _asked(reader, item, name, "another factor")


def _gamma(reader: Reader, item: Item, bracket: Item) -> Tree:
    r"""``\Gamma(x)``, the exponential of lgamma(x)."""
    place = span(item.atom, bracket.atom)
    shown = reader.record.shown(place)
    reader.record.note(place, f"{shown} is read as the gamma function; declare Gamma as a variable for a product")
    call = application.bracketed(reader, Item(item.atom), application.Head("lgamma", False), Item(bracket.atom))
    return scripts.on_value(reader, Tree("call", "exp", (call,), call.start, call.end), bracket.scripts)


def _hardly_a_factor(bracket: Item) -> bool:
    r"""Whether a bracket holds nothing, several things, or one symbol, which needs no bracket: ``\Omega(B)``."""
    parts = bracket.atom.parts
    if len(parts) < 3 or parts[1].kind == "items":
        return True
    inner = parts[1]
    product = inner.kind == "word" and len(letters(inner)) > 1
    return inner.kind in ("word", "command", "font", "factor") and not product and not bracket.scripts


def _has_parameter(reader: Reader, item: Item) -> bool:
    r"""Whether a subscript is a Greek letter, as the parameter of a function is: ``\rho_\tau(r)``."""
    below = [bare(script.parts[1]) for script in item.marked("sub")]
    spellings = [reader.symbols.spelling(part) for part in below if part.kind == "command"]
    return any(spelling is not None and spelling.names[0] in GREEK for spelling in spellings)


def _refuse_operator(reader: Reader, item: Item) -> None:
    """Refuses words before a bracket that are no functions."""
    atom = bare(item.atom)
    name = application.word(atom)
    if atom.kind == "text" and len(name) > 1:
        hint = functions.suggestion(name, list(reader.declared.functions))
        hint = hint.replace(f"write {name}*(...)", f"{name} as a variable")
        message = f"unknown function {name!r}; {hint}"
        raise reader.source.error(message, item.place.start, item.place.end, UndeclaredError)
