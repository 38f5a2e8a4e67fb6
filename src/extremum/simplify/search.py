"""The bounded search: as it is, factored, expanded, over one denominator, as a change of low rank; the shortest wins.

The search changes form, never value: tests evaluate every rewriting on random shapes and values.
"""

from __future__ import annotations

from typing import Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traits import MULTILINEAR
from extremum.algebra.traverse import rebuild, topological
from extremum.operations import construct as c
from extremum.operations.operators import expression
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.absorb import absorbed
from extremum.simplify.alike import alike_together
from extremum.simplify.angles import angles_together
from extremum.simplify.bilinear import of_trace
from extremum.simplify.block_factors import factor_before
from extremum.simplify.block_signs import with_few_minuses
from extremum.simplify.cleared import cleared
from extremum.simplify.cost import cost
from extremum.simplify.crossed import crossed_together, of_axial, triple_product_turned, without_minus
from extremum.simplify.crossed_twice import crossed_twice
from extremum.simplify.expand import expanded
from extremum.simplify.factor import factored
from extremum.simplify.fraction import over_one_denominator
from extremum.simplify.improper import improper_fractions
from extremum.simplify.logs import logs_together
from extremum.simplify.middles import by_the_middle
from extremum.simplify.odd import without_odd_terms
from extremum.simplify.pushed import pushed
from extremum.simplify.question import kept_forms, one_question
from extremum.simplify.ratios import ratios
from extremum.simplify.scaling import scaled
from extremum.simplify.selected import selected, selected_in_terms
from extremum.simplify.signed import signed
from extremum.simplify.spread import spread
from extremum.simplify.squares import squares
from extremum.simplify.totals import totals_together
from extremum.simplify.updates import updated

_SEARCHED, _ROUNDS = 400, 8
"""What is longer than this is left as it is: nobody reads them, and the search would not pay. And how often what was
found is searched again."""


def simplify(expr: Any, declarations: Any = ()) -> Expr:
    """An equal expression, as short as the search finds; of a text it is that of what the text stands for.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, B, x = ex.matrix("A", n, n), ex.matrix("B", n, n), ex.vector("x", n)
    >>> simplify(A @ x + B @ x)
    (A + B)*x

    Raises:
        ParseError: a text follows no grammar, or a name in it has no determined shape.
    """
    start = expression(expr, declarations)
    if kept_forms.open:
        return _simplified(start, kept_forms.simplified)
    with one_question() as kept:
        return _simplified(start, kept.simplified)


def _simplified(start: Expr, memo: dict[Expr, Expr]) -> Expr:
    best = _settled(start, memo)
    short = [form for form in dict.fromkeys((best, start)) if cost(form) <= _SEARCHED]
    others = [other for form in short if (other := by_the_middle(form)) is not form]
    if others:
        best = min([best, *(_settled(other, memo) for other in others)], key=cost)
    memo[best] = memo[start] = best
    return best


def _settled(expr: Expr, memo: dict[Expr, Expr]) -> Expr:
    """The expression after as many passes as change it."""
    best = expr
    for _ in range(_ROUNDS):
        found = _once(best, memo)
        if found is best:
            break
        best = found
    return best


def _once(expr: Expr, memo: dict[Expr, Expr]) -> Expr:
    """One pass from the leaves up."""
    if expr in memo:
        return memo[expr]
    for node in topological([expr], memo, enter=lambda n: not n.op.closed):
        memo[node] = node if node.op.closed or not node.args else _shortest(_rebuilt(node, memo))
    return memo[expr]


def _rebuilt(node: Expr, memo: dict[Expr, Expr]) -> Expr:
    """The node with its arguments simplified, where the shorter ones still show what the operation needs of them."""
    try:
        return rebuild(node, tuple([memo[arg] for arg in node.args]))
    except ExtremumError:  # eigval needs a matrix that is known to be symmetric
        return node


def _shortest(node: Expr) -> Expr:
    """The best form of one node whose arguments are simplified already."""
    best = node
    for _ in range(_ROUNDS):
        found = _step(best)
        if found is best:
            break
        best = found
    return best


def _step(node: Expr) -> Expr:
    name = node.op.name
    if name == "sum":
        return with_few_minuses(without_minus(shortest_sum(node)))
    if name == "block":
        return factor_before(node)
    if name == "axial":
        return of_axial(node)
    if name == "trace":
        return _first_shortest([outer_products(node), of_trace(node), without_odd_terms(node)])
    if node.op is PRODUCT and all(map(_is_simple, node.args)):  # no rule takes such factors apart
        return node
    if node.op.linear is MULTILINEAR:
        crossed = (*crossed_together(node), *crossed_twice(node))
        node = triple_product_turned(_first_shortest([node, *crossed, without_odd_terms(node)]))
        found = with_few_minuses(spread(pushed(absorbed(node))))
        return over_one_denominator(found) if found is node and name == "scale" else found
    if name == "hadamard":
        options = [node, scaled(node), over_one_denominator(node), updated(node), signed(node), ratios(node)]
        return _first_shortest([*options, squares(node), selected(node), *cleared(node, roots=True)])
    return node


def _is_simple(factor: Expr) -> bool:
    """A symbol, or what is made entry by entry, a sum excepted; and the transpose of one."""
    upright = factor.args[0] if factor.op.name == "transpose" else factor
    return upright.op.variable or (upright.op.entrywise and upright.op is not SUM)


def outer_products(node: Expr) -> Expr:
    """A trace multiplied out, where it is that of outer products: ``tr(A*(x*y' + y*x')) = y'*(A + A')*x``."""
    total = _multiplied_out(node)
    if total is node or any(term.op.name == "trace" for term in total.args):
        return node
    whole = expanded(total)
    return min(node, factored(total), total if whole is None else factored(whole), key=cost)


def _multiplied_out(node: Expr) -> Expr:
    """The same as a sum of traces and scalars, where outer products are in it."""
    grown = expanded(node.args[0]) if node.op.name == "trace" else None
    if grown is None or not any(any(f.is_column for f in factors(term)[2]) for _, term in terms_of(grown)):
        return node
    return c.add(*(c.multiple(q, c.trace(term)) for q, term in terms_of(grown)))


def shortest_sum(node: Expr) -> Expr:
    """The best form of one sum whose terms are simplified already."""
    if len(node.args) < 2 or cost(node) > _SEARCHED:
        return node
    options = [
        node,
        factored(node),
        over_one_denominator(node),
        updated(node),
        *logs_together(node),
        *alike_together(node),
        *angles_together(node),
        *crossed_together(node),
        *totals_together(node),
        *crossed_twice(node),
        *improper_fractions(node),
        *selected_in_terms(node),
    ]
    opened = c.combine([(q, _multiplied_out(term)) for q, term in terms_of(node)]) if node.is_scalar else node
    grown = expanded(opened)
    if grown is not None and grown is not node:
        options += [grown, factored(grown)]
        if grown.op is SUM:
            options.append(updated(grown))
    return _first_shortest(options)


def _first_shortest(options: list[Expr]) -> Expr:
    """The shortest of equal forms, of those the first."""
    others = [option for option in options if option is not options[0]]  # often none, and no length is asked for
    return min([options[0], *others], key=cost) if others else options[0]
