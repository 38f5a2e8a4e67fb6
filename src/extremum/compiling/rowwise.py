"""Arrays with a row a sample: what keeps the rows apart, what brings them together, and how two blocks of rows merge.

A function of the samples that brings rows together once, by a sum, has on all rows the value that is merged from its
values on blocks of them. Centred products merge after Chan, Golub & LeVeque (1983): with means d, e of two blocks,
``C = C₁ + C₂ + n₁n₂/(n₁+n₂) (d₁-d₂)(e₁-e₂)'``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.dims import Dim
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.lazy import numpy as np
from extremum.compiling.shapes import CALLS
from extremum.compiling.term import Term

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_ENTRYWISE = frozenset({"add", "times", "power"})
_MADE = frozenset({"ones", "zeros", "full", "tile"})
"""What makes rows of nothing but their number."""

_KEEP: Mapping[str, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys(("softmax", "logsumexp", "sum1", "norms", "col", "cols", "upright"), ((0, 0),)),
    **dict.fromkeys(("sum0", "entry", "rows"), ((0, 1),)),
    **dict.fromkeys(("rowdots", "rowkron"), ((0, 0), (1, 0))),
    "flat": ((0, 0),),
    **dict.fromkeys(("outer", "squared_distances", "distances"), ((0, 0), (1, 0))),
    **dict.fromkeys(("solve", "cho_solve", "solve_lower", "solve_upper"), ((1, 1),)),
}  # fmt: skip
"""Functions of whole arrays that keep samples apart: the parts, with the axis of samples, in which they do so."""


_ALONG_ROWS = ("softmax", "logsumexp")
"""Functions of each row of a matrix, which of a vector take all of it."""


@final
@dataclass(frozen=True, slots=True)
class Merge:
    """How the values of a term on two blocks make that on both.

    kind: a row of :data:`MERGES`; means: of a centred product, where those of its two arrays stand among the values.
    """

    kind: str
    means: tuple[int, int] = (0, 0)


@final
@dataclass(frozen=True, slots=True)
class Partial:
    """What is known of some rows: their number, and the values of terms on them."""

    rows: int
    values: tuple[Any, ...]


def _mean(first: Array, second: Array, m: int, n: int) -> Array:
    return np.asarray(first + (second - first) * (n / (m + n)))


MERGES: Mapping[str, Callable[[Array, Array, int, int], Array]] = {
    "sum": lambda first, second, m, n: first + second,
    "mean": _mean,
    "product": lambda first, second, m, n: first * second,
    "largest": lambda first, second, m, n: np.maximum(first, second),
    "norm": lambda first, second, m, n: np.hypot(first, second),
    "log of sum": lambda first, second, m, n: np.logaddexp(first, second),
    "centred": lambda first, second, m, n: first + second,
}
"""From the values on m rows and on n others to that on all."""

_TOGETHER: Mapping[str, str] = {
    **dict.fromkeys(("total", "vdot", "sum0", "sum1", "multi_dot", "sum_kron_diag", "sum_diag_kron"), "sum"),
    "mean0": "mean",
    "entries": "product", "max": "largest", "norm": "norm", "logsumexp": "log of sum",
}  # fmt: skip
"""Functions that bring samples together, and how their values merge."""


def merged(merges: Sequence[Merge], first: Partial, second: Partial) -> Partial:
    """What is known of the rows of both."""
    m, n = first.rows, second.rows
    if not m or not n:
        return first if m else second
    values = []
    for merge, one, other in zip(merges, first.values, second.values, strict=True):
        found = MERGES[merge.kind](one, other, m, n)
        if merge.kind == "centred":
            left, right = (np.subtract(first.values[k], second.values[k]) for k in merge.means)
            found = found + np.multiply.outer(left, right) * (m * n / (m + n))
        values.append(found)
    return Partial(m + n, tuple(values))


def axis_of(shape: Sequence[Dim], rows: Dim) -> int | None:
    """The axis with a row a sample; None where there is none.

    Raises:
        UnsupportedError: there are several, as in a matrix of pairs of samples, or a length is made of their number.
    """
    (atom,) = rows.atoms()
    found = [k for k, dim in enumerate(shape) if atom in dim.atoms()]
    if not found:
        return None
    if len(found) > 1 or shape[found[0]] is not rows:
        raise UnsupportedError(f"an array of shape {'×'.join(map(str, shape))} is needed, for {rows} samples")
    return found[0]


def keeps_rows(term: Term, axes: Sequence[int | None], axis: int) -> bool:
    """Whether a row of the term is made of the same row of its parts; ``axes`` are those of the parts."""
    tall = [(k, at) for k, at in enumerate(axes) if at is not None]
    if not tall:
        return term.op == "argument" or term.name in _MADE
    if term.op in _ENTRYWISE or (term.name and term.name not in CALLS):
        return all(at - term.parts[k].rank == axis - term.rank for k, at in tall)
    if term.op in ("named", "transpose", "column"):
        return True
    if term.op == "matmul" or term.name == "multi_dot":
        return len(tall) == 1
    if term.name in _ALONG_ROWS and term.parts[0].rank != 2:
        return False
    return len(tall) <= len(_KEEP.get(term.name, ())) and all(one in _KEEP[term.name] for one in tall)


def brings_together(term: Term, axes: Sequence[int | None]) -> str | None:
    """How the values of a term without rows, of parts with rows, merge; None where they don't."""
    if term.op == "matmul":
        return "sum" if None not in axes else None
    kind = _TOGETHER.get(term.name)
    fits = {"sum0": [0], "sum1": [1], "mean0": [0]}.get(term.name, list(axes))
    if kind is None or list(axes) != fits or (None in axes and term.name != "multi_dot"):
        return None
    whole = term.name != "vdot" or axes[0] == axes[1]
    return kind if whole and (term.name != "multi_dot" or sum(at is not None for at in axes) == 2) else None
