"""A backend: how a module is written for a library of arrays, and how its function is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, final

from extremum.compiling.numpy_calls import LOW, Joined, Spelling
from extremum.compiling.statements import Block
from extremum.compiling.term import Term

Text = Callable[[str], str]


class Writer(Protocol):
    """What writes terms, with the names of a block."""

    block: Block

    def write(self, term: Term, least: int = LOW) -> str:
        """A term by its name, or in parentheses where it binds more loosely than ``least``."""
        ...


def unfused(writer: Writer, term: Term) -> str | None:
    """No term is written in another way than for NumPy."""
    return None


@final
@dataclass(frozen=True, slots=True)
class Backend:
    """A library of arrays.

    name: as it is asked for; package: what is installed for it; spelled: the text of code for NumPy in this library;
    imports: the lines that import modules, by the name at which code uses them; setup: what a module says after these;
    array: how an array is made of lists; helpers: its own small functions, in the place of NumPy's; shims: functions
    that the spelling uses, by name; fused: a term as one call of the library, or None; calls, joined: what is written
    in another way than in the tables of NumPy's calls;
    decorator: what stands before each function; labels: whether a function may return a dict; aligned: whether arrays
    that are put together must have as many axes; lacks: functions and kinds of terms that it has no code for; without:
    passes that it cannot make use of, as those that write into arrays; prepared: the function that is called, from the
    one that the module has and the names of arguments that are whole numbers.
    """

    name: str
    package: str
    spelled: Text
    imports: Mapping[str, str]
    prepared: Callable[[Callable[..., Any], Collection[str]], Callable[..., Any]]
    array: str
    decorator: str = ""
    setup: str = ""
    helpers: Mapping[str, str] = field(default_factory=dict)
    shims: Mapping[str, str] = field(default_factory=dict)
    fused: Callable[[Writer, Term], str | None] = unfused
    calls: Mapping[str, Spelling] = field(default_factory=dict)
    joined: Mapping[str, Joined] = field(default_factory=dict)
    labels: bool = True
    aligned: bool = False
    lacks: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
