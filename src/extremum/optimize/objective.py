"""The objective and its gradients on data, evaluated together: shared parts once, data bound and checked once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, final

import numpy as np

from extremum.algebra.dims import Shape
from extremum.algebra.errors import DataError, ExtremumError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import FLOATS
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.algebra.room import RoomError
from extremum.algebra.traits import Nonsmooth
from extremum.calculus.kinks import kinks_in
from extremum.calculus.sweep import gradients
from extremum.data.binding import scope_for
from extremum.data.computing import computing
from extremum.data.given import by_name, check_sizes, leaves_of, needed_of, together, told
from extremum.identities.stable import stable
from extremum.optimize.minimum import Values
from extremum.optimize.options import OPTIONS
from extremum.optimize.program import Program, program_for, values_of
from extremum.optimize.second import Second
from extremum.optimize.sense import MIN, Sense
from extremum.optimize.undefined import undefined
from extremum.optimize.unknowns import Part, gathered, parts_of, told_by
from extremum.scale.passes import Runner, in_threads
from extremum.scale.samples import large_in, samples_of, streamed, streams_in
from extremum.simplify.search import simplify

if TYPE_CHECKING:
    from extremum.algebra.node import Array
    from extremum.optimize.parameters import Parameters


_MANY = 1000
"""With so many unknowns moments of the data may be larger than the data: they are not computed once."""


@lru_cache(maxsize=32)
def _gradients(expr: Expr, unknowns: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Found once of a formula that is minimised again on other data."""
    return tuple(simplify(gradient) for gradient in gradients(expr, unknowns))


def _known(data: Mapping[str, Any], unknowns: Set[str]) -> dict[str, Any]:
    """What is given by name.

    Raises:
        DataError: an unknown is among it.
    """
    known = {**told(data), **streamed(by_name(data))}
    both = unknowns & set(known)
    if both:
        raise DataError(f"{', '.join(sorted(both))}: optimised over, so give it in start and not in data")
    return known


def _check_rows(names: Collection[str], arrays: Mapping[str, Any]) -> None:
    """Raises DataError where an array of the objective has no rows: nothing tells of a minimum."""
    empty = sorted(name for name in names if name in arrays and (*getattr(arrays[name], "shape", ()), 1)[0] == 0)
    if empty:
        raise DataError(f"{', '.join(empty)} {'has' if len(empty) == 1 else 'have'} no rows; give some samples")


@final
class Objective:
    """A scalar and its gradients with respect to the unknowns, of families with respect to each member.

    parts: what is optimised over, a symbol or a member at a time; samples: data that go by in blocks, None where all
    are in memory; in_blocks: these, or large arrays that go by so where what is asked of them merges. ``beside`` are
    other expressions of the problem; ``start`` tells sizes that nothing else does; ``runner`` goes through samples;
    ``sense`` says of what it is the objective or its negative.
    """

    def __init__(
        self, expr: Expr, unknowns: Sequence[Expr], data: Mapping[str, Any], sizes: Mapping[str, Any],
        batch: int | None = None, beside: Sequence[Expr] = (), start: Mapping[str, Any] = MappingProxyType({}),
        strict: bool = True, runner: Runner = in_threads, sense: Sense = MIN,
    ) -> None:  # fmt: skip
        self.expr, self.sense, self.unknowns = expr, sense, tuple(unknowns)
        names, roots = {u.name for u in unknowns}, [expr, *beside]
        needed = {name: leaf for name, leaf in leaves_of(roots).items() if name not in names}
        data, sizes = together(data, sizes, needed)
        known = _known(data, names)
        if strict:
            check_sizes(sizes, numbers_in([*roots, *unknowns]), [*needed, *names], OPTIONS)
        arrays, numbers = needed_of(roots, needed, known, sizes)
        self.streams = streams_in(arrays)
        _check_rows(leaves_of([expr]).keys() - self.streams.keys(), arrays)
        apart = batch is None and not self.streams.keys() & leaves_of(beside).keys()
        in_blocks = samples_of(roots, needed, arrays, numbers, runner) if apart else None
        bound = scope_for(roots, arrays, numbers) if in_blocks is None else in_blocks[0]
        self.samples = None if in_blocks is None else in_blocks[1]
        sizes = {**told_by(unknowns, start, bound.sizes), **bound.sizes}
        self.scope = Scope(bound.field, bound.arrays, sizes, bound.functions)
        self.parts = parts_of(unknowns, self.scope.dim)
        self.families = [n for n, leaf in needed.items() if leaf.op.name == "member"]
        self.counted = {name: str(needed[name].size) for name in self.families}
        many = sum(rows * cols for rows, cols in map(self.shape, [p.symbol for p in self.parts])) > _MANY
        self.fixed = () if batch is not None or many else tuple(needed)
        if self.samples is not None and not self._merges():
            whole = scope_for(roots, arrays, numbers).arrays
            self.samples, self.scope = None, Scope(bound.field, whole, sizes, bound.functions)
        self.count = self._count() if batch is not None else 0
        self.in_blocks = large_in(self.scope, leaves_of(roots), self.fixed) if self.samples is None else self.samples

    def _merges(self) -> bool:
        """Whether the objective is merged from blocks of samples; otherwise they are read whole."""
        try:
            values_of([self.expr], self.fixed, (), self.samples)
        except UnsupportedError:
            return False
        return True

    def _count(self) -> int:
        if any(part.at is not None for part in self.parts):
            raise UnsupportedError(
                "mini-batches are taken of samples, and not where the members of a family are unknown"
            )
        counts = {len(self.scope.arrays[name]) for name in self.families}
        if len(counts) != 1:
            raise DataError(f"batch needs families of samples of one size; the data have sizes {sorted(counts)}")
        return counts.pop()

    def shape(self, unknown: Expr) -> tuple[int, int]:
        """The shape of an unknown, from the data.

        Raises:
            DataError: a dimension is not known from the data.
        """
        shape: Shape = unknown.shape
        try:
            return self.scope.dim(shape[0]), self.scope.dim(shape[1])
        except ValueError as error:
            raise DataError(f"the size of {unknown.name} ({shape[0]}×{shape[1]}) is not known: {error}") from None

    def _at(self, arrays: Sequence[Array], members: Array | None) -> Scope:
        """The scope in which the unknowns have these values, on all samples or on some."""
        bound = dict(self.scope.arrays)
        sizes = dict(self.scope.sizes)
        if members is not None:
            for name in self.families:
                bound[name] = bound[name][members]
                sizes[self.counted[name]] = len(members)
        bound.update({unknown.name: value for unknown, value in gathered(self.parts, arrays).items()})
        return Scope(FLOATS, bound, sizes, self.scope.functions)

    def at(self, arrays: Sequence[Array], part: Part | None = None) -> Scope:
        """The scope in which the unknowns have these values, and the free index of a family that of one part."""
        scope = self._at(arrays, None)
        if part is None or part.at is None:
            return scope
        return scope.placed({part.index: part.at})

    def values(self, parameters: Parameters, flat: Array) -> Values:
        """The unknowns at a point, as people see them."""
        return Values(gathered(self.parts, list(parameters.values(flat).values())))

    def value(self, arrays: Sequence[Array]) -> float:
        """The value on all samples, by evaluation where they are in memory; not a number where a matrix is singular."""
        if self.samples is not None:
            return self.value_and_gradients(arrays)[0]
        try:
            with computing(lambda: "the objective"):
                return float(np.reshape(self._at(arrays, None).value(self._steady), ()))
        except RoomError:
            raise
        except DataError:
            return np.nan

    @cached_property
    def _steady(self) -> Expr:
        return stable(self.expr)

    @cached_property
    def gradients(self) -> Mapping[Expr, Expr]:
        """The gradients by the unknowns."""
        return dict(zip(self.unknowns, _gradients(self.expr, self.unknowns), strict=True))

    @property
    def kinked(self) -> bool:
        """Whether the objective has kinks."""
        return bool(self._kinks)

    def kinks(self) -> list[str]:
        """Where the objective has kinks."""
        return list(dict.fromkeys(map(str, self._kinks)))

    @cached_property
    def _kinks(self) -> list[Nonsmooth]:
        return kinks_in(self.expr, self.unknowns)

    @property
    def jumps(self) -> bool:
        """Whether it is not continuous somewhere, as far as is known."""
        return any(kink.jump for kink in self._kinks)

    def value_and_gradients(self, arrays: Sequence[Array], members: Array | None = None) -> tuple[float, list[Array]]:
        """The value and the gradients, a part at a time, on all samples or on some."""
        scope = self._at(arrays, members)
        value, found = self.program(scope, self.parts)
        return value, [np.asarray(g, dtype=float).reshape(a.shape) for g, a in zip(found, arrays, strict=True)]

    @cached_property
    def second(self) -> Second:
        """Its second derivatives."""
        return Second(self.expr, self.gradients, self.fixed, self.in_blocks)

    @cached_property
    def program(self) -> Program:
        """What gives the value and the gradients.

        Raises:
            UnsupportedError: the samples go by in blocks, and it needs several at a time.
        """
        return program_for(self.expr, self.gradients, self.fixed, self.in_blocks)

    def underflows(self, arrays: Sequence[Array]) -> bool:
        """Whether a product on the way to the value or a gradient is too small for a number, where all data are in
        memory; what functions make small, as exp does, is meant so."""
        roots = [self.expr, *(gradient for u, gradient in self.gradients.items() if u.op.name != "member")]
        scope = self._at(arrays, None)
        try:
            with np.errstate(under="raise"):
                return self.samples is None and not all(scope.value(root) is not None for root in roots)
        except FloatingPointError:
            return True
        except ExtremumError:
            return False

    def undefined(self, arrays: Sequence[Array]) -> str:
        """The innermost part of the objective, or of a gradient, that is not a number; empty where all are numbers."""
        scope = self._at(arrays, None)
        roots = [self.expr, *(gradient for u, gradient in self.gradients.items() if u.op.name != "member")]
        return undefined(roots, scope) if self.samples is None else self.samples.search(scope, roots, undefined)
