"""The matrix product: flat words, cut where the inner dimension is 1, so that every scalar inside comes out.

A word of scalar shape is written in one of its two orientations (``x'Ay`` and ``y'A'x`` are one node); neighbours are
rewritten by the pair rules of :mod:`extremum.identities`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.node import Args, Expr, Operation, Params, Rational, register
from extremum.algebra.traits import MULTILINEAR, Exact, narrowest, smooth
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.base import OnDemand, leaf, sizes
from extremum.operations.turned import turned_product
from extremum.operations.wordalgebra import Word, assemble, cut, factors, fold_diagonals, push, scalar_word

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array


def _shape(args: Args, params: Params) -> Shape:
    return args[0].rows, args[-1].cols


def _build(args: Args, params: Params) -> Expr:
    _check(args)
    coefficient: Rational = 1
    scalars: list[Expr] = []
    stack: list[Expr] = []
    shape = _result_shape(args)
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
    return assemble(coefficient, scalars, tuple(f for w in words for f in w), shape)


def _check(args: Args) -> None:
    last: Expr | None = None
    for arg in args:
        if arg.is_scalar:
            continue
        if last is not None and last.cols is not arg.rows:
            raise ShapeError(
                f"cannot multiply {last} ({show_shape(last.shape)}) by {arg} ({show_shape(arg.shape)}): "
                f"{last.cols} columns against {arg.rows} rows{_hint(last, arg)}"
            )
        last = arg


def _hint(left: Expr, right: Expr) -> str:
    if left.rows is right.rows:
        return "; did you mean the transpose of the first factor?"
    if left.cols is right.cols:
        return "; did you mean the transpose of the second factor?"
    return ""


def _result_shape(args: Args) -> Shape:
    matrices = [arg for arg in args if not arg.is_scalar]
    return (matrices[0].rows, matrices[-1].cols) if matrices else (ONE, ONE)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    """From the end that is a vector, so that a chain with a column costs matrix-vector products only."""
    matmul = scope.field.matmul
    result: Array
    if node.cols is ONE or node.rows is not ONE:
        result = values[-1]
        for value in reversed(values[:-1]):
            result = matmul(value, result)
    else:
        result = values[0]
        for value in values[1:]:
            result = matmul(result, value)
    return result


def _suffix(node: Expr, k: int) -> Expr:
    return c.product(*node.args[k + 1 :]) if k + 1 < len(node.args) else c.eye(node.cols)


def _prefix(node: Expr, k: int) -> Expr:
    return c.product(*node.args[:k]) if k else c.eye(node.rows)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    back = [c.transpose(factor) for factor in node.args]
    return OnDemand(len(back), lambda k: c.product(*reversed(back[:k]), grad, *reversed(back[k + 1 :])))


def _jacobian(node: Expr, k: int) -> Expr:
    return c.kron(c.transpose(_suffix(node, k)), _prefix(node, k))


def half(word: Word) -> Word | None:
    """h where the word is ``h'h``."""
    size, odd = divmod(len(word), 2)
    if odd or any(c.transpose(a) is not b for a, b in zip(word[:size], reversed(word[size:]), strict=True)):
        return None
    return word[size:]


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    word = node.args
    if node.is_scalar:
        h = half(word)
        if h is not None:
            return forms.power(forms.call("norm2", _word_form(h, parts[len(word) - len(h) :])), forms.number("2"))
        if word[0].op.name == "ones":
            inner = word[1:-1] if word[-1].op.name == "ones" else word[1:]
            if inner:
                return _total_form(_upright(_word_form(inner, parts[1 : 1 + len(inner)])), _ends(word, inner))
        divided = _divided(parts) if len(word) == 2 else None
        if divided is not None:
            return _total_form(divided, [word[0].cols])
    return _word_form(word, parts)


def _upright(form: Form) -> Form:
    """The entries of ``x[2:n]'`` have the sum of those of ``x[2:n]``."""
    return form.parts[0] if form.kind == "postfix" and form.parts[0].kind == "member" else form


def _with_entries(word: Word, parts: Sequence[Form]) -> tuple[Word, list[Form]]:
    """The factors, written with ``M[i,j]``, ``x[i]``, ``M[i,:]``, ``M[1:r,:]`` where columns of the identity stand
    beside a symbol."""
    found: list[Expr] = []
    written: list[Form] = []
    k = 0
    while k < len(word):
        left = _chosen(word[k], True) is not None and k + 1 < len(word) and _symbol(word[k + 1])
        at = k + left
        right = _symbol(word[at]) and at + 1 < len(word) and _chosen(word[at + 1], False) is not None
        run = word[k : at + 1 + right]
        found.append(c.product(*run) if len(run) > 1 else word[k])
        written.append(_member(run, left, right, parts[at]) if len(run) > 1 else parts[k])
        k += len(run)
    return tuple(found), written


def _symbol(factor: Expr) -> bool:
    """Whether a factor is a symbol, or the transpose of one."""
    return (factor.args[0] if factor.op.name == "transpose" else factor).op.variable


def _member(run: Word, left: bool, right: bool, written: Form) -> Form:
    """``E' S F`` of a symbol S, or of its transpose; what is left or right of it may be missing."""
    factor = run[left]
    rows = _chosen(run[0], True) if left else None
    cols = _chosen(run[-1], False) if right else None
    turned = factor.op.name == "transpose"
    symbol, base = (factor.args[0], written.parts[0]) if turned else (factor, written)
    first, second = (cols, rows) if turned else (rows, cols)
    chosen = [first] if symbol.is_column else [second] if symbol.is_row else [first, second]
    member = forms.member(base, *(forms.name(index or ":") for index in chosen))
    scalar = run[0].rows is ONE and run[-1].cols is ONE
    return member if not turned or scalar else forms.transposed(member)


def _chosen(factor: Expr, turned: bool) -> str | None:
    """Which columns of the identity a factor is, or is the transpose of: ``2``, ``1:r``; None: it is none."""
    inner = factor.args[0] if turned and factor.op.name == "transpose" else factor
    if inner.op.name != "embed" or (inner is factor) == turned:
        return None
    before, size, _ = inner.params
    assert isinstance(before, Dim) and isinstance(size, Dim)
    return str(before + 1) if size is ONE else f"{before + 1}:{before + size}"


def _total_form(body: Form, sizes_: Sequence[Dim]) -> Form:
    """``sum(A)``; ``norm1(A)`` for the sum of the absolute values."""
    if body.kind == "call" and body.text == "abs":
        return forms.call("norm1", *body.parts)
    return forms.total(body, *(forms.call("ones", forms.name(str(size))) for size in sizes_))


def _divided(parts: Sequence[Form]) -> Form | None:
    """``a./b`` for a row ``a'`` and a column ``b.^-1``."""
    row, column = parts
    negative = column.kind == "power" and column.text == ".^" and column.parts[1].kind == "prefix"
    if not negative or row.kind != "postfix":
        return None
    base, size = column.parts[0], column.parts[1].parts[0]
    below = base if size == forms.number("1") else forms.power(base, size, ".^")
    return forms.fraction(row.parts[0], below, "./")


def _ends(word: Word, inner: Word) -> list[Dim]:
    """How many ones stand at the ends of ``1'·inner·1``."""
    return [word[0].cols] if len(word) == len(inner) + 1 else [word[0].cols, word[-1].rows]


def _word_form(word: Word, parts: Sequence[Form]) -> Form:
    """Repeated neighbours are powers."""
    word, parts = _with_entries(word, parts)
    written: list[Form] = []
    k = 0
    while k < len(word):
        run = k
        while run < len(word) and word[run] is word[k] and word[k].rows is word[k].cols:
            run += 1
        count = max(run - k, 1)
        if _is_filled(word[k : k + 2]):
            written.append(forms.call("ones", *(forms.name(str(d)) for d in (word[k].rows, word[k + 1].cols))))
            count = 2
        elif count > 1:
            if word[k].op.name == "inverse" and parts[k].kind == "power":
                written.append(forms.power(parts[k].parts[0], forms.negated(forms.number(str(count)))))
            else:
                written.append(forms.power(parts[k], forms.number(str(count))))
        else:
            written.append(_as_kron(word[k], parts[k]) if k and not word[k - 1].op.stacked else parts[k])
        k += count
    return signs.times(1, written)


def _as_kron(factor: Expr, part: Form) -> Form:
    """``A*kron(b, a)`` for ``A*vec(a*b')``."""
    outer = factor.args[0].args if factor.op.name == "vec" else ()
    inner = part.parts[0] if len(outer) == 2 and outer[0].is_column else part
    if inner.text != "*" or len(inner.parts) != 2 or inner.parts[1].kind != "postfix":
        return part
    return forms.call("kron", *inner.parts[1].parts, inner.parts[0])


def _is_filled(pair: Word) -> bool:
    """Whether two factors are a matrix of ones, a column and a row of them."""
    return len(pair) == 2 and pair[0].op.name == pair[1].op.name == "ones" and pair[0].is_column


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
        form=_form,
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
