r"""Constraints for all values of an index: ``y[i]*(x[i]'*w + b) >= 1 for i in 1..n``, ``…, \; i = 1, \dots, n``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.block import unit
from extremum.reading.build.declarations import collect

_SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;:! ]|[\s~])"
_WORDS = r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:for|for\s+all|for\s+each|for\s+every)\s*\}|\\forall|\bfor\s+all\b"
_DOTS = r"(?:\\[lc]?dots[cb]?|\.\.\.|…)"
_LAST = r"(?P<last>[A-Za-z0-9]\w*(?:\s*-\s*\d+)?)"
_RUN = rf"(?:=|\\in\s*\\\{{)\s*(?P<first>\d+)\s*,\s*(?:\d+\s*,\s*)?{_DOTS}\s*,\s*{_LAST}(?:\s*\\\}})?"
_RANGED = re.compile(rf"{_SPACE}*,?{_SPACE}*(?:{_WORDS})?{_SPACE}*\b(?P<index>[a-z]){_SPACE}*{_RUN}")
_ALL = re.compile(rf"{_SPACE}*,?{_SPACE}*(?:{_WORDS}){_SPACE}*(?P<index>[a-z])(?![A-Za-z_])")
_TEXT = re.compile(r"(?P<stated>.*\S)\s+for\s+(?:all\s+)?(?P<index>[^\W\d]\w*)(?:\s+in\s+(?P<range>\S.*))?", re.DOTALL)


def in_words(text: str) -> str:
    r"""A formula with its quantifiers as the text language writes them.

    >>> in_words(r"y_i (w^\top x_i + b) \ge 1, \; i = 1, \dots, n")
    'y_i (w^\\top x_i + b) \\ge 1 for i in 1..n '
    >>> in_words(r"x_i \ge 0 \quad \forall i")
    'x_i \\ge 0 for all i '
    """
    ranged = _RANGED.sub(lambda found: f" for {found['index']} in {found['first']}..{_plain(found['last'])} ", text)
    return _ALL.sub(lambda found: f" for all {found['index']} ", ranged)


def _plain(last: str) -> str:
    return "".join(last.split())


_DECLARATION = re.compile(r"\s*[^\W\d]\w*\s*(\[[^\]]*\])?\s*((for\s.*)?:\s*[a-z_][a-z_, ]*|for\s[^:]*)\s*")
_PROBLEM = re.compile(r"\s*(minimi[sz]e|maximi[sz]e)\s", re.IGNORECASE)


def refuse_declaration(text: str) -> None:
    """Refuses ``S[d,d]: symmetric`` and ``x[d] for i in 1..N`` among constraints.

    Raises:
        ExtremumError: the text declares.
    """
    if _DECLARATION.fullmatch(text):
        fix = f"declarations are given by name: declarations={text!r}"
        raise ExtremumError(f"{text!r} declares and states nothing; {fix}")


def refuse_words(text: str) -> None:
    """Refuses a whole problem in words where an objective is asked for.

    Raises:
        ExtremumError: the text begins with ``minimize``.
    """
    if _PROBLEM.match(text):
        parts = "ex.read_problem('minimize …\\nover …\\nsubject to …\\ngiven …')"
        raise ExtremumError(f"{text.split()[0]!r} begins a problem; give the objective alone, or {parts}, line by line")


def parted(text: str) -> tuple[str, Dim | None, str]:
    """What is stated, the index that it is stated for all values of, where its range is said, and the name of it.

    >>> parted("x[i] >= 0 for i in 1..n")
    ('x[i] >= 0', i, 'i')
    >>> parted("x >= 0")
    ('x >= 0', None, '')

    Raises:
        ExtremumError: the range is none.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        return text, None, ""
    name, stated = found["index"], found["stated"].rstrip(", ")
    if found["range"] is None:
        return stated, None, name
    family = _numbered(name, found["range"])
    if family is None:
        fix = "write 'for i in 1..n' behind a constraint on each member"
        raise ExtremumError(f"{found['range']!r} is no range of {name} in {text!r}; {fix}")
    return stated, Dim.of(IndexName(name, family.size, family.start)), name


def _numbered(index: str, run: str) -> Family | None:
    """A family with the range of an index; None of what is no range, or one of two indices."""
    try:
        found = list(collect([f"members[] for {index} in {run}"], {}).families.values())
    except ExtremumError:
        return None
    return found[0] if len(found) == 1 and isinstance(found[0], Family) else None


def together(side: Expr, letter: str) -> Expr:
    """What is stated for all values of an index: of entries the column of all of them; of members one at a free index.

    >>> import extremum as ex
    >>> x, i = ex.vector("x", "n"), ex.index("i", ex.dims("n"))
    >>> together(ex.parse("x[i] + 1", [x, i]), "i")
    1 + x
    """
    index = next((atom for atom in side.indices if isinstance(atom, IndexName) and atom.name == letter), None)
    if index is None or index.size is None or not _has_entries(side, index):
        return side
    row = c.transpose(unit(index.size, Dim.of(index) - (index.start - 1)))
    whole = close("sum_over", c.product(side, row), index, index.size, Dim.of(index.start))
    return c.transpose(whole) if side.is_scalar else whole


def _has_entries(side: Expr, index: IndexName) -> bool:
    """Whether the index numbers entries, and not members of families alone."""
    leaves = (node for node in topological([side]) if not node.args)
    return any(index in leaf.indices and not leaf.op.variable for leaf in leaves)


def sizes_in(constraints: Iterable[Any]) -> tuple[Dim, ...]:
    """The sizes that ranges of constraints have in them, which mean the same in the objective.

    Raises:
        ExtremumError: a range is none.
    """
    indices = [parted(in_words(each))[1] for each in constraints if isinstance(each, str)]
    runs = [atom for index in indices if index is not None for atom in index.atoms()]
    sizes = [run.size for run in runs if isinstance(run, IndexName) and run.size is not None]
    return tuple(dict.fromkeys(Dim.of(atom) for size in sizes for atom in size.atoms()))
