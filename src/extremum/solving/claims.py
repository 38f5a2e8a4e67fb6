"""What conditions say, without what says nothing: positive factors, powers, and what other claims tell already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations.diag import DIAG
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.cut import holds_cut
from extremum.solving.predicates import INVERTIBLE, NONNEGATIVE, NONZERO, POSITIVE, Predicate

_SIGNS = (POSITIVE, NONNEGATIVE, NONZERO)


@final
@dataclass(frozen=True, slots=True)
class Claim:
    """That a predicate holds of an expression without positive factors; of: the conditions that say so, by number."""

    predicate: Predicate
    core: Expr
    of: frozenset[int] = field(default_factory=frozenset)

    @property
    def words(self) -> str:
        """``1 - p is positive`` is written ``p < 1``."""
        numbers = [q for q, term in terms_of(self.core) if c.is_number(term)]
        if self.predicate not in (POSITIVE, NONNEGATIVE) or self.core.op is not SUM or not numbers:
            return self.predicate.of(self.core)
        rest = c.combine([(q, term) for q, term in terms_of(self.core) if not c.is_number(term)])
        below = all(q < 0 for q, _ in terms_of(rest))
        side, end = (c.multiple(-1, rest), numbers[0]) if below else (rest, -numbers[0])
        strict = self.predicate is POSITIVE
        return f"{side} {'<' if below else '>'}{'' if strict else '='} {end}"


def is_plain(predicate: Predicate, matrix: Expr) -> bool:
    """Whether a predicate is about signs, or about a multiple of a diagonal matrix."""
    return predicate in _SIGNS or (predicate is INVERTIBLE and _entries(matrix) is not None)


def normal(claim: Claim, given: Known) -> Iterator[Claim]:
    """The claim without what says nothing; nothing where it follows."""
    core = c.transpose(claim.core) if claim.core.is_row and not claim.core.is_scalar else claim.core
    if claim.predicate is INVERTIBLE and _entries(core) is not None:
        yield from _of_diagonal(claim, given)
    elif claim.predicate not in _SIGNS:
        yield claim
    elif not given.holds(core, claim.predicate.fact):
        yield from _of_factors(changed(claim, core=core), given)


def _of_factors(claim: Claim, given: Known) -> Iterator[Claim]:
    """A claim about a product, by its factors that are not known to be positive."""
    scale, live = _live(claim.core, given)
    if claim.predicate is NONZERO:
        yield from _nonzero(claim, live, given)
        return
    if claim.predicate is POSITIVE:
        certain = [base for base in live if given.holds(base, "nonnegative") and base.is_scalar]
        certain += [base for base in live if base not in certain and given.holds(base, "nonnegative")]
        rest = [base for base in live if base not in certain]
        if scale > 0 or rest:
            for base in certain:
                yield from _positive(changed(claim, core=base), given)
            live = rest
    if live:
        yield changed(claim, core=c.multiple(1 if scale > 0 else -1, _product(live)))
    elif scale < 0:
        yield claim


def _product(parts: Sequence[Expr]) -> Expr:
    """Of numbers and of arrays entry by entry."""
    numbers, arrays = [p for p in parts if p.is_scalar], [p for p in parts if not p.is_scalar]
    return c.product(*numbers, *([c.hadamard(*arrays)] if arrays else []))


def _positive(claim: Claim, given: Known) -> Iterator[Claim]:
    """That what is nonnegative is positive: a number is not zero."""
    if claim.core.is_scalar and holds(claim.core, "nonnegative"):
        yield from _nonzero(changed(claim, predicate=NONZERO), [claim.core], given)
    elif not given.holds(claim.core, "positive"):
        yield claim


def _nonzero(claim: Claim, live: Sequence[Expr], given: Known) -> Iterator[Claim]:
    """A product of numbers is not zero where none of them is; of what is nonnegative, where it is positive."""
    if not claim.core.is_scalar:
        yield claim
        return
    for base in live:
        inside = _inside(base)
        if inside is not base:
            yield from normal(changed(claim, core=inside), given)
        elif given.says(base, "nonnegative") or (_beside_a_number(base) and holds(base, "nonnegative")):
            yield changed(claim, predicate=POSITIVE, core=base)
        elif given.says(c.multiple(-1, base), "nonnegative"):
            yield changed(claim, predicate=POSITIVE, core=c.multiple(-1, base))
        elif not given.holds(base, "nonzero"):
            yield changed(claim, core=base)


def _beside_a_number(base: Expr) -> bool:
    """Whether it is a sum with a number, as ``n - 1``, which is read as ``n > 1``."""
    return base.op is SUM and any(c.is_number(term) for _, term in terms_of(base))


def _inside(number: Expr) -> Expr:
    """What is zero where a size is: of abs(x), of a norm of x, of x'x."""
    if number.args and number is c.apply("abs", number.args[0]):
        return number.args[0]
    if len(pairs(number)) == 1 and c.is_number(pairs(number)[0][1]) and pairs(number)[0][0] is not number:
        return pairs(number)[0][0]
    inner = content(number)[1]
    return _in_total(inner.args[0] if inner.op is TRACE else inner, number)


def _in_total(matrix: Expr, number: Expr) -> Expr:
    """What is zero where a sum of sizes is, ``1'|x|``, or one of squares; else the number."""
    word = matrix.args if matrix.op is PRODUCT else ()
    if len(word) != 2:
        return number
    first, last = c.transpose(word[0]), word[1]
    sizes = bool(last.args) and last is c.apply("abs", last.args[0]) and first is c.like_ones(first)
    return last.args[0] if sizes else last if first is last else number


def _of_diagonal(claim: Claim, given: Known) -> Iterator[Claim]:
    """That a multiple of a diagonal matrix is invertible: no factor of an entry is zero."""
    entries = _entries(claim.core)
    assert entries is not None
    scale, live = _live(entries, given)
    if all(base.is_scalar for base in live) and scale:
        yield from _nonzero(changed(claim, predicate=NONZERO, core=c.number(1)), live, given)
    elif not given.holds(entries, "positive"):
        yield claim


def _entries(matrix: Expr) -> Expr | None:
    """v of ``s diag(v)``."""
    q, scalars, word = factors(matrix)
    if len(word) != 1 or word[0].op is not DIAG:
        return None
    return c.product(c.number(q), *scalars, word[0].args[0])


def _live(core: Expr, given: Known) -> tuple[float, list[Expr]]:
    """The sign of the number before a product, and its factors that are not known to be positive: of odd powers the
    base, of even ones too, for it must not be zero, where it alone is not known to be nonzero."""
    q, inside = content(core)
    _, scalars, word = factors(inside)
    live: list[Expr] = []
    parts = [pair for s in scalars for pair in _pairs(s)]
    parts += pairs(word[0]) if len(word) == 1 else [(c.product(*word), c.number(1))] if word else []
    sign: float = 1 if q > 0 else -1
    for base, exponent in parts:
        power = c.value_of(exponent) if c.is_number(exponent) else None
        whole = power is not None and power == int(power)
        scale, inner = content(base) if whole else (1, base)
        odd = power is None or power % 2 != 0
        sign = -sign if whole and odd and scale < 0 else sign
        if given.holds(inner, "positive") or (whole and not odd and given.holds(inner, "nonzero")):
            continue
        if whole and odd and given.holds(c.multiple(-1, inner), "positive"):
            sign = -sign
        else:
            live.append(inner if power is not None and odd else c.power(base, exponent))
    return sign, live


def _pairs(number: Expr) -> list[tuple[Expr, Expr]]:
    """The factors of a number, those that the terms of a sum share too."""
    return [part for base, exponent in pairs(number) for part in _shared(base, exponent)]


def _shared(base: Expr, exponent: Expr) -> list[tuple[Expr, Expr]]:
    terms = terms_of(base)
    common = [pair for pair in pairs(terms[0][1]) if all(pair in pairs(term) for _, term in terms[1:])]
    if len(terms) < 2 or not common or exponent is not c.number(1):
        return [(base, exponent)]
    below = c.product(*(c.power(b, c.multiple(-1, e)) for b, e in common))
    return [*common, (c.combine([(q, c.product(term, below)) for q, term in terms]), exponent)]


# -- what the others say -----------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class Known:
    """What claims say of expressions: of the same ones, and of what holds the symbols that they are about."""

    claims: tuple[Claim, ...]

    def says(self, expr: Expr, fact: str) -> bool:
        """Whether a claim says so of the expression, or of a positive multiple."""
        scale, core = content(expr)
        return any(self._one(claim, scale, core, fact) for claim in self.claims)

    def _one(self, claim: Claim, scale: Rational, core: Expr, fact: str) -> bool:
        if claim.predicate not in _SIGNS:
            return False
        q, inner = content(claim.core)
        alike = inner is core and (q > 0) == (scale > 0)
        if fact == "nonzero":
            among = inner is core or (inner.is_scalar and core in [base for base, _ in pairs(inner)])
            return among and claim.predicate in (POSITIVE, NONZERO)
        return alike and (claim.predicate is POSITIVE or (fact == "nonnegative" and claim.predicate is NONNEGATIVE))

    def holds(self, expr: Expr, fact: str) -> bool:
        """Whether a fact follows."""
        if holds(expr, fact) or self.says(expr, fact):
            return True
        values = dict(pair for claim in self.claims for pair in _put(claim))
        put = replace(expr, values) if values else expr
        if put is not expr and (holds(put, fact) or holds(simplify(put), fact)):
            return True
        return holds_cut(expr, fact) or self._adds_up(expr, fact)

    def _adds_up(self, expr: Expr, fact: str) -> bool:
        """Whether a sum is one that a claim says to be positive, or not negative, and another that is not negative."""
        if fact not in (POSITIVE.fact, NONNEGATIVE.fact) or expr.op is not SUM or not expr.is_scalar:
            return False
        weak = [k for k in self.claims if k.core.op is SUM and k.predicate in (POSITIVE, NONNEGATIVE)]
        for claim in [k for k in weak if k.predicate.fact in (fact, POSITIVE.fact) and k.core.is_scalar]:
            rest = simplify(c.subtract(expr, claim.core))
            if holds(rest, "nonnegative") or self.says(rest, "nonnegative"):
                return True
        return False


def _put(claim: Claim) -> list[tuple[Expr, Expr]]:
    """What a claim is about, and what may be put for it: a symbol with what is said, or ``1 - u``; of a sum of arrays
    the sum and its negative."""
    if claim.predicate not in _SIGNS:
        return []
    live = [(q, term) for q, term in terms_of(claim.core) if not c.is_number(term)]
    if len(live) != 1 or live[0][1].op.name != "symbol":
        return _of_array(claim) if claim.core.op is SUM and not claim.core.is_scalar else []
    (q, x) = live[0]
    if claim.core is x:
        return [(x, c.build("symbol", (), (x.name, *x.shape, (*x.assumptions, claim.predicate.fact))))]
    if claim.predicate is NONZERO or not x.is_scalar or abs(q) != 1:
        return []
    room = c.build("symbol", (), (f"{x.name}_", *x.shape, (claim.predicate.fact,)))
    rest = c.subtract(claim.core, c.multiple(q, x))
    return [(x, c.multiple(q, c.subtract(room, rest)))]


def _of_array(claim: Claim) -> list[tuple[Expr, Expr]]:
    room = c.build(
        "symbol", (), (unreachable(f"the entries of {claim.core}"), *claim.core.shape, (claim.predicate.fact,))
    )
    both = [(claim.core, room), (c.multiple(-1, claim.core), c.multiple(-1, room))]
    return [*both, *((c.transpose(whole), c.transpose(put)) for whole, put in both)]
