"""``ex.information``: score, information and covariance of a log-likelihood, by blocks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from extremum.algebra.errors import NotAScalarError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.notation.displayed import Displayed
from extremum.operations import construct as c
from extremum.operations.letters import in_letters_of
from extremum.operations.operators import expression
from extremum.reading.either import read_either
from extremum.reading.given import Items, items_of, names_of
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify
from extremum.statistics import blocks as symmetric
from extremum.statistics.blocks import Blocks, place_of
from extremum.statistics.derivatives import Score, columns_of, observed_information, score_of, score_vectors
from extremum.statistics.expectation import expected
from extremum.statistics.identified import looks_singular, unidentified
from extremum.statistics.members import gathered, model_of
from extremum.statistics.model import Model
from extremum.statistics.parameters import Parameter, parameters_of
from extremum.statistics.single import NoExpectationError
from extremum.statistics.statements import read_model
from extremum.statistics.verified import verified


@dataclass(frozen=True, slots=True, repr=False)
class Information(Displayed):
    """What :func:`extremum.information` returns.

    score: the gradients by parameter; observed: minus the Hessian, by blocks of pairs of parameters in their
    coordinates; expected: its expectation under the model, None where there is no model or no closed form; covariance:
    the asymptotic covariance of the maximum likelihood estimates, the inverse of the expected information where that is
    known, otherwise of the observed one, or None where there is none; why: what it is the inverse of, or why there is
    none; notes: what is said besides.

    >>> import extremum as ex
    >>> found = ex.information("-sum_i((y[i] - m)^2)/2", "m", "y[] for i in 1..N; m")
    >>> found.observed, found.covariance
    (m, m: N, m, m: 1/N)
    """

    loglik: Expr
    parameters: tuple[Parameter, ...]
    score: Score
    observed: Blocks
    expected: Blocks | None
    covariance: Blocks | None
    why: str
    model: Model | None = None
    notes: tuple[str, ...] = ()
    declarations: Items = ()

    printers: ClassVar[str] = "extremum.statistics.display"

    @property
    def information(self) -> Blocks:
        """The expected information where it is known, otherwise the observed one."""
        return self.observed if self.expected is None else self.expected

    @property
    def zero_blocks(self) -> tuple[tuple[str, str], ...]:
        """The pairs of parameters without information in common: each is as well known as if the other were given."""
        return self.information.zero

    def profile(self, *names: Expr | str) -> Blocks:
        """The information on some parameters when the others are estimated too: ``A - B D⁻¹ B'``.

        Raises:
            NameUnknownError: there is no such parameter.
            UnsupportedError: the others' own information is zero.
        """
        kept = {place_of(self.parameters, name) for name in names}
        left = self.information
        try:
            for place in sorted(set(range(len(self.parameters))) - kept, reverse=True):
                left = symmetric.without(left, place)
        except symmetric.SingularBlockError:
            raise UnsupportedError("the information on the other parameters is zero, and has no inverse") from None
        return left

    def variance(self, g: Any) -> Expr:
        """The asymptotic variance of a function of the parameters, ``J V J'`` (the delta method).

        Raises:
            UnsupportedError: there is no covariance.
            ParseError: a text cannot be read.
        """
        if self.covariance is None:
            raise UnsupportedError(f"there is no covariance: {self.why}")
        asked = self._expression(g)
        factors = [columns_of(asked, p, self.parameters) for p in self.parameters]
        terms = [
            c.product(left, self.covariance.at(i, j), c.transpose(right))
            for i, left in enumerate(factors)
            for j, right in enumerate(factors)
            if not (c.is_zero(left) or c.is_zero(right))
        ]
        return simplify(c.add(*terms)) if terms else c.zeros(asked.rows * asked.cols, asked.rows * asked.cols)

    def standard_error(self, g: Any) -> Expr:
        """The asymptotic standard errors of a parameter's coordinates, or of a function of parameters: a column.

        Raises:
            UnsupportedError, ParseError: as :meth:`variance`.
        """
        variance = self.variance(g)
        spread = variance if variance.is_scalar else c.diagonal(variance)
        return simplify(c.power(spread, Fraction(1, 2)))

    def _expression(self, g: Any) -> Expr:
        """What is asked about: a parameter by its name, in its coordinates, or an expression."""
        for parameter in self.parameters:
            if g is parameter.symbol or (isinstance(g, str) and g in parameter.names()):
                return parameter.coordinates
        if not isinstance(g, str):
            return expression(g)
        return read_either(g, names_of([self.loglik], self.declarations)).expr


@one_question()
def information(f: Any, parameters: Any, declarations: Any = (), *, model: Any = None) -> Information:
    """The score, observed and expected information, and the asymptotic covariance of a log-likelihood.

    ``f`` is an expression or a text that is read with ``declarations``. Parameters are symbols, names, or coordinates
    of them: ``"vech(Sigma)"`` of a symmetric matrix (which is meant by ``"Sigma"`` too), ``"log(v)"`` of what is
    positive, ``"chol(Sigma)"`` of what is positive definite; probabilities are meant without the last one. A family of
    numbers is one vector, a family of columns one matrix. Blocks are those of minus the Hessian in these
    coordinates. ``model`` says how the data are distributed, as ``"y[i] ~ normal(x[i]'*b, v)"`` or by
    :func:`extremum.distributed`; all else is fixed. With it the expected information is found, and it is checked that
    the model is the one of the log-likelihood: the expected score is zero, its variance the expected information.

    >>> import extremum as ex
    >>> f = "sum_i(y[i]*log(p) + (1 - y[i])*log(1 - p))"
    >>> found = ex.information(f, "p", "y[] for i in 1..N: binary; p: positive", model="y[i] ~ bernoulli(p)")
    >>> found.score["p"]
    (N - sum_i(y[i]))/(p - 1) + sum_i(y[i])/p
    >>> found.expected["p"], found.covariance["p"]
    (N/(1 - p) + N/p, p*(1 - p)/N)

    Raises:
        NotAScalarError: the log-likelihood is no scalar.
        NameUnknownError: it has no such parameter.
        UnsupportedError: the entries of a parameter do not move freely, or it has no such coordinates.
        ModelError: the model is not that of the log-likelihood.
        ParseError: a text cannot be read.
    """
    items = items_of(declarations) if isinstance(f, str) else ()
    loglik = expression(f, items)
    if not loglik.is_scalar:
        raise NotAScalarError(f"a log-likelihood is a number, but this one is {loglik.rows}×{loglik.cols}")
    with in_letters_of(loglik):
        return _information(loglik, parameters, items_of(declarations), model)


def _information(loglik: Expr, parameters: Any, given: Items, model: Any) -> Information:
    known = None if model is None else read_model(model, [loglik], given)
    loglik, wanted, arrays = gathered(loglik, parameters)
    known = known and model_of(known, arrays)
    found = parameters_of(loglik, wanted, given)
    observed = observed_information(loglik, found)
    expected, notes = (None, ()) if known is None else expected_information(loglik, observed, known)
    covariance, why = _covariance(loglik, *((observed, "observed") if expected is None else (expected, "expected")))
    score = score_of(loglik, found)
    return Information(loglik, found, score, observed, expected, covariance, why, known, notes, given)


# -- expectations ------------------------------------------------------------------------------------------------------
def expected_information(loglik: Expr, observed: Blocks, model: Model) -> tuple[Blocks | None, tuple[str, ...]]:
    """The expectation of the observed information, and what is to be said of it; None where there is no closed form.

    Raises:
        ModelError: the model is not that of the log-likelihood.
    """
    notes = verified(score_vectors(loglik, observed.parameters), observed, model)
    try:
        found = {place: expected(block, model) for place, block in observed.upper.items()}
    except NoExpectationError as error:
        return None, (*notes, f"no closed form of the expected information is known: {error}")
    conditions = dict.fromkeys(condition for one in found.values() for condition in one.conditions)
    blocks = Blocks(observed.parameters, {place: one.value for place, one in found.items()})
    return blocks, (*notes, *(f"the expected information needs {condition}" for condition in conditions))


# -- covariance --------------------------------------------------------------------------------------------------------
def _covariance(loglik: Expr, information: Blocks, which: str) -> tuple[Blocks | None, str]:
    """The inverse of the information, and what it is; None and the reason where there is none."""
    lost = unidentified(loglik, information.parameters)
    if lost:
        return None, f"the information is singular: {lost}"
    try:
        found = symmetric.inverse(information)
    except symmetric.SingularBlockError:
        return (
            None,
            "the information is singular: a Schur complement is zero, so that not all parameters are identified",
        )
    if looks_singular(information.matrix()):
        return None, "the information is singular at every point tried: not all parameters are identified"
    return found, f"the inverse of the {which} information, where that is positive definite"
