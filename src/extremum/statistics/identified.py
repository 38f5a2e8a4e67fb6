"""Whether parameters are identified: whether the likelihood stays as it is while they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.statistics.likelihood import Likelihood
from extremum.statistics.parameters import Parameter
from extremum.verify import equal
from extremum.verify.points import quietly
from extremum.verify.sampling import float_scope_of, sample_sizes

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(frozen=True, slots=True)
class Change:
    """A way to change a parameter that a likelihood may not notice: which parameters have it, the changed one, and what
    is done in words."""

    fits: Callable[[Expr], bool]
    changed: Callable[[Expr], Expr]
    words: str


def _is_vector(x: Expr) -> bool:
    return x.is_column and not x.is_scalar


def _is_matrix(x: Expr) -> bool:
    return not x.is_column


def _vector(name: str, rows: Expr) -> Expr:
    return c.build("symbol", (), (unreachable(name), rows.rows, c.number(1).cols, ()))


def _by_rows(x: Expr) -> Expr:
    """``X + 1 z'``."""
    z = _vector("z", c.transpose(x))
    return c.add(x, c.product(c.ones(x.rows), c.transpose(z)))


def _by_columns(x: Expr) -> Expr:
    """``X + z 1'``."""
    return c.add(x, c.product(_vector("z", x), c.transpose(c.ones(x.cols))))


def _rotated(x: Expr) -> Expr:
    """``X Q`` with an orthogonal Q."""
    Q = c.build("symbol", (), (unreachable("Q"), x.cols, x.cols, ("orthogonal",)))
    return c.product(x, Q)


CHANGES: list[Change] = [
    Change(_is_vector, _by_rows, "a number added to all entries of {x} changes nothing"),
    Change(_is_matrix, _by_rows, "a vector added to every row of {x} changes nothing"),
    Change(_is_matrix, _by_columns, "a vector added to every column of {x} changes nothing"),
    Change(_is_matrix, _rotated, "a rotation of the columns of {x} changes nothing"),
]


def unidentified(loglik: Expr, parameters: Sequence[Parameter]) -> str:
    """Why some parameter cannot be told from the likelihood; empty where no reason is known."""
    for parameter in parameters:
        if parameter.symbol.assumptions:
            continue
        for change in CHANGES:
            if change.fits(parameter.symbol) and equal(
                replace(loglik, {parameter.symbol: change.changed(parameter.symbol)}), loglik
            ):
                return change.words.format(x=parameter.symbol.name)
    return ""


def unidentified_on_data(likelihood: Likelihood, flat: Array) -> str:
    """Why some parameter cannot be told from the likelihood of the data; empty where no reason is known."""
    values = likelihood.coordinates.values(flat)
    for parameter in likelihood.parameters:
        x = parameter.symbol
        for change in CHANGES if not x.assumptions else ():
            if change.fits(x) and _unnoticed(likelihood, values, x, change.changed(x)):
                return change.words.format(x=x.name)
    return ""


def _unnoticed(likelihood: Likelihood, values: Mapping[str, Array], x: Expr, changed: Expr) -> bool:
    """Whether the log-likelihood stays as it is with random values of what a change brings along, there and, where it
    may be flat, elsewhere."""
    drawn = np.random.default_rng(_DRAWS).normal(size=values[x.name].shape)
    return all(_unnoticed_at(likelihood, {**values, x.name: at}, x, changed) for at in (values[x.name], drawn))


def _unnoticed_at(likelihood: Likelihood, values: Mapping[str, Array], x: Expr, changed: Expr) -> bool:
    sizes = {str(a): likelihood.scope.dim(Dim.of(a)) for size in x.shape for a in size.atoms()}
    before = likelihood.value(likelihood.coordinates.flat(values))
    for seed in range(_DRAWS):
        drawn = float_scope_of([changed], np.random.default_rng(seed), sizes).arrays
        moved = Scope(FLOATS, {**drawn, x.name: values[x.name]}, sizes).value(changed)
        after = likelihood.value(likelihood.coordinates.flat({**values, x.name: moved}))
        if not abs(after - before) <= _SAME * (1 + abs(before)):
            return False
    return True


_DRAWS, _COUNT, _SAME = 3, 24, 1e-9


def looks_singular(matrix: Expr) -> bool:
    """Whether a matrix has less than full rank at all random points that it is defined at, with many samples."""
    found = [rank for seed in range(2 * _DRAWS) if (rank := _full_rank(matrix, seed)) is not None]
    return bool(found) and not any(found[:_DRAWS])


def _full_rank(matrix: Expr, seed: int) -> bool | None:
    rng = np.random.default_rng(seed)
    try:
        with quietly():
            sizes = sample_sizes([matrix], rng, {"count": _COUNT})
            value = float_scope_of([matrix], rng, sizes).value(matrix)
    except (ExtremumError, np.linalg.LinAlgError, ValueError, ZeroDivisionError):
        return None
    if not np.isfinite(value).all():
        return None
    scale = np.sqrt(np.abs(np.diagonal(value)))
    even = value / np.where(scale > 0, np.outer(scale, scale), 1)
    return bool(np.linalg.matrix_rank(even, tol=1e-9) == len(even))
