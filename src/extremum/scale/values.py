"""Expressions of samples that are never in memory as a whole: by passes over blocks of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.compiling.arguments import arguments_in
from extremum.compiling.blocked import Blocked, Pass
from extremum.compiling.running import plain
from extremum.data.given import by_name, leaves_of, needed_of, told
from extremum.scale.samples import Samples, samples_of, streams_in

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
        fixed = [name for name in dict.fromkeys([*samples.names, *data]) if name in inside]
        self._made = Blocked(exprs, samples.dim, fixed, each, staged)
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


def streamed(made: Compiled, data: Mapping[Any, Any]) -> Any:
    """The values of a compiled function, in passes over samples; read whole where they do not merge.

    Raises:
        DataError: as a call of the function.
    """
    roots, known = list(made.plan.results.values()), {**told(data), **by_name(data)}
    leaves = leaves_of(roots)
    arrays, sizes = needed_of(roots, leaves, known, {})
    try:
        found = samples_of(roots, leaves, arrays, sizes)
        assert found is not None
        scope, samples = found
        values = OverSamples(roots, samples, [], made.plan.each)(scope)
    except UnsupportedError:
        return made({name: np.asarray(value) if name in streams_in(known) else value for name, value in known.items()})
    given = [plain(value, view=True) for value in values]
    if made.plan.gives == "dict":
        return dict(zip(made.plan.results, given, strict=True))
    return tuple(given) if made.plan.gives == "tuple" else given[0]
