"""Block matrices ``[A, B; C, D]``, and ``embed(b, n, a)``: n columns of the identity, those after the first b."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, ZERO, Dim, Shape, show_shape
from extremum.algebra.errors import DataError, ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import JOINTLY, Exact, smooth, total
from extremum.operations import construct as c
from extremum.operations.base import constant, leaf, leaf_transpose, sizes

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

Grid = list[list[Expr]]


def grid(node: Expr) -> Grid:
    """The rows of blocks."""
    return _rows(node.args, node.params)


def _rows(args: Args, params: Params) -> Grid:
    (count,) = params
    assert isinstance(count, int)
    width = len(args) // count
    return [list(args[k * width : (k + 1) * width]) for k in range(count)]


def block(rows: Sequence[Sequence[Expr]]) -> Expr:
    """``[A, B; C, D]``, from rows of blocks.

    Raises:
        ShapeError: the rows have unequal numbers of blocks, or the blocks do not fit.
    """
    if not rows or any(len(row) != len(rows[0]) for row in rows) or not rows[0]:
        raise ShapeError("a block matrix needs rows with equally many blocks, as in [[A, B], [C, D]]; add zeros")
    return c.build("block", tuple(part for row in rows for part in row), (len(rows),))


def _shape(args: Args, params: Params) -> Shape:
    rows = _rows(args, params)
    for row in rows:
        for part, above in zip(row, rows[0], strict=True):
            if part.rows is not row[0].rows:
                raise ShapeError(
                    f"the blocks of a row need equally many rows, but {row[0]} is {show_shape(row[0].shape)} and "
                    f"{part} is {show_shape(part.shape)}; transpose one, or fill up with zeros"
                )
            if part.cols is not above.cols:
                raise ShapeError(
                    f"the blocks of a column need equally many columns, but {above} is {show_shape(above.shape)} and "
                    f"{part} is {show_shape(part.shape)}; transpose one, or fill up with zeros"
                )
    return sum((row[0].rows for row in rows), ZERO), sum((part.cols for part in rows[0]), ZERO)


def _build(args: Args, params: Params) -> Expr:
    shape = _shape(args, params)
    if len(args) == 1:
        return args[0]
    if all(c.is_zero(part) for part in args):
        return c.zeros(*shape)
    rows = _rows(args, params)
    diagonal = all(
        (part.op.name == "eye" or part is c.number(1)) if j == k else c.is_zero(part) for k, j, part in _places(rows)
    )
    if diagonal and len(rows) == len(rows[0]):
        return c.eye(shape[0])
    return make(BLOCK, args, params)


def _places(rows: Grid) -> list[tuple[int, int, Expr]]:
    return [(k, j, part) for k, row in enumerate(rows) for j, part in enumerate(row)]


def heights(node: Expr) -> list[Dim]:
    """The numbers of rows of the blocks."""
    return [row[0].rows for row in grid(node)]


def widths(node: Expr) -> list[Dim]:
    """The numbers of columns of the blocks."""
    return [part.cols for part in grid(node)[0]]


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    lead = np.broadcast_shapes(*(value.shape[:-2] for value in values))
    full = tuple(np.broadcast_to(value, lead + value.shape[-2:]) for value in values)
    (count,) = node.params
    assert isinstance(count, int)
    width = len(full) // count
    strips = [np.concatenate(full[k * width : (k + 1) * width], axis=-1) for k in range(count)]
    return np.concatenate(strips, axis=-2)


def embeddings(parts: Sequence[Dim]) -> list[Expr]:
    """For each part of a partition, the columns of the identity that belong to it."""
    total = sum(parts, ZERO)
    before = ZERO
    found = []
    for size in parts:
        found.append(c.build("embed", (), (before, size, total - before - size)))
        before = before + size
    return found


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    left, right = embeddings(heights(node)), embeddings(widths(node))
    return [c.product(c.transpose(left[k]), grad, right[j]) for k, j, _ in _places(grid(node))]


def _jacobian(node: Expr, k: int) -> Expr:
    left, right = embeddings(heights(node)), embeddings(widths(node))
    row, column = divmod(k, len(right))
    return c.kron(right[column], left[row])


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    count = len(grid(node)[0])
    return forms.block([parts[k : k + count] for k in range(0, len(parts), count)])


def diagonal_blocks(node: Expr) -> list[Expr] | None:
    """The blocks on the diagonal, where the rows and the columns are divided alike."""
    if heights(node) != widths(node):
        return None
    return [row[k] for k, row in enumerate(grid(node))]


def is_stacked(node: Expr) -> bool:
    """Whether vec of the whole is vec of the blocks, stacked: one row of blocks, or one column of vectors."""
    return len(grid(node)) == 1 or node.is_column


def is_zero_below(node: Expr) -> bool:
    """Whether all blocks below the diagonal are zero."""
    return all(c.is_zero(part) for k, j, part in _places(grid(node)) if k > j)


def is_zero_above(node: Expr) -> bool:
    """Whether all blocks above the diagonal are zero."""
    return all(c.is_zero(part) for k, j, part in _places(grid(node)) if k < j)


_ENTRYWISE = {"nonnegative", "positive", "nonzero", "binary"}
_BLOCK_DIAGONAL = {"diagonal", "positive_definite", "positive_semidefinite", "orthogonal", "skew", "symmetric"}
_TRIANGULAR = {"upper_triangular": is_zero_below, "lower_triangular": is_zero_above}


def _is_skew(node: Expr) -> bool:
    """Whether each block is minus the transpose of the one opposite, also where some are not zero."""
    rows = grid(node)
    return heights(node) == widths(node) and all(
        part is c.multiple(-1, c.transpose(rows[j][k])) for k, j, part in _places(rows) if j >= k
    )


def _infer(node: Expr, fact: str) -> str | None:
    if fact in _ENTRYWISE:
        return f"each block is {fact}" if all(reason(part, fact) for part in node.args) else None
    parts = diagonal_blocks(node)
    if parts is None:
        return None
    below, above = is_zero_below(node), is_zero_above(node)
    kept = (fact in _BLOCK_DIAGONAL and below and above) or (fact in _TRIANGULAR and _TRIANGULAR[fact](node))
    if (kept or (fact == "invertible" and (below or above))) and all(reason(part, fact) for part in parts):
        return f"each diagonal block of {node} is {fact}"
    if fact == "symmetric" and c.transpose(node) is node:
        return f"{node} equals its transpose"
    return f"{node} is minus its transpose" if fact == "skew" and _is_skew(node) else None


def _transposed(node: Expr) -> Expr:
    return block([[c.transpose(part) for part in column] for column in zip(*grid(node), strict=True)])


def _example(rng: random.Random) -> Expr:
    n, m, p, q = sizes(rng, 4)
    return block([[leaf(rng, n, m), leaf(rng, n, p)], [leaf(rng, q, m), leaf(rng, q, p)]])


BLOCK: Operation = register(
    Operation(
        name="block",
        noun="a block matrix",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=_transposed,
        example=_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        rank_bound=total,
        kinks=smooth,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 1, sec. 11: A = Σ E_i A_ij F_j', vec(E A F') = (F ⊗ E) vec(A)",
        parameters=("strips",),
        telling=4,
    )
)


# -- the columns of the identity ---------------------------------------------------------------------------------------
def extent(node: Expr) -> tuple[Dim, Dim, Dim]:
    """How many columns of the identity come before, are taken, and come after."""
    before, size, after = node.params
    assert isinstance(before, Dim) and isinstance(size, Dim) and isinstance(after, Dim)
    return before, size, after


def _embed_shape(args: Args, params: Params) -> Shape:
    before, size, after = params
    assert isinstance(before, Dim) and isinstance(size, Dim) and isinstance(after, Dim)
    return before + size + after, size


def _embed_value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """Ones where row = before + column; ``before`` may have as many values as a bound index."""
    before, size, _ = extent(node)
    _check_inside(node, scope)
    ahead = np.arange(scope.dim(node.rows))[:, None] - np.arange(scope.dim(size))
    return scope.field.array((ahead == scope.index(before)[..., None, None]).astype(int))


def _check_inside(node: Expr, scope: Scope) -> None:
    """Refuses ``x[k]`` of a vector with fewer than k entries."""
    before, size, after = extent(node)
    if np.min(scope.index(before), initial=0) < 0 or np.min(scope.index(after), initial=0) < 0:
        raise DataError(
            f"the data have {scope.dim(node.rows)} entries where {before + 1}..{before + size} are asked for"
        )


def _embed_build(args: Args, params: Params) -> Expr:
    before, size, after = params
    assert isinstance(size, Dim)
    return c.eye(size) if before is ZERO and after is ZERO else make(EMBED, (), params)


def unit(size: Dim, index: Dim) -> Expr:
    """The unit vector e_index, numbered from 1.

    Raises:
        ShapeError: there is none of that number.
    """
    before, after = (index - 1).number, (size - index).number
    if (before is not None and before < 0) or (after is not None and after < 0):
        raise ShapeError(f"unit({size}, {index}): the unit vectors of {size} entries have the numbers 1 to {size}")
    return c.build("embed", (), (index - 1, ONE, size - index))


def _embed_form(node: Expr, parts: Sequence[Form]) -> Form:
    before, size, after = extent(node)
    if size is ONE:
        return forms.call("unit", *(forms.name(str(d)) for d in (node.rows, before + 1)))
    return forms.call("embed", *(forms.name(str(d)) for d in (before, size, after)))


EMBED: Operation = register(
    constant(
        name="embed",
        shape=_embed_shape,
        build=_embed_build,
        value=_embed_value,
        form=_embed_form,
        infer=lambda node, fact: (
            "it is made of columns of the identity" if fact in ("full_column_rank", "binary") else None
        ),
        transposed=leaf_transpose,
        example=lambda rng: c.build("embed", (), tuple(sizes(rng, 3))),
        rank=1,
        parameters=("before", "size", "after"),
    )
)
