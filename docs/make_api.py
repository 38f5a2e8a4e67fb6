"""The pages api/*.md: every public name of ``extremum`` with its docstring. ``make site`` writes and builds them."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import extremum as ex

FOLDER = Path(__file__).with_name("api")

PAGES = {
    "derivatives": ("Derivatives and their steps", ("calculus", "deriving", "simplify", "algebra.rules")),
    "declaring": (
        "Symbols and expressions",
        ("language.declare", "language.families", "operations", "algebra.node", "fractions"),
    ),
    "functions": ("Functions", ("language",)),
    "matrices": ("Matrices made of others", ("language.stacks", "language.constants", "language.linear")),
    "reductions": ("Reductions", ("language.reductions", "language.totals")),
    "reading": ("Reading and writing", ("reading", "notation")),
    "judging": ("Equality, checks, curvature", ("verify", "checking", "convexity")),
    "problems": ("Problems and their extrema", ("problems", "solving", "optimize")),
    "statistics": ("Statistics", ("statistics",)),
    "code": ("Code", ("compiling",)),
    "pictures": ("Pictures", ("pictures",)),
    "teaching": ("Teaching", ("teaching",)),
    "errors": ("Errors", ("algebra.errors",)),
    "more": ("More", ("",)),
}
"""A page, its title and the parts of the library whose public names it has."""

HEAD = """# API reference

Every public name of `extremum`, with what it takes, gives and refuses; made from the docstrings. Text stands
wherever an expression does: `ex.gradient("norm2(x)^2", "x", "x[n]")`, in [the language](../language.md).

```{toctree}
:maxdepth: 1

"""


def home(name: str) -> str:
    """The dotted place of what a name stands for, without the package."""
    found = getattr(ex, name)
    return str(getattr(found, "__module__", type(found).__module__)).removeprefix("extremum.")


def page_of(name: str) -> str:
    """The page that has the most telling part of the library for this name."""
    fits = [(len(part), page) for page, (_, parts) in PAGES.items() for part in parts if within(home(name), part)]
    return max(fits)[1]


def within(place: str, part: str) -> bool:
    """Whether a module is this part, or lies in it."""
    return not part or f"{place}.".startswith(f"{part}.")


def names() -> list[str]:
    """The public names that are no modules and come from this library."""
    return [name for name in ex.__all__ if not isinstance(getattr(ex, name), ModuleType) and name != "Rational"]


def entry(name: str) -> str:
    """The directive that shows a name."""
    found = getattr(ex, name)
    if inspect.isclass(found):
        members = "" if issubclass(found, Exception) else ":members:\n"
        return f".. autoclass:: extremum.{name}\n{indented(members)}"
    if callable(found) and not isinstance(found, ex.Expr):
        return f".. autofunction:: extremum.{name}"
    return f".. autodata:: extremum.{name}\n{indented(':no-value:')}"


def indented(options: str) -> str:
    """Options below their directive."""
    return "".join(f"   {line}\n" for line in options.splitlines())


def pages() -> dict[str, str]:
    """All pages by the name of their files."""
    found = {}
    for page, (title, _) in PAGES.items():
        own = sorted((name for name in names() if page_of(name) == page), key=str.lower)
        if not own:
            continue
        entries = "\n\n".join(entry(name).rstrip() for name in own)
        found[page] = f"# {title}\n\n```{{eval-rst}}\n{entries}\n```\n"
    return {"index": HEAD + "\n".join(found) + "\n```\n", **found}


def write() -> None:
    """Writes the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
