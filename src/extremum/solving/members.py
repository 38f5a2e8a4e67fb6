"""Values with a free index, ``mu[k]`` for all k: on data, one for each value of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.evaluate import Scope
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")


def index_in(expr: Expr) -> IndexName | None:
    """The free index of an expression that has a range, if there is one."""
    return next((atom for atom in expr.indices if isinstance(atom, IndexName) and atom.size is not None), None)


def first(expr: Expr) -> Expr:
    """An expression at the first value of its free index."""
    index = index_in(expr)
    return expr if index is None else replace_indices(expr, {index: Dim.of(index.start)})


def each(expr: Expr, index: IndexName | None, scope: Scope) -> list[Expr]:
    """An expression at each value of a free index."""
    if index is None or index.size is None:
        return [expr]
    count = int(scope.index(index.size))
    return [replace_indices(expr, {index: Dim.of(index.start + k)}) for k in range(count)]


def stacked(values: Sequence[Any]) -> Any:
    """Members of one shape as one array, others as a list."""
    return np.array(values) if len({np.shape(value) for value in values}) <= 1 else list(values)


def firsts(exprs: Iterable[Expr]) -> list[Expr]:
    """Expressions at the first values of their free indices."""
    return [first(expr) for expr in exprs]
