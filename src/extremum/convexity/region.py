"""Where the question is asked: the unknowns, what depends on them and how, and bounds of all subexpressions there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.intervals import ALL, NONNEGATIVE, POSITIVE, Interval, point
from extremum.algebra.node import REGISTRY, Expr, Operation
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import same_family
from extremum.convexity.ranges import image, power_image
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.structures import STRUCTURES

_ENTRYWISE = {structure.name: structure.bounds for structure in STRUCTURES.values() if structure.bounds is not ALL}
"""What a declared fact says of every entry."""


@dataclass(slots=True)
class Region:
    """A convex set of values of the ``unknowns``, with intervals that hold ``known`` subexpressions on it.

    nowhere: expressions that were found to have no value at all, as ``log(-exp(x))``: the set is empty.
    """

    unknowns: tuple[Expr, ...]
    known: Mapping[Expr, Interval] = field(default_factory=dict)
    _bounds: dict[Expr, Interval] = field(default_factory=dict)
    _live: dict[Expr, bool] = field(default_factory=dict)
    _affine: dict[Expr, bool] = field(default_factory=dict)
    nowhere: list[Expr] = field(default_factory=list)

    def knowing(self, more: Mapping[Expr, Interval]) -> Region:
        """The region where besides ``more`` holds."""
        merged = dict(self.known)
        for expr, interval in more.items():
            merged[expr] = interval.meet(merged.get(expr, ALL))
        return Region(self.unknowns, merged)

    # -- dependence ----------------------------------------------------------------------------------------------------
    def is_unknown(self, node: Expr) -> bool:
        """Whether a node is one of the unknowns, or a member of a family that is one."""
        return any(node is x or same_family(node, x) for x in self.unknowns)

    def live(self, root: Expr) -> bool:
        """Whether an expression depends on an unknown."""
        found = self._live.get(root)
        if found is None:
            for node in topological([root], self._live):
                self._live[node] = self.is_unknown(node) or any(self._live[arg] for arg in node.args)
            found = self._live[root]
        return found

    def affine(self, root: Expr) -> bool:
        """Whether an expression is affine in the unknowns together, by what its operations are linear in."""
        found = self._affine.get(root)
        if found is None:
            self.live(root)
            for node in topological([root], self._affine):
                self._affine[node] = self._affine_node(node)
            found = self._affine[root]
        return found

    def _affine_node(self, node: Expr) -> bool:
        moving = [k for k, arg in enumerate(node.args) if self.live(arg)]
        if not all(self._affine[node.args[k]] for k in moving):
            return False
        return not moving or node.op.linear.jointly or (len(moving) == 1 and node.op.linear.at(node, moving[0]))

    # -- bounds --------------------------------------------------------------------------------------------------------
    def bounds(self, root: Expr) -> Interval:
        """An interval that holds every entry of an expression wherever it is defined in the region."""
        known = self._bounds.get(root)
        if known is not None:
            return known
        for node in topological([root], self._bounds):
            inferred = _inferred(node, [self._bounds[arg] for arg in node.args])
            found = inferred.meet(_declared(node)).meet(self.known.get(node, ALL))
            self._bounds[node] = ALL if found.empty else found
            if found.empty:
                self.nowhere.append(node)
        return self._bounds[root]

    def positive(self, expr: Expr) -> bool:
        return self.bounds(expr).positive

    def nonnegative(self, expr: Expr) -> bool:
        return self.bounds(expr).nonnegative


def _declared(node: Expr) -> Interval:
    """What the facts of a node say of its entries."""
    found = ALL
    for fact, interval in _ENTRYWISE.items():
        if holds(node, fact):
            found = found.meet(interval)
    if node.is_scalar and holds(node, "positive_semidefinite"):
        found = found.meet(POSITIVE if holds(node, "positive_definite") else NONNEGATIVE)
    return found


def _inferred(node: Expr, args: Sequence[Interval]) -> Interval:
    """What the bounds of the arguments say."""
    rule = _RULES.get(node.op)
    if rule is not None:
        return rule(node, args)
    return args[0] if node.op.rearranges or node.op.label else _signed(node, args)


Bounds = Callable[[Expr, Sequence[Interval]], Interval]
_RULES: dict[Operation, Bounds] = {}
"""For each operation an interval that holds its entries, from intervals that hold those of its arguments."""


def _bounded(operation: str) -> Callable[[Bounds], Bounds]:
    def added(function: Bounds) -> Bounds:
        _RULES[REGISTRY[operation]] = function
        return function

    return added


@_bounded("number")
def _number(node: Expr, args: Sequence[Interval]) -> Interval:
    return point(Fraction(c.value_of(node)))


@_bounded("ones")
def _ones(node: Expr, args: Sequence[Interval]) -> Interval:
    return point(1)


@_bounded("zeros")
def _zeros(node: Expr, args: Sequence[Interval]) -> Interval:
    return point(0)


@_bounded("sum")
def _sum(node: Expr, args: Sequence[Interval]) -> Interval:
    total = point(0)
    for (q, _), part in zip(terms_of(node), args, strict=True):
        total = total + point(Fraction(q)) * part
    return total


@_bounded("elementwise")
def _function(node: Expr, args: Sequence[Interval]) -> Interval:
    function, order = function_of(node)
    known = FUNCTIONS.get(function)
    return ALL if known is None or order else image(known, args[0])


@_bounded("hadamard")
def _powers(node: Expr, args: Sequence[Interval]) -> Interval:
    found = point(1)
    for (_, exponent), base in zip(pairs(node), args[::2], strict=True):
        found = found * power_image(base, exponent)
    return found


@_bounded("scale")
def _multiple(node: Expr, args: Sequence[Interval]) -> Interval:
    return args[0] * args[1]


@_bounded("diagonal")
def _diagonal(node: Expr, args: Sequence[Interval]) -> Interval:
    return args[0]


def _product(node: Expr, args: Sequence[Interval]) -> Interval:
    """Sums of products of entries have the sign that all their factors together have."""
    total = point(1)
    for interval in args:
        total = total * interval
    return POSITIVE if total.positive else -POSITIVE if total.negative else _weak_sign(total)


_bounded("product")(_product)
_bounded("sum_over")(_product)
_bounded("trace")(_product)


def _signed(node: Expr, args: Sequence[Interval]) -> Interval:
    """What is linear with no negative coefficients has the sign of its arguments, or is zero."""
    if len(args) == 1 and node.op.linear.jointly and _keeps_nonnegative(node):
        return _weak_sign(args[0])
    return NONNEGATIVE if node.op.linear.jointly and args and all(i.nonnegative for i in args) else ALL


def _keeps_nonnegative(node: Expr) -> bool:
    return not node.op.binder


def _weak_sign(interval: Interval) -> Interval:
    return NONNEGATIVE if interval.nonnegative else -NONNEGATIVE if interval.nonpositive else ALL
