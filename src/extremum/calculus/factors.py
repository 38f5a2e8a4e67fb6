"""Jacobians ``∂vec(F)/∂vec(X)'``: chains of each operation's Kronecker factors, from X up to F."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import final

from extremum.algebra.dims import Bound, Dim
from extremum.algebra.errors import ShapeError, UnsupportedError
from extremum.algebra.names import free_name
from extremum.algebra.node import Args, Expr
from extremum.algebra.traverse import replace, replace_indices, topological
from extremum.calculus.dependence import moving, same_family
from extremum.calculus.implicit import own_jacobian
from extremum.calculus.members import summed
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body
from extremum.operations.block import block, is_stacked
from extremum.operations.carry import carry, carry_index
from extremum.operations.delta import delta
from extremum.operations.implicit import opened
from extremum.operations.leaves import index_of
from extremum.operations.recurrence import held_step, open_index, parts_of, recurrence


def chained(root: Expr, target: Expr) -> Expr:
    """The Jacobian by the table of Jacobian factors alone (for a scalar too).

    The factors of a path are gathered, and put together once where paths meet and at the root.
    """
    return _Chains(root, lambda factors: c.product(*factors)).by(target)


def gradient_by_chain(root: Expr, target: Expr, seed: Expr) -> Expr:
    """The gradient of a scalar times a number: ``vec(gradient) = Jacobian' seed``."""
    return c.unvec(c.product(c.transpose(chained(root, target)), seed), *target.shape)


def all_chained(root: Expr, targets: Sequence[Expr]) -> list[Expr]:
    """The Jacobians by several variables; the products of factors from the root down that they share are made once."""
    chains = _Chains(root, _Prefixes().product)
    return [chains.by(target) for target in targets]


@final
class _Prefixes:
    """Products, factor by factor from the left, each made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[Expr, Expr], Expr] = {}

    def product(self, factors: Args) -> Expr:
        """``Π factors``."""
        return reduce(self._times, factors)

    def _times(self, left: Expr, right: Expr) -> Expr:
        found = self._made.get((left, right))
        if found is None:
            found = self._made[left, right] = c.product(left, right)
        return found


@final
class _Chains:
    """Jacobians of one function, whose factors are made once; ``product`` puts factors together."""

    def __init__(self, root: Expr, product: Callable[[Args], Expr]) -> None:
        self.root, self.order, self.product = root, topological([root]), product
        self._factors: dict[tuple[Expr, int], Expr] = {}

    def _factor(self, node: Expr, k: int) -> Expr:
        found = self._factors.get((node, k))
        if found is None:
            found = self._factors[node, k] = node.op.jacobian(node, k)
        return found

    def by(self, target: Expr) -> Expr:
        """The Jacobian by one variable."""
        root, live = self.root, moving(self.order, [target])
        columns = target.rows * target.cols
        found: dict[Expr, Args] = {}

        def joined(arg: Expr) -> Expr:
            return self.product(found[arg]) if arg in found else c.zeros(arg.rows * arg.cols, columns)

        for node in self.order:
            if node not in live or any(type(atom) is Bound for atom in node.indices - root.indices):
                continue
            if node is target:
                found[node] = (c.eye(columns),)
            elif same_family(node, target):
                found[node] = (delta(index_of(node), index_of(target)), c.eye(columns))
            elif node.op.name == "state":
                found[node] = (_state(node, target),)
            elif node.op.name == "implicit":
                found[node] = (_implicit(node, target),)
            elif node.op.name == "block" and is_stacked(node):
                found[node] = (block([[joined(arg)] for arg in node.args]),)
            elif node.op.binder:
                found[node] = (_binder(node, target),)
            else:
                terms = [(self._factor(node, k), *found[arg]) for k, arg in _moving(node, live)]
                found[node] = terms[0] if len(terms) == 1 else (c.add(*map(self.product, terms)),)
        return joined(root)


def _moving(node: Expr, live: set[Expr]) -> Sequence[tuple[int, Expr]]:
    return [(k, arg) for k, arg in enumerate(node.args) if arg in live]


def _binder(node: Expr, target: Expr) -> Expr:
    """The body's Jacobian times the binder's factor, summed over the index."""
    index = fresh_index(node)
    factor = replace_indices(node.op.jacobian(node, 0), {Bound(node.level): Dim.of(index)})
    inner = chained(open_body(node, index), target)
    return summed(c.product(factor, inner), index, node.size, node.start, [target])


def _implicit(node: Expr, target: Expr) -> Expr:
    """``-J⁻¹ ∂vec(F)/∂vec(X)'``, of F where P is held."""
    residual, unknown = opened(node)
    moved = replace(chained(residual, target), {unknown: node})
    return c.multiple(-1, c.product(c.inverse(own_jacobian(node, chained)), moved))


def _state(node: Expr, target: Expr) -> Expr:
    """``J[k+1] = ∂F/∂y[k] J[k] + ∂F/∂θ``: the Jacobian of a state is a state of the tangent recurrence.

    Bryson & Ho (1975), ch. 2. Only the state that a step starts from is held fixed in ``∂F/∂θ``.
    """
    p, index = parts_of(node), open_index(node)
    step, held, before = held_step(node, index)
    try:
        through, own = (replace(chained(step, x), {held: before}) for x in (held, target))
    except ShapeError:
        raise UnsupportedError(
            f"the Jacobian of {p.name}[{p.at}] with respect to {target} is not available: the shapes of the family "
            "change with the index; use a gradient, or equal widths"
        ) from None
    size, columns, name = held.rows * held.cols, target.rows * target.cols, free_name(f"J_{p.name}", node)
    moving = carry(name, size, columns, carry_index(held))
    after = c.add(c.product(through, moving), own)
    return recurrence(name, chained(p.start, target), after, index, p.first, p.direction).at(p.at)
