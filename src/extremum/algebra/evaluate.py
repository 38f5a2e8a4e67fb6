"""Evaluation of expressions over a field: iterative, memoised, batched over bound indices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.dims import Atom, Bound, Dim, Shape
from extremum.algebra.errors import DataError
from extremum.algebra.fields import Field
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.algebra.room import refuse_what_is_too_large, too_large
from extremum.algebra.traverse import topological

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

CHUNK = 2**22
"""Entries of an intermediate batch above which a sum over samples is taken chunk by chunk."""


@final
class Scope:
    """Where an expression is evaluated: the field, the data, the sizes, and the values of bound indices."""

    def __init__(
        self,
        field: Field,
        arrays: Mapping[str, Array],
        sizes: Mapping[str, int | list[int]],
        functions: Mapping[str, Callable[[Array, int], Array]] | None = None,
    ) -> None:
        self.field = field
        self.arrays = arrays
        self.sizes = sizes
        self.functions = functions or {}
        self.bound: dict[Atom, Array] = {}
        self.memo: dict[Expr, Array] = {}
        self.outer: Scope | None = None
        self.atom: Atom | None = None
        self.carries: dict[str, Array] = {}
        self.runs: dict[Any, list[Array]] = {}
        self._roomy: set[Shape] = set()

    def dim(self, dimension: Dim) -> int:
        """The number that a dimension stands for."""
        if dimension.number is not None:
            return dimension.number
        flat = {atom: int(v.ravel()[0]) for atom, v in self.bound.items() if v.size == 1}
        return dimension.replace(flat).value(self.sizes)

    def index(self, index: Dim) -> Array:
        """The values of an index: one integer, or as many as a bound index in it has, along its batch axis."""
        total: Array = np.zeros((), dtype=int)
        for monomial, coefficient in index.terms:
            term: Array = np.asarray(coefficient)
            for atom, power in monomial:
                found = self.bound.get(atom)
                term = term * (found if found is not None else Dim.of(atom).value(self.sizes)) ** power
            total = total + term
        return total

    def symbol(self, name: str, indexed: bool = False) -> Array:
        """The array bound to a name.

        Raises:
            DataError: there is none.
        """
        found = self.arrays.get(name)
        if found is None:
            given = ", ".join(sorted(self.arrays)) or "nothing"
            kind = "the samples" if indexed else "the symbol"
            raise DataError(f"{kind} {name!r} has no value; given: {given}. Add {name!r} to the data")
        return found

    def carry(self, name: str) -> Array:
        """The state that a step of a recurrence starts from.

        Raises:
            DataError: there is none: the step is evaluated outside of its recurrence.
        """
        if name not in self.carries:
            raise DataError(f"the state {name} has a value inside its recurrence only")
        return self.carries[name]

    def value(self, root: Expr) -> Array:
        """The value of an expression in this scope."""
        memo = self.memo
        if root not in memo:
            order = topological([root], memo, enter=lambda n: not n.op.binder and n not in memo)
            for node in order:
                self._home(node)._make_room(node)
            for node in order:
                self._home(node)._evaluate(node)
        return memo[root]

    def _home(self, node: Expr) -> Scope:
        """The outermost scope that binds all indices of a node: evaluated there, it has no batch axes of inner ones."""
        return self.home(node.indices)

    def home(self, indices: Collection[Atom]) -> Scope:
        """The outermost scope that binds all of these indices."""
        scope = self
        while scope.outer is not None and scope.atom not in indices:
            scope = scope.outer
        return scope

    def _evaluate(self, node: Expr) -> None:
        if node.op.run is not None:
            self.memo[node] = node.op.run(node, self)
        elif node.op.binder:
            self.memo[node] = self._binder(node)
        else:
            try:
                self.memo[node] = node.op.value(node, [self.memo[arg] for arg in node.args], self)
            except MemoryError:
                raise too_large(node, self.dim(node.rows), self.dim(node.cols)) from None

    def _make_room(self, node: Expr) -> None:
        """Shapes are asked once whether the machine has room for them, all of an expression before the first value."""
        if node.shape in self._roomy or node.op.run is not None or node.op.binder:
            return
        if not node.shape[0].indices and not node.shape[1].indices:
            refuse_what_is_too_large(node, self.dim(node.rows), self.dim(node.cols))
            self._roomy.add(node.shape)

    def placed(self, numbers: Mapping[Atom, int | Array]) -> Scope:
        """The scope in which free indices are these numbers, or as many numbers each: by themselves, as a size may have
        the same name."""
        if not numbers:
            return self
        inside = Scope(self.field, self.arrays, self.sizes, self.functions)
        inside.bound = {**self.bound, **{atom: np.asarray(value) for atom, value in numbers.items()}}
        return inside

    def inner(self, atom: Atom, values: Array) -> Scope:
        """A scope in which ``atom`` is bound to ``values``, batched along a new leading axis."""
        depth = max((v.ndim for v in self.bound.values()), default=0)
        return self._inside(atom, values.reshape(values.shape + (1,) * depth))

    def _inside(self, atom: Atom, values: Array) -> Scope:
        inside = Scope(self.field, self.arrays, self.sizes, self.functions)
        inside.outer, inside.atom = self, atom
        inside.bound = {**self.bound, atom: values}
        inside.memo = _Layered(self.memo, atom)
        inside.carries = self.carries
        inside._roomy = self._roomy
        return inside

    def at(self, atom: Atom, value: int, carries: Mapping[str, Array]) -> Scope:
        """A scope in which ``atom`` is one number and the states of recurrences are given: one step of a recurrence."""
        inside = self._inside(atom, np.asarray(value))
        inside.carries = {**self.carries, **carries}
        return inside

    def _binder(self, node: Expr) -> Array:
        """Evaluates the body for all values of the bound index, in batches, and hands them to the operation."""
        (body,), atom = node.args, Bound(node.level)
        first = self.dim(node.start)
        values = np.arange(first, first + self.dim(node.size))
        pieces = self._one_by_one(body, atom, values) if ragged(body, atom) else self._batches(body, atom, values)
        totals = [node.op.value(node, [piece], self) for piece in pieces]
        if not totals:
            empty = np.zeros((0, self.dim(body.rows), self.dim(body.cols)))
            return node.op.value(node, [self.field.array(empty)], self)
        return totals[0] if len(totals) == 1 else node.op.value(node, [np.stack(totals)], self)

    def _one_by_one(self, body: Expr, atom: Atom, values: Array) -> Iterator[Array]:
        for value in values:
            yield self.at(atom, int(value), {}).value(body)[None]

    def _batches(self, body: Expr, atom: Atom, values: Array) -> Iterator[Array]:
        """The body's values along a new leading axis, chunk by chunk."""
        depth = max((v.ndim for v in self.bound.values()), default=0) + 3
        step = self._chunk(body, len(values))
        for begin in range(0, len(values), step):
            chunk = values[begin : begin + step]
            value = self.inner(atom, chunk).value(body)
            value = value.reshape((1,) * (depth - value.ndim) + value.shape)
            yield np.broadcast_to(value, (len(chunk), *value.shape[1:]))

    def _chunk(self, body: Expr, count: int) -> int:
        largest = max(self.dim(n.rows) * self.dim(n.cols) for n in topological([body]) if not n.op.binder)
        return max(1, min(count, CHUNK // max(largest, 1)))


class _Layered(dict[Expr, "Array"]):
    """A memo above an outer one: nodes that do not depend on the inner index live outside."""

    def __init__(self, outer: dict[Expr, Array], atom: Atom) -> None:
        super().__init__()
        self._outer, self._atom = outer, atom

    def __contains__(self, node: object) -> bool:
        return super().__contains__(node) or (
            isinstance(node, Expr) and self._atom not in node.indices and node in self._outer
        )

    def __missing__(self, node: Expr) -> Array:
        return self._outer[node]

    def __setitem__(self, node: Expr, value: Array) -> None:
        if self._atom in node.indices:
            super().__setitem__(node, value)
        else:
            self._outer[node] = value


def ragged(body: Expr, atom: Atom) -> bool:
    """Whether some shape or range, or the state of a recurrence, depends on the bound index: it cannot be batched."""
    nodes = [n for n in topological([body]) if atom in n.indices]
    return any(n.op.run is not None or any(atom in d.atoms() for d in _sizes(n) if d.number is None) for n in nodes)


def _sizes(node: Expr) -> list[Dim]:
    """The shape of a node, and the range of a sum."""
    return [*node.shape, *(p for p in node.params if node.op.binder and isinstance(p, Dim))]
