r"""What stands above a factor: a power, a transpose, an inverse, an index in brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.reading.source import Tree
from extremum.reading.tex import sizes, vocabulary
from extremum.reading.tex.layout import bare, content, letters_in, listed, span
from extremum.reading.tex.symbols import Spelling, label, spellings

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader
    from extremum.reading.tex.runs import Item


def on_value(reader: Reader, value: Tree, scripts: Sequence[Tree]) -> Tree:
    """A value with all its scripts: primes transpose, exponents do what they say."""
    above = [script for script in scripts if script.parts[0].kind == "sup"]
    if len(above) > 1:
        message = "two exponents have no reading; write parentheses around the first power"
        raise reader.wrong(message, span(above[0], above[1]))
    for script in scripts:
        value = _ON_VALUE[script.parts[0].kind](reader, value, script)
    return value


def _prime(reader: Reader, value: Tree, script: Tree) -> Tree:
    for _ in script.parts[0].text:
        value = Tree("transpose", "'", (value,), value.start, script.end)
    return value


def _factorial(reader: Reader, value: Tree, script: Tree) -> Tree:
    """``y!`` as Γ(y + 1)."""
    if "!" in (reader.source.text[script.start - 1 : script.start], reader.source.text[script.end : script.end + 1]):
        raise reader.wrong("double factorials are not available; write a product as \\prod_{i=1}^n", script)
    reader.record.note(
        script, f"{reader.record.shown(span(value, script))} is read as Γ({reader.source.at(value)} + 1)"
    )
    one = Tree("number", "1", (), script.start, script.start)
    after = Tree("sum", "+", (value, one), value.start, script.end)
    return Tree("call", "exp", (_call("lgamma", after, after),), value.start, script.end)


def _below(reader: Reader, value: Tree, script: Tree) -> Tree:
    """An entry of a formula in brackets: ``(A x)_i``, ``(A B)_{12}``."""
    places = reader.symbols.places(listed(bare(script.parts[1])))
    return Tree("entry", "", (value, *places), value.start, script.end)


def transposes(script: Tree) -> bool:
    r"""Whether a script is a transpose: ``^\top``, ``^T``, a prime."""
    kind = script.parts[0].kind
    return kind == "prime" or (kind == "sup" and mark_of(bare(script.parts[1])) in vocabulary.TRANSPOSES)


def is_exponent(script: Tree) -> bool:
    """Whether a script is a power of the whole, and neither a transpose nor the power of each entry."""
    return script.parts[0].kind == "sup" and not transposes(script) and bare(script.parts[1]).kind != "entrywise"


# -- exponents ---------------------------------------------------------------------------------------------------------
def raised(reader: Reader, value: Tree, script: Tree) -> Tree:
    """A value with an exponent."""
    exponent = bare(script.parts[1])
    place = span(value, script)
    mark = mark_of(exponent)
    special = _MARKS.get(mark)
    if special is not None and not is_variable(reader, mark):
        return special(reader, value, place, mark)
    if exponent.kind == "entrywise":
        return _entrywise(reader, value, exponent, place)
    if exponent.kind == "sum" and len(exponent.parts) == 2 and mark_of(exponent.parts[1]) in vocabulary.TRANSPOSES:
        return _call("inv", Tree("transpose", "'", (value,), place.start, place.end), place)
    if reader.source.at(exponent).replace(" ", "") == "-1" and _is_capital(value):
        return Tree("open", "inverse", (value,), place.start, place.end)
    if _is_whole(reader, value, exponent):
        reader.record.note(place, f"in {reader.record.shown(place)} the exponent is read as a whole number")
        return Tree("call", "mpow", (value, sizes.size(reader, exponent)), place.start, place.end)
    if mark in ("T", "H") and special is not None:
        return Tree("open", "transpose or power", (value, reader.expression(exponent)), place.start, place.end)
    return Tree("open", "power", (value, reader.expression(script.parts[1])), place.start, place.end)


def _is_capital(value: Tree) -> bool:
    """Whether it is a capital letter, which is a matrix where it has an inverse."""
    return value.kind in ("name", "member") and value.text[0].isupper()


def _is_whole(reader: Reader, value: Tree, exponent: Tree) -> bool:
    """Whether a declared matrix has an exponent that nobody declared: ``A^k``, ``A^{k-1}``."""
    matrix = reader.declared.variables.get(value.text) if value.kind == "name" else None
    if matrix is None or matrix.is_scalar:
        return False
    names = [letter.text for letter in letters_in(exponent)]
    return bool(names) and not any(map(reader.symbols.declared, names)) and _is_polynomial(reader, exponent)


def _is_polynomial(reader: Reader, exponent: Tree) -> bool:
    try:
        sizes.size(reader, exponent)
    except ParseError:
        return False
    return True


def mark_of(tree: Tree) -> str:
    r"""A single sign above a symbol: ``T`` in any font, ``top``, ``prime``, ``+``, ``*``; empty for other exponents."""
    tree = bare(tree)
    if tree.kind in ("font", "lone"):
        return mark_of(tree.parts[1])
    if tree.kind == "signs" and len(tree.parts) == 1:
        return mark_of(tree.parts[0])
    if tree.kind == "text":
        return vocabulary.word_of(tree.text)
    if tree.kind == "run" and all(mark_of(part) == "prime" for part in tree.parts):
        return "prime" * (len(tree.parts) % 2)
    return tree.text.removeprefix("\\") if tree.kind in _SIGNS else ""


_SIGNS = {"single", "word", "command", "plus", "star"}


def is_variable(reader: Reader, mark: str) -> bool:
    """Whether a sign that may be a transpose is declared."""
    return mark in ("T", "H", "t") and reader.symbols.known((mark,), None) is not None


def _call(name: str, value: Tree, place: Tree) -> Tree:
    return Tree("call", name, (value,), place.start, place.end)


def _transposed(reader: Reader, value: Tree, place: Tree, mark: str) -> Tree:
    if mark == "T":
        return Tree("open", "transpose", (value,), place.start, place.end)
    return Tree("transpose", "'", (value,), place.start, place.end)


def _adjoint(reader: Reader, value: Tree, place: Tree, mark: str) -> Tree:
    reader.record.note(place, f"{reader.record.shown(place)} is read as the transpose: all matrices are real")
    return Tree("transpose", "'", (value,), place.start, place.end)


def _lower(reader: Reader, value: Tree, place: Tree, mark: str) -> Tree:
    whole, base = reader.record.shown(place), reader.record.shown(value)
    fix = rf"write {base}^\top for the transpose, or declare t for the power"
    raise reader.wrong(f"{whole} has two readings, a transpose and a power; {fix}", place)


def _pseudo(reader: Reader, value: Tree, place: Tree, mark: str) -> Tree:
    whole, base = reader.record.shown(place), reader.record.shown(value)
    other = (
        r"write ^\top for the transpose" if mark != "+" else f"declare a name such as {_stem(base)}_plus for another"
    )
    reader.record.note(place, f"{whole} is read as the pseudoinverse; {other}")
    return _call("pinv", value, place)


def _starred(reader: Reader, value: Tree, place: Tree, mark: str) -> Tree:
    whole, base = reader.record.shown(place), reader.record.shown(value)
    fix = f"write {base}^\\top for the transpose of a real matrix, or declare a name such as {_stem(base)}_star"
    raise reader.wrong(f"{whole} has two readings, an adjoint and a name; {fix}", place)


def _stem(shown: str) -> str:
    return "".join(char for char in shown if char.isalnum()) or "x"


_MARKS: dict[str, Callable[[Reader, Tree, Tree, str], Tree]] = {
    **dict.fromkeys(vocabulary.TRANSPOSES, _transposed), "H": _adjoint, "t": _lower,
    **dict.fromkeys(("+", "dagger", "†"), _pseudo), **dict.fromkeys(("*", "ast", "star"), _starred),
}  # fmt: skip


def _entrywise(reader: Reader, value: Tree, exponent: Tree, place: Tree) -> Tree:
    r"""``A^{\odot 2}``."""
    _, operator, *power, _ = exponent.parts
    if operator.text not in (r"\odot", r"\circ", "⊙", "∘"):
        fix = r"write \odot for the power of each entry"
        raise reader.wrong(f"the exponent {reader.record.shown(exponent)} is not read; {fix}", exponent)
    inner = reader.expression(power[-1])
    if len(power) > 1 and "-" in reader.source.at(power[0]):
        inner = Tree("signed", "-", (inner,), power[0].start, inner.end)
    return Tree("power", ".^", (value, inner), place.start, place.end)


_ON_VALUE: dict[str, Callable[[Reader, Tree, Tree], Tree]] = {
    "prime": _prime,
    "factorial": _factorial,
    "sub": _below,
    "sup": raised,
}


# -- exponents that belong to the name ---------------------------------------------------------------------------------
def as_subscripts(reader: Reader, spelling: Spelling, item: Item) -> tuple[list[Tree], list[Tree]]:
    """What numbers a symbol or belongs to its name: subscripts, ``x^{(i)}``, ``x^\\star``; and the other scripts."""
    below = [script.parts[1] for script in item.marked("sub")]
    rest: list[Tree] = []
    for script in item.scripts:
        if script.parts[0].kind == "sub":
            continue
        if script.parts[0].text == "'" and _named(reader, spelling, below, "prime"):
            below.append(replace(script.parts[0], kind="word", text="prime"))
            continue
        if script.parts[0].kind == "sup" and _belongs(reader, spelling, script.parts[1], below, item):
            below.append(script.parts[1])
        else:
            rest.append(script)
    return below, rest


def _belongs(reader: Reader, spelling: Spelling, exponent: Tree, below: Sequence[Tree], item: Item) -> bool:
    inner = bare(exponent)
    if inner.kind == "paren" and len(inner.parts) == 3:
        return _numbers(reader, spelling, inner, item)
    mark = mark_of(exponent)
    return mark == "star" or (mark in ("*", "ast") and _named(reader, spelling, below, "star"))


def _named(reader: Reader, spelling: Spelling, below: Sequence[Tree], word: str) -> bool:
    """Whether the symbol with its subscripts and a word is declared: ``x'`` as ``x_prime``."""
    labels = [*(label(part) for part in below), word]
    named = [whole for name in spelling.names for whole in spellings(name, labels)]
    return reader.symbols.known(named, None) is not None


def _numbers(reader: Reader, spelling: Spelling, paren: Tree, item: Item) -> bool:
    r"""Whether ``x^{(i)}`` is a member or a name, rather than a power."""
    family = any(name in reader.declared.families for name in spelling.names)
    at = label(paren)
    named = [whole for name in spelling.names for whole in spellings(name, [at])] if at else []
    if family or reader.symbols.known(named, None) is not None:
        return True
    if any(reader.symbols.index(letter.text) for letter in letters_in(content(paren))):
        return reader.symbols.known(spelling.names, None) is None
    whole, base = reader.record.shown(item.place), spelling.names[0]
    power = f"{base}^{{{reader.record.shown(paren.parts[1])}}}"
    fix = f"write {power} for the power, or declare {base}_{at or 'i'} as a name"
    raise reader.wrong(f"{whole} has two readings, a power and an index; {fix}", item.place)
