"""Problem files: ``minimize … over … subject to … given …``, read and written.

::

    minimize norm2(A*x - b)^2
    over x
    subject to sum(x) == 1
               x >= 0
    given A[m,n]; b[m]
          x[n]

``maximize`` and ``stationary points of`` stand in the place of ``minimize``; ``solve``, without an objective, is for
equations. Constraints and declarations stand on lines of their own or behind ``;``; ``#`` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import index_letter
from extremum.algebra.node import Expr
from extremum.data.binding import leaves_of
from extremum.operations import construct as c
from extremum.operations.implicit import implicits_in, sides
from extremum.problems.problem import VERBS, Problem, pose

_SENSES = {verb: sense for sense, verb in VERBS.items()} | {"minimise": "min", "maximise": "max", "solve": None}
_HEADS = (*_SENSES, "over", "subject to", "given")
_HEAD = re.compile(rf"^[ \t]*({'|'.join(_HEADS)})\b[ \t:]*", re.IGNORECASE | re.MULTILINE)
_INNER = re.compile(r"[,;]?\s+(?:(over|given)|subject to|such that|s\.\s?t\.)(?=\s)", re.IGNORECASE)
"""Where a part begins within a line."""


@dataclass(frozen=True, slots=True)
class ProblemText:
    """The pieces of a problem file, as they were written."""

    objective: str
    sense: str | None
    unknowns: tuple[str, ...]
    constraints: tuple[str, ...]
    declarations: tuple[str, ...]

    def posed(self) -> Problem:
        """The problem.

        Raises:
            ParseError, ShapeError, NameUnknownError, ExtremumError: as :func:`extremum.solve`.
        """
        if self.objective:
            return pose(self.objective, self.unknowns, self.sense, self.constraints, self.declarations)
        return pose(list(self.constraints), self.unknowns, None, (), self.declarations)


def read_problem(source: str | PathLike[str]) -> Problem:
    """The problem of a file, or of a text of several lines.

    >>> print(read_problem("minimize norm2(A*x - b)^2\\nover x\\ngiven A[m,n]; x[n]; b[m]"))
    minimize norm2(A*x - b)^2
      over x

    Raises:
        ParseError, ShapeError, NameUnknownError: a piece of it cannot be read.
        ExtremumError: the file cannot be read, or a part of it is missing, there twice, or none.
    """
    return split(text_of(source)).posed()


def text_of(source: str | PathLike[str]) -> str:
    """The text of a file; a text of several lines itself.

    Raises:
        ExtremumError: the file cannot be read.
    """
    if not isinstance(source, str | PathLike):
        raise ExtremumError(f"a problem is read from a file or from a text of several lines, not from {source!r:.60}")
    if isinstance(source, str) and "\n" in source:
        return source
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ExtremumError(f"the problem file {str(source)!r} cannot be read: {error}") from None


def split(text: str) -> ProblemText:
    """The pieces of a problem file.

    Raises:
        ExtremumError: a part is missing, there twice, or none.
    """
    found = pieces(text)
    if not found.unknowns:
        raise ExtremumError("the problem does not say over which unknowns; add a line such as 'over x'")
    return found


def typed(text: str) -> ProblemText | None:
    """The pieces of a problem typed in one line or several, which need not name its unknowns; None of another text.

    >>> typed("minimize norm2(x - a)^2 subject to sum(x) == 1").constraints
    ('sum(x) == 1',)

    Raises:
        ExtremumError: a part is there twice, or none.
    """
    found = _HEAD.match(text)
    return (
        pieces(_INNER.sub(lambda part: f"\n{part[1] or 'subject to'}", text))
        if found and found[1].lower() in _SENSES
        else None
    )


def pieces(text: str) -> ProblemText:
    """The pieces of a problem, over no unknowns where none are said.

    Raises:
        ExtremumError: a part is missing, there twice, or none.
    """
    bare = re.sub(r"#.*", "", text)
    heads = list(_HEAD.finditer(bare))
    if not heads or bare[: heads[0].start()].strip():
        raise ExtremumError(f"a problem begins with one of {', '.join(_SENSES)}, not {bare.strip()[:40]!r}")
    parts: dict[str, str] = {}
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        name = head[1].lower()
        if name in parts or (name in _SENSES and parts):
            raise ExtremumError(f"{name!r} stands twice, or not at the beginning, in the problem")
        parts[name] = bare[head.end() : following.start() if following else len(bare)]
    verb = next(iter(parts))
    if verb not in _SENSES:
        raise ExtremumError(f"a problem begins with one of {', '.join(_SENSES)}, not {verb!r}")
    objective = " ".join(parts[verb].split())
    if bool(objective) is (verb == "solve"):
        raise ExtremumError("'solve' has equations under 'subject to' and no objective; the other verbs need one")
    unknowns = tuple(re.findall(r"[^\s,;]+", parts.get("over", "")))
    return ProblemText(objective, _SENSES[verb], unknowns, _lines(parts, "subject to"), _lines(parts, "given"))


def _lines(parts: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in re.split(r"[;\n]", parts.get(name, "")) if line.strip())


def write_problem(problem: Problem, path: str | PathLike[str] | None = None) -> str:
    """The text of a problem, which :func:`read_problem` reads back; written to a file where a path is given.

    >>> problem = read_problem("minimize x^2 + a*x\\nover x\\nsubject to x >= 0\\ngiven a")
    >>> print(write_problem(problem))
    minimize a*x + x^2
      over x
      subject to x >= 0
      given a
            x
    <BLANKLINE>

    Raises:
        ExtremumError: it is no problem, or the file cannot be written.
    """
    if not isinstance(problem, Problem):
        raise ExtremumError(f"a Problem is written, as ex.read_problem gives one, not {problem!r:.60}")
    given = [declaration(leaf) for _, leaf in sorted(leaves_of([*problem.unknowns, *problem.expressions]).items())]
    given += map(definition, implicits_in(*problem.expressions))
    text = "\n".join([str(problem), *_under("given", given)]) + "\n"
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ExtremumError(f"the problem file {str(path)!r} cannot be written: {error}") from None
    return text


def _under(head: str, lines: Iterable[str]) -> list[str]:
    return [f"  {head if not k else ' ' * len(head)} {line}" for k, line in enumerate(lines)]


def declaration(leaf: Expr) -> str:
    """How a symbol, or the family of a member, is declared: ``X[n,m]: symmetric``, ``x[d] for i in 1..N``."""
    rows, cols = leaf.shape
    shape = "" if leaf.is_scalar else f"[{rows}]" if cols is ONE else f"[{rows},{cols}]"
    run = ""
    if leaf.op.name == "member":
        count, start = leaf.param("size"), leaf.param("start")
        assert isinstance(count, Dim) and isinstance(start, Dim)
        run = f" for {_index(leaf)} in {start}..{count + start - 1}"
    facts = ", ".join(leaf.assumptions)
    return f"{leaf.name}{shape}{run}{': ' + facts if facts else ''}"


def definition(node: Expr) -> str:
    """How a quantity that an equation defines is declared: ``P[n,n]: symmetric, A'*P*A + Q == P``."""
    symbol = c.build("symbol", (), (node.name, *node.shape, ()))
    left, right = sides(node)
    facts = node.param("facts")
    assert isinstance(facts, tuple)
    return f"{declaration(symbol)}: {', '.join([*facts, f'{left} == {right}'])}"


def _index(leaf: Expr) -> str:
    """A letter for the index of a family that its shape does not use."""
    taken = {str(atom) for dim in (*leaf.shape, leaf.size) for atom in dim.atoms()} | {leaf.name}
    return index_letter(taken)
