"""Minimisation by iteration: derived gradients, evaluated in one pass, and SciPy's optimisers or mini-batch steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from extremum.algebra.errors import DataError, ExtremumError, NotAScalarError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.calculus.asked import asked
from extremum.notation.displayed import Displayed
from extremum.operations import construct as c
from extremum.optimize.objective import Objective
from extremum.optimize.parameters import Parameters
from extremum.simplify.question import one_question

if TYPE_CHECKING:
    from extremum.algebra.node import Array


@dataclass(slots=True, repr=False)
class Minimum(Displayed):
    """What :func:`minimize` returns.

    x: the variables' values, by symbol or by name; value: of the objective; gradient_norm: Euclidean, over all of them;
    iterations; message: why it stopped; converged; history: the objective's value after each iteration.
    """

    x: Values
    value: float
    gradient_norm: float
    iterations: int
    message: str
    converged: bool
    history: list[float] = field(default_factory=list)

    printers: ClassVar[str] = "extremum.optimize.display"


class Values(dict[Expr, Any]):
    """Values by symbol; a name does as well."""

    def __getitem__(self, key: Expr | str) -> Any:
        return super().__getitem__(key)  # type: ignore[index]

    def __missing__(self, key: Any) -> Any:
        for symbol, value in self.items():
            if symbol.name == key:
                return value
        raise KeyError(f"{key} is no variable; the variables: {', '.join(s.name for s in self)}")


@one_question()
def minimize(
    f: Any,
    x: Expr | str | Sequence[Expr | str],
    data: Mapping[Any, Any] | None = None,
    *,
    start: Mapping[Any, Any] | None = None,
    method: str | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 1000,
    batch: int | None = None,
    learning_rate: float = 1e-3,
    seed: int = 0,
    progress: bool = False,
    declarations: Any = (),
    **sizes: int,
) -> Minimum:
    """The minimum of a scalar over one or more variables, by iteration from derived gradients.

    ``method`` is a method of ``scipy.optimize.minimize`` that uses gradients (L-BFGS-B by default). With ``batch``,
    steps of Adam over random mini-batches of that many samples are taken instead, and ``max_iterations`` counts passes
    over the samples. Variables declared positive are optimised through their logarithm, positive definite ones through
    a triangular factor, symmetric, diagonal, triangular and skew ones within their structure. Starts are random
    (``seed``), except where ``start`` gives them by symbol or name.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> found = minimize((1 - a)**2 + 100 * (b - a**2)**2, [a, b])
    >>> round(found.x[a], 4), round(found.x["b"], 4)
    (1.0, 1.0)

    Raises:
        NotAScalarError: f is not a scalar.
        DataError: data are missing, do not fit, or violate an assumption; or the objective is not finite at the start.
    """
    expr, unknowns = asked(f, x, declarations)
    if not expr.is_scalar:
        raise NotAScalarError(f"minimize needs a scalar objective, but {expr} is {expr.rows}×{expr.cols}")
    _check_options(sizes)
    objective = Objective(expr, unknowns, {} if data is None else data, sizes, batch)
    parameters = Parameters(unknowns, objective.shape, {} if start is None else start, np.random.default_rng(seed))
    with _bar(progress, max_iterations) as advance:
        if batch is None:
            return _scipy(objective, parameters, method or "L-BFGS-B", tolerance, max_iterations, advance)
        return _adam(objective, parameters, batch, learning_rate, max_iterations, seed, tolerance, advance)


def maximize(
    f: Any, x: Expr | str | Sequence[Expr | str], data: Mapping[Any, Any] | None = None, **options: Any
) -> Minimum:
    """The maximum of a scalar: :func:`minimize` of its negative, with the signs of the values turned back."""
    expr, unknowns = asked(f, x, options.pop("declarations", ()))
    found = minimize(c.multiple(-1, expr), unknowns, data, **options)
    found.value, found.history = -found.value, [-value for value in found.history]
    return found


_OTHER_WAYS = {
    "bounds": "declare the variable positive, or write it as a function of a free t, as lo + (hi - lo)*sigmoid(t)",
    "constraints": "declare the structure of the variable, or add a penalty to the objective",
    "callback": "the result has the value after each iteration in .history, and progress=True shows them as they come",
    "jac": "the gradient is derived",
    "hess": "the methods use derived gradients",
}
"""Options of other optimisers that have no namesake here, and what there is for them."""


def _check_options(sizes: Mapping[str, Any]) -> None:
    for name, way in _OTHER_WAYS.items():
        if name in sizes:
            raise UnsupportedError(f"minimize has no option {name}: {way}")


Advance = Callable[[float], None]
_ROUNDING = 1e-7
"""A gradient g promises a step that lowers the value by about g'g: below this, relative to the value, less than the
value's last digit."""


def _bar(wanted: bool, total: int) -> Any:
    """A context that gives a function to call after each iteration; with a progress bar if wanted."""
    if not wanted:
        return nullcontext(lambda value: None)
    from extremum.optimize.progress import bar

    return bar(total)


def _scipy(
    objective: Objective, parameters: Parameters, method: str, tolerance: float, limit: int, advance: Advance
) -> Minimum:
    from scipy import optimize

    scipy_minimize: Any = optimize.minimize

    history: list[float] = []
    last: dict[str, Any] = {}

    def value_and_gradient(flat: Array) -> tuple[float, Array]:
        value, gradient = _evaluated(objective, parameters, flat, len(history))
        last.update(value=value, at=flat.copy())
        return value, gradient

    def finished(flat: Array) -> None:
        value = last["value"] if np.array_equal(flat, last["at"]) else value_and_gradient(flat)[0]
        history.append(value)
        advance(value)

    start = parameters.start()
    first, _ = value_and_gradient(start)
    if not np.isfinite(first):
        raise DataError(f"the objective is {first} at the start; give another start with start={{symbol: value}}")
    options: dict[str, Any] = {"maxiter": limit}
    if method == "L-BFGS-B":
        options |= {"ftol": 1e-15, "gtol": tolerance, "maxfun": 20 * limit}
    found = scipy_minimize(
        value_and_gradient, start, jac=True, method=method, options=options, callback=finished,
        tol=None if method == "L-BFGS-B" else tolerance,
    )  # fmt: skip
    value, gradient = _evaluated(objective, parameters, found.x, len(history))
    norm = float(np.linalg.norm(gradient))
    converged, message = bool(found.success), str(found.message)
    if not converged and found.nit < limit and norm < _ROUNDING * max(1.0, abs(value)):
        converged, message = True, "the gradient is as small as rounding lets the line search make it"
    return Minimum(Values(parameters.values(found.x)), value, norm, int(found.nit), message, converged, history)


def _evaluated(objective: Objective, parameters: Parameters, flat: Array, iteration: int) -> tuple[float, Array]:
    value, gradients = objective.value_and_gradients(parameters.arrays(flat))
    if np.isnan(value) or any(np.isnan(g).any() for g in gradients):
        if iteration == 0:
            raise DataError("the objective or its gradient is not a number at the start; give another start")
        return np.inf, np.zeros_like(flat)
    return value, parameters.pull_back(flat, gradients)


def _adam(
    objective: Objective, parameters: Parameters, batch: int, rate: float, epochs: int, seed: int, tolerance: float,
    advance: Advance,
) -> Minimum:  # fmt: skip
    """Adam (Kingma & Ba 2015, algorithm 1) over shuffled mini-batches."""
    rng = np.random.default_rng(seed)
    flat = parameters.start()
    mean, square = np.zeros_like(flat), np.zeros_like(flat)
    history: list[float] = []
    step = 0
    for epoch in range(epochs):
        total, count = 0.0, 0
        for members in np.array_split(rng.permutation(objective.count), max(1, objective.count // batch)):
            value, gradients = objective.value_and_gradients(parameters.arrays(flat), members)
            if not np.isfinite(value):
                raise ExtremumError(f"the objective became {value} in pass {epoch + 1}; lower learning_rate={rate}")
            gradient = parameters.pull_back(flat, gradients)
            step += 1
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            flat = flat - rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            total, count = total + value * len(members), count + len(members)
        history.append(total / count)
        advance(history[-1])
    value, gradients = objective.value_and_gradients(parameters.arrays(flat))
    norm = float(np.linalg.norm(parameters.pull_back(flat, gradients)))
    message = f"{epochs} passes over {objective.count} samples in batches of {batch}"
    return Minimum(Values(parameters.values(flat)), value, norm, step, message, norm < tolerance, history)
