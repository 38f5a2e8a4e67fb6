"""Writes docs/command-line.md from real runs of the command line: python docs/make_command_line.py"""

from __future__ import annotations

import contextlib
import os
import shlex
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from extremum.cli.app import app
from extremum.cli.command import CODES
from extremum.cli.examples import EXAMPLES
from extremum.cli.schemas import SCHEMAS

PATH = Path(__file__).with_name("command-line.md")

_HEAD = """# The command line

`extremum` does from a shell what the library does from Python. A formula is an argument, as text or as LaTeX;
what it finds goes to the standard output, notes (shapes that were inferred, how an ambiguity was read, which
convention a structured variable follows) and errors go to the standard error. In a pipe the output is plain; on
a terminal it has colours and tables, unless `NO_COLOR` is set. `python -m extremum` is the same.

All output on this page is real: `make docs` writes the page anew, and a test compares it with what is printed now."""

_INPUT = """## What goes in

- **Formulas.** The text language (`norm2(X*w - y)^2`, see the help of `extremum gradient`) or LaTeX
  (`\\|Xw-y\\|^2`), told apart by the characters of LaTeX. `-` reads the formula from the standard input,
  `check` takes its claim from there as well. A formula may start with a minus; where it cannot be told
  from an option, put `--` before it.
- **Variables** are declared by `--var`: `X[n,m]` a matrix, `x[n]` a vector, `s` a scalar, `S[d,d]: symmetric,
  positive_definite` with assumptions, `x[d] for i in 1..N` samples, written `x[i]`, `phi: function` a function
  without a formula; `p = softmax(W*x)` names a part, which keeps its name in the derivative. What is left out
  is inferred where its use determines it, and said.
- **`--wrt`** names the variable, or several; it may be left out where there is only one. `x[2]` is a member of
  samples, and LaTeX names such as `\\mu` are taken.
- **Data** are given by `--data NAME=VALUE`: a `.npy`, `.npz` or `.csv` file, `FILE:KEY` for one array of a
  `.npz` or columns of a `.csv` with names in its first line, or a number or list itself (`lam=0.5`,
  `y=[1,2,3]`). `--data FILE.npz` takes all arrays that the formula needs. Samples have one row each. A table
  that can be read in two ways (fewer names than columns, a column that only counts the rows) is refused. `--dim
  n=5` gives a dimension that no data tell."""

_OUTPUT = """## What comes out

`--format` is `text`, `latex`, `markdown`, `html` (formulas in MathML) or `json`; `--output FILE` writes to a
file, whose ending says the format (`.txt .tex .md .html .json`) where `--format` does not. An `.html` file is a
page of its own. With data, `--output FILE.npz` takes the numbers, by name."""

_COMPLETION = """## Completion

`extremum --install-completion` installs completion of commands, options and their values for the shell in use
(bash, zsh, fish, PowerShell); `--show-completion` prints it. `extremum --help` and `extremum COMMAND --help`
show all options, with examples."""


QUESTION = """{
  "question": {"text": "norm2(A*x - b)^2", "wrt": "x", "declarations": "A[m,n]; x[n]", "partial": {"factor": 0.5}},
  "answer": "A'*(A*x - b)"
}
"""
"""What ``question.json`` holds."""


@contextlib.contextmanager
def folder_with_data() -> Iterator[None]:
    """A temporary current folder with ``data.npz`` and ``X.csv``."""
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(20, 3)), np.array([1.0, -2.0, 0.5])
    y = X @ w + 0.1 * rng.normal(size=20)
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            np.savez("data.npz", X=X, w=w, y=y, t=np.sign(y))
            Path("question.json").write_text(QUESTION)
            np.savetxt("X.csv", X, delimiter=",", header="a,b,c", comments="")
            yield
        finally:
            os.chdir(before)


def shown(line: str) -> str:
    """A line as it is typed, and all that it prints."""
    result = CliRunner().invoke(app, shlex.split(line)[1:])
    code = f"(exit code {result.exit_code})\n" if result.exit_code else ""
    return f"```console\n$ {line}\n{result.output.rstrip()}\n{code}```"


def _commands() -> Iterator[str]:
    yield "## The commands"
    for name, items in EXAMPLES.items():
        yield f"### `{name}`"
        yield CliRunner().invoke(app, [name, "--help"]).stdout.split("\n\n")[1].strip().replace("\n  ", " ")
        if name == "demo":
            yield "It needs `pip install 'extremum[demo]'`, and prints what `python -m extremum.demo` prints."
        elif name == "serve":
            yield "It needs `pip install 'extremum[web]'`. docs/page.md says what the page does, and what it refuses."
        elif name == "mcp":
            yield "It needs `pip install 'extremum[mcp]'`. docs/how-to/assistants.md shows its configuration."
        else:
            yield from (f"{_heading(words)}\n\n{shown(line)}" for words, line in items)


def _heading(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}{'' if '?' in words else ':'}"


def _schemas() -> Iterator[str]:
    yield "## JSON"
    yield "`--format json` prints one object (`code` prints code only). Its keys:"
    for keys, group in groupby(SCHEMAS, key=SCHEMAS.__getitem__):
        rows = "\n".join(f"| `{key}` | {meaning} |" for key, meaning in keys.items())
        names = ", ".join(f"`{name}`" for name in group)
        yield f"### {names} as JSON\n\n| key | what it holds |\n| --- | --- |\n{rows}"


def _codes() -> Iterator[str]:
    yield "## Exit codes"
    rows = [f"| {code} | {words} |" for code, words in CODES.items()]
    yield "\n".join(["| code | meaning |", "| --- | --- |", *rows])
    yield "An error is one message, with the place in the formula where there is one, and never a traceback:"
    yield shown("extremum gradient 'norm2(X*w' -v 'X[n,m]'")
    yield shown("extremum gradient 'X*w' -v 'X[n,m]; w[m]' --wrt w")
    yield shown("extremum solve 'exp(x) + x^4' -v x")


def page() -> str:
    """The page."""
    with folder_with_data():
        blocks = [_HEAD, _INPUT, *_commands(), _OUTPUT, *_schemas(), *_codes(), _COMPLETION]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    PATH.write_text(page())
