"""Expressions in one index for all its values at once: one row a sample, so that ``A x[i]`` is ``X @ A.T``.

In a batch a scalar is a 1-D array, one entry a sample, and a vector a 2-D array, one row a sample. What has no such
form (a matrix that changes with the sample, other than a product of vectors) is left to a loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from extremum.algebra.dims import ONE, Dim, IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.compiling import entrywise
from extremum.compiling.chains import column, diagonal_of, known, solves, turned
from extremum.compiling.lowering import Lowering, family_of, place_of, shape_as_data
from extremum.compiling.term import Member, Term
from extremum.compiling.units import (
    NoRowsError,
    counted,
    ends_in_unit,
    entry,
    is_counted,
    is_unit,
)
from extremum.operations import construct as c
from extremum.operations.wordalgebra import Word, half


def has_steps(node: Expr) -> bool:
    """Whether it is a sum over the steps of a recurrence."""
    return node.op.name == "sum_over" and any(inner.op.run is not None for inner in topological([node]))


@final
class Rows:
    """The terms of expressions in one index, for all its values at once, or for a block of them, which is the index."""

    def __init__(self, low: Lowering, index: IndexName, blocks: bool = False) -> None:
        assert index.size is not None
        self.low, self.index, self.count, self.blocks = low, index, index.size, blocks
        self._memo: dict[Expr, Term] = {}

    def holding(self, node: Expr, term: Term) -> Rows:
        """The same, where a term stands for an expression."""
        found = Rows(self.low, self.index, self.blocks)
        found._memo[node] = term
        return found

    def step_of(self, node: Expr) -> IndexName:
        """A new index for a sum over steps, of which each sample has as many."""
        if self.index in node.size.indices or self.index in node.start.indices:
            raise NoRowsError
        return self.low.terms.loop(node.size)

    def varies(self, node: Expr) -> bool:
        """Whether an expression changes with the sample."""
        return self.index in node.indices

    def term(self, root: Expr) -> Term:
        """The term of an expression that changes with the sample.

        Raises:
            NoRowsError: it has none, or it does not change with the sample.
        """
        if not self.varies(root):
            raise NoRowsError
        for node in topological([root], self._memo, enter=lambda n: self.varies(n) and not n.op.binder):
            if self.varies(node) and node not in self._memo and not is_unit(self, node):
                rule = _ROWS.get(node.op.name)
                if rule is None:
                    raise NoRowsError
                self._memo[node] = rule(self, node)
        if root not in self._memo:
            raise NoRowsError
        return self._memo[root]

    def whole(self, node: Expr) -> Term:
        """The term of an expression that changes with the sample, of full width; raises as :meth:`term`."""
        return _kept(self.term(node), node)

    def of(self, node: Expr) -> Term:
        """The term of any expression; of one that does not change with the sample the ordinary one."""
        return self.term(node) if self.varies(node) else self.low.loose(node)

    def block(self, whole: Term) -> Term:
        """A block of the rows; it counts as one row for each time that the loop over all rows would run."""
        return self.low.terms.make("rows", (whole,), Member(Dim.of(self.index), self.count), (ONE, *whole.shape[1:]))

    def beside(self, scalar: Expr) -> Term:
        """A scalar as a factor of vectors."""
        term = self.of(scalar)
        return self.low.terms.column(term) if self.varies(scalar) else term


Rule = Callable[[Rows, Expr], Term]


def batches(name: str) -> Callable[[Rule], Rule]:
    """Enters the rule of an operation."""

    def enter(rule: Rule) -> Rule:
        _ROWS[name] = rule
        return rule

    return enter


def is_member(rows: Rows, node: Expr) -> bool:
    """Whether it is the member of a family that the index counts."""
    own = node.op.name == "member" and family_of(node)[0] is rows.count
    return own and place_of(node) is Dim.of(rows.index)


def _member(rows: Rows, node: Expr) -> Term:
    """The whole family, where the index counts its members."""
    if not node.is_column or not is_member(rows, node):
        raise NoRowsError
    family = rows.low.terms.make("argument", data=node.name, shape=(rows.count, *shape_as_data(node)))
    return rows.block(family) if rows.blocks else family


def _sum(rows: Rows, node: Expr) -> Term:
    return _kept(entrywise.combined(rows.low.terms, node, rows.of), node)


def _kept(term: Term, node: Expr) -> Term:
    """A term with one row a sample, of full width."""
    if term.rank != (1 if node.is_scalar else 2) or term.thin:
        raise NoRowsError
    return term


def _scale(rows: Rows, node: Expr) -> Term:
    scalar, vector = node.args
    return rows.low.terms.times([rows.beside(scalar), rows.of(vector)])


def _hadamard(rows: Rows, node: Expr) -> Term:
    terms = rows.low.terms

    def lower(part: Expr) -> Term:
        return rows.of(part) if node.is_scalar or not part.is_scalar else rows.beside(part)

    def norm(root: Expr) -> Term:
        varies = rows.varies(root)
        if varies and not root.is_column:
            raise NoRowsError
        return terms.call("norms", (rows.whole(root),)) if varies else terms.call("norm", (rows.low.whole(root),))

    return entrywise.quotient(terms, node, lower, norm)


def _elementwise(rows: Rows, node: Expr) -> Term:
    return entrywise.applied(rows.low.terms, node, rows.of)


def _of_two(rows: Rows, node: Expr) -> Term:
    return _kept(entrywise.of_two(rows.low.terms, node, rows.of), node)


def _of_rows(rows: Rows, node: Expr) -> Term:
    argument = _kept(rows.of(node.args[0]), node.args[0])
    return rows.low.terms.call(node.op.name, (argument,))


def _product(rows: Rows, node: Expr) -> Term:
    if node.is_scalar:
        return _scalar(rows, node.args)
    if node.is_column:
        return _chain(rows, node.args)
    if node.is_row:
        return _chain(rows, turned(node.args))
    raise NoRowsError


def _chain(rows: Rows, word: Word) -> Term:
    """``A B x[i]``, one row a sample: ``X @ B.T @ A.T``; of a unit vector that the index counts, the rows of A'."""
    *rest, last = word
    if is_counted(rows, last):
        return counted(rows, word[:-1])
    if any(rows.varies(factor) for factor in rest):
        raise NoRowsError
    result = _kept(rows.of(last), last)
    for factor in reversed(rest):
        result = _times_turned(rows, result, factor)
    return result


def _times_turned(rows: Rows, left: Term, factor: Expr) -> Term:
    """``left @ factor'``."""
    low, terms = rows.low, rows.low.terms
    if solves(low, factor):
        solved = terms.call("solve", (known(low, factor.args[0]), terms.transpose(left)))
        return terms.transpose(solved)
    entries = diagonal_of(low, factor)
    if entries is not None:
        return terms.times([left, entries])
    return terms.matmul(left, low.whole(c.transpose(factor)))


def _scalar(rows: Rows, word: Word) -> Term:
    """``x[i]' A y[i]``, an entry a sample; the factors between two vectors that change must not."""
    terms = rows.low.terms
    root = half(word)
    if root is not None:
        return terms.sums(terms.power(_chain(rows, root), 2), 1)
    column_of = ends_in_unit(rows, word)
    if column_of is not None:
        return entry(rows, column_of)
    if not rows.varies(word[-1]):
        word = turned(word)
    first, rest = word[0], word[1:]
    if first.op.name == "ones":
        return terms.sums(_chain(rows, rest), 1)
    if rows.varies(first):
        left = _kept(rows.of(c.transpose(first)), first)
        return terms.sums(terms.times([left, _chain(rows, rest)]), 1)
    if any(rows.varies(factor) for factor in word[:-1]):
        raise NoRowsError
    return terms.matmul(_kept(rows.of(word[-1]), word[-1]), column(rows.low, turned(word[:-1])))


def _named(rows: Rows, node: Expr) -> Term:
    body = _kept(rows.of(node.args[0]), node)
    return rows.low.terms.make("named", (body,), node.name)


_ROWS: dict[str, Rule] = {
    "member": _member,
    "sum": _sum,
    "scale": _scale,
    "hadamard": _hadamard,
    "elementwise": _elementwise,
    "larger": _of_two,
    "smaller": _of_two,
    "logsumexp": _of_rows,
    "softmax": _of_rows,
    "product": _product,
    "transpose": lambda rows, node: _kept(rows.of(node.args[0]), node.args[0]),
    "named": _named,
}
