r"""What a function applies to: the bracket that follows it, otherwise the factors that follow.

``\log x y`` is log(x y), ``\sin x \cos y`` ends before the next function, ``\operatorname{tr} A B`` takes the whole
product; where the other reading is possible too, a note says which one was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.reading.build import functions
from extremum.reading.source import Tree
from extremum.reading.tex import factors, formulas, operands, scripts, sizes, sums, vocabulary
from extremum.reading.tex.layout import bare, content, listed, product, span
from extremum.reading.tex.runs import Item, opens
from extremum.reading.tex.symbols import label

if TYPE_CHECKING:
    from extremum.reading.tex.factors import Run
    from extremum.reading.tex.reader import Reader

_ENTRYWISE = {"exp", "log", "sin", "cos"}
"""Functions of entries that have a namesake for matrices."""


@dataclass(frozen=True, slots=True)
class Head:
    """A function: its name in the text language, and whether it was declared."""

    name: str
    declared: bool


def head(reader: Reader, item: Item) -> Head | None:
    """The function that a factor is; None: it is an operand."""
    atom = bare(item.atom)
    if atom.kind == "font" and bare(atom.parts[1]).kind in ("text", "word"):
        atom = bare(atom.parts[1])
    spelling = reader.symbols.spelling(atom)
    if spelling is not None:
        labels = [label(part) for script in item.marked("sub") for part in listed(bare(script.parts[1]))]
        known = operands.known_name(reader, spelling, labels, atom)
        if known is not None:
            return Head(known, True) if known in reader.declared.functions else None
    name = word(atom)
    if name in vocabulary.LIMITS or name in vocabulary.REFUSED:
        return Head(name, False) if name in ("max", "min") else None
    if name in vocabulary.LETTERS or (atom.kind == "word" and len(name) < 2):
        return None
    found = vocabulary.function(name)
    if found is not None:
        return Head(found, False)
    if reader.declared.by_arrays(name)[0]:
        return Head(name, True)
    return Head("vec", False) if atom.kind == "accent" and atom.parts[0].text == r"\vec" and _on_bracket(atom) else None


def word(atom: Tree) -> str:
    """The letters of a command or of upright text."""
    if atom.kind == "text":
        return vocabulary.word_of(atom.text)
    return atom.text.removeprefix("\\") if atom.kind in ("command", "word") else ""


def _on_bracket(atom: Tree) -> bool:
    return atom.parts[1].kind == "paren"


# -- application -------------------------------------------------------------------------------------------------------
def applied(reader: Reader, row: Sequence[Item], k: int, rest: Sequence[Run]) -> tuple[Tree, int, bool]:
    """The application of the function ``row[k]``, the place after it, whether a sum in it took all that follows."""
    item, found = row[k], head(reader, row[k])
    assert found is not None
    if item.atom.kind == "accent" and not found.declared:
        reader.record.note(item.atom, r"\vec before a bracket is read as vec")
        bracket = Item(item.atom.parts[1], item.scripts)
        return bracketed(reader, Item(item.atom), found, bracket), k + 1, False
    if k + 1 < len(row) and opens(row[k + 1].atom):
        return bracketed(reader, item, found, row[k + 1]), k + 2, False
    if found.declared or found.name in ("max", "min") or k + 1 == len(row):
        raise _no_argument(reader, item, found)
    return _unbracketed(reader, row, k, rest)


def _no_argument(reader: Reader, item: Item, found: Head) -> ParseError:
    shown = reader.record.shown(item.atom)
    if found.name in ("max", "min"):
        return operands.unread(reader, found.name, item.place)
    return reader.wrong(f"{shown} is a function, but nothing that it applies to follows; write {shown}(x)", item.place)


def bracketed(reader: Reader, item: Item, found: Head, bracket: Item) -> Tree:
    """``f(a, b)``, with the scripts after the bracket.

    Raises:
        ParseError: the function takes other arguments.
    """
    inner = bare(bracket.atom)
    arguments = listed(inner.parts[1]) if inner.kind == "paren" and len(inner.parts) == 3 else listed(inner)
    arguments = [] if inner.kind in ("paren", "empty") and len(inner.parts) == 2 else arguments
    place = span(item.atom, bracket.atom)
    call = _call(reader, item, found, arguments, place)
    value = scripts.on_value(reader, call, bracket.scripts)
    if len(arguments) == 1 and bracket.marked("sup") and _of_matrices(found):
        _note_raised(reader, call, value, bracket, span(item.atom, bracket.place))
    return value


def _note_raised(reader: Reader, call: Tree, value: Tree, bracket: Item, place: Tree) -> None:
    r"""``\operatorname{tr}(M)^{-1}`` is the reciprocal of the trace, and might be the trace of the inverse."""
    whole = reader.record.shown(place)
    sentence = f"in {whole} the exponent is that of the value; write it inside the bracket for that of the argument"
    other = _mapped(call, lambda argument: scripts.on_value(reader, argument, bracket.scripts))
    reader.record.choice(value, other, sentence)


def _mapped(call: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """The call with its argument changed; a call whose function depends on shapes is inside a choice."""
    first, *rest = call.parts
    changed = _mapped(first, change) if (call.kind, call.text) == ("open", "entrywise") else change(first)
    return replace(call, parts=(changed, *rest))


def _unbracketed(reader: Reader, row: Sequence[Item], k: int, rest: Sequence[Run]) -> tuple[Tree, int, bool]:
    r"""``\log x y``."""
    item, found = row[k], head(reader, row[k])
    assert found is not None
    end = _with_partner(reader, row, _reach(reader, found, row, k + 1))
    end = len(row) if any(map(sums.is_big, row[k + 1 : end])) else end  # a sum reaches to the end of the product
    inside, swallowed = factors.side_by_side(reader, row[k + 1 : end], rest if end == len(row) else [])
    whole = span(item.atom, inside[-1])
    argument = product(inside, inside[0].start, inside[-1].end)
    call = _on_tree(reader, item, found, argument, whole)
    if len(inside) > 1:
        first = _on_tree(reader, item, found, inside[0], span(item.atom, inside[0]))
        sentence = f"in {reader.record.shown(whole)} the function applies to all of {reader.record.shown(argument)}"
        other = product([first, *inside[1:]], whole.start, whole.end)
        reader.record.choice(call, other, f"{sentence}; write brackets otherwise")
        return call, end, swallowed
    if (inside[0].kind, inside[0].text) == ("open", "power"):
        _note_power(reader, item, found, call, inside[0])
    if not swallowed and (end < len(row) or rest):
        sentence = f"in {reader.record.shown(whole)} the function applies to {reader.record.shown(argument)} only"
        reader.record.note(whole, f"{sentence}; write brackets to include what follows")
    return call, end, swallowed


def _note_power(reader: Reader, item: Item, found: Head, call: Tree, power: Tree) -> None:
    r"""``\tanh s^2`` is tanh(s²), and might be the square of tanh(s)."""
    base, exponent = power.parts
    value = _on_tree(reader, item, found, base, span(item.atom, base))
    other = Tree("open", "power", (value, exponent), call.start, call.end)
    sentence = f"in {reader.record.shown(call)} the exponent is that of the argument"
    reader.record.choice(call, other, f"{sentence}; write brackets otherwise")


def _reach(reader: Reader, found: Head, row: Sequence[Item], start: int) -> int:
    """Where the argument without brackets ends: before the next function, for functions of matrices at the end."""
    if _of_matrices(found):
        return len(row)
    k = start
    if head(reader, row[k]) is not None and not sums.is_big(row[k]):
        return _after(reader, row, k)
    while k < len(row) and (sums.is_big(row[k]) or head(reader, row[k]) is None):
        k += 1
    return k


def _with_partner(reader: Reader, row: Sequence[Item], end: int) -> int:
    r"""Where it ends with the partner of a row: ``\log \mathbf{1}^\top \exp(x)`` is the logarithm of the product."""
    while end < len(row) and any(map(scripts.transposes, row[end - 1].scripts)):
        end = _after(reader, row, end)
    return end


def _of_matrices(found: Head) -> bool:
    row = functions.find(found.name)
    return row is not None and row.shape in vocabulary.MATRIX_FUNCTIONS


def _after(reader: Reader, row: Sequence[Item], k: int) -> int:
    r"""The place after the application of a function that is itself an argument: ``\log\det A``."""
    found = head(reader, row[k])
    if found is None or k + 1 == len(row):
        return k + 1
    return k + 2 if opens(row[k + 1].atom) else _reach(reader, found, row, k + 1)


# -- calls -------------------------------------------------------------------------------------------------------------
def _call(reader: Reader, item: Item, found: Head, arguments: Sequence[Tree], place: Tree) -> Tree:
    if found.name in ("max", "min"):
        return _greater(reader, found.name, arguments, place)
    if found.name in reader.formulas:
        return _from_formula(reader, item, found, arguments, place)
    row = None if found.declared else functions.find(found.name)
    kinds = row.kinds if row is not None and row.arguments != "e*" else ""
    extra = _dimensions(reader, item, found)
    read = [
        sizes.size(reader, argument) if kinds[k : k + 1] in ("d", "z", "i") else reader.expression(argument)
        for k, argument in enumerate(arguments)
    ]
    return _made(reader, item, found, [*read, *extra], place)


def _from_formula(reader: Reader, item: Item, found: Head, arguments: Sequence[Tree], place: Tree) -> Tree:
    read = [reader.expression(argument) for argument in arguments]
    value = formulas.applied(reader, found.name, read, bool(item.marked("prime")), place)
    for script in item.marked("sup"):
        value = _raised(reader, item, value, script)
    return value


def _on_tree(reader: Reader, item: Item, found: Head, argument: Tree, place: Tree) -> Tree:
    return _made(reader, item, found, [argument, *_dimensions(reader, item, found)], place)


def _made(reader: Reader, item: Item, found: Head, arguments: Sequence[Tree], place: Tree) -> Tree:
    r"""The call, with the exponent of the function: ``\sin^2 x``."""
    name, primes = found.name, sum(len(script.parts[0].text) for script in item.marked("prime"))
    name = _based(reader, item) or name if name == "log" else name
    if primes:
        call = Tree("derivative", name + "'" * primes, tuple(arguments), place.start, place.end)
    elif name == "diag" and len(arguments) == 1:
        call = Tree("open", "diag", tuple(arguments), place.start, place.end)
    else:
        call = Tree("call", name, tuple(arguments), place.start, place.end)
    if name in _ENTRYWISE and not found.declared:
        call = Tree("open", "entrywise", (call,), place.start, place.end)
    for script in item.marked("sup"):
        call = _raised(reader, item, call, script)
    return call


def _raised(reader: Reader, item: Item, call: Tree, script: Tree) -> Tree:
    exponent = reader.source.at(content(script.parts[1])).replace(" ", "")
    if exponent == "-1":
        function = reader.record.shown(item.atom)
        fix = rf"write ({function} x)^{{-1}} for the reciprocal, or the inverse function by its name"
        raise reader.wrong(f"{reader.record.shown(item.place)} has two readings; {fix}", item.place)
    return scripts.raised(reader, call, script)


def _based(reader: Reader, item: Item) -> str:
    r"""``\log_2``, ``\log_{10}``."""
    below = item.marked("sub")
    if not below:
        return ""
    base = label(below[0].parts[1])
    if base not in ("2", "10", "e"):
        fix = r"write \frac{\log x}{\log b} for another base"
        raise reader.wrong(f"logarithms are available to the bases e, 2 and 10; {fix}", below[0])
    return "log" if base == "e" else f"log{base}"


def _dimensions(reader: Reader, item: Item, found: Head) -> list[Tree]:
    r"""``\operatorname{unvec}_{n \times m}``; other functions have no subscript."""
    below = item.marked("sub")
    if not below or found.declared or found.name == "log":
        return []
    if found.name == "unvec":
        return sizes.sizes(reader, below[0].parts[1])
    fix = rf"; a sum over an index is \{found.name}_{{i=1}}^n" if found.name in ("sum", "prod") else "; leave it out"
    raise reader.wrong(f"{reader.record.shown(item.atom)} has no subscript{fix}", below[0])


def _greater(reader: Reader, name: str, arguments: Sequence[Tree], place: Tree) -> Tree:
    r"""``\max(0, x)`` is relu(x), ``\min(0, x)`` is -relu(-x); of others entry by entry, of one its largest entry."""
    others = [argument for argument in arguments if reader.source.at(argument).strip() != "0"]
    if len(arguments) != 2 or len(others) != 1:
        read = tuple(reader.expression(argument) for argument in arguments)
        return Tree("call", name, read, place.start, place.end)
    inner = reader.expression(others[0])
    inner = Tree("signed", "-", (inner,), inner.start, inner.end) if name == "min" else inner
    call = Tree("call", "relu", (inner,), place.start, place.end)
    return Tree("signed", "-", (call,), place.start, place.end) if name == "min" else call
