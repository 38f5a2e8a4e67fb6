"""The algebra of words: factors side by side, pushed one by one, rewritten with their neighbours, cut where the inner
dimension is 1, and put in their canonical orientation where they are scalar."""

from __future__ import annotations

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.node import REGISTRY, Expr, Order, Rational, make
from extremum.algebra.rules import known_pair, rewrite, rewrite_pair, rewrite_triple
from extremum.operations import construct as c
from extremum.operations.commuting import taken_back
from extremum.operations.flags import least_powers
from extremum.operations.scale import SCALE, split
from extremum.operations.sum import content

Word = tuple[Expr, ...]


def factors(expr: Expr) -> tuple[Rational, list[Expr], Word]:
    """Any expression as (rational, scalars, word of matrices)."""
    if expr.is_scalar:
        return (c.value_of(expr), [], ()) if c.is_number(expr) else (1, [expr], ())
    if expr.op.name == "product":
        return 1, [], expr.args
    q, core = content(expr)
    scalar, matrix = split(core)
    word = matrix.args if matrix.op.name == "product" else (matrix,)
    return q, [scalar] if scalar is not None else [], word


def push(stack: list[Expr], factor: Expr) -> tuple[Rational, list[Expr]]:
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
            merged = _taken_in(stack, new)
            merged = rewrite_pair(stack[-1], new) if merged is None else merged
            merged = _cancel(stack, new) if merged is None else merged
            merged = _absorb(stack, new) if merged is None else merged
            merged = taken_back(stack, new) if merged is None else merged
            if merged is not None:
                stack.pop()
                q, s, word = factors(merged)
                coefficient *= q
                scalars += s
                todo.extend(reversed(word))
                continue
        stack.append(new)
    return coefficient, scalars


def _taken_in(stack: list[Expr], new: Expr) -> Expr | None:
    """A word before ``new`` by the rule for words, in one step: ``A B (c' ⊗ D) = c' ⊗ A B D``.

    Leaves the stack one short of its top.
    """
    if not known_pair("product", new.op.name):
        return None
    length = 0
    while length < len(stack) and _any_neighbour(stack[-1 - length], new):
        length += 1
    if length < 2:
        return None
    merged = rewrite_pair(make(REGISTRY["product"], tuple(stack[-length:])), new)
    if merged is not None:
        del stack[len(stack) - length + 1 :]
    return merged


def _any_neighbour(factor: Expr, new: Expr) -> bool:
    """Whether no rule tells this factor (upright or transposed) from others before ``new``."""
    upright = factor.args[0] if factor.op.name == "transpose" else factor
    names = upright.op.name, new.op.name
    return factor.cols is not ONE and not upright.op.stacked and not known_pair(*names) and not known_pair(*names[::-1])


def _cancel(stack: list[Expr], new: Expr) -> Expr | None:
    """``w inv(w) = I`` where the word w has several factors; leaves the stack one short of its top."""
    inverse = new if new.op.name == "inverse" else None
    if inverse is not None and inverse.args[0].op.name == "product":
        word = inverse.args[0].args
        if len(stack) >= len(word) and tuple(stack[-len(word) :]) == word:
            del stack[-len(word) + 1 :]
            return c.eye(new.cols)
    for length in range(2, min(len(stack) + 1, 6)):
        candidate = stack[-length]
        if candidate.op.name == "inverse" and candidate.args[0].op.name == "product":
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


def cut(word: Word) -> list[Word]:
    """The word cut where the inner dimension is 1."""
    pieces: list[Word] = []
    begin = 0
    for k, factor in enumerate(word):
        if factor.cols is ONE:
            pieces.append(word[begin : k + 1])
            begin = k + 1
    return [piece for piece in (*pieces, word[begin:]) if piece]


def fold_diagonals(word: Word) -> Expr | None:
    """``diag(a) b = a∘b`` where a column follows, ``b' diag(a) = (a∘b)'`` where a row precedes."""
    if "diag" not in [factor.op.name for factor in word]:
        return None
    if word[-1].is_column:
        for k in range(len(word) - 2, -1, -1):
            if word[k].op.name == "diag":
                return c.product(*word[:k], c.hadamard(word[k].args[0], c.product(*word[k + 1 :])))
    elif word[0].is_row:
        flipped = fold_diagonals(tuple(c.transpose(f) for f in reversed(word)))
        return None if flipped is None else c.transpose(flipped)
    return None


def scalar_word(word: Word) -> Expr:
    """The scalar ``row · … · column`` in its canonical orientation, with ``diag`` folded into the column."""
    if len(word) == 1:
        return word[0]
    if any(c.is_zero(f) for f in word):
        return c.number(0)
    sign, word = _orient(word)
    folded = fold_diagonals(word)
    if folded is not None:
        return c.multiple(sign, folded)
    return c.multiple(sign, _inner_product(*word) if len(word) == 2 else make(REGISTRY["product"], word))


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
    sign, left = content(c.transpose(row))  # turned, a sum with a skew part may have another leading sign
    if sign != 1:
        return c.multiple(sign, _inner_product(c.transpose(left), column))
    pool: dict[Expr, Expr] = {}
    one = c.number(1)
    for side in (left, column):
        items = side.args if side.op.name == "hadamard" else (side, one)
        for base, exponent in zip(items[::2], items[1::2], strict=True):
            if base.op.name != "ones":
                pool[base] = c.add(pool[base], exponent) if base in pool else exponent
    sign, pool = least_powers(pool)
    return c.multiple(sign, _of_pool(pool, row, left))


def _of_pool(pool: dict[Expr, Expr], row: Expr, left: Expr) -> Expr:
    """The sum over the entries of ``Π base.^exponent``, of columns like ``left``."""
    one = c.number(1)
    if len(pool) > 1 or any(e is not one and e is not c.number(2) for e in pool.values()):
        return _pooled(pool, left)
    if not pool:
        return c.dimension(left.rows)
    ((base, exponent),) = pool.items()
    back = c.like_ones(row) if exponent is one else c.transpose(base)
    found = rewrite_pair(back, base)
    return _joined(back, base) if found is None else found


def _joined(row: Expr, column: Expr) -> Expr:
    """``row · column``, flat."""
    if row.op.name == "product" or column.op.name == "product":
        return c.product(row, column)
    return make(REGISTRY["product"], (row, column))


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
    if matrix is not None and coefficient == 1 and not scalars:
        return matrix
    if coefficient == 0 or any(c.is_zero(s) for s in scalars) or (matrix is not None and c.is_zero(matrix)):
        return c.zeros(*shape)
    factor = scalars[0] if len(scalars) == 1 else c.hadamard(*scalars) if scalars else c.number(1)
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
    if any(map(c.is_zero, word)):
        return c.zeros(*shape)
    if not word:
        return None if shape == (ONE, ONE) else c.eye(shape[0])
    if len(word) == 2 and word[0].op.name == word[1].op.name == "ones":
        return c.ones(word[0].rows, word[1].cols)
    return word[0] if len(word) == 1 else make(REGISTRY["product"], word)


def half(word: Word) -> Word | None:
    """h where the word is ``h'h``."""
    size, odd = divmod(len(word), 2)
    if odd or (word and word[0].rows is not word[-1].cols):  # most are known by their shape
        return None
    if any(c.transpose(a) is not b for a, b in zip(word[:size], reversed(word[size:]), strict=True)):
        return None
    return word[size:]


def signed_half(word: Word) -> tuple[int, Word] | None:
    """s and h where the word is ``s h'h``, with s 1 or -1: a skew factor changes sign when turned."""
    size, odd = divmod(len(word), 2)
    sign = 1
    for a, b in zip(word[:size], reversed(word[size:]), strict=False):
        turned = c.transpose(a)
        if odd or b not in (turned, c.multiple(-1, turned)):
            return None
        sign *= 1 if turned is b else -1
    return None if odd else (sign, word[size:])
