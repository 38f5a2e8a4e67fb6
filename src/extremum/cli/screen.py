"""What is printed: results on the standard output, notes and errors beside it; colours for people only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def is_for_people() -> bool:
    """Whether the standard output is a terminal."""
    return sys.stdout.isatty()


def literal(text: str) -> str:
    """Text for the help, in which brackets mean nothing: for people the help is in rich's markup."""
    return text.replace("[", "\\[") if is_for_people() else text


def _console(beside: bool) -> Console:
    """A console that wraps nothing and guesses no colours into formulas."""
    from rich.console import Console

    return Console(stderr=beside, soft_wrap=True, highlight=False, markup=False, emoji=False)


def say(text: str, style: str | None = None) -> None:
    """A result, in a style on a terminal."""
    if style is not None and is_for_people():
        _console(False).print(text, style=style)
    else:
        sys.stdout.write(f"{text}\n")


def show(renderable: Any) -> None:
    """A table or another renderable of rich."""
    _console(False).print(renderable)


def note(text: str) -> None:
    """What is good to know, beside the result."""
    _beside("note: ", text, "cyan")


def error(text: str) -> None:
    """What is wrong, beside the result."""
    _beside("error: ", text, "bold red")


def _beside(head: str, text: str, style: str) -> None:
    if sys.stderr.isatty():
        console = _console(True)
        console.print(head, style=style, end="")
        console.print(text)
    else:
        sys.stderr.write(f"{head}{text}\n")
