"""What a fit gives: estimates, their covariance, intervals, functions of them, tests, the algorithm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.convexity.certificate import proved
from extremum.notation.displayed import Displayed
from extremum.operations.operators import expression
from extremum.optimize.minimum import Values
from extremum.reading.either import read_either
from extremum.reading.given import Items, names_of
from extremum.statistics.blocks import Blocks
from extremum.statistics.coordinates import tidy
from extremum.statistics.derivatives import columns_of, observed_information, score_vectors
from extremum.statistics.hypotheses import Hypothesis, Outcome, chi_squared, restricted
from extremum.statistics.likelihood import Likelihood
from extremum.statistics.parameters import Parameter
from extremum.statistics.sandwich import meat

if TYPE_CHECKING:
    from extremum.algebra.node import Array

CLOSED_FORM = "closed form"
"""The method of estimates that are a global maximum in closed form."""


@dataclass(repr=False)
class Fit(Displayed):
    """What :func:`extremum.fit` returns.

    x: the estimates by symbol or name; coordinates: the same as one vector, and names: what its entries are called;
    loglik: the value of the log-likelihood; information: at the estimates, of the kind that ``which`` says; covariance:
    its inverse, None where there is none; converged, message: how the search ended; method, iterations: how it went;
    notes: what is said besides.

    >>> import extremum as ex
    >>> found = ex.fit("sum_i(log(v) - v*y[i])", "v", {"y": [1.0, 3.0]}, "y[] for i in 1..N; v: positive")
    >>> found["v"], found.converged, found.covariance.tolist()
    (0.5, True, [[0.125]])
    """

    x: Values
    coordinates: Array
    names: list[str]
    loglik: float
    score: Array
    information: Array
    which: str
    covariance: Array | None
    converged: bool
    message: str
    method: str
    iterations: int
    likelihood: Likelihood
    symbolic: Blocks
    expr: Expr
    declarations: Items = ()
    notes: list[str] = field(default_factory=list)

    printers: ClassVar[str] = "extremum.statistics.fit_display"

    def __getitem__(self, name: Expr | str) -> Any:
        return self.x[name]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, in coordinates."""
        return self.likelihood.parameters

    @property
    def is_closed_form(self) -> bool:
        """Whether the estimates are those of a closed form, which is a global maximum."""
        return self.method == CLOSED_FORM

    @cached_property
    def kind(self) -> str:
        """``global maximum`` where that is proved, by the closed form or by :func:`extremum.curvature`; otherwise
        ``local maximum``, or ``none`` where the search has not converged."""
        if not self.converged:
            return "none"
        if self.is_closed_form:
            return "global maximum"
        found = proved(self.expr, *(p.symbol for p in self.parameters))
        return "global maximum" if found.kind in ("concave", "affine") else "local maximum"

    def _known(self) -> Array:
        if self.covariance is None:
            raise UnsupportedError(f"there is no covariance: {self.message}")
        return self.covariance

    @property
    def standard_errors(self) -> Array:
        """The standard errors of the coordinates.

        Raises:
            UnsupportedError: the information is not positive definite at the estimates.
        """
        return np.asarray(np.sqrt(np.diagonal(self._known())))

    @cached_property
    def robust_covariance(self) -> Array:
        """The sandwich ``A⁻¹ B A⁻¹``, ``B = Σ s_i s_i'``, with the observed information A: for wrong models too.

        Raises:
            UnsupportedError: the log-likelihood is no sum over samples, or there is no covariance.
        """
        self._known()
        blocks = meat(score_vectors(self.expr, self.parameters))
        observed = self.likelihood.at(self.coordinates).information
        if self.which != "observed":
            blocks_ = observed_information(self.expr, self.parameters)
            observed = self.likelihood.matrix_of(blocks_, self.coordinates)
        inverse = np.linalg.inv(observed)
        inner = self.likelihood.matrix_of(Blocks(self.parameters, blocks), self.coordinates)
        return np.asarray(inverse @ inner @ inverse)

    @property
    def robust_standard_errors(self) -> Array:
        """The standard errors of the coordinates by the sandwich; raises as :attr:`robust_covariance`."""
        return np.asarray(np.sqrt(np.diagonal(self.robust_covariance)))

    # -- functions of parameters -----------------------------------------------------------------------------------
    def value(self, g: Any) -> Any:
        """A function of the parameters, as text or expression, at the estimates."""
        asked = self._expression(g)
        (found,) = self.likelihood.program([asked])(self.likelihood.scope_at(self._values()))
        array = np.asarray(found, dtype=float).reshape(-1, 1) if asked.is_column else np.asarray(found, dtype=float)
        return tidy(asked, array.reshape(1, 1) if asked.is_scalar else array)

    def variance(self, g: Any, *, robust: bool = False) -> Array:
        """The asymptotic covariance of a function of the parameters, ``J V J'`` (the delta method), stacked by vec.

        Raises:
            UnsupportedError: there is no covariance.
        """
        asked = self._expression(g)
        slopes = [columns_of(asked, p, self.parameters) for p in self.parameters]
        found = self.likelihood.program(slopes)(self.likelihood.scope_at(self._values()))
        pieces = zip(found, self.likelihood.coordinates.split(self.coordinates), strict=True)
        slope = np.hstack([np.asarray(s, dtype=float).reshape(-1, piece.size) for s, piece in pieces])
        return np.asarray(slope @ (self.robust_covariance if robust else self._known()) @ slope.T)

    def standard_error(self, g: Any, *, robust: bool = False) -> Any:
        """The standard errors of a function of the parameters: a number, or an array stacked by vec."""
        found = np.sqrt(np.diagonal(self.variance(g, robust=robust)))
        return float(found[0]) if self._expression(g).is_scalar else found

    def interval(self, g: Any = None, level: float = 0.95, *, robust: bool = False) -> Array:
        """Wald's confidence intervals, one row a number: of the coordinates, or of a function of the parameters.

        Raises:
            UnsupportedError: there is no covariance.
            ExtremumError: the level is not between 0 and 1.
        """
        from scipy import stats

        if not 0 < level < 1:
            raise ExtremumError(f"a confidence level lies between 0 and 1, as 0.95 does; {level} does not")
        if g is None:
            centre, error = self.coordinates, self.robust_standard_errors if robust else self.standard_errors
        else:
            centre = np.asarray(self.value(g), dtype=float).ravel(order="F")
            error = np.atleast_1d(self.standard_error(g, robust=robust))
        half = float(stats.norm.ppf((1 + level) / 2)) * error
        return np.column_stack([centre - half, centre + half])

    def _values(self) -> dict[str, Array]:
        return self.likelihood.coordinates.values(self.coordinates)

    def _expression(self, g: Any) -> Expr:
        for parameter in self.parameters:
            if g is parameter.symbol or (isinstance(g, str) and g in parameter.names()):
                return parameter.coordinates
        return expression(g) if not isinstance(g, str) else read_either(g, self._names()).expr

    def _names(self) -> Items:
        return names_of([self.expr, *(p.symbol for p in self.parameters)], self.declarations)

    # -- tests -----------------------------------------------------------------------------------------------------
    def _hypothesis(self, given: Any) -> Hypothesis:
        return Hypothesis(given, self.likelihood, self._names(), self.coordinates)

    def wald(self, hypothesis: Any, *, robust: bool = False) -> Outcome:
        """Wald's test of equations between parameters, ``"b[2] == 0"``: ``g' (J V J')⁻¹ g`` at the estimates.

        Raises:
            ExtremumError: the hypothesis states no equation about a parameter.
            UnsupportedError: there is no covariance.
        """
        asked = self._hypothesis(hypothesis)
        gap, slope = asked.gap_at(self.coordinates)
        spread = slope @ (self.robust_covariance if robust else self._known()) @ slope.T
        return chi_squared("Wald test", asked, float(gap @ np.linalg.solve(spread, gap)))

    def score_test(self, hypothesis: Any) -> Outcome:
        """Rao's test: ``s' I⁻¹ s`` at the maximum under the hypothesis; raises as :meth:`likelihood_ratio`."""
        asked = self._hypothesis(hypothesis)
        point = restricted(self.likelihood, asked, self.coordinates)
        return chi_squared("score test", asked, float(point.score @ np.linalg.solve(point.information, point.score)))

    def likelihood_ratio(self, hypothesis: Any) -> Outcome:
        """Wilks' test: twice the difference of the log-likelihood to its maximum under the hypothesis.

        Raises:
            ExtremumError: the hypothesis states no equation about a parameter.
            UnsupportedError: the maximum under the hypothesis was not found.
        """
        asked = self._hypothesis(hypothesis)
        point = restricted(self.likelihood, asked, self.coordinates)
        return chi_squared("likelihood-ratio test", asked, 2 * (self.loglik - point.value))

    # -- the algorithm ---------------------------------------------------------------------------------------------
    def algorithm(self) -> str:
        """The method as it is written on paper."""
        from extremum.statistics.algorithm import as_text

        return as_text(self.expr, self.symbolic, self.which)

    def code(self) -> str:
        """The method as a module that needs NumPy only (and SciPy where it imports that)."""
        from extremum.statistics.algorithm import as_code

        return as_code(self.expr, self.symbolic, self.which)
