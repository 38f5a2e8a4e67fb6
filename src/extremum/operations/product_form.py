"""How products are written: ``norm2(x)^2``, ``sum(A)``, ``x[i]``, ``A^2``, and otherwise factor by factor."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.named_products import sums_of_rows, with_cross_products
from extremum.operations.wordalgebra import Word, signed_half


def product_form(node: Expr, parts: Sequence[Form]) -> Form:
    """``h'h`` as ``norm2(h)^2``, ``-h'h`` of skew factors as ``-norm2(h)^2``, ``1'A1`` as ``sum(A)``."""
    word = node.args
    if node.is_scalar:
        found = signed_half(word)
        if found is not None:
            sign, h = found
            norm = forms.call("norm2", _word_form(h, parts[len(word) - len(h) :]))
            return signs.times(sign, [forms.power(norm, forms.number("2"))])
        if word[0].op.name == "ones":
            inner = word[1:-1] if word[-1].op.name == "ones" else word[1:]
            if inner:
                body, sizes = _word_form(inner, parts[1 : 1 + len(inner)]), _ends(word, inner)
                if body.kind == "postfix" and len(sizes) == 2:  # the entries of A' have the sum of those of A
                    return _total_form(body.parts[0], sizes[::-1])
                return _total_form(_upright(body), sizes)
        divided = _divided(parts) if len(word) == 2 else None
        if divided is not None:
            return _total_form(divided, [word[0].cols])
    return sums_of_rows(word, parts) or _word_form(word, parts)


def _upright(form: Form) -> Form:
    """The entries of ``x[2:n]'`` have the sum of those of ``x[2:n]``."""
    return form.parts[0] if form.kind == "postfix" and form.parts[0].kind == "member" else form


def _with_entries(word: Word, parts: Sequence[Form]) -> tuple[Word, list[Form]]:
    """The factors, written with ``M[i,j]``, ``x[i]``, ``M[i,:]``, ``M[1:r,:]`` where columns of the identity stand
    beside a symbol."""
    if not any((factor.args[0] if factor.op.name == "transpose" else factor).op.name == "embed" for factor in word):
        return word, list(parts)
    found: list[Expr] = []
    written: list[Form] = []
    k = 0
    while k < len(word):
        left = _chosen(word[k], True) is not None and k + 1 < len(word) and _symbol(word[k + 1], parts[k + 1])
        at = k + left
        right = _symbol(word[at], parts[at]) and at + 1 < len(word) and _chosen(word[at + 1], False) is not None
        run = word[k : at + 1 + right]
        found.append(c.product(*run) if len(run) > 1 else word[k])
        written.append(_member(run, left, right, parts[at]) if len(run) > 1 else parts[k])
        k += len(run)
    return tuple(found), written


def _symbol(factor: Expr, written: Form) -> bool:
    """Whether a factor is a symbol, or the transpose of one; or is written as one."""
    return (factor.args[0] if factor.op.name == "transpose" else factor).op.variable or (
        written.parts[0] if written.kind == "postfix" else written
    ).kind == "name"


def _member(run: Word, left: bool, right: bool, written: Form) -> Form:
    """``E' S F`` of a symbol S, or of its transpose; what is left or right of it may be missing."""
    factor = run[left]
    rows = _chosen(run[0], True) if left else None
    cols = _chosen(run[-1], False) if right else None
    turned = written.kind == "postfix"
    symbol, base = (c.transpose(factor), written.parts[0]) if turned else (factor, written)
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
    """``a./b`` for a row ``a'`` and a column ``b.^-1``, or a row ``(b.^-1)'`` and a column a."""
    row, column = parts
    if row.kind != "postfix":
        return None
    for above, power in ((row.parts[0], column), (column, row.parts[0])):
        if power.kind == "power" and power.text == ".^" and power.parts[1].kind == "prefix":
            base, size = power.parts[0], power.parts[1].parts[0]
            below = base if size == forms.number("1") else forms.power(base, size, ".^")
            return forms.fraction(above, below, "./")
    return None


def _ends(word: Word, inner: Word) -> list[Dim]:
    """How many ones stand at the ends of ``1'·inner·1``."""
    return [word[0].cols] if len(word) == len(inner) + 1 else [word[0].cols, word[-1].rows]


def _word_form(word: Word, parts: Sequence[Form]) -> Form:
    """Repeated neighbours are powers."""
    word, parts = _with_entries(*with_cross_products(word, parts))
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
    return signs.times(1, forms.with_joined_inverses(written))


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
