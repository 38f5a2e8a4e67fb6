"""A part of a written formula, and how it is used."""

from __future__ import annotations

from typing import NamedTuple, final

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.records import record


class Use(NamedTuple):
    """A part where it stands: transposed or not, with its sign turned or not."""

    part: int
    turned: bool = False
    negative: bool = False

    def signed(self, negative: bool) -> Use:
        """The use with this sign."""
        return self if negative == self.negative else Use(self.part, self.turned, negative)


@final
@record
class Part:
    """What a part is made of.

    kind: ``leaf``, ``word`` (a product of matrices), ``scaled`` (numbers and scalars times the last use), ``sum``,
    ``entrywise`` (a Hadamard product), ``let`` (a letter for its only operand), or the kind of its form; uses: its
    operands; form: its form, for all that the kind and the uses don't say; symmetric: its transpose is the same part;
    shape: None where it isn't known; levels: the bound indices that are free in it; node: the expression that it is,
    where it is one.
    """

    kind: str
    uses: tuple[Use, ...]
    form: Form
    symmetric: bool = False
    shape: Shape | None = None
    levels: frozenset[int] = frozenset()
    node: Expr | None = None

    @property
    def is_row(self) -> bool:
        """A row vector, no number."""
        return self.shape is not None and self.shape[0] is ONE and self.shape[1] is not ONE

    @property
    def is_column(self) -> bool:
        """A column vector, no number."""
        return self.shape is not None and self.shape[1] is ONE and self.shape[0] is not ONE

    @property
    def is_scalar(self) -> bool:
        """A number."""
        return self.shape is not None and self.shape[0] is ONE and self.shape[1] is ONE
