"""Sums with exact rational coefficients: ``Σ q_i A_i``, flat, like terms collected, in structural order."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING

from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.node import Args, Expr, Operation, Order, Params, Rational, make, register
from extremum.algebra.traits import JOINTLY, Exact, smooth, total
from extremum.operations import construct as c
from extremum.operations.base import leaf, sizes
from extremum.operations.coefficients import greatest_divisor, plain
from extremum.operations.degree import degree
from extremum.operations.sum_form import sum_form
from extremum.operations.turned import turned_sum

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def coefficients(node: Expr) -> tuple[Rational, ...]:
    """The coefficients of a sum, term by term."""
    return node.params  # type: ignore[return-value]


def terms_of(node: Expr) -> list[tuple[Rational, Expr]]:
    """Any expression as a list of (coefficient, term)."""
    if node.op is SUM:
        return list(zip(coefficients(node), node.args, strict=True))
    if c.is_number(node):
        return [(c.value_of(node), c.number(1))]
    return [(1, node)]


def uniform(expr: Expr) -> Expr | None:
    """The number that all entries of ``s*ones(n, m)`` are, or of a sum of such; None of scalars and of all else."""
    parts: list[tuple[Rational, Expr]] = []
    for q, term in terms_of(expr):
        whole = term.op.name == "scale"
        if (term.args[1] if whole else term).op.name != "ones":
            return None
        parts.append((q, term.args[0] if whole else c.number(1)))
    return c.combine(parts)


def _shape(args: Args, params: Params) -> Shape:
    return args[0].shape


def _build(args: Args, params: Params) -> Expr:
    shape = args[0].shape
    for arg in args:
        if arg.shape != shape:
            raise ShapeError(
                f"cannot add {args[0]} ({show_shape(shape)}) and {arg} ({show_shape(arg.shape)}): "
                "the shapes of a sum must agree"
            )
    found = _with_term(args, params)
    return _collect(_total(args, params), args[0]) if found is None else found


def _total(args: Args, params: Params) -> dict[Expr, Rational]:
    """The coefficient of each term."""
    total: dict[Expr, Rational] = {}
    for outer, arg in zip(params, args, strict=True):
        assert isinstance(outer, int | Fraction)
        if outer:
            for inner, term in terms_of(arg):
                total[term] = total.get(term, 0) + outer * inner
    return total


def _with_term(args: Args, params: Params) -> Expr | None:
    """A long sum and a term that is not in it, put where it belongs; so a sum of many terms may grow one by one."""
    if len(args) != 2 or len(args[0].args) < _LONG or args[0].op is not SUM or params[0] != 1 or not params[1]:
        return None
    (node, term), q = args, plain(params[1])  # type: ignore[arg-type]
    if term.op is SUM or term.op.name in ("number", "zeros") or _stacked(term) is not None:
        return None
    place = bisect_left(node.args, term.order, key=_order)
    if place < len(node.args) and node.args[place] is term:
        return None
    before, after = node.params[:place], node.params[place:]
    return make(SUM, (*node.args[:place], term, *node.args[place:]), (*before, q, *after))


_LONG = 8
_order = attrgetter("order")


def _collect(total: dict[Expr, Rational], sample: Expr) -> Expr:
    """The sum of distinct terms; terms ``vec(A)``, or ``vec(A)'``, become one ``vec`` of a sum."""
    live = [(plain(q), t) for t, q in total.items() if q and t.op.name != "zeros"]
    vecs = [(q, matrix) for q, t in live if (matrix := _stacked(t)) is not None]
    if len(vecs) > 1 and len({matrix.shape for _, matrix in vecs}) == 1:
        merged = c.vec(c.combine(vecs))
        merged = c.transpose(merged) if sample.is_row else merged
        live = [(q, t) for q, t in live if _stacked(t) is None] + terms_of(merged)
        live = [(q, t) for q, t in live if not c.is_zero(t)]
    if not live:
        return c.number(0) if sample.is_scalar else c.like_zeros(sample)
    live.sort(key=lambda pair: pair[1].order)
    if len(live) == 1:
        q, term = live[0]
        if q == 1:
            return term
        if c.is_number(term):
            return c.number(q)
    return make(SUM, tuple(t for _, t in live), tuple(q for q, _ in live))


def _stacked(term: Expr) -> Expr | None:
    """A of ``vec(A)`` and of ``vec(A)'``."""
    upright = term.args[0] if term.op.name == "transpose" else term
    return upright.args[0] if upright.op.name == "vec" else None


def content(node: Expr) -> tuple[Rational, Expr]:
    """``node = q · primitive`` with the leading coefficient of the primitive part positive.

    >>> import extremum as ex
    >>> x, y = ex.scalar("x"), ex.scalar("y")
    >>> content(2*y - 4*x)
    (2, y - 2*x)
    """
    if node.op is not SUM:
        return 1, node
    if len(node.args) == 1:
        return coefficients(node)[0], node.args[0]
    values = coefficients(node)
    factor = greatest_divisor(values)
    if min(values) < 0 and values[max(range(len(values)), key=lambda k: _lead_key(node.args[k]))] < 0:
        factor = -factor
    if factor == 1:
        return 1, node
    return plain(factor), make(SUM, node.args, tuple(plain(Fraction(v) / factor) for v in values))


def _lead_key(term: Expr) -> tuple[int, Order, Order]:
    """The same for a term and its transpose (but for ties such as ``A - A'``), so that signs survive transposition."""
    if term.is_column:
        return degree(term), term.order, term.order
    back = c.transpose(term)
    upright = back.order if term.is_row else min(term.order, back.order)
    return degree(term), upright, term.order if not term.is_row else back.order


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    field = scope.field
    total: Array | None = None
    for q, value in zip(coefficients(node), values, strict=True):
        term = value if q == 1 else -value if q == -1 else field.constant(q) * value
        total = term if total is None else total + term
    assert total is not None
    return field.reduce(total)


_CLOSED = {
    "symmetric", "diagonal", "lower_triangular", "upper_triangular", "skew", "integer",
}  # fmt: skip
_CONES = {"positive_semidefinite", "positive_definite", "nonnegative", "positive"}
_WEAK = {"positive_definite": "positive_semidefinite", "positive": "nonnegative"}


def _infer(node: Expr, fact: str) -> str | None:
    if fact in _CLOSED:
        if fact == "integer" and any(Fraction(q).denominator != 1 for q in coefficients(node)):
            return None
        found = [reason(term, fact) for term in node.args]
        return f"each term is {fact}" if all(found) else _symmetric(node, fact)
    if len(node.args) == 1 and node.args[0].op.name == "constant" and fact in ("positive", "nonnegative"):
        return f"{node} is a positive constant" if coefficients(node)[0] > 0 else None
    if fact in _CONES and all(q > 0 for q in coefficients(node)):
        weak = _WEAK.get(fact, fact)
        if all(reason(term, weak) for term in node.args) and any(reason(term, fact) for term in node.args):
            return f"it is a positive combination of {weak} terms" + ("" if weak == fact else f", one of them {fact}")
    if fact == "invertible" and len(node.args) == 1:
        return reason(node.args[0], fact)
    if fact == "nonzero" and len(node.args) == 1:
        return reason(node.args[0], fact)
    if fact == "nonzero" and all(q < 0 for q in coefficients(node)):
        return reason(c.multiple(-1, node), "positive") and f"{node} is negative"
    if fact == "binary":
        return _flag_turned(node)
    counted = _counted(node, fact) if node.is_scalar else None
    return counted or (_complement(node) if fact == "nonnegative" else None)


def _counted(node: Expr, fact: str) -> str | None:
    """``n - 1`` is not negative, and ``2n - 1`` is positive: a dimension is 1 at least."""
    counts = [(q, term) for q, term in terms_of(node) if not c.is_number(term)]
    if fact not in ("positive", "nonnegative") or any(q < 0 or not _is_count(term) for q, term in counts):
        return None
    least = sum(coefficients(node))
    enough = least > 0 or (least == 0 and fact == "nonnegative")
    return f"{' and '.join(str(term) for _, term in counts)} at least 1" if enough else None


def _is_count(term: Expr) -> bool:
    """Whether it is a dimension, or a product of whole powers of dimensions."""
    bases, exponents = (term.args[::2], term.args[1::2]) if term.op.name == "hadamard" else ((term,), ())
    counts = all(base.op.name == "dimension" and reason(base, "positive") for base in bases)
    return counts and all(reason(power, fact) for power in exponents for fact in ("integer", "positive"))


def _flag_turned(node: Expr) -> str | None:
    """``1 - b`` is 0 or 1 where b is."""
    terms = dict(terms_of(node)) if len(node.args) == 2 else {}
    if terms.keys() != {1, -1} or not (c.is_number(terms[1]) or terms[1].op.name == "ones"):
        return None
    unit = terms[1] in (c.number(1), c.like_ones(terms[1]))
    return f"{terms[-1]} is 0 or 1, so is {node}" if unit and reason(terms[-1], "binary") else None


def _complement(node: Expr) -> str | None:
    """``q - q x`` for entries x between 0 and 1; ``q n - q Σ_i x_i`` for n of them."""
    terms = terms_of(node)
    if len(terms) != 2 or sum(coefficients(node)) != 0:
        return None
    (_, most), (_, x) = sorted(terms, key=lambda term: -term[0])
    counted = x.op.name == "sum_over" and most.op.name == "dimension" and most.param("dimension") is x.size
    if not counted and most.op.name != "ones" and most is not c.number(1):
        return None
    part = x.args[0] if counted else x
    bounded = next((why for name in ("binary", "simplex") if (why := reason(part, name))), None)
    return f"it is what {most} exceeds {x} by, and {bounded}" if bounded else None


def _symmetric(node: Expr, fact: str) -> str | None:
    if fact == "symmetric" and node.rows is node.cols and c.transpose(node) is node:
        return f"{node} equals its transpose"
    return None


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.multiple(q, grad) for q in coefficients(node)]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.multiple(coefficients(node)[k], c.eye(node.rows * node.cols))


def _transposed(node: Expr) -> Expr:
    return c.combine([(q, c.transpose(term)) for q, term in terms_of(node)])


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    return c.combine([(Fraction(rng.randint(-5, 5), 2) or 1, leaf(rng, rows, cols)) for _ in range(3)])


SUM: Operation = register(
    Operation(
        name="sum",
        noun="a sum",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=sum_form,
        infer=_infer,
        transposed=_transposed,
        example=_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        rank_bound=total,
        kinks=smooth,
        domain="everywhere",
        reference="Petersen & Pedersen (2012), eq. (35); Magnus & Neudecker (2019), ch. 9: d(U + V) = dU + dV",
        rank=6,
        parameters=("*coefficients",),
        turned=turned_sum,
        telling=0,
        entrywise=True,
    )
)
