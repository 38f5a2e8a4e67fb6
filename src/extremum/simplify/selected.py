"""Entrywise products with what is zero in all entries but some: ``C.*diag(v)``, ``y.*q`` of a y with a single 1.

``C ∘ diag(v) = diag(v ∘ diagonal(C))`` (Horn & Johnson 2013, ch. 5), and ``y ∘ q = (y'q) y`` of a column y of the
identity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost

Factors = Sequence[tuple[Expr, Expr]]


def selected(node: Expr) -> Expr:
    """An entrywise product that selects entries of its factors, where that is shorter; a sum in it multiplied out.

    >>> import extremum as ex
    >>> inverted = ex.parse("C.*diag(ones(n)./diagonal(C))", "C[n,n]: positive")
    >>> print(selected(inverted), ex.simplify("q.*(1 - y/(q'*y))", "q[n]: positive; y[n]: onehot"))
    eye(n) q - y
    """
    if node.is_scalar or node.op.name != "hadamard" or len(node.args) == 2:
        return node
    options = [*_options(node)]
    return min([node, *options], key=cost) if options else node


def _options(node: Expr) -> Iterator[Expr]:
    whole = _chosen(node)
    if whole is not None:
        yield whole
    items = pairs(node)
    sums = [base for base, exponent in items if base.op is SUM and exponent is c.number(1)]
    if not sums or not any(_may_select(base) for base, _ in items):
        return  # of a product of n sums each would be multiplied out for nothing, with products of n factors
    for base in sums:
        rest = c.hadamard(*(c.power(b, e) for b, e in items if b is not base))
        terms = [(q, c.hadamard(term, rest)) for q, term in terms_of(base)]
        found = [(q, term, _chosen(term)) for q, term in terms]
        if any(chosen is not None for *_, chosen in found):
            yield c.combine([(q, term if chosen is None else chosen) for q, term, chosen in found])


def _chosen(term: Expr) -> Expr | None:
    """An entrywise product in which one factor selects entries of the others."""
    q, scalars, word = factors(term)
    items = pairs(word[0]) if len(word) == 1 and word[0].op.name == "hadamard" else []
    for k, (base, exponent) in enumerate(items):
        if exponent is c.number(1) and _selects(base):
            return c.product(c.number(q), *scalars, _selection(base, [*items[:k], *items[k + 1 :]]))
    return None


def _may_select(base: Expr) -> bool:
    """Whether what selects is among the factors of a factor, or of its terms."""
    return any(map(_selects, topological([base], enter=lambda n: n.op.entrywise and "function" not in n.op.parameters)))


def _selects(base: Expr) -> bool:
    """Whether only the diagonal, or one entry of a column, is not zero."""
    return base.op.name == "diag" or (base.is_column and (base.op.name == "embed" or holds(base, "onehot")))


def _selection(base: Expr, rest: Factors) -> Expr:
    if base.op.name == "diag":
        entries = (c.power(c.diagonal(b), e) for b, e in rest)
        return c.diag(c.hadamard(base.args[0], *entries))
    row = c.transpose(base)
    return c.product(*(c.power(c.product(row, b), e) for b, e in rest), base)
