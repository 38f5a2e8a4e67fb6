"""Families as unknowns, ``mu[k]`` for all k: an objective ``Σ_k g(mu[k])`` comes apart into one problem for each k.

Equations that tie the members, ``Σ_k h(mu[k]) = c``, join the problem of a member with a multiplier, which is found
last: a point that is best for ``g + nu h``, whatever nu is, and satisfies them is best (Boyd & Vandenberghe (2004),
sec. 5.5.1). The best members in terms of the other unknowns are put in, and the others found in what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, rebuild, replace, replace_indices, topological, transform
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.leaves import index_of
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.isolate import Move, isolate
from extremum.solving.never import never
from extremum.solving.requirements import domain_conditions
from extremum.solving.solution import SolutionSet
from extremum.solving.steps import Need
from extremum.solving.system import required

Solver = Callable[[Problem], SolutionSet]


class NotApartError(Exception):
    """An objective or a constraint is no sum over the members of a family, each alone."""


@dataclass(frozen=True, slots=True)
class Group:
    """Families with one range, at one free index. members: at the index; index: the free index."""

    members: tuple[Expr, ...]
    index: IndexName

    @property
    def names(self) -> set[str]:
        return {member.name for member in self.members}

    def holds(self, node: Expr) -> bool:
        """Whether a node is a member of one of the families."""
        return node.op is leaves.MEMBER and node.name in self.names

    def concerns(self, expr: Expr) -> bool:
        """Whether a member of the families occurs."""
        return any(self.holds(node) for node in topological([expr]))


def family_index(member: Expr) -> IndexName | None:
    """The free index of a member that stands for its family."""
    if member.op is not leaves.MEMBER:
        return None
    (atom,) = index_of(member).atoms() or (None,)
    alone = isinstance(atom, IndexName) and index_of(member) is Dim.of(atom)
    return atom if alone and isinstance(atom, IndexName) else None


def families(problem: Problem) -> list[Group]:
    """The unknown families of a problem, by their range; none where an index of theirs is free in the problem."""
    found: dict[IndexName, list[Expr]] = {}
    free = set() if problem.objective is None else problem.objective.indices
    for x in problem.unknowns:
        index = family_index(x)
        if index is not None and index not in free:
            found.setdefault(index, []).append(x)
    return [Group(tuple(members), index) for index, members in found.items()]


# -- sums over members -------------------------------------------------------------------------------------------------
def of_member(expr: Expr, group: Group) -> Expr:
    """g of ``Σ_k g(mu[k])`` and what holds no member, at the index of the group.

    Raises:
        NotApartError: the expression is no such sum.
    """
    terms = [(q, _of_term(t, group)) for q, t in terms_of(expr) if group.concerns(t)]
    found = c.combine(terms) if terms else c.like_zeros(expr)
    for node in topological([found]):
        if group.holds(node) and index_of(node) is not Dim.of(group.index):
            raise NotApartError(f"members of {node.name} depend on one another")
    return found


def _of_term(term: Expr, group: Group) -> Expr:
    whole, scalars, word = factors(term)
    parts = [(b, e) for s in scalars for b, e in pairs(s)]
    inside = [(b, e) for b, e in parts if group.concerns(b)]
    if any(group.concerns(e) for _, e in parts) or any(e is not c.number(1) for _, e in inside):
        raise _no_sum(group)
    moving = [*(b for b, _ in inside), *(f for f in word if group.concerns(f))]
    if len(moving) != 1:
        raise _no_sum(group)
    beside = [c.power(b, e) for b, e in parts if b not in moving]
    own = [_of_sum(b, group) for b, _ in inside]
    return c.product(c.number(whole), *beside, *own, *(_of_sum(f, group) if f in moving else f for f in word))


def _no_sum(group: Group) -> NotApartError:
    return NotApartError(f"the objective is no sum over the members of {', '.join(sorted(group.names))}")


def _of_sum(node: Expr, group: Group) -> Expr:
    if node.op is SUM:
        return of_member(node, group)
    if node.op is TRACE:
        return c.trace(of_member(node.args[0], group))
    if node.op.name != "sum_over":
        raise _no_sum(group)
    size, start = node.size, node.start
    member = group.members[0]
    if size is member.size and start is member.start and _at_bound_index(node, group):
        return open_body(node, group.index)
    index = fresh_index(node)
    return close("sum_over", of_member(open_body(node, index), group), index, size, start)


def _at_bound_index(node: Expr, group: Group) -> bool:
    """Whether the index of a sum is that of each member of the families in it."""
    index = fresh_index(node)
    inside = [n for n in topological([open_body(node, index)]) if group.holds(n)]
    return all(index_of(n) is Dim.of(index) for n in inside)


def put_in(expr: Expr, values: Mapping[Expr, Expr], index: IndexName) -> Expr:
    """An expression in which each member of families has its value: those at ``index`` are given."""
    by_name = {member.name: value for member, value in values.items()}

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if node.op is leaves.MEMBER and node.name in by_name:
            return replace_indices(by_name[node.name], {index: index_of(node)})
        return args[0] if node.op.label and args != node.args else rebuild(node, args)

    return simplify(transform(expr, change))


# -- solving -----------------------------------------------------------------------------------------------------------
def by_members(problem: Problem, group: Group, solve: Solver) -> SolutionSet:
    """The solution of a problem with unknown families, each member by itself.

    Raises:
        UnsupportedError, NoExtremumError: a member has no closed form, or no extremum; or it does not come apart.
    """
    try:
        return _Apart(problem, group, solve).solution()
    except NotApartError as reason:
        raise UnsupportedError(f"no closed form found\n  tried member by member: {reason}") from None


@dataclass(frozen=True, slots=True)
class _Apart:
    problem: Problem
    group: Group
    solve: Solver

    def solution(self) -> SolutionSet:
        """The members first, then the rest with their values put in."""
        assert self.problem.objective is not None
        mine = [k for k in self.problem.constraints if self.group.concerns(k.gap)]
        single = {k: self._single(k) for k in mine}
        each = [found for found in single.values() if found is not None]
        ties = [k for k in mine if single[k] is None]
        found = self._tied(each, ties)
        rest = tuple(x for x in self.problem.unknowns if x not in self.group.members)
        if not rest:
            return changed(found, problem=self.problem)
        return self._with_rest(found, rest, [k for k in self.problem.constraints if k not in mine])

    def _single(self, constraint: Constraint) -> Constraint | None:
        """A constraint on each member by itself, at the index of the group."""
        inside = [node for node in topological([constraint.gap]) if self.group.holds(node)]
        indices = {atom for node in inside for atom in index_of(node).atoms()}
        if len(indices) != 1 or not isinstance(next(iter(indices)), IndexName):
            return None
        moved = {next(iter(indices)): Dim.of(self.group.index)}
        left, right = (replace_indices(side, moved) for side in (constraint.left, constraint.right))
        return changed(constraint, left=left, right=right)

    def _tied(self, each: Sequence[Constraint], ties: Sequence[Constraint]) -> SolutionSet:
        """The members, under at most one equation that ties them."""
        assert self.problem.objective is not None
        own = of_member(self.problem.objective, self.group)
        if not ties:
            return self._of_one(own, each)
        if len(ties) > 1 or not ties[0].is_equation:
            raise NotApartError(f"more than one equation ties the members: {', '.join(map(str, ties))}")
        multiplier = c.build(
            "symbol", (), (FreeNames(*self.problem.expressions).take("nu"), *ties[0].left.shape, ())
        )  # fmt: skip
        pull = c.trace(c.product(c.transpose(multiplier), of_member(ties[0].gap, self.group)))
        return self._untied(self._of_one(c.add(own, pull), each), ties[0], multiplier)

    def _of_one(self, own: Expr, each: Sequence[Constraint]) -> SolutionSet:
        """The problem of one member, in which symbols stand for the members at the index."""
        stands = {m: leaves.symbol(str(m), m.rows, m.cols, m.assumptions) for m in self.group.members}
        alone = Problem(
            replace(own, stands),
            self.problem.sense,
            tuple(stands.values()),
            tuple(k.replace(stands) for k in each),
        )
        found = self.solve(alone)
        if found.roots:
            raise NotApartError(f"each member needs a root of its own: {found.roots[0].words}")
        return _back(found, {symbol: member for member, symbol in stands.items()})

    def _untied(self, found: SolutionSet, tie: Constraint, multiplier: Expr) -> SolutionSet:
        """The multiplier with which the equation holds, put in."""
        if found.free or "where" in found.kind or not found.kind.startswith("global"):
            raise NotApartError(f"for a multiplier of {tie} a member is a {found.kind}")
        equation = put_in(tie.gap, found.values, self.group.index)
        solved = isolate(equation, multiplier)
        if solved is None or contains(solved.value, [multiplier]):
            raise NotApartError(f"the multiplier of {tie} is not found")
        at = {multiplier: solved.value}
        values = {x: simplify(replace(v, at)) for x, v in found.values.items()}
        shown = {x: simplify(replace(v, at)) for x, v in found.shown.items()}
        tied = [Need(k.matrix, k.predicate.fact) for k in found.conditions if contains(k.matrix, [multiplier])]
        kept = [k for k in found.conditions if not contains(k.matrix, [multiplier])]
        conditions = [*kept, *required([*solved.conditions, *tied], at), *domain_conditions(values)]
        if never(conditions) is not None:
            raise NotApartError("at the stationary point a condition never holds")
        start = Move("constraint", equation, c.number(0) if equation.is_scalar else c.like_zeros(equation))
        heading = f"{tie} in terms of {multiplier}, solved for {multiplier}:"
        put = [(f"with {multiplier} put in:", [Move("put in", x, value) for x, value in shown.items()])]
        return changed(
            found, values=values, shown=shown, conditions=conditions, multipliers=[(tie, solved.value)],
            steps=[*found.steps, (heading, [start, *solved.moves]), *put],
        )  # fmt: skip

    def _with_rest(self, found: SolutionSet, rest: tuple[Expr, ...], others: Sequence[Constraint]) -> SolutionSet:
        """The other unknowns, the best members put in: nested minimisation."""
        assert self.problem.objective is not None
        if found.free or "where" in found.kind or not found.kind.startswith("global"):
            raise NotApartError(f"given {', '.join(x.name for x in rest)} the members are a {found.kind}")
        objective = put_in(self.problem.objective, found.values, self.group.index)
        after = self.solve(Problem(objective, self.problem.sense, rest, tuple(others)))
        put = dict(after.values)
        values = {x: simplify(replace(v, put)) for x, v in found.values.items()} | put
        kept = [changed(k, matrix=simplify(replace(k.matrix, put))) for k in found.conditions]
        return SolutionSet(
            self.problem,
            {x: values[x] for x in self.problem.unknowns},
            {x: (found.shown | after.shown)[x] for x in self.problem.unknowns},
            after.kind,
            f"{found.reason}; with the best members put in {after.reason}",
            "unique" if found.unique == after.unique == "unique" else after.unique or found.unique,
            [*kept, *after.conditions],
            [*found.steps, *after.steps],
            [*found.notes, *after.notes],
            after.free,
            [*found.multipliers, *after.multipliers],
            after.source or found.source,
            after.roots,
        )


def _back(found: SolutionSet, members: Mapping[Expr, Expr]) -> SolutionSet:
    """A solution for symbols, as one for the members that they stand for."""

    def back(expr: Expr) -> Expr:
        return replace(expr, members)

    return changed(
        found,
        values={back(x): back(v) for x, v in found.values.items()},
        shown={back(x): back(v) for x, v in found.shown.items()},
        conditions=[changed(k, matrix=back(k.matrix)) for k in found.conditions],
        steps=[
            (heading, [changed(m, left=back(m.left), right=back(m.right)) for m in run]) for heading, run in found.steps
        ],
        multipliers=[(k.replace(members), back(v)) for k, v in found.multipliers],
    )
