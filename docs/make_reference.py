"""Writes reference.md, all functions and assumptions as their records say them: python docs/make_reference.py"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import extremum as ex
from extremum import language
from extremum.operations.elementwise import FUNCTIONS, Function, slope
from extremum.reading.build.functions import TABLE
from extremum.structures import STRUCTURES

PATH = Path(__file__).with_name("reference.md")

HEAD = """# Reference: the text language, functions, assumptions

Made from the records of the library by `python docs/make_reference.py`; `help(ex.<name>)` says more of a function.

## The text language

| written | means |
| --- | --- |
| `X[n,m]`, `x[n]`, `s` | a matrix, a column vector, a scalar; assumptions follow a colon: `S[d,d]: symmetric` |
| `x[d] for i in 1..N` | a family of N vectors, written `x[i]` in a formula |
| `phi: function` | an elementwise function without a formula |
| `p = softmax(W*x)` | a named part, which stays whole in derivatives |
| `A'`, `A^-1`, `A^2`, `A.^2` | transpose, inverse, matrix power, entrywise power |
| `A*B`, `A.*B`, `A./B`, `A/s` | product as on paper, entrywise product and quotient, division by a scalar |
| `sum_i(...)`, `prod_i(...)` | sum and product over an index; `sum_i(e, 0, m - 1)` with its range |
| `[A, B; C, D]` | a block matrix |

Declarations are separated by `;`. Shapes of names that are not declared are inferred; [language.md](language.md)
says how, and has entries `x[i]`, `M[i,:]`, sums under conditions, and all other forms.
In Python a text with declarations stands wherever an expression does: `ex.gradient("norm2(x)^2", "x", "x[n]")`.

A sum needs equal shapes. A scalar is added to each entry of a column. To a matrix it is not added, for it could be
`s*ones(n, m)` or `s*eye(n)`: write which.

"""


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def sentence(function: Callable[..., Any]) -> str:
    """The first sentence of a docstring."""
    first = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
    return first.split(". ")[0].rstrip(".")


def derivative(function: Function) -> str:
    """``f'(x)`` as text."""
    x = ex.scalar("x", *function.assume)
    node = getattr(ex, function.name)(x)
    return str(slope(node)) if node.args else ""


def elementwise() -> str:
    """One row a function of the table."""
    rows = []
    for function in list(FUNCTIONS.values()):
        if not hasattr(ex, function.name):  # a derivative of some order, a row that a derivative added
            continue
        kinks = "; ".join(map(str, function.kinks))
        rows.append((f"`{function.name}(x)`", function.doc, f"`{derivative(function)}`", str(function.domain), kinks))
    return table(("function", "what it is", "derivative", "domain", "kinks"), rows)


def functions() -> str:
    """One row a function of the language, as text and in Python."""
    python = {name: getattr(language, name) for name in language.__all__ if name not in FUNCTIONS}
    rows = [
        (f"`{TABLE[name].usage}`" if name in TABLE else "", f"`ex.{name}`" if name in python else "", doc)
        for name in sorted({*TABLE, *(name for name in python if inspect.isroutine(python[name]))})
        for doc in [sentence(python[name]) if name in python else ""]
    ]
    return table(("text", "Python", "what it is"), rows)


def assumptions() -> str:
    """One row a structure."""
    return table(
        ("assumption", "words", "set", "implies"),
        ((f"`{s.name}`", s.words, f"`{s.domain}`", ", ".join(s.implies)) for _, s in sorted(STRUCTURES.items())),
    )


def page() -> str:
    """The page."""
    parts = [
        HEAD + "## Functions entry by entry\n",
        elementwise(),
        "\n## Other functions and declarations\n",
        functions(),
        "\n## Assumptions\n",
        "They combine: `D[n,n]: diagonal, positive` has a positive diagonal. What no matrix can be is refused.\n",
        assumptions(),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
