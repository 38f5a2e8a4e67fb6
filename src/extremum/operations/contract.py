"""Sums over the index of an entry: ``Σ_i a_i b_i = a'b``, ``Σ_i f(a_i) e_i = f(a)``, ``Σ_i M_ii = tr(M)``.

An entry is ``e_i' a``. A scalar that depends on i through entries only is the i-th entry of the vector that the
same operations make of the whole vectors; ``Σ_i e_i v_i = v`` and ``Σ_i e_i e_i' v_i = diag(v)`` then end the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extremum.algebra.dims import ONE, Bound, Dim
from extremum.algebra.node import Expr
from extremum.algebra.ranges import is_within
from extremum.operations import construct as c
from extremum.operations.block import unit
from extremum.operations.delta import DELTA, LESS
from extremum.operations.gathered import gathered
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import Word


@dataclass(frozen=True, slots=True)
class Run:
    """An index that takes ``size`` values from ``start``."""

    bound: Bound
    size: Dim
    start: Dim


def contracted(scalars: Sequence[Expr], word: Word, run: Run) -> Expr | None:
    """``Σ scalars·word`` over the index, without the sum; None where it has no such form."""
    at = [k for k, factor in enumerate(word) if run.bound in factor.indices]
    vectors = [lifted(scalar, run) for scalar in scalars]
    known = [vector for vector in vectors if vector is not None]
    if len(known) < len(vectors) or not (at or known):
        return None
    whole = c.hadamard(*gathered(known)) if known else c.ones(run.size)
    if not at:
        return c.product(c.product(c.transpose(c.ones(run.size)), whole), *word)
    before, middle, after = word[: at[0]], word[at[0] : at[-1] + 1], word[at[-1] + 1 :]
    columns, rows = selection(middle[0], run), selection(c.transpose(middle[-1]), run)
    if len(middle) == 1 and columns is not None:
        return c.product(*before, columns, whole, *after)
    if len(middle) == 1 and rows is not None:
        return c.product(*before, c.transpose(whole), c.transpose(rows), *after)
    if len(middle) == 2 and columns is not None and rows is not None:
        return c.product(*before, columns, c.diag(whole), c.transpose(rows), *after)
    return None


def selection(factor: Expr, run: Run) -> Expr | None:
    """The columns of the identity that ``e_{i+k}`` runs through; None: the factor is no such column."""
    if factor.op.name != "embed" or factor.cols is not ONE:
        return None
    offset = factor.params[0] - Dim.of(run.bound)
    if run.bound in offset.indices:
        return None
    before = offset + run.start
    return c.build("embed", (), (before, run.size, factor.rows - before - run.size))


def lifted(scalar: Expr, run: Run) -> Expr | None:
    """The vector of the values of a scalar that depends on the index through entries only; None: it is no such one."""
    if run.bound not in scalar.indices:
        return c.product(scalar, c.ones(run.size))
    if scalar.op.name == "product":
        return _entries(scalar.args, run)
    if scalar.op is LESS or scalar.op is DELTA:
        return _compared(scalar, run)
    if scalar.op.name == "elementwise":
        inner = lifted(scalar.args[0], run)
        return None if inner is None else c.build("elementwise", (inner,), scalar.params)
    if scalar.op is SUM:
        parts = [(q, lifted(term, run)) for q, term in terms_of(scalar)]
        found = [(q, part) for q, part in parts if part is not None]
        return c.combine(found) if len(found) == len(parts) else None
    return _monomial(scalar, run) if scalar.op is HADAMARD else None


def _compared(scalar: Expr, run: Run) -> Expr | None:
    """Of ``δ(i, k)`` the unit vector e_k, of ``less(i, k)`` the ones above place k, where k is one of 1..n."""
    left, right = (place for place in scalar.params if isinstance(place, Dim))
    first = left is Dim.of(run.bound)
    other = right if first else left
    if not (first or right is Dim.of(run.bound)) or run.start is not ONE or not _lies_in(other, run.size):
        return None
    place = unit(run.size, other)
    if scalar.op is DELTA:
        return place
    above = c.subtract(c.build("triu", (c.ones(run.size, run.size),)), c.eye(run.size))
    return c.product(above if first else c.transpose(above), place)


def _lies_in(other: Dim, size: Dim) -> bool:
    """Whether an index is surely one of 1..size; another bound index is, where it has that range."""
    return is_within(other, size, ONE)


def _monomial(scalar: Expr, run: Run) -> Expr | None:
    outside: list[Expr] = []
    inside: list[Expr] = []
    for base, exponent in pairs(scalar):
        vector = lifted(base, run) if run.bound in base.indices else None
        if run.bound in exponent.indices or (vector is None and run.bound in base.indices):
            return None
        if vector is None:
            outside.append(c.power(base, exponent))
        else:
            inside.append(c.power(vector, exponent))
    return c.product(*outside, c.hadamard(*inside))


def _entries(word: Word, run: Run) -> Expr | None:
    """Of ``e_i' A x`` the vector ``A x``, of ``x' A e_i`` its transpose, of ``e_i' A e_i`` the diagonal of A."""
    left, right = selection(c.transpose(word[0]), run), selection(word[-1], run)
    inner = word[left is not None : len(word) - (right is not None)]
    if any(run.bound in factor.indices for factor in inner):
        return None
    if left is not None and right is not None:
        return c.diagonal(c.product(c.transpose(left), *inner, right))
    if left is not None:
        return c.product(c.transpose(left), *inner)
    return None if right is None else c.transpose(c.product(*inner, right))
