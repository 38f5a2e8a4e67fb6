r"""What stands around an expression: ``f(x) = …``, ``\min_x …``, ``…, \quad X \in \mathbb{R}^{n \times m}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ParseError
from extremum.reading.build.declarations import declare
from extremum.reading.build.dimensions import polynomial
from extremum.reading.source import Tree
from extremum.reading.tex import differentials, sizes, vocabulary
from extremum.reading.tex.defining import SIGNS, Definition, definitions
from extremum.reading.tex.layout import bare, letters, letters_in, listed, span

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

_DEFINES = {*SIGNS, r"\propto"}
_SUCH_THAT = {"s.t.", "st", "s.t", "subject to", "such that"}
_CONDITIONS = {*_SUCH_THAT, "where", "if", "otherwise", "for", "for all", "with"}
_LINKS = {"where", "with", "and", "for"}
_IN = {r"\in", "∈"}
_FACTS = {
    ("R", ""): "", ("R", "+"): "nonnegative", ("R", "++"): "positive", ("S", ""): "symmetric",
    ("S", "+"): "positive_semidefinite", ("S", "++"): "positive_definite",
}  # fmt: skip


def objective(reader: Reader, tree: Tree) -> tuple[Tree, list[str], list[Definition]]:
    """The layout of the expression that a text is about, and the declarations and definitions that follow it.

    Raises:
        ParseError: the text is an equation or states a condition.
    """
    _refuse_conditions(reader, tree, _SUCH_THAT)
    (first, *others), defined = definitions(reader, listed(tree))
    _refuse_conditions(reader, first, _CONDITIONS)
    _learn_limits(reader, tree)
    declared = _declarations(reader, tree, others)
    first = _asked_right(reader, first)
    _refuse_claims(reader, first)
    formula, variables = _without_limit(reader, first)
    side = _right_side(reader, formula)
    if side is not formula:  # x^* = \arg\min_x …
        side, more = _without_limit(reader, side)
        variables = [*variables, *more]
    return _without_second(reader, side), [*variables, *declared], defined


def _without_second(reader: Reader, tree: Tree) -> Tree:
    r"""``f`` of ``\frac{\partial^2}{\partial x\,\partial x^\top} f``, with a note."""
    row = _first_run(tree) if tree.kind in ("run", "term") else ()
    if len(row) < 2 or not differentials.is_second(reader, row[0]):
        return tree
    function, sign = _dropped(tree, 1), reader.record.shown(row[0])
    sentence = (
        f"{sign} asks for the Hessian of {reader.record.shown(function)}, which is read; ask for it by ex.hessian"
    )
    reader.record.note(row[0], sentence)
    return function


def _asked_right(reader: Reader, tree: Tree) -> Tree:
    r"""``\nabla_x f`` of ``\nabla_x J(x) = \nabla_x f``: the same derivative on both sides is the question itself."""
    if tree.kind != "relation" or len(tree.parts) != 3 or tree.parts[1].text not in SIGNS:
        return tree
    left, _, right = tree.parts
    by, asked = (differentials.by_first(reader, side) for side in (left, right))
    plain = re.match(r"(\\nabla|∇)\s*[^_\s]", reader.source.at(left)) is not None
    if "sum" in (left.kind, right.kind) or not asked or not (by == asked or (plain and not by)):
        return tree
    reader.record.note(left, f"of {reader.record.shown(left)} = … the right-hand side is asked for")
    return right


def _refuse_claims(reader: Reader, tree: Tree) -> None:
    r"""Refuses ``\nabla_x f = g`` and ``\frac{\partial f}{\partial x} = g``, which claim what a derivative is."""
    if tree.kind != "relation" or tree.parts[1].text != "=":
        return
    left = reader.source.at(tree.parts[0]).replace(" ", "")
    if left.startswith((r"\nabla", "∇")) or re.match(r"\\d?frac\{(\\partial|d|\\mathrm\{?d)", left):
        fix = "check it with ex.check(f, x, claim), or give the function alone and ask for its gradient"
        raise reader.wrong(f"{reader.record.shown(tree.parts[0])} = … claims what a derivative is; {fix}", tree)


def _refuse_conditions(reader: Reader, tree: Tree, words: set[str]) -> None:
    for piece in _all(tree):
        if piece.kind == "text" and vocabulary.word_of(piece.text).rstrip(":").lower() in words:
            fix = r"ex.solve and ex.minimize take \min_x … \text{s.t.} … whole; elsewhere give the formula alone"
            raise reader.wrong(f"conditions are no part of an expression; {fix}", piece)


def _learn_limits(reader: Reader, tree: Tree) -> None:
    r"""The letters above ``\sum`` are dimensions wherever they stand, so that ``A^T`` can be asked about."""
    for piece in _all(tree):
        if piece.kind == "factor" and piece.parts[0].text.removeprefix("\\") in vocabulary.BIG:
            above = [script.parts[1] for script in piece.parts[1:] if script.parts[0].kind == "sup"]
            names = {letter.text for part in above for letter in letters_in(part)}
            reader.declared.dims |= {name for name in names if not reader.symbols.declared(name)}


# -- f(x) = … ----------------------------------------------------------------------------------------------------------
def _right_side(reader: Reader, tree: Tree) -> Tree:
    if tree.kind != "relation":
        return tree
    left, sign, *right = tree.parts
    if not all(mark.text in _DEFINES for mark in (sign, *right[1::2])) or not _is_name(reader, left):
        return tree
    place = span(left, sign)
    if len(right) > 1:
        reader.record.note(right[1], f"of several sides {reader.record.shown(right[0])} is read")
        return right[0]
    reader.record.note(place, f"of {reader.record.shown(place)} … the right-hand side is read")
    return right[0]


def _is_name(reader: Reader, tree: Tree) -> bool:
    """Whether a piece is ``f``, ``f(x)`` or ``f_1(x; y)``."""
    row = list(tree.parts) if tree.kind == "run" else [tree]
    atoms = [part.parts[0] if part.kind == "factor" else part for part in row]
    spelling = reader.symbols.spelling(atoms[0])
    product = atoms[0].kind == "word" and len(letters(atoms[0])) > 1
    if spelling is None or (product and reader.symbols.known(spelling.names, atoms[0]) is None):
        return False
    return len(row) == 1 or (len(row) == 2 and atoms[1].kind == "paren")


# -- \min_x … ----------------------------------------------------------------------------------------------------------
def _without_limit(reader: Reader, tree: Tree) -> tuple[Tree, list[str]]:
    r"""``\min_x f`` without ``\min_x``, and what ``\min_{x \in \mathbb{R}^n}`` declares."""
    row = _first_run(tree)
    count = _limits(row)
    if not count:
        return tree, []
    place = span(row[0], row[count - 1])
    shown = reader.record.shown(place)
    if count == len(row):
        raise reader.wrong(f"nothing follows {shown}; write the formula that is optimised after it", place)
    for part in row[:count]:
        _refuse_extremes(reader, part)
    relations = [piece for part in row[:count] for piece in _all(part) if piece.kind == "relation"]
    condition = any(not _is_real(reader, relation) for relation in relations)
    also = ", and the condition is left out" if condition else ""
    reader.record.note(place, f"the objective after {shown} is read{also}")
    unknown = [relation for relation in relations if _is_real(reader, relation) and not _known(reader, relation)]
    declared = [_declared(reader, relation.parts[0], relation.parts[2], relation) for relation in unknown]
    return _dropped(tree, count), declared


def _known(reader: Reader, relation: Tree) -> bool:
    spelling = reader.symbols.spelling(relation.parts[0])
    return spelling is None or reader.symbols.known(spelling.names, relation) is not None


def _refuse_extremes(reader: Reader, part: Tree) -> None:
    r"""Refuses ``\max_i x_i``, the largest of several values."""
    scripts = part.parts[1:] if part.kind == "factor" else ()
    below = [script.parts[1] for script in scripts if script.parts[0].kind == "sub"]
    for piece in (piece for index in below for piece in listed(bare(index))):
        for letter in letters_in(piece.parts[0] if piece.kind == "relation" else piece):
            if reader.symbols.index(letter.text) or letter.text in "ijk":
                what = f"{reader.record.shown(part)} is the extreme of several values"
                word = bare(part.parts[0]).text.removeprefix("\\")
                of = rf"write \{word}(x) for that of the entries of an array x, such as \{word}(A x) and \{word}(|x|)"
                raise reader.wrong(f"{what}, which is not available with an index; {of}", part)


def _is_real(reader: Reader, relation: Tree) -> bool:
    r"""Whether a relation is ``x \in \mathbb{R}^n``, which is no condition."""
    _, sign, *sets = relation.parts
    written = "".join(char for char in reader.source.at(sets[-1]) if char not in " {}")
    return sign.text in _IN and len(sets) == 1 and written.startswith((r"\mathbbR", r"\R")) and "_" not in written


def _first_run(tree: Tree) -> Sequence[Tree]:
    """The factors that a formula begins with."""
    if tree.kind in ("relation", "sum", "term"):
        return _first_run(tree.parts[0])
    return tree.parts if tree.kind == "run" else (tree,)


def _limits(row: Sequence[Tree]) -> int:
    r"""How many factors at the beginning say what is optimised: ``\min_x``, ``\arg\min_x``."""
    count = 0
    while count < len(row) and _is_limit(row[count]):
        count += 1
    if count and count < len(row) and row[0].kind != "factor":  # max(a, b) is a function, as is an upright max(a)
        follows = row[count].parts[0] if row[count].kind == "factor" else row[count]
        upright = bare(row[0]).kind == "text" and vocabulary.word_of(bare(row[0]).text) in ("max", "min")
        alone = row[count].kind == "paren" and count + 1 == len(row) and _is_greatest(row[0])
        if follows.kind == "paren" and (upright or alone or any(part.kind == "items" for part in follows.parts)):
            return 0
    return count


def _is_greatest(part: Tree) -> bool:
    r"""Whether a factor is ``\max`` or ``\min``: of one bracket, and of no other, that may be an array's entry."""
    return bare(part).text.removeprefix("\\") in ("max", "min")


def _is_limit(part: Tree) -> bool:
    atom = bare(part.parts[0]) if part.kind == "factor" else bare(part)
    if atom.kind == "under":
        return _is_limit(atom.parts[2])
    word = vocabulary.word_of(atom.text) if atom.kind == "text" else atom.text.removeprefix("\\")
    if atom.kind == "word":  # min_X as it is typed without a backslash
        return part.kind == "factor" and len(word) > 2 and word in vocabulary.LIMITS and _below_only(part)
    return atom.kind in ("text", "command") and word in vocabulary.LIMITS


def _below_only(part: Tree) -> bool:
    return [script.parts[0].kind for script in part.parts[1:]] == ["sub"]


def _dropped(tree: Tree, count: int) -> Tree:
    """Without the first factors."""
    if tree.kind in ("relation", "sum", "term"):
        first = _dropped(tree.parts[0], count)
        return replace(tree, parts=(first, *tree.parts[1:]), start=first.start)
    rest = tree.parts[count:]
    return rest[0] if len(rest) == 1 else replace(tree, parts=rest, start=rest[0].start)


def _all(tree: Tree) -> list[Tree]:
    return [tree, *(piece for part in tree.parts for piece in _all(part))]


# -- X \in \mathbb{R}^{n \times m} -------------------------------------------------------------------------------------
def _declarations(reader: Reader, whole: Tree, pieces: Sequence[Tree]) -> list[str]:
    found: list[str] = []
    waiting: list[Tree] = []
    for piece in pieces:
        if piece.kind != "relation":
            waiting.append(_without_words(piece))
            continue
        name, sign, *sets = piece.parts
        if sign.text not in _IN or len(sets) != 1:
            break
        name = _without_words(name)
        found += [_declared(reader, each, sets[0], piece) for each in (*waiting, name)]
        waiting = []
    else:
        if not waiting:
            return found
    raise _no_declaration(reader, whole)


def _without_words(name: Tree) -> Tree:
    r"""``A`` of ``\text{where } A``."""
    if name.kind != "run" or name.parts[0].kind != "text" or vocabulary.word_of(name.parts[0].text) not in _LINKS:
        return name
    return name.parts[1] if len(name.parts) == 2 else replace(name, parts=name.parts[1:])


def _no_declaration(reader: Reader, whole: Tree) -> ParseError:
    comma = next(part for part in whole.parts if part.kind == "comma")
    fix = r"give one expression; only declarations such as X \in \mathbb{R}^{n \times m} may follow it"
    if comma.text.startswith("\\"):
        lines = "give one, broken only beside + - =, and below it only what it is made of, as in b = A x"
        return reader.wrong(f"\\\\ separates two formulas; {lines}", comma)
    return reader.wrong(f"{comma.text!r} separates several things; {fix}", comma)


def _declared(reader: Reader, name: Tree, collection: Tree, place: Tree) -> str:
    r"""``X \in \mathbb{R}^{n \times m}`` as ``X[n,m]``; the name is known from then on."""
    spelling = reader.symbols.spelling(name)
    if spelling is None:
        fix = "a family is declared as x[d] for i in 1..n"
        raise reader.wrong(f"{reader.record.shown(name)} is no name that can be declared here; {fix}", name)
    shape, facts = _set(reader, collection)
    known = reader.symbols.known(spelling.names, name) or spelling.names[0]
    text = f"{known}{shape}{f': {facts}' if facts else ''}"
    try:
        declare(reader.declared, text)
    except ValueError as error:
        raise reader.wrong(str(error).split("\n")[0], place) from None
    return text


def _set(reader: Reader, tree: Tree) -> tuple[str, str]:
    r"""The shape and the facts in ``\mathbb{R}^n``, ``\mathbb{S}_{++}^n``."""
    base, *scripts = tree.parts if tree.kind == "factor" else (tree,)
    marks = {script.parts[0].kind: script.parts[1] for script in scripts}
    letter = reader.source.at(bare(base.parts[1]) if base.kind == "font" else base).strip("\\ {}")
    sign = reader.source.at(bare(marks["sub"])).strip("{} ") if "sub" in marks else ""
    facts = _FACTS.get((letter, sign))
    if facts is None or base.kind not in ("font", "command"):
        known = r"known are \mathbb{R}^{n \times m}, \mathbb{R}_+^n, \mathbb{S}^n, \mathbb{S}_{++}^n"
        raise reader.wrong(f"{reader.record.shown(tree)} is no set that is known here; {known}", tree)
    dims = sizes.sizes(reader, marks["sup"]) if "sup" in marks else []
    dims = dims * 2 if letter == "S" else dims
    texts = [str(polynomial(reader.source, dim, lambda name: Dim.of(name.text))) for dim in dims]
    return f"[{','.join(texts)}]" if texts else "", facts
