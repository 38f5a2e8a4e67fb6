"""Expressions of samples that are never in memory as a whole: by passes over blocks of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.compiling.arguments import arguments_in
from extremum.compiling.blocked import Blocked, Pass
from extremum.compiling.running import plain
from extremum.data.given import by_name, leaves_of, needed_of, told
from extremum.scale.arrays import Arrays
from extremum.scale.samples import Samples, rows_of, samples_of, streams_in
from extremum.scale.stream import Streamed

if TYPE_CHECKING:
    from extremum.compiling.compiled import Compiled


@final
class OverSamples:
    """The values of expressions in a scope that has what is not streamed; what the data alone determine is found in the
    first call.

    Raises:
        UnsupportedError: they need several samples at a time, other than in sums.
    """

    def __init__(
        self, exprs: Sequence[Expr], samples: Samples, data: Collection[str], each: Sequence[Any] = (),
        staged: bool = True,
    ) -> None:  # fmt: skip
        inside = leaves_of(exprs)
        fixed = tuple(name for name in dict.fromkeys([*samples.names, *data]) if name in inside)
        self._made = _blocked(tuple(exprs), samples.dim, fixed, tuple(each), staged)
        self._samples = samples
        self._known: dict[str, Any] = {}
        self._last = self._made.function(self._made.last)

    def __call__(self, scope: Scope) -> Sequence[Any]:
        handed = {name: scope.dim(dim) for name, dim in self._made.sizes.items()} | self._known
        for one in self._made.passes:
            if not (one.once and one.names[0] in self._known):
                self._run(one, scope, handed)
        arguments = [a for a in self._made.last.arguments if a.kind != "staged"]
        given = {a.written: handed[a.name] for a in self._made.last.arguments if a.kind == "staged"}
        return tuple(self._last(**arguments_in(arguments, scope), **given))

    def _run(self, one: Pass, scope: Scope, handed: dict[str, Any]) -> None:
        """A pass; moments that another program has asked for are known."""
        known = self._samples.known
        if not one.keys or not all(key in known for key in one.keys):
            values = self._samples.run(one, self._made.source, scope, handed).values
            known.update(zip(one.keys, values, strict=False))
        else:
            values = tuple(known[key] for key in one.keys)
        named = dict(zip(one.names, values, strict=True))
        handed.update(named)
        if one.once:
            self._known.update(named)


@lru_cache(maxsize=16)
def _blocked(
    exprs: tuple[Expr, ...], rows: Dim, data: tuple[str, ...], each: tuple[IndexName, ...], staged: bool
) -> Blocked:
    return Blocked(exprs, rows, data, each, staged)


def in_blocks(made: Compiled, data: Mapping[Any, Any]) -> Any:
    """The values of a compiled function on large arrays, in blocks of rows and in threads, so that nothing of their
    size is made; None where they do not merge, or where a call of the function must say what is wrong."""
    known = {**told(data), **by_name(data)}
    leaves = {name: leaf for name, leaf in leaves_of(made.plan.results.values()).items() if name in known}
    rows = rows_of(max(leaves.items(), key=lambda item: getattr(known[item[0]], "nbytes", 0))[1])
    own = {name: known[name] for name, leaf in leaves.items() if rows_of(leaf) is rows}
    try:
        source = Arrays(own)
        return _merged(made, {**known, **{name: Streamed(source, name) for name in own}})
    except (ExtremumError, ArithmeticError, ValueError):
        return None


def streamed(made: Compiled, data: Mapping[Any, Any]) -> Any:
    """The values of a compiled function, in passes over samples; read whole where they do not merge.

    Raises:
        DataError: as a call of the function.
    """
    known = {**told(data), **by_name(data)}
    try:
        return _merged(made, known)
    except UnsupportedError:
        return made({name: np.asarray(value) if name in streams_in(known) else value for name, value in known.items()})


def _merged(made: Compiled, known: Mapping[str, Any]) -> Any:
    """The values, in passes over what is streamed among data."""
    roots = list(made.plan.results.values())
    leaves = leaves_of(roots)
    arrays, sizes = needed_of(roots, leaves, known, {})
    found = samples_of(roots, leaves, arrays, sizes)
    assert found is not None
    scope, samples = found
    given = [plain(value, view=True) for value in OverSamples(roots, samples, [], made.plan.each)(scope)]
    if made.plan.gives == "dict":
        return dict(zip(made.plan.results, given, strict=True))
    return tuple(given) if made.plan.gives == "tuple" else given[0]
