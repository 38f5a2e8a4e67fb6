r"""How formulas are laid out: braces around a piece, the letters of a word, the terms of a sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from extremum.reading.source import Tree


def span(first: Tree, last: Tree) -> Tree:
    """The place from one piece to another."""
    return Tree("", "", (), first.start, last.end)


def bare(tree: Tree) -> Tree:
    """What stands in the braces, if anything does."""
    while tree.kind == "group":
        tree = tree.parts[1]
    return tree


def content(tree: Tree) -> Tree:
    """What stands in the braces or the parentheses."""
    while tree.kind == "group" or (tree.kind == "paren" and len(tree.parts) == 3):
        tree = tree.parts[1]
    return tree


def without(tree: Tree, separator: str) -> list[Tree]:
    """The parts between separators."""
    return [part for part in tree.parts if part.kind != separator]


def listed(tree: Tree) -> list[Tree]:
    """The pieces of ``a, b``, or the one piece."""
    return without(tree, "comma") if tree.kind == "items" else [tree]


def letters(word: Tree) -> list[Tree]:
    """The letters of a word, each with its accents; digits that follow belong to the last one."""
    found: list[Tree] = []
    for at, char in enumerate(word.text, word.start):
        if found and not char.isalpha():
            last = found.pop()
            found.append(replace(last, text=last.text + char, end=at + 1))
        else:
            found.append(Tree("word", char, (), at, at + 1))
    return found


def letters_in(tree: Tree) -> list[Tree]:
    """The letters of all words in a piece."""
    if tree.kind in ("word", "single"):
        return [letter for letter in letters(tree) if letter.text[0].isalpha()]
    return [letter for part in tree.parts for letter in letters_in(part)]


def sign(tree: Tree) -> str:
    """``+`` or ``-``, of several signs their product."""
    return "-" if sum(part.kind == "minus" for part in tree.parts) % 2 else "+"


def signed(signs: Tree | None, tree: Tree) -> Tree:
    """A piece with the signs before it."""
    if signs is None or sign(signs) == "+":
        return tree
    return Tree("signed", "-", (tree,), signs.start, tree.end)


def terms(tree: Tree) -> list[tuple[Tree | None, Tree]]:
    """The terms of a sum, each with the signs before it."""
    if tree.kind != "sum":
        return [(None, tree)]
    found: list[tuple[Tree | None, Tree]] = []
    signs = None
    for part in tree.parts:
        if part.kind == "signs":
            signs = part
        else:
            found.append((signs, part))
            signs = None
    return found


def total(signs: Sequence[Tree | None], parts: Sequence[Tree], place: Tree) -> Tree:
    """The sum of parts that are read."""
    first = signed(signs[0], parts[0])
    if len(parts) == 1:
        return first
    operators = " ".join(sign(mark) if mark is not None else "+" for mark in signs[1:])
    return Tree("sum", operators, (first, *parts[1:]), place.start, place.end)


def spread(tree: Tree, read: Callable[[Tree], Tree]) -> Tree:
    """A sum, its terms read one by one."""
    pieces = terms(tree)
    return total([signs for signs, _ in pieces], [read(part) for _, part in pieces], tree)


def product(parts: Sequence[Tree], start: int, end: int) -> Tree:
    """The product of pieces from the left; of one it is that one."""
    return parts[0] if len(parts) == 1 else Tree("chain", " ".join("*" * (len(parts) - 1)), tuple(parts), start, end)
