"""Results in the format that was asked for, printed or written to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import ExtremumError
from extremum.cli import screen
from extremum.cli.options import Format
from extremum.notation.files import ENDINGS, page

if TYPE_CHECKING:
    from extremum.notation.displayed import Displayed

_ENDINGS = {ending: Format(notation) for ending, notation in ENDINGS.items()}


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """A result in every format; ``numbers`` is what an ``.npz`` file gets.

    show: how it is shown on a terminal, where that is more than its text.
    """

    title: str
    text: Callable[[], str]
    latex: Callable[[], str]
    markdown: Callable[[], str]
    html: Callable[[], str]
    data: Callable[[], Mapping[str, Any]]
    numbers: Mapping[str, Any] | None = None
    show: Callable[[], None] | None = None


def displayed(found: Displayed, title: str, data: Callable[[], Mapping[str, Any]], **more: Any) -> Answer:
    """The answer that is a result which shows itself; ``more`` as for :class:`Answer`."""
    return Answer(title, found.to_text, found.to_latex, found.to_markdown, found.to_html, data, **more)


def deliver(answer: Answer, wanted: Format | None, path: Path | None) -> None:
    """Prints an answer, or writes it to a file, in the format that is asked for or that the file's ending says.

    Numbers that go to an ``.npz`` file are printed as well.

    Raises:
        ExtremumError: numbers are to be written, and there are none; or the ending says no format.
        OSError: the file cannot be written.
    """
    if path is not None and path.suffix == ".npz" and wanted is None:
        _write_numbers(answer, path)
        path = None
    chosen = wanted or (_format_of(path) if path is not None else Format.text)
    if path is not None:
        text = page(answer.title, answer.html()) if chosen is Format.html else _written(answer, chosen)
        path.write_text(f"{text}\n", encoding="utf-8")
        screen.note(f"written to {path}")
    elif chosen is Format.text and answer.show is not None and screen.is_for_people():
        answer.show()
    else:
        screen.say(_written(answer, chosen))


def _format_of(path: Path) -> Format:
    """The format that a file's ending says."""
    found = _ENDINGS.get(path.suffix.lower())
    if found is None and path.suffix:
        raise ExtremumError(
            f"{path}: no format ends in {path.suffix}; there are {', '.join(_ENDINGS)} and, for numbers, .npz. "
            "With --format the file may have any name"
        )
    return found or Format.text


def _written(answer: Answer, chosen: Format) -> str:
    if chosen is Format.json:
        return json.dumps(answer.data(), indent=2, ensure_ascii=False)
    writers = {Format.text: answer.text, Format.latex: answer.latex, Format.markdown: answer.markdown,
               Format.html: answer.html}  # fmt: skip
    return writers[chosen]()


def _write_numbers(answer: Answer, path: Path) -> None:
    import numpy as np

    if not answer.numbers:
        raise ExtremumError(f"{path} takes numbers, and there are none; give --data, or another ending")
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in answer.numbers.items()}
    np.savez(path, **arrays)
    screen.note(f"written to {path}: {', '.join(answer.numbers)}")
