"""Messages in the words of a front end: what they name is said, what they quote and what is unknown stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import extremum
from extremum.cli import command
from extremum.notation.spoken import Voice
from extremum.web import words

VOICE = Voice({"solve": "the solver"}, {"evaluate": "the numbers"}, {"start": "the start {}", "data": "the data"})


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("use ex.solve", "use the solver"),
        ("""as in ex.solve("x'*(x - a)", ['x', "y"]) there""", "as in the solver there"),
        ("write ex.sum(ex.log(x)), or ex.solve(f)", "write sum(log(x)), or the solver"),
        ("give it with .evaluate", "give it with the numbers"),
        ("give start=['x = 1', 'y = 2'] first", "give the start x = 1; y = 2 first"),
        ("by start={symbol: value}, not data=…", "by the start {symbol: value}, not the data"),
        ("no end: ex.solve(f, [x", "no end: the solver(f, [x"),
        ("see 'ex.solve(' and ex. 3.10", "see 'the solver(' and ex. 3.10"),
        ("wrong in\n  ex.solve(f)\n  ^^\nuse ex.solve(f)", "wrong in\n  ex.solve(f)\n  ^^\nuse the solver"),
        ("start == data", "start == data"),
        ("", ""),
    ],
)
def test_what_is_named_is_said(message: str, said: str) -> None:
    assert VOICE.says(message) == said


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements within one, without their expressions, which are many more."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from _statements(inner)


@cache
def texts() -> list[str]:
    """The messages of the sources, as far as they are written down there."""
    sources = (path.read_text() for path in sorted(Path(extremum.__file__).parent.rglob("*.py")))
    raising = (node for source in sources for node in _statements(ast.parse(source)) if isinstance(node, ast.Raise))
    parts = (part for node in raising for part in ast.walk(node))
    return [ast.unparse(part) for part in parts if isinstance(part, ast.JoinedStr | ast.Constant)]


@pytest.mark.parametrize("voice", [words.VOICE, command.VOICE], ids=["page", "command line"])
def test_no_message_speaks_python(voice: Voice) -> None:
    found = texts()
    assert sum("ex." in text for text in found) > 20
    python = re.compile(rf"\bex\.[a-z]|\b({'|'.join(voice.keywords)})=[^=]|\.({'|'.join(voice.methods)})\b")
    assert [said for said in map(voice.says, found) if python.search(said)] == []


@pytest.mark.parametrize("voice", [words.VOICE, command.VOICE], ids=["page", "command line"])
def test_what_has_words_is_public(voice: Voice) -> None:
    assert all(hasattr(extremum, name) for name in voice.functions)
