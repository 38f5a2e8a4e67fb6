"""Where the search for a maximum starts: at a closed form, or where a descent ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import topological
from extremum.optimize.descent import ByScipy
from extremum.optimize.landscape import Landscape
from extremum.optimize.parameters import Parameters
from extremum.optimize.search import Search
from extremum.optimize.watch import Watch
from extremum.solving.solution import SolutionSet
from extremum.solving.solve import solve
from extremum.statistics.likelihood import Likelihood

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_LIMIT, _TOLERANCE = 500, 1e-8


def closed_form(likelihood: Likelihood) -> Array | None:
    """The coordinates of the global maximum by :func:`extremum.solve`; None where there is none, or not for these data.

    It is looked for where the score is a rational function of the parameters.
    """
    symbols = [p.symbol for p in likelihood.parameters]
    if not all(map(_is_rational, likelihood.scores)):
        return None
    try:
        found = solve(likelihood.loglik, symbols, "max")
        if not found.kind.startswith("global maximum"):
            return None
        values = _evaluated(found, likelihood)
    except ExtremumError:
        return None
    shaped = {s.name: np.asarray(values[s], dtype=float).reshape(likelihood.objective.shape(s)) for s in symbols}
    return likelihood.coordinates.flat(shaped)


def _evaluated(found: SolutionSet, likelihood: Likelihood) -> Mapping[Expr, Any]:
    """The values of a solution; of samples that are not in memory without a look at its conditions, for it is where a
    search starts, which judges it."""
    if likelihood.objective.samples is None:
        return found.evaluate(likelihood.data, **likelihood.sizes)
    return dict(zip(found.values, likelihood.program(list(found.values.values()))(likelihood.scope), strict=True))


def _is_rational(expr: Expr) -> bool:
    """Whether an expression has no other functions than rational ones, so that its zeros may have a closed form."""
    return all(node.op.exact is Exact.RATIONAL for node in topological([expr]) if node.args)


def descended(likelihood: Likelihood, free: Parameters) -> Array:
    """The coordinates where a descent by L-BFGS ends, on charts that keep the parameters in their domain."""
    descent, landscape = ByScipy("L-BFGS-B", _TOLERANCE), Landscape(likelihood.objective, free)
    with np.errstate(all="ignore"):
        found = Search(landscape, descent, descent.name, Watch(_LIMIT), _TOLERANCE).from_start(free.start())
    shapes = likelihood.objective.shape
    values = {p.symbol.name: np.asarray(found.x[p.symbol], dtype=float) for p in likelihood.parameters}
    return likelihood.coordinates.flat(
        {p.symbol.name: values[p.symbol.name].reshape(shapes(p.symbol)) for p in likelihood.parameters}
    )
