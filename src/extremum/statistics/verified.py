"""Whether a model is the one of a log-likelihood: Bartlett's identities ``E[s] = 0`` and ``V[s] = E[J]``.

Bartlett (1953), Biometrika 40, 12-19; McCullagh & Nelder (1989), sec. 2.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, transform
from extremum.operations import construct as c
from extremum.simplify.expand import expanded
from extremum.statistics.blocks import Blocks
from extremum.statistics.expectation import expected
from extremum.statistics.model import Model
from extremum.statistics.single import NoExpectationError
from extremum.verify import Equality, equal


class ModelError(ExtremumError):
    """A model is not that of a log-likelihood.

    >>> import extremum as ex
    >>> ex.information("-sum_i((y[i] - m)^2)/2", "m", "y[] for i in 1..N; m; v: positive", model="y[i] ~ normal(m, v)")
    Traceback (most recent call last):
        ...
    extremum.statistics.verified.ModelError: this is not the log-likelihood of data with y[i] normal with mean m and ...
    """


def verified(scores: Sequence[Expr], observed: Blocks, model: Model) -> tuple[str, ...]:
    """What could not be checked, a sentence each.

    Raises:
        ModelError: the expected score is not zero, or its variance not the expected information.
    """
    try:
        _check_mean(scores, observed, model)
        _check_variance(scores, observed, model)
    except NoExpectationError as error:
        return (f"that the model is the one of the log-likelihood could not be checked: {error}",)
    return ()


def _check_mean(scores: Sequence[Expr], observed: Blocks, model: Model) -> None:
    for score, parameter in zip(scores, observed.parameters, strict=True):
        mean = expected(score, model).value
        found = same(mean, c.product(c.number(0), mean))
        if found.verdict == "differs":
            raise ModelError(
                f"this is not the log-likelihood of data with {model.words}: the expected score of {parameter.name} "
                f"would be zero, and it is {mean}"
            )
        _decided(found, f"the expected score of {parameter.name}, {mean}, is zero")


def _check_variance(scores: Sequence[Expr], observed: Blocks, model: Model) -> None:
    """``E[(Σ w_p' s_p)²] = Σ w_p' E[J_pq] w_q`` for all directions w."""
    ways = [_way(k, score) for k, score in enumerate(scores)]
    along = c.add(*(c.product(c.transpose(w), score) for w, score in zip(ways, scores, strict=True)))
    count = range(len(ways))
    bent = c.add(*(c.product(c.transpose(ways[i]), observed.at(i, j), ways[j]) for i in count for j in count))
    variance, information = expected(c.power(along, 2), model).value, expected(bent, model).value
    found = same(variance, information)
    if found.verdict == "differs":
        raise ModelError(
            f"this is not the log-likelihood of data with {model.words}: the variance of the score would be the "
            "expected information, and it is not"
        )
    _decided(found, "the variance of the score is the expected information")


def _decided(found: Equality, what: str) -> None:
    if not found:
        raise NoExpectationError(f"whether {what} was not decided")


def same(a: Expr, b: Expr) -> Equality:
    """Whether two expressions are equal, beside numbers of ordinary size: where both are zero but for the error of
    rounding, their quotient says nothing."""
    left, right = _spread(a), _spread(b)
    if c.is_zero(_spread(c.subtract(left, right))):
        return Equality("proved", "their difference is zero in normal form")
    return equal(_beside_one(left), _beside_one(right))


def _beside_one(expr: Expr) -> Expr:
    """``(1 + e)³``, entry by entry, which tells e."""
    return c.power(c.add(expr, c.like_ones(expr)), 3)


def _spread(expr: Expr) -> Expr:
    """Multiplied out, inside sums too."""

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        found = rebuild(node, args)
        spread = expanded(found)
        return found if spread is None else spread

    return transform(expr, change)


def _way(k: int, score: Expr) -> Expr:
    return c.build("symbol", (), (unreachable(f"w{k}"), *score.shape, ()))
