"""Formulas in sentences: what is written in the language among words is set as a formula, all else stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from extremum.algebra.dims import Name
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.notation.latex import latex
from extremum.reading.build import functions
from extremum.reading.parser import parse

_TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|\.[*/^]|[-+*/^'()\[\],;]| +|.", re.DOTALL)
_OPERATORS = re.compile(r"\d+(?:\.\d+)?|\.[*/^]|[-+*/^'()\[\],;]| +")
_ARTICLES = ("a", "A", "I")
"""Words that are as likely names."""


def formulas_set(
    sentence: str, symbols: Iterable[Expr], formula: Callable[[Expr], str], words: Callable[[str], str]
) -> str:
    """A sentence with its formulas in these symbols spelled by ``formula``, and the rest by ``words``.

    >>> import extremum as ex
    >>> A = ex.matrix("A", "n", "m")
    >>> formulas_set("A'*A is positive definite, as is a sum", [A], ex.unicode, str)
    'Aᵀ A is positive definite, as is a sum'
    """
    known = list(symbols)
    names = {symbol.name for symbol in known} | _sizes(known)
    pieces: list[str | Expr] = []
    for run, is_run in _runs(sentence, names):
        found = _read(run, known, names) if is_run else run
        pieces += [found] if isinstance(found, str) else found
    return "".join(_spelled(part, formula, words) for _, part in groupby(pieces, lambda piece: isinstance(piece, Expr)))


def _spelled(pieces: Iterable[str | Expr], formula: Callable[[Expr], str], words: Callable[[str], str]) -> str:
    """Formulas one after the other, or words that are set together."""
    found = list(pieces)
    text = "".join(piece for piece in found if isinstance(piece, str))
    return words(text) if text else "".join(formula(piece) for piece in found if isinstance(piece, Expr))


def symbols_of(exprs: Iterable[Expr]) -> list[Expr]:
    """The symbols that sentences about expressions have."""
    return [s for s in dict.fromkeys(s for expr in exprs for s in expr.symbols) if s.op.name == "symbol"]


def inline(expr: Expr) -> str:
    """A formula between dollar signs."""
    return f"${latex(expr)}$"


def _sizes(symbols: Iterable[Expr]) -> set[str]:
    return {atom.name for s in symbols for dim in s.shape for atom in dim.atoms() if isinstance(atom, Name)}


def _runs(sentence: str, names: set[str]) -> Iterator[tuple[str, bool]]:
    """The longest pieces of names, functions, numbers and operators, and what is between them."""
    run = ""
    for token in _TOKEN.findall(sentence):
        if token in names or token in functions.TABLE or _OPERATORS.fullmatch(token):
            run += token
            continue
        yield run, True
        run = ""
        yield token, False
    yield run, True


Read = list[str | Expr]
"""What stands before a formula, the formula, and what stands behind it."""


def _read(run: str, symbols: list[Expr], names: set[str]) -> str | Read:
    """The formula that a run is, but for spaces and marks around it; the run itself where it is none."""
    core = _core(run)
    if not core or core in _ARTICLES or not names & set(re.findall(r"[^\W\d]\w*", core)):
        return run
    before, _, after = run.partition(core)
    try:
        return [before, parse(core, symbols), after]
    except ExtremumError:
        return run


def _core(run: str) -> str:
    """A run without the spaces, the marks and the halves of brackets around it."""
    core = run.strip(" ,;")
    while core.count("(") != core.count(")"):
        shorter = core[:-1] if core.endswith("(") else core[1:] if core.startswith((")", "(")) else core.rstrip(")")
        if shorter == core:
            break
        core = shorter.strip(" ,;")
    return core
