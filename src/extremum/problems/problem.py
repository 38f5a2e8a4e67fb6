"""A problem: an objective or none, its sense, unknowns, and constraints; and how one is posed by a call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

from extremum.algebra import traverse
from extremum.algebra.dims import ONE, show_shape
from extremum.algebra.errors import ExtremumError, NotAScalarError, UnsupportedError
from extremum.algebra.names import is_among
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.operators import as_expr
from extremum.problems import tex
from extremum.problems.constraint import Constraint, constraint
from extremum.problems.quantified import in_words, parted, refuse_declaration, refuse_words, sizes_in, together
from extremum.problems.structures import (
    constraints_of,
    discrete,
    is_open,
    released,
    released_family,
    states_symmetry,
    symmetric,
)
from extremum.problems.unknowns import unknowns_of
from extremum.reading.either import either_statement
from extremum.reading.given import Items, items_of, names_beside
from extremum.reading.result import Reading, Statement

SENSES = {"min": "minimum", "max": "maximum"}


@dataclass(frozen=True, slots=True)
class Problem:
    """``sense objective over unknowns subject to constraints``; without an objective the constraints are solved.

    sense: ``min``, ``max``, or None: every stationary point is asked for; pieces: of the texts that posed it, what
    its expressions do not show, for it must have a value too: of ``sqrt(x)^2 + x^2`` the root (:class:`Reading`).

    >>> import extremum as ex
    >>> problem = ex.read_problem("minimize norm2(A*x - b)^2\\nover x\\ngiven A[m,n]; x[n]; b[m]")
    >>> problem.objective, problem.sense, problem.unknowns
    (norm2(A*x - b)^2, 'min', (x,))
    """

    objective: Expr | None
    sense: str | None
    unknowns: tuple[Expr, ...]
    constraints: tuple[Constraint, ...] = ()
    pieces: tuple[Expr, ...] = ()

    @property
    def equations(self) -> list[Constraint]:
        return [constraint for constraint in self.constraints if constraint.is_equation]

    @property
    def inequalities(self) -> list[Constraint]:
        """What is no equation: entrywise and between matrices."""
        return [constraint for constraint in self.constraints if not constraint.is_equation]

    @property
    def minimised(self) -> Expr:
        """The objective, with the sign that makes the sense a minimum."""
        assert self.objective is not None
        return c.multiple(-1, self.objective) if self.sense == "max" else self.objective

    @property
    def expressions(self) -> list[Expr]:
        """The objective and the sides of the constraints."""
        sides = [side for each in self.constraints for side in (each.left, each.right)]
        return sides if self.objective is None else [self.objective, *sides]

    def released(self) -> tuple[Problem, dict[Expr, Expr]]:
        """The problem whose unknowns carry no structure that is a constraint, and its unknowns by those declared."""
        free: dict[Expr, Expr] = {}
        added: list[Constraint] = []
        for unknown in self.unknowns:
            free[unknown], more = released(unknown)
            added += more
            if any(states_symmetry(each, unknown) for each in self.constraints):
                free[unknown] = symmetric(free[unknown])
        constraints = [*(each.replace(free) for each in self.constraints), *added]
        constraints = [each for each in constraints if not c.is_zero(each.gap)]
        objective = None if self.objective is None else traverse.replace(self.objective, free)
        unique = {str(each): each for each in constraints}
        return replace(
            self, objective=objective, unknowns=tuple(free.values()), constraints=tuple(unique.values())
        ), free

    def released_families(self) -> tuple[Problem, dict[Expr, Expr]]:
        """As :meth:`released`, where unknowns are families: the constraints are those of all members."""
        free: dict[Expr, Expr] = {}
        added: list[Constraint] = []
        for unknown in self.unknowns:
            found, more = released_family(unknown, self.expressions)
            free, added = free | found, [*added, *more]
        objective = None if self.objective is None else traverse.replace(self.objective, free)
        constraints = (*(each.replace(free) for each in self.constraints), *added)
        unknowns = tuple(free[unknown] for unknown in self.unknowns)
        return replace(self, objective=objective, unknowns=unknowns, constraints=constraints), free

    def __str__(self) -> str:
        names = ", ".join(unknown.name for unknown in self.unknowns)
        what = "solve" if self.objective is None else f"{VERBS[self.sense]} {self.objective}"
        given = "".join(f"\n  {'subject to' if not k else '          '} {c}" for k, c in enumerate(self.constraints))
        return f"{what}\n  over {names}{given}"

    __repr__ = __str__


VERBS = {"min": "minimize", "max": "maximize", None: "stationary points of"}
"""How a problem begins, by its sense."""


def pose(f: Any, unknowns: Any, sense: str | None = None, constraints: Any = (), declarations: Any = ()) -> Problem:
    """The problem that a call of :func:`extremum.solve` asks about.

    Raises:
        NotAScalarError: the objective is not a scalar.
        NameUnknownError: an unknown does not occur.
        ParseError, ShapeError: a text cannot be read, or sides do not fit.
        UnsupportedError: an unknown is declared discrete.
        ExtremumError: there is no unknown, or the sense is none.
    """
    f, unknowns, sense, constraints = _taken_apart(f, unknowns, sense, constraints)
    if sense is not None and not is_among(sense, SENSES):
        raise ExtremumError(f"sense is 'min', 'max' or None, not {sense!r}; declarations are given by that name")
    items = items_of(declarations)
    said = _beside(_objective(f, (*items, *sizes_in(constraints))), constraints, items)
    said, unknowns = said.within([unknowns] if isinstance(unknowns, str | Expr) else unknowns)
    found = tuple(unknowns_of(unknowns, said.objective, said.expressions))
    return _checked(Problem(said.objective, sense, found, said.constraints, said.pieces))


@dataclass(frozen=True, slots=True)
class _Said:
    """What texts say: an objective or none, constraints, pieces that these do not show, symbols inside of open sets."""

    objective: Expr | None = None
    constraints: tuple[Constraint, ...] = ()
    pieces: tuple[Expr, ...] = ()
    inside: tuple[tuple[Expr, str], ...] = ()

    @property
    def expressions(self) -> list[Expr]:
        sides = [side for each in self.constraints for side in (each.left, each.right)]
        sides += [symbol for symbol, _ in self.inside]
        return sides if self.objective is None else [self.objective, *sides]

    def within(self, unknowns: Any) -> tuple[_Said, Any]:
        """The same with symbols that are declared to lie in their open sets, and the unknowns so."""
        if not self.inside:
            return self, unknowns
        letters = {s: leaves.symbol(s.name, *s.shape, (*leaves.declared(s), fact)) for s, fact in self.inside}
        objective = None if self.objective is None else traverse.replace(self.objective, letters)
        pieces = tuple(traverse.replace(piece, letters) for piece in self.pieces)
        constraints = tuple(each.replace(letters) for each in self.constraints)
        listed = [letters.get(x, x) if isinstance(x, Expr) else x for x in unknowns]
        return _Said(objective, constraints, pieces, tuple((s, "") for s in letters.values())), listed


def _beside(said: _Said, items: Iterable[Any], declared: Items) -> _Said:
    """What is said, and beside it the constraints of further texts, which have the same names."""
    for item in items:
        more = _stated(item, names_beside(item, said.objective, said.expressions, declared))
        constraints, pieces = (*said.constraints, *more.constraints), (*said.pieces, *more.pieces)
        said = _Said(said.objective, constraints, pieces, (*said.inside, *more.inside))
    return said


def _taken_apart(f: Any, unknowns: Any, sense: str | None, constraints: Any) -> tuple[Any, Any, str | None, list[Any]]:
    r"""The pieces of a call, of which a text ``\min_x … \text{s.t.} …`` brings some itself.

    Raises:
        ExtremumError: the text asks for the other sense, or the constraints are no list.
    """
    given = [piece for item in one_by_one(constraints) for piece in (_apart(item) if isinstance(item, str) else [item])]
    found = tex.pieces(f) if isinstance(f, str) else None
    if found is None:
        return f, unknowns, sense, given
    if sense not in (None, found.sense):
        raise ExtremumError(f"the formula says {found.sense} and the call says {sense!r}; leave one of them out")
    return found.objective, found.unknowns if unknowns is None else unknowns, found.sense, [*found.constraints, *given]


def one_by_one(constraints: Any) -> list[Any]:
    """The constraints of a call: one, several, or none.

    Raises:
        ExtremumError: what is given is none of these.
    """
    if isinstance(constraints, str | Constraint):
        return [constraints]
    if constraints is None:
        return []
    if not isinstance(constraints, Iterable) or isinstance(constraints, Expr):
        raise ExtremumError(f"constraints are a list of texts such as 'x >= 0', or of relations, not {constraints!r}")
    return list(constraints)


def _apart(text: str) -> list[str]:
    r"""The constraints of ``x >= 0; x <= 1``; within brackets ``;`` separates rows, and ``\;`` is a space."""
    text = in_words(text)
    depths = accumulate((char in "[(") - (char in "])") for char in text)
    ends = [
        k
        for k, (char, depth) in enumerate(zip(text, depths, strict=True))
        if char == ";" and not depth and text[k - 1 : k] != "\\"
    ]
    pieces = [text[start + 1 : end] for start, end in pairwise([-1, *ends, len(text)])]
    return [piece for piece in pieces if piece.strip()] or [text]


def _checked(problem: Problem) -> Problem:
    if problem.objective is not None and not problem.objective.is_scalar:
        shape = show_shape(problem.objective.shape)
        raise NotAScalarError(f"solve needs a scalar objective, but {problem.objective} is {shape}")
    whole = discrete(problem.unknowns)
    if whole is not None:
        raise UnsupportedError(
            f"{whole[0].name} is declared {whole[1]}, a set of separate points, which calculus does not search"
        )
    return problem


def _objective(f: Any, items: Items) -> _Said:
    """The objective, or the equations that are to be solved."""
    if isinstance(f, str):
        refuse_words(f)
        found = either_statement(f, items)
        plain = not found.signs and not found.facts
        return _Said(found.sides[0], pieces=found.pieces) if plain else _relations(found)
    if isinstance(f, Reading):
        return _Said(f.expr, pieces=f.pieces)
    if isinstance(f, Constraint):
        return _Said(constraints=(f,))
    if not isinstance(f, list | tuple):
        return _Said(as_expr(f))
    if not f:
        raise ExtremumError("there is nothing to solve: give an objective, or equations such as 'A*x == b'")
    return _beside(_Said(), f, items)


def _stated(item: Any, names: Items) -> _Said:
    """The constraints of a text, which may be a chain such as ``0 <= x <= 1``."""
    if isinstance(item, Constraint):
        return _Said(constraints=(item,))
    if not isinstance(item, str):
        raise ExtremumError(
            f"{item} is no constraint; write a text such as 'A*x == b', or ex.equal_to(l, r), ex.at_least(l, r), "
            "ex.at_most(l, r), ex.semidefinite(l, r)"
        )
    refuse_declaration(item)
    text, index, letter = parted(in_words(item))
    found = either_statement(text, names if index is None else (*names, index))
    if not found.signs and not found.facts:
        raise ExtremumError(f"{item!r} states nothing; write a relation, such as {item} == 0 or {item} >= 0")
    _check_numbered(found, item, letter)
    return _relations(_whole(found, letter))


def _whole(found: Statement, letter: str) -> Statement:
    """A statement about all entries in one; sides that have no entry are the same for each."""
    sides = [together(side, letter) for side in found.sides] if letter else list(found.sides)
    changed = [new for new, old in zip(sides, found.sides, strict=True) if new is not old]
    if changed and any(side.shape != changed[0].shape for side in sides):
        sides = [_repeated(side, changed[0]) for side in sides]
    return replace(found, sides=tuple(sides))


def _repeated(side: Expr, like: Expr) -> Expr:
    """The same number for all entries, or column for all columns."""
    if side.shape == like.shape or side.is_scalar:
        return c.product(side, c.like_ones(like)) if side.shape != like.shape else side
    return c.product(side, c.ones(ONE, like.cols))


def _check_numbered(found: Statement, item: str, letter: str) -> None:
    """Refuses a constraint for all values of an index that numbers nothing in it."""
    free = {str(atom) for side in found.sides for atom in side.indices}
    if letter and letter not in free:
        fix = f"say its range, as in 'for {letter} in 1..n', or declare a family, as in x[d] for {letter} in 1..n"
        raise ExtremumError(f"{letter} numbers nothing in {item.strip()!r}; {fix}")


def _relations(found: Statement) -> _Said:
    if found.facts and is_open(found.facts[0]) and found.sides[0].op.name == "symbol":
        return _Said(pieces=found.pieces, inside=((found.sides[0], found.facts[0]),))
    if found.facts:
        return _Said(constraints=tuple(constraints_of(found.facts[0], found.sides[0])), pieces=found.pieces)
    related = zip(pairwise(found.sides), found.signs, strict=True)
    return _Said(constraints=tuple(constraint(l, sign, r) for (l, r), sign in related), pieces=found.pieces)
