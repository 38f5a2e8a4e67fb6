"""Data and sizes as people give them: what expressions need of them, by name, and what is missing or misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any

from extremum.algebra.dims import Dim
from extremum.algebra.errors import DataError
from extremum.algebra.names import numbers_in, suggestion
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.implicit import IMPLICIT, implicits_in
from extremum.operations.operators import one_symbol
from extremum.operations.stated import source_symbol

Sizes = dict[str, int | list[int]]


def given(roots: Iterable[Expr], data: Any, sizes: Mapping[str, Any]) -> tuple[dict[str, Any], Sizes]:
    """What expressions need of data and sizes, by name.

    Data belong to a problem: what these expressions don't need of them is left out, and dimensions may stand among
    them. Sizes given by keyword belong to these expressions: each must be one of their dimensions or indices.

    Raises:
        DataError: a symbol has no value, a size is none of the expressions' or no whole number, a key is no symbol.
    """
    roots = list(roots)
    leaves = leaves_of(roots)
    sources = [name for name in sizes if name not in leaves and _source(roots, name) is not None]
    data, sizes = together(data, sizes, [*leaves, *starts_of(roots), *sources])
    check_sizes(sizes, numbers_in(roots), leaves)
    return needed_of(roots, leaves, {**told(data, roots), **by_name(data)}, sizes)


def together(data: Any, keywords: Mapping[str, Any], leaves: Iterable[str]) -> tuple[Any, dict[str, Any]]:
    """The data with those that were given by keyword among them, and the sizes that are left of the keywords.

    Raises:
        DataError: a symbol is given both ways.
    """
    named = {name: keywords[name] for name in leaves if name in keywords}
    if not named:
        return data, dict(keywords)
    both = named.keys() & by_name(data).keys()
    if both:
        raise DataError(f"{', '.join(sorted(both))}: given twice, in the data and by keyword; leave one out")
    return {**data, **named}, {name: value for name, value in keywords.items() if name not in named}


def needed_of(
    roots: Sequence[Expr], leaves: Mapping[str, Expr], named: Mapping[str, Any], sizes: Mapping[str, Any]
) -> tuple[dict[str, Any], Sizes]:
    """The values of ``leaves``, functions without a formula, and all sizes that expressions need.

    Raises:
        DataError: a leaf has no value, or a size is no whole number.
    """
    numbers = numbers_in(roots)
    starts = starts_of(roots)
    needed = {name: value for name, value in named.items() if name in leaves or name in starts or callable(value)}
    missing = [name for name in leaves if name not in named]
    if missing:
        raise _missing(missing, leaves, named)
    inside = {name: value for name, value in named.items() if name in numbers and name not in leaves}
    return needed, whole({**inside, **sizes})


def by_name(data: Any) -> dict[str, Any]:
    """Data by name; keys are names, symbols, members, families and dimensions.

    Raises:
        DataError: a key is none of these, two have one name, or the data are no mapping.
    """
    if not isinstance(data, Mapping):
        raise DataError(f"data are given by name, as in {{'x': array}}, not as a {type(data).__name__}")
    found: dict[str, Any] = {}
    for key, value in data.items():
        name = _name(key)
        if name in found:
            raise DataError(f"{name} is given twice, by name and by symbol; leave one out")
        found[name] = value
    return found


def refuse_places(given: Sequence[Any], function: str, names: Iterable[str]) -> None:
    """Refuses data that are given by their places.

    Raises:
        DataError: with the call that is meant.
    """
    if given:
        call = ", ".join(f"{name}=…" for name in names)
        raise DataError(f"data are given by name, as in {function}({call}), or as one mapping; not by their places")


def told(data: Mapping[Any, Any], roots: Iterable[Expr] = ()) -> dict[str, int]:
    """The dimensions that values given for symbols tell: a derivative may need them and not the symbol.

    Names are those of what the roots are derived from; what arrays of the roots tell is left to these.
    """
    roots = list(roots)
    leaves = leaves_of(roots) if roots else {}
    shown = {atom for leaf in leaves.values() for dim in leaf.shape for atom in dim.atoms()}
    found: dict[str, int] = {}
    for key, value in data.items() if isinstance(data, Mapping) else ():
        symbol = key if isinstance(key, Expr) else None if key in leaves else _source(roots, key)
        if symbol is None or not symbol.op.variable or symbol.indices:
            continue
        for dim, size in zip(symbol.shape, getattr(value, "shape", None) or _lengths(value), strict=False):
            if dim in (Dim.of(atom) for atom in dim.atoms()) and (symbol is key or shown.isdisjoint(dim.atoms())):
                found.setdefault(str(dim), int(size))
    return found


def _source(roots: Iterable[Expr], name: Any) -> Expr | None:
    return next((symbol for root in roots if (symbol := source_symbol(root, name)) is not None), None)


def _lengths(value: Any) -> list[int]:
    """The lengths of nested lists."""
    return [len(value), *_lengths(value[0])] if isinstance(value, list | tuple) and value else []


def _name(key: Any) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, Dim):
        return str(key)
    if isinstance(key, Expr) and not key.op.variable and key.op is not IMPLICIT:
        raise DataError(f"data are given for symbols; {key} is an expression, whose value follows from theirs")
    name = getattr(key, "name", None)
    if not isinstance(name, str):
        raise DataError(f"data are given by name or by symbol, not by {key!r}")
    return name


def leaves_of(roots: Iterable[Expr]) -> dict[str, Expr]:
    """One leaf (a symbol, or some member of a family) for each name.

    Raises:
        ExtremumError: two have one name and are not the same.
    """
    found: dict[str, Expr] = {}
    for node in topological(roots):
        if node.op.variable:
            one_symbol(found.setdefault(node.name, node), node)
    return found


def starts_of(roots: Iterable[Expr]) -> dict[str, Expr]:
    """A symbol for each quantity that an equation defines: the data may say where Newton's method starts."""
    return {node.name: c.build("symbol", (), (node.name, *node.shape, ())) for node in implicits_in(*roots)}


# -- sizes -----------------------------------------------------------------------------------------------------------
def check_sizes(
    sizes: Iterable[str], numbers: Iterable[str], leaves: Iterable[str], options: Iterable[str] = ()
) -> None:
    """Raises DataError where a keyword is no dimension of an expression, with the nearest one or the nearest option."""
    known, symbols, other = set(numbers), set(leaves), list(options)
    for name in sizes:
        if name in symbols:
            raise DataError(f"{name} is a symbol, not a dimension; give its value in the data")
        if name not in known:
            what = "neither an option nor a dimension" if other else "no dimension"
            names = ", ".join(sorted(known)) or "none"
            near = suggestion(name, [*other, *sorted(known)])
            raise DataError(f"{name} is {what} of the expression{near}; its dimensions and indices: {names}")


def whole(sizes: Mapping[str, Any]) -> Sizes:
    """The sizes, each checked to be a whole number, or whole numbers for a family of widths.

    Raises:
        DataError: one is not.
    """
    return {name: _whole(name, value) for name, value in sizes.items()}


def _whole(name: str, value: Any) -> int | list[int]:
    """The number for a dimension or an index, or the numbers for a family of widths."""
    if isinstance(value, list | tuple):
        return [_number(f"{name}[{k}]", one) for k, one in enumerate(value)]
    return _number(name, value)


def _number(name: str, value: Any) -> int:
    if not isinstance(value, Integral) or value < 0:
        raise DataError(f"{name} is a dimension or an index and needs a whole number, not {value!r}")
    return int(value)


# -- errors ------------------------------------------------------------------------------------------------------------
def _missing(names: Sequence[str], leaves: Mapping[str, Expr], data: Mapping[str, Any]) -> DataError:
    """The first name that has no value, and what was perhaps meant for it."""
    name = names[0]
    kind = "the samples" if leaves[name].op.name == "member" else "the symbol"
    spare = [other for other in data if other not in leaves]
    near = suggestion(name, spare) or "."
    others = ", ".join(data) or "nothing"
    more = f" (nor have {', '.join(names[1:])})" if len(names) > 1 else ""
    return DataError(f"{kind} {name!r} has no value{more}; given: {others}{near} Add {name!r} to the data")
