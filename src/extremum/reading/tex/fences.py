r"""Norms, bars, inner products, brackets, fractions, roots and matrices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extremum.reading.source import Tree
from extremum.reading.tex import scripts
from extremum.reading.tex.layout import bare, content, listed, product, without
from extremum.reading.tex.symbols import label

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader
    from extremum.reading.tex.runs import Item

_NORMS = {
    "F": "norm2", "Fro": "norm2", "fro": "norm2", "HS": "norm2", "nuc": "norm_nuc", "tr": "norm_nuc", "*": "norm_nuc",
    "ast": "norm_nuc", "op": "norm_spec", "spec": "norm_spec",
}  # fmt: skip
_LARGEST = {"infty", "∞", "max"}
_OPEN_NORMS = {"": "norm", "2": "norm 2", "1": "norm 1"}


def norm(reader: Reader, item: Item) -> Tree:
    r"""``\|x\|``, ``\|x\|_2``, ``\|A\|_F``, ``\|x\|_W``."""
    below = item.marked("sub")
    end = below[0].end if below else item.atom.end
    inner = reader.expression(item.atom.parts[1])
    value = _norm(reader, inner, below, Tree("", "", (), item.atom.start, end))
    return scripts.on_value(reader, value, [script for script in item.scripts if script not in below[:1]])


def _norm(reader: Reader, inner: Tree, below: Sequence[Tree], place: Tree) -> Tree:
    kind = _index(below[0].parts[1]) if below else ""
    if kind in _NORMS:
        return Tree("call", _NORMS[kind], (inner,), place.start, place.end)
    if kind in _OPEN_NORMS:
        return Tree("open", _OPEN_NORMS[kind], (inner,), place.start, place.end)
    index, shown = below[0].parts[1], reader.record.shown(place)
    if kind == "+":
        fix = rf"write \|({reader.source.at(inner).strip()})_+\| for the norm of the positive part"
        raise reader.wrong(f"{shown} is no norm; {fix}", place)
    if kind in _LARGEST:
        reader.record.note(place, f"{shown} is read as the largest absolute value of the entries")
        size = Tree("call", "abs", (inner,), inner.start, inner.end)
        return Tree("call", "max", (size,), place.start, place.end)
    if _marks(reader, index) == ["2", "1"]:
        reader.record.note(place, f"{shown} is read as the sum of the norms of the rows")
        return Tree("call", "norm_21", (inner,), place.start, place.end)
    if kind == "0":
        counted = f"{shown} counts the entries that are not zero: it is constant between jumps and has no derivative"
        raise reader.wrong(f"{counted}; write \\|x\\|_1, or a smooth penalty", below[0])
    if kind.isdecimal() and len(kind) > 1:
        p, q = kind[0], ",".join(kind[1:])
        fix = rf"write \|A\|_{{{p},{q}}} for a mixed norm, or \|A\|_p with p = {kind}"
        raise reader.wrong(f"{shown}: is the index {kind} one number or {' and '.join(kind)}? {fix}", below[0])
    if kind.isdecimal() or (kind in _EXPONENTS and not _is_matrix(reader, kind)):
        exponent = reader.expression(index)
        return Tree("call", "norm_p", (inner, exponent), place.start, place.end)
    if bare(index).kind == "items":
        known = r"known are \|x\|, \|x\|_p, \|A\|_F, \|A\|_*, \|A\|_{2,1} and \|x\|_W with a matrix W"
        raise reader.wrong(
            f"the norm of index {reader.record.shown(content(index))} is not available; {known}", below[0]
        )
    return Tree("open", "weighted", (inner, reader.expression(index)), place.start, place.end)


_EXPONENTS = {"p", "q"}


def _is_matrix(reader: Reader, name: str) -> bool:
    """Whether a letter is declared as a matrix, which is a weight."""
    value = reader.declared.variables.get(name)
    return value is not None and not value.is_scalar


def _marks(reader: Reader, index: Tree) -> list[str]:
    return [reader.source.at(piece).strip("{} ") for piece in listed(bare(index))]


def _index(tree: Tree) -> str:
    """The sign or the word that says which norm it is; other indices are weights."""
    inner = bare(tree)
    if inner.kind == "factor" and inner.parts[0].text in (r"\ell", "ℓ") and len(inner.parts) == 2:
        return _index(inner.parts[1].parts[1])  # the norm of the space ℓ_2
    if inner.kind == "single" and inner.text.isdecimal():
        return inner.text
    return inner.text if inner.kind == "number" else scripts.mark_of(inner) or "weight"


def bars(reader: Reader, item: Item) -> Tree:
    r"""``|x|``: an absolute value, or a determinant; ``\left|\left|x\right|\right|`` is a norm."""
    if item.atom.parts[1].kind == "bars":
        reader.record.note(item.atom, f"{reader.record.shown(item.atom)} is read as a norm")
        return norm(reader, replace(item, atom=replace(item.atom, parts=item.atom.parts[1].parts)))
    inner = reader.expression(item.atom.parts[1])
    raised = any(scripts.is_exponent(script) for script in item.scripts)
    value = Tree("open", "length" if raised else "bars", (inner,), item.atom.start, item.atom.end)
    return scripts.on_value(reader, value, item.scripts)


_BAR = re.compile(r"[|∣]|\\(mid|vert)(?![A-Za-z])")


def angle(reader: Reader, item: Item) -> Tree:
    r"""``\langle A, B \rangle``, tr(A'B); ``\langle x | y \rangle`` and ``\langle x | A | y \rangle``, x'y and x'Ay."""
    pieces = listed(item.atom.parts[1])
    bars = len(pieces) > 1 and _BAR.search(reader.source.text, pieces[0].end, pieces[1].start) is not None
    if len(pieces) != 2 and not (bars and len(pieces) == 3):
        raise reader.wrong(r"an inner product has two arguments; write \langle A, B\rangle", item.atom)
    left, *rest = (reader.expression(piece) for piece in pieces)
    place = item.atom
    turned = Tree("transpose", "'", (left,), left.start, left.end)
    value = replace(product([turned, *rest], left.start, rest[-1].end), start=place.start, end=place.end)
    value = value if bars else Tree("call", "tr", (value,), place.start, place.end)
    below = [script for script in item.marked("sub") if label(script.parts[1]) == "F"]
    return scripts.on_value(reader, value, [script for script in item.scripts if script not in below])


def paren(reader: Reader, item: Item) -> Tree:
    """A bracket around an expression; with the index + its positive part."""
    if len(item.atom.parts) < 3:
        raise reader.wrong("these brackets are empty; write an operand in them", item.atom)
    inner = reader.expression(item.atom.parts[1])
    value = replace(inner, start=item.atom.start, end=item.atom.end)
    positive = [script for script in item.marked("sub") if scripts.mark_of(script.parts[1]) == "+"]
    if positive:
        value = Tree("call", "relu", (value,), item.atom.start, positive[0].end)
    return scripts.on_value(reader, value, [script for script in item.scripts if script not in positive])


# -- fractions and roots -----------------------------------------------------------------------------------------------
def fraction(reader: Reader, top: Tree, bottom: Tree, place: Tree) -> Tree:
    r"""``\frac{a}{b}``."""
    for part in (top, bottom):
        _refuse_derivative(reader, part, place)
    return Tree("chain", "/", (reader.expression(top), as_number(reader.expression(bottom))), place.start, place.end)


def as_number(tree: Tree) -> Tree:
    """A divisor, in which bars around a vector are its length."""
    if (tree.kind, tree.text) == ("open", "bars"):
        return replace(tree, text="length")
    if tree.kind == "chain":
        return replace(tree, parts=tuple(map(as_number, tree.parts)))
    return tree


def _refuse_derivative(reader: Reader, part: Tree, place: Tree) -> None:
    text = reader.source.at(bare(part)).replace(" ", "")
    upright = text.startswith((r"\mathrm{d}", r"\mathrm d", r"\text{d}", r"\partial", "∂", r"\nabla"))
    plain = text.startswith("d") and reader.symbols.known(("d", "dX", "dx"), None) is None
    if upright or (plain and part.kind in ("group", "single")):
        fix = "give the function alone and ask for its gradient, as in ex.gradient(f, x)"
        raise reader.wrong(f"{reader.record.shown(place)} asks for a derivative; {fix}", place)


def root(reader: Reader, tree: Tree) -> Tree:
    r"""``\sqrt{x}``, ``\sqrt[3]{x}``."""
    inner = reader.expression(tree.parts[-1])
    if len(tree.parts) == 2:
        return Tree("open", "sqrt", (inner,), tree.start, tree.end)
    degree = reader.expression(tree.parts[2])
    one = Tree("number", "1", (), degree.start, degree.start)
    exponent = Tree("chain", "/", (one, degree), degree.start, degree.end)
    return Tree("power", "^", (inner, exponent), tree.start, tree.end)


# -- matrices ----------------------------------------------------------------------------------------------------------
def matrix(reader: Reader, item: Item) -> Tree:
    r"""``\begin{pmatrix} A & B \\ C & D \end{pmatrix}``."""
    atom = item.atom
    rows = [part for part in atom.parts if part.kind == "row"]
    read = tuple(_row(reader, row) for row in rows)
    value = Tree("block", "", read, atom.start, atom.end)
    if "vmatrix" in atom.parts[0].text:
        value = Tree("call", "det", (value,), atom.start, atom.end)
    if "Vmatrix" in atom.parts[0].text:
        raise reader.wrong(r"Vmatrix is not read; write \left\| \begin{matrix} … \end{matrix} \right\|", atom.parts[0])
    return scripts.on_value(reader, value, item.scripts)


def _row(reader: Reader, row: Tree) -> Tree:
    return Tree("row", "", tuple(_entry(reader, part) for part in without(row, "amp")), row.start, row.end)


def _entry(reader: Reader, part: Tree) -> Tree:
    """A block; a zero has the size that it needs."""
    if content(part).kind == "number" and content(part).text == "0":
        return Tree("constant", "zeros", (), part.start, part.end)
    return reader.expression(part)
