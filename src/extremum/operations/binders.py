"""Sums over an index, ``sum_i(f(x[i]))``, and what all operations that bind one have in common.

The bound index is :class:`Bound` of the binder's level (1 for the innermost), so that sums which differ in the name of
their index are one node. Code that works on the body *opens* it with a free index and *closes* it again, and never
handles bound indices itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Atom, Bound, Dim, IndexName, Shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.levels import bind
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.algebra.traverse import replace_indices, topological
from extremum.operations import construct as c
from extremum.operations.base import leaf
from extremum.operations.commuting import led
from extremum.operations.conditions import under_conditions
from extremum.operations.contract import Run, contracted
from extremum.operations.delta import collapse
from extremum.operations.hadamard import HADAMARD
from extremum.operations.letters import letters_of, remember
from extremum.operations.named import member_range
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def range_of(params: Params) -> tuple[Dim, Dim, Bound]:
    """The number of values, the first of them, and the index that is bound."""
    size, start, level = params
    assert isinstance(size, Dim) and isinstance(start, Dim) and isinstance(level, int)
    return size, start, Bound(level)


def close(operation: str, body: Expr, index: Atom, size: Dim, start: Dim = ONE) -> Expr:
    """Binds a free index of ``body``: ``operation`` over ``size`` values from ``start``."""
    bound, level = bind(body, index, (size, start))
    return c.build(operation, (bound,), (size, start, level))


def open_body(node: Expr, index: Atom) -> Expr:
    """The body of a binder with its bound index replaced by a free one."""
    return replace_indices(node.args[0], {Bound(node.level): Dim.of(index)})


def fresh_index(node: Expr, *others: Expr) -> IndexName:
    """A free index, for opening a binder, that occurs nowhere in it nor in others; it has a range where that starts at
    a number."""
    size, start, _ = range_of(node.params)
    names, name = {str(atom) for expr in (node, *others) for atom in expr.indices}, f"%{node.level}"
    while name in names:
        name = f"%{name}"
    return IndexName(name, size if start.number is not None else None, start.number or 0)


def body_shape(args: Args, params: Params) -> Shape:
    size, _, bound = range_of(params)
    if any(bound in d.atoms() for d in args[0].shape):
        raise ShapeError(f"the shape of {args[0]} changes with the index that is summed over 1..{size}")
    return args[0].shape


def renamed(operation: Operation, body: Expr, params: Params) -> Expr:
    """The binder as a node, its index renamed to the level that the body now has."""
    size, start, bound = range_of(params)
    body, level = bind(body, bound, (size, start))
    return remember(make(operation, (body,), (size, start, level)))


# -- sums ----------------------------------------------------------------------------------------------------------
def _sum_build(args: Args, params: Params) -> Expr:
    (body,) = args
    size, start, bound = range_of(params)
    if bound not in body.indices:
        return c.product(c.dimension(size), body)
    again: Callable[[Expr], Expr] = lambda part: c.build("sum_over", (part,), params)  # noqa: E731
    if body.op is SUM:
        return c.combine([(q, again(term)) for q, term in terms_of(body)])
    _, scalars, word = factors(body)
    pieces = [piece for s in scalars for piece in _powers(s)]
    outside = [piece for piece in pieces if bound not in piece.indices]
    inside = [piece for piece in pieces if bound in piece.indices]
    hit = collapse(inside, bound, size, start)
    if hit is not None:
        return c.product(*outside, replace_indices(c.product(*hit.rest, *word), {bound: hit.index}))
    ended = contracted(inside, word, Run(bound, size, start))
    if ended is not None:
        return c.product(*outside, ended)
    before, middle, after = _dependent(word, bound)
    if inside and word and not any(bound in factor.indices for factor in word):
        before, middle = word, ()  # the scalars alone are summed
    if outside or before or after:
        return c.product(*outside, *before, again(c.product(*inside, *middle)), *after)
    moved = _linear(body, bound, again)
    return renamed(SUM_OVER, body, params) if moved is None else moved


def _powers(scalar: Expr) -> list[Expr]:
    """The factors of a scalar; of a product ``x'Ay`` the two ends may be constant."""
    if scalar.op is HADAMARD:
        return [c.power(base, exponent) for base, exponent in pairs(scalar)]
    return [scalar]


def _dependent(word: tuple[Expr, ...], bound: Bound) -> tuple[tuple[Expr, ...], tuple[Expr, ...], tuple[Expr, ...]]:
    """The word as (constant prefix, what depends on the index, constant suffix)."""
    where = [k for k, factor in enumerate(word) if bound in factor.indices] or [0, len(word) - 1]
    lead, middle = led(word[where[0] : where[-1] + 1])
    return word[: where[0]] + lead, middle, word[where[-1] + 1 :]


def _takes_sums_in(node: Expr) -> bool:
    """Whether it is linear in one argument, and no transpose, which stands outside of sums."""
    plain = len(node.args) == 1 and node.op is not SUM and node.op.name != "transpose"
    return plain and node.op.linear.jointly and not node.op.binder and not node.op.label


def _changes_shape(node: Expr, bound: Bound) -> bool:
    """Whether the shape changes with the index, so that nothing of it is summed."""
    return any(bound in dim.indices for dim in node.shape)


def _linear(body: Expr, bound: Bound, again: Callable[[Expr], Expr]) -> Expr | None:
    """Moves the sum into a linear operation, past constant entrywise factors, or past the constant ends of ``x'Ay``."""
    if _takes_sums_in(body) and not _changes_shape(body.args[0], bound):
        return c.build(body.op.name, (again(body.args[0]),), body.params)
    if body.op.name == "transpose":
        moved = _linear(body.args[0], bound, again)
        return None if moved is None else c.transpose(moved)
    if body.op.name == "product":
        before, middle, after = _dependent(body.args, bound)
        return c.product(*before, again(c.product(*middle)), *after) if before or after else None
    if body.op.name == "kron":
        left, right = body.args
        if bound not in left.indices:
            return c.kron(left, again(right))
        return c.kron(again(left), right) if bound not in right.indices else None
    if body.op is HADAMARD and not body.is_scalar:
        constant = [(b, e) for b, e in pairs(body) if bound not in b.indices and bound not in e.indices]
        if constant:
            rest = [c.power(b, e) for b, e in pairs(body) if (b, e) not in constant]
            return c.hadamard(*(c.power(b, e) for b, e in constant), again(c.hadamard(*rest)))
    return None


def _total(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    return scope.field.reduce(values[0].sum(axis=0))


_CONVEX = {"symmetric", "positive_semidefinite", "positive_definite", "diagonal", "nonnegative", "positive", "skew",
           "upper_triangular", "lower_triangular"}  # fmt: skip


def _sum_infer(node: Expr, fact: str) -> str | None:
    if fact in _CONVEX:
        inner = reason(node.args[0], fact)
        return f"each term of {node} is {fact}" if inner else None
    return None


def written_as(symbol: str, node: Expr, parts: Sequence[Form]) -> Form:
    """``sum_i(…)``; with its range where no member in it says what that is."""
    size, start, bound = range_of(node.params)
    first, last = (forms.name(str(end)) for end in (start, start + size - 1))
    write = forms.binder if _said(node.args[0], bound) == {(size, start)} else forms.ranged
    index = forms.bound(str(bound), letters_of(node))

    def around(body: Form) -> Form:
        return write(symbol, index, body, first, last)

    return under_conditions(node.args[0], parts[0], bound, around) if symbol == "sum" else around(parts[0])


def binder_form(symbol: str) -> Callable[[Expr, Sequence[Form]], Form]:
    return lambda node, parts: written_as(symbol, node, parts)


def _said(body: Expr, bound: Bound) -> set[tuple[Dim, Dim]]:
    """The ranges (size, start) of the families whose members ``x[i]`` are written in the body of a sum over i."""
    nodes = topological([body], enter=lambda n: n.op.name not in ("state", "named"))
    return {found for node in nodes if (found := member_range(node, bound)) is not None}


def sample(rng: random.Random) -> tuple[Expr, IndexName]:
    from extremum.operations.leaves import member

    index = IndexName("i", Dim.of("N"))
    return member("x", Dim.of(rng.choice("nm")), ONE, (), Dim.of(index), Dim.of("N")), index


def _sum_example(rng: random.Random) -> Expr:
    x, index = sample(rng)
    y = c.product(leaf(rng, Dim.of("p"), x.rows), x)
    body = rng.choice([c.product(y, c.transpose(y)), c.apply("tanh", y), c.product(c.transpose(y), y)])
    return close("sum_over", body, index, Dim.of("N"))


SUM_OVER: Operation = register(
    Operation(
        name="sum_over",
        noun="a sum over an index",
        shape=body_shape,
        build=_sum_build,
        value=_total,
        adjoint=lambda node, grad: [grad],
        jacobian=lambda node, k: c.eye(node.rows * node.cols),  # of the body: the calculus sums it over the index
        form=binder_form("sum"),
        infer=_sum_infer,
        transposed=lambda node: c.build("sum_over", (c.transpose(node.args[0]),), node.params),
        example=_sum_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        rank_bound=lambda node, rank, number: number(node.size) * rank(node.args[0]),
        kinks=smooth,
        domain="everywhere",
        reference="Petersen & Pedersen (2012), eq. (35); Magnus & Neudecker (2019), ch. 9: d Σ U_i = Σ dU_i",
        binder=True,
        parameters=("size", "start", "level"),
        telling=1,
    )
)
