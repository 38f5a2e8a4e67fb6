"""The matrix product: flat words, cut where the inner dimension is 1, so that every scalar inside comes out.

A word of scalar shape is written in one of its two orientations (``x'Ay`` and ``y'A'x`` are one node); neighbours are
rewritten by the pair rules of :mod:`extremum.identities`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extremum.algebra.dims import ONE, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, Rational, make, register
from extremum.algebra.traits import MULTILINEAR, Exact, narrowest, smooth
from extremum.operations import construct as c
from extremum.operations.base import OnDemand, leaf, sizes
from extremum.operations.product_form import product_form
from extremum.operations.turned import turned_product
from extremum.operations.wordalgebra import Word, assemble, cut, factors, fold_diagonals, push, scalar_word

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _shape(args: Args, params: Params) -> Shape:
    return args[0].rows, args[-1].cols


def _build(args: Args, params: Params) -> Expr:
    longer = _with_factor(args)
    if longer is not None:
        return longer
    matrices = [arg for arg in args if not arg.is_scalar]
    _check(matrices)
    shape = (matrices[0].rows, matrices[-1].cols) if matrices else (ONE, ONE)
    coefficient: Rational = 1
    scalars: list[Expr] = []
    stack: list[Expr] = []
    for arg in args:
        q, s, word = factors(arg)
        coefficient *= q
        scalars += s
        if not stack and len(word) > 1:  # a word in normal form: no neighbours in it are left to rewrite
            stack.extend(word)
            continue
        for factor in word:
            found, more = push(stack, factor)
            coefficient *= found
            scalars += more
    words: list[Word] = []
    for word in cut(tuple(stack)):
        if word[0].is_row and word[-1].is_column:
            scalars.append(scalar_word(word))
        else:
            fold = fold_diagonals(word)
            found, more, folded = (1, [], word) if fold is None else factors(fold)
            coefficient *= found
            scalars += more
            words.append(folded)
    return assemble(coefficient, scalars, tuple([f for w in words for f in w]), shape)


def _with_factor(args: Args) -> Expr | None:
    """A long word and a symbol that no rule is about beside its last factors: so a word of many may grow one by one."""
    if len(args) != 2 or len(args[0].args) <= _LONG or args[0].op is not PRODUCT or args[0].is_scalar:
        return None
    (word, new), tail = args, list(args[0].args[-_LONG:])
    upright = new.args[0] if new.op.name == "transpose" else new
    if not upright.op.variable or new.is_column or word.cols is not new.rows:
        return None
    is_last = push(tail, new) == (1, []) and tail[-1] is new and len(tail) == _LONG + 1
    return make(PRODUCT, (*word.args, new)) if is_last else None


_LONG = 8


def _check(matrices: Sequence[Expr]) -> None:
    for left, right in pairwise(matrices):
        if left.cols is not right.rows:
            raise ShapeError(
                f"cannot multiply {left} ({show_shape(left.shape)}) by {right} ({show_shape(right.shape)}): "
                f"{left.cols} columns against {right.rows} rows{_hint(left, right)}"
            )


def _hint(left: Expr, right: Expr) -> str:
    if left.rows is right.rows:
        return "; did you mean the transpose of the first factor?"
    if left.cols is right.cols:
        return "; did you mean the transpose of the second factor?"
    return ""


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """From the end that is a vector, so that a chain with a column costs matrix-vector products only."""
    field = scope.field
    if node.cols is ONE or node.rows is not ONE:
        *before, result = values
        for factor, value in zip(reversed(node.args[:-1]), reversed(before), strict=True):
            result = field.reduce(_entries(value) * result) if _scales(factor) else field.matmul(value, result)
    else:
        result, *after = values
        for factor, value in zip(node.args[1:], after, strict=True):
            turned = np.swapaxes(_entries(value), -1, -2)
            result = field.reduce(result * turned) if _scales(factor) else field.matmul(result, value)
    return result


def _scales(factor: Expr) -> bool:
    """``diag(v) A`` multiplies the rows of A: n² products instead of n³."""
    return factor.op.name == "diag"


def _entries(diagonal: Array) -> Array:
    return np.diagonal(diagonal, axis1=-2, axis2=-1)[..., None]


def _suffix(node: Expr, k: int) -> Expr:
    return c.product(*node.args[k + 1 :]) if k + 1 < len(node.args) else c.eye(node.cols)


def _prefix(node: Expr, k: int) -> Expr:
    return c.product(*node.args[:k]) if k else c.eye(node.rows)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    back = [c.transpose(factor) for factor in node.args]
    return OnDemand(len(back), lambda k: c.product(*reversed(back[:k]), grad, *reversed(back[k + 1 :])))


def _jacobian(node: Expr, k: int) -> Expr:
    return c.kron(c.transpose(_suffix(node, k)), _prefix(node, k))


_OF_ENTRIES = ("nonnegative", "positive")


def _infer(node: Expr, fact: str) -> str | None:
    word = node.args
    if fact in ("symmetric", "positive_semidefinite", "positive_definite"):
        return _congruence(node, fact)
    if node.is_scalar and fact in ("nonnegative", "positive"):
        found_square = _congruence(node, "positive_semidefinite" if fact == "nonnegative" else "positive_definite")
        if found_square is not None:
            return found_square
    if fact in _OF_ENTRIES and len(bare := _without_units(word)) < len(word):
        return f"it consists of entries of what is {fact}" if bare and all(reason(f, fact) for f in bare) else None
    if fact in ("invertible", "orthogonal", "upper_triangular", "lower_triangular", "diagonal", *_OF_ENTRIES):
        found = [reason(f, fact) for f in word]
        return (
            f"each factor is {fact}"
            if all(found) and all(fact in _OF_ENTRIES or f.rows is f.cols for f in word)
            else None
        )
    if fact in ("full_column_rank", "full_row_rank"):
        return f"each factor has {fact}" if all(reason(f, fact) for f in word) else None
    return None


def _without_units(word: Args) -> Args:
    """A word without columns of the identity at its ends: ``e_i' A e_j`` has entries of A."""
    left = word[1:] if word[0].op.name == "transpose" and word[0].args[0].op.name == "embed" else word
    return left[:-1] if left and left[-1].op.name == "embed" else left


def _congruence(node: Expr, fact: str) -> str | None:
    """``A'BA`` inherits symmetry and definiteness from B (with full column rank of A for the strict form)."""
    word = node.args
    if node.rows is not node.cols:
        return None
    if fact == "symmetric":
        return f"{node} equals its transpose" if c.transpose(node) is node else None
    size = len(word) // 2
    if any(c.transpose(a) is not b for a, b in zip(word[:size], reversed(word[-size:]), strict=True)):
        return None
    middle = word[size] if len(word) % 2 else None
    if middle is not None and not reason(middle, fact):
        return None
    if fact == "positive_definite" and not all(map(_independent, word[-size:])):
        return None
    inner = f"A'BA with B {fact}" if middle is not None else "A'A"
    return f"{node} is a product {inner}"


def _independent(factor: Expr) -> bool:
    """Whether the columns are independent; those of a vector, where it is not zero."""
    return bool(reason(factor, "full_column_rank") or (factor.is_column and reason(factor, "nonzero")))


def _example(rng: random.Random) -> Expr:
    a, b, d, e = sizes(rng, 4)
    return c.product(leaf(rng, a, b), leaf(rng, b, d), leaf(rng, d, e))


PRODUCT: Operation = register(
    Operation(
        name="product",
        noun="a product",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=product_form,
        infer=_infer,
        transposed=lambda node: c.product(*(c.transpose(f) for f in reversed(node.args))),
        example=_example,
        linear=MULTILINEAR,
        exact=Exact.RATIONAL,
        rank_bound=narrowest,
        kinks=smooth,
        domain="everywhere",
        reference="Petersen & Pedersen (2012), eq. (37); Magnus & Neudecker (2019), ch. 9: d(UV) = (dU) V + U dV",
        turned=turned_product,
        telling=6,
    )
)
