"""Common factors of sums: of words on the left or right, of Kronecker and entrywise products, of scalars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body, range_of
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.bilinear import beside, ends
from extremum.simplify.cost import cost, rank
from extremum.simplify.multiples import multiples_together
from extremum.simplify.nesting import Nesting
from extremum.simplify.question import one_question


@dataclass(frozen=True, slots=True)
class _Term:
    """``coefficient · Π scalars · word``, of the given shape."""

    coefficient: Rational
    scalars: tuple[Expr, ...]
    word: tuple[Expr, ...]
    whole: Expr

    @property
    def core(self) -> Expr | None:
        """The one factor of the word."""
        return self.word[0] if len(self.word) == 1 else None

    @property
    def written(self) -> Expr:
        """The term with its coefficient."""
        return c.multiple(self.coefficient, self.whole)

    def with_word(self, *word: Expr) -> Expr:
        """The term with another word."""
        return c.product(c.number(self.coefficient), *self.scalars, *word)

    def inside(self, factor: Expr, other: Expr) -> Expr:
        """The term with another factor in the place of one."""
        return c.product(c.number(self.coefficient), *(other if f is factor else f for f in self.scalars + self.word))


Group = list[_Term]


def _split(q: Rational, term: Expr) -> _Term:
    inner, scalars, word = factors(term)
    flat = [c.power(b, e) for s in scalars for b, e in pairs(s)]
    whole = term if inner == 1 else c.multiple(Fraction(1) / inner, term)
    return _Term(q * inner, tuple(flat), word, whole)


def _keys(term: _Term) -> Iterator[tuple[str, Expr]]:
    """The factors that can be taken out of a term, each with the side it is taken from."""
    for s in term.scalars:
        ((base, exponent),) = pairs(s)
        yield "scalar", base
        if c.is_number(exponent) and c.value_of(exponent) < 0:
            yield "denominator", base
    if not term.word:
        yield from (("vector", v) for inner in _forms(term) for v in ends(inner))
    around = _turned_around(term)
    if around is not None:
        yield "commuted", around
    if len(term.word) > 1:
        yield "left", term.word[0]
        yield "right", term.word[-1]
    if term.core is not None:
        yield from _keys_of_the_core(term.core)


def _keys_of_the_core(core: Expr) -> Iterator[tuple[str, Expr]]:
    """The factors that can be taken out of a matrix without factors of its own."""
    if core.op.name == "eye":
        yield "identity", core
        yield "diag", core
        return
    yield "left", core
    yield "right", core
    yield from (("entry", base) for base, _ in pairs(core))
    if core.op.name == "kron":
        yield "kron left", core.args[0]
        yield "kron right", core.args[1]
        yield "commuted", core
    if core.op.name == "diag":
        yield "diag", c.eye(core.rows)
    if core.op.name == "vec":
        yield "stacked", c.like_ones(core.args[0])


def _turned_around(term: _Term) -> Expr | None:
    """``B ⊗ A`` of ``(A ⊗ B) K = K' (B ⊗ A)``, with commutation matrices of the columns and of the rows."""
    if len(term.word) != 2 or term.word[0].op.name != "kron" or term.word[1].op.name != "commutation":
        return None
    left, right = term.word[0].args
    return c.kron(right, left) if term.word[1] is c.commutation(left.cols, right.cols) else None


def _commuted(group: Group, factor: Expr) -> Expr:
    """Magnus & Neudecker (2019), ch. 3, th. 9."""

    def before(term: _Term) -> Expr:
        if term.core is factor:
            return c.eye(factor.rows)
        left, right = term.word[0].args
        return c.commutation(left.rows, right.rows)

    return c.product(_inner(t.with_word(before(t)) for t in group), factor)


def _forms(term: _Term) -> list[Expr]:
    """The bilinear forms ``u'*M*v`` among the factors of a scalar."""
    return [s for s in term.scalars if s.op is PRODUCT]


def _vector(group: Group, factor: Expr) -> Expr:
    """``(u + w)'*v`` of ``u'*v + w'*v``; what stands in all terms is a factor of its own, ``u'*v*(r + s)``."""
    shared = next((form for form in _forms(group[0]) if all(form in _forms(term) for term in group)), None)
    if shared is not None:
        return _scalar(group, shared)
    return c.product(c.transpose(_inner(_beside(term, factor) for term in group)), factor)


def _beside(term: _Term, factor: Expr) -> Expr:
    """The column that a vector is multiplied by in a term."""
    form = next(s for s in _forms(term) if factor in ends(s))
    return c.product(c.number(term.coefficient), *(s for s in term.scalars if s is not form), beside(form, factor))


def _rest(term: _Term, word: tuple[Expr, ...], size: Expr) -> Expr:
    return term.with_word(*word) if word else term.with_word(size)


def _identity(group: Group, factor: Expr) -> Expr:
    return c.product(_inner(c.product(c.number(t.coefficient), *t.scalars) for t in group), factor)


def _left(group: Group, factor: Expr) -> Expr:
    return c.product(factor, _inner(_rest(t, t.word[1:], c.eye(factor.cols)) for t in group))


def _right(group: Group, factor: Expr) -> Expr:
    return c.product(_inner(_rest(t, t.word[:-1], c.eye(factor.rows)) for t in group), factor)


def _scalar(group: Group, factor: Expr) -> Expr:
    return _without_power(group, _least(factor, _exponents(group, factor)))


def _scalar_most(group: Group, factor: Expr) -> Expr:
    """``(A - B/s^2)/s``, not ``(s^2*A - B)/s^3``."""
    return _without_power(group, _most(factor, _exponents(group, factor)))


def _exponents(group: Group, factor: Expr) -> list[Expr]:
    return [e for t in group for s in t.scalars for b, e in pairs(s) if b is factor]


def _without_power(group: Group, lead: Expr) -> Expr:
    reciprocal = c.power(lead, -1)
    return c.product(lead, _inner(c.product(t.written, reciprocal) for t in group))


def _entry(group: Group, factor: Expr) -> Expr:
    found = [e for t in group if t.core is not None for b, e in pairs(t.core) if b is factor]
    lead = _least(factor, found)
    reciprocal = c.power(lead, -1)
    return c.hadamard(lead, _inner(t.with_word(c.hadamard(*t.word, reciprocal)) for t in group))


def _least(base: Expr, exponents: list[Expr]) -> Expr:
    """The power of the base that all terms have, the lowest if that is known."""
    return c.power(base, _lowest(exponents, 1, exponents[0]))


def _most(base: Expr, exponents: list[Expr]) -> Expr:
    """The highest of the powers, if it is known."""
    return c.power(base, _lowest(exponents, -1, exponents[-1]))


def _lowest(exponents: list[Expr], sign: int, otherwise: Expr) -> Expr:
    """The exponent that all others, or their opposites, are above by a number."""
    for least in exponents:
        gaps = [c.subtract(exponent, least) for exponent in exponents]
        if all(c.is_number(gap) and sign * c.value_of(gap) >= 0 for gap in gaps):
            return least
    return otherwise


def _kron_left(group: Group, factor: Expr) -> Expr:
    return c.kron(factor, _inner(t.with_word(t.word[0].args[1]) for t in group))


def _kron_right(group: Group, factor: Expr) -> Expr:
    return c.kron(_inner(t.with_word(t.word[0].args[0]) for t in group), factor)


def _diag(group: Group, factor: Expr) -> Expr:
    """Multiples of the identity alone stay what they are: ``(1 + a)*I``."""
    if all(t.word[0] is factor for t in group):
        return _identity(group, factor)
    return c.diag(_inner(t.with_word(c.ones(factor.rows) if t.word[0] is factor else t.word[0].args[0]) for t in group))


def _stacked(group: Group, factor: Expr) -> Expr:
    return c.vec(_inner(t.with_word(t.word[0].args[0]) for t in group))


_BRACKETS = 300
"""How many brackets are factored in turn for one sum: the sums that people write need some 20, random ones no end."""


_nesting = Nesting()


def _inner(terms: Iterator[Expr]) -> Expr:
    """What is left in the brackets, factored in turn where it is shorter than the whole: so the nesting ends."""
    total = c.add(*terms)
    if _nesting.lengths and (cost(total) >= _nesting.lengths[-1] or _nesting.brackets >= _BRACKETS):
        return total
    _nesting.brackets += 1
    return factored(total)


_TAKERS: dict[str, Callable[[Group, Expr], Expr]] = {
    "scalar": _scalar, "denominator": _scalar_most, "identity": _identity, "left": _left, "right": _right,
    "entry": _entry, "kron left": _kron_left, "kron right": _kron_right, "commuted": _commuted, "diag": _diag,
    "stacked": _stacked, "vector": _vector,
}  # fmt: skip


def _options(terms: Group) -> Iterator[Expr]:
    """The sum with each factor taken out that two or more terms share."""
    seen: dict[tuple[str, Expr], list[int]] = {}
    for k, term in enumerate(terms):
        for key in dict.fromkeys(_keys(term)):
            seen.setdefault(key, []).append(k)
    for (side, factor), where in seen.items():
        if len(where) > 1 and not (side == "diag" and all(terms[k].core is factor for k in where)):  # multiples of I
            taken = _TAKERS[side]([terms[k] for k in where], factor)
            yield c.add(taken, *(t.written for k, t in enumerate(terms) if k not in where))
    yield from _joined(terms)


def _joined(terms: Group) -> Iterator[Expr]:
    """``sum_i(a) + sum_i(b)`` as one sum, where what is under it then has a common factor."""
    ranges: dict[tuple[Dim, Dim], list[tuple[_Term, Expr]]] = {}
    for term in terms:
        sums = [s for s in (*term.scalars, *term.word) if s.op.name == "sum_over"]
        if len(sums) == 1 and len(term.word) < 2:
            ranges.setdefault(range_of(sums[0].params)[:2], []).append((term, sums[0]))
    for (size, start), group in ranges.items():
        if len(group) > 1:
            top = max((total for _, total in group), key=lambda total: total.level)
            index = fresh_index(top, *(term.whole for term, _ in group))
            body = _inner(term.inside(total, open_body(total, index)) for term, total in group)
            rest = [t.written for t in terms if all(t is not term for term, _ in group)]
            if len(terms_of(body)) == 1:
                yield c.add(close("sum_over", body, index, size, start), *rest)


def with_each_factor(expr: Expr) -> Iterator[Expr]:
    """The sum with each factor in turn taken out of the terms that share it, shorter or not."""
    with one_question(), _nesting.inside(cost(expr)):
        yield from list(_options([_split(q, t) for q, t in terms_of(expr)]))


def factored(expr: Expr) -> Expr:
    """The sum with common factors taken out as long as that shortens it."""
    if expr.op is not SUM or len(expr.args) < 2:
        return expr
    with one_question() as kept:
        found = kept.factored.get(expr)
        return _factored(expr, kept.factored) if found is None else found


def _factored(expr: Expr, memo: dict[Expr, Expr]) -> Expr:
    best = memo[expr] = expr  # what meets itself while factors are taken out of it stays as it is
    while best.op is SUM and len(best.args) > 1:
        with _nesting.inside(cost(best)):
            options = chain(_options([_split(q, t) for q, t in terms_of(best)]), multiples_together(best))
            better = min(options, key=rank, default=best)
        if cost(better) >= cost(best):
            break
        best = better
    memo[expr] = best
    if _nesting.lengths and _nesting.brackets >= _BRACKETS:
        del memo[expr]  # not all of it was searched: another sum may have more brackets left for it
    return best
