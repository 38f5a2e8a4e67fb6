"""Helpers that keep each operation's record short."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import final, overload

from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import holds
from extremum.algebra.node import REGISTRY, Args, Expr, Operation, Params, make
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations import construct as c


@final
class OnDemand(Sequence[Expr | None]):
    """Gradients with respect to many arguments, each found when it is asked for."""

    def __init__(self, count: int, part: Callable[[int], Expr | None]) -> None:
        self._count, self._part = count, part

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, k: int) -> Expr | None: ...
    @overload
    def __getitem__(self, k: slice) -> list[Expr | None]: ...
    def __getitem__(self, k: int | slice) -> Expr | list[Expr | None] | None:
        if isinstance(k, slice):
            return [self._part(j) for j in range(*k.indices(self._count))]
        return self._part(range(self._count)[k])


def no_facts(node: Expr, fact: str) -> str | None:
    """Nothing is inferred."""
    return None


def no_derivative(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    """Adjoint of leaves: there is nothing to differentiate."""
    return ()


def no_jacobian(node: Expr, k: int) -> Expr:
    """Jacobian of leaves: there is no argument."""
    raise IndexError(f"{node.op.name} has no argument {k}")


constant = partial(
    Operation, noun="a constant", adjoint=no_derivative, jacobian=no_jacobian, linear=NONLINEAR, exact=Exact.RATIONAL,
    kinks=smooth, domain="everywhere", reference="a constant has derivative 0",
)  # fmt: skip
"""The record of an operation without arguments, whose derivative is 0."""


def leaf_transpose(node: Expr) -> Expr:
    """The transpose of a node that has no simpler one: the node itself where it is symmetric or scalar."""
    if node.is_scalar or (node.rows is node.cols and holds(node, "symmetric")):
        return node
    if node.rows is node.cols and holds(node, "skew"):
        return c.multiple(-1, node)
    return make(REGISTRY["transpose"], (node,))


def orient(arg: Expr) -> Expr:
    """The argument or its transpose, whichever is written first; a column, never a row.

    For operations that commute with transposition, or whose value does not change under it.
    """
    if arg.is_column:
        return arg
    back = c.transpose(arg)
    if arg.is_row:
        return back
    return first_written(arg, back)


def first_written(*ways: Expr) -> Expr:
    """The one with the fewest transposes on top, then by structure."""
    return min(ways, key=lambda way: (_transposes(way), way.order))


def _transposes(node: Expr) -> int:
    """How many there are on top: those of a sum of products stand two below."""
    below = [*node.args, *(inner for arg in node.args for inner in arg.args)]
    return sum(one.op.name == "transpose" for one in (node, *below))


def itself(node: Expr) -> Expr:
    """The transpose of a symmetric or scalar operation."""
    return node


def scalar_shape(args: Args, params: Params) -> Shape:
    """Shape rule of scalar operations."""
    return ONE, ONE


def square(args: Args, what: str) -> Dim:
    """The size of a square argument.

    Raises:
        ShapeError: it is not square.
    """
    arg = args[0]
    if arg.rows is not arg.cols:
        raise ShapeError(
            f"{what} needs a square matrix, but {arg} is {show_shape(arg.shape)}; "
            f"declare it square, or did you mean {arg}'*{arg}?"
            if not arg.args
            else f"{what} needs a square matrix, but {arg} is {show_shape(arg.shape)}"
        )
    return arg.rows


def leaf(rng: random.Random, rows: Dim, cols: Dim = ONE, *assume: str) -> Expr:
    """A random symbol of the given shape, for examples."""
    name = rng.choice("ABCDEFGH") + str(rng.randrange(10))
    return c.build("symbol", (), (name if cols is not ONE else name.lower(), rows, cols, tuple(sorted(assume))))


def sizes(rng: random.Random, count: int) -> list[Dim]:
    """Random dimensions, different more often than not."""
    return [Dim.of(rng.choice("nmpq")) for _ in range(count)]


def unary_example(
    make_one: Callable[[Expr], Expr], *assume: str, is_square: bool = False
) -> Callable[[random.Random], Expr]:
    """Example of an operation of one matrix."""

    def example(rng: random.Random) -> Expr:
        rows, cols = sizes(rng, 2)
        return make_one(leaf(rng, rows, rows if is_square else cols, *assume))

    return example
