r"""Products: factors side by side, and the operators between such runs.

Factors side by side bind tighter than an operator: ``A \odot B C`` is A ⊙ (B C), with a note where the other reading is
possible too. Operators of different kinds need parentheses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.errors import ParseError
from extremum.notation.symbols import GREEK
from extremum.reading.source import Tree
from extremum.reading.tex import application, constants, differentials, operands, prefixes, sums
from extremum.reading.tex.layout import product, signed, span
from extremum.reading.tex.runs import Item, items

if TYPE_CHECKING:
    from extremum.reading.tex.reader import Reader

_TIMES, _ENTRYWISE, _KRONECKER, _OVER, _DIVIDE = "product", "entrywise", "kron", "entrywise quotient", "division"
_FROBENIUS = "inner product"
OPERATORS = {
    r"\cdot": _TIMES, "⋅": _TIMES, "·": _TIMES, r"\times": _TIMES, "×": _TIMES, "*": _TIMES, r"\ast": _TIMES,
    r"\odot": _ENTRYWISE, "⊙": _ENTRYWISE, r"\circ": _ENTRYWISE, "∘": _ENTRYWISE, r"\otimes": _KRONECKER,
    "⊗": _KRONECKER, r"\oslash": _OVER, "⊘": _OVER, "/": _DIVIDE, r"\div": _DIVIDE, ":": _FROBENIUS,
}  # fmt: skip
_REFUSED = {
    r"\oplus": r"write a block matrix as \begin{pmatrix} A & 0 \\ 0 & B \end{pmatrix}", r"\ominus": "write - for it",
    r"\wedge": "it is not available", r"\bullet": r"write \cdot or \odot", r"\star": "it is not available",
}  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """Factors side by side, with the operator and the signs before them."""

    operator: Tree | None
    signs: Tree | None
    items: Sequence[Item]


def term(reader: Reader, tree: Tree) -> Tree:
    """A product."""
    return chain(reader, _runs(reader, tree), tree)


def _runs(reader: Reader, tree: Tree) -> list[Run]:
    if tree.kind != "term":
        return [Run(None, None, items(reader, tree))]
    found: list[Run] = []
    operator = signs = None
    for part in tree.parts:
        if part.kind in ("operator", "star"):
            operator = part
        elif part.kind == "signs":
            signs = part
        else:
            found.append(Run(operator, signs, items(reader, part)))
            operator = signs = None
    return found


def chain(reader: Reader, runs: Sequence[Run], place: Tree) -> Tree:
    """Runs and the operators between them; a sum in one of them reaches to the end."""
    used: list[Run] = []
    parts: list[Tree] = []
    for k, run in enumerate(runs):
        if run.operator is not None and run.operator.text in ("/", r"\div"):
            sums.refuse_below(reader, run.items, runs[k + 1 :])
        factors, swallowed = side_by_side(reader, run.items, runs[k + 1 :])
        parts.append(signed(run.signs, product(factors, factors[0].start, factors[-1].end)))
        used.append(run)
        if swallowed:
            break
    return _joined(reader, used, parts)


def side_by_side(reader: Reader, row: Sequence[Item], rest: Sequence[Run]) -> tuple[list[Tree], bool]:
    """The factors of a run, functions applied; whether a sum among them took the runs that follow."""
    found: list[Tree] = []
    k = 0
    while k < len(row):
        if sums.is_big(row[k]):
            return [*found, sums.big(reader, row[k], [Run(None, None, row[k + 1 :]), *rest])], True
        if differentials.variable(reader, row[k]) is not None:
            part, swallowed = differentials.applied(reader, row, k, rest)
            return [*found, part], swallowed
        if application.head(reader, row[k]) is not None:
            part, k, swallowed = application.applied(reader, row, k, rest)
            found.append(part)
            if swallowed:
                return found, True
            continue
        joined = prefixes.before_bracket(reader, row, k)
        found.append(joined or differentials.of_numerator(reader, row[k]) or _operand(reader, row, k))
        k += 1 if joined is None else 2
    return found, False


def _operand(reader: Reader, row: Sequence[Item], k: int) -> Tree:
    """The tree of a factor; ``A 1`` is no number times ``A``, as that would stand before it."""
    item = row[k]
    if k == 0 or row[k - 1].atom.kind != "number":
        constants.note_pi(reader, item)
    one = item.atom.kind == "number" and item.atom.text == "1" and not item.scripts and k > 0
    return operands.ones(reader, item, "after a factor") if one else operands.operand(reader, item)


# -- operators ---------------------------------------------------------------------------------------------------------
def _joined(reader: Reader, runs: Sequence[Run], parts: Sequence[Tree]) -> Tree:
    if len(parts) == 1:
        return parts[0]
    kinds = [_kind(reader, run.operator) for run in runs[1:] if run.operator is not None]
    if not {*kinds} <= {_TIMES, _DIVIDE} and len({*kinds}) > 1:
        raise _mixed(reader, runs, parts)
    result = parts[0]
    for kind, run, part in zip(kinds, runs[1:], parts[1:], strict=True):
        assert run.operator is not None
        result = _binary(reader, kind, run.operator, result, part)
    return result


def _kind(reader: Reader, operator: Tree) -> str:
    if operator.text in _REFUSED:
        raise reader.wrong(f"{operator.text} is not read; {_REFUSED[operator.text]}", operator)
    return OPERATORS[operator.text]


def _mixed(reader: Reader, runs: Sequence[Run], parts: Sequence[Tree]) -> ParseError:
    whole = span(parts[0], parts[-1])
    used = list(dict.fromkeys(run.operator.text for run in runs if run.operator is not None))
    message = f"{' and '.join(used)} side by side have several readings; write parentheses"
    return reader.wrong(message, whole)


def _binary(reader: Reader, kind: str, operator: Tree, left: Tree, right: Tree) -> Tree:
    start, end = left.start, right.end
    if kind == _DIVIDE:
        pieces = (left, right)
        return Tree("open", "slash", pieces, start, end) if is_run(right) else Tree("chain", "/", pieces, start, end)
    if kind == _KRONECKER:
        flat = left.parts if left.kind == "call" and left.text == "kron" else (left,)
        result = Tree("call", "kron", (*flat, right), start, end)
    elif kind == _TIMES:
        return _times(reader, operator, left, right)
    elif kind == _FROBENIUS:
        return _inner(reader, left, right)
    else:
        result = Tree("chain", ".*" if kind == _ENTRYWISE else "./", (left, right), start, end)
    _note_tight(reader, result, operator, left, right)
    return result


def _inner(reader: Reader, left: Tree, right: Tree) -> Tree:
    """``A : B``, tr(A'B).

    Raises:
        ParseError: a side is a number, as in ``A : C : B``, where C is of fourth order.
    """
    if any(_is_inner(factor) for side in (left, right) for factor in (side, *(side.parts if is_run(side) else ()))):
        fix = r"write C as a matrix, as in \operatorname{vec}(A)^\top C \operatorname{vec}(B) for A : C : B"
        raise reader.wrong(f"a colon beside another one is by a tensor of fourth order; {fix}", span(left, right))
    turned = Tree("transpose", "'", (left,), left.start, left.end)
    return Tree("call", "tr", (product([turned, right], left.start, right.end),), left.start, right.end)


def _is_inner(tree: Tree) -> bool:
    """Whether a piece was written as an inner product: a trace of a transpose that nobody wrote."""
    first = tree.parts[0].parts[:1] if tree.kind == "call" and tree.text == "tr" else ()
    return any(part.kind == "transpose" and part.end == part.parts[0].end for part in first)


def _times(reader: Reader, operator: Tree, left: Tree, right: Tree) -> Tree:
    start, end = left.start, right.end
    name = {r"\times": "cross", "×": "cross", "*": "star", r"\ast": "star"}.get(operator.text, "dot")
    if name == "star":
        _refuse_convolution(reader, operator, left, right)
        reader.record.note(operator, f"{operator.text} is read as the product")
        return product([left, right], start, end)
    return Tree("open", name, (left, right), start, end)


def _refuse_convolution(reader: Reader, operator: Tree, left: Tree, right: Tree) -> None:
    """Refuses ``h * x`` of two small letters that nobody declared: it may be a convolution."""
    names = [side.text for side in (left, right) if side.kind == "name" and side.text not in GREEK]
    if len(names) == 2 and not any(name[0].isupper() or reader.symbols.declared(name) for name in names):
        whole = span(left, right)
        fix = r"write \cdot for a product, and a convolution as the product with its matrix"
        raise reader.wrong(f"{reader.record.shown(whole)} is a product or a convolution; {fix}", operator)


def is_run(tree: Tree) -> bool:
    """Whether a piece is a product of factors side by side, without a bracket around it."""
    return tree.kind == "chain" and {*tree.operators} == {"*"} and tree.start == tree.parts[0].start


def _note_tight(reader: Reader, taken: Tree, operator: Tree, left: Tree, right: Tree) -> None:
    r"""Of ``A \odot B C`` the other reading, (A ⊙ B) C."""
    shown = reader.record.shown
    for part, first in ((left, True), (right, False)):
        if not is_run(part):
            continue
        inner = [part.parts[-1], right] if first else [left, part.parts[0]]
        middle = Tree(taken.kind, taken.text, tuple(inner), inner[0].start, inner[1].end)
        row = [*part.parts[:-1], middle] if first else [middle, *part.parts[1:]]
        sentence = f"in {shown(taken)} the factors side by side are multiplied before {operator.text}"
        reader.record.choice(taken, product(row, taken.start, taken.end), f"{sentence}; write parentheses otherwise")
