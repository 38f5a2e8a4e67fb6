"""From expressions to array terms: one row of :data:`LOWER` an operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import TypeVarTuple, final

from extremum.algebra.dims import ONE, ZERO, Atom, Dim, DimLike, Entry, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import close as closure
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological
from extremum.compiling.term import Loop, Member, Root, Steps, Term, is_whole, rank_of
from extremum.compiling.terms import Terms
from extremum.operations import construct as c

Rule = Callable[["Lowering", Expr], Term]
Given = TypeVarTuple("Given")
Key = tuple[object, ...]
"""What all states of one recurrence have in common."""

LOWER: dict[str, Rule] = {}
"""For each operation, the term of an application from the terms of its arguments."""


def lowers(*names: str) -> Callable[[Rule], Rule]:
    """Enters a function into :data:`LOWER`."""

    def enter(rule: Rule) -> Rule:
        LOWER.update(dict.fromkeys(names, rule))
        return rule

    return enter


def once(rule: Callable[[Lowering, *Given], Term]) -> Callable[[Lowering, *Given], Term]:
    """A part of a rule whose term is made once for the same arguments: ways to compute a product try those of the
    products in it, and without this one that is nested k deep would be tried 2^k times."""

    @wraps(rule)
    def found(low: Lowering, *args: *Given) -> Term:
        key = (rule, *args)
        if key not in low.made:
            low.made[key] = rule(low, *args)
        return low.made[key]

    return found


@final
class Lowering:
    """The terms of expressions, each made once.

    inverted: inverses that are there as matrices, so that products use them; inverses: the terms of such matrices;
    guarded: recurrences whose first state may be missing; padded: those of which states beyond the first are used;
    parted: where products that others share parts with are parted; sizes: what dimensions count as;
    alone: products whose order is found when they are computed; made: what :func:`once` has made;
    applied: to how many terms a sum was applied, and not built; blocks: the index of loops over blocks of so many rows,
    beside so many columns.
    """

    def __init__(
        self, inverted: frozenset[Expr] = frozenset(), guarded: frozenset[Key] = frozenset(),
        padded: frozenset[Key] = frozenset(), parted: Mapping[tuple[Expr, ...], int] = MappingProxyType({}),
        sizes: Mapping[Atom, int] = MappingProxyType({}), alone: frozenset[tuple[Expr, ...]] = frozenset(),
    ) -> None:  # fmt: skip
        self.terms = Terms()
        self.inverted, self.guarded, self.padded, self.parted = inverted, guarded, padded, parted
        self.sizes, self.alone = sizes, alone
        self.inverses: dict[Term, Expr] = {}
        self.runs: dict[Key, Term] = {}
        self.carried: dict[str, Steps] = {}
        self.roots: dict[Dim, Root] = {}
        self.blocks: dict[tuple[Dim, Dim], IndexName] = {}
        self.made: dict[tuple[object, ...], Term] = {}
        self.applied: Counter[Expr] = Counter()
        self._memo: dict[Expr, Term] = {}

    def loose(self, root: Expr) -> Term:
        """A term that has the shape of the expression or broadcasts to it."""
        memo = self._memo
        for node in topological([root], memo, enter=lambda n: not n.op.binder and n not in memo):
            if node not in memo:
                memo[node] = self._lower(node)
        return memo[root]

    def _lower(self, node: Expr) -> Term:
        back = self._memo.get(c.transpose(node)) if rank_of(node) == 2 and c.transpose(node) not in node.args else None
        if back is not None and is_whole(back, node):
            return self.terms.transpose(back)
        rule = LOWER.get(node.op.name)
        if rule is None:
            raise UnsupportedError(f"there is no code for the operation {node.op.name!r} yet; use .evaluate")
        return rule(self, node)

    def whole(self, node: Expr) -> Term:
        """A term that has the shape of the expression."""
        term = self.loose(node)
        return term if is_whole(term, node) else self._filled(term, node)

    def _filled(self, term: Term, node: Expr) -> Term:
        """A term spread out over the shape that it stands for."""
        if term.rank == 0:
            dims = node.shape if rank_of(node) == 2 else (node.cols if node.is_row else node.rows,)
            constants = {self.terms.number(1): "ones", self.terms.number(0): "zeros"}
            named = constants.get(term)
            return self.terms.call(named or "full", () if named else (term,), dims)
        return self.terms.call("tile", (term,), (ONE, node.cols) if term.thin else (node.rows, ONE))

    def matrix(self, node: Expr) -> Term:
        """A 2-D array, also of a row or a column."""
        term = self.whole(node)
        if term.rank == 2:
            return term
        if term.rank == 0:
            return self.terms.call("cell", (term,))
        return self.terms.call("upright" if node.is_column else "flat", (term,))

    def result(self, node: Expr) -> Term:
        """A term with the shape in which results are given: a row is a 1×n array."""
        return self.matrix(node) if node.is_row and not node.is_scalar else self.whole(node)

    def of_each(self, node: Expr, index: IndexName) -> Term:
        """A list of results, one for each value of an index."""
        assert index.size is not None
        loop = self.terms.loop(index.size)
        body = self.result(replace_indices(node, {index: Dim.of(loop) + index.start}))
        return self.terms.make("stack", (body,), Loop(loop, index.size), (index.size, *body.shape))

    def shaped(self, term: Term, node: Expr) -> Term:
        """A 2-D array as the array that stands for an expression."""
        if rank_of(node) == 2:
            return term
        return self.terms.call("raveled" if rank_of(node) == 1 else "item", (term,))

    def care_of(self, key: Key) -> Key:
        """What a recurrence is known by in another lowering, in which the indices of loops have other names."""
        return tuple(self._anywhere(part) for part in key)

    def _anywhere(self, part: object) -> object:
        if isinstance(part, tuple):
            return tuple(self._anywhere(one) for one in part)
        if not isinstance(part, Expr | Dim):
            return part
        loops: dict[Atom, DimLike] = {
            index: Dim.of(IndexName("%loop", index.size))
            for index in part.indices
            if isinstance(index, IndexName) and index in self.terms.loops
        }
        return replace_indices(part, loops) if isinstance(part, Expr) else part.replace(loops)

    def loop(self, size: Dim, start: Dim) -> tuple[IndexName, Dim]:
        """A new index that counts from 0, and the index that it stands for, which counts from ``start``."""
        index = self.terms.loop(size)
        return index, Dim.of(index) + start


# -- leaves --------------------------------------------------------------------------------------------------------
@lowers("number")
def _number(low: Lowering, node: Expr) -> Term:
    return low.terms.number(c.value_of(node))


@lowers("constant")
def _constant(low: Lowering, node: Expr) -> Term:
    return low.terms.call(str(node.param("constant")))


@lowers("dimension")
def _dimension(low: Lowering, node: Expr) -> Term:
    return low.terms.size(_dim(node.param("dimension")))


def _dim(value: object) -> Dim:
    assert isinstance(value, Dim)
    return value


def _from_data(low: Lowering, term: Term, node: Expr) -> Term:
    """Data of a row come as a 1×n array."""
    return low.terms.call("first", (term,)) if node.is_row and not node.is_scalar else term


@lowers("symbol")
def _symbol(low: Lowering, node: Expr) -> Term:
    term = low.terms.make("argument", data=node.name, shape=shape_as_data(node))
    low.terms.note(term, *closure(node.assumptions))
    return _from_data(low, term, node)


def shape_as_data(node: Expr) -> tuple[Dim, ...]:
    """The shape in which data for a symbol come: those of a row as a 1×n array."""
    return node.shape[: 0 if node.is_scalar else 1 if node.is_column else 2]


def shape_in_code(node: Expr) -> tuple[Dim, ...]:
    """The shape of the array that stands for an expression: a row is 1-D."""
    return node.shape[1:] if node.is_row and not node.is_scalar else shape_as_data(node)


@lowers("member")
def _member(low: Lowering, node: Expr) -> Term:
    shape, size = shape_as_data(node), family_of(node)[0]
    family = low.terms.make("argument", data=node.name, shape=(size, *map(any_width, shape)))
    return _from_data(low, low.terms.make("member", (family,), Member(place_of(node), size), shape), node)


def any_width(dim: Dim) -> Dim:
    """A width that differs from member to member is none of the family."""
    return ZERO if any(isinstance(atom, Entry) for atom in dim.atoms()) else dim


def place_of(member: Expr) -> Dim:
    """Where in the array of a family, from 0, a member stands."""
    return member.index - member.start


def family_of(member: Expr) -> tuple[Dim, Dim]:
    """How many members the family has, and the index of the first."""
    return member.size, member.start


@lowers("named")
def _named(low: Lowering, node: Expr) -> Term:
    body = low.whole(node.args[0])
    return low.terms.make("named", (body,), node.name)


@lowers("transpose")
def _transpose(low: Lowering, node: Expr) -> Term:
    term = low.loose(node.args[0])
    return low.terms.transpose(term if is_whole(term, node.args[0]) else low.whole(node.args[0]))
