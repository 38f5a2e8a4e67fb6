"""Every rewriting of the search keeps the value, on random expressions, shapes and values."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.dims import ONE
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.simplify.alike import alike_together
from extremum.simplify.bilinear import of_trace
from extremum.simplify.expand import expanded
from extremum.simplify.exponentials import with_exponentials
from extremum.simplify.factor import factored
from extremum.simplify.fraction import over_one_denominator
from extremum.simplify.improper import improper_fractions
from extremum.simplify.middles import by_the_middle
from extremum.simplify.multiples import multiples_together
from extremum.simplify.near import near
from extremum.simplify.normalised import with_quotients
from extremum.simplify.pushed import pushed
from extremum.simplify.ratios import ratios
from extremum.simplify.repeated import repeated_parts_named
from extremum.simplify.scaling import scaled
from extremum.simplify.selected import selected, selected_in_terms
from extremum.simplify.signed import signed
from extremum.simplify.spread import spread
from extremum.simplify.squares import squares
from extremum.simplify.updates import updated
from extremum.verify.sampling import float_scope
from tests.fuzz_expressions import Generator
from tests.support.draws import seeds


def _grown(expr: Expr) -> Expr:
    found = expanded(expr)
    return expr if found is None else found


def _with_quotients(expr: Expr) -> Expr:
    """The forms with letters for quotients, written out again, added up and divided by their number."""
    found = [replace(short, {letter: quotient}) for short, letter, quotient in with_quotients(expr)]
    return c.multiple(Fraction(1, len(found)), c.add(*found)) if found else expr


def _with_exponentials(expr: Expr) -> Expr:
    """The forms with letters for exponentials, written out again, added up and divided by their number."""
    found = [replace(short, letters) for short, letters in with_exponentials(expr)]
    return c.multiple(Fraction(1, len(found)), c.add(*found)) if found else expr


@pytest.mark.parametrize("name", ["squares", "middles"])
def test_what_random_expressions_seldom_have(name: str) -> None:
    """Sums and differences of two random terms, and functions of one random argument beside their middles."""
    changed = 0
    for seed in range(24):
        rng = random.Random(seed)
        generator = Generator(rng)
        shape = generator.shape()
        a, b = (generator.draw(shape, 1).build() for _ in range(2))
        s, t = c.apply("sigmoid", a), c.apply("sigmoid", c.multiple(-1, a))
        ends = c.subtract(s, rng.choice((t, c.multiple(Fraction(1, 2), c.like_ones(s)))))
        before = {
            "squares": content(c.hadamard(c.add(a, b), c.subtract(a, b)))[1],
            "middles": c.add(ends, c.hadamard(s, b)),
        }[name]
        after = REWRITINGS[name](before)
        changed += after is not before
        with np.errstate(all="ignore"):
            scope = float_scope([before, after], np.random.default_rng(seed))
            left, right = scope.value(before), scope.value(after)
        assert np.allclose(left, right, rtol=1e-7, atol=1e-7, equal_nan=True), f"{before} became {after}"
    assert changed > 5


@pytest.mark.parametrize(
    "name", ["selected", "pushed", "factored", "traces", "multiples", "numbers", "selected in terms"]
)
def test_what_columns_seldom_have(name: str) -> None:
    """Entrywise products with a column of the identity and with a diagonal matrix, inverses of sums with a common
    factor beside it, bilinear forms that share an entrywise factor, traces with an outer product entry by entry, sums
    beside a multiple of them, and numbers beside fractions."""
    changed = 0
    for seed in range(12):
        generator = Generator(random.Random(seed))
        n = generator.shape()[0]
        u, v, w = (generator.draw((n, ONE), 1).build() for _ in range(3))
        y, z = ex.vector("y", n, "onehot"), ex.vector("z", n)
        F, e = ex.matrix("F", n, n, "positive_definite"), c.apply("exp", v)
        at, entries = c.product(c.power(c.product(y.T, e), -1), y), c.power(c.diagonal(F), -1)
        other = F if seed % 2 else c.eye(n)
        before = {
            "selected": c.hadamard(c.add(u, at), e) if seed % 2 else c.hadamard(F, c.add(w @ z.T, c.diag(entries))),
            "pushed": c.product(c.inverse(c.add(c.product(F, F), c.product(c.number(3), F))), F, v),
            "factored": c.add(c.product(c.hadamard(z, v).T, w), c.product(c.number(3), z.T, u)),
            "multiples": c.add(c.product(c.product(w.T, z), c.add(u, v)), c.multiple(3, u), c.multiple(3, v), w),
            "numbers": c.add(c.like_ones(e), c.multiple(-1, c.hadamard(c.add(u, v), c.power(c.add(e, v), -1))), w),
            "selected in terms": c.subtract(c.hadamard(e, c.add(c.product(c.product(w.T, z), y), u)), y),
            "traces": c.trace(c.product(c.hadamard(z @ w.T, c.apply("tanh", c.product(F, other))), F, other)),
        }[name]
        after = REWRITINGS[name](before)
        changed += after is not before
        with np.errstate(all="ignore"):
            scope = float_scope([before, after], np.random.default_rng(seed))
            left, right = scope.value(before), scope.value(after)
        assert np.allclose(left, right, rtol=1e-7, atol=1e-7, equal_nan=True), f"{before} became {after}"
    assert changed > 2


@pytest.mark.parametrize("seed", seeds(4))
def test_fractions_of_roots_keep_the_value(seed: int) -> None:
    """Random rational functions of roots, numbers and columns."""
    rng = random.Random(seed)
    roots = rng.choice((["sqrt(s)", "sqrt(1 + t^2)", "s", "t"], ["sqrt(1 + u.^2)", "sqrt(v)", "u", "v"]))
    times, over = (".*", "./") if "u" in roots else ("*", "/")
    terms = [f"({rng.choice(roots)} + {rng.randint(1, 3)}{times}{rng.choice(roots)})" for _ in range(5)]
    text = f"{terms[0]}{over}{terms[1]} - {terms[2]}{times}{terms[3]}{over}({terms[1]}{times}{terms[4]})"
    before = ex.parse(text, "s: positive; t: positive; u[n]: positive; v[n]: positive")
    after = ex.simplify(before)
    scope = float_scope([before, after], np.random.default_rng(seed))
    assert np.allclose(scope.value(before), scope.value(after), rtol=1e-9, atol=1e-9), f"{before} became {after}"
    assert ex.simplify(after) is after


def _near(expr: Expr) -> Expr:
    """The forms near by, added up and divided by their number."""
    found = list(near(expr))[:12]
    return c.multiple(Fraction(1, len(found)), c.add(*found)) if found else expr


def _first_of(forms: Callable[[Expr], Iterator[Expr]]) -> Callable[[Expr], Expr]:
    """A rewriting that makes the first of some forms, if there is any."""
    return lambda expr: next(forms(expr), expr)


def _of_trace(expr: Expr) -> Expr:
    return of_trace(expr) if expr.op.name == "trace" else expr


REWRITINGS = {
    "factored": factored, "expanded": _grown, "over one denominator": over_one_denominator,
    "scaled": scaled, "updated": updated, "pushed": pushed, "spread": spread, "signed": signed, "ratios": ratios,
    "squares": squares, "middles": by_the_middle, "selected": selected,
    "simplified": ex.simplify, "repeated": repeated_parts_named,
    "quotients": _with_quotients, "near": _near, "exponentials": _with_exponentials,
    "alike": _first_of(alike_together), "traces": _of_trace, "multiples": _first_of(multiples_together),
    "numbers": _first_of(improper_fractions), "selected in terms": _first_of(selected_in_terms),
}  # fmt: skip


RARE = (
    "scaled",
    "updated",
    "pushed",
    "spread",
    "signed",
    "ratios",
    "alike",
    "squares",
    "middles",
    "selected",
    "traces",
    "multiples",
    "numbers",
    "selected in terms",
)
"""What random expressions seldom ask for, and the tables cover."""


@cache
def _random(seed: int) -> Expr:
    """A sum, or an entrywise product, of random expressions that share parts."""
    rng = random.Random(seed)
    generator = Generator(rng)
    shape = generator.shape()
    parts = [generator.draw(shape, 2) for _ in range(4)]
    terms = [part.build() for part in parts]
    kind = rng.randrange(3)
    if kind == 0:
        return c.add(*terms)
    if kind == 1:
        return c.add(c.hadamard(terms[0], terms[1]), c.hadamard(terms[0], terms[2]), terms[3])
    below = c.add(c.like_ones(terms[0]), c.apply("exp", terms[1]) if seed % 2 else c.power(terms[1], 2))
    return c.add(c.hadamard(terms[0], c.power(below, -1)), c.hadamard(terms[2], c.power(below, -2)))


@pytest.mark.parametrize("name", REWRITINGS)
def test_every_rewriting_keeps_the_value(name: str) -> None:
    tested = 0
    for seed in seeds(40, first=35):
        before = _random(seed)
        after = REWRITINGS[name](before)
        if after is before:
            continue
        try:
            with np.errstate(all="ignore"):
                scope = float_scope([before, after], np.random.default_rng(seed))
                left, right = scope.value(before), scope.value(after)
        except ExtremumError:
            continue
        if not np.isfinite(left).all():
            continue
        gap = np.abs(left - right).max(initial=0) / (1 + np.abs(left).max(initial=0))
        assert gap < 1e-7, f"{before} became {after}"
        if name == "simplified":
            assert ex.simplify(after) is after
        tested += 1
    assert tested or name in RARE
