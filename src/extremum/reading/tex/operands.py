r"""Single factors: numbers, symbols, fractions, roots, brackets, each with its scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError, UndeclaredError
from extremum.reading.source import Tree
from extremum.reading.tex import constants, fences, scripts, vocabulary
from extremum.reading.tex.layout import bare, letters_in, listed
from extremum.reading.tex.runs import Item, invisible
from extremum.reading.tex.symbols import Spelling, label, spellings

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader


def operand(reader: Reader, item: Item) -> Tree:
    """The tree of a factor."""
    item = item if item.scripts else Item(bare(item.atom))
    atom, digit = item.atom, constants.numeral(bare(item.atom))
    if digit is not None:
        value = constants.filled(reader, digit, item.marked("sub"), item.place if item.marked("sub") else item.atom)
        return scripts.on_value(reader, value, [*item.marked("sup"), *item.marked("prime")])
    if reader.symbols.spelling(item.atom) is not None:
        return _symbol(reader, item)
    read = _KINDS.get(atom.kind)
    if read is not None:
        return read(reader, item)
    if item.scripts and bare(atom).kind in ("run", "term", "sum"):
        raise invisible(reader, item.atom, item.scripts)
    return scripts.on_value(reader, reader.expression(atom), item.scripts)


# -- symbols -----------------------------------------------------------------------------------------------------------
def known_name(reader: Reader, spelling: Spelling, labels: Sequence[str], place: Tree) -> str | None:
    """The declared name that a symbol with all its subscripts is."""
    if "" in labels:
        return None
    return reader.symbols.known([whole for name in spelling.names for whole in spellings(name, labels)], place)


def undeclared_name(reader: Reader, item: Item) -> str | None:
    """The name of a symbol that nobody declared; None: it is another thing."""
    spelling = reader.symbols.spelling(item.atom)
    if spelling is None or spelling.names[0] in (*constants.PI, "e", "I"):
        return None
    below = [part for script in item.marked("sub") for part in listed(bare(script.parts[1]))]
    labels = [label(part) for part in below]
    for count in range(len(below) + 1):
        if known_name(reader, spelling, labels[:count], item.atom) is not None:
            return None
    return None if "" in labels or reader.symbols.indexed(below) else spellings(spelling.names[0], labels)[0]


def _symbol(reader: Reader, item: Item) -> Tree:
    refuse_expectation(reader, item)
    spelling = reader.symbols.spelling(item.atom)
    assert spelling is not None
    if spelling.names[0] == "e" and reader.symbols.known(("e",), None) is None and not item.marked("sub"):
        return _exponential(reader, item)
    positive = _positive_part(reader, item, spelling)
    if positive is not None:
        return positive
    below, rest = scripts.as_subscripts(reader, spelling, item)
    if len(item.marked("sub")) > 1:
        raise reader.wrong("two subscripts have no reading; write one, as in x_{1,2}", item.place)
    end = max([item.atom.end, *(script.end for script in item.scripts if script not in rest)])
    value = reader.symbols.read(item.atom, below, Tree("", "", (), item.atom.start, end))
    assert value is not None
    return scripts.on_value(reader, value, rest)


def refuse_expectation(reader: Reader, item: Item) -> None:
    r"""Refuses ``\mathbb{E}_{x \sim p}``, which has several readings."""
    atom = bare(item.atom)
    if atom.kind != "font" or atom.parts[0].text != r"\mathbb":
        return
    spelling = reader.symbols.spelling(atom)
    if spelling is not None and spelling.names[0] in "EPV" and reader.symbols.known(spelling.names, None) is None:
        fix = (
            r"write the mean over samples, \frac{1}{N} \sum_{i=1}^N …, or the formula of the expectation, with moments "
            "such as the mean and the covariance as variables"
        )
        raise reader.wrong(f"{reader.record.shown(item.place)} is no expression; {fix}", item.place)


def _positive_part(reader: Reader, item: Item, spelling: Spelling) -> Tree | None:
    """``x_+`` as max(0, x) of a declared x, where no name is declared for it; ``k_+`` beside ``k_i`` is a name."""
    below = item.marked("sub")
    plus = len(below) == 1 and scripts.mark_of(below[0].parts[1]) == "+"
    if not plus or reader.symbols.known(spelling.names, None) not in reader.declared.variables:
        return None
    if known_name(reader, spelling, [label(below[0].parts[1])], item.place) is not None:
        return None
    end, name = below[0].end, f"{spelling.names[0]}_plus"
    inner = operand(reader, Item(item.atom))
    value = Tree("call", "relu", (inner,), item.atom.start, end)
    reader.record.note(
        value,
        f"{reader.record.shown(value)} is read as max(0, {reader.source.at(item.atom)}); declare {name} for a name",
    )
    return scripts.on_value(reader, value, [script for script in item.scripts if script not in below])


def _exponential(reader: Reader, item: Item) -> Tree:
    r"""``e^{x}``; ``e^\top`` and ``e^T`` are the transpose of the ones, unless T is declared."""
    above = item.marked("sup")
    turned = [scripts.transposes(script) for script in item.scripts]
    if turned == [True] and not (above and scripts.is_variable(reader, scripts.mark_of(above[0].parts[1]))):
        whole = reader.record.shown(item.place)
        fix = r"declare e[n] for another vector, and write \exp for the function"
        reader.record.note(item.place, f"{whole} is read as the transpose of the vector of ones; {fix}")
        return scripts.on_value(reader, Tree("constant", "ones", (), item.atom.start, item.atom.end), item.scripts)
    if len(above) != 1 or len(item.scripts) > 1:
        message = r"e alone is not read; write e^{x} or \exp(x), 10^{-3} for powers of ten, or declare e"
        raise reader.source.error(message, item.place.start, item.place.end, UndeclaredError)
    exponent = reader.expression(above[0].parts[1])
    return Tree("open", "exp", (exponent,), item.atom.start, item.place.end)


# -- other atoms -------------------------------------------------------------------------------------------------------
def _number(reader: Reader, item: Item) -> Tree:
    below = item.marked("sub")
    if below:
        raise reader.wrong(r"a number has no subscript; for the vector of ones write \mathbf{1}_n", item.place)
    atom = item.atom
    if atom.text == "1" and any(map(scripts.transposes, item.scripts)):
        return ones(reader, item, "with a transpose")
    return scripts.on_value(reader, Tree("number", _digits(reader, atom), (), atom.start, atom.end), item.scripts)


_COMMA = "{,}"
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\{,\}[0-9]{3})+(\.[0-9]+)?")


def _digits(reader: Reader, atom: Tree) -> str:
    r"""The digits of a number: ``1{,}000`` is a thousand, ``0{,}5`` a half.

    Raises:
        ParseError: commas stand where neither thousands end nor a fraction begins.
    """
    written = atom.text
    if _COMMA not in written:
        return written
    if _THOUSANDS.fullmatch(written):
        digits = written.replace(_COMMA, "")
        reader.record.note(atom, f"{written} is read as {digits}; write a point for a decimal fraction")
        return digits
    if written.count(_COMMA) > 1 or "." in written:
        raise reader.wrong(
            f"{written} is no number; write thousands in threes, or a point for a decimal fraction", atom
        )
    digits = written.replace(_COMMA, ".")
    reader.record.note(atom, f"{written} is read as {digits}")
    return digits


def ones(reader: Reader, item: Item, where: str) -> Tree:
    """A 1 that no number would be written for."""
    atom = item.atom
    reader.record.note(atom, rf"1 {where} is read as the vector of ones, \mathbf{{1}}")
    return scripts.on_value(reader, Tree("constant", "ones", (), atom.start, atom.end), item.scripts)


def _command(reader: Reader, item: Item) -> Tree:
    word = item.atom.text.removeprefix("\\")
    word = vocabulary.GLYPHS.get(word, word)
    raise unread(reader, word, item.atom)


def unread(reader: Reader, word: str, place: Tree) -> ParseError:
    """The error for a command that is no part of an expression."""
    shown = reader.source.at(place)
    if word in vocabulary.LIMITS:
        also = rf", or as \{word}(0, x)" if word in ("max", "min") else ""
        return reader.wrong(f"{shown} is read only before an objective{also}; give the formula without it", place)
    if word in vocabulary.REFUSED:
        return reader.wrong(f"{shown} is not read: {vocabulary.REFUSED[word]}", place)
    known = [*vocabulary.LETTERS, "log", "exp", "det", "operatorname", "mathbf", "frac", "sqrt", "sum", "top", "tanh"]
    near = get_close_matches(word, known, 1, 0.75)
    hint = f"did you mean \\{near[0]}?" if near else f"replace a macro by its definition, or declare {word}"
    return reader.source.error(f"unknown command {shown}; {hint}", place.start, place.end, UndeclaredError)


def _text(reader: Reader, item: Item) -> Tree:
    words = vocabulary.word_of(item.atom.text)
    fix = "leave words out" if letters_in(item.atom) or " " in words or not words else "write a name"
    raise reader.wrong(f"{reader.record.shown(item.atom)} is no name and no function; {fix}", item.atom)


def _frac(reader: Reader, item: Item) -> Tree:
    _, top, bottom = item.atom.parts
    return scripts.on_value(reader, fences.fraction(reader, top, bottom, item.atom), item.scripts)


def _sqrt(reader: Reader, item: Item) -> Tree:
    return scripts.on_value(reader, fences.root(reader, item.atom), item.scripts)


def _paren(reader: Reader, item: Item) -> Tree:
    return fences.paren(reader, item)


def _font(reader: Reader, item: Item) -> Tree:
    if item.scripts and bare(item.atom.parts[1]).kind in ("run", "term", "sum"):
        raise invisible(reader, item.atom, item.scripts)
    return scripts.on_value(reader, reader.expression(item.atom.parts[1]), item.scripts)


def _accent(reader: Reader, item: Item) -> Tree:
    r"""``\hat{x_i}`` is ``\hat{x}_i``; an arrow over a formula adds nothing."""
    accent, inner = item.atom.parts[0].text, bare(item.atom.parts[1])
    if inner.kind == "factor" and reader.symbols.spelling(inner.parts[0]) is not None:
        over = replace(item.atom, parts=(item.atom.parts[0], inner.parts[0]))
        return operand(reader, Item(over, (*inner.parts[1:], *item.scripts)))
    raise reader.wrong(f"{accent} is read over one letter, as in {accent}{{x}}; name the formula under it", item.atom)


def _under(reader: Reader, item: Item) -> Tree:
    raise reader.wrong(f"{item.atom.parts[0].text} is not read here; write a subscript", item.atom)


_KINDS: dict[str, Callable[[Reader, Item], Tree]] = {
    "number": _number, "single": _number, "command": _command, "text": _text, "frac": _frac, "sqrt": _sqrt,
    "paren": _paren, "norm": fences.norm, "bars": fences.bars, "angle": fences.angle, "matrix": fences.matrix,
    "font": _font, "accent": _accent, "under": _under,
}  # fmt: skip
