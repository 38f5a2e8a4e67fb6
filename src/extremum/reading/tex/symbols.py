r"""Which variable a symbol stands for: letters in any font, Greek, accents and subscripts, against the declarations.

A symbol has several spellings as a name, ``\hat\mu_1`` may be declared as ``mu_hat_1`` or ``μ̂1``; the one that is
declared is meant, and two of them are an error. Of an undeclared symbol the first spelling is the name. A subscript
belongs to the name (``x_1``, ``x_{\max}``) or is the index of a family (``x_i``): of a declared family it is the index,
and under a sum the letters that the sum runs over are indices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from extremum.algebra.errors import ParseError
from extremum.reading.source import Tree
from extremum.reading.tex import constants, sizes, vocabulary
from extremum.reading.tex.layout import bare, content, letters_in, listed, span
from extremum.reading.text.grammar import normal

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

_PLAIN = {"mathnormal", "mathop", "mathord", "mathbin", "boxed"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A symbol without its scripts: the names it may stand for, the usual one first, and its font."""

    names: tuple[str, ...]
    font: str = ""


@final
class Symbols:
    """The symbols of one formula; ``bound``: the indices of the sums around the place that is read."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.bound: list[str] = []
        self.fonts: dict[str, tuple[str, Tree]] = {}

    # -- spelling --------------------------------------------------------------------------------------------------
    def spelling(self, tree: Tree) -> Spelling | None:
        """The names that a letter, a word or a command may stand for; None: it is no symbol."""
        tree = bare(tree)
        if tree.kind in ("word", "single") and not tree.text.isdecimal():
            return Spelling(vocabulary.spelled(tree.text))
        if tree.kind == "text":
            word = vocabulary.word_of(tree.text)
            return Spelling(vocabulary.spelled(word), "upright") if word.isidentifier() else None
        if tree.kind == "command":
            return self._command(tree.text.removeprefix("\\"))
        if tree.kind == "font":
            inner = self.spelling(tree.parts[1])
            font = tree.parts[0].text.removeprefix("\\")
            return inner if inner is None or font in _PLAIN else Spelling(inner.names, font)
        return self._accented(tree) if tree.kind == "accent" else None

    def _command(self, word: str) -> Spelling | None:
        if word not in vocabulary.LETTERS:
            return Spelling((word,)) if self.known((word,), None) is not None else None
        twin = vocabulary.TWINS.get(word)
        names = vocabulary.LETTERS[word]
        if twin is not None and f"\\{twin}" not in self.reader.source.text:
            names = (*names, *(name for name in vocabulary.LETTERS[twin] if name not in names))
        return Spelling(names)

    def _accented(self, tree: Tree) -> Spelling | None:
        inner, word = self.spelling(tree.parts[1]), vocabulary.ACCENTS[tree.parts[0].text.removeprefix("\\")]
        if inner is None or not word:
            return inner
        names = [name for base in inner.names for name in (f"{base}_{word}", f"{base}{word}", f"{word}_{base}")]
        mark = vocabulary.COMBINING.get(word, "")
        names += [normal(base + mark) for base in inner.names if mark and len(base) == 1]
        return Spelling(tuple(names), inner.font)

    # -- knowing ---------------------------------------------------------------------------------------------------
    def declared(self, name: str) -> bool:
        """Whether a name has a meaning."""
        d = self.reader.declared
        return name in self.bound or any(
            name in known for known in (d.variables, d.families, d.functions, d.dims, d.widths, d.indices, d.letters)
        )

    def known(self, names: Iterable[str], place: Tree | None) -> str | None:
        """The name among some that has a meaning.

        Raises:
            ParseError: two of them have.
        """
        found = [name for name in dict.fromkeys(names) if self.declared(name)]
        if len(found) > 1 and place is not None:
            listing = " and ".join(found)
            raise self.reader.source.wrong(f"this may be {listing}, and both are declared; rename one", place)
        return found[0] if found else None

    def noted(self, name: str, font: str, place: Tree) -> str:
        """The name; a note where one name is written in two fonts."""
        if font in constants.BOLD:
            self.reader.declared.bold.add(name)
        before, first = self.fonts.setdefault(name, (font, place))
        if before != font:
            shown = self.reader.record.shown
            sentence = f"{shown(first)} and {shown(place)} are read as one name, {name}"
            self.reader.record.note(place, sentence)
        return name

    # -- with subscripts -------------------------------------------------------------------------------------------
    def read(self, base: Tree, subscripts: Sequence[Tree], place: Tree) -> Tree | None:
        """The name or the member that a symbol with its subscripts is; None: it is no symbol."""
        spelling = self.spelling(base)
        if spelling is None:
            return None
        below = [part for script in subscripts for part in listed(bare(script))]
        labels = [label(part) for part in below]
        own = self._own_name(spelling, below, labels)
        if own:
            return _name(self.noted(own, spelling.font, place), place)
        for count in range(len(below), -1, -1):
            found = self._declared_as(spelling, labels[:count], base, len(below) - count)
            if found is not None:
                self.noted(found, spelling.font, base)
                return self._member(found, below[count:], place) if count < len(below) else _name(found, place)
        return self._undeclared(spelling, below, labels, place)

    def _declared_as(self, spelling: Spelling, labels: Sequence[str], base: Tree, indices: int) -> str | None:
        """The declared name that the symbol with some of its subscripts is; of a family the others are the index."""
        if "" in labels:
            return None
        name = self.known([joined for name in spelling.names for joined in spellings(name, labels)], base)
        members = {*self.reader.declared.families, *self.reader.declared.variables}
        return name if name is None or not indices or name in members else None

    def _own_name(self, spelling: Spelling, below: Sequence[Tree], labels: Sequence[str]) -> str:
        """``x_0`` and ``V_{old}`` beside a declared x and V: names of their own, for no entry has such an index."""
        name = self.known(spelling.names, None)
        array = self.reader.declared.variables.get(name or "")
        if name is None or array is None or len(labels) != 1 or not labels[0] or self.indexed(below):
            return ""
        single = array.is_column or array.is_row or array.is_scalar
        word = content(below[0]).kind == "text" or (len(labels[0]) > 2 and labels[0].isalpha())
        own = labels[0] == "0" or word or not (single or labels[0].isalpha() or len(labels[0]) == 2)
        return self.known(spellings(name, labels), None) or spellings(name, labels)[0] if own else ""

    def _member(self, family: str, below: Sequence[Tree], place: Tree) -> Tree:
        """``x_i`` of a family, ``x_i`` and ``M_{ij}`` of an array: a member, an entry, a row, a column."""
        special = constants.get(self.reader, family, below, place) if len(below) > 1 else None
        if special is not None:
            return special
        array = self.reader.declared.variables.get(family)
        if array is None:
            return self._numbered(family, below, place)
        if array.is_scalar:
            raise self._no_array(family, below, place)
        if not self.indexed(below) and all(label(part) for part in below):
            shown, own = self.reader.record.shown(place), spellings(family, [label(part) for part in below])[0]
            self.reader.record.note(
                place, f"{shown} is read as an entry of {family}; declare {own} for a name of its own"
            )
        return self._numbered(family, below, place, count=1 if array.is_column or array.is_row else 2)

    def _numbered(self, family: str, below: Sequence[Tree], place: Tree, count: int = 0) -> Tree:
        """A member with its indices."""
        return Tree("member", family, self.places(below, count), place.start, place.end)

    def places(self, below: Sequence[Tree], count: int = 0) -> tuple[Tree, ...]:
        """The indices below a symbol; of ``M_{ij}`` and ``M_{12}`` each letter and digit, where two are due."""
        single = content(below[0])
        parts = list(below)
        if (
            len(below) == 1
            and count != 1
            and single.kind == "word"
            and len(letters_in(single)) == len(single.text) == 2
        ):
            parts = letters_in(single)
        if len(below) == 1 and count != 1 and single.text.isdecimal() and len(single.text) == 2:
            digits = enumerate(single.text, single.start)
            parts = [Tree("number", digit, (), at, at + 1) for at, digit in digits]
        return tuple(self._place(part) for part in parts)

    def _place(self, part: Tree) -> Tree:
        """An index, ``:`` for a whole axis, ``1:r`` for a part of it."""
        inner = content(part)
        if inner.text == ":":
            return Tree("slice", ":", (), inner.start, inner.end)
        if inner.kind == "relation" and len(inner.parts) == 3 and inner.parts[1].text == ":":
            ends = tuple(sizes.size(self.reader, end) for end in (inner.parts[0], inner.parts[2]))
            return Tree("slice", ":", ends, inner.start, inner.end)
        return sizes.size(self.reader, part)

    def _no_array(self, name: str, below: Sequence[Tree], place: Tree) -> ParseError:
        labels, whole = [label(part) for part in below], self.reader.record.shown(place)
        own = f"{spellings(name, labels)[0]} as a name of its own, or " if all(labels) else ""
        family = f"{name} as a vector, as in {name}[n], or a family, as in {name}[d] for i in 1..N"
        message = f"{name} is a scalar, so {whole} is no entry of it; declare {own}{family}"
        return self.reader.source.wrong(message, place)

    def index(self, name: str) -> bool:
        """Whether a letter numbers members at this place."""
        return name in self.bound or name in self.reader.declared.letters or name in self.reader.declared.indices

    def indexed(self, below: Sequence[Tree]) -> bool:
        """Whether the subscripts have an index in them."""
        return any(self.index(letter.text) for part in below for letter in letters_in(part))

    def _undeclared(self, spelling: Spelling, below: Sequence[Tree], labels: Sequence[str], place: Tree) -> Tree:
        name = spelling.names[0]
        special = constants.get(self.reader, name, below, place)
        if special is not None:
            return special
        if self.indexed(below):
            return self._numbered(name, below, place)
        if not all(labels):
            raise self._entry(place)
        return _name(self.noted(spellings(name, labels)[0], spelling.font, place), place)

    def _entry(self, place: Tree) -> ParseError:
        whole = self.reader.record.shown(place)
        return self.reader.source.wrong(f"{whole} is no name and no member of a family; {vocabulary.ENTRY}", place)

    def sized(self, base: Tree, script: Tree) -> Tree:
        """``h_k`` in a dimension: a width, or a name."""
        spelling = self.spelling(base)
        place = span(base, script)
        below = listed(bare(script.parts[1]))
        if spelling is None:
            raise self._entry(place)
        widths = [name for name in spelling.names if name in self.reader.declared.widths]
        if widths:
            parts = tuple(sizes.size(self.reader, part) for part in below)
            return Tree("member", widths[0], parts, place.start, place.end)
        labels = [label(part) for part in below]
        if not all(labels):
            raise self._entry(place)
        names = [joined for name in spelling.names for joined in spellings(name, labels)]
        return _name(self.known(names, base) or names[0], place)


def _name(name: str, place: Tree) -> Tree:
    return Tree("name", name, (), place.start, place.end)


def spellings(name: str, labels: Sequence[str]) -> list[str]:
    """``x_1`` and ``x1``, for a name with subscripts; ``x_i`` is no ``xi``, which is another letter."""
    if not labels:
        return [name]
    rest = "".join(f"_{label}" for label in labels[1:])
    joined = f"{name}{labels[0]}"
    return [f"{name}_{labels[0]}{rest}", *([] if joined in vocabulary.LETTERS else [f"{joined}{rest}"])]


def label(tree: Tree) -> str:
    r"""A subscript as part of a name, ``1``, ``max``, ``out`` of ``\text{out}``; empty where it cannot be one."""
    tree = content(tree)
    if tree.kind in ("word", "number", "single"):
        return tree.text if tree.text.isalnum() else ""
    if tree.kind == "text":
        word = vocabulary.word_of(tree.text).replace(" ", "_").replace("-", "_")
        return word if word.replace("_", "").isalnum() else ""
    if tree.kind in ("plus", "minus"):
        return tree.kind
    if tree.kind in ("command", "star"):
        word = tree.text.removeprefix("\\")
        word = {"*": "star", "ast": "star"}.get(word, word)
        return word if word in vocabulary.LETTERS or word in _LABELS else ""
    inner = tree.kind == "font" or (tree.kind == "lone" and tree.parts[1].kind == "star")
    return label(tree.parts[1]) if inner else ""


_LABELS = {"max", "min", "star", "ref", "top", "bot"}
