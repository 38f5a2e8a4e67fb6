r"""Primes that belong to a name: beside x, as in ``\|x - x'\|``, x' is another point, and no transpose.

A prime is that of a name where a small letter is in one sum with it and without it, which of transposes only a square
matrix allows, and where the letter has a transpose of another kind too, as in ``x^\top x'``. The one sign has one
meaning in one formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extremum.reading.source import Tree
from extremum.reading.tex import scripts
from extremum.reading.tex.layout import bare, terms

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader


def with_named_primes(reader: Reader, layout: Tree) -> Tree:
    """The layout with primed letters as letters with an accent, where the primes belong to the names."""
    letters = set(_of_names(reader, layout))
    return _marked(reader, layout, letters) if letters else layout


def _of_names(reader: Reader, tree: Tree) -> Iterator[str]:
    """The letters whose primes belong to their names."""
    pieces = list(_all(tree))
    factors = [piece for piece in pieces if piece.kind == "factor"]
    turned = {_letter(reader, each) for each in factors if any(map(_is_transpose, each.parts[1:]))}
    yield from turned & {_letter(reader, each) for each in factors if any(map(_is_prime, each.parts[1:]))} - {""}
    for piece in pieces:
        if piece.kind == "sum":
            parts = [part for _, part in terms(piece)]
            with_prime = {_letter(reader, part) for part in parts if any(map(_is_prime, part.parts[1:]))}
            yield from with_prime & {_letter(reader, part) for part in parts if _is_plain(part)} - {""}


def _all(tree: Tree) -> Iterator[Tree]:
    stack = [tree]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(here.parts)


def _letter(reader: Reader, part: Tree) -> str:
    """The small letter that a term consists of, with or without scripts, unless it is declared as a square matrix."""
    spelling = reader.symbols.spelling(part.parts[0] if part.kind == "factor" else part)
    name = "" if spelling is None else spelling.names[0]
    value = reader.declared.variables.get(name)
    matrix = value is not None and not (value.is_scalar or value.is_column or value.is_row)
    single = name[:1].islower() and (len(name) == 1 or "\\" in reader.source.at(part))
    return name if single and not matrix and name not in reader.declared.functions else ""


def _is_plain(part: Tree) -> bool:
    return part.kind != "factor" or all(script.parts[0].kind == "sub" for script in part.parts[1:])


def _is_prime(script: Tree) -> bool:
    if script.kind != "script":
        return False
    return script.parts[0].kind == "prime" or (script.parts[0].kind == "sup" and _raised(script) == "prime")


def _is_transpose(script: Tree) -> bool:
    return script.kind == "script" and scripts.transposes(script) and not _is_prime(script)


def _raised(script: Tree) -> str:
    return scripts.mark_of(bare(script.parts[1]))


def _marked(reader: Reader, tree: Tree, letters: set[str]) -> Tree:
    parts = tuple(_marked(reader, part, letters) for part in tree.parts)
    tree = tree if all(new is old for new, old in zip(parts, tree.parts, strict=True)) else replace(tree, parts=parts)
    primes = [part for part in tree.parts[1:] if _is_prime(part)] if tree.kind == "factor" else []
    name = _letter(reader, tree) if len(primes) == 1 else ""
    if name not in letters:
        return tree
    (prime,) = primes
    base = tree.parts[0]
    place = Tree("", "", (), base.start, prime.end)
    count = len(prime.parts[0].text) if prime.parts[0].kind == "prime" else 1
    whole, fix = name + "_prime" * count, f"write {reader.source.at(base)}^\\top for the transpose"
    reader.record.note(place, f"{reader.record.shown(place)} is read as a name of its own, {whole}; {fix}")
    named = base
    for _ in range(count):
        named = Tree("accent", "", (Tree("accent", "'", (), prime.start, prime.end), named), base.start, prime.end)
    others = tuple(part for part in tree.parts[1:] if part is not prime)
    return replace(tree, parts=(named, *others)) if others else named
