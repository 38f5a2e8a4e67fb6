"""Messages name what helps as Python writes it, ``ex.gradient(f, x)``; a page or a command line says it its own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

_FUNCTION = r"\bex\.(?P<name>[A-Za-z]\w*)"
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[(\[{]|[)\]}]|[^'\"()\[\]{}]+|.", re.DOTALL)


@final
@dataclass(frozen=True, slots=True)
class Voice:
    """How a front end says what messages name, by name: calls of functions, methods, and keywords with their value.

    ``{}`` in the words for a keyword is its value. A function that has no words is one of the language, which is
    written there without ``ex.``.
    """

    functions: Mapping[str, str]
    methods: Mapping[str, str]
    keywords: Mapping[str, str]

    def says(self, message: str) -> str:
        """A message in these words; what it quotes, above a line of carets, stays."""
        lines = message.split("\n")
        quoted = [set(below.strip()) == {"^"} for below in [*lines[1:], ""]]
        return "\n".join(line if kept else self._line(line) for line, kept in zip(lines, quoted, strict=True))

    def _line(self, message: str) -> str:
        message = _said(message, _FUNCTION, self._call)
        message = _said(message, rf"(?<!\w)\.(?P<name>{'|'.join(self.methods)})\b", self._method)
        return _said(message, rf"\b(?P<name>{'|'.join(self.keywords)})=(?!=)", self._keyword)

    def _call(self, name: str, behind: str) -> tuple[str, int]:
        """What is said, and how much of the text behind the name it stands for."""
        if name not in self.functions:
            return name, 0
        return self.functions[name], _value(behind) if behind.startswith("(") else 0

    def _method(self, name: str, behind: str) -> tuple[str, int]:
        return self.methods[name], _value(behind) if behind.startswith("(") else 0

    def _keyword(self, name: str, behind: str) -> tuple[str, int]:
        length = _value(behind)
        return self.keywords[name].replace("{}", _typed(behind[:length])), length


def _said(message: str, pattern: str, words: Callable[[str, str], tuple[str, int]]) -> str:
    said, rest = "", message
    while found := re.search(pattern, rest):
        new, taken = words(found["name"], rest[found.end() :])
        said, rest = said + rest[: found.start()] + new, rest[found.end() + taken :]
    return said + rest


def _value(text: str) -> int:
    """The length of the value that a text begins with: a list, a call's arguments, a string, a word or ``…``."""
    if text[:1] not in "([{'\"":
        return len(re.match(r"…|[\w.]*\w|", text)[0])  # type: ignore[index]
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "([{") - (token[0] in ")]}")
        if depth == 0:
            return token.end()
    return 0


def _typed(value: str) -> str:
    """A list of texts as it is typed in a field: a semicolon between them, neither brackets nor quotes."""
    return "; ".join(re.findall(r"['\"]([^'\"]*)['\"]", value)) or value
