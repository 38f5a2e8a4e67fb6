"""Results that show themselves: as text at a prompt, in MathML in a notebook, as LaTeX and Markdown in a paper."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import operator
from extremum.notation.files import ENDINGS, page


class Displayed:
    """A result in every notation.

    ``printers`` names the module that spells it, with ``as_text``, ``as_latex``, ``as_markdown``, ``as_html`` and
    ``as_dict``; it is imported when the result is first shown.
    """

    __slots__ = ()
    printers: ClassVar[str]

    def _as(self, notation: str) -> Any:
        return getattr(import_module(self.printers), f"as_{notation}")(self)

    def to_text(self) -> str:
        """Plain text."""
        return str(self._as("text"))

    def to_latex(self) -> str:
        """LaTeX, with amsmath."""
        return str(self._as("latex"))

    def to_markdown(self) -> str:
        """Markdown, with formulas between dollar signs."""
        return str(self._as("markdown"))

    def to_html(self) -> str:
        """HTML, with formulas in MathML."""
        return str(self._as("html"))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON: expressions as text, arrays as lists."""
        return dict(self._as("dict"))

    def plot(self, *coordinates: str, **options: Any) -> Any:
        """The picture of the result, a figure of matplotlib, as :func:`extremum.plot` draws it.

        Raises:
            UnsupportedError: there is no picture of such a result.
            ExtremumError: as :func:`extremum.plot`.
        """
        return operator("plot")(self, *coordinates, **options)

    def save(self, path: str | Path) -> None:
        """Writes the result to a file, in the notation that its ending says: ``.html`` (a page of its own), ``.tex``,
        ``.md``, ``.txt`` or ``.json``.

        Raises:
            ExtremumError: no notation has that ending.
        """
        file = Path(path)
        notation = ENDINGS.get(file.suffix.lower())
        if notation is None:
            raise ExtremumError(f"{file}: the ending says in which notation; there are {', '.join(ENDINGS)}")
        if notation == "json":
            text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False)
        elif notation == "html":
            text = page(type(self).__name__, self.to_html())
        else:
            text = str(self._as(notation))
        file.write_text(f"{text}\n", encoding="utf-8")

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text()
