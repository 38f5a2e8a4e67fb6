"""What Python's operators mean on expressions. Nothing is broadcast silently: errors name what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite, pi
from numbers import Integral, Rational, Real
from typing import Any

from extremum.algebra.dims import Atom, Bound, Dim, IndexName, bind_arithmetic, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.names import index_letter, numbers_in
from extremum.algebra.node import Expr, Params, bind_operator, operator
from extremum.algebra.traverse import replace_indices, topological
from extremum.operations import construct as c
from extremum.operations.leaves import PI, SYMBOL, declared
from extremum.operations.scale import split
from extremum.operations.sum import terms_of


def as_expr(value: Any) -> Expr:
    """A number, a dimension or an expression, as an expression.

    Raises:
        ExtremumError: it is something else; arrays are data and belong into ``evaluate``.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, bool):
        raise ExtremumError(f"{value} is no number; write 1 or 0")
    if isinstance(value, Integral):
        return c.number(int(value))
    if isinstance(value, Rational):
        return c.number(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, Dim):
        return c.dimension(value)
    if isinstance(value, Real):
        if not isfinite(value):
            raise ExtremumError(f"{value} is not a finite number")
        turns = Fraction(float(value) / pi).limit_denominator(_PARTS_OF_PI)
        if turns and float(turns) * pi == value:
            return c.product(c.number(turns), PI)
        return c.number(Fraction(Decimal(repr(float(value)))))
    raise ExtremumError(
        f"{type(value).__name__} is no expression: declare a symbol with ex.matrix and give arrays to .evaluate"
    )


_PARTS_OF_PI = 12
"""Floats that are a multiple of pi over up to so many, as ``2*math.pi`` is, mean that and no decimal fraction."""


def expression(f: Any, declarations: Any = ()) -> Expr:
    """The expression, number or dimension that ``f`` is, or that it is as a text in the language or in LaTeX.

    Raises:
        ParseError: the text follows no grammar, or a name in it has no determined shape.
        ExtremumError: ``f`` is nothing of the kind.
    """
    return operator("read")(f, declarations) if isinstance(f, str) else as_expr(f)


def add(left: Any, right: Any) -> Expr:
    """``A + B``; a scalar is added to each entry of a vector, and to a matrix only as ``s*ones`` or ``s*eye``."""
    a, b = as_expr(left), as_expr(right)
    return _sum(a, b, 1)


def subtract(left: Any, right: Any) -> Expr:
    """``A - B``."""
    a, b = as_expr(left), as_expr(right)
    return _sum(a, b, -1)


def _sum(a: Expr, b: Expr, sign: int) -> Expr:
    if a.shape == b.shape:
        return c.add(a, c.multiple(sign, b))
    if a.is_scalar and not b.is_scalar:
        return _with_each(c.multiple(sign, b), a)
    if b.is_scalar and not a.is_scalar:
        return _with_each(a, b, sign)
    raise ShapeError(
        f"cannot add {a} ({show_shape(a.shape)}) and {b} ({show_shape(b.shape)}): the shapes of a sum must agree"
        f"{_repeated(a, b) or _repeated(b, a)}"
    )


def _repeated(matrix: Expr, line: Expr) -> str:
    """How to add a row or a column to each of a matrix, as a bias to each sample; a row to a column by transposing."""
    if line.is_column and matrix.is_row and line.rows is matrix.cols:
        return f"; {matrix} is a row and {line} a column: transpose one of them"
    if line.is_column and line.rows is matrix.rows:
        return f"; write {_factor(line)} @ ex.ones(1, {matrix.cols}) to add it to each column"
    row = c.transpose(line) if line.is_column else line
    if row.is_row and row.cols is matrix.cols:
        return f"; write ex.ones({matrix.rows}) @ {_factor(c.transpose(row))}.T to add it to each row"
    return ""


def _factor(expr: Expr) -> str:
    """An expression as it is written in a product: the name of a symbol."""
    return expr.name if expr.op.variable else f"({expr})"


def _with_each(other: Expr, scalar: Expr, sign: int = 1) -> Expr:
    """A scalar added to each entry of a column, with what is added to each of them already: ``x + a - b`` is
    ``x + (a - b)*ones(n)``."""
    if other.is_column:
        ones = c.like_ones(other)
        terms = terms_of(other)
        added = [(q, term) for q, term in terms if split(term)[1] is ones]
        if len(added) != 1:
            return c.add(other, c.product(c.multiple(sign, scalar), ones))
        ((q, term),) = added
        before = split(term)[0]
        total = c.add(c.number(q) if before is None else c.multiple(q, before), c.multiple(sign, scalar))
        return c.combine([*(t for t in terms if t[1] is not term), (1, c.product(total, ones))])
    n, m = other.shape
    square = f", or {scalar}*eye({n}) for a multiple of the identity" if n is m else ""
    raise ShapeError(
        f"cannot add the scalar {scalar} to {other} ({show_shape(other.shape)}); "
        f"write {scalar}*ones({n},{m}) to add it to each entry{square}"
    )


def times(left: Any, right: Any) -> Expr:
    """``s * A``: one side must be a scalar.

    Raises:
        ShapeError: neither side is a scalar; the message names ``@`` and ``ex.hadamard``.
    """
    a, b = as_expr(left), as_expr(right)
    if not (a.is_scalar or b.is_scalar):
        raise ShapeError(
            f"* needs a scalar on one side, but {a} is {show_shape(a.shape)} and {b} is {show_shape(b.shape)}; "
            "use @ for the matrix product, ex.hadamard(A, B) for the entrywise one"
        )
    return c.product(a, b)


def matmul(left: Any, right: Any) -> Expr:
    """``A @ B``, the matrix product."""
    return c.product(as_expr(left), as_expr(right))


def divide(left: Any, right: Any) -> Expr:
    """``A / s``.

    Raises:
        ShapeError: the divisor is no scalar.
    """
    a, b = as_expr(left), as_expr(right)
    if not b.is_scalar:
        raise ShapeError(
            f"cannot divide by {b} ({show_shape(b.shape)}): / needs a scalar divisor; "
            "use A @ ex.inv(B) for a matrix, ex.divide(A, B) entry by entry"
        )
    if c.is_zero(b):
        raise ExtremumError(f"division of {a} by zero")
    return c.product(a, c.power(b, -1))


def power(base: Any, exponent: Any) -> Expr:
    """``s**k`` of a scalar, ``A**k`` with a whole k of a square matrix."""
    a, e = as_expr(base), as_expr(exponent)
    if not e.is_scalar:
        raise ShapeError(f"the exponent {e} is {show_shape(e.shape)}; it must be a scalar")
    if a.is_scalar:
        return c.power(a, e)
    if not (c.is_number(e) and isinstance(c.value_of(e), int)):
        raise ShapeError(
            f"{a} is {show_shape(a.shape)}: its matrix power needs a whole number, not {e}; "
            "ex.power(A, p) is the entrywise power"
        )
    if a.rows is not a.cols:
        raise ShapeError(
            f"the matrix power needs a square matrix, but {a} is {show_shape(a.shape)}; "
            "ex.power(A, p) is the entrywise power, ex.norm2(x)**2 the sum of squares"
        )
    k = int(c.value_of(e))
    return c.product(*[a if k > 0 else c.inverse(a)] * abs(k)) if k else c.eye(a.rows)


def symbols(root: Expr) -> tuple[Expr, ...]:
    """The free symbols and families of an expression, by name."""
    found: dict[str, Expr] = {}
    for node in topological([root]):
        if not node.op.variable:
            continue
        name = node.name
        if name in found:
            one_symbol(found[name], node)
        if name not in found or _is_bound(found[name]):
            found[name] = node
    return tuple(_freed(found[name], found) for name in sorted(found))


def one_symbol(one: Expr, other: Expr) -> None:
    """Raises ExtremumError where two variables of one name are not the same, or not of the same family."""
    if one is not other and (one.op is not other.op or one.op is SYMBOL or _family(one) != _family(other)):
        both = " and ".join(f"{s} ({', '.join([show_shape(s.shape), *declared(s)])})" for s in (one, other))
        raise ExtremumError(f"two variables have one name: {both}; declare it once, or rename one")


def _family(member: Expr) -> Params:
    """What all members of a family have in common; their shape may change with the index."""
    return member.params[3], *member.params[5:]


def _is_bound(node: Expr) -> bool:
    return any(isinstance(atom, Bound) for atom in node.indices)


def _freed(node: Expr, known: Mapping[str, Expr]) -> Expr:
    """A member at a bound index, or beside one as ``x[j + 1]``, as the member at a free index of the same range, which
    no other name means."""
    bound = [atom for atom in node.indices if isinstance(atom, Bound)]
    if not bound:
        return node
    size, start = node.params[5], node.params[6]
    assert isinstance(size, Dim) and isinstance(start, Dim)
    letter = index_letter(known.keys() | numbers_in(known.values()))
    index = Dim.of(IndexName(letter, size, start.number or 0))
    return replace_indices(node, {atom: _where_at(node, atom, index) for atom in bound})


def _where_at(member: Expr, atom: Atom, index: Dim) -> Dim:
    """What an index has to be for a member to stand at another one: ``i - 1`` for ``x[j + 1]``."""
    place, own = member.params[4], Dim.of(atom)
    assert isinstance(place, Dim)
    ways = [index - (place - own), place + own - index]
    return next((way for way in ways if place.replace({atom: way}) is index), index)


def _steps(root: Expr) -> list[tuple[str, list[int], Params]]:
    """The nodes of an expression in the order of computation, each with the places of its arguments."""
    place: dict[Expr, int] = {}
    steps: list[tuple[str, list[int], Params]] = []
    for node in topological([root]):
        place[node] = len(steps)
        steps.append((node.op.name, [place[arg] for arg in node.args], node.params))
    return steps


def _getitem(expr: Expr, index: Any) -> Expr:
    raise ExtremumError(
        f"{expr} has no members; declare a family with ex.samples to write x[i]. "
        "An entry is ex.unit(n, 1).T @ A @ ex.unit(m, 2)"
    )


_BOUND: dict[str, Callable[..., Any]] = {
    "add": add, "subtract": subtract, "times": times, "matmul": matmul, "divide": divide, "power": power,
    "negate": lambda a: c.multiple(-1, a), "transpose": c.transpose, "inverse": c.inverse, "symbols": symbols,
    "assumptions": declared, "getitem": _getitem, "steps": _steps,
}  # fmt: skip
for _name, _function in _BOUND.items():
    bind_operator(_name, _function)
bind_arithmetic({name: _BOUND[name] for name in ("add", "subtract", "times", "divide", "power")})

__all__ = ["add", "as_expr", "divide", "expression", "matmul", "power", "subtract", "symbols", "times"]
