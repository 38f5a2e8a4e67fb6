"""The chain rule stops short: an inner derivative is missing, or an outer function was not differentiated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as with_fields
from functools import partial

from extremum.algebra.dims import IndexName
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import index_letter
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.dependence import dependent
from extremum.calculus.derivatives import jacobian
from extremum.calculus.sweep import gradients
from extremum.checking.case import Case, Finding
from extremum.checking.syntax import Formula, Place, places
from extremum.notation.text import free_names
from extremum.operations import construct as c
from extremum.operations.binders import close, open_body
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import symbol
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify

_NODES, _SHORT = 24, 40


@dataclass(frozen=True, slots=True)
class _Forgotten:
    """A derivative in which a step of the chain rule is missing.

    part: the derivative of a term as it would come out; true: the right one; sentence: what is missing; scalar: whether
    what is missing is a number.
    """

    part: Expr
    true: Expr
    sentence: Callable[[], str]
    scalar: bool = False

    def inside(self, wrap: Callable[[Expr], Expr]) -> _Forgotten:
        return with_fields(self, part=wrap(self.part), true=wrap(self.true))


def chain_rule(case: Case) -> Iterator[Finding]:
    """``claim = answer - term + the same term with a step missing``; a step that is a number comes after factors."""
    ranks = {False: 0, True: 1}
    for q, forgotten in _all(case):
        if forgotten.scalar not in ranks:
            continue
        if any(case.equal(case.claim, candidate) for candidate in _totals(case, q, forgotten)):
            yield Finding("chain_rule", forgotten.sentence(), case.expected, rank=ranks.pop(forgotten.scalar))
            if not forgotten.scalar:
                return


def _all(case: Case) -> Iterator[tuple[Expr, _Forgotten]]:
    f, x = case.question.f, case.question.x
    one = c.number(1)
    if not f.is_scalar:
        yield from ((one, forgotten) for forgotten in _of_matrix(f, x))
        return
    if case.question.written is not None:
        yield from ((one, forgotten) for forgotten in _of_text(case, case.question.written))
    for q, term in terms_of(f):
        yield from ((c.number(q), forgotten) for forgotten in _of_term(term, x))


def _totals(case: Case, q: Expr, forgotten: _Forgotten) -> Iterator[Expr]:
    """The answer with the term's derivative exchanged; the term's own where nothing else depends on x."""
    part, true = c.product(q, forgotten.part), c.product(q, forgotten.true)
    if part.shape == case.expected.shape:
        yield c.add(case.expected, c.multiple(-1, true), part)
    elif part.shape == case.claim.shape and case.right(true):
        yield part


def _stand_in(name: str, node: Expr) -> Expr:
    """A symbol that may stand where the expression does: eigenvalues are those of symmetric matrices only."""
    return symbol(name, *node.shape, ("symmetric",) if not node.is_scalar and holds(node, "symmetric") else ())


# -- scalars -----------------------------------------------------------------------------------------------------------
def _of_term(term: Expr, x: Expr) -> Iterator[_Forgotten]:
    """The ways to forget a step in the derivative of a term; in a sum over samples the same for each."""
    if term.op.name != "sum_over":
        yield from _of_body(term, x)
        return
    size, start = term.size, term.start
    taken = free_names(term) | free_names(x)
    index = IndexName(index_letter(taken), size, start.number or 0)
    for forgotten in _of_body(open_body(term, index), x):
        try:
            yield forgotten.inside(lambda part: close("sum_over", part, index, size, start))
        except ExtremumError:
            continue


def _inner(body: Expr, x: Expr) -> list[Expr]:
    """The pieces of an expression that depend on x, the expression and x left out; outer ones first."""
    order, live = dependent(body, [x])
    found = [node for node in reversed(order) if node in live and node not in (x, body)]
    return [node for node in found if not _is_trivial(node)][:_NODES]


def _is_trivial(node: Expr) -> bool:
    """Whether a step has no derivative that could be forgotten: other shapes, names, sums over samples."""
    return node.op.rearranges or node.op.label or (node.op.binder and node.op.linear.jointly)


def _of_body(body: Expr, x: Expr) -> Iterator[_Forgotten]:
    for node in [body, *_inner(body, x)]:
        try:
            yield from _at(body, node, x)
        except ExtremumError:
            continue


def _at(body: Expr, node: Expr, x: Expr) -> Iterator[_Forgotten]:
    """Steps forgotten at an inner function: its own derivative, or that of its argument."""
    arrived = c.number(1) if node is body else _arriving(body, node)
    if c.is_zero(arrived):
        return
    true = gradients(node, [x], arrived)[0]
    if node is not body:
        yield _Forgotten(arrived, true, partial(_missing, str(node), node, x, True), _is_multiple(node, x))
    for arg in node.args:
        if arg.shape == node.shape and arg is not x and not _is_scaled(node) and dependent(arg, [x])[1]:
            part = gradients(arg, [x], arrived)[0]
            yield _Forgotten(part, true, partial(_no_slope, node, arg), _is_multiple(node, arg))
    if node.op.name == "softmax":
        yield from _of_softmax(node, x, arrived, true, str(node))
    if node.op.name == "elementwise":
        kept = gradients(node.args[0], [x], c.hadamard(arrived, node))[0]
        yield _Forgotten(kept, true, partial(_not_differentiated, node.function, str(node)))


def _is_scaled(node: Expr) -> bool:
    """Whether a node is a product of scalars."""
    return node.op.name == "hadamard" and node.is_scalar and len(node.args) > 2


def _of_softmax(node: Expr, x: Expr, arrived: Expr, true: Expr, text: str) -> Iterator[_Forgotten]:
    """Its derivative ``diag(p) - p p'`` taken for the identity, for that of a function of each entry, or not taken."""
    argument = node.args[0]
    slopes = {
        "the identity": arrived,
        "diag(p)": c.hadamard(arrived, node),
        "diag(p.*(1 - p))": c.hadamard(arrived, node, c.subtract(c.like_ones(node), node)),
        "": node,
    }
    for slope, back in slopes.items():
        sentence = partial(_softmax_words, text, slope)
        yield _Forgotten(gradients(argument, [x], back)[0], true, sentence)


def _softmax_words(text: str, slope: str) -> str:
    due = f"the derivative of p = {text} is diag(p) - p*p'"
    if not slope:
        return f"The outer function was not differentiated: {text} stands where its derivative is due; {due}."
    return f"The derivative of softmax is wrong: {due}, not {slope}."


def _arriving(body: Expr, node: Expr) -> Expr:
    """``∂body/∂node``, with what arrives at the node's transpose."""
    turned = c.transpose(node)
    if node.is_scalar or turned is node or turned.op.name == "transpose":  # what arrives there is passed on to the node
        return gradients(body, [node])[0]
    here, there = gradients(body, [node, turned])
    return c.add(here, c.transpose(there))


# -- scalars, as they were written -------------------------------------------------------------------------------------
def _of_text(case: Case, formula: Formula) -> Iterator[_Forgotten]:
    """The same at the pieces of the text, which the normal form may not show: the softmax in ``log(softmax(z))``."""
    for place in places(formula.tree):
        if place.tree.kind in ("call", "sum", "chain", "power"):
            try:
                yield from _at_piece(case, formula, place)
            except (ExtremumError, ZeroDivisionError):
                continue


def _at_piece(case: Case, formula: Formula, place: Place) -> Iterator[_Forgotten]:
    x, piece = case.question.x, formula.value(place.tree)
    if not dependent(piece, [x])[1] or piece.indices:
        return
    stand_in = _stand_in("%u", piece)
    outside = formula.value(place.put(formula.given(stand_in)))
    rest, arrived = (replace(g, {stand_in: piece}) for g in gradients(outside, [x, stand_in]))
    true = c.subtract(case.expected, rest)
    text = formula.text(place.tree)
    if place.path:
        yield _Forgotten(arrived, true, partial(_missing, text, piece, x, True), _is_multiple(piece, x))
    if piece.op.name == "softmax":
        yield from _of_softmax(piece, x, arrived, true, text)
    if place.tree.kind == "call" and place.tree.text in FUNCTIONS:
        arg = formula.value(place.tree.parts[0])
        slope_left_out = gradients(arg, [x], arrived)[0]
        yield _Forgotten(slope_left_out, true, partial(_no_derivative, place.tree.text, text))
        kept = gradients(arg, [x], c.hadamard(arrived, piece))[0]
        yield _Forgotten(kept, true, partial(_not_differentiated, place.tree.text, text))


# -- matrices ----------------------------------------------------------------------------------------------------------
def _of_matrix(f: Expr, x: Expr) -> Iterator[_Forgotten]:
    """The same for Jacobians: ``∂f/∂u`` for ``∂f/∂u · ∂u/∂x``."""
    for node in _inner(f, x):
        try:
            outer = _outer(f, node, x)
            if outer is not None:
                true = c.product(outer, jacobian(node, x))
                yield _Forgotten(outer, true, partial(_missing, str(node), node, x), _is_multiple(node, x))
        except ExtremumError:
            continue
    for node in [*_inner(f, x), f]:
        outer = c.eye(f.rows * f.cols) if node is f else _outer(f, node, x)
        if node.op.name == "elementwise" and outer is not None:
            inner, slope = jacobian(node.args[0], x), node.op.jacobian(node, 0)
            part, true = c.product(outer, inner), c.product(outer, slope, inner)
            yield _Forgotten(part, true, partial(_no_slope, node, node.args[0]))


def _outer(f: Expr, node: Expr, x: Expr) -> Expr | None:
    """``∂f/∂node`` where f depends on x through this node alone."""
    if node.indices:
        return None
    stand_in = _stand_in("%", node)
    outside = replace(f, {node: stand_in, c.transpose(node): c.transpose(stand_in)})
    if dependent(outside, [x])[1]:
        return None
    return replace(jacobian(outside, stand_in), {stand_in: node})


# -- words -------------------------------------------------------------------------------------------------------------
def _is_multiple(node: Expr, x: Expr) -> bool:
    """Whether ``∂node/∂x`` is a number: the node is ``q x + b``."""
    moving = [term for _, term in terms_of(node) if dependent(term, [x])[1]]
    return all(term is x or term is c.transpose(x) for term in moving)


def _missing(text: str, node: Expr, x: Expr, of_scalar: bool = False) -> str:
    if of_scalar and not (node.is_column and x.is_column):
        return _not_carried_back(text, node, x)
    sentence = (
        f"The chain rule stops short: the claim is the derivative with respect to {text}; the derivative of {text}"
    )
    try:
        inner = simplify(jacobian(node, x))
    except ExtremumError:
        return f"{sentence} with respect to {x} is missing."
    shown = f", {inner}," if cost(inner) < _SHORT and not inner.indices else ""
    return f"{sentence} with respect to {x}{shown} is missing."


def _not_carried_back(text: str, node: Expr, x: Expr) -> str:
    """Of a scalar's derivative with respect to a matrix in words of its gradient, not of a Jacobian."""
    sentence = f"The chain rule stops short: the claim is the derivative with respect to {text}"
    name = next(letter for letter in "GHRQ" if letter not in {s.name for s in (*node.symbols, x)})
    if node.indices:
        return f"{sentence}, not yet carried back to {x}."
    try:
        back = simplify(gradients(node, [x], symbol(name, *node.shape))[0])
    except ExtremumError:
        return f"{sentence}, not yet carried back to {x}."
    if cost(back) >= _SHORT:
        return f"{sentence}, not yet carried back to {x}."
    return f"{sentence}; where that is {name}, the one with respect to {x} is {back}."


def _no_slope(node: Expr, arg: Expr) -> str:
    if node.op.name == "elementwise":
        return _no_derivative(node.function, str(node))
    step = "A step of the chain rule is missing: the derivative of"
    if node.op.name == "hadamard" and arg in [base for base, e in pairs(node) if e is c.number(1)]:
        weights = c.hadamard(*(c.power(base, e) for base, e in pairs(node) if base is not arg))
        whole, inner, weights = _upright(node, arg, weights)
        return f"{step} {whole} with respect to {inner}, which is the factor {weights}."
    return f"{step} {node} with respect to {arg}."


def _upright(*exprs: Expr) -> list[Expr]:
    """The expressions or their transposes, whichever are written with fewer transposes."""
    turned = [c.transpose(expr) for expr in exprs]
    return min(list(exprs), turned, key=lambda row: sum(str(expr).count("'") for expr in row))


def _no_derivative(function: str, text: str) -> str:
    return f"The chain rule stops short: the derivative of {function} is missing, at {text}."


def _not_differentiated(function: str, text: str) -> str:
    return f"The outer function was not differentiated: {text} stands where the derivative of {function} is due."
