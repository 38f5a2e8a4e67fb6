"""What is decided while a formula is read: the choices between readings, and those that only shapes can settle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import final

from extremum.reading.source import Source, Tree


@dataclass(frozen=True, eq=False, slots=True)
class Rival:
    """Two readings of one piece, of which ``taken`` is in the tree; ``sentence`` says so."""

    taken: Tree
    other: Tree
    sentence: str

    def in_place(self, root: Tree) -> Tree:
        """The tree with the other reading; brackets around a piece leave its parts as they are."""
        if root.parts is self.taken.parts and root.kind == self.taken.kind:
            return self.other
        parts = tuple(self.in_place(part) for part in root.parts)
        same = all(new is old for new, old in zip(parts, root.parts, strict=True))
        return root if same else replace(root, parts=parts)


@final
class Record:
    """Notes, in the order of the text; choices: those that are notes only where the other reading is possible."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.choices: list[Rival] = []
        self._notes: dict[tuple[int, int, str], None] = {}

    def note(self, place: Tree, sentence: str) -> None:
        """A choice that was made at a piece; made twice, it is noted once."""
        self._notes[place.start, place.end, sentence] = None

    def choice(self, taken: Tree, other: Tree, sentence: str) -> None:
        """A choice, unless the other reading turns out to be impossible or the same."""
        self.choices.append(Rival(taken, other, sentence))

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences."""
        return tuple(dict.fromkeys(sentence for _, _, sentence in sorted(self._notes)))

    def shown(self, place: Tree) -> str:
        """What stands at a piece, on one line."""
        return shown(self.source.at(place))


def shown(text: str) -> str:
    """A piece of LaTeX on one line, for a sentence."""
    text = " ".join(text.split())
    while text.startswith("{") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _closes_at_end(text: str) -> bool:
    """Whether the brace that a piece begins with closes at its end."""
    depths = list(accumulate((char == "{") - (char == "}") for char in text))
    return depths[-1] == 0 and 0 not in depths[:-1]


_LONGEST = 60
