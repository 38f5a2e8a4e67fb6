"""Which method a problem gets, and why: rows of a table, the first that fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, final

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.names import is_among, suggestion
from extremum.optimize.descent import ByScipy
from extremum.optimize.landscape import Landscape
from extremum.optimize.newton import Newton
from extremum.optimize.quadratic import ConjugateGradients, LinearSolve
from extremum.optimize.watch import Watch

if TYPE_CHECKING:
    from extremum.algebra.node import Array


class Descent(Protocol):
    """A way down: from a start to a point, watched; ``memory`` is what it handed to the watch when it was stopped."""

    @property
    def name(self) -> str:
        """As people call it."""
        ...

    def run(self, landscape: Landscape, start: Array, watch: Watch, memory: Mapping[str, Any]) -> Array:
        """The point where it ends."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Method:
    """A row: made: the descent, for a tolerance; lacks: why it does not apply to a landscape, empty where it does;
    reason: why it is the right one where it is the first that applies."""

    made: Callable[[float], Descent]
    lacks: Callable[[Landscape], str]
    reason: Callable[[Landscape], str]


def _not_quadratic(landscape: Landscape) -> str:
    return landscape.lacks or ("" if landscape.is_quadratic else "the objective is no quadratic")


def _no_matrix(landscape: Landscape) -> str:
    return landscape.lacks or ("" if landscape.has_matrix else f"the Hessian by {landscape.size} numbers is large")


def _kinked(landscape: Landscape) -> str:
    kinks = landscape.objective.kinks()
    return f"the objective has kinks: {kinks[0]}" if kinks else ""


def _too_many(landscape: Landscape) -> str:
    return f"{landscape.size} numbers" if landscape.size > _MANY else ""


METHODS: Mapping[str, Method] = {
    "linear solve": Method(
        lambda tolerance: LinearSolve(),
        lambda at: _not_quadratic(at) or _no_matrix(at),
        lambda at: f"the objective is a quadratic in {_numbers(at)}",
    ),
    "conjugate gradients": Method(
        lambda tolerance: ConjugateGradients(),
        _not_quadratic,
        lambda at: f"the objective is a quadratic in {_numbers(at)}, too many for a factorisation",
    ),
    "Newton": Method(
        Newton,
        lambda at: _kinked(at) or _no_matrix(at),
        lambda at: f"the exact Hessian by {_numbers(at)} is cheap",
    ),
    "trust-ncg": Method(
        lambda tolerance: ByScipy("trust-ncg", tolerance, products=True),
        lambda at: _kinked(at) or at.lacks or _too_many(at),
        lambda at: f"the Hessian by {_numbers(at)} is large, its products with vectors are cheap and exact",
    ),
    "L-BFGS-B": Method(lambda tolerance: ByScipy("L-BFGS-B", tolerance), lambda at: "", lambda at: _why_gradients(at)),
}  # fmt: skip
"""The methods, in the order in which they are tried."""

_MANY = 1000
"""From so many numbers on a solve by products with the Hessian takes more of them than it saves gradients."""
_PRODUCTS = ("Newton-CG", "trust-krylov")
_GRADIENTS = ("BFGS", "CG", "TNC", "SLSQP", "trust-constr")
NAMES = ("closed form", *METHODS, "manifold", "proximal", "program", *_PRODUCTS, *_GRADIENTS)
"""All methods that can be asked for."""


def _numbers(landscape: Landscape) -> str:
    return "one number" if landscape.size == 1 else f"{landscape.size} numbers"


def _why_gradients(landscape: Landscape) -> str:
    return _kinked(landscape) or landscape.lacks or f"gradients alone, for {_numbers(landscape)}"


def check_method(asked: Any) -> None:
    """Raises UnsupportedError where there is no such method."""
    if asked is not None and not is_among(asked, NAMES):
        near = suggestion(str(asked), NAMES)
        raise UnsupportedError(f"the method {asked!r} is none that uses gradients{near}; there are {', '.join(NAMES)}")


def chosen(landscape: Landscape, asked: str | None, tolerance: float) -> tuple[Descent, str]:
    """The descent, and its name with the reason.

    Raises:
        UnsupportedError: the one that is asked for does not apply.
    """
    if asked is None:
        method = next(row for row in METHODS.values() if not row.lacks(landscape))
        descent = method.made(tolerance)
        return descent, f"{descent.name}: {method.reason(landscape)}"
    lacks = METHODS[asked].lacks(landscape) if asked in METHODS else landscape.lacks if asked in _PRODUCTS else ""
    if lacks and not lacks.startswith("the objective has kinks"):
        raise UnsupportedError(f"the method {asked!r} does not apply: {lacks}")
    descent = METHODS[asked].made(tolerance) if asked in METHODS else ByScipy(asked, tolerance, asked in _PRODUCTS)
    return descent, f"{descent.name}, as asked"
