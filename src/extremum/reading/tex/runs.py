r"""The factors of a run: a word is the name of one variable, a function, or a product of its letters.

``Ax`` is A times x; ``rate`` is one name where a variable ``rate`` is declared, and otherwise an error that names the
letters which nobody declared; ``lam`` is always one, for it is a Greek letter typed short. In LaTeX a
script is one character, and where more was meant the error says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError, UndeclaredError
from extremum.notation.symbols import GREEK
from extremum.reading.source import Tree
from extremum.reading.tex import vocabulary
from extremum.reading.tex.layout import letters, span

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

_ALWAYS = {"I", "e", "pi", "π"}


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """A factor: an atom with its scripts."""

    atom: Tree
    scripts: tuple[Tree, ...] = ()

    @property
    def place(self) -> Tree:
        """Where it stands."""
        return span(self.atom, self.scripts[-1] if self.scripts else self.atom)

    def marked(self, kind: str) -> list[Tree]:
        """The scripts of a kind: ``sub``, ``sup``, ``prime``."""
        return [script for script in self.scripts if script.parts[0].kind == kind]


def items(reader: Reader, run: Tree) -> list[Item]:
    """The factors of a run, words taken apart."""
    parts = run.parts if run.kind == "run" else (run,)
    found: list[Item] = []
    for k, part in enumerate(parts):
        atom, scripts = (part.parts[0], part.parts[1:]) if part.kind == "factor" else (part, ())
        if found:
            _refuse_torn(reader, found[-1], atom)
            _refuse_numbers(reader, found[-1], atom)
        found += _taken_apart(reader, atom, scripts, parts[k + 1] if k + 1 < len(parts) else None)
    return found


def opens(part: Tree) -> bool:
    """Whether a factor begins with a bracket that can hold arguments."""
    return (part.parts[0] if part.kind == "factor" else part).kind in ("paren", "group", "empty")


def _taken_apart(reader: Reader, atom: Tree, scripts: Sequence[Tree], after: Tree | None) -> list[Item]:
    whole = [Item(atom, tuple(scripts))]
    word = _in_font(atom)
    single = letters(word) if word.kind == "word" else []
    if not single or (len(single) == 1 and single[0].text.isalpha()):
        return whole
    named = reader.symbols.known(vocabulary.spelled(word.text), word) is not None
    function = vocabulary.function(word.text) is not None and (after is not None or len(single) > 2)
    unknown = [letter for letter in single if not _known(reader, letter)]
    if not named and after is not None:
        _refuse_readings(reader, word, single, unknown, bracketed=not scripts and opens(after))
    if (named or function) and not unknown:
        _note_whole(reader, word, single, named)
    if named or function:
        return whole
    short = word.text in vocabulary.SHORT
    if (word.text in GREEK or short) and not _may_be_product(reader, single):
        spaced = " ".join(letter.text for letter in single)
        what = "one name" if short else "the Greek letter"
        reader.record.note(word, f"{word.text} is read as {what}; write {spaced} for a product")
        return whole
    _refuse_joined(reader, word, single, unknown)
    if unknown and not _is_product(reader, word, single, unknown):
        raise _unknown(reader, word, single, unknown)
    if scripts and word is not atom:
        raise invisible(reader, atom, scripts)
    _note_dimensions(reader, word, single)
    return [*(Item(letter) for letter in single[:-1]), Item(single[-1], tuple(scripts))]


def _refuse_readings(
    reader: Reader, word: Tree, single: Sequence[Tree], unknown: Sequence[Tree], bracketed: bool
) -> None:
    """Refuses ``ln X`` where l and n are declared, and ``lg x`` where they are not."""
    text, spaced = word.text, " ".join(letter.text for letter in single)
    if text in vocabulary.AMBIGUOUS and unknown:
        hint = vocabulary.REFUSED[text].replace("\\", "", 1)
        raise reader.wrong(f"{hint}, or {spaced} for a product", word)
    if len(single) == 2 and vocabulary.function(text) is not None and not unknown and not bracketed:
        fix = f"write {text}(…) for the function, or {spaced} for the product"
        both = " and ".join(letter.text for letter in single)
        raise reader.wrong(f"{text} has two readings, as {both} are declared; {fix}", word)


def _refuse_joined(reader: Reader, word: Tree, single: Sequence[Tree], unknown: Sequence[Tree]) -> None:
    """Refuses ``trA`` and ``detA``, where the letters of the function are not declared."""
    for end in range(len(single) - 1, 1, -1):
        first, rest = word.text[:end], word.text[end:]
        if vocabulary.function(first) is not None and rest.isalpha() and {*single[:end]} & {*unknown}:
            spaced = " ".join(letter.text for letter in single)
            message = f"{word.text} may be {first} of {rest}, or a product; write {first} {rest} or {spaced}"
            raise reader.source.error(message, word.start, word.end, UndeclaredError)


def _is_product(reader: Reader, word: Tree, single: Sequence[Tree], unknown: Sequence[Tree]) -> bool:
    """Whether letters that nobody declared are factors: ``Ax``, ``UCV``; a longer word in lower case is a name."""
    if not word.text.isalpha():
        return len(single) <= 2 and len(unknown) < len(single) and single[-1].text.isalpha()
    alone = {letter.text for letter in unknown if _stands_alone(reader, letter.text)}
    return len(single) <= 2 or any(letter.text.isupper() for letter in single) or len(alone) == len(unknown)


def _may_be_product(reader: Reader, single: Sequence[Tree]) -> bool:
    """Whether letters that spell a Greek one may be factors: one of a few stands alone, of more all do."""
    alone = [_stands_alone(reader, letter.text) for letter in single]
    return any(alone) if len(single) <= _FEW else all(alone)


_FEW = 3


def _stands_alone(reader: Reader, letter: str) -> bool:
    """Whether a letter is written by itself elsewhere in the formula."""
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", reader.source.text) is not None


def invisible(reader: Reader, atom: Tree, scripts: Sequence[Tree]) -> ParseError:
    """The error for ``{AB}^{-1}``, which is printed as AB^{-1}."""
    whole = span(atom, scripts[-1])
    message = "braces are not printed, so a reader takes the script for that of the last factor; write ( )"
    return reader.source.wrong(f"{reader.record.shown(whole)} has two readings: {message}", whole)


def _in_font(atom: Tree) -> Tree:
    r"""``Ax`` of ``\mathbf{Ax}``, which is a product in bold."""
    while atom.kind in ("font", "group"):
        atom = atom.parts[1]
    return atom


def _known(reader: Reader, letter: Tree) -> bool:
    return letter.text in _ALWAYS or reader.symbols.known(vocabulary.spelled(letter.text), letter) is not None


def _note_whole(reader: Reader, word: Tree, single: Sequence[Tree], named: bool) -> None:
    what = "the variable" if named else "the function"
    spaced = " ".join(letter.text for letter in single)
    reader.record.note(word, f"{word.text} is read as {what} {word.text}; write {spaced} for a product")


def _note_dimensions(reader: Reader, word: Tree, single: Sequence[Tree]) -> None:
    declared = reader.declared
    for letter in single:
        if letter.text in declared.dims and letter.text not in reader.symbols.bound:
            spaced = " ".join(other.text for other in single)
            sentence = f"{word.text} is read as the product {spaced}, with the dimension {letter.text} as a number"
            reader.record.note(word, f"{sentence}; declare {word.text} for one name")


def _unknown(reader: Reader, word: Tree, single: Sequence[Tree], unknown: Sequence[Tree]) -> ParseError:
    text = word.text
    if not text.isalpha():
        base = text.rstrip("0123456789")
        digits = text[len(base) :]
        digits = f"{{{digits}}}" if len(digits) > 1 else digits
        message = f"{text} is not declared; for a subscript write {base}_{digits}, for a power {base}^{digits}"
        return reader.source.error(message, word.start, word.end, UndeclaredError)
    spaced, missing = " ".join(letter.text for letter in single), ", ".join(dict.fromkeys(u.text for u in unknown))
    verb = "are" if len({u.text for u in unknown}) > 1 else "is"
    fix = rf"declare {text} or write \mathrm{{{text}}} for one name, or {spaced} for a product"
    message = f"{text} is read letter by letter, as {spaced}, but {missing} {verb} not declared; {fix}"
    return reader.source.error(message, word.start, word.end, UndeclaredError)


def _refuse_torn(reader: Reader, before: Item, atom: Tree) -> None:
    """Refuses ``x^12`` and ``x_ij``, where LaTeX takes one character only."""
    last = (before.scripts or (before.atom,))[-1].parts[-1:]
    if not last or last[0].kind != "single" or last[0].end != atom.start or not _torn(reader, before, last[0], atom):
        return
    mark = before.scripts[-1].parts[0].text if before.scripts else ""
    written = reader.source.at(before.place)
    fix = f"write {written[:-1]}{{{last[0].text}{atom.text}}}" if mark else "write the arguments in braces"
    whole = span(before.place, atom)
    raise reader.source.wrong(f"in LaTeX {written}{atom.text} is {written} {atom.text}; {fix} or leave a space", whole)


def _refuse_numbers(reader: Reader, before: Item, atom: Tree) -> None:
    r"""Refuses ``3 4`` and ``10\,000``; ``2 \, 3`` is a product."""
    if before.atom.kind != "number" or atom.kind != "number" or before.scripts:
        return
    gap = reader.source.text[before.atom.end : atom.start]
    if "\\" not in gap or (len(atom.text) == 3 and atom.text.isdigit()):
        whole = span(before.atom, atom)
        raise reader.source.wrong(r"two numbers side by side have no reading; write \cdot for a product", whole)


def _torn(reader: Reader, before: Item, last: Tree, atom: Tree) -> bool:
    """Whether more was meant than the one character: digits after a digit, an index, the rest of a declared name."""
    if atom.kind == "number":
        return last.text.isdecimal()
    if atom.kind != "word" or not before.marked("sub"):
        return False
    spelling = reader.symbols.spelling(before.atom)
    whole = [f"{name}_{last.text}{atom.text}" for name in spelling.names] if spelling is not None else []
    return reader.symbols.index(atom.text) or any(map(reader.symbols.declared, whole))
