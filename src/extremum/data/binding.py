"""From NumPy data to values: sizes are read off the arrays, and every declared assumption is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from extremum.algebra.dims import Atom, Dim, DimLike, Entry, Name, show_shape
from extremum.algebra.errors import DataError, ShapeError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.fields import FLOATS
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr, bind_operator, operator
from extremum.data.computing import computing
from extremum.data.given import Sizes, given, refuse_places, starts_of
from extremum.data.given import leaves_of as leaves_of
from extremum.operations.leaves import declared, index_of
from extremum.structures import STRUCTURES

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


_ONCE: WeakSet[Expr] = WeakSet()
"""The expressions that were evaluated."""


def evaluate(root: Expr, data: Mapping[Any, Any], sizes: Mapping[str, Any], others: Sequence[Any] = ()) -> Any:
    """The value of an expression on data: a float, a 1-D array for a column, otherwise a 2-D array.

    The first time it is interpreted; an expression that is evaluated again is compiled.
    """
    if others:
        refuse_places((data, *others), "evaluate", sorted(leaves_of([root])))
    if root in _ONCE:
        found = operator("evaluated")(root, data, sizes)
        if found is not None:
            return found
    value = interpreted(root, data, sizes)
    _ONCE.add(root)
    return value


def evaluate_in(root: Expr, scope: Scope) -> Any:
    """The same, on data that are in a scope."""
    found = operator("evaluated_in")(root, scope) if root in _ONCE else None
    _ONCE.add(root)
    return tidy(scope.value(operator("stable")(root)), root) if found is None else found


def interpreted(root: Expr, data: Mapping[Any, Any], sizes: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The value on data without generated code, operation by operation, which is the judge of that code.

    Raises:
        DataError: data are missing or do not fit, see :meth:`Expr.evaluate`.
    """
    arrays, numbers = given([root], data, sizes)
    scope = scope_for([root], arrays, numbers)
    with computing(lambda: f"{root}"[:80]):
        return tidy(scope.value(operator("stable")(root)), root)


def tidy(value: Array, expr: Expr) -> Any:
    """A float for a scalar, a 1-D array for a column, a 2-D array otherwise."""
    if expr.is_scalar:
        return value.reshape(-1)[0].item()
    return np.array(value[..., 0] if expr.is_column else value)


def scope_for(roots: Iterable[Expr], data: Mapping[str, Any], sizes: Mapping[str, Any] | None = None) -> Scope:
    """The scope in which expressions are evaluated on data by name, of which what they don't need is left out.

    Functions without a formula are given in ``data`` as callables of (array, order of the derivative).

    Raises:
        DataError: a shape is wrong, a value is not finite, an assumption violated.
    """
    roots = list(roots)
    leaves = leaves_of(roots)
    functions: dict[str, Callable[[Array, int], Array]] = {k: v for k, v in data.items() if callable(v)}
    known: Sizes = {**sizes} if sizes else {}
    arrays: dict[str, Any] = {}
    for name, leaf in leaves.items():
        if name in data:
            arrays[name] = _bind(leaf, data[name], known)
    for name, leaf in starts_of(roots).items():
        if name in data and name not in leaves:
            arrays[name] = _bind(leaf, data[name], known)
    scope = Scope(FLOATS, arrays, known, functions)
    with np.errstate(all="ignore"):
        for name, leaf in leaves.items():
            if name in arrays:
                check(leaf, arrays[name])
    return scope


def _bind(leaf: Expr, value: Any, sizes: Sizes) -> Any:
    """The array for a leaf: a matrix, or for a family an array of matrices (a list where their shapes differ)."""
    if leaf.op.name == "symbol":
        array = _as_matrix(leaf, numeric(leaf.name, value), leaf.name)
        for dim, size in zip(leaf.shape, array.shape[-2:], strict=True):
            _know_width(leaf.name, dim, size, sizes)
        _learn(leaf.name, leaf.shape, array.shape[-2:], sizes)
        return array
    start, count = leaf.start, leaf.size
    whole = _whole(leaf, value)
    if whole is not None:
        _learn_count(leaf, count, len(whole), value, sizes)
        _learn(f"each member of {leaf.name}", leaf.shape, whole.shape[1:], sizes)
        return whole
    ragged = isinstance(value, list | tuple) and len({np.shape(v) for v in value}) > 1
    rows = [_as_matrix(leaf, numeric(f"{leaf.name}[{k}]", v), f"{leaf.name}[{k}]") for k, v in _members(leaf, value)]
    _learn_count(leaf, count, len(rows), value, sizes)
    if not rows:
        return _no_members(leaf, np.asarray(value), sizes)
    if any(isinstance(a, Entry) for d in leaf.shape for a in d.atoms()):
        for k, row in enumerate(rows):
            _learn_widths(leaf, k + (start.number or 0), row.shape, sizes)
    else:
        for row in rows[:1] if not ragged else rows:
            _learn(f"each member of {leaf.name}", leaf.shape, row.shape, sizes)
    return rows if ragged else np.stack(rows)


def _whole(leaf: Expr, value: Any) -> Array | None:
    """An array of finite numbers with a row for each member, all at once; None where members are looked at alone."""
    known = isinstance(value, np.ndarray) and value.dtype == float and value.size > 0
    places = 0 if leaf.is_scalar else 1 if leaf.is_column else 2
    if not known or value.ndim != 1 + places or any(isinstance(a, Entry) for d in leaf.shape for a in d.atoms()):
        return None
    return value.reshape(*value.shape, *(1,) * (2 - places)) if all_finite(value) else None


def _members(leaf: Expr, value: Any) -> Iterable[tuple[int, Any]]:
    if isinstance(value, str | Mapping) or getattr(value, "ndim", hasattr(value, "__len__")) == 0:
        raise DataError(f"{leaf.name} is a family and needs an array with one row a member, not {value!r:.40}")
    return enumerate(value)


def _no_members(leaf: Expr, value: Array, sizes: Sizes) -> Array:
    """A family of no members, as of a recurrence without steps; its array may say which shape they would have."""
    shaped = value.ndim == 3 or (value.ndim == 2 and leaf.is_column)
    if shaped and not any(isinstance(a, Entry) for d in leaf.shape for a in d.atoms()):
        _learn(leaf.name, leaf.shape, (*value.shape[1:], 1)[:2], sizes)
    return np.zeros((0, *(_value(dim, sizes) or 0 for dim in leaf.shape)))


def numeric(name: str, value: Any) -> Array:
    """An array of finite real numbers.

    Raises:
        DataError: it is none.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise DataError(f"{name} is no array: {error}") from None
    except TypeError as error:  # of JAX, whose tracers have no values, and of PyTorch, whose tensors may be elsewhere
        raise DataError(f"{name} is no array of numbers: {_first(error)}{_instead(error)}") from None
    if array.dtype.kind == "c":
        array = _real(name, array)
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name} has entries of type {array.dtype}; numbers are needed")
    if not all_finite(array):
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
        raise DataError(f"{name} has the entry {array[where]} at {list(where)}; remove or impute it first")
    return array.astype(float, copy=False)


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


def _instead(error: Exception) -> str:
    """What a transformation takes, as jit and vmap of JAX are."""
    return "; transform the bare .function, which checks nothing" if "traced" in str(error) else ""


def all_finite(array: Array) -> bool:
    """Whether all entries are finite: their sum is so where they are, unless it overflows."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(np.sum(array)) or np.isfinite(array).all())


def _real(name: str, array: Array) -> Array:
    if array.imag.any():
        raise DataError(
            f"{name} has complex entries, and all symbols are real; give its real and imaginary parts apart"
        )
    return np.asarray(array.real)


def _as_matrix(leaf: Expr, array: Array, name: str) -> Array:
    if array.ndim == 0 and leaf.is_scalar:
        return array.reshape(1, 1)
    if array.ndim == 1 and leaf.is_column:
        return array.reshape(-1, 1)
    if array.ndim == 2:
        return array
    kind = "number" if leaf.is_scalar else "1-D array" if leaf.is_column else "2-D array"
    raise DataError(f"{name} is {show_shape(leaf.shape)} and needs a {kind}, but the data have shape {array.shape}")


def _learn(name: str, shape: tuple[Dim, Dim], actual: tuple[int, ...], sizes: Sizes) -> None:
    for dim, size in zip(shape, actual, strict=True):
        wanted = _value(dim, sizes)
        if wanted is None:
            wanted = _solve(dim, size, sizes)
        if wanted is not None and wanted != size:
            raise DataError(
                f"{name} is {show_shape(shape)}, but the data have shape {'×'.join(map(str, actual))}: "
                f"{dim} is {wanted} elsewhere"
                if dim.number is None
                else f"{name} is {show_shape(shape)}, but the data have shape {'×'.join(map(str, actual))}"
            )


def _learn_count(leaf: Expr, dim: Dim, count: int, value: Any, sizes: Sizes) -> None:
    """How many members a family has, one a row of its data."""
    wanted = _value(dim, sizes)
    if wanted is None:
        wanted = _solve(dim, count, sizes)
    if wanted is not None and wanted != count:
        shape = f" of shape {value.shape}" if hasattr(value, "shape") else ""
        other = "" if dim.number is not None else f": {dim} is {wanted} elsewhere"
        rows = f"one a row of its data, but the data{shape} have {count} rows{other}"
        raise DataError(f"the family {leaf.name} has {dim} members, {rows}")


def _learn_widths(leaf: Expr, k: int, actual: tuple[int, ...], sizes: Sizes) -> None:
    """Widths ``h[k]`` of a family of dimensions, from the k-th member's array."""

    def moved(atom: Atom) -> DimLike | Atom:
        return Entry(atom.family, k + atom.index - index_of(leaf)) if isinstance(atom, Entry) else atom

    for dim, size in zip(leaf.shape, actual, strict=True):
        _know_width(f"{leaf.name}[{k}]", dim.map_atoms(moved), size, sizes)


def _know_width(name: str, dim: Dim, size: int, sizes: Sizes) -> None:
    """``h[0]`` of a family of dimensions, from an array that is so wide."""
    for entry in dim.atoms():
        if isinstance(entry, Entry) and dim is Dim.of(entry) and entry.index.number is not None:
            row = sizes.setdefault(entry.family, [])
            assert isinstance(row, list)
            row.extend([0] * (entry.index.number + 1 - len(row)))
            if row[entry.index.number] not in (0, size):
                raise DataError(f"{name} has {size} where {entry} is {row[entry.index.number]}")
            row[entry.index.number] = size


def _value(dim: Dim, sizes: Sizes) -> int | None:
    try:
        return dim.value(sizes)
    except ShapeError:
        return None


def _solve(dim: Dim, size: int, sizes: Sizes) -> int | None:
    """Learns the one unknown name of a linear dimension, such as n in ``2*n + 1``."""
    for atom in dim.atoms():
        if isinstance(atom, Name) and atom.name not in sizes:
            base, step = _value(dim.replace({atom: 0}), sizes), _value(dim.replace({atom: 1}), sizes)
            if base is not None and step is not None and dim.replace({atom: 2}).value(sizes) == 2 * step - base:
                found, rest = divmod(size - base, step - base)
                if not rest:
                    sizes[atom.name] = found
    return _value(dim, sizes)


# -- assumptions -----------------------------------------------------------------------------------------------------
def check(leaf: Expr, array: Any) -> None:
    """Raises DataError where the data violate a declared assumption."""
    for fact in dict.fromkeys([*declared(leaf), *sorted(close(declared(leaf)))]):
        structure = STRUCTURES[fact]
        for k, one in enumerate([array] if leaf.op.name == "symbol" else array):
            if not structure.test(one):
                name = leaf.name if leaf.op.name == "symbol" else f"{leaf.name}[{k}]"
                detail = structure.detail(one) if one.size else "there are no entries"
                raise DataError(
                    f"{name} is declared {fact}, but its data are not{f' ({detail})' if detail else ''}; "
                    f"correct the data or drop the assumption"
                )


bind_operator("evaluate", evaluate)
