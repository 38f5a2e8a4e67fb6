"""The names of a text: variables, dimensions, and indices, bound and free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import UndeclaredError
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.leaves import PI
from extremum.operations.recurrence import Recurrence
from extremum.reading.build import indices
from extremum.reading.build.declared import Declared
from extremum.reading.build.dimensions import polynomial
from extremum.reading.characters import is_name
from extremum.reading.source import Source, Tree


@final
class Names:
    """What each name means at the place that is being read; ``bound`` are the indices of the sums around it."""

    def __init__(self, source: Source, root: Tree, declared: Declared) -> None:
        self.source, self.root, self.declared = source, root, declared
        self.bound: dict[str, IndexName] = {}
        self._free: dict[str, IndexName | None] = {}
        self.pi = ("pi", "π") if declared.variables.get("pi") is None else ("pi",)

    def known(self, name: str, bound: frozenset[str] = frozenset()) -> bool:
        """Whether a name has a meaning without inference."""
        d = self.declared
        return (
            name in bound or name in self.bound or name in d.variables or name in d.families or name in d.dims
            or name in d.indices or name in (*self.pi, "end") or name in d.functions or d.by_arrays(name)[0] > 0
            or self.free(name) is not None
        )  # fmt: skip

    def free(self, name: str) -> IndexName | None:
        """The free index of that name, if members are numbered by it."""
        if name not in self._free:
            self._free[name] = indices.run(self.source, name, self.root, self.root, self.declared, True)
        return self._free[name]

    def refuse_number(self, tree: Tree) -> None:
        """Refuses pi with a transpose, and the norm of it, where a vector of that name is meant."""
        if tree.kind == "name" and tree.text in self.pi and self.value(tree) is PI:
            shown, name = self.source.at(tree), "pi" if self.source.at(tree).startswith("\\") else tree.text
            message = f"{shown} is the number 3.14159… unless declared; declare {name}[n] for a vector"
            raise self.source.error(message, tree.start, tree.end, UndeclaredError)

    def dimension(self, tree: Tree) -> Dim:
        """A name in a dimension, as in ``eye(n)``."""
        name = tree.text
        if name in self.bound:
            return Dim.of(self.bound[name])
        if name in self.declared.variables or name in self.declared.families:
            raise self.source.wrong(f"{name} is declared as a variable, but here it is a dimension; rename one", tree)
        return Dim.of(name)

    def index(self, tree: Tree) -> Dim:
        """A name in an index, as in ``x[k]``."""
        name, d = tree.text, self.declared
        if name in self.bound:
            return Dim.of(self.bound[name])
        if name in d.variables or name in d.families:
            raise self.source.wrong(f"{name} is declared as a variable and is no index; use another letter", tree)
        if name in d.dims:
            if name in d.letters:
                raise self.source.wrong(f"{name} is both a dimension and an index; use another letter for one", tree)
            return Dim.of(name)
        found = self.free(name)
        if found is None:
            raise self.source.wrong(f"over what does {name} run? {self._range_fix(name)}", tree)
        return Dim.of(found)

    def _range_fix(self, name: str) -> str:
        """How to say over what an index runs: the states of a recurrence have no last one."""
        state = next((key for key, one in self.declared.families.items() if isinstance(one, Recurrence)), None)
        if state is None:
            return f"declare a family, as in x[d] for {name} in 1..N"
        return (
            f"say it behind a constraint, as in {state}[{name}] >= 0 for {name} in 1..N, or in a sum, as in "
            f"sum_{name}({state}[{name}], 1, N)"
        )

    def range(self, tree: Tree, name: str) -> IndexName | None:
        """The index of a sum with its range: the one written, otherwise that of the families in it."""
        if not is_name(name):
            raise self.source.wrong(f"{name!r} is no name for an index; write sum_i(...)", tree)
        if len(tree.parts) == 3:
            return self._written(tree, name)
        return indices.run(self.source, name, tree, tree.parts[0], self.declared, False)

    def _written(self, tree: Tree, name: str) -> IndexName:
        """The range of ``sum_i(e, 1, n)``, within those of the families whose members ``i`` numbers."""
        first, last = (polynomial(self.source, part, self.dimension) for part in tree.parts[1:])
        size = last - first + 1
        if first.number is None or first.number < 0:
            raise self.source.wrong(f"a range starts with a number such as 1 or 0, not with {first}", tree.parts[1])
        if size.number is not None and size.number < 1:
            raise self.source.wrong(f"the range {first}..{last} is empty; its end must not be below its start", tree)
        if size.indices:
            other = next(str(atom) for atom in size.indices)
            raise self.source.wrong(f"the range {first}..{last} changes with {other}; sum over a fixed range", tree)
        index = IndexName(name, size, first.number)
        indices.within(self.source, index, tree.parts[0], self.declared)
        return index

    @contextmanager
    def binding(self, tree: Tree, name: str) -> Iterator[IndexName]:
        """Inside, the index of ``sum_i(e)`` is bound."""
        found = self.range(tree, name)
        if found is None:
            raise self.source.wrong(
                f"over what does {name} run? use a member such as x[{name}] in it, of a family declared as "
                f"x[d] for {name} in 1..N", tree,
            )  # fmt: skip
        before = self.bound
        self.bound = {**before, name: found}
        try:
            yield found
        finally:
            self.bound = before

    def value(self, tree: Tree) -> Expr:
        """A variable, a dimension or an index as a number, or pi."""
        name, d = tree.text, self.declared
        if name in self.bound:
            if name in d.variables or name in d.dims:
                raise self.source.wrong(f"{name} is declared and is the index of a sum here; use another letter", tree)
            return c.dimension(Dim.of(self.bound[name]))
        if name in d.variables:
            return d.variables[name]
        if name in d.families:
            raise self.source.wrong(f"{name} is a family; write a member such as {name}[i]", tree)
        if name in d.functions or d.by_arrays(name)[0]:
            raise self.source.wrong(f"{name} is a function; write {name}(x)", tree)
        if name in d.dims:
            return c.dimension(Dim.of(name))
        found = self.free(name)
        if found is not None:
            return c.dimension(Dim.of(found))
        if name in self.pi:
            return PI
        if name == "end":
            raise self.source.wrong("end is the last index of an array and stands inside of [ ], as in x[end]", tree)
        message = f"{name} is not declared; declare {name} or {name}[n,m]"
        raise self.source.error(message, tree.start, tree.end, UndeclaredError)
