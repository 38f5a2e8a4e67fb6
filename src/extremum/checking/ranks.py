"""Claims that are the derivative where a matrix has full rank, which inverses of ``X'X`` need and nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace as put
from extremum.checking import evidence
from extremum.checking.case import Question
from extremum.operations.leaves import declared, symbol
from extremum.structures import STRUCTURES, Kind
from extremum.verify import Equality, equal
from extremum.verify.rates import Rates

_RANKS = [name for name, one in STRUCTURES.items() if one.kind is Kind.OPEN and one.transposed]
"""Open conditions on rows or on columns."""
_MOST = 3
"""Matrices that are tried."""


class Agreement(NamedTuple):
    """Where a claim agrees with the derivative, and what says so."""

    where: str
    found: Equality
    measured: Rates | None


def where_full(question: Question, claim: Expr) -> Agreement | None:
    """The one matrix of whose full rank a claim is the derivative, by numbers and by differences of f."""
    for bare, full in _assumed(claim, question.expected):
        letters = {bare: full}
        try:
            held = replace(
                question, f=put(question.f, letters), x=put(question.x, letters), of=put(question.of, letters),
                expected=put(question.expected, letters),
            )  # fmt: skip
            stated = put(claim, letters)
            found = equal(stated, held.expected)
            measured = evidence.measured(held, stated) if found else None
        except ExtremumError:
            continue
        if found and measured is not None and measured.agree(0):
            return Agreement(f"{bare} is {STRUCTURES[full.assumptions[-1]].words}", found, measured)
    return None


def _assumed(claim: Expr, expected: Expr) -> Iterator[tuple[Expr, Expr]]:
    """The matrices of both sides of which nothing is declared, with each of them of full rank."""
    both = [s for s in claim.symbols if s in expected.symbols and s.op.name == "symbol" and not declared(s)]
    for bare in [s for s in both if not (s.is_column or s.is_row)][:_MOST]:
        for rank in _RANKS:
            yield bare, symbol(bare.name, *bare.shape, (rank,))
