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
from extremum.algebra.node import Args, Expr, Operation, Order, Params, Rational, make, register
from extremum.algebra.rules import rewrite, rewrite_pair, rewrite_triple
from extremum.operations import construct as c
from extremum.operations.base import leaf, sizes
from extremum.operations.scale import SCALE, split
from extremum.operations.sum import content

if TYPE_CHECKING:
    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array

Word = tuple[Expr, ...]


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
        for factor in word:
            found, more = _push(stack, factor)
            coefficient *= found
            scalars += more
    words: list[Word] = []
    for word in _cut(tuple(stack)):
        if word[0].is_row and word[-1].is_column:
            scalars.append(scalar_word(word))
        else:
            fold = _fold_diagonals(word)
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


def factors(expr: Expr) -> tuple[Rational, list[Expr], Word]:
    """Any expression as (rational, scalars, word of matrices)."""
    if c.is_number(expr):
        return c.value_of(expr), [], ()
    if expr.is_scalar:
        return 1, [expr], ()
    q, core = content(expr)
    scalar, matrix = split(core)
    word = matrix.args if matrix.op is PRODUCT else (matrix,)
    return q, [scalar] if scalar is not None else [], word


def _push(stack: list[Expr], factor: Expr) -> tuple[Rational, list[Expr]]:
    """Appends a factor, rewriting neighbours as long as a rule applies; returns the scalars that came out."""
    coefficient: Rational = 1
    scalars: list[Expr] = []
    todo = [factor]
    while todo:
        new = todo.pop()
        if new.op.name == "eye":
            continue
        if new.op.name == "ones" and not (new.is_column or new.is_row):
            todo += [c.ones(ONE, new.cols), c.ones(new.rows)]  # cut, so that ones·x = (1'x)·1
            continue
        if stack and stack[-1].cols is not ONE:
            merged = rewrite_pair(stack[-1], new)
            merged = _cancel(stack, new) if merged is None else merged
            merged = _absorb(stack, new) if merged is None else merged
            if merged is not None:
                stack.pop()
                q, s, word = factors(merged)
                coefficient *= q
                scalars += s
                todo.extend(reversed(word))
                continue
        stack.append(new)
    return coefficient, scalars


def _cancel(stack: list[Expr], new: Expr) -> Expr | None:
    """``w inv(w) = I`` where the word w has several factors; leaves the stack one short of its top."""
    inverse = new if new.op.name == "inverse" else None
    if inverse is not None and inverse.args[0].op is PRODUCT:
        word = inverse.args[0].args
        if len(stack) >= len(word) and tuple(stack[-len(word) :]) == word:
            del stack[-len(word) + 1 :]
            return c.eye(new.cols)
    for length in range(2, min(len(stack) + 1, 6)):
        candidate = stack[-length]
        if candidate.op.name == "inverse" and candidate.args[0].op is PRODUCT:
            word = candidate.args[0].args
            if len(word) == length and (*stack[-length + 1 :], new) == word:
                del stack[-length + 1 :]
                return c.eye(new.cols)
    return None


def _absorb(stack: list[Expr], new: Expr) -> Expr | None:
    """Rewrites the last two factors with the new one; leaves the stack one short of its top."""
    merged = rewrite_triple(stack[-2], stack[-1], new) if len(stack) > 1 else None
    if merged is not None:
        stack.pop()
    return merged


def _cut(word: Word) -> list[Word]:
    """The word cut where the inner dimension is 1."""
    pieces: list[Word] = []
    begin = 0
    for k, factor in enumerate(word):
        if factor.cols is ONE:
            pieces.append(word[begin : k + 1])
            begin = k + 1
    return [piece for piece in (*pieces, word[begin:]) if piece]


def _fold_diagonals(word: Word) -> Expr | None:
    """``diag(a) b = a∘b`` where a column follows, ``b' diag(a) = (a∘b)'`` where a row precedes."""
    if word[-1].is_column:
        for k in range(len(word) - 2, -1, -1):
            if word[k].op.name == "diag":
                return c.product(*word[:k], c.hadamard(word[k].args[0], c.product(*word[k + 1 :])))
    elif word[0].is_row:
        flipped = _fold_diagonals(tuple(c.transpose(f) for f in reversed(word)))
        return None if flipped is None else c.transpose(flipped)
    return None


def scalar_word(word: Word) -> Expr:
    """The scalar ``row · … · column`` in its canonical orientation, with ``diag`` folded into the column."""
    if len(word) == 1:
        return word[0]
    if any(c.is_zero(f) for f in word):
        return c.number(0)
    sign, word = _orient(word)
    folded = _fold_diagonals(word)
    if folded is not None:
        return c.multiple(sign, folded)
    return c.multiple(sign, _inner_product(*word) if len(word) == 2 else make(PRODUCT, word))


def _orient(word: Word) -> tuple[Rational, Word]:
    """(q, w): the scalar ``word = q·w`` in its canonical orientation; a skew factor changes sign when turned."""
    sign: Rational = 1
    back: list[Expr] = []
    for factor in reversed(word):
        q, core = content(c.transpose(factor))
        sign *= q
        back.append(core)
    if tuple(back) == word:
        return (1 if sign == 1 else 0), word
    return min((1, word), (sign, tuple(back)), key=lambda option: _orientation_key(option[1]))


def _orientation_key(word: Word) -> tuple[int, list[Order]]:
    inner = sum(f.op.name == "transpose" for f in word[1:-1])
    return inner, [f.order for f in word]


def _inner_product(row: Expr, column: Expr) -> Expr:
    """``x'y``; all Hadamard factors of both sides are pooled, so that ``x'(a∘y)`` is one node however it is written."""
    left = c.transpose(row)
    pool: dict[Expr, Expr] = {}
    one = c.number(1)
    for side in (left, column):
        items = side.args if side.op.name == "hadamard" else (side, one)
        for base, exponent in zip(items[::2], items[1::2], strict=True):
            if base.op.name != "ones":
                pool[base] = c.add(pool[base], exponent) if base in pool else exponent
    if len(pool) > 1 or any(e is not one and e is not c.number(2) for e in pool.values()):
        return _pooled(pool, left)
    if not pool:
        return c.dimension(column.rows)
    ((base, exponent),) = pool.items()
    back = c.like_ones(row) if exponent is one else c.transpose(base)
    found = rewrite_pair(back, base)
    return _joined(back, base) if found is None else found


def _joined(row: Expr, column: Expr) -> Expr:
    """``row · column``, flat."""
    if row.op is PRODUCT or column.op is PRODUCT:
        return c.product(row, column)
    return make(PRODUCT, (row, column))


def _exponentials(pool: dict[Expr, Expr]) -> int:
    return sum(base.op.name == "elementwise" and base.params == ("exp", 0) for base in pool)


def _pooled(pool: dict[Expr, Expr], sample: Expr) -> Expr:
    """A sum of entrywise products: the first plain factor stands alone on the left, all others on the right."""
    if sum(base.params == ("exp", 0) and e is not c.number(1) for base, e in pool.items()) or _exponentials(pool) > 1:
        merged = c.build("hadamard", tuple(x for item in pool.items() for x in item))  # powers of exp go into exp
        return c.product(c.ones(ONE, sample.rows), merged)
    ordered = sorted(pool.items(), key=lambda item: item[0].order)
    first = next((base for base, exponent in ordered if exponent is c.number(1)), None)
    rest = [x for base, exponent in ordered if base is not first for x in (base, exponent)]
    column = c.build("hadamard", tuple(rest))
    row = c.transpose(first) if first is not None else c.ones(ONE, sample.rows)
    coefficient, scalars, _ = factors(column)
    if coefficient != 1 or scalars:
        return c.product(row, column)
    if first is None:
        return _joined(row, column)
    sign, word = _orient((row, column))
    return c.multiple(sign, _joined(*word))


def assemble(coefficient: Rational, scalars: list[Expr], word: Word, shape: Shape) -> Expr:
    """``q · s₁s₂… · word`` as a normal form."""
    matrix = _matrix(word, shape)
    if coefficient == 0 or any(c.is_zero(s) for s in scalars) or (matrix is not None and c.is_zero(matrix)):
        return c.zeros(*shape)
    factor = c.hadamard(*scalars) if scalars else c.number(1)
    if matrix is None:
        return c.multiple(coefficient, factor)
    if c.is_number(factor):
        return c.multiple(coefficient * c.value_of(factor), matrix)
    q, core = content(factor)
    if c.is_number(core):
        return c.multiple(coefficient * q * c.value_of(core), matrix)
    scaled = make(SCALE, (core, matrix))
    found = rewrite("scale", scaled)
    return c.multiple(coefficient * q, scaled if found is None else found)


def _matrix(word: Word, shape: Shape) -> Expr | None:
    if any(c.is_zero(f) for f in word):
        return c.zeros(*shape)
    if not word:
        return None if shape == (ONE, ONE) else c.eye(shape[0])
    if len(word) == 2 and word[0].op.name == word[1].op.name == "ones":
        return c.ones(word[0].rows, word[1].cols)
    return word[0] if len(word) == 1 else make(PRODUCT, word)


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
    count = len(back)
    return [c.product(*reversed(back[:k]), grad, *reversed(back[k + 1 :])) for k in range(count)]


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
                ones = (forms.call("ones", forms.name(str(size))) for size in _ends(word, inner))
                return forms.total(_word_form(inner, parts[1 : 1 + len(inner)]), *ones)
    return _word_form(word, parts)


def _ends(word: Word, inner: Word) -> list[Dim]:
    """How many ones stand at the ends of ``1'·inner·1``."""
    return [word[0].cols] if len(word) == len(inner) + 1 else [word[0].cols, word[-1].rows]


def _word_form(word: Word, parts: Sequence[Form]) -> Form:
    """Repeated neighbours are powers."""
    written: list[Form] = []
    k = 0
    while k < len(word):
        run = k
        while run < len(word) and word[run] is word[k] and word[k].rows is word[k].cols:
            run += 1
        count = max(run - k, 1)
        if count > 1:
            if word[k].op.name == "inverse" and parts[k].kind == "power":
                written.append(forms.power(parts[k].parts[0], forms.negated(forms.number(str(count)))))
            else:
                written.append(forms.power(parts[k], forms.number(str(count))))
        else:
            written.append(parts[k])
        k += count
    return forms.times(1, written)


def _infer(node: Expr, fact: str) -> str | None:
    word = node.args
    if fact in ("symmetric", "positive_semidefinite", "positive_definite"):
        return _congruence(node, fact)
    if node.is_scalar and fact in ("nonnegative", "positive"):
        found_square = _congruence(node, "positive_semidefinite" if fact == "nonnegative" else "positive_definite")
        if found_square is not None:
            return found_square
    if fact in ("invertible", "orthogonal", "upper_triangular", "lower_triangular", "diagonal", "nonnegative"):
        found = [reason(f, fact) for f in word]
        return (
            f"each factor is {fact}"
            if all(found) and all(fact == "nonnegative" or f.rows is f.cols for f in word)
            else None
        )
    if fact in ("full_column_rank", "full_row_rank"):
        return f"each factor has {fact}" if all(reason(f, fact) for f in word) else None
    return None


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
    if fact == "positive_definite" and not all(reason(f, "full_column_rank") for f in word[-size:]):
        return None
    inner = f"A'BA with B {fact}" if middle is not None else "A'A"
    return f"{node} is a product {inner}"


def _example(rng: random.Random) -> Expr:
    a, b, d, e = sizes(rng, 4)
    return c.product(leaf(rng, a, b), leaf(rng, b, d), leaf(rng, d, e))


PRODUCT: Operation = register(
    Operation(
        name="product",
        shape=_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=lambda node: c.product(*(c.transpose(f) for f in reversed(node.args))),
        example=_example,
        domain="everywhere",
        reference="Magnus & Neudecker (2019), ch. 2, vec(ABC) = (C' ⊗ A) vec(B)",
    )
)
