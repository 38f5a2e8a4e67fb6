"""The trace: linear, and of a product one cyclic word in a canonical rotation and orientation."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import JOINTLY, Exact, smooth
from extremum.algebra.traverse import topological, write
from extremum.operations import construct as c
from extremum.operations.base import itself, leaf, scalar_shape, sizes, square
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.wordalgebra import factors, half

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    if arg.is_scalar:
        return arg
    square(args, "tr")
    if arg.op is SUM:
        return c.combine([(q, c.trace(term)) for q, term in terms_of(arg)])
    if c.is_zero(arg):
        return c.number(0)
    _, scalars, word = factors(arg)
    if scalars:
        return c.product(*scalars, c.trace(c.product(*word)))
    if word[0].is_column or word[-1].is_row or any(f.is_column for f in word):
        cut = next(k for k, f in enumerate(word) if f.is_column) + 1
        return c.product(*word[cut:], *word[:cut])
    found = rewrite("trace", arg)
    return found if found is not None else _cyclic(word)


def _cyclic(word: tuple[Expr, ...]) -> Expr:
    """The canonical rotation; where a rotation lets neighbours be rewritten, that comes first."""
    if len(word) > 1:
        joined = c.product(word[-1], word[0])
        if joined.op is not PRODUCT or joined.args != (word[-1], word[0]):
            return c.trace(c.product(joined, *word[1:-1]))
    turned = [content(c.transpose(f)) for f in reversed(word)]
    sign, back = math.prod(q for q, _ in turned), tuple(f for _, f in turned)  # a skew factor changes sign when turned
    rotations = [(q, turned) for q, w in ((1, word), (sign, back)) for turned in _rotations(w)]
    if sign != 1 and (sign, word) in rotations:
        return c.number(0)
    sign, best = min(rotations, key=lambda r: (sum(f.op.name == "transpose" for f in r[1]), [f.order for f in r[1]]))
    whole = make(PRODUCT, best) if len(best) > 1 else best[0]
    found = rewrite("trace", whole) if best != word else None  # turned, it may be one that a rule knows
    return c.multiple(sign, make(TRACE, (whole,)) if found is None else found)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.product(grad, c.eye(node.args[0].rows))]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.transpose(c.vec(c.eye(node.args[0].rows)))


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    (arg,) = node.args
    if arg.op is PRODUCT:  # ‖A‖² for tr(A'A), and tr(X'AX) for tr(AXX')
        halves = [h for word in _rotations(arg.args) if (h := half(word)) is not None]
        if halves:
            back = [tuple(map(c.transpose, reversed(h))) for h in halves]
            inner = min((h[0] if len(h) == 1 else make(PRODUCT, h) for h in (*halves, *back)), key=_transposes)
            return forms.power(forms.call("norm2", write(inner)), forms.number("2"))
        congruences = (word for word in _rotations(arg.args) if c.transpose(word[0]) is word[-1] is not word[0])
        congruence = next(congruences, None)
        if congruence is not None:
            return forms.call("tr", write(make(PRODUCT, congruence)))
    return forms.call("tr", parts[0])


def _rotations(word: Sequence[Expr]) -> list[tuple[Expr, ...]]:
    """A B C, B C A, C A B."""
    return [(*word[k:], *word[:k]) for k in range(len(word))]


def _transposes(node: Expr) -> tuple[int, int]:
    """Of the factors, and of all that is in them."""
    turned = [sum(n.op.name == "transpose" for n in nodes) for nodes in (node.args or (node,), topological([node]))]
    return turned[0], turned[1]


def _infer(node: Expr, fact: str) -> str | None:
    strict = {"positive": "positive_definite", "nonnegative": "positive_semidefinite"}.get(fact)
    found = reason(node.args[0], strict) if strict else None
    return _of_congruence(node) if found is None and fact == "nonnegative" and node.args[0].op is PRODUCT else found


def _of_congruence(node: Expr) -> str | None:
    """``tr(A'BA) >= 0`` for a positive semidefinite B, in whichever rotation it stands."""
    odd = len(node.args[0].args) % 2
    for turned in _rotations(node.args[0].args):
        middle, sides = (turned[0], turned[1:]) if odd else (None, turned)
        if half(sides) is not None and (middle is None or reason(middle, "positive_semidefinite")):
            return f"{node} is the trace of a product A'{'B' if middle is not None else ''}A"
    return None


def _example(rng: random.Random) -> Expr:
    n, m = sizes(rng, 2)
    return c.trace(c.product(leaf(rng, n, m), leaf(rng, m, n)))


TRACE: Operation = register(
    Operation(
        name="trace",
        noun="a trace",
        shape=scalar_shape,
        build=_build,
        value=lambda node, values, scope: scope.field.reduce(
            np.diagonal(values[0], axis1=-2, axis2=-1).sum(axis=-1, keepdims=True)[..., None]
        ),
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=itself,
        example=_example,
        linear=JOINTLY,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="Petersen & Pedersen (2012), eq. (36); Magnus & Neudecker (2019), ch. 9: d tr(U) = tr(dU)",
        spelled="tr",
        telling=4,
    )
)
