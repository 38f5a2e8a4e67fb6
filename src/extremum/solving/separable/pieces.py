"""Functions of each entry alone that are smooth in pieces: cut at their corners, which have to stand in a known
order."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS, Function
from extremum.operations.scale import SCALE
from extremum.operations.sum import content
from extremum.simplify.search import simplify
from extremum.solving.separable.reading import gradient_of, zero_like

_WITHIN = 2
"""Functions with corners of which one may stand in another, as in ``relu(abs(x) - a)``; more take long."""


@final
@dataclass(frozen=True, slots=True)
class Piece:
    """What a function is where the entries lie between ``low`` and ``high``, None for no bound."""

    low: Expr | None
    high: Expr | None
    function: Expr

    @property
    def words(self) -> str:
        """Between which corners it lies."""
        low = [] if self.low is None else ["positive" if c.is_zero(self.low) else f"above {_of_each(self.low)}"]
        high = [] if self.high is None else ["negative" if c.is_zero(self.high) else f"below {_of_each(self.high)}"]
        return " and ".join([*low, *high])


def _of_each(corner: Expr) -> Expr:
    """The number that all entries are, where they are one."""
    q, inner = content(corner)
    alike = inner.op is SCALE and inner.args[1].op.name == "ones"
    number = inner.args[0] if alike else c.number(1) if inner.op.name == "ones" else None
    return corner if number is None else c.multiple(q, number)


def pieces(f: Expr, x: Expr) -> list[Piece]:
    """The smooth pieces of ``f`` along each entry of x, from the left to the right.

    Raises:
        UnsupportedError: a corner is not that of one entry, or which of two corners comes first is not known.
    """
    joined: list[Piece] = []
    for piece in _cut(Piece(None, None, f), x):
        if joined and joined[-1].function is piece.function:
            joined[-1] = Piece(joined[-1].low, piece.high, piece.function)
        else:
            joined.append(piece)
    return joined


def unordered(f: Expr, x: Expr) -> str:
    """Why a function has no known pieces; empty where it has. It takes less than to tell how it bends."""
    cornered = [node for node in topological([f]) if _row(node, f, x) is not None]
    within = any(contains(node.args[0], [other]) for node in cornered for other in cornered)
    if within and len(cornered) > _WITHIN:
        return f"corners stand within corners: {cornered[-1]}"
    try:
        pieces(f, x)
    except UnsupportedError as error:
        return str(error)
    return ""


def has_corners(f: Expr, x: Expr) -> bool:
    """Whether a function of entries, with corners between affine pieces, is applied to something of the shape of x."""
    return any(_row(node, f, x) is not None for node in topological([f]))


def _row(node: Expr, f: Expr, x: Expr) -> Function | None:
    """The record of a function that is affine between its corners, applied entry by entry, not under a sum, whose terms
    have a corner each."""
    known = FUNCTIONS.get(node.function) if node.op is ELEMENTWISE and node.shape == x.shape else None
    if known is None or not known.kinks or known.by_sign is None or not contains(node, [x]):
        return None
    if not set(node.indices) <= set(f.indices):
        return None
    corners = all(kink.kind == "corner" for kink in known.kinks)
    return known if corners and all("affine" in known.curved_on(cell) for cell in _cells(known)) else None


def _cells(known: Function) -> list[Interval]:
    ends: list[Fraction | float] = [-inf, *sorted(kink.at for kink in known.kinks), inf]
    return [Interval(low, high) for low, high in pairwise(ends)]


def _cut(piece: Piece, x: Expr) -> list[Piece]:
    found = (
        (node, known) for node in topological([piece.function]) if (known := _row(node, piece.function, x)) is not None
    )
    node, known = next(found, (None, None))
    if node is None or known is None:
        return [piece]
    slope, start = _affine(node.args[0], x)
    rising = bool(reason(slope, "positive"))
    if not rising and not reason(c.multiple(-1, slope), "positive"):
        raise UnsupportedError(f"the sign of {slope}, by which {node} grows or falls with {x.name}, is not known")
    corners = [_where(kink.at, slope, start) for kink in sorted(known.kinks, key=lambda kink: kink.at)]
    lines = [_line(known, cell, node.args[0]) for cell in _cells(known)]
    if not rising:
        corners, lines = corners[::-1], lines[::-1]
    ends = [piece.low, *corners, piece.high]
    parts = [
        within
        for (low, high), line in zip(pairwise(ends), lines, strict=True)
        if (within := _between(piece, low, high, simplify(replace(piece.function, {node: line})), x)) is not None
    ]
    return [smaller for part in parts for smaller in _cut(part, x)]


def _affine(u: Expr, x: Expr) -> tuple[Expr, Expr]:
    """(d, e) with ``u = d .* x + e``.

    Raises:
        UnsupportedError: an entry of u is not affine in the same entry of x alone.
    """
    slope = gradient_of(c.trace(c.product(c.transpose(c.like_ones(u)), u)), x)
    start = simplify(replace(u, {x: zero_like(x)}))
    if contains(slope, [x]) or not c.is_zero(simplify(c.subtract(u, c.add(c.hadamard(slope, x), start)))):
        raise UnsupportedError(f"{u} is not affine in each entry of {x.name} alone")
    return slope, start


def _where(at: Fraction, slope: Expr, start: Expr) -> Expr:
    """The entries of x at which ``slope .* x + start`` is a number."""
    gap = c.subtract(c.product(c.number(at), c.like_ones(start)), start)
    return simplify(c.hadamard(gap, c.power(slope, -1)))


def _line(known: Function, cell: Interval, u: Expr) -> Expr:
    """``αu + β``, what a function is on a cell between its corners, from two of its values there."""
    assert known.by_sign is not None
    first = Fraction(cell.low) if cell.low != -inf else Fraction(cell.high) - 1
    second = Fraction(cell.high) if cell.high != inf else first + 1
    values = [Fraction(known.by_sign(at, lambda v: (v > 0) - (v < 0))) for at in (first, second)]
    alpha = (values[1] - values[0]) / (second - first)
    return c.add(c.multiple(alpha, u), c.product(c.number(values[0] - alpha * first), c.like_ones(u)))


def _between(piece: Piece, low: Expr | None, high: Expr | None, function: Expr, x: Expr) -> Piece | None:
    """A function between two corners and within the piece; None where they leave nothing."""
    if low is not None and piece.high is not None and low is not piece.high and _is_first(piece.high, low, x):
        return None
    if high is not None and piece.low is not None and high is not piece.low and _is_first(high, piece.low, x):
        return None
    lower = low if piece.low is None or (low is not None and _is_first(piece.low, low, x)) else piece.low
    upper = high if piece.high is None or (high is not None and _is_first(high, piece.high, x)) else piece.high
    return None if lower is not None and lower is upper else Piece(lower, upper, function)


def _is_first(one: Expr, other: Expr, x: Expr) -> bool:
    """Whether ``one <= other``, entry by entry.

    Raises:
        UnsupportedError: that is not known.
    """
    gap = simplify(c.subtract(other, one))
    if one is other or reason(gap, "nonnegative"):
        return True
    if reason(c.multiple(-1, gap), "nonnegative"):
        return False
    raise UnsupportedError(f"which of the corners {one} and {other} of an entry of {x.name} comes first is not known")
