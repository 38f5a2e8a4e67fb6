"""``ex.compile(hessian, structured=True)``: the factors of a matrix are computed, and the matrix is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

from extremum.algebra.dims import ONE, ZERO, Dim
from extremum.algebra.evaluate import Scope
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.compiling.arguments import arguments_in
from extremum.compiling.compiled import Compiled, compile
from extremum.compiling.factor import Factor
from extremum.compiling.operator import Operator
from extremum.data.binding import scope_for
from extremum.data.given import given
from extremum.operations import construct as c
from extremum.operations.block import grid
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import cut

Place = tuple[Dim, Dim]


@dataclass(frozen=True, slots=True)
class Part:
    """A factor before its numbers: the expressions of its arrays, or the size of an identity among them."""

    kind: str
    arrays: tuple[Expr | Dim, ...]
    at: Place = (ZERO, ZERO)
    shape: Place = (ZERO, ZERO)
    turned: bool = False

    def exprs(self) -> Iterator[Expr]:
        """Those of the arrays that are computed."""
        return (array for array in self.arrays if isinstance(array, Expr))


def structured(matrix: Expr, name: str) -> Structured:
    """The function whose value is the matrix in factors."""
    found = parts(matrix)
    exprs = [expr for part in found for expr in part.exprs()]
    return Structured(matrix, found, compile(exprs or [matrix], name=name))


def parts(matrix: Expr) -> list[Part]:
    """The factors whose sum, each at its place, the matrix is; of two blocks that are transposes one is computed."""
    if matrix.op.name != "block":
        return [_placed(part, (ZERO, ZERO), matrix) for part in _terms(matrix, c.number(1))]
    found: list[Part] = []
    known: dict[Expr, list[Part]] = {}
    row = ZERO
    for line in grid(matrix):
        column = ZERO
        for block in line:
            mirrored = known.get(c.transpose(block))
            if mirrored is None:
                known[block] = [_placed(part, (row, column), block) for part in _terms(block, c.number(1))]
                found += known[block]
            else:
                found += [_mirrored(part, (row, column)) for part in mirrored]
            column += block.cols
        row += line[0].rows
    return found


def _placed(part: Part, at: Place, block: Expr) -> Part:
    return Part(part.kind, part.arrays, at, (block.rows, block.cols))


def _mirrored(part: Part, at: Place) -> Part:
    return Part(part.kind, part.arrays, at, part.shape[::-1], turned=True)


def _terms(matrix: Expr, scale: Expr) -> Iterator[Part]:
    """The parts of ``scale * matrix``, without their places."""
    name = matrix.op.name
    if name == "sum":
        for q, term in terms_of(matrix):
            yield from _terms(term, c.multiple(q, scale))
    elif name == "scale":
        yield from _terms(matrix.args[1], c.product(scale, matrix.args[0]))
    elif name == "eye":
        yield Part("diagonal", (c.product(scale, c.ones(matrix.rows)),))
    elif name == "diag":
        yield Part("diagonal", (c.product(scale, matrix.args[0]),))
    elif name == "kron":
        yield Part("kron", _kron(matrix, scale))
    elif name == "product":
        yield _product(matrix, scale)
    elif not c.is_zero(matrix):
        yield Part("dense", (c.product(scale, matrix),))


def _kron(matrix: Expr, scale: Expr) -> tuple[Expr | Dim, Expr | Dim]:
    first, second = matrix.args[0], c.kron(*matrix.args[1:])
    if first.op.name == "eye":
        return first.rows, c.product(scale, second)
    return c.product(scale, first), second.rows if second.op.name == "eye" else second


def _product(matrix: Expr, scale: Expr) -> Part:
    """Two factors with few numbers between them, where there may be few."""
    word = matrix.args
    if len(word) == 2 and word[0].op.name == "kron" and word[1].op.name == "commutation":
        first, second = word[0].args[0], c.kron(*word[0].args[1:])
        if word[1] is c.commutation(first.cols, second.cols):
            return Part("turned kron", (c.product(scale, first), second))
    pieces = cut(word)
    if len(pieces) == 2:
        return Part("product", (c.product(scale, *pieces[0]), c.product(*pieces[1])))
    narrow = next((k for k in range(1, len(word)) if word[k].rows is not matrix.rows), None)
    if narrow is None or word[narrow].rows is ONE:
        return Part("dense", (c.product(scale, matrix),))
    return Part("product", (c.product(scale, *word[:narrow]), c.product(*word[narrow:])))


@final
class Structured:
    """A function of data, given by keyword, whose value is an :class:`Operator`.

    source: the code of its factors.
    """

    def __init__(self, matrix: Expr, found: list[Part], made: Compiled) -> None:
        self.matrix, self.source, self._parts, self._made = matrix, made.source, found, made

    def __call__(self, data: Mapping[Any, Any] | None = None, /, **more: Any) -> Operator:
        """The operator on data, which are given as to :meth:`Expr.evaluate`.

        Raises:
            DataError: data are missing, do not fit, violate an assumption, or lead to a singular matrix.
        """
        arrays, numbers = given([self.matrix], {} if data is None else data, more)
        scope = scope_for([self.matrix], arrays, numbers)
        found = iter(self._made.values(arguments_in(self._made.plan.inputs, scope)))
        factors = [_factor(part, found, scope) for part in self._parts]
        return Operator((scope.dim(self.matrix.rows), scope.dim(self.matrix.cols)), factors)

    def __repr__(self) -> str:
        return repr(self._made).replace("<compiled", "<compiled operator")


def _factor(part: Part, found: Iterator[Any], scope: Scope) -> Factor:
    arrays = tuple(scope.dim(array) if isinstance(array, Dim) else _array(array, next(found)) for array in part.arrays)
    rows, columns = part.at
    m, n = part.shape
    return Factor(part.kind, (scope.dim(rows), scope.dim(columns)), (scope.dim(m), scope.dim(n)), arrays, part.turned)


def _array(of: Expr, value: Any) -> Any:
    """The value as a matrix; of the diagonal of a matrix as a vector."""
    return np.reshape(value, (-1, 1) if of.is_column else (1, -1)) if of.is_column or of.is_row else np.asarray(value)
