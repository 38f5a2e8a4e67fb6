"""The expectation of a function of one variable: the ways to find it, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extremum.algebra.dims import Dim
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import contains, replace, replace_indices
from extremum.calculus.derivatives import gradient
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.expand import expanded
from extremum.statistics.distribution import Distribution, filled
from extremum.statistics.independent import Independent, entry_of, spread
from extremum.statistics.model import Follower, Mixture
from extremum.statistics.polynomials import of_gram, of_polynomial
from extremum.statistics.weights import weighted

Conditions = list[str]
"""What the expectations need to exist, collected."""


class NoExpectationError(ExtremumError):
    """The table of moments has no row for an expectation.

    >>> import extremum as ex
    >>> ex.expectation("tan(y)", "y ~ normal(m, v)", "y; m; v: positive")
    Traceback (most recent call last):
        ...
    extremum.statistics.single.NoExpectationError: the table of moments has no row for E[tan(y)], ...
    """


class NoRowError(NoExpectationError):
    """That of a function f of y, a stand-in for the variable of the model, or for each of its entries."""

    def __init__(self, f: Expr, y: Expr, law: Follower) -> None:
        super().__init__(f, y, law)
        self.f, self.y, self.law = f, y, law

    def said_of(self, leaf: Expr, y: Expr, law: Follower, stated: Expr) -> NoExpectationError:
        """The same of the variable that y stands for, at the index of its statement in the model, and of its law."""
        letters = dict(zip(leaf.indices, map(Dim.of, stated.indices), strict=False))
        variable, f = (replace_indices(expr, letters) for expr in (leaf, self.f))
        whole = y is self.y
        shown = variable if whole else c.build("symbol", (), (f"{variable.name}[i]", *self.y.shape, ()))
        follows = (self.law if whole else law).mapped(lambda expr: replace_indices(expr, letters))
        text = f"E[{replace(f, {self.y: shown})}], {shown if whole else variable} {follows.words}"
        return NoExpectationError(f"the table of moments has no row for {text}")


def over(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr:
    """``E[f(y)]``.

    Raises:
        NoExpectationError: there is no way.
    """
    if not contains(f, [y]):
        return f
    if isinstance(law, Independent):
        return _of_entries(f, y, law, conditions)
    if isinstance(law, Mixture):
        first, second = (over(f, y, part, conditions) for part in (law.first, law.second))
        return c.add(c.product(law.weight, first), c.product(c.subtract(c.number(1), law.weight), second))
    for way in _WAYS:
        found = way(f, y, law, conditions)
        if found is not None:
            return found
    return _by_terms(f, y, law, conditions)


def _of_entries(f: Expr, y: Expr, law: Independent, conditions: Conditions) -> Expr:
    """Of a vector with independent entries: entry by entry, or by mean and variance."""
    entry = entry_of(f, y)
    if entry is not None:
        inner, number, values = entry
        one, parameters = law.entry
        found = spread(over(inner, number, one, conditions), {**values, **parameters}, y)
        if found is not None:
            return found
    second = of_polynomial(f, y, law.moments)
    return _by_terms(f, y, law, conditions) if second is None else second[0]


def _by_terms(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr:
    """Multiplied out, term by term."""
    terms = _terms(f, y)
    if len(terms) < 2:
        raise NoRowError(f, y, law)
    return c.combine([(q, over(term, y, law, conditions)) for q, term in terms])


def _terms(f: Expr, y: Expr) -> list[tuple[Rational, Expr]]:
    """Multiplied out; of a power of a sum, the terms of the sum times what is left."""
    spread = expanded(f)
    if spread is not None and len(terms_of(spread)) > 1:
        return terms_of(spread)
    for base, exponent in pairs(f) if f.is_scalar and f.op.name == "hadamard" else ():
        if base.op.name == "sum" and contains(base, [y]) and c.is_number(exponent) and c.value_of(exponent) > 1:
            rest = c.product(f, c.power(base, -1))
            return [(q, c.product(term, rest)) for q, term in terms_of(base)]
    return []


def _outcomes(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    """``Σ p_k f(y_k)`` over the values of y."""
    if not isinstance(law, Distribution) or not law.law.outcomes:
        return None
    return c.add(*(c.product(law.formula(p), replace(f, {y: law.formula(at)})) for at, p in law.law.outcomes.items()))


def _functions(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    """A function of y that the table has."""
    if not isinstance(law, Distribution):
        return None
    rows = law.law.functions.items()
    return next((law.formula(value) for text, value in rows if f is filled(text, law.law.shape, {"y": y})), None)


def _polynomial(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    assert not isinstance(law, Mixture | Independent)
    if isinstance(law, Distribution) and law.law.gram:
        return of_gram(f, y, law.parameters["n"], law.parameters["S"])
    found = of_polynomial(f, y, law.moments)
    if found is None:
        return None
    value, condition = found
    conditions += [condition] if condition else []
    return value


def _tilted(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    """``E[g(y) exp(t'y + a)] = exp(a) E[exp(t'y)] E_t[g(y)]``, with the law that is tilted by t."""
    if not isinstance(law, Distribution) or law.law.tilt is None:
        return None
    q, scalars, word = factors(f)
    numbers = [c.power(b, e) for s in scalars for b, e in pairs(s)]
    hits = [s for s in numbers if s.op.name == "elementwise" and s.function == "exp" and contains(s, [y])]
    if len(hits) != 1:
        return None
    (exponent,) = hits[0].args
    rate = gradient(exponent, y)
    if contains(rate, [y]):
        return None
    rest = c.product(c.number(q), *(s for s in numbers if s is not hits[0]), *word)
    generating, parameters = law.law.tilt
    moved = Distribution(law.law, {name: law.formula(text, t=rate) for name, text in parameters.items()})
    at_zero = replace(exponent, {y: c.number(0) if y.is_scalar else c.like_zeros(y)})
    factor = c.product(c.apply("exp", at_zero), law.formula(generating, t=rate))
    return c.product(factor, over(rest, y, moved, conditions))


def _biased(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    """``E[y g(y)] = E[y] E'[g(y)]``, with the law whose density is multiplied by y."""
    if not isinstance(law, Distribution) or law.law.biased is None or not f.is_scalar:
        return None
    powers = dict(pairs(f)) if f.op.name == "hadamard" else {}
    exponent = powers.get(y)
    if exponent is None or not c.is_number(exponent) or not c.value_of(exponent) >= 1:
        return None
    mean, parameters = law.law.biased
    moved = Distribution(law.law, {name: law.formula(text) for name, text in parameters.items()})
    return c.product(law.formula(mean), over(c.product(f, c.power(y, -1)), y, moved, conditions))


def _fixed_out(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    """Numbers that do not depend on y are factors."""
    q, scalars, word = factors(f)
    numbers = [c.power(b, e) for s in scalars for b, e in pairs(s)]
    fixed = [s for s in numbers if not contains(s, [y])]
    if q == 1 and not fixed:
        return None
    inner = c.product(*(s for s in numbers if contains(s, [y])), *word)
    return c.product(c.number(q), *fixed, over(inner, y, law, conditions))


def _weighted(f: Expr, y: Expr, law: Follower, conditions: Conditions) -> Expr | None:
    known = isinstance(law, Distribution) and law.law.weights
    return weighted(f, y, law.parameters) if known and isinstance(law, Distribution) else None


Way = Callable[[Expr, Expr, Follower, Conditions], Expr | None]

_WAYS: Sequence[Way] = (_outcomes, _fixed_out, _functions, _polynomial, _tilted, _biased, _weighted)
