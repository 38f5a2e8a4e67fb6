"""Formulas as they stand in code: ``X.T @ (1/(1 + np.exp(-X @ w)) - y)`` in the text language.

``*``, ``/`` and ``**`` of arrays are entry by entry, ``@`` is the product. A column is a 1-D array, which NumPy's rules
of broadcasting put beside each row of a matrix. What has no such form in the language is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import final

from extremum.algebra.dims import ONE, Dim, Shape
from extremum.reading.text.array_names import (
    AS_OPERATORS,
    CONSTANTS,
    KNOWN,
    METHODS,
    OF_ONE,
    OPERATORS,
    PRODUCTS,
    RENAMED,
    SAME,
    TOTALS,
    WRITTEN,
)  # fmt: skip
from extremum.reading.text.array_syntax import NotReadError, is_library, is_new_axis, tree_of

Shapes = Callable[[str], "Shape | None"]
"""The shape of a formula in the language; None where it is not known."""

_SIGNED, _ATOM = 2, 4
_AXES = {"dim": "axis", "keepdim": "keepdims"}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A formula, how tightly it binds, and whether it is a column that is an n×1 array and no 1-D one."""

    text: str
    level: int = _ATOM
    upright: bool = False

    def inside(self, level: int) -> str:
        """It as an operand."""
        return self.text if self.level >= level else f"({self.text})"


def in_language(text: str, shapes: Shapes = lambda _: None) -> str | None:
    """The text of a claim that is written with NumPy; None for another text, and where it has no such form.

    >>> in_language("X.T @ (1/(1 + np.exp(-X @ w)) - y)")
    "X'*(1./(1 + exp(-X*w)) - y)"
    """
    tree = tree_of(text)
    try:
        return None if tree is None else _Translation(shapes).of(tree).text
    except NotReadError:
        return None


def not_read(text: str, shapes: Shapes = lambda _: None) -> NotReadError | None:
    """The first piece of a claim with NumPy that has no form in the language; None where there is none."""
    tree = tree_of(text)
    try:
        if tree is not None:
            _Translation(shapes).of(tree)
    except NotReadError as found:
        return found.after(len(text) - len(text.lstrip()))
    return None


@final
class _Translation:
    """Python's syntax in the language."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def of(self, node: ast.expr) -> _Piece:
        """A piece of code."""
        match node:
            case ast.Name(id=name):
                return _Piece(name)
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return _Piece(repr(number))
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                found = self.of(inner)
                return replace(found, text=f"-{found.inside(_SIGNED)}", level=_SIGNED)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self._product(self.of(left), self.of(right))
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
                return self._operated(node, self.of(left), type(operator), self.of(right))
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self._step(node, self.of(left), sign, self.of(right))
            case ast.Attribute(value=inner, attr="T"):
                return self._transposed(self.of(inner))
            case ast.Attribute(value=owner, attr=name) if is_library(owner) and name in CONSTANTS:
                return _Piece(CONSTANTS[name])
            case ast.Subscript(value=ast.Attribute(value=inner, attr="shape"), slice=ast.Constant(value=int() as axis)):
                return self._size(node, self.of(inner), axis)
            case ast.Call(func=ast.Name(id="len"), args=[inner], keywords=[]):
                return self._size(node, self.of(inner), 0)
            case ast.Subscript(value=inner, slice=ast.Tuple(elts=places)):
                return self._axis_added(node, self.of(inner), places)
            case ast.Subscript(
                value=ast.Call(func=ast.Attribute(attr="slogdet"), args=[inner]), slice=ast.Constant(value=1)
            ):
                return _Piece(f"logdet({self.of(inner).text})")
            case ast.Call(func=function):
                return self._called(node, function)
        raise NotReadError(node)

    def _size(self, node: ast.expr, piece: _Piece, axis: int) -> _Piece:
        """``len(X)``, ``X.shape[1]``."""
        array = self._array(piece)
        if array is None or not -len(array) <= axis < len(array):
            raise NotReadError(node)
        return _Piece(f"({array[axis]})" if " " in str(array[axis]) else str(array[axis]))

    def _operated(self, node: ast.expr, left: _Piece, operator: type[ast.operator], right: _Piece) -> _Piece:
        """An operator between entries; where one side is a row, both have to be arrays."""
        if (left.upright or right.upright) and None in map(self._array, (left, right)):
            raise NotReadError(node)
        return self._entrywise(left, operator, right)

    def _transposed(self, piece: _Piece) -> _Piece:
        shape = self.shapes(piece.text)
        return _Piece(f"{piece.inside(_ATOM)}'", upright=shape is not None and shape[0] is ONE)

    # -- operators -----------------------------------------------------------------------------------------------------
    def _product(self, left: _Piece, right: _Piece) -> _Piece:
        """``a @ b``, in which a 1-D array is a row on the left and a column on the right."""
        if not self._is_flat(left):
            return _Piece(f"{left.inside(1)}*{right.inside(2)}", 1, right.upright)
        if self._is_flat(right):
            return _Piece(f"{left.inside(_ATOM)}'*{right.inside(2)}", 1)
        return _Piece(f"{right.inside(_ATOM)}'*{left.inside(2)}", 1)

    def _entrywise(self, left: _Piece, operator: type[ast.operator], right: _Piece) -> _Piece:
        sign, level = OPERATORS[operator]
        a, b = self._broadcast(left, level, right), self._broadcast(right, level, left)
        upright = (left.upright or right.upright) and a is left and b is right
        return _Piece(f"{a.inside(level + (level == 3))}{sign}{b.inside(level + 1)}", level, upright)

    def _broadcast(self, piece: _Piece, level: int, other: _Piece) -> _Piece:
        """A piece in the shape that NumPy gives it beside another one, in an operation that binds so tightly."""
        own, beside = self._array(piece), self._array(other)
        if own is None or not beside or own == beside or len(own) == len(beside) == 1:
            return piece
        if not own:  # a number is added to each entry
            known = level or self.shapes(f"({piece.text}) + ({other.text})") is not None
            return piece if known else _Piece(f"{piece.inside(1)}*ones({', '.join(map(str, beside))})", 1)
        (a, b), (r, s) = ((ONE,) * (2 - len(shape)) + shape for shape in (own, beside))
        rows, cols = (r if a is ONE else a), (s if b is ONE else b)
        if a is rows and b is cols and len(own) == 2:
            return piece
        row = f"{piece.inside(_ATOM)}'" if len(own) == 1 else piece.inside(2)
        if a is ONE and b is cols:
            return _Piece(row if rows is ONE else f"ones({rows})*{row}", _ATOM if rows is ONE else 1)
        return _Piece(f"{piece.inside(1)}*ones(1, {cols})", 1) if b is ONE and a is rows else piece

    def _array(self, piece: _Piece) -> tuple[Dim, ...] | None:
        """The shape of the array: none of a number, one size of a column, unless it stands upright."""
        shape = self.shapes(piece.text)
        if shape is None or shape == (ONE, ONE):
            return None if shape is None else ()
        return shape[:1] if shape[1] is ONE and not piece.upright else shape

    def _is_flat(self, piece: _Piece) -> bool:
        return len(self._array(piece) or ()) == 1

    def _step(self, node: ast.expr, left: _Piece, sign: ast.cmpop, right: _Piece) -> _Piece:
        """``x > 0``, which is 1 or 0 in a formula."""
        gap, back = self._entrywise(left, ast.Sub, right).text, self._entrywise(right, ast.Sub, left).text
        if right.text in ("0", "0.0"):
            gap, back = left.text, f"-{left.inside(_SIGNED)}"
        at_least, at_most = _Piece(f"1 - step({back})", 0), _Piece(f"1 - step({gap})", 0)
        more, less = _Piece(f"step({gap})"), _Piece(f"step({back})")
        steps = {ast.Gt: more, ast.Lt: less, ast.GtE: at_least, ast.LtE: at_most}
        if type(sign) not in steps:
            raise NotReadError(node)
        return steps[type(sign)]

    def _axis_added(self, node: ast.expr, inner: _Piece, places: Sequence[ast.expr]) -> _Piece:
        """``x[:, None]`` and ``x[None, :]``."""
        match places:
            case _ if self.shapes(inner.text) is None:
                raise NotReadError(node)
            case [ast.Slice(lower=None, upper=None, step=None), place] if is_new_axis(place):
                return replace(inner, upright=True)
            case [place, ast.Slice(lower=None, upper=None, step=None)] if is_new_axis(place):
                return _Piece(f"{inner.inside(_ATOM)}'")
        raise NotReadError(node)

    # -- functions -----------------------------------------------------------------------------------------------------
    def _called(self, node: ast.Call, function: ast.expr) -> _Piece:
        match function:
            case ast.Name(id=name) if not node.keywords:
                return _Piece(f"{name}({', '.join(self.of(argument).text for argument in node.args)})")
            case ast.Attribute(value=owner, attr=name) if is_library(owner):
                return self._function(node, function, name, node.args)
            case ast.Attribute(value=owner, attr="astype"):
                return self.of(owner)
            case ast.Attribute(value=owner, attr=name) if name in METHODS:
                return self._function(node, function, name, [owner, *node.args])
        raise NotReadError(function)

    def _function(self, node: ast.Call, function: ast.expr, name: str, arguments: list[ast.expr]) -> _Piece:
        if name in TOTALS:
            return self._total(function, name, arguments, {word.arg: word.value for word in node.keywords})
        if node.keywords:
            raise NotReadError(function)
        if name in ("ones", "zeros", "full", "ones_like", "zeros_like"):
            return self._constant(function, name, arguments)
        if name == "where" and len(arguments) == 3:
            return self._where(*map(self.of, arguments))
        if name not in KNOWN or (name in OF_ONE and len(arguments) != 1):
            raise NotReadError(function)
        pieces = [self.of(argument) for argument in arguments]
        if name == "heaviside" and len(pieces) == 2 and pieces[1].text in ("0", "0.0"):
            return _Piece(f"step({pieces[0].text})")
        if name == "diag" and len(pieces) == 1:
            shape = self.shapes(pieces[0].text)
            return _Piece(f"{'diag' if shape is None or shape[1] is ONE else 'diagonal'}({pieces[0].text})")
        if len(pieces) == 2 and name in PRODUCTS:
            return self._product(*pieces)
        if len(pieces) == 2 and name in AS_OPERATORS:
            return self._entrywise(pieces[0], AS_OPERATORS[name], pieces[1])
        if name in WRITTEN and WRITTEN[name].count("{}") == len(pieces):
            return _Piece(f"({WRITTEN[name].format(*(piece.inside(_ATOM) for piece in pieces))})")
        if name not in SAME:
            raise NotReadError(function)
        return _Piece(f"{RENAMED.get(name, name)}({', '.join(piece.text for piece in pieces)})")

    def _total(self, node: ast.expr, name: str, arguments: list[ast.expr], more: dict[str | None, ast.expr]) -> _Piece:
        """``np.sum(A)``, ``A.sum(axis=0)``, ``A.mean(axis=1, keepdims=True)``."""
        inner, *places = arguments
        whole, of_columns, of_rows = TOTALS[name]
        more = {_AXES.get(str(word), word): value for word, value in more.items()}  # PyTorch's words
        axis = places[0] if places else more.get("axis", ast.Constant(None))
        if more.keys() - {"axis", "keepdims"} or len(places) > 1:
            raise NotReadError(node)
        kept = "keepdims" in more and ast.unparse(more["keepdims"]) == "True"
        piece, at = self.of(inner), ast.unparse(axis)
        array = self._array(piece)
        if at == "None" or (array is not None and len(array) < 2 and at in ("0", "-1")):
            return _Piece(f"{whole}({piece.text})")
        if array is None or len(array) < 2 or at not in ("0", "1", "-1"):
            raise NotReadError(node)
        if at == "0":
            return _Piece(f"{of_columns}({piece.text}){'' if kept else chr(39)}")
        return _Piece(f"{of_rows}({piece.text})", upright=kept)

    def _constant(self, node: ast.expr, name: str, arguments: list[ast.expr]) -> _Piece:
        """``np.ones((n, m))``, ``np.zeros_like(x)``, ``np.full(n, 2)``."""
        first, *rest = arguments
        of = name.removesuffix("_like")
        if of != name:
            shape = self.shapes(self.of(first).text)
            if shape is None:
                raise NotReadError(node)
            sizes = [str(dim) for dim in (shape[:1] if shape[1] is ONE else shape)]
        else:
            sizes = [self.of(size).text for size in (first.elts if isinstance(first, ast.Tuple) else [first])]
        upright = of == name and sizes[1:] == ["1"]
        made = f"{'ones' if of == 'full' else of}({', '.join(sizes[:1] if upright else sizes)})"
        if of == "full" and len(rest) == 1:
            return _Piece(f"{self.of(rest[0]).inside(1)}*{made}", 1, upright)
        if rest or of == "full":
            raise NotReadError(node)
        return _Piece(made, upright=upright)

    def _where(self, condition: _Piece, yes: _Piece, no: _Piece) -> _Piece:
        """``np.where(c, a, b)`` is ``b + c.*(a - b)``."""
        if (yes.text, no.text) in (("1", "0"), ("1.0", "0.0")):
            return condition
        chosen = self._entrywise(condition, ast.Mult, self._entrywise(yes, ast.Sub, no))
        return chosen if no.text in ("0", "0.0") else self._entrywise(no, ast.Add, chosen)
