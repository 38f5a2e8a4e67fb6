"""Products of matrices, and among them the updates of low rank ``(I + A B) M (I + A B)'`` of a symmetric M.

With ``V = M B'`` and ``W = V + A (B V)/2`` that is ``M + Z + Z'``, ``Z = A W'``: one product of the width of A, and
three matrices that are added, where factor by factor each of them is read again.
"""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.compiling import costs
from extremum.compiling.candidates import cheapest
from extremum.compiling.chains import column, matrix, product, turned
from extremum.compiling.lowering import Lowering, lowers
from extremum.compiling.term import Term, rank_of
from extremum.operations import construct as c
from extremum.operations.scale import split
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import Word, cut


@lowers("product")
def _product(low: Lowering, node: Expr) -> Term:
    if rank_of(node) < 2:
        return product(low, node)
    update = _update(low, node.args)
    plain = product(low, node)
    return plain if update is None else cheapest(plain, update, sizes=low.sizes)


def _update(low: Lowering, word: Word) -> Term | None:
    """A congruence of a symmetric matrix by a change of the identity; of another product none."""
    first, *middle, last = word
    if not middle or first.op.name != "sum" or c.transpose(first) is not last:
        return None
    inside = c.product(*middle)
    change = _change(low, first)
    if change is None or c.transpose(inside) is not inside or not holds(inside, "symmetric"):
        return None
    q, scalar, left, right = change
    return _updated(low, inside, q, low.loose(scalar) if scalar is not None else None, left, right)


def _updated(low: Lowering, inside: Expr, q: Fraction, scalar: Term | None, left: Word, right: Word) -> Term:
    """``M + Z + Z'`` of ``I + q s A B``: a column A, and a row B, are 1-D arrays."""
    terms, base = low.terms, low.whole(inside)
    vectors = left[-1].is_column
    lower = column if vectors else matrix
    across, beside = lower(low, left), lower(low, (inside, *turned(right)))
    back = lower(low, turned(right))
    factor = [] if scalar is None else [scalar]
    moved = terms.add([q], [terms.times([*factor, beside])])
    inner = terms.matmul(terms.transpose(back), moved)
    half = terms.times([*factor, inner])
    more = terms.times([half, across]) if vectors else terms.matmul(across, half)
    wide = terms.add([1, q / 2], [moved, more])
    made = terms.call("outer", (across, wide)) if vectors else terms.matmul(across, terms.transpose(wide))
    return terms.add([1, 1, 1], [base, made, terms.transpose(made)])


def _change(low: Lowering, factor: Expr) -> tuple[Fraction, Expr | None, Word, Word] | None:
    """(q, s, A, B) of ``±(I + q s A B)``, where A has few columns."""
    found = {term.op.name == "eye": (Fraction(q), term) for q, term in terms_of(factor)}
    if len(terms_of(factor)) != 2 or len(found) != 2 or abs(found[True][0]) != 1:
        return None
    q, term = found[False]
    scalar, word = split(term)
    if word.op.name != "product":
        return None
    pieces = cut(word.args)
    left, right = pieces if len(pieces) == 2 else _narrowest(low, word.args)
    return (q / found[True][0], scalar, left, right) if left else None


def _narrowest(low: Lowering, word: Word) -> tuple[Word, Word]:
    """A product cut where it is narrowest; nothing at the left where it is nowhere narrower than the whole."""
    widths = [costs.typical(factor.cols, low.sizes) for factor in word[:-1]]
    least = min(widths)
    at = widths.index(least) + 1 if least < costs.typical(word[0].rows, low.sizes) else 0
    return word[:at], word[at:]
