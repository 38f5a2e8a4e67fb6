"""Claims entry by entry: ``∂f/∂x_k = g_k`` for each k claims the gradient ``Σ_k g_k e_k``."""

from __future__ import annotations

import re

from extremum.algebra.atoms import IndexName
from extremum.algebra.dims import Dim
from extremum.algebra.errors import ParseError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.block import unit

_ENTRY = re.compile(r"_\s*\{?\s*(\w)\s*,?\s*(\w)\s*\}?")


def free_indices(claim: Expr, x: Expr) -> list[IndexName]:
    """The indices that a claim of one number leaves free, where the variable is no number."""
    if not claim.is_scalar or x.is_scalar:
        return []
    return sorted({i for i in claim.indices if isinstance(i, IndexName) and i not in x.indices}, key=str)


def in_one(claim: Expr, x: Expr, left: str) -> Expr:
    """``Σ_k g_k e_k``, or ``Σ_ij g_ij e_i e_j'``, of a claim about each entry of the derivative by x.

    Raises:
        ParseError: which index counts the rows of x is not said, or the indices are not those of an entry of x.
    """
    indices = free_indices(claim, x)
    if x.is_column and len(indices) == 1:
        return _summed(c.product(unit(x.rows, Dim.of(indices[0])), claim), indices)
    said = [index for letter in _letters(left) for index in indices if index.name == letter]
    if len(indices) != 2 or sorted(said, key=str) != indices:
        listed = " and ".join(map(str, indices))
        raise ParseError(
            f"the claim is about entries, with {listed} free, and which of {x} is not said: write ∂f/∂{x}_{{ij}} = … "
            f"with i for rows and j for columns, or the whole derivative"
        )
    row, column = said
    return _summed(c.product(unit(x.rows, Dim.of(row)), claim, c.transpose(unit(x.cols, Dim.of(column)))), said)


def _letters(left: str) -> tuple[str, ...]:
    found = _ENTRY.findall(left)
    return found[-1] if found else ()


def _summed(term: Expr, indices: list[IndexName]) -> Expr:
    for index in indices:
        assert index.size is not None
        term = close("sum_over", term, index, index.size)
    return term
