"""The one reading that fits the shapes, where a claim as it stands has none: ``.*`` before ``*`` or after it, and the
number that is added to each entry of a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.checking.syntax import Formula, is_expression, made
from extremum.operations import construct as c
from extremum.reading.source import Tree

_ENTRYWISE = {".*", "./"}


@final
class Fitting:
    """A formula that is read anew, from the inner pieces outwards.

    notes: what was taken for what; sure: whether no number was added to each entry of a square matrix, which might be
    meant as a multiple of the identity; preferred: of several readings of ``.*`` beside ``*`` that fit, which is taken.
    """

    def __init__(self, formula: Formula, preferred: int | None = None) -> None:
        self.formula, self._preferred = formula, preferred
        self.notes: list[str] = []
        self.sure = True
        self._numpy = any(piece.kind == "chain" and "@" in piece.operators for piece in _all(formula.tree))

    def fitted(self, tree: Tree) -> Tree:
        """The piece with the readings that fit; a piece without one stays as it is."""
        parts = tuple(self.fitted(part) if is_expression(tree, k) else part for k, part in enumerate(tree.parts))
        same = all(new is old for new, old in zip(parts, tree.parts, strict=True))
        here = tree if same else self.formula.instead(tree, made(tree.kind, tree.text, *parts))
        if here.kind == "chain" and self._numpy and self._value(here) is None:
            here = self._as_numpy(here)
        if here.kind == "chain" and _is_mixed(here):
            return self._grouped(here)
        return self._spread(here) if here.kind == "sum" else here

    def _as_numpy(self, tree: Tree) -> Tree:
        """``y*z`` of arrays of one shape entry by entry, where the claim writes ``@`` for matrix products."""
        operators = [".*" if operator == "*" else operator for operator in tree.operators]
        changed = self._placed(tree, made("chain", " ".join(operators), *tree.parts))
        if operators == tree.operators or not (_is_mixed(changed) or self._value(changed) is not None):
            return tree
        self.notes.append(f"* in {self.formula.text(tree)} is read entry by entry, for @ is the matrix product here")
        return changed

    def _grouped(self, tree: Tree) -> Tree:
        """``.*`` before ``*``, after it, or from the left: the only one that fits."""
        found: dict[Expr, Tree] = {}
        for grouping in (_grouped(tree, _ENTRYWISE), _grouped(tree, {"*", "@", "/"}), _from_left(tree)):
            value = self._value(self._placed(tree, grouping))
            if value is not None:
                found.setdefault(value, grouping)
        if len(found) != 1 and (self._preferred is None or self._preferred >= len(found)):
            return tree
        self.sure = self.sure and len(found) == 1
        grouping = list(found.values())[self._preferred or 0] if len(found) > 1 else next(iter(found.values()))
        if not _is_plain(self.formula, tree):
            text, read = self.formula.text(tree), self.formula.text(grouping)
            why = "the one reading that fits the shapes" if len(found) == 1 else "the reading that makes it right"
            self.notes.append(f"{text} is read as {read}, {why}")
        return grouping

    def _spread(self, tree: Tree) -> Tree:
        """``1 - sigmoid(X)``: a scalar beside matrices of one shape is added to each entry."""
        shapes = [self.formula.shape(part) for part in tree.parts]
        large = {shape for shape in shapes if shape != (ONE, ONE)}
        if len(large) != 1 or (ONE, ONE) not in shapes:
            return tree
        (shape,) = large
        if shape is None or shape[1] is ONE:
            return tree
        parts = tuple(
            self._filled(part, shape) if size == (ONE, ONE) else part
            for part, size in zip(tree.parts, shapes, strict=True)
        )
        return self._placed(tree, made("sum", tree.text, *parts))

    def _filled(self, scalar: Tree, shape: Shape) -> Tree:
        rows, cols = shape
        ones = self.formula.given(c.ones(rows, cols))
        new = ones if self._value(scalar) is c.number(1) else made("chain", "*", scalar, ones)
        text = self.formula.text(scalar)
        self.sure = self.sure and rows is not cols
        identity = f", not as {text}*eye({rows})" if rows is cols else ""
        self.notes.append(f"{text} beside a matrix is read as {self.formula.text(new)}{identity}")
        return self.formula.instead(scalar, new)

    def _placed(self, old: Tree, new: Tree) -> Tree:
        """The new piece in place of the old one, inside the same sums."""
        for piece in _all(new):
            self.formula.instead(old, piece)
        return new

    def _value(self, tree: Tree) -> Expr | None:
        try:
            return self.formula.value(tree)
        except (ExtremumError, ZeroDivisionError):
            return None


def _all(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in tree.parts:
        yield from _all(part)


def _is_mixed(tree: Tree) -> bool:
    operators = set(tree.operators)
    return bool(operators & _ENTRYWISE and operators - _ENTRYWISE)


def _is_plain(formula: Formula, tree: Tree) -> bool:
    """Whether no matrix product meets an entrywise one, so that all readings are the same."""
    matrices = [part for part in tree.parts if formula.shape(part) != (ONE, ONE)]
    return len(matrices) < 3


def _grouped(tree: Tree, first: set[str]) -> Tree:
    """The chain in which some operators bind before the others."""
    groups: list[list[Tree]] = [[tree.parts[0]]]
    operators: list[str] = []
    inner: list[list[str]] = [[]]
    for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
        if operator in first:
            groups[-1].append(part)
            inner[-1].append(operator)
        else:
            groups.append([part])
            inner.append([])
            operators.append(operator)
    pieces = [_chain(parts, found) for parts, found in zip(groups, inner, strict=True)]
    return _chain(pieces, operators)


def _chain(parts: list[Tree], operators: list[str]) -> Tree:
    return parts[0] if len(parts) == 1 else made("chain", " ".join(operators), *parts)


def _from_left(tree: Tree) -> Tree:
    left = tree.parts[0]
    for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
        left = made("chain", operator, left, part)
    return left
