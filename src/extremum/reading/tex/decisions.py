r"""What shapes decide: ``\|A\|`` of a vector and of a matrix, ``|A|``, ``A^{1/2}``, ``x \cdot y``, ``e^A``.

One method a kind of open piece: from its parts, whose shapes are known by then, to the piece that it stands for. Each
choice that a reader could make otherwise is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import final

from extremum.algebra.dims import ONE, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError, UndeclaredError
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.reading.build import functions
from extremum.reading.build.builder import Builder, Opening
from extremum.reading.build.indices import walk
from extremum.reading.source import Tree
from extremum.reading.tex.layout import product
from extremum.reading.tex.record import Record

_MATRIX_TWINS = {"exp": "expm", "log": "logm", "sin": "sinm", "cos": "cosm"}


def _square(value: Expr) -> bool:
    """Whether it is a square matrix, not a scalar."""
    return value.rows is value.cols and not value.is_scalar


def _column(value: Expr) -> bool:
    return value.cols is ONE and not value.is_scalar


def _in_trace(builder: Builder, tree: Tree) -> bool:
    """Whether it is in a factor of a product of which the trace is taken, where no logarithm of entries is meant."""
    rows = ((piece, functions.find(piece.text)) for piece, _ in walk(builder.root) if piece.kind == "call")
    traces = [piece.parts[0] for piece, row in rows if row is not None and row.build == "tr"]
    products = [piece for trace in traces for piece, _ in walk(trace) if {*piece.operators} == {"*"}]
    return any(part is tree for product in products for factor in product.parts for part in _summands(factor))


def _summands(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in tree.parts if tree.kind in ("sum", "signed") else ():
        yield from _summands(part)


def _call(name: str, tree: Tree, *parts: Tree) -> Tree:
    return Tree("call", name, parts or tree.parts, tree.start, tree.end)


@final
class Decisions:
    """The decisions for one formula."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def openings(self) -> dict[str, Opening]:
        """The table for the builder."""
        rows: list[tuple[str, str, Callable[[Builder, Tree], Tree]]] = [
            ("norm", "scalar", self.norm), ("norm 2", "scalar", self.norm_2), ("norm 1", "scalar", self.norm_1),
            ("weighted", "weighted", self.weighted), ("bars", "bars", self.bars),
            ("length", "length", self.length),
            ("diag", "diag or diagonal", self.diag), ("entrywise", "same", self.entrywise), ("exp", "same", self.exp),
            ("sqrt", "same", self.sqrt), ("power", "power", self.power), ("transpose", "transposed", self.transpose),
            ("inverse", "square", self.inverse), ("cdf", "same", self.cdf),
            ("transpose or power", "transposed", self.transpose_or_power), ("dot", "dot", self.dot),
            ("cross", "cross or product", self.cross), ("slash", "quotient", self.slash),
        ]  # fmt: skip
        return {name: Opening(shape, decide) for name, shape, decide in rows}

    def note(self, tree: Tree, sentence: str) -> None:
        """``… is read as``."""
        self.record.note(tree, f"{self.record.shown(tree)} {sentence}")

    # -- norms and bars --------------------------------------------------------------------------------------------
    def norm(self, builder: Builder, tree: Tree) -> Tree:
        """The Euclidean norm of a vector, the Frobenius norm of a matrix."""
        value = builder.visit(tree.parts[0])
        if not (value.is_scalar or value.is_row or _column(value)):
            self.note(tree, r"of a matrix is read as the Frobenius norm; write \|A\|_2 for the spectral norm")
        return _call("norm2", tree)

    def norm_2(self, builder: Builder, tree: Tree) -> Tree:
        """The Euclidean norm of a vector, the spectral norm of a matrix."""
        value = builder.visit(tree.parts[0])
        if value.is_scalar or value.is_row or _column(value):
            return _call("norm2", tree)
        self.note(tree, r"of a matrix is read as the spectral norm; write \|A\|_F for the Frobenius norm")
        return _call("norm_spec", tree)

    def norm_1(self, builder: Builder, tree: Tree) -> Tree:
        """The sum of the absolute values."""
        value = builder.visit(tree.parts[0])
        if not (value.is_scalar or value.is_row or _column(value)):
            self.note(tree, "of a matrix is read as the sum of the absolute values of its entries")
        return _call("norm1", tree)

    def weighted(self, builder: Builder, tree: Tree) -> Tree:
        """``sqrt(x'*W*x)``."""
        vector, weight = tree.parts
        value = builder.visit(weight)
        if not _square(value):
            fix = r"write a matrix W as in \|x\|_W, or \|x\|_1, \|x\|_2, \|A\|_F, \|A\|_*"
            shown = f"{self.record.shown(weight)} ({show_shape(value.shape)})"
            message = f"the index of a norm is its weight, a square matrix, and {shown} is none; {fix}"
            raise builder.source.error(message, weight.start, weight.end, ShapeError)
        self.note(tree, "is read as the norm with a weight, the square root of x' W x")
        turned = Tree("transpose", "'", (vector,), vector.start, vector.end)
        return _call("sqrt", tree, product([turned, weight, vector], tree.start, tree.end))

    def bars(self, builder: Builder, tree: Tree) -> Tree:
        """The absolute value of a scalar, the absolute values of a vector, the determinant of a square matrix."""
        value = builder.visit(tree.parts[0])
        if value.is_scalar:
            return _call("abs", tree)
        if _square(value):
            self.note(tree, r"of a square matrix is read as its determinant; write \operatorname{abs} for its entries")
            return _call("det", tree)
        self.note(tree, r"is read entry by entry; write \|x\| for the norm")
        return _call("abs", tree)

    def length(self, builder: Builder, tree: Tree) -> Tree:
        """Of a vector its length, where a number is due: ``|r|^3``, ``1/|r|``."""
        value = builder.visit(tree.parts[0])
        if not (_column(value) or (value.is_row and not value.is_scalar)):
            return self.bars(builder, tree)
        self.note(tree, r"of a vector is read as its length; write \operatorname{abs} for its entries")
        return _call("norm2", tree)

    # -- functions -------------------------------------------------------------------------------------------------
    def diag(self, builder: Builder, tree: Tree) -> Tree:
        """The diagonal matrix of a vector, the diagonal of a matrix."""
        if not _square(builder.visit(tree.parts[0])):
            return _call("diag", tree)
        self.note(tree, "of a matrix is read as the vector on its diagonal")
        return _call("diagonal", tree)

    def entrywise(self, builder: Builder, tree: Tree) -> Tree:
        """A function of each entry."""
        call = tree.parts[0]
        value = builder.visit(call)
        if _square(value):
            twin = _MATRIX_TWINS[call.text]
            (inner,) = value.args if len(value.args) == 1 else (value,)
            if call.text == "log" and holds(inner, "positive_definite") and _in_trace(builder, tree):
                entries = rf"\log({self.record.shown(call.parts[0])}^{{\odot 1}})"
                self.note(
                    tree, f"in a trace is read as the logarithm of the matrix; write {entries} for that of entries"
                )
                return _call(twin, call)
            self._refuse_two_logarithms(builder, tree, value)
            self.note(tree, rf"is read entry by entry; write \operatorname{{{twin}}} for the function of the matrix")
        return call

    def _refuse_two_logarithms(self, builder: Builder, tree: Tree, value: Expr) -> None:
        """Refuses the logarithm of a positive definite matrix by name, or of one that nobody declared."""
        (inner,) = value.args if value.args else (value,)
        matrix = inner.op.variable and (holds(inner, "positive_definite") or inner.name in builder.guessed)
        if tree.parts[0].text == "log" and matrix:
            shown, name = self.record.shown(tree), self.record.shown(tree.parts[0].parts[0])
            entries = rf"\log({name}^{{\odot 1}})"
            fix = rf"write \operatorname{{logm}}({name}) for that of the matrix, {entries} for that of its entries"
            raise builder.wrong(f"{shown} of a matrix has two readings; {fix}", tree)

    def exp(self, builder: Builder, tree: Tree) -> Tree:
        """``e^x``, and the exponential of a matrix."""
        if not _square(builder.visit(tree.parts[0])):
            return _call("exp", tree)
        self.note(tree, r"is read as the exponential of the matrix; write \exp(A) for that of its entries")
        return _call("expm", tree)

    def sqrt(self, builder: Builder, tree: Tree) -> Tree:
        """A square root, of a square matrix that of the matrix."""
        if not _square(builder.visit(tree.parts[0])):
            return _call("sqrt", tree)
        self.note(tree, r"is read as the square root of the matrix; write A^{\odot 1/2} for that of its entries")
        return _call("sqrtm", tree)

    def cdf(self, builder: Builder, tree: Tree) -> Tree:
        r"""``\Phi(z)`` of a number is the normal distribution function; of vectors it may be anything."""
        if not builder.visit(tree.parts[0]).is_scalar:
            fix = "declare 'Phi: function', or Phi as a variable for a product; normcdf(x) is that of each entry"
            message = f"in {self.record.shown(tree)}, \\Phi is a function or a factor, and Phi is not declared; {fix}"
            raise builder.source.error(message, tree.start, tree.end, UndeclaredError)
        self.note(tree, "is read as the standard normal distribution function; declare 'Phi: function' for another")
        return _call("normcdf", tree)

    # -- exponents -------------------------------------------------------------------------------------------------
    def power(self, builder: Builder, tree: Tree) -> Tree:
        """A power of a scalar or of a square matrix."""
        base, exponent = tree.parts
        plain = Tree("power", "^", tree.parts, tree.start, tree.end)
        value, by = builder.visit(base), builder.visit(exponent)
        if value.is_scalar or (_square(value) and c.is_number(by) and Fraction(c.value_of(by)).denominator == 1):
            return plain
        if not _square(value):
            fix = r"write \|x\|^2, x^\top x, or x^{\odot 2} for the power of each entry"
            message = f"only scalars and square matrices have powers, not {self._with_shape(base, value)}; {fix}"
            raise builder.source.error(message, tree.start, tree.end, ShapeError)
        return self._matrix_power(tree, by)

    def inverse(self, builder: Builder, tree: Tree) -> Tree:
        r"""``\Sigma^{-1}``: an undeclared capital letter is a matrix there."""
        one = Tree("number", "1", (), tree.end, tree.end)
        minus = Tree("signed", "-", (one,), tree.end, tree.end)
        return Tree("power", "^", (tree.parts[0], minus), tree.start, tree.end)

    def _matrix_power(self, tree: Tree, exponent: Expr) -> Tree:
        base = tree.parts[0]
        half = Fraction(c.value_of(exponent)) if c.is_number(exponent) else None
        if half is not None and abs(half) == Fraction(1, 2):
            self.note(tree, r"is read as the square root of the matrix; write A^{\odot 1/2} for that of its entries")
            root = _call("sqrtm", tree, base)
            return root if half > 0 else _call("inv", tree, root)
        self.note(tree, r"is read as the power of the matrix; write A^{\odot p} for that of its entries")
        return _call("mpow", tree)

    def transpose(self, builder: Builder, tree: Tree) -> Tree:
        """``A^T``, where T is not declared."""
        if builder.visit(tree.parts[0]).is_scalar:
            self.note(tree, "is read as a transpose; declare T for a power")
        return Tree("transpose", "'", tree.parts, tree.start, tree.end)

    def transpose_or_power(self, builder: Builder, tree: Tree) -> Tree:
        """``A^T``, where T is declared."""
        base, exponent = tree.parts
        value = builder.visit(base)
        if _square(value):
            shown, letter = self.record.shown(tree), self.record.shown(exponent)
            fix = rf"write A^\top for the transpose, or \operatorname{{mpow}}(A, {letter}) for the power"
            raise builder.wrong(f"{shown} has two readings, for {letter} is declared; {fix}", tree)
        if value.is_scalar:
            self.note(tree, rf"is read as a power, for {self.record.shown(exponent)} is declared")
            return Tree("power", "^", tree.parts, tree.start, tree.end)
        return Tree("transpose", "'", (base,), tree.start, tree.end)

    # -- operators -------------------------------------------------------------------------------------------------
    def dot(self, builder: Builder, tree: Tree) -> Tree:
        r"""``a \cdot b``: a product, of two columns the inner product."""
        left, right = tree.parts
        a, b = builder.visit(left), builder.visit(right)
        if not (_column(a) and _column(b)):
            return product(tree.parts, tree.start, tree.end)
        self.note(tree, "is read as the inner product of two vectors")
        return product([Tree("transpose", "'", (left,), left.start, left.end), right], tree.start, tree.end)

    def cross(self, builder: Builder, tree: Tree) -> Tree:
        r"""``a \times b``: a product, of two columns the cross product."""
        if all(_column(builder.visit(part)) for part in tree.parts):
            return _call("cross", tree)
        return product(tree.parts, tree.start, tree.end)

    def slash(self, builder: Builder, tree: Tree) -> Tree:
        """``a/b c``: with b c below or with b, whichever is possible."""
        left, right = tree.parts
        first, *others = right.parts
        over = Tree("chain", "/", (left, first), left.start, first.end)
        all_below = Tree("chain", "/", tree.parts, tree.start, tree.end)
        one_below = product([over, *others], tree.start, tree.end)
        found = [(reading, _value(builder, reading)) for reading in (all_below, one_below)]
        possible = [(reading, value) for reading, value in found if value is not None]
        if len(possible) == 2 and possible[0][1] is not possible[1][1]:
            below, part = self.record.shown(right), self.record.shown(first)
            message = f"{self.record.shown(tree)} has two readings, over {below} and over {part}"
            raise builder.wrong(rf"{message}; write \frac{{a}}{{b}} or brackets", tree)
        return possible[0][0] if possible else all_below

    def _with_shape(self, tree: Tree, value: Expr) -> str:
        return f"{self.record.shown(tree)} ({show_shape(value.shape)})"


def _value(builder: Builder, tree: Tree) -> Expr | None:
    """The value of a reading; None: it is none."""
    try:
        return builder.visit(tree)
    except ExtremumError:
        return None
