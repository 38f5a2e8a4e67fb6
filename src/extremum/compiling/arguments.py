"""From data to the arguments of generated functions: by name, checked, in the layout that the code takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import DataError
from extremum.algebra.evaluate import Scope
from extremum.algebra.names import suggestion
from extremum.algebra.node import Expr
from extremum.compiling.plan import Argument, Plan
from extremum.data.binding import scope_for, tidy
from extremum.data.given import by_name, whole


def bound(plan: Plan, numbers: Collection[str], data: Mapping[Any, Any]) -> dict[str, Any]:
    """The arguments of the function, checked, from data by the names of symbols or of arguments; ``numbers`` are the
    names of dimensions and indices."""
    names = {argument.written: argument.name for argument in plan.inputs}
    given = {names.get(name, name): value for name, value in by_name(data).items()}
    needed = [argument.name for argument in plan.inputs]
    missing = [argument for argument in plan.inputs if argument.kind != "number" and argument.name not in given]
    if missing:
        written = ", ".join(argument.written for argument in missing)
        near = suggestion(missing[0].name, [name for name in given if name not in needed])
        raise DataError(f"{written}: no value{near or ';'} {plan.name} needs {', '.join(needed)}")
    symbols = {argument.name for argument in plan.inputs if argument.leaf is not None}
    sizes = {name: value for name, value in given.items() if name in numbers and name not in symbols}
    leaves = [argument.leaf for argument in plan.inputs if argument.leaf is not None]
    scope = scope_for(leaves, given, whole(sizes))
    return arguments_in(plan.inputs, scope)


def arguments_in(inputs: Sequence[Argument], scope: Scope) -> dict[str, Any]:
    """The arguments of a bare function, from arrays and sizes that were checked."""
    return {a.written: scope.functions[a.name] if a.kind == "function" else _value(a, scope) for a in inputs}


def _value(argument: Argument, scope: Scope) -> Any:
    if argument.leaf is not None:
        return _array(argument.leaf, scope.arrays[argument.name])
    found = scope.sizes.get(argument.name)
    if found is None:
        raise DataError(f"{argument.written}: no value; no shape tells it, so give it as {argument.written}=…")
    if isinstance(argument.atom, IndexName):
        _check_index(argument.atom, found, scope)
    return found


def _array(leaf: Expr, value: Any) -> Any:
    """Data as the code takes them: columns as 1-D arrays, one row a sample, numbers of NumPy (``1/0`` is inf)."""
    if leaf.op.name == "symbol":
        return value[0, 0] if leaf.is_scalar else value[..., 0] if leaf.is_column else value
    if isinstance(value, list):
        return [tidy(one, leaf) for one in value]
    return value[:, 0, 0] if leaf.is_scalar else value[:, :, 0] if leaf.is_column else value


def _check_index(index: IndexName, value: Any, scope: Scope) -> None:
    """The last value of an index is checked where it is known."""
    last = Dim.of(value) if index.size is None else index.size + index.start - 1
    known = all(str(atom) in scope.sizes for atom in last.atoms())
    if value < index.start or (known and value > scope.dim(last)):
        raise DataError(f"the index {index} is {value}, outside {index.start}..{scope.dim(last) if known else last}")
