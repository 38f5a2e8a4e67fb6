"""Equality of expressions: the same normal form, exact evaluation modulo a prime, real numbers with error bounds, and
floating point where there is nothing better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from extremum.algebra.dims import show_shape
from extremum.algebra.errors import ExtremumError, ShapeError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.fields import NeverExactError, NotExactError
from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.leaves import symbol
from extremum.operations.operators import expression
from extremum.operations.sum import terms_of
from extremum.simplify.expand import expanded
from extremum.structures import STRUCTURES, Kind, strongest
from extremum.verify.balls import BITS, ball_scope, distance, precisely
from extremum.verify.floating import UNDEFINED, Settled, is_rounding, settled
from extremum.verify.points import Traits, draws, traits_of
from extremum.verify.sampling import exact_scope, float_scope
from extremum.verify.sizes import sizes_at
from extremum.verify.watching import all_seen

_TRIES, _SIGNED_POINTS = 40, 40
_HOPELESS = 24  # tries without a value: of many numbers, one has no root modulo the prime at almost all points
_DIFFERENT, _ALIKE, _NOISE = 1e-8, 1e-9, 100
_MANY_BITS = 4096
_UNSEEN = "but some of what they are made of is too small to be seen there, so that this is no proof"


@dataclass(frozen=True, slots=True)
class Equality:
    """The verdict (``proved`` exactly, ``agrees`` numerically, ``differs``, ``undecided``) and its evidence.

    >>> import extremum as ex
    >>> found = ex.equal("tr(A*B)", "tr(B*A)", "A[n,m]; B[m,n]")
    >>> found.verdict, bool(found)
    ('proved', True)
    """

    verdict: str
    evidence: str

    def __bool__(self) -> bool:
        return self.verdict in ("proved", "agrees")

    def __str__(self) -> str:
        return f"{self.verdict}: {self.evidence}"


def equal(a: Any, b: Any, declarations: Any = ()) -> Equality:
    """Whether two expressions are equal wherever both are defined and the assumptions hold.

    Exact evaluation at random points modulo a prime near 2^61 decides rational expressions, with an error probability
    below 1e-15 (Schwartz 1980, Zippel 1979). There transcendental functions are random functions of their argument's
    value, and functions of a matrix random matrices: agreement is proof still, disagreement decides nothing. Then real
    balls prove a difference, or agree to 50 digits; floating point decides the rest. Where a function jumps or has a
    kink is no random point: ``sign(x)^2`` is taken for 1, which it is but at 0.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, B = ex.matrix("A", n, n), ex.matrix("B", n, n)
    >>> print(equal((A + B) @ (A - B), A @ A - B @ B).verdict)
    differs
    >>> print(equal((A + B) @ (A + B), A @ A + A @ B + B @ A + B @ B).verdict)
    proved

    Raises:
        ShapeError: their shapes differ.
        ParseError: one is a text that follows no grammar, or in which a name has no determined shape.
    """
    a, b = expression(a, declarations), expression(b, declarations)
    if a.shape != b.shape:
        raise ShapeError(f"{a} is {show_shape(a.shape)} and {b} is {show_shape(b.shape)}: they cannot be equal")
    if a is b:
        return Equality("proved", "they have the same normal form")
    a, b = _apart(a, b)
    if a is b:
        return Equality("proved", "their difference is zero in normal form")
    traits = traits_of([a, b])
    decided = _exactly(a, b, traits)
    if decided is None:
        decided = _in_reals(a, b, traits)
    if decided is None:
        decided = _in_floats(a, b, traits)
    refuted = _between_kinks(a, b) if decided.verdict == "agrees" and traits.kinked else None
    return decided if refuted is None else refuted


def _apart(a: Expr, b: Expr) -> tuple[Expr, Expr]:
    """Both sides without the terms that they share, beside which a difference may be too small to be seen; of arrays
    that are stacked or turned alike, ``vec(A)'`` and ``vec(B)'``, what is."""
    while a.op is b.op and a.op.rearranges and a.args[0].shape == b.args[0].shape:
        a, b = a.args[0], b.args[0]
    first, second = ({term for _, term in terms_of(side)} for side in (a, b))
    return (a, b) if first.isdisjoint(second) else _sides(c.subtract(a, b))


def _sides(difference: Expr) -> tuple[Expr, Expr]:
    """``a - b = 0`` as ``a = b``, so that there is something to be small beside; what is no difference, and 0."""
    terms = terms_of(difference)
    if len(terms) < 2:
        return difference, c.subtract(difference, difference)
    left = c.combine(terms[:1])
    return left, c.subtract(left, difference)


# -- modulo the prime --------------------------------------------------------------------------------------------------
def _exactly(a: Expr, b: Expr, traits: Traits) -> Equality | None:
    """The verdict of values modulo the prime; None where they decide nothing."""
    stand_ins = _stand_ins(a, b)
    closed = (replace(a, stand_ins), replace(b, stand_ins)) if stand_ins else (a, b)
    # a sign is one of two, and may be the right one at a few points
    count = _SIGNED_POINTS if traits.partial else 4 if traits.counted else 2
    same = _same_modulo(*closed, count, traits)
    where = f"at {count} random points modulo 2^61 - 1"
    if same:
        return Equality("proved", f"equal {where}")
    if same is False and traits.rational and not stand_ins:
        return Equality("differs", f"unequal {where}")
    return None


def _stand_ins(a: Expr, b: Expr) -> dict[Expr, Expr]:
    """Symbols for what has no value modulo the prime: what is equal with them is equal all the more."""
    enter: Callable[[Expr], bool] = lambda node: node.op.exact is not Exact.NONE  # noqa: E731
    found = [node for node in topological([a, b], enter=enter) if not enter(node) and not node.indices]
    return {node: symbol(f"%{k}", *node.shape, _patterns(node)) for k, node in enumerate(found)}


def _patterns(node: Expr) -> tuple[str, ...]:
    """The linear structures of a value: ``psd_part(S)`` is symmetric, ``chol(S)`` lower triangular."""
    square = node.rows is node.cols and not node.is_scalar
    linear = [s.name for s in STRUCTURES.values() if square and s.kind is Kind.SUBSPACE and holds(node, s.name)]
    return tuple(s.name for s in strongest(linear))


def _same_modulo(a: Expr, b: Expr, count: int, traits: Traits) -> bool | None:
    """Whether values modulo the prime are equal at random points; None where there are no such values."""
    tries = max(_TRIES, 4 * count)
    sizes = sizes_at([a, b], tries, 7 if traits.counted else 3)
    found = 0
    for seed in range(tries):
        if seed == _HOPELESS and not found and not traits.rational:
            return None
        try:
            scope = exact_scope([a, b], np.random.default_rng(seed), sizes[seed])
            same = bool(np.array_equal(scope.value(a), scope.value(b)))
        except NeverExactError:
            return None
        except NotExactError:
            continue
        except (NotImplementedError, ExtremumError, TypeError):
            return None
        if not same:
            return False
        found += 1
        if found == count:
            return True
    return None


# -- in the real numbers -----------------------------------------------------------------------------------------------
def _points(a: Expr, b: Expr, traits: Traits) -> Iterator[tuple[np.random.Generator, dict[str, int]]]:
    """Generators of random data, with the dimensions for each."""
    return zip(draws(traits), sizes_at([a, b], traits.tries, 7 if traits.counted else 3), strict=True)


def _in_reals(a: Expr, b: Expr, traits: Traits) -> Equality | None:
    """The verdict of real balls, with more digits where these do not show everything; None where there are none."""
    if any(node.op.exact is Exact.NONE for node in topological([a, b])):
        return None
    found = _in_balls(a, b, traits, BITS)
    if found is None or found.verdict != "undecided":
        return found
    grown = expanded(c.subtract(a, b))
    sides = (a, b) if grown is None else _sides(grown)
    again = _in_balls(*sides, traits, _MANY_BITS)
    return found if again is None else again


def _in_balls(a: Expr, b: Expr, traits: Traits, bits: int) -> Equality | None:
    """The verdict of real balls; undecided where they do not show everything, None where too wide."""
    found, worst, seen = 0, 0.0, False
    with precisely(bits):
        for rng, sizes in _points(a, b, traits):
            try:
                scope = ball_scope([a, b], rng, sizes)
                gap = distance(scope, a, b)
            except NeverExactError:
                return None
            except (ArithmeticError, ExtremumError):
                continue
            except (NotImplementedError, TypeError):
                return None
            if gap is None:
                return Equality("differs", "unequal at a random point, computed with error bounds")
            seen = seen or all_seen(scope, bits, a, b)
            found, worst = found + 1, max(worst, gap)
            if found == traits.points:
                return _alike(f"equal to {int(-np.log10(worst))} digits at {found} random points", seen)
    return None


def _alike(words: str, seen: bool) -> Equality:
    if seen:
        return Equality("agrees", words)
    return Equality("undecided", f"{words}, {_UNSEEN}")


def _between_kinks(a: Expr, b: Expr) -> Equality | None:
    """A difference on a part of the points, however small, between two kinks on a line."""
    from extremum.verify.pieces import between_kinks

    for scope in between_kinks([a, b]):
        found = settled(scope, a, b)
        if found is not None and _differ(found):
            return Equality("differs", "unequal at a point between two kinks")
    return None


# -- in floating point -------------------------------------------------------------------------------------------------
def _in_floats(a: Expr, b: Expr, traits: Traits) -> Equality:
    scopes, gaps, differ = list[Scope](), list[float](), False
    for scope, found in islice(_settled_scopes(a, b, traits), traits.points):
        scopes.append(scope)
        gaps.append(_distance(found))
        differ = _differ(found)
        if differ:
            break
    if not scopes:
        return Equality("undecided", "no random point was found at which both are defined")
    words = f"largest relative difference {max(gaps):.1e} at {len(gaps)} random points"
    if differ:
        return Equality("differs", words)
    if max(gaps) >= _ALIKE:
        return Equality("undecided", words)
    return _alike(words, any(all_seen(scope, 53, a, b) for scope in scopes))


def _settled_scopes(a: Expr, b: Expr, traits: Traits) -> Iterator[tuple[Scope, Settled]]:
    """Random points at which both are defined, and rounding does not decide their values."""
    for rng, sizes in _points(a, b, traits):
        try:
            scope = float_scope([a, b], rng, sizes)
        except UNDEFINED:
            continue
        found = settled(scope, a, b)
        if found is not None and not is_rounding(scope, found, a, b):
            yield scope, found


def _differ(found: Settled) -> bool:
    """Whether two values differ by more than what rounding does to them."""
    return _distance(found) > max(_DIFFERENT, _NOISE * found.noise / (found.scale or 1.0))


def _distance(found: Settled) -> float:
    left, right = found.values
    return float(np.abs(left - right).max(initial=0)) / (found.scale or 1.0)
