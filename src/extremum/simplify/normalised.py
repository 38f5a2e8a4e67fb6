"""Vectors divided by a number: what is written with ``r/s^3``, ``r*r'/s^2`` is short in ``z = r/s``.

``eye(n)/s - x*x'/s^3`` is ``(eye(n) - z*z')/s``; so are cosines, standardised and normalised layers written.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.wordalgebra import half
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_LONGEST, _TRIED = 200, 6
"""Longer expressions are left as they are; and how many quotients are tried."""

Word = tuple[Expr, ...]
Quotient = tuple[Expr, Expr, Expr]
"""An equal expression, in which a letter stands for a quotient; the letter; the quotient."""


def with_quotients(expr: Expr) -> Iterator[Quotient]:
    """The expression with a letter for ``v/s``, for vectors v and denominators s in it that are met more than once, and
    for such vectors by themselves.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> [(short, letter, quotient)] = with_quotients(ex.simplify(ex.jacobian(x/ex.norm2(x), x)))
    >>> print(replace(short, {letter: ex.vector("z", "n")}), quotient)
    (eye(n) - z*z')/norm2(x) x/norm2(x)
    """
    if cost(expr) > _LONGEST:
        return
    grown = expanded(expr)
    for v in islice(_vectors(topological([expr if grown is None else grown])), _TRIED // 2):
        try:
            yield from _with_letter(expr if grown is None else grown, v)
        except ExtremumError:
            continue
    nodes = topological([expr])
    for v, s in islice(product(_vectors(nodes), _denominators(nodes)), _TRIED):
        try:
            yield _with_quotient(expr, v, s)
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            continue


def _vectors(nodes: list[Expr]) -> list[Expr]:
    """Columns that are used twice, up to transposition: operands, and heads of products that end with a column."""
    found: dict[Expr, None] = {}
    for node in nodes:
        whole = half(node.args) if node.op is PRODUCT and node.is_scalar else None
        parts = [c.product(*piece) for piece in _heads(node)] if node.op is PRODUCT else node.args
        parts = [*parts, c.product(*whole)] if whole is not None else parts
        found |= dict.fromkeys(part if part.is_column else part.T for part in parts if not part.is_scalar)
    return [v for v in found if v.is_column and not v.indices and _varies(v) and _count(nodes, v) > 1]


def _heads(word: Expr) -> Iterator[Word]:
    """The pieces of a product up to a column, and from a row on."""
    for k, factor in enumerate(word.args):
        if factor.is_column:
            yield word.args[: k + 1]
        if factor.is_row:
            yield word.args[k:]


def _count(nodes: list[Expr], v: Expr) -> int:
    """How often a column is an operand, or a piece of a product, up to transposition."""
    return sum(
        len(list(_places(node.args, v))) if node.op is PRODUCT else sum(arg in (v, v.T) for arg in node.args)
        for node in nodes
    )


def _places(word: Word, v: Expr) -> Iterator[tuple[int, Expr]]:
    """Where a column, or its transpose, begins in a word, and which of them it is."""
    k = 0
    while k < len(word):
        here = next((way for way in (v, v.T) if word[k : k + len(_word(way))] == _word(way)), None)
        if here is not None:
            yield k, here
        k += 1 if here is None else len(_word(here))


def _word(expr: Expr) -> Word:
    return expr.args if expr.op is PRODUCT else (expr,)


def _varies(v: Expr) -> bool:
    return any(node.op.variable for node in topological([v]))


def _denominators(nodes: list[Expr]) -> list[Expr]:
    """What divides, to powers of which it is one: ``sqrt(t)`` for ``t^(-1/2)`` and ``t^(-3/2)``."""
    powers: dict[Expr, list[Fraction]] = {}
    for node in nodes:
        for base, exponent in pairs(node) if node.is_scalar and node.op.name == "hadamard" else ():
            if c.is_number(exponent) and not base.indices and (base.args or base.op.variable):
                powers.setdefault(base, []).append(Fraction(c.value_of(exponent)))
    below = {base: max(p.denominator for p in found) for base, found in powers.items() if min(found) < 0}
    return [c.power(base, Fraction(1, root)) for base, root in below.items()]


def _with_quotient(expr: Expr, v: Expr, s: Expr) -> Quotient:
    ((base, exponent),) = pairs(s)
    sign = "positive" if exponent is not c.number(1) or holds(s, "positive") else "nonzero"  # what divides is not zero
    size = c.build("symbol", (), (unreachable("size"), *s.shape, (sign,)))
    letter = c.build("symbol", (), (unreachable("quotient"), *v.shape, ()))
    apart = replace(expr, {base: c.power(size, 1 / Fraction(c.value_of(exponent)))})
    short = simplify(put(apart, v, c.product(size, letter)))
    return replace(short, {size: s}), letter, c.product(c.power(s, -1), v)


def _with_letter(expr: Expr, v: Expr) -> Iterator[Quotient]:
    """The expression with a letter for what is no symbol: ``a*u' - b*v'`` for ``W*(u*u' - v*v')``, with ``a = W*u``."""
    if v.args:
        letter = c.build("symbol", (), (unreachable("column"), *v.shape, ()))
        yield simplify(put(expr, v, letter)), letter, v


def put(expr: Expr, v: Expr, value: Expr) -> Expr:
    """The expression with a value for another one, such as a column, also where it is a piece of a product."""
    found = {v: value, v.T: value.T}
    for node in topological([expr]):
        if node in found:
            continue
        args = [found[arg] for arg in node.args]
        for k, way in reversed(list(_places(node.args, v)) if node.op is PRODUCT else []):
            args[k : k + len(_word(way))] = [found[way]]
        found[node] = rebuild(node, tuple(args))
    return found[expr]
