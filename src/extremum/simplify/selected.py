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
from extremum.simplify.expand import expanded
from extremum.simplify.factor import factored

Factors = Sequence[tuple[Expr, Expr]]
_TERMS = 12
"""Longer sums are left as they are."""


def selected(node: Expr) -> Expr:
    """An entrywise product that selects entries of its factors, where that is shorter; a sum in it multiplied out.

    >>> import extremum as ex
    >>> inverted = ex.parse("C.*diag(ones(n)./diagonal(C))", "C[n,n]: positive")
    >>> print(selected(inverted), ex.simplify("q.*(1 - y/(q'*y))", "q[n]: positive; y[n]: onehot"))
    eye(n) q - y
    """
    if node.is_scalar or node.op.name != "hadamard" or len(node.args) == 2:
        return node
    options = [option for found in _options(node) for option in (found, factored(found))]
    return min([node, *options], key=cost) if options else node


def selected_in_terms(total: Expr) -> Iterator[Expr]:
    """The sum with what selects entries multiplied out in its terms, shorter or not, and common factors taken out.

    >>> import extremum as ex
    >>> print(*selected_in_terms(ex.parse("p.*(1 + c*(y'*p - y)) - y", "p[n]; y[n]: onehot; c")))
    (1 + c*p'*y)*(p - y)
    """
    if not (total.is_column or total.is_row) or total.is_scalar or len(total.args) > _TERMS:
        return
    changed = False
    found: list[Expr] = []
    for q, term in terms_of(total):
        inner, scalars, word = factors(term)
        core = word[0] if len(word) == 1 and word[0].op.name == "hadamard" else None
        opened = next(_options(core), None) if core is not None and len(core.args) > 2 else None
        changed = changed or opened is not None
        found.append(c.multiple(q, term if opened is None else c.product(c.number(inner), *scalars, opened)))
    if changed:
        whole = c.add(*found)
        grown = expanded(whole)
        yield factored(whole if grown is None else grown)


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
        grown = expanded(base)
        terms = [(q, c.hadamard(term, rest)) for q, term in terms_of(base if grown is None else grown)]
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
