"""Common factors of sums: of words on the left or right, of entrywise products, and of scalars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.hadamard import pairs
from extremum.operations.product import factors
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.cost import cost


@dataclass(frozen=True, slots=True)
class _Term:
    """``coefficient · Π scalars · word``, of the given shape."""

    coefficient: Rational
    scalars: tuple[Expr, ...]
    word: tuple[Expr, ...]
    whole: Expr


def _split(q: Rational, term: Expr) -> _Term:
    inner, scalars, word = factors(term)
    flat = [c.power(b, e) for s in scalars for b, e in pairs(s)]
    return _Term(q * inner, tuple(flat), word, term)


def _groupings(terms: list[_Term]) -> Iterator[tuple[list[int], Callable[[list[_Term]], Expr]]]:
    """Every factor that two or more terms share, with the way to take it out."""
    seen: dict[tuple[str, Expr], list[int]] = {}
    for k, term in enumerate(terms):
        keys = [("scalar", s) for s in term.scalars]
        if len(term.word) > 1:
            keys += [("left", term.word[0]), ("right", term.word[-1])]
        elif len(term.word) == 1:
            (core,) = term.word
            keys += [("left", core), ("right", core)]
            keys += [("entry", base) for base, _ in pairs(core)]
        for key in dict.fromkeys(keys):
            seen.setdefault(key, []).append(k)
    takers = {"scalar": _take_scalar, "left": _take_left, "right": _take_right, "entry": _take_entry}
    for (side, factor), where in seen.items():
        if len(where) > 1:
            take = takers[side]
            yield where, lambda group, take=take, factor=factor: take(group, factor)  # type: ignore[misc]


def _rest(term: _Term, word: tuple[Expr, ...], size: Expr) -> Expr:
    inner = c.product(*word) if word else size
    return c.product(c.number(term.coefficient), *term.scalars, inner)


def _take_left(group: list[_Term], factor: Expr) -> Expr:
    return c.product(factor, c.add(*(_rest(t, t.word[1:], c.eye(factor.cols)) for t in group)))


def _take_right(group: list[_Term], factor: Expr) -> Expr:
    return c.product(c.add(*(_rest(t, t.word[:-1], c.eye(factor.rows)) for t in group)), factor)


def _take_scalar(group: list[_Term], factor: Expr) -> Expr:
    reciprocal = c.power(factor, -1)
    return c.product(factor, c.add(*(c.product(c.number(t.coefficient), t.whole, reciprocal) for t in group)))


def _take_entry(group: list[_Term], factor: Expr) -> Expr:
    reciprocal = c.power(factor, -1)
    rest = [c.product(c.number(t.coefficient), *t.scalars, c.hadamard(*t.word, reciprocal)) for t in group]
    return c.hadamard(factor, c.add(*rest))


def factored(expr: Expr) -> Expr:
    """The sum with common factors taken out as long as that shortens it."""
    best = expr
    while best.op is SUM and len(best.args) > 1:
        terms = [_split(q, t) for q, t in terms_of(best)]
        length = cost(best)
        options = []
        for where, take in _groupings(terms):
            group = take([terms[k] for k in where])
            rest = [c.product(c.number(t.coefficient), *t.scalars, c.product(*t.word)) if t.word else
                    c.product(c.number(t.coefficient), *t.scalars) for k, t in enumerate(terms) if k not in where]  # fmt: skip
            options.append(c.add(group, *rest))
        better = min(options, key=lambda e: (cost(e), e.order), default=best)
        if cost(better) >= length:
            break
        best = better
    return best


def expanded(expr: Expr, limit: int = 64) -> Expr | None:
    """The products in a sum distributed over the sums in them; None beyond ``limit`` terms."""
    total: list[Expr] = []
    for q, term in terms_of(expr):
        grown = _distribute(term, limit)
        if grown is None or len(total) + len(grown) > limit:
            return None
        total += [c.multiple(q, part) for part in grown]
    return c.add(*total)


def _distribute(term: Expr, limit: int) -> list[Expr] | None:
    inner, scalars, word = factors(term)
    if term.is_scalar and term.op.name == "product":
        scalars, word = [], term.args
    parts: list[list[Expr]] = [[c.number(inner)]]
    for factor in (*scalars, *word):
        choices = [c.multiple(q, t) for q, t in terms_of(factor)] if factor.op is SUM else [factor]
        parts = [[*done, choice] for done in parts for choice in choices]
        if len(parts) > limit:
            return None
    return [c.product(*part) for part in parts]
