"""How a variable enters an expression: through inner functions, each of which a symbol stands for in the outer one.

What is linear between two functions (sums, products, traces, …) is one step; a function that is not, and one that meets
itself in a product, such as u in ``u'u``, is a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Bound, Dim, IndexName
from extremum.algebra.facts import holds
from extremum.algebra.names import index_letter, taken_names
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, replace, replace_indices, topological
from extremum.calculus.dependence import dependent, same_family
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.hadamard import HADAMARD
from extremum.operations.leaves import index_of, member
from extremum.operations.letters import letters_of
from extremum.operations.named import NAMED, body_of
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.simplify.kept import kept
from extremum.simplify.search import simplify


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """An inner function.

    node: the function, with a free index where it stands inside a sum over that index; held: what stands for it.
    """

    node: Expr
    index: IndexName | None
    held: Expr

    def at(self, expr: Expr, place: Expr) -> Expr:
        """An expression that belongs to the part, at the index of the leaf ``place``."""
        return expr if self.index is None else replace_indices(expr, {self.index: index_of(place)})


def upright(node: Expr, occurring: set[Expr]) -> Expr:
    """The expression or its transpose, whichever is written with fewer transposes, of equal ones the one that occurs; a
    column, never a row. What an equation or a recurrence defines stays as it is."""
    if node.is_column or node.op.opaque:
        return node
    back = c.transpose(node)
    if node.is_row:
        return back
    return min(node, back, key=lambda e: (_transposes(e), e not in occurring, e.order))


def _transposes(root: Expr) -> int:
    return sum(node.op.name == "transpose" for node in topological([root]))


def _linear(node: Expr, live: set[Expr]) -> bool:
    """Whether it is linear in each argument that moves."""
    moving = [k for k, arg in enumerate(node.args) if arg in live]
    return bool(node.args) and not node.op.label and all(node.op.linear.at(node, k) for k in moving)


def _repeated(node: Expr, live: set[Expr]) -> Iterator[Expr]:
    """The functions that meet themselves in a product."""
    inner = node.args[0] if node.op.name == "trace" else node
    if not (_is_product(inner) or inner.op is SCALE):
        return
    factors = [upright(factor, live) for factor in _factors(inner) if factor in live and factor.args]
    yield from {factor for factor in factors if factors.count(factor) > 1 and factor.op.name != "transpose"}


def _is_product(node: Expr) -> bool:
    return node.op is PRODUCT or node.op is HADAMARD


def _factors(node: Expr) -> Iterator[Expr]:
    for arg in node.args[::2] if node.op.name == "hadamard" else node.args:
        if node.op is SCALE and _is_product(arg):
            yield from _factors(arg)
        else:
            yield arg


def _ranges_differ(order: Sequence[Expr], live: set[Expr]) -> bool:
    """Whether what depends on an index stands in sums over different ranges of it, so that no letter has one range."""
    ranges: dict[Expr, tuple[Dim, Dim]] = {}
    for binder in order:
        if binder.op.name == "sum_over" and binder in live:
            for node in topological([binder.args[0]], enter=lambda n: n.op.name != "sum_over"):
                inside = node in live and Bound(binder.level) in node.indices
                if inside and ranges.setdefault(node, (binder.size, binder.start)) != (binder.size, binder.start):
                    return True
    return False


def what_it_is(node: Expr) -> Expr:
    """The expression, or what the user named; of a transposed name its transpose."""
    if node.op.name == "transpose" and node.args[0].op is NAMED:
        return c.transpose(body_of(node.args[0]))
    return body_of(node) if node.op is NAMED else node


@final
class Decomposition:
    """An expression, or what a named one stands for, as an outer function of its parts and of the variable."""

    def __init__(self, node: Expr, target: Expr) -> None:
        root = what_it_is(node)
        self.node, self.root, self.target = node, root, target
        self.order, self.live = dependent(root, [target])
        self.linear = _linear(root, self.live)
        self.parts: list[Part] = []
        self.direct = False
        self._places: dict[Expr, Expr] = {}
        self._found: dict[Expr, Part] = {}
        self._mixed = _ranges_differ(self.order, self.live)
        self._repeated = {u for node in self.order for u in _repeated(node, self.live)}
        self._walk()
        self.outer = replace(root, self._places)

    # -- finding the parts -------------------------------------------------------------------------------------------
    def _walk(self) -> None:
        """From the root through what is linear; of a root that is not, the arguments are the parts."""
        first = (self.root,) if self.linear else self.root.args
        stack: list[tuple[Expr, Expr | None]] = [(node, None) for node in reversed(first)]
        while stack:
            node, binder = stack.pop()
            if node not in self.live:
                continue
            if self._is_target(node):
                self.direct = True
            elif node is not self.root and self._is_part(node, binder):
                self._add(node, binder)
            else:
                inner = node if node.op.name == "sum_over" else binder
                stack.extend((arg, inner) for arg in reversed(node.args))

    def _is_target(self, node: Expr) -> bool:
        leaf = node.args[0] if node.op.name == "transpose" else node
        return leaf is self.target or same_family(leaf, self.target)

    def _is_part(self, node: Expr, binder: Expr | None) -> bool:
        if not self.linear and node in self.root.args:
            return not self._is_shell(node)
        nested = node.op.name == "sum_over" and (binder is not None or self._mixed)
        return nested or not _linear(node, self.live) or upright(node, self.live) in self._repeated

    def _is_shell(self, node: Expr) -> bool:
        """Whether an argument only adds constants to functions, as in ``log(1 + exp(x))``: these are the parts."""
        moving = [arg for arg in node.args if arg in self.live]
        return node.op.name == "sum" and not any(self._is_target(arg) or _linear(arg, self.live) for arg in moving)

    def _add(self, node: Expr, binder: Expr | None) -> None:
        raw = upright(node, self.live)
        if raw not in self._found:
            bound = Bound(binder.level) if binder is not None else None
            index = self._index(binder) if binder is not None and bound in raw.indices else None
            free = raw if index is None or bound is None else replace_indices(raw, {bound: Dim.of(index)})
            held = self._held(raw, index)
            self._found[raw] = Part(free, index, held)
            self.parts.append(self._found[raw])
            place = held if index is None or bound is None else replace_indices(held, {index: Dim.of(bound)})
            self._places |= {c.transpose(raw): c.transpose(place), raw: place}  # a part may be its own transpose

    def _index(self, binder: Expr) -> IndexName:
        letter = index_letter(taken_names([self.root, self.target]), letters_of(binder))
        return IndexName(letter, binder.size, binder.start.number or 0)

    def _held(self, raw: Expr, index: IndexName | None) -> Expr:
        """What stands for a part: symmetric as it is, as eigenvalues are those of symmetric matrices only."""
        name = f"_{len(self.parts)}"
        facts = ("symmetric",) if not raw.is_scalar and holds(raw, "symmetric") else ()
        if index is None:
            return c.build("symbol", (), (name, *raw.shape, facts))
        assert index.size is not None
        return member(name, *raw.shape, facts, Dim.of(index), index.size, Dim.of(index.start))

    # -- derivatives of the outer function ---------------------------------------------------------------------------
    def gradient(self, at: Expr) -> Expr:
        """The gradient of the outer function, a scalar, with respect to what stands for a part, or to the variable.

        It is simplified before the parts are put in: they stay as they are.
        """
        return self.back(simplify(gradients(self.outer, [at])[0]))

    def in_places(self) -> Expr:
        """The Jacobian with respect to the variable, a term for each of its places, as the product rule gives it."""
        if not self.root.is_scalar:
            return self.back(chained(self.outer, self.target))
        return c.transpose(c.vec(self.back(gradients(self.outer, [self.target])[0])))

    def jacobian(self, at: Expr) -> Expr:
        """The Jacobian of the outer function; of a scalar as ``vec(gradient)'``."""
        if self.root.is_scalar:
            return c.transpose(c.vec(self.gradient(at)))
        return self.back(simplify(chained(self.outer, at)))

    @property
    def given(self) -> tuple[tuple[Expr, Expr], ...]:
        """What stands for the parts in the outer function, and the parts."""
        return tuple((part.held, part.node) for part in self.parts)

    def back(self, expr: Expr) -> Expr:
        """The parts put in for what stands for them, at any index."""

        def stands_for(node: Expr) -> Expr | None:
            part = self.part_of(node)
            return None if part is None else part.at(part.node, node)

        whole = put(expr, stands_for) if self.parts else expr
        return kept(whole, self.node) if self.node is not self.root else whole

    def part_of(self, node: Expr) -> Part | None:
        """The part that a leaf stands for."""
        return next((p for p in self.parts if node is p.held or same_family(node, p.held)), None)


def stand_in(name: str, node: Expr) -> Expr:
    """A symbol for an expression, symmetric as it is."""
    facts = ("symmetric",) if not node.is_scalar and holds(node, "symmetric") else ()
    return c.build("symbol", (), (f"_{name}", *node.shape, facts))


def put(root: Expr, value: Callable[[Expr], Expr | None]) -> Expr:
    """Leaves replaced. Sums in which one stands are opened, so that their index captures none of a value."""

    def found_in(node: Expr) -> bool:
        return any(value(n) is not None for n in topological([node]))

    result: dict[Expr, Expr] = {}
    for node in topological([root], enter=lambda n: not n.op.binder):
        found = value(node)
        if found is not None:
            result[node] = found
        elif node.op.binder and "size" in node.op.parameters:
            result[node] = _put_inside(node, value) if found_in(node) else node
        elif node.op.binder:  # what an equation defines: nothing of a value is bound in it
            result[node] = replace(node, {n: new for n in topological([node]) if (new := value(n)) is not None})
        else:
            result[node] = rebuild(node, tuple(result[arg] for arg in node.args))
    return result[root]


def _put_inside(node: Expr, value: Callable[[Expr], Expr | None]) -> Expr:
    index = fresh_index(node)
    size, start = node.size, node.start
    return close(node.op.name, put(open_body(node, index), value), index, size, start)


def gradient_of(f: Expr, target: Expr) -> Expr:
    """The gradient of a scalar by one reverse sweep, in its shortest form, what was named written by its name."""
    return simplify(kept(gradients(f, [target])[0], f))
