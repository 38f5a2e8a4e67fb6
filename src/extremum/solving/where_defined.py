"""Solutions where all that was typed has a value: ``sqrt(x)^2 + x^2`` is x + x² in normal form, but for x >= 0 alone.

An extremum over all values of the unknowns is one on the domain of the text where it lies in it. Otherwise the needs
that describe closed sets, ``u >= 0``, are constraints as any others; a need ``u > 0`` is one on the closure, and a
condition on what is found there; that something is not zero is a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, isinf
from typing import final

from extremum.algebra import traverse
from extremum.algebra.dims import Bound
from extremum.algebra.errors import ExtremumError, NoExtremumError, UnsupportedError
from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.domains import Constraint as Need
from extremum.convexity.domains import lost
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.problems.constraint import Constraint, constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, contradicted, invertible
from extremum.solving.predicates import DEFINED, INVERTIBLE, NONZERO
from extremum.solving.refusal import refusal
from extremum.solving.requirements import between
from extremum.solving.solution import SolutionSet
from extremum.verify.points import traits_of

Passes = list[tuple[str, str]]
Attempt = SolutionSet | Passes | NoExtremumError | UnsupportedError
Solve = Callable[[Problem], SolutionSet | Passes]

_GENERIC = ("not zero", "invertible")
"""Needs that almost all points fulfil, where what they are about is a rational function."""


def where_defined(problem: Problem, solve: Solve) -> SolutionSet | Passes:
    """The solutions of a problem at which the pieces of its texts have a value.

    Raises:
        UnsupportedError: no closed form is found there.
        NoExtremumError: there is no extremum there.
    """
    bare = replace(problem, pieces=())
    needs = lost(problem.expressions, problem.unknowns, problem.pieces)
    return _On(bare, needs, problem.pieces).solutions(solve) if needs else solve(bare)


class _Outside(Exception):
    """A point at which a need surely does not hold."""

    def __init__(self, need: Need) -> None:
        super().__init__(str(need))
        self.need = need


@final
@dataclass(frozen=True, slots=True)
class _On:
    """A problem, what its texts need beside it, and the pieces that need it."""

    problem: Problem
    needs: list[Need]
    pieces: tuple[Expr, ...]

    def solutions(self, solve: Solve) -> SolutionSet | Passes:
        anywhere = _attempt(solve, self.problem)
        within = self._of_all(anywhere)
        if within is not None:
            return within
        closed = [side for side in closures(self.needs) if self._is_one(side)]
        bounded = replace(self.problem, constraints=(*self.problem.constraints, *closed))
        if not closed or self.problem.sense is None or self.problem.objective is None:
            return self._with_conditions(anywhere, self.problem)
        found = _attempt(solve, bounded)
        if isinstance(found, SolutionSet) or not isinstance(anywhere, SolutionSet):
            return self._with_conditions(found, bounded)
        try:
            return self._with_conditions(anywhere, bounded)
        except (UnsupportedError, NoExtremumError):
            return self._with_conditions(found, bounded)

    def _is_one(self, side: Constraint) -> bool:
        """Whether a constraint is new, and one: not one on each sample, of which no strategy knows."""
        numbered = {atom for x in self.problem.unknowns for atom in x.indices}
        return side not in self.problem.constraints and side.gap.indices <= numbered

    # -- judging a point -----------------------------------------------------------------------------------------------
    def _of_all(self, found: Attempt) -> SolutionSet | None:
        """A global extremum, or a solution of equations, that is known to lie in the domain, and the only one told."""
        if not isinstance(found, SolutionSet) or not found.kind.startswith(("global", "solution")) or found.free:
            return None
        try:
            sure = found.unique in ("", "unique") and not list(self._conditions(found))
        except _Outside:
            return None
        return replace(found, notes=[*found.notes, self._note()]) if sure else None

    def _with_conditions(self, found: Attempt, problem: Problem) -> SolutionSet:
        """What was found, under the conditions that it is in the domain.

        Raises:
            UnsupportedError, NoExtremumError: it is not, or nothing was found.
        """
        if isinstance(found, NoExtremumError):
            raise found if self._dense(problem) else UnsupportedError(self._no(problem, []))
        if not isinstance(found, SolutionSet):
            raise UnsupportedError(self._no(problem, found if isinstance(found, list) else []))
        try:
            conditions = list(self._conditions(found))
        except _Outside as outside:
            raise self._refused(found, outside.need, problem) from None
        several = found.unique not in ("", "unique")  # of which some may lie outside
        unique, shown = ("", dict(found.values)) if several else (found.unique, found.shown)
        free = () if several else found.free
        return replace(
            found, unique=unique, shown=shown, free=free, conditions=[*found.conditions, *conditions],
            notes=[*found.notes, self._note()],
        )  # fmt: skip

    def _conditions(self, found: SolutionSet) -> Iterator[Condition]:
        """What must hold of the data for a point to be in the domain.

        Raises:
            _Outside: it surely is not.
        """
        extremal = self.problem.objective is None or found.kind.startswith(("global", "local"))
        for need in self.needs:
            try:
                conditions = self._needed(need if extremal else _inner(need), found.values)
            except ExtremumError:  # a division by zero
                raise _Outside(need) from None
            if any(map(_never, conditions)):
                raise _Outside(need)
            yield from conditions

    def _needed(self, need: Need, values: Mapping[Expr, Expr]) -> list[Condition]:
        argument = simplify(traverse.replace(need.argument, values))
        if any(isinstance(atom, Bound) for atom in argument.indices):
            return self._of_whole_pieces(need, values)
        if isinstance(need.needs, Interval):
            return between(need.needs, need.argument, argument, declared=False)
        if need.needs == "invertible" or (need.needs == "not zero" and argument.is_scalar):
            condition = invertible(argument, need.argument, values)
            return [] if condition is None else [condition]
        return [_defined(need.node, values)]

    def _of_whole_pieces(self, need: Need, values: Mapping[Expr, Expr]) -> list[Condition]:
        """Of what a sum binds the whole sum."""
        return [_defined(piece, values) for piece in self.pieces if need.node in traverse.topological([piece])]

    # -- words ---------------------------------------------------------------------------------------------------------
    def _dense(self, problem: Problem) -> bool:
        """Whether the domain is dense in the set of a problem: what has no extremum there has none on the domain."""
        if not all(_is_generic(need) or _is_kept(need, problem) for need in self.needs):
            return False
        open_ends = [need for need in self.needs if isinstance(need.needs, Interval) and not _is_closed(need.needs)]
        alone = len(self.needs) == 1 and not self.problem.constraints
        return not open_ends or (alone and self._is_affine(self.needs[0]))

    def _is_affine(self, need: Need) -> bool:
        return need.argument.is_scalar and Region(self.problem.unknowns).affine(need.argument)

    def _note(self) -> str:
        return f"as it is written it is defined where {self._words()}"

    def _words(self) -> str:
        return " and ".join(dict.fromkeys(map(said, self.needs)))

    def _no(self, problem: Problem, passed: Passes) -> str:
        return f"{refusal(problem.released()[0], problem, passed)}\n  {self._note()}"

    def _refused(self, found: SolutionSet, need: Need, problem: Problem) -> ExtremumError:
        """Why what was found is none: it lies where the text has no value."""
        point = ", ".join(f"{x.name} = {found.written(x)}" for x in found.values)
        sense = SENSES.get(str(self.problem.sense), "solution")
        lies = f"{found.kind.partition(' where ')[0]} of the normal form is at {point}, which is outside: {said(need)}"
        alone = found.kind == f"global {sense}" and found.unique == "unique" and not found.conditions
        if alone and self._dense(problem) and (len(self.needs) == 1 or all(map(_is_generic, self.needs))):
            return NoExtremumError(f"there is no {sense}: {self._note()}, and the {lies}")
        return UnsupportedError(f"no closed form found: {self._note()}, and the {lies}")


def _attempt(solve: Solve, problem: Problem) -> Attempt:
    try:
        return solve(problem)
    except (UnsupportedError, NoExtremumError) as error:
        return error


_HAS = {"with ": "has ", "without ": "has no "}


def said(need: Need) -> str:
    """A need as it is said after "where"."""
    if not isinstance(need.needs, str):
        return str(need)
    words = need.needs if need.needs.startswith("where") else f"is {need.needs}"
    for word, verb in _HAS.items():
        words = verb + need.needs.removeprefix(word) if need.needs.startswith(word) else words
    return f"{need.argument} {words}"


def _inner(need: Need) -> Need:
    """A need without its ends: a stationary point at an end of the domain may be an extremum of any kind."""
    if not isinstance(need.needs, Interval):
        return need
    return replace(need, needs=Interval(need.needs.low, need.needs.high, low_open=True, high_open=True))


def _is_closed(needs: Interval) -> bool:
    return not (needs.low_open and needs.low > -inf) and not (needs.high_open and needs.high < inf)


def _is_kept(need: Need, problem: Problem) -> bool:
    """Whether a problem has the closure of a need among its constraints."""
    sides = closures([need])
    return bool(sides) and all(side in problem.constraints for side in sides)


def _is_generic(need: Need) -> bool:
    return need.needs in _GENERIC and traits_of([need.argument]).rational


def closures(needs: Iterable[Need]) -> list[Constraint]:
    """The closures of needs, as constraints."""
    return [side for need in needs for side in _sides(need)]


def _sides(need: Need) -> Iterator[Constraint]:
    """The closure of a need."""
    bound = any(isinstance(atom, Bound) for atom in need.argument.indices)
    if not isinstance(need.needs, Interval) or bound:
        return
    for sign, end in ((">=", need.needs.low), ("<=", need.needs.high)):
        if not isinf(end):
            yield constraint(need.argument, sign, c.number(Fraction(end)))


def _defined(piece: Expr, values: Mapping[Expr, Expr]) -> Condition:
    return Condition(DEFINED, traverse.replace(piece, values), DEFINED.of(piece))


def _never(condition: Condition) -> bool:
    """Whether a condition holds for no data."""
    zero = condition.predicate in (NONZERO, INVERTIBLE) and c.is_zero(condition.matrix)
    return zero or contradicted(condition)
