"""Claims entry by entry: ``∂f/∂x_k = g_k`` for each k claims the gradient ``Σ_k g_k e_k``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extremum.algebra.atoms import IndexName
from extremum.algebra.dims import ONE, Dim
from extremum.algebra.errors import ParseError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.operations import construct as c
from extremum.operations.binders import close
from extremum.operations.block import unit
from extremum.operations.leaves import index_of

_PAIR = re.compile(r"(?:_\s*\{?|\[)\s*([^\W\d_])\s*,?\s*([^\W\d_])\s*[}\]]?(?!\w)")
_SINGLE = re.compile(r"(?:_\s*\{?|\[)\s*([^\W\d_])\s*[}\]]?(?!\w)")


def free_indices(claim: Expr, x: Expr) -> list[IndexName]:
    """The indices that a claim of one number leaves free, where the variable is no number."""
    if not claim.is_scalar or x.is_scalar:
        return []
    return sorted({i for i in claim.indices if isinstance(i, IndexName) and i not in x.indices}, key=str)


def about_entries(claim: Expr, x: Expr, left: str, due: Expr | None) -> tuple[Expr, str] | None:
    """A claim about each entry of the derivative by x as one about the derivative, with a note; None of others.

    left: what the claim is said to be, whose indices count rows and columns; due: the derivative, where it is known,
    otherwise it is of the shape of x.

    Raises:
        ParseError: which index counts the rows is not said, or the indices are not those of an entry.
    """
    due = x if due is None else due
    if free_indices(claim, x):
        whole = _in_one(claim, x, left, due)
        return whole, f"the claim is about each entry; together they are {whole}"
    if claim.is_scalar and not due.is_scalar and _said(left, x, ()):
        whole = c.product(claim, c.ones(*due.shape))
        return whole, f"the claim is the same for each entry; together they are {whole}"
    return None


def _in_one(claim: Expr, x: Expr, left: str, due: Expr) -> Expr:
    """``Σ_k g_k e_k``, or ``Σ_ij g_ij e_i e_j'``."""
    indices = free_indices(claim, x)
    said = _said(left, x, indices)
    if len(indices) == 1 and (due.is_column or due.is_row) and said in ((), (indices[0].name,)):
        column = _summed(c.product(_unit(indices[0]), claim), indices)
        return column if due.is_column else c.transpose(column)
    counted = [index for letter in said for index in indices if index.name == letter]
    if len(indices) != 2 or sorted(counted, key=str) != indices:
        listed = " and ".join(map(str, indices))
        which = f"the left side names {', '.join(said)}" if said else f"which of {x} is not said"
        fix = f"write ∂f/∂{x}_{{ij}} = … with i for rows and j for columns, or the whole derivative"
        raise ParseError(f"the claim is about entries, with {listed} free, and {which}: {fix}")
    row, column_index = counted
    return _summed(c.product(_unit(row), claim, c.transpose(_unit(column_index))), counted)


def of_member(claim: Expr, x: Expr, left: str) -> Expr:
    """A claim about the member at another index, ``2*u[k]`` or ``g[k] = 2*u[k]``, as that about the member x."""
    if x.op.name != "member" or not x.indices or not x.indices.isdisjoint(claim.indices):
        return claim
    free = [i for i in claim.indices if isinstance(i, IndexName) and i.size is x.size]
    named = _letters(left)
    return (
        replace_indices(claim, {free[0]: index_of(x)}) if len(free) == 1 and named in ((), (free[0].name,)) else claim
    )


def indices_of(left: str, x: Expr, due: Expr | None) -> list[Dim]:
    """The indices of a left side, as they count the rows and the columns of what is due."""
    sizes = [size for size in (x if due is None else due).shape if size is not ONE]
    named = _said(left, x, ())
    return [Dim.of(IndexName(n, s)) for n, s in zip(named, sizes, strict=True)] if len(named) == len(sizes) else []


def _said(left: str, x: Expr, free: Sequence[IndexName]) -> tuple[str, ...]:
    """The indices that a left side names: the usual letters, and those that are free on the right."""
    usual = {*_USUAL, *(index.name for index in free)} - {x.name}
    return tuple(letter for letter in _letters(left) if letter in usual)


_USUAL = "ijkl"


def _letters(left: str) -> tuple[str, ...]:
    """The letters of ``g_{ij}``, ``g[i,j]``, ``∂f/∂x_k`` and ``∂y_i/∂x_j``, in order."""
    pairs = _PAIR.findall(left)
    return pairs[-1] if pairs else tuple(dict.fromkeys(_SINGLE.findall(left)))


def _unit(index: IndexName) -> Expr:
    assert index.size is not None
    return unit(index.size, Dim.of(index))


def _summed(term: Expr, indices: list[IndexName]) -> Expr:
    for index in indices:
        assert index.size is not None
        term = close("sum_over", term, index, index.size)
    return term
