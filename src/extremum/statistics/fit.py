"""``ex.fit``: maximum likelihood on data, with standard errors, intervals and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import NotAScalarError, UnsupportedError
from extremum.algebra.names import is_among
from extremum.algebra.node import Expr
from extremum.data.given import by_name, leaves_of, together
from extremum.optimize.minimum import Values
from extremum.optimize.parameters import Parameters
from extremum.optimize.typed import Typed
from extremum.reading.either import reading_of
from extremum.reading.given import Items, items_of
from extremum.scale.passes import in_threads, on_cluster
from extremum.simplify.question import one_question
from extremum.statistics.blocks import Blocks
from extremum.statistics.coordinates import tidy
from extremum.statistics.derivatives import observed_information, score_vectors
from extremum.statistics.fitted import CLOSED_FORM, Fit
from extremum.statistics.identified import unidentified_on_data
from extremum.statistics.information import expected_information
from extremum.statistics.likelihood import Likelihood, Point
from extremum.statistics.nomaximum import contradicted, rises_without_end
from extremum.statistics.parameters import Parameter, parameters_of
from extremum.statistics.scoring import Ascent, ascend
from extremum.statistics.starting import closed_form, descended
from extremum.statistics.statements import read_model

if TYPE_CHECKING:
    from extremum.algebra.node import Array

METHODS = ("newton", "scoring")


@one_question()
def fit(
    f: Any,
    parameters: Any,
    /,
    data: Mapping[Any, Any] | None = None,
    declarations: Any = (),
    *,
    model: Any = None,
    method: str | None = None,
    start: Mapping[Any, Any] | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 100,
    seed: int = 0,
    cluster: Any = None,
    **more: Any,
) -> Fit:
    """The maximum of a log-likelihood on data, with the covariance of the estimates.

    In closed form where :func:`extremum.solve` finds one; otherwise by Newton's method with the observed information,
    or with ``method="scoring"`` by Fisher's scoring with the expected information, which needs a ``model``. Standard
    errors are by the information of the method. Parameters are named as for :func:`extremum.information`; in other
    coordinates, as ``"log(v)"``, they are searched and their standard errors are given. The search is at its end where
    the next step is ``tolerance`` standard errors long. Samples that are not in memory are given as
    :func:`extremum.stream` makes them, and with ``cluster`` are gone through by a client of ``dask.distributed``. Data
    and dimensions may be given by keyword.

    >>> import extremum as ex
    >>> found = ex.fit("-sum_i(log(v) + (y[i] - m)^2/v)/2", ["m", "v"], {"y": [1.0, 2.0, 4.0, 5.0]},
    ...                "y[] for i in 1..N; m; v: positive")
    >>> found["m"], found["v"], found.standard_errors.round(6).tolist()
    (3.0, 2.5, [0.790569, 1.767767])

    Raises:
        NotAScalarError: the log-likelihood is no scalar.
        NameUnknownError: it has no such parameter.
        DataError: data are missing, do not fit, or violate an assumption.
        UnsupportedError: the entries of a parameter do not move freely, there is no such method, or scoring has no
            expected information.
        ModelError: the model is not that of the log-likelihood.
        ParseError: a text cannot be read.
    """
    items = items_of(declarations)
    reading = reading_of(f, items)
    loglik = reading.expr
    if not loglik.is_scalar:
        raise NotAScalarError(f"a log-likelihood is a number, but this one is {loglik.rows}×{loglik.cols}")
    wanted = parameters_of(loglik, parameters, items)
    information, which, notes = _information(loglik, wanted, items, model, method)
    data, sizes = together({} if data is None else data, more, leaves_of([loglik]))
    runner = in_threads if cluster is None else on_cluster(cluster)
    likelihood = Likelihood(loglik, score_vectors(loglik, wanted), information, data, sizes, runner)
    typed = Typed.of([loglik], [p.symbol for p in wanted], reading.pieces)
    with np.errstate(all="ignore"):
        ended, how = _maximised(likelihood, information, which, start, tolerance, max_iterations, seed)
        ended = _within(typed, ended, likelihood)
    return _result(loglik, information, which, likelihood, ended, how, items, notes)


def _information(
    loglik: Expr, parameters: Sequence[Parameter], items: Items, model: Any, method: str | None
) -> tuple[Blocks, str, list[str]]:
    """The information that the method uses, which it is, and what is said of it."""
    if method is not None and not is_among(method, METHODS):
        raise UnsupportedError(f"there is no method {method!r}; there are {' and '.join(METHODS)}")
    observed = observed_information(loglik, parameters)
    if model is None:
        if method == "scoring":
            raise UnsupportedError(
                "scoring needs the expected information: say how the data are distributed, by model=…"
            )
        return observed, "observed", []
    expected, notes = expected_information(loglik, observed, read_model(model, [loglik], items))
    if method != "scoring":
        return observed, "observed", list(notes)
    if expected is None:
        raise UnsupportedError(f"scoring is not possible: {'; '.join(notes)}")
    return expected, "expected", list(notes)


def _maximised(
    likelihood: Likelihood, information: Blocks, which: str, start: Mapping[Any, Any] | None, tolerance: float,
    limit: int, seed: int,
) -> tuple[Ascent, str]:  # fmt: skip
    """The end of the first search that converges, and how it went."""
    name = "Newton's method" if which == "observed" else "Fisher's scoring"
    closed = closed_form(likelihood) if start is None else None
    if closed is not None:
        found = ascend(likelihood, closed, tolerance, limit)
        if found.converged and len(found.history) <= 3:
            return found, CLOSED_FORM
    given = by_name({} if start is None else start)
    free = Parameters(
        [p.symbol for p in likelihood.parameters], likelihood.objective.shape, given, np.random.default_rng(seed)
    )
    begin = dict(zip((p.symbol.name for p in likelihood.parameters), free.arrays(free.start()), strict=True))
    found = ascend(likelihood, likelihood.coordinates.flat(begin), tolerance, limit)
    if found.converged:
        return found, name
    again = ascend(likelihood, descended(likelihood, free), tolerance, limit)
    better = again.converged or again.point.value > found.point.value
    return (again, f"descent by L-BFGS, then {name}") if better else (found, name)


def _within(typed: Typed, ended: Ascent, likelihood: Likelihood) -> Ascent:
    """The same end, which is none where what was typed has no value: ``sqrt(m)^2`` with m negative."""
    if not typed.needs or not ended.converged:
        return ended
    values = likelihood.coordinates.values(ended.point.flat)
    outside = typed.outside(values, likelihood.data, likelihood.sizes)
    return replace(ended, converged=False, message=outside) if outside else ended


def _result(
    loglik: Expr, information: Blocks, which: str, likelihood: Likelihood, ended: Ascent, how: str, items: Items,
    notes: list[str],
) -> Fit:  # fmt: skip
    point = ended.point
    values = likelihood.coordinates.values(point.flat)
    covariance = inverse(point.information) if ended.converged else None
    message = ended.message
    if ended.converged and covariance is None:
        message = _no_strict_maximum(likelihood, point)
    elif covariance is not None and which == "observed":
        with np.errstate(all="ignore"):
            lost = contradicted(likelihood, point, covariance)
        if lost:
            covariance, message = None, f"values nearby are not as the information says: {lost} {_LOST}"
    estimates = Values({p.symbol: tidy(p.symbol, values[p.symbol.name]) for p in likelihood.parameters})
    return Fit(
        x=estimates, coordinates=point.flat, names=likelihood.coordinates.names(), loglik=point.value,
        score=point.score, information=point.information, which=which, covariance=covariance,
        converged=ended.converged and covariance is not None, message=message, method=how,
        iterations=max(len(ended.history) - 1, 0), likelihood=likelihood, symbolic=information, expr=loglik,
        declarations=items, notes=notes,
    )  # fmt: skip


_LOST = "is at the border of what it may be, or rounding is all that the information is of"
_ENDLESS = (
    "the log-likelihood rises, as far as was looked, while the parameters run to infinity, and has no maximum on "
    "the way: so it is where a hyperplane separates the classes"
)


def _no_strict_maximum(likelihood: Likelihood, point: Point) -> str:
    """Why the information may be singular where the score is zero."""
    lost = unidentified_on_data(likelihood, point.flat)
    with np.errstate(all="ignore"):
        endless = not lost and rises_without_end(likelihood, point)
    if endless:
        return _ENDLESS
    why = lost or "this is no strict maximum, or not all is identified"
    return f"the score is zero there, and the information is not positive definite: {why}"


def inverse(matrix: Array) -> Array | None:
    """The inverse of a positive definite matrix, in units of its diagonal; None where it is none."""
    spread = np.sqrt(np.abs(np.diagonal(matrix)))
    if not np.isfinite(matrix).all() or not np.all(np.diagonal(matrix) > 0):
        return None
    even = matrix / np.outer(spread, spread)
    if np.linalg.eigvalsh(even)[0] <= len(even) * np.finfo(float).eps * 100:
        return None
    return np.asarray(np.linalg.inv(even) / np.outer(spread, spread))
