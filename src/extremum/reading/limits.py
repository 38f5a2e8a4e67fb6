"""How much is read: longer texts and deeper nesting are refused at once, in words that say the limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from extremum.algebra.errors import ParseError
from extremum.algebra.threads import deeper
from extremum.reading.source import Source, Tree

LENGTH, NESTING = 200_000, 1_000
"""Characters of a text, levels of its syntax."""


def a_text(given: object) -> str:
    """What is read, if it is a text.

    Raises:
        ParseError: it is none.
    """
    if not isinstance(given, str):
        raise ParseError(f"a text is read here, and this is of the type {type(given).__name__}")
    return given


def short_enough(source: Source) -> None:
    """Refuses a text that is too long.

    Raises:
        ParseError: it has more than :data:`LENGTH` characters.
    """
    size = len(source.text)
    if size > LENGTH:
        message = f"the text has {size:,} characters, and at most {LENGTH:,} are read; build it from named parts"
        raise source.error(message, LENGTH, LENGTH + 1, ParseError)


@contextmanager
def depth_refused(source: Source, tree: Tree) -> Iterator[None]:
    """Inside, a tree of up to :data:`NESTING` levels can be read by recursion.

    Raises:
        ParseError: it has more.
    """
    message = f"the expression is nested more than {NESTING} levels deep; build it from named parts"
    deep = _below(tree)
    if deep is not None:
        raise source.wrong(message, deep)
    try:
        with deeper:
            yield
    except RecursionError:  # the caller has used most of the stack
        raise source.wrong(message, tree) from None


def _below(root: Tree) -> Tree | None:
    """A piece that lies too deep."""
    layer = [root]
    for _ in range(NESTING):
        layer = [part for piece in layer for part in piece.parts]
        if not layer:
            return None
    return layer[0]
