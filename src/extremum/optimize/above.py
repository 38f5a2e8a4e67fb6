"""New variables of a cone program that lie above convex expressions: the table of what is known to be convex.

A convex expression is the least τ above it, and ``τ ≥ f`` is a cone (Boyd & Vandenberghe 2004, sec. 4.6; Ben-Tal &
Nemirovski 2001, sec. 3.3 and 4.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, final

import numpy as np

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body, range_of
from extremum.operations.elementwise import ELEMENTWISE
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.optimize.affines import Affines, Member
from extremum.optimize.cones import ConeProgram, NotConicError
from extremum.optimize.curves import curve_above
from extremum.optimize.epigraphs import (
    Affine,
    eigenvalue_below,
    entries_below,
    norm_below,
    nuclear_below,
    spectral_below,
)
from extremum.optimize.landscape import Landscape
from extremum.optimize.pieces import Corner, Piece, corner_of, piece_of

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_HALF = Fraction(1, 2)

Way = Callable[[Member], "tuple[int, Array]"]
"""The sign with which an expression of a member is convex, and new variables above it."""


@final
class Above:
    """Adds what lies above convex expressions to a program."""

    def __init__(self, landscape: Landscape, program: ConeProgram) -> None:
        self.program, self.objective, self.size = program, landscape.objective, landscape.size
        self.unknowns = list(self.objective.unknowns)
        self.affine = Affines(landscape)
        self._pieces: dict[Expr, Piece | None] = {}
        self._parts: dict[Expr, tuple[Sequence[Expr], Expr]] = {}
        self._known: dict[Expr, Way] = {}

    def of(self, coefficient: float, term: Expr, member: Member) -> Iterator[tuple[Array, Array]]:
        """New variables above the parts of a term, and their weights.

        Raises:
            NotConicError: a part is none that is known to be convex.
        """
        piece = self._piece(term)
        factors, core = ((), term) if piece is not None else self._weighed(term)
        weight: Array = np.ones(1)
        for factor in factors:
            weight = np.asarray(np.kron(weight, self.constant(factor, member)))
        if core.op.name == "sum_over":
            yield from self._each(coefficient * float(weight[0]), core, member)
            return
        if piece is None and self.affine.are(core):
            raise NotConicError
        if piece is not None:
            sign, places = 1, self._corner(piece.corner, self.upper(piece.inside, member))
            weight = self.constant(piece.weight, member)
        else:
            sign, places = self._cores(core, member)
        weights = coefficient * sign * np.broadcast_to(weight, len(places))
        if (weights < 0).any():
            raise NotConicError
        yield places, weights

    def _piece(self, term: Expr) -> Piece | None:
        if term not in self._pieces:
            found = piece_of(term, {x.name for x in self.unknowns})
            self._pieces[term] = None if found is None or found.over else found
        return self._pieces[term]

    def _each(self, coefficient: float, term: Expr, member: Member) -> Iterator[tuple[Array, Array]]:
        """A sum over an index, a member at a time."""
        index = fresh_index(term)
        size, start, _ = range_of(term.params)
        first = self.objective.scope.dim(start)
        body = open_body(term, index)
        members = range(first, first + self.objective.scope.dim(size))
        for q, part in terms_of(body):
            for k in members:
                yield from self.of(coefficient * float(q), part, member.of(index, k, members))

    def _weighed(self, term: Expr) -> tuple[Sequence[Expr], Expr]:
        """Constant factors of a term, whose Kronecker product are the weights, and what they weigh: a scalar, or a
        column of which a row takes the sum."""
        if term not in self._parts:
            self._parts[term] = self._factored(term)
        return self._parts[term]

    def _factored(self, term: Expr) -> tuple[Sequence[Expr], Expr]:
        first, last = (not contains(term.args[k], self.unknowns) if term.args else False for k in (0, -1))
        if term.op.name == "product" and first and term.args[0].rows.number == 1:
            weight, rest = term.args[0], term.args[1:]
            if len(rest) > 1 and rest[-1].cols.number == 1 and last:
                return (rest[-1], weight), c.product(*rest[:-1])
            return (weight,), c.product(*rest)
        if term.op.name == "product" and last and term.is_scalar:
            return (term.args[-1],), c.transpose(c.product(*term.args[:-1]))
        if term.op.name == "hadamard":
            factors = list(pairs(term))
            moving = [(base, power) for base, power in factors if contains(base, self.unknowns)]
            if len(moving) == 1 and len(factors) > 1 and term.is_scalar:
                still = [c.power(base, power) for base, power in factors if base is not moving[0][0]]
                weights, core = self._weighed(c.power(*moving[0]))
                return (c.hadamard(*still), *weights), core
        return (), term

    def _cores(self, core: Expr, member: Member) -> tuple[int, Array]:
        """The sign with which an expression is convex, and new variables above that: one, or one for each entry.

        Raises:
            NotConicError: it is none that is known.
        """
        if core not in self._known:
            self._known[core] = self._way(core)
        return self._known[core](member)

    def _way(self, core: Expr) -> Way:
        """How an expression of any member gets them."""
        root = [base for base, power in pairs(core) if power is c.number(_HALF)] if core.op.name == "hadamard" else []
        if root and len(pairs(core)) == 1:
            return self._root(root[0])
        corner = corner_of(core.function) if core.op is ELEMENTWISE else None
        if corner is not None and core is c.apply(core.function, core.args[0]):
            return lambda member: (1, self._corner(corner, self.upper(core.args[0], member)))
        if core.op.name == "nuclear":
            return lambda member: (1, nuclear_below(self.program, self.affine.of(core.args[0], member)))
        if core.op.name == "eigval" and self._is_last(core):
            return lambda member: (1, eigenvalue_below(self.program, self.affine.of(core.args[0], member)))
        if core.op.name == "largest":
            return lambda member: (1, self._largest(self.upper(core.args[0], member)))
        return lambda member: curve_above(self.program, self.affine, core, member)

    def _largest(self, inside: Affine) -> Array:
        place = self.program.more(np.zeros(1))
        entries_below(self.program, np.repeat(place, len(inside.f)), inside.F, inside.f)
        return place

    def upper(self, expr: Expr, member: Member) -> Affine:
        """What is affine in the free numbers and in new variables, and lies above a convex expression, entry by entry.

        Raises:
            NotConicError: it is none that is known to be convex.
        """
        if self.affine.are(expr):
            return self.affine.of(expr, member)
        parts: list[tuple[Array, Array]] = []
        for q, term in terms_of(expr):
            if self.affine.are(term):
                inside = self.affine.of(term, member)
                parts.append((float(q) * inside.F, float(q) * inside.f))
                continue
            sign, places = self._cores(term, member)
            if q * sign < 0:
                raise NotConicError
            slopes = np.zeros((len(places), self.program.size))
            slopes[np.arange(len(places)), places] = abs(float(q))
            parts.append((slopes, np.zeros(len(places))))
        size = max(len(fixed) for _, fixed in parts)
        if any(len(fixed) != size for _, fixed in parts):
            raise NotConicError
        slopes = np.sum([np.pad(F, ((0, 0), (0, self.program.size - F.shape[1]))) for F, _ in parts], axis=0)
        return Affine(slopes, np.sum([fixed for _, fixed in parts], axis=0), (size, 1))

    def _corner(self, corner: Corner, inside: Affine) -> Array:
        """Above a corner of each entry.

        Raises:
            NotConicError: it is concave, or falls where what is inside is only known to be below.
        """
        if corner.low > corner.high or (corner.low < 0 and inside.F.shape[1] > self.size):
            raise NotConicError
        places = self.program.more(np.zeros(len(inside.f)))
        for slope in (corner.low, corner.high):
            entries_below(self.program, places, slope * inside.F, slope * (inside.f - corner.at))
        return places

    def _is_last(self, core: Expr) -> bool:
        (index,) = core.params
        scope = self.objective.scope
        assert isinstance(index, Dim)
        return bool(scope.dim(index) == scope.dim(core.args[0].rows) - 1)

    def _root(self, base: Expr) -> Way:
        """Above the root of a sum of squares, of the greatest eigenvalue of ``U'U``, of ``(U.^2) 1``, of the diagonal
        of ``U U'``."""
        if base.op.name == "eigval" and self._is_last(base):
            half = _half_of(base.args[0])
            return lambda member: (1, spectral_below(self.program, self.affine.of(half, member)))
        if base.op.name == "product" and base.args[-1] is c.ones(base.args[-1].rows) and len(base.args) == 2:
            squares = pairs(base.args[0])
            if len(squares) == 1 and squares[0][1] is c.number(2):
                return lambda member: (1, self._rows(self.affine.of(squares[0][0], member)))
        if base.op.name == "diagonal":
            across = c.transpose(_half_of(base.args[0]))
            return lambda member: (1, self._rows(self.affine.of(across, member)))
        parts = [self._square(float(q), term) for q, term in terms_of(base)]
        return lambda member: (1, self._norm([each(member) for each in parts]))

    def _square(self, coefficient: float, term: Expr) -> Callable[[Member], Affine]:
        """U of a member, of which a term is the sum of squares: of ``q u'u``, ``q tr(U'U)``, ``q a x²``, and ``q a``
        with a number a that is not negative.

        Raises:
            NotConicError: it is none of these.
        """
        moving = contains(term, self.unknowns)
        factors = pairs(term) if moving and term.is_scalar else ()
        still = [c.power(base, power) for base, power in factors if not contains(base, self.unknowns)]
        roots = [base for base, power in factors if contains(base, self.unknowns) and power is c.number(2)]
        weight = c.hadamard(*still) if still else c.number(1)
        if not moving:
            half, weight = c.number(1), term
        elif len(roots) == 1 and len(still) == len(factors) - 1:
            half = roots[0]
        else:
            half, weight = _half_of(term.args[0] if term.op.name == "trace" else term), c.number(1)

        def root(member: Member) -> Affine:
            (size,) = coefficient * self.constant(weight, member)
            if not size >= 0:
                raise NotConicError
            inside = self.affine.of(half, member)
            return Affine(np.sqrt(size) * inside.F, np.sqrt(size) * inside.f, inside.shape)

        return root

    def _rows(self, inside: Affine) -> Array:
        rows = np.arange(inside.f.size).reshape(inside.shape, order="F")
        return np.concatenate([norm_below(self.program, inside.F[row], inside.f[row]) for row in rows])

    def _norm(self, parts: Sequence[Affine]) -> Array:
        return norm_below(
            self.program, np.concatenate([one.F for one in parts]), np.concatenate([one.f for one in parts])
        )

    def constant(self, expr: Expr, member: Member) -> Array:
        """The entries of an expression without unknowns.

        Raises:
            NotConicError: it is none.
        """
        if contains(expr, self.unknowns):
            raise NotConicError
        return np.ravel(np.asarray(member.within(self.objective.scope).value(expr), dtype=float))


def _half_of(gram: Expr) -> Expr:
    """U of ``U'U``.

    Raises:
        NotConicError: it is no such product.
    """
    args: Sequence[Expr] = gram.args
    first, second = c.product(*args[: len(args) // 2]), c.product(*args[len(args) // 2 :])
    if gram.op.name == "product" and len(args) % 2 == 0 and c.transpose(first) is second:
        return second
    if args and c.transpose(args[0]) is args[0] and gram is c.product(args[0], args[0]):
        return args[0]
    raise NotConicError
