"""Products that have a name: ``cross(a, b)``, ``rowsums(A)`` for ``A 1``, ``colsums(A)`` for ``1'A``."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations.signs import times

Word = tuple[Expr, ...]


def with_cross_products(word: Word, parts: Sequence[Form]) -> tuple[Word, Sequence[Form]]:
    """The factors, with ``a × b`` for the matrix of a before what ends with the column b."""
    end = next((k + 1 for k, factor in enumerate(word) if factor.is_column), 0)
    names = [(factor.op.name, part.text) for factor, part in zip(word, parts, strict=True)]  # not of a letter for one
    places = [k for k, both in enumerate(names[: end - 1]) if both == ("skewmat", "skewmat")] if end else []
    if not places:
        return word, parts
    k = places[-1]
    last = parts[k + 1 : end]
    crossed = forms.call("cross", parts[k].parts[0], last[0] if len(last) == 1 else times(1, list(last)))
    return with_cross_products((*word[:k], c.product(*word[k:end]), *word[end:]), [*parts[:k], crossed, *parts[end:]])


def sums_of_rows(word: Word, parts: Sequence[Form]) -> Form | None:
    """``rowsums(A)`` of ``A 1``, ``colsums(A)'`` of ``A'1``, ``colsums(A)`` of ``1'A``, where A is made of entries."""
    if len(word) != 2:
        return None
    first, last = word
    if last.op.name == "ones" and last.is_column and _is_of_entries(first):
        ones = forms.call("ones", forms.name(str(last.rows)))
        if _transposes(first) > _transposes(first.T):
            return forms.of_rows("colsums'", write(first.T), ones)
        return forms.of_rows("rowsums", parts[0], ones)
    if first.op.name == "ones" and first.is_row and _is_of_entries(last):
        return forms.of_rows("colsums", parts[1], forms.call("ones", forms.name(str(first.cols))))
    return None


def _is_of_entries(factor: Expr) -> bool:
    """A symbol, or what a function, or a product entry by entry, makes of others."""
    node = factor.args[0] if factor.op.name == "transpose" else factor
    return node.op.variable or "function" in node.op.parameters or node.op.name == "hadamard"


def _transposes(node: Expr) -> int:
    return sum(part.op.name == "transpose" for part in (node, *node.args))
