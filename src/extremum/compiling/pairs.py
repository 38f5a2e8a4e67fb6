"""Double sums over samples: what depends on two of them is a matrix, an entry a pair, for a block of rows at a time.

Distances of pairs come from one product of the samples, centred so that nothing cancels far from the origin. Under a
root, a logarithm or a fraction, where small ones matter, they come from the differences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import final

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ShapeError
from extremum.algebra.intervals import ALL
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import topological
from extremum.compiling import entrywise
from extremum.compiling.begins import open_body_at
from extremum.compiling.chains import turned
from extremum.compiling.conditions import compared
from extremum.compiling.lowering import Lowering
from extremum.compiling.samples import Rows, batches, has_steps
from extremum.compiling.term import Blocks, Loop, Term, rank_of
from extremum.compiling.term import topological as terms_below
from extremum.compiling.totals import total_of
from extremum.compiling.units import NoRowsError
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.powers import pairs as powers
from extremum.operations.sum import content, terms_of
from extremum.operations.wordalgebra import Word, cut, factors, half


def total(low: Lowering, node: Expr) -> Term | None:
    """``Σ_i`` of what has a sum over j in it, a block of rows at a time; None where a loop must do it."""
    inner = next((n for n in topological([node.args[0]]) if n.op.binder), None)
    if inner is None or has_steps(node):
        return None
    known = low.blocks.setdefault((node.size, inner.size), low.terms.loop(node.size))
    found = _in_blocks(low, node, Blocks(known, node.size, node.shape[: rank_of(node)], inner.size))
    if found is None or not _loops_over(known, found.parts):
        return found
    again = Blocks(low.terms.loop(node.size), node.size, node.shape[: rank_of(node)], inner.size)
    return _in_blocks(low, node, again)


def _loops_over(index: object, parts: Sequence[Term]) -> bool:
    return any(isinstance(term.data, Loop) and term.data.index is index for term in terms_below(parts))


def _in_blocks(low: Lowering, node: Expr, loop: Blocks) -> Term | None:
    body = open_body_at(node, Dim.of(loop.index) + node.start)
    try:
        rows = Rows(low, loop.index, blocks=True)
        part = _matrix(rows, body) if _is_sum_of_matrices(body) else total_of(rows, body)
    except (NoRowsError, ShapeError):
        return None
    return low.terms.make("sum", (part,), loop)


def _is_sum_of_matrices(body: Expr) -> bool:
    _, _, word = factors(body)
    return rank_of(body) == 2 and len(word) == 1 and word[0].op.name == "sum_over"


def _matrix(rows: Rows, body: Expr) -> Term:
    """``Σ_i Σ_j k_ij u v'``, where u and v are sums of parts of one index each."""
    q, scalars, word = factors(body)
    if scalars:
        raise NoRowsError
    pairs, inner = _opened(rows, word[0])
    number, weights, product = factors(inner)
    pieces = cut(product)
    if len(pieces) != 2:
        raise NoRowsError
    left, right = pairs.parts(c.product(*pieces[0])), pairs.parts(c.product(*turned(pieces[1])))
    weight = pairs.whole(c.product(*weights))
    terms = rows.low.terms
    found = [
        _weighted(rows, weight, a, b, i, j) for i, a in enumerate(left) for j, b in enumerate(right)
        if a is not None and b is not None
    ]  # fmt: skip
    return terms.add([q * number], [terms.add([1] * len(found), found)])


def _weighted(rows: Rows, weight: Term, left: Term, right: Term, i: int, j: int) -> Term:
    """``Σ_ij k_ij a b'``, where a is of the first index (0) or of the second (1), and b likewise."""
    terms = rows.low.terms
    if i == j:
        return terms.matmul(terms.transpose(left), terms.times([terms.column(terms.sums(weight, 1 - i)), right]))
    middle = terms.matmul(weight if i == 0 else terms.transpose(weight), right)
    return terms.matmul(terms.transpose(left), middle)


def _opened(rows: Rows, node: Expr) -> tuple[Pairs, Expr]:
    """The pairs of a sum within a sum, and its body."""
    if not rows.blocks or rows.index in node.size.indices or rows.index in node.start.indices or has_steps(node):
        raise NoRowsError
    index = rows.low.terms.loop(node.size)
    return Pairs(rows, Rows(rows.low, index)), open_body_at(node, Dim.of(index) + node.start)


@batches("sum_over")
def _sum_over(rows: Rows, node: Expr) -> Term:
    """``Σ_j`` for each row: of scalars, or of scalars times vectors."""
    pairs, body = _opened(rows, node)
    terms = rows.low.terms
    if body.is_scalar:
        return terms.sums(pairs.whole(body), 1)
    if not body.is_column and not body.is_row:
        raise NoRowsError
    q, scalars, word = factors(body if body.is_column else c.transpose(body))
    own, other = pairs.parts(c.product(*word))
    weight = pairs.whole(c.product(*scalars))
    found = [] if own is None else [terms.times([terms.column(terms.sums(weight, 1)), own])]
    found += [] if other is None else [terms.matmul(weight, other)]
    return terms.add([q], [terms.add([1] * len(found), found)])


@batches("logsumexp_over")
def _logsumexp_over(rows: Rows, node: Expr) -> Term:
    pairs, body = _opened(rows, node)
    return rows.low.terms.call("logsumexp", (pairs.whole(body),))


@final
class Pairs:
    """The terms of scalars in two indices, for all pairs: a row for each value of the first."""

    def __init__(self, first: Rows, second: Rows, near: bool = False) -> None:
        self.first, self.second, self.near = first, second, near
        self.low = first.low
        self._memo: dict[Expr, Term] = {}

    def nearby(self) -> Pairs:
        """The same with distances that keep their digits where they are small."""
        return self if self.near else Pairs(self.first, self.second, near=True)

    def varies(self, node: Expr) -> bool:
        """Whether an expression changes with both."""
        return self.first.varies(node) and self.second.varies(node)

    def of(self, node: Expr) -> Term:
        """The term of any scalar, which broadcasts over the pairs."""
        if self.varies(node):
            return self._term(node)
        if self.first.varies(node):
            return self.low.terms.column(self.first.whole(node))
        return self.second.of(node)

    def whole(self, node: Expr) -> Term:
        """The term of a scalar that has an entry for each pair.

        Raises:
            NoRowsError: there is none.
        """
        term = self.of(node)
        if term.rank != 2 or term.thin:
            raise NoRowsError
        return term

    def _term(self, root: Expr) -> Term:
        for node in topological([root], self._memo, enter=lambda n: self.varies(n) and n.op.entrywise):
            if self.varies(node) and node.is_scalar and node not in self._memo:
                rule = _PAIRS.get(node.op.name)
                if rule is None:
                    raise NoRowsError
                self._memo[node] = rule(self, node)
        return self._memo[root]

    def parts(self, vector: Expr) -> tuple[Term | None, Term | None]:
        """A column as a sum of one that changes with the first index and one that changes with the second."""
        own, other = self.apart(vector)
        return None if own is None else self.first.whole(own), None if other is None else self.second.whole(other)

    def apart(self, vector: Expr) -> tuple[Expr | None, Expr | None]:
        """The same as expressions; what changes with neither counts to the first."""
        if not self.second.varies(vector):
            return vector, None
        if not self.first.varies(vector):
            return None, vector
        if vector.op.name == "sum":
            found = [(q, self.apart(term)) for q, term in terms_of(vector)]
            return _added([(q, a) for q, (a, _) in found]), _added([(q, b) for q, (_, b) in found])
        *rest, last = vector.args if vector.op.name == "product" else (vector,)
        if not rest or any(self.first.varies(factor) or self.second.varies(factor) for factor in rest):
            raise NoRowsError
        own, other = self.apart(last)
        return None if own is None else c.product(*rest, own), None if other is None else c.product(*rest, other)


def _added(items: Sequence[tuple[Rational, Expr | None]]) -> Expr | None:
    found = [c.multiple(q, term) for q, term in items if term is not None]
    return c.add(*found) if found else None


Rule = Callable[[Pairs, Expr], Term]


def _hadamard(pairs: Pairs, node: Expr) -> Term:
    """Powers that are no whole positive numbers are taken of distances that keep their digits."""
    steep = {base for base, exponent in powers(node) if not _is_whole_positive(exponent)}

    def lower(part: Expr) -> Term:
        return (pairs.nearby() if part in steep else pairs).of(part)

    def norm(root: Expr) -> Term:
        if pairs.varies(root):
            return _distances(pairs, root, "distances")
        if pairs.first.varies(root):
            return pairs.low.terms.column(pairs.low.terms.call("norms", (pairs.first.whole(root),)))
        raise NoRowsError

    return entrywise.quotient(pairs.low.terms, node, lower, norm)


def _is_whole_positive(exponent: Expr) -> bool:
    return c.is_number(exponent) and isinstance(c.value_of(exponent), int) and c.value_of(exponent) > 0


def _elementwise(pairs: Pairs, node: Expr) -> Term:
    """Functions that are smooth everywhere take distances that are exact up to the size of the samples."""
    known = FUNCTIONS.get(function_of(node)[0])
    smooth = known is not None and known.domain == ALL and not known.gaps and not known.kinks
    return entrywise.applied(pairs.low.terms, node, (pairs if smooth else pairs.nearby()).of)


def _product(pairs: Pairs, node: Expr) -> Term:
    """``u'A v``: of one index each, or the squared length of a difference."""
    root = half(node.args)
    if root is not None:
        vector = c.product(*root)
        if pairs.near:
            return pairs.low.terms.power(_distances(pairs, vector, "distances"), 2)
        return _distances(pairs, vector, "squared_distances")
    return _bilinear(pairs, node.args)


def _distances(pairs: Pairs, difference: Expr, name: str) -> Term:
    """Of what is a part of the first index less one of the second."""
    own, other = pairs.apart(difference)
    if own is None or other is None:
        raise NoRowsError
    if content(own)[0] < 0:
        own, other = c.multiple(-1, own), c.multiple(-1, other)
    return pairs.low.terms.call(name, (pairs.first.whole(own), pairs.second.whole(c.multiple(-1, other))))


def _bilinear(pairs: Pairs, word: Word) -> Term:
    terms = pairs.low.terms
    left, rest = c.transpose(word[0]), c.product(*word[1:])
    if pairs.varies(left) and not pairs.varies(rest):
        left, rest = rest, left
    if pairs.varies(left):
        raise NoRowsError
    if pairs.varies(rest):
        parts = [part for part in pairs.apart(rest) if part is not None]
        return terms.add([1] * len(parts), [pairs.of(c.product(c.transpose(left), part)) for part in parts])
    own, other = (left, rest) if pairs.first.varies(left) else (rest, left)
    return terms.matmul(pairs.first.whole(own), terms.transpose(pairs.second.whole(other)))


_PAIRS: dict[str, Rule] = {
    "delta": lambda pairs, node: compared(pairs, node, "equal_entries"),
    "less": lambda pairs, node: compared(pairs, node, "less_entries"),
    "sum": lambda pairs, node: entrywise.combined(pairs.low.terms, node, pairs.of),
    "scale": lambda pairs, node: pairs.low.terms.times([pairs.of(arg) for arg in node.args]),
    "hadamard": _hadamard,
    "elementwise": _elementwise,
    **dict.fromkeys(("larger", "smaller"), lambda pairs, node: entrywise.of_two(pairs.low.terms, node, pairs.of)),
    "product": _product,
}
